using System.Globalization;
using Echolot.Teams;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts of what a row shows of unread words and of colleagues who look.</summary>
internal static class MarksText
{
    public static readonly Phrase NotReached = new(
        "Nicht benachrichtigt, weil dieses Gespräch für sie nicht zu sehen ist: {0}", "Not told, because they do not see this conversation: {0}");
    public static readonly Phrase Call = new("Wen rufen?", "Whom to call?");
    public static readonly Plural People = new(new("{0} Person", "{0} person"), new("{0} Personen", "{0} people"));
    public static readonly Plural Unread = new(
        new("{0} Nachricht, die noch niemand gesehen hat", "{0} message that nobody has looked at"),
        new("{0} Nachrichten, die noch niemand gesehen hat", "{0} messages that nobody has looked at"));

    private const int MostNamed = 10;

    /// <summary>That a note is saved, and whom it calls in vain.</summary>
    public static Phrase NotedWithout(IReadOnlyList<Person> unreached)
    {
        var names = string.Join(", ", unreached.Take(MostNamed).Select(p => p.Name)) + (unreached.Count > MostNamed ? " …" : "");
        return new(Said(InboxText.Noted.De, NotReached.De), Said(InboxText.Noted.En, NotReached.En));

        string Said(string noted, string but) => $"{noted} {string.Format(CultureInfo.InvariantCulture, but, names)}";
    }
}
