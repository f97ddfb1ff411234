using Echolot.Answers;
using Echolot.Web.Shell;

namespace Echolot.Web.Opinions;

/// <summary>Texts of how the house speaks where no person does.</summary>
internal static class WordingText
{
    public static readonly Phrase Title = new("Ansprache und Texte", "Manner and words");
    public static readonly Phrase MannerTitle = new("Du oder Sie", "Du or Sie");
    public static readonly Phrase MannerNote = new(
        "so spricht das Haus auf Deutsch mit seinen Kundinnen und Kunden", "how the house speaks to its customers in German");
    public static readonly Phrase Manner = new("Ansprache", "Manner");
    public static readonly Phrase Du = new("Du", "Du");
    public static readonly Phrase Sie = new("Sie", "Sie");
    public static readonly Phrase Neutral = new("weder noch", "neither");
    public static readonly Phrase MannerHint = new(
        "Gilt für Hinweise der Szenarien, die Zufriedenheitsfrage, Entwürfe eines Modells und die Auswahl der Antworten. Die Prüfung vor "
        + "dem Senden erwartet sie, solange im Gespräch noch nichts anderes galt.",
        "Holds for hints of scenarios, the question for satisfaction, drafts of a model and the choice of answers. The check before "
        + "sending expects it as long as nothing else was said in the conversation.");
    public static readonly Phrase Scenario = new("So beginnt ein Szenario", "How a scenario begins");
    public static readonly Phrase SurveyDe = new("Zufriedenheitsfrage auf Deutsch", "Question for satisfaction in German");
    public static readonly Phrase SurveyEn = new("Zufriedenheitsfrage auf Englisch", "Question for satisfaction in English");
    public static readonly Phrase SurveyNote = new(
        "leer: wie mitgeliefert, in der Ansprache des Hauses", "empty: as shipped, in the manner of the house");
    public static readonly Phrase Ask = new("Nachricht", "Message");
    public static readonly Phrase AskHint = new(
        "{{{{link}}}} wird zum Link; fehlt es, steht er am Ende.", "{{{{link}}}} becomes the link; without it the link stands at the end.");
    public static readonly Phrase Question = new("Frage", "Question");
    public static readonly Phrase Comment = new("Frage nach dem Grund", "Question for the reason");
    public static readonly Phrase Thanks = new("Dank", "Thanks");
    public static readonly Phrase ThanksText = new("Satz darunter", "Sentence below");
    public static readonly Phrase Preview = new("Vorschau", "Preview");
    public static readonly Phrase PreviewNote = new("noch nicht gespeichert", "not saved yet");
    public static readonly Phrase Show = new("Vorschau zeigen", "Show preview");
    public static readonly Phrase Save = new("Speichern", "Save");
    public static readonly Phrase ResetDe = new("Deutsch wie mitgeliefert", "German as shipped");
    public static readonly Phrase ResetEn = new("Englisch wie mitgeliefert", "English as shipped");
    public static readonly Phrase Saved = new("Gespeichert.", "Saved.");
    public static readonly Phrase Back = new("Wieder wie mitgeliefert.", "As shipped again.");
    public static readonly Phrase TooLong = new("Ein Text hat höchstens {0} Zeichen.", "A text has {0} characters at most.");
    public static readonly Phrase OtherManner = new(
        "Die eigenen Texte sprechen anders als das Haus: Es sagt {0}, sie sagen {1}.",
        "Your own texts speak otherwise than the house: it says {0}, they say {1}.");
    public static readonly Phrase Unknown = new(
        "{0} wird nicht gefüllt und ginge so hinaus; nur {{{{link}}}} in der Nachricht wird zum Link.",
        "{0} is not filled and would go out like that; only {{{{link}}}} in the message becomes the link.");
    public static readonly Phrase Mixed = new("Die eigenen Texte duzen und siezen.", "Your own texts say both du and Sie.");

    public static Phrase Name(Address manner) => manner switch
    {
        Address.Du => Du,
        Address.Sie => Sie,
        _ => Neutral,
    };
}
