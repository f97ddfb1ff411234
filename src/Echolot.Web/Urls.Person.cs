namespace Echolot.Web;

/// <summary>Addresses of what is written down of the person of a conversation.</summary>
public static partial class Urls
{
    public const string PersonNotePattern = "/inbox/{id:long}/person/note";
    public const string PersonNoteRemovePattern = "/inbox/{id:long}/person/note/remove";
    public const string PersonLabelPattern = "/inbox/{id:long}/person/label";
    public const string PersonUnlabelPattern = "/inbox/{id:long}/person/unlabel";
    public const string PersonBasisPattern = "/inbox/{id:long}/person/basis";
}
