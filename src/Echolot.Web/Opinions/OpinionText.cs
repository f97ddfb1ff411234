using Echolot.Conversations;
using Echolot.Web.Shell;

namespace Echolot.Web.Opinions;

/// <summary>Texts of asking how somebody found our help.</summary>
internal static class OpinionText
{
    public static readonly Phrase Title = new("Zufriedenheit", "Satisfaction");
    public static readonly Phrase Ask = new("Um eine Bewertung bitten", "Ask for a rating");
    public static readonly Phrase AskHint = new(
        "Privat, höchstens einmal in 30 Tagen je Person.", "Privately, at most once in 30 days for each person.");
    public static readonly Phrase Optional = new("freiwillig", "optional");
    public static readonly Phrase Send = new("Absenden", "Send");
    public static readonly Phrase Choose = new("Bitte eine Stufe wählen.", "Please choose a step.");
    public static readonly Phrase Over = new("Dieser Link gilt nicht mehr", "This link is no longer valid");
    public static readonly Phrase OverText = new(
        "Er gilt einmal und zwei Wochen lang.", "It works once and for two weeks.");
    public static readonly Phrase Rating = new("Bewertung", "Rating");
    public static readonly Phrase Of5 = new("{0} von 5", "{0} of 5");
    public static readonly Phrase Asked = new("erbeten, noch keine Antwort", "asked for, no answer yet");
    public static readonly Phrase By = new("Zusammengefasst nach", "Put together by");
    public static readonly Phrase From = new("Von", "From");
    public static readonly Phrase To = new("Bis", "To");
    public static readonly Phrase Show = new("Zeigen", "Show");
    public static readonly Phrase Share = new("Zufrieden", "Satisfied");
    public static readonly Phrase ShareNote = new("Anteil mit 4 oder 5 von allen, die geantwortet haben", "share with 4 or 5 of all who answered");
    public static readonly Phrase Mean = new("Mittel", "Mean");
    public static readonly Phrase MeanNote = new("von 1 (sehr schlecht) bis 5 (sehr gut)", "from 1 (very bad) to 5 (very good)");
    public static readonly Phrase Count = new("Antworten", "Answers");
    public static readonly Phrase CountNote = new("von {0} Fragen", "of {0} asked");
    public static readonly Phrase None = new("Noch keine Bewertungen", "No ratings yet");
    public static readonly Phrase NoneText = new(
        "Schalte unten ein, nach welchen Gesprächen gefragt wird. Gefragt wird privat, sobald ein Gespräch erledigt ist.",
        "Switch on below which conversations are asked about. The question is put privately once a conversation is done.");
    public static readonly Phrase AsksFor = new("Nach welchen Gesprächen wird gefragt?", "Which conversations are asked about?");
    public static readonly Phrase AsksNote = new("nur auf einem privaten Weg, nie öffentlich", "on a private way only, never in public");
    public static readonly Phrase WorksCouncil = new("Betriebsratsmodus", "Works council mode");
    public static readonly Phrase WorksCouncilText = new(
        "Solange er eingeschaltet ist, sieht niemand Zahlen zu einzelnen Menschen, auch keine Leitung. Erlaubt sie eine Vereinbarung, sehen sie nur Leitungen.",
        "While it is on, nobody sees figures about single people, not even leads. Where an agreement allows them, only leads see them.");
    public static readonly Phrase On = new("Einschalten", "Switch on");
    public static readonly Phrase Off = new("Ausschalten", "Switch off");
    public static readonly Phrase IsOn = new("eingeschaltet", "on");
    public static readonly Phrase IsOff = new("ausgeschaltet", "off");
    public static readonly Phrase Saved = new("Gespeichert.", "Saved.");
    public static readonly Phrase Nobody = new("niemand", "nobody");
    public static readonly Phrase NoDepartment = new("ohne Abteilung", "no department");
    public static readonly Phrase Former = new("Ehemalige", "Former colleague");
    public static readonly Phrase NoSources = new(
        "Noch keine Quelle hat einen privaten Weg.", "No source has a private way yet.");

    public static Phrase Step(int score) => score switch
    {
        1 => new("sehr schlecht", "very bad"),
        2 => new("schlecht", "bad"),
        3 => new("mittel", "fair"),
        4 => new("gut", "good"),
        _ => new("sehr gut", "very good"),
    };

    public static Phrase GroupName(OpinionGroup group) => group switch
    {
        OpinionGroup.Month => new("Monat", "Month"),
        OpinionGroup.Channel => new("Kanal", "Channel"),
        OpinionGroup.Department => new("Abteilung", "Department"),
        _ => new("Mensch", "Person"),
    };
}
