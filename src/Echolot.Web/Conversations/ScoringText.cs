using System.Globalization;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts of the rules by which conversations are more or less pressing.</summary>
internal static class ScoringText
{
    public static readonly Phrase Title = new("Prioritätsregeln", "Priority rules");
    public static readonly Phrase Rules = new("Punkte", "Points");
    public static readonly Phrase RulesNote = new(
        "Alle Regeln, die passen, zählen zusammen. Die Gründe stehen in dieser Reihenfolge am Gespräch.",
        "All rules that fit add up. The reasons stand beside the conversation in this order.");
    public static readonly Phrase Place = new("Platz", "Place");
    public static readonly Phrase Rule = new("Regel", "Rule");
    public static readonly Phrase Fits = new("Passt, wenn", "Fits where");
    public static readonly Phrase PointsOf = new("Punkte", "Points");
    public static readonly Phrase Holds = new("Gilt", "Holds");
    public static readonly Phrase On = new("an", "on");
    public static readonly Phrase Off = new("aus", "off");
    public static readonly Phrase AnotherRule = new("Eigene Regel", "Rule of your own");
    public static readonly Phrase Words = new("Wörter, mit Komma getrennt", "Words, separated by commas");
    public static readonly Phrase WordsHint = new(
        "Gebeugte Formen und Zusammensetzungen zählen mit. Ein leerer Name entfernt die Regel.",
        "Inflected forms and compounds count. An empty name removes the rule.");
    public static readonly Phrase From = new("ab so vielen Followern", "from so many followers");
    public static readonly Phrase AtMost = new("je Nachhaken, höchstens so oft", "each time asked again, at most so often");
    public static readonly Phrase Steps = new("Ab so vielen Punkten", "From so many points");
    public static readonly Phrase Save = new("Regeln speichern", "Save rules");
    public static readonly Phrase Shipped = new("Zurück zu den mitgelieferten", "Back to those that ship");
    public static readonly Phrase Saved = new(
        "Gespeichert. Offene Gespräche werden neu bewertet.", "Saved. Open conversations are being scored anew.");
    public static readonly Phrase Running = new("Offene Gespräche werden gerade neu bewertet.", "Open conversations are being scored anew right now.");
    public static readonly Phrase Wrong = new("So geht es nicht: {0}", "This does not work: {0}");

    private static readonly Phrase points = new(
        "Eine Regel hat −20 bis 20 Punkte, und dringender heißt mehr Punkte.", "A rule has −20 to 20 points, and more pressing means more points.");
    private static readonly Phrase words = new(
        "Eine eigene Regel braucht einen eigenen Namen (höchstens 60 Zeichen) und 1 bis 50 Wörter.",
        "A rule of your own needs a name of its own (60 characters at most) and 1 to 50 words.");
    private static readonly Phrase number = new("Bitte eine ganze Zahl ab 1.", "Please give a whole number from 1 on.");

    public static string WhatIsWrong(string? detail) => Wrong.With(detail switch
    {
        "points" => points.ToString(),
        "words" => words,
        _ => number,
    });

    /// <summary>What a built-in rule looks at.</summary>
    public static Phrase About(string rule) => rule switch
    {
        "crisis" => new("das Gespräch zu einer Krise gehört", "the conversation belongs to a crisis"),
        "legal" => new("mit Anwalt, Klage oder Verbraucherzentrale gedroht wird", "a lawyer, a lawsuit or a consumer office is threatened with"),
        "negative" => new("die neuesten Worte verärgert klingen", "the newest words sound negative"),
        "question" => new("ein Fragezeichen darin steht", "there is a question mark in it"),
        "private" => new("uns privat geschrieben wurde", "it was written to us privately"),
        _ => new("", ""),
    };

    public static string Signed(int points) => (points > 0 ? "+" : points < 0 ? "−" : "") + Math.Abs(points).ToString(CultureInfo.CurrentCulture);
}
