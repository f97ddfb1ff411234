namespace Echolot.Web;

/// <summary>Addresses that open pages of the inbox ask by themselves, where one is written down, and how close rows stand.</summary>
public static partial class Urls
{
    public const string InboxFollow = "/inbox/follow";
    public const string InboxOnlookers = "/inbox/onlookers";
    public const string Callable = "/inbox/callable";
    public const string ConversationSplitUndoPattern = "/inbox/{id:long}/split/undo";
    public const string Scoring = "/settings/priority";
    public const string MessageActPattern = "/inbox/{id:long}/messages/{message:long}/act";
    public const string OwnKeys = "/settings/me/keys";
    public const string NewConversation = "/inbox/new";
    /// <summary>Every conversation with a person.</summary>
    public static string OfContact(long contact) => FormattableString.Invariant($"{Inbox}?view=all&order=newestfirst&contact={contact}");

    public const string InboxDensity = "/inbox/density";

    /// <summary>The part of a conversation around a message.</summary>
    public static string MessageIn(long conversation, long message) =>
        FormattableString.Invariant($"{Conversation(conversation)}?at={message}#m{message}");

    /// <summary>The part of a conversation before a message.</summary>
    public static string Before(long conversation, long message) =>
        FormattableString.Invariant($"{Conversation(conversation)}?before={message}");

    /// <summary>An address of one message in a conversation.</summary>
    public static string OfMessage(string pattern, long conversation, long message) => Of(pattern, conversation)
        .Replace("{message:long}", message.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
