namespace Echolot.Web;

/// <summary>Addresses that open pages of the inbox ask by themselves, where one is written down, and how close rows stand.</summary>
public static partial class Urls
{
    public const string InboxFollow = "/inbox/follow";
    public const string InboxOnlookers = "/inbox/onlookers";
    public const string Callable = "/inbox/callable";
    public const string Scoring = "/settings/priority";
    public const string NewConversation = "/inbox/new";
    /// <summary>Every conversation with a person.</summary>
    public static string OfContact(long contact) => FormattableString.Invariant($"{Inbox}?view=all&order=newestfirst&contact={contact}");

    public const string InboxDensity = "/inbox/density";
}
