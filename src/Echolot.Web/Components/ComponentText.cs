using Echolot.Web.Shell;

namespace Echolot.Web.Components;

/// <summary>Texts that components say by themselves.</summary>
internal static class ComponentText
{
    public static readonly Phrase ChangedMeanwhile = new("Inzwischen geändert", "Changed meanwhile");
    public static readonly Phrase ChangedMeanwhileText = new(
        "Zuletzt am {0}. Gestrichen steht, was jetzt gespeichert ist, und daneben Ihre Eingabe; sie gilt, wenn Sie noch einmal speichern.",
        "Last on {0}. Struck out is what is stored now, beside it what you typed; that counts if you save once more.");
    public static readonly Phrase Close = new("Schließen", "Close");
    public static readonly Phrase Remove = new("Entfernen", "Remove");
    public static readonly Phrase Optional = new("(optional)", "(optional)");
    public static readonly Phrase More = new("Mehr laden", "Load more");
    public static readonly Phrase Newest = new("Neueste", "Newest");
    public static readonly Phrase Older = new("Ältere", "Older");
    public static readonly Phrase ShownOf = new("{0:N0} von {1:N0}", "{0:N0} of {1:N0}");
    public static readonly Phrase Others = new("{0:N0} weitere", "{0:N0} more");
    public static readonly Phrase OnlyMostFrequent = new("Nur die {0:N0} häufigsten", "Only the {0:N0} most frequent");
    public static readonly Phrase Back = new("Zurück", "Back");
    public static readonly Phrase Copy = new("Kopieren", "Copy");
    public static readonly Phrase Copied = new("Kopiert", "Copied");
    public static readonly Phrase PercentagePoints = new("{0:N1} Punkte", "{0:N1} points");
    public static readonly Phrase Course = new(
        "{0}: zwischen {1:N0} und {2:N0}, zuletzt {3:N0}", "{0}: between {1:N0} and {2:N0}, most recently {3:N0}");

    public static readonly Phrase Gap = new("Lücke: eine Quelle hat nichts gehört", "Gap: a source heard nothing");
    public static readonly Phrase GapsMean = new(
        "Was dort ruhig aussieht, ist nicht gemessen.", "What looks calm there was not measured.");
    public static readonly Plural Gaps = new(
        new("Eine Lücke: Eine Quelle hat dort nichts gehört.", "One gap: a source heard nothing there."),
        new("{0} Lücken: Quellen haben dort nichts gehört.", "{0} gaps: sources heard nothing there."));
    public static readonly Phrase OtherGaps = new(
        "Gestreift sind Lücken von Quellen, die zum Monitor schon etwas gebracht haben; alle anderen stehen unter:",
        "Hatched are gaps of sources that have brought something to the monitor; all others stand under:");
}
