using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts about the ways of a reply.</summary>
internal static class WaysText
{
    /// <summary>What is proposed as a public hint, in the language of the conversation.</summary>
    public static string ProposedHint(string language) => language == "en"
        ? "Thank you for telling us – we are writing to you privately."
        : "Danke für deine Nachricht – wir melden uns gleich privat bei dir.";

    /// <summary>What is proposed as a public word at the end.</summary>
    public static string ProposedClosing(string language) => language == "en"
        ? "We have sorted this out together in private. Thank you for your patience!"
        : "Wir haben das privat miteinander geklärt. Danke für deine Geduld!";

    public static readonly Phrase Via = new("Über welches Konto?", "By which account?");
    public static readonly Phrase MailTo = new("E-Mail an {0}", "E-mail to {0}");
    public static readonly Phrase Window = new(
        "So lange nimmt das Netzwerk noch eine Antwort an.", "For so long the network still takes an answer.");
    public static readonly Phrase Left = new("noch {0}", "{0} left");
    public static readonly Phrase LeftShort = new("Antwort möglich: {0}", "can answer: {0}");
    public static readonly Phrase Shut = new("Antwort nicht mehr möglich", "too late to answer");

    /// <summary>Time that is left, as the page counts it down.</summary>
    public static string Hours(TimeSpan left) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{(int)left.TotalHours}:{left.Minutes:00} h");

    public static readonly Phrase Over = new("{0}: Antworten ging bis {1}.", "{0}: answering was possible until {1}.");
    public static readonly Phrase Instead = new("Stattdessen: {0}.", "Instead: {0}.");
    public static readonly Phrase Answerable = new("Was gegen eine Antwort spricht", "What speaks against a reply");
    public static readonly Phrase HandOver = new("Öffentlich kurz + privat weiter", "Short in public, on in private");
    public static readonly Phrase HandOverHint = new(
        "Öffentlich steht nur der kurze Hinweis, alles Persönliche geht privat. Beides bleibt in diesem Gespräch.",
        "Only the short hint is public, everything personal goes privately. Both stay in this conversation.");
    public static readonly Phrase Hint = new("Öffentlicher Hinweis", "Public hint");
    public static readonly Phrase Words = new("Private Nachricht", "Private message");
    public static readonly Phrase By = new("Privat über", "Privately by");
    public static readonly Phrase ByLink = new("Link zum Chat „{0}“", "Link to the chat “{0}”");
    public static readonly Phrase LinkHint = new(
        "Ein Link steht öffentlich: Wer ihn zuerst öffnet, liest die private Nachricht. Keine persönlichen Angaben hineinschreiben. Er gilt einmal und sieben Tage.",
        "A link stands in public: whoever opens it first reads the private message. Put nothing personal into it. It works once and for seven days.");
    public static readonly Phrase NoWay = new(
        "Kein privater Weg ist offen: Das Netzwerk hat keine privaten Nachrichten, eine E-Mail-Adresse ist nicht bekannt, und es gibt keinen Web-Chat, zu dem ein Link führen könnte.",
        "No private way is open: the network has no private messages, no e-mail address is known, and there is no web chat for a link to lead to.");
    public static readonly Phrase SendBoth = new("Beides senden", "Send both");
    public static readonly Phrase GoesOn = new("privat weitergeführt", "goes on privately");
    public static readonly Phrase CameFrom = new("aus dem öffentlichen Gespräch", "from the public conversation");
    public static readonly Phrase Closing = new("Öffentlich abschließen", "Close in public");
    public static readonly Phrase ClosingHint = new(
        "Zuletzt stand öffentlich, dass es privat weitergeht. Leeren, um nichts zu schreiben.",
        "The last public word was that it goes on privately. Empty it to write nothing.");
    public static readonly Phrase NothingLeft = new(
        "Ein anderer Weg ist nicht bekannt; eine Notiz geht immer.", "No other way is known; a note always works.");
}
