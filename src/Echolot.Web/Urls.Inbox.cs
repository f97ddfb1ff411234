namespace Echolot.Web;

/// <summary>Addresses that open pages of the inbox ask by themselves.</summary>
public static partial class Urls
{
    public const string InboxFollow = "/inbox/follow";
}
