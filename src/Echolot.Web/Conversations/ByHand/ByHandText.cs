using Echolot.Sources;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts of conversations that somebody writes down, and the names of all channels.</summary>
internal static class ByHandText
{
    public static readonly Phrase Title = new("Gespräch aufschreiben", "Write a conversation down");
    public static readonly Phrase Lead = new(
        "Was jemand am Telefon, im Brief oder am Tresen gesagt hat, bekommt Frist, Zuständige und Verlauf wie jedes andere Gespräch.",
        "What somebody said on the phone, in a letter or at the counter gets a clock, an assignee and a history like any other conversation.");
    public static readonly Phrase Channel = new("Wie kam es?", "How did it come?");
    public static readonly Phrase Who = new("Wer war es?", "Who was it?");
    public static readonly Phrase Mail = new("E-Mail-Adresse", "E-mail address");
    public static readonly Phrase MailHint = new("Dahin lässt sich dann antworten.", "You can answer there then.");
    public static readonly Phrase Phone = new("Telefonnummer", "Phone number");
    public static readonly Phrase PhoneHint = new(
        "Ist sie bekannt, gehört das Gespräch zu derselben Person.", "Where we know it, the conversation is with the same person.");
    public static readonly Phrase Subject = new("Worum geht es?", "What is it about?");
    public static readonly Phrase Said = new("Was wurde gesagt?", "What was said?");
    public static readonly Phrase Answered = new("Was haben wir gleich geantwortet?", "What did we answer at once?");
    public static readonly Phrase AnsweredHint = new(
        "Leer lassen, wenn die Antwort noch aussteht; die Frist läuft dann.", "Leave empty where the answer is still due; the clock runs then.");
    public static readonly Phrase At = new("Wann?", "When?");
    public static readonly Phrase AtHint = new("Leer heißt: gerade eben.", "Empty means: just now.");
    public static readonly Phrase Mine = new("Ich kümmere mich darum", "I take care of it");
    public static readonly Phrase Save = new("Aufschreiben", "Write down");
    public static readonly Phrase NoWay = new(
        "Von Hand aufgeschrieben: Antworten geht von hier aus, sobald eine E-Mail-Adresse und ein E-Mail-Konto bekannt sind. Eine Notiz geht immer.",
        "Written down by hand: you can answer from here once an e-mail address and a mail account are known. A note always works.");

    public static Phrase NameOf(string channel) => channel switch
    {
        "phone" => new("Telefon", "Phone"),
        "letter" => new("Brief", "Letter"),
        _ => new("Vor Ort", "In person"),
    };

    /// <summary>What every channel is called: those we read, and those that people hear for us.</summary>
    public static IReadOnlyDictionary<string, string> Channels(IEnumerable<IConnector> connectors) =>
        connectors.Select(c => (c.Description.Name, c.Description.Title))
            .Concat(Echolot.Conversations.Inbox.ChannelsByHand.Select(c => (Name: c, Title: NameOf(c).ToString())))
            .ToDictionary(c => c.Name, c => c.Title);
}
