using Echolot.Web.Shell;

namespace Echolot.Web.Chat;

/// <summary>Texts of the chat's pages.</summary>
internal static class ChatText
{
    public static readonly Phrase Title = new("Chat einrichten", "Set up the chat");
    public static readonly Phrase OwnPage = new(
        "Aussehen, Texte, Zeiten und der Schnipsel für die Website haben eine eigene Seite mit Vorschau.",
        "Look, texts, times and the snippet for the website have a page of their own with a preview.");
    public static readonly Phrase Snippet = new("Auf die Website bringen", "Put it on the website");
    public static readonly Phrase SnippetNote = new("eine Zeile vor </body>", "one line before </body>");
    public static readonly Phrase SnippetHint = new(
        "Der Chat setzt keine Cookies und lädt nichts von anderen. Verlangt die Website eine Content-Security-Policy, "
        + "gehört diese Adresse in script-src und connect-src.",
        "The chat sets no cookies and loads nothing from others. Where the website has a Content-Security-Policy, this "
        + "address belongs into script-src and connect-src.");
    public static readonly Phrase Where = new("Wo und wann", "Where and when");
    public static readonly Phrase Name = new("Name", "Name");
    public static readonly Phrase Origins = new("Websites", "Websites");
    public static readonly Phrase OriginsHint = new(
        "Wo der Chat erscheinen darf, jede Adresse in einer Zeile: https://www.nordlicht.example",
        "Where the chat may appear, one address a line: https://www.nordlicht.example");
    public static readonly Phrase Calendar = new("Geschäftszeiten", "Business hours");
    public static readonly Phrase Always = new("Immer offen", "Always open");
    public static readonly Phrase CalendarHint = new(
        "Außerhalb erscheint das Kontaktformular; beantwortet wird es per E-Mail.",
        "Outside of them the contact form appears; it is answered by e-mail.");
    public static readonly Phrase NoMail = new(
        "Das Kontaktformular braucht eine Quelle „E-Mail“, über die geantwortet wird. Ohne sie steht außerhalb der "
        + "Geschäftszeiten nur, wann wieder jemand da ist.",
        "The contact form needs a source “E-mail” to answer by. Without it the chat only says when somebody is back.");
    public static readonly Phrase AddMail = new("E-Mail einrichten", "Set up e-mail");
    public static readonly Phrase Keep = new("Gespräch fortsetzen (Stunden)", "Go on with a conversation (hours)");
    public static readonly Phrase KeepHint = new(
        "So lange findet jemand nach einem Neuladen sein Gespräch wieder, und so lange können Sie dort antworten.",
        "For so long somebody finds the conversation again after a reload, and you can answer there.");
    public static readonly Phrase Names = new("Vornamen zeigen", "Show first names");
    public static readonly Phrase NamesHint = new(
        "Sonst sehen Besucherinnen und Besucher nur den Titel des Chats.", "Else visitors see only the title of the chat.");
    public static readonly Phrase LookTitle = new("Aussehen", "Look");
    public static readonly Phrase Color = new("Farbe", "Colour");
    public static readonly Phrase ColorHint = new(
        "Die Schrift darauf wird von selbst hell oder dunkel, je nachdem, was besser zu lesen ist.",
        "Text on it becomes light or dark by itself, whichever reads better.");
    public static readonly Phrase Side = new("Ecke", "Corner");
    public static readonly Phrase Right = new("Unten rechts", "Lower right");
    public static readonly Phrase Left = new("Unten links", "Lower left");
    public static readonly Phrase Texts = new("Texte", "Texts");
    public static readonly Phrase TextsNote = new("deutsch und englisch, nach der Sprache der Seite", "German and English, by the language of the page");
    public static readonly Phrase ChatTitle = new("Titel ({0})", "Title ({0})");
    public static readonly Phrase Greeting = new("Begrüßung ({0})", "Greeting ({0})");
    public static readonly Phrase Offline = new("Über dem Formular ({0})", "Above the form ({0})");
    public static readonly Phrase Consent = new("Einwilligung ({0})", "Consent ({0})");
    public static readonly Phrase ConsentHint = new(
        "Ohne sie wird nichts gespeichert. Jede Zustimmung behält ihren Zeitpunkt und den Wortlaut, der galt.",
        "Without it nothing is stored. Each consent keeps its time and the wording that held.");
    public static readonly Phrase German = new("deutsch", "German");
    public static readonly Phrase English = new("englisch", "English");
    public static readonly Phrase Preview = new("Vorschau", "Preview");
    public static readonly Phrase Closed = new("Außerhalb der Geschäftszeiten", "Outside of business hours");
    public static readonly Phrase Save = new("Speichern", "Save");
    public static readonly Phrase Saved = new("Chat gespeichert.", "Chat saved.");
    public static readonly Phrase VisitorWrites = new("{0} schreibt gerade", "{0} is writing");
    public static readonly Phrase Agreed = new("Einwilligung", "Consent");
    public static readonly Phrase Wording = new("Fassung {0}", "Version {0}");
    public static readonly Phrase TranscriptFile = new("Verlauf als Datei", "Transcript as a file");
    public static readonly Phrase TranscriptTitle = new("Gespräch {0} mit {1}", "Conversation {0} with {1}");
    public static readonly Phrase TalkTitle = new("Privates Gespräch", "Private conversation");
    public static readonly Phrase NeedsScript = new(
        "Für das Gespräch braucht es JavaScript.", "The conversation needs JavaScript.");
    public static readonly Phrase LinkOver = new("Dieser Link gilt nicht mehr", "This link is no longer valid");
    public static readonly Phrase LinkOverText = new(
        "Links zu einem privaten Gespräch gelten sieben Tage. Um einen neuen kann man im Gespräch bitten.",
        "Links to a private conversation work for seven days. Please ask for a new one.");
    public static readonly Phrase Us = new("Wir", "We");
}
