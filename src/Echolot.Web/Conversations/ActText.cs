using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts of what we do at a network with what somebody said there.</summary>
internal static class ActText
{
    public static readonly Phrase Menu = new("Beim Netzwerk", "At the network");
    public static readonly Phrase Ordered = new("Wird beim Netzwerk erledigt.", "Being done at the network.");
    public static readonly Phrase Waiting = new("unterwegs: {0}", "on its way: {0}");
    public static readonly Phrase Failed = new("ging nicht: {0}", "did not work: {0}");
    public static readonly Phrase Since = new("{0} · {1}, {2}", "{0} · {1}, {2}");

    private static readonly Phrase likes = new("liken", "like");
    private static readonly Phrase hides = new("verbergen, als Spam melden oder löschen", "hide, mark as spam or remove");

    /// <summary>What an account can do beside answering.</summary>
    public static IEnumerable<string> Can(ReplyAbilities can)
    {
        if (can.Acts.Contains(ItemAct.Like)) yield return likes;
        if (can.Acts.Contains(ItemAct.Hide)) yield return hides;
    }

    /// <summary>What a button does.</summary>
    public static Phrase Do(ItemAct act) => act switch
    {
        ItemAct.Like => new("Liken", "Like"),
        ItemAct.Unlike => new("Like zurücknehmen", "Take the like back"),
        ItemAct.Hide => new("Verbergen", "Hide"),
        ItemAct.Spam => new("Als Spam einordnen", "Mark as spam"),
        ItemAct.Trash => new("In den Papierkorb", "Move to the bin"),
        _ => new("Wieder zeigen", "Show again"),
    };

    /// <summary>How it is then.</summary>
    public static Phrase Is(ItemAct act) => act switch
    {
        ItemAct.Like => new("geliked", "liked"),
        ItemAct.Unlike => new("nicht geliked", "not liked"),
        ItemAct.Hide => new("verborgen", "hidden"),
        ItemAct.Spam => new("als Spam eingeordnet", "marked as spam"),
        ItemAct.Trash => new("im Papierkorb", "in the bin"),
        _ => new("zu sehen", "visible"),
    };

    public static string IconOf(ItemAct act) => act switch
    {
        ItemAct.Like or ItemAct.Unlike => "thumbs-up",
        ItemAct.Hide => "eye-off",
        ItemAct.Spam => "ban",
        ItemAct.Trash => "trash-2",
        _ => "eye",
    };

    /// <summary>A line of the course of a conversation.</summary>
    public static string Happened(ConversationEvent happened, string who)
    {
        var act = Enum.TryParse<ItemAct>(happened.After, out var known) ? known : ItemAct.Show;
        return happened.Kind is ConversationEventKind.MessageActFailed
            ? new Phrase("Beim Netzwerk ging nicht, was {0} wollte: {1}", "The network did not do what {0} wanted: {1}").With(who, Is(act))
            : act switch
            {
                ItemAct.Like => new Phrase("{0} hat eine Nachricht geliked", "{0} liked a message").With(who),
                ItemAct.Unlike => new Phrase("{0} hat ein Like zurückgenommen", "{0} took a like back").With(who),
                ItemAct.Hide => new Phrase("{0} hat eine Nachricht verborgen", "{0} hid a message").With(who),
                ItemAct.Spam => new Phrase("{0} hat eine Nachricht als Spam eingeordnet", "{0} marked a message as spam").With(who),
                ItemAct.Trash => new Phrase("{0} hat eine Nachricht in den Papierkorb gelegt", "{0} moved a message to the bin").With(who),
                _ => new Phrase("{0} hat eine Nachricht wieder sichtbar gemacht", "{0} made a message visible again").With(who),
            };
    }
}
