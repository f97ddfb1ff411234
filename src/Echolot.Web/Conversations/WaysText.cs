using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts about the ways of a reply.</summary>
internal static class WaysText
{
    public static readonly Phrase Via = new("Über welches Konto?", "By which account?");
    public static readonly Phrase MailTo = new("E-Mail an {0}", "E-mail to {0}");
    public static readonly Phrase Window = new(
        "So lange nimmt das Netzwerk noch eine Antwort an.", "For so long the network still takes an answer.");
    public static readonly Phrase Left = new("noch {0}", "{0} left");
    public static readonly Phrase Over = new("{0}: Antworten ging bis {1}.", "{0}: answering was possible until {1}.");
    public static readonly Phrase Instead = new("Stattdessen: {0}.", "Instead: {0}.");
    public static readonly Phrase NothingLeft = new(
        "Ein anderer Weg ist nicht bekannt; eine Notiz geht immer.", "No other way is known; a note always works.");
}
