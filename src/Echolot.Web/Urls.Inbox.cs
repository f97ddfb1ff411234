namespace Echolot.Web;

/// <summary>Addresses that open pages of the inbox ask by themselves, and where one is written down.</summary>
public static partial class Urls
{
    public const string InboxFollow = "/inbox/follow";
    public const string NewConversation = "/inbox/new";
}
