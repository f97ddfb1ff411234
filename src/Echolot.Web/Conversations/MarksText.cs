using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts of what a row shows of unread words and of colleagues who look.</summary>
internal static class MarksText
{
    public static readonly Phrase Call = new("Wen rufen?", "Whom to call?");
    public static readonly Plural People = new(new("{0} Person", "{0} person"), new("{0} Personen", "{0} people"));
    public static readonly Plural Unread = new(
        new("{0} Nachricht, die noch niemand gesehen hat", "{0} message that nobody has looked at"),
        new("{0} Nachrichten, die noch niemand gesehen hat", "{0} messages that nobody has looked at"));
}
