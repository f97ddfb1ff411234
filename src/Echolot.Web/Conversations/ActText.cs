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

    public static readonly Phrase Reason = new("Grund fürs Verbergen oder Entfernen", "Reason to hide or remove it");
    public static readonly Phrase ChooseReason = new("Grund wählen …", "Choose a reason …");
    public static readonly Phrase Words = new("Genauer (nur für uns)", "In more detail (for us alone)");

    /// <summary>Why something is hidden or taken away.</summary>
    public static Phrase Why(ActReason reason) => reason switch
    {
        ActReason.Insult => new("Beleidigung oder Hass", "Insult or hatred"),
        ActReason.Advertising => new("Werbung oder Spam", "Advertising or spam"),
        ActReason.PersonalData => new("persönliche Daten", "personal data"),
        ActReason.Unlawful => new("rechtswidrig", "unlawful"),
        ActReason.HouseRules => new("gegen die Hausregeln", "against the house rules"),
        ActReason.Falsehood => new("Falschbehauptung", "false claim"),
        _ => new("anderer Grund", "another reason"),
    };

    /// <summary>A reason with the words to it.</summary>
    public static string Why(ActWhy why) => Why(why.Reason) + (why.Words is { } words ? $": {words}" : "");

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
        // The act and its reason; the message and the words to it.
        var said = (happened.After ?? "").Split(' ');
        var act = Enum.TryParse<ItemAct>(said[0], out var known) ? known : ItemAct.Show;
        var what = What(happened.Kind, act, who);
        return said.Length > 1 && Enum.TryParse<ActReason>(said[1], out var reason)
            ? $"{what} · {Why(new ActWhy(reason, happened.Before?.Split(' ', 2) is [_, var words] ? words : null))}" : what;
    }

    private static string What(ConversationEventKind kind, ItemAct act, string who) => (kind, act) switch
    {
        (ConversationEventKind.MessageActFailed, _) => new Phrase(
            "Beim Netzwerk ging nicht, was {0} wollte: {1}", "The network did not do what {0} wanted: {1}").With(who, Is(act)),
        (_, ItemAct.Like) => new Phrase("{0} hat eine Nachricht geliked", "{0} liked a message").With(who),
        (_, ItemAct.Unlike) => new Phrase("{0} hat ein Like zurückgenommen", "{0} took a like back").With(who),
        (_, ItemAct.Hide) => new Phrase("{0} hat eine Nachricht verborgen", "{0} hid a message").With(who),
        (_, ItemAct.Spam) => new Phrase("{0} hat eine Nachricht als Spam eingeordnet", "{0} marked a message as spam").With(who),
        (_, ItemAct.Trash) => new Phrase("{0} hat eine Nachricht in den Papierkorb gelegt", "{0} moved a message to the bin").With(who),
        _ => new Phrase("{0} hat eine Nachricht wieder sichtbar gemacht", "{0} made a message visible again").With(who),
    };
}
