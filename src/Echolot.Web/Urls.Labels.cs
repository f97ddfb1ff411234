namespace Echolot.Web;

public static partial class Urls
{
    public const string LabelEndPattern = "/listening/labels/{id:long}/end";
    public const string LabelRestorePattern = "/listening/labels/removals/{id:long}/undo";

    /// <summary>What a label stands on, before it is merged or removed.</summary>
    public static string LabelEnd(long id) => Label(id) + "/end";

    public static string LabelRestore(long id) => FormattableString.Invariant($"{Labels}/removals/{id}/undo");
}
