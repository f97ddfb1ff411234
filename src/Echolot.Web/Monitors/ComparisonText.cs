using Echolot.Web.Shell;

namespace Echolot.Web.Monitors;

/// <summary>Texts of comparing what two versions find.</summary>
internal static class ComparisonText
{
    public static readonly Phrase Title = new("Was sie finden", "What they find");
    public static readonly Phrase Note = new(
        "in den letzten 30 Tagen, aus dem Gespeicherten", "in the last 30 days, of what is stored");
    public static readonly Phrase Only = new("Nur Fassung {0}", "Only version {0}");
    public static readonly Phrase Lost = new("Fällt weg", "Goes");
    public static readonly Phrase Gained = new("Kommt hinzu", "Comes");
    public static readonly Phrase Saved = new("Wie gespeichert", "As it is saved");
    public static readonly Phrase Unsaved = new("Wie im Editor", "As in the editor");
    public static readonly Phrase Would = new("Was diese Anfrage gebracht hätte", "What this query would have brought");
    public static readonly Phrase Instead = new(
        "{0:N0} statt {1:N0} Erwähnungen: {2:N0} kommen hinzu, {3:N0} fallen weg. Gespeichert wird dabei nichts.",
        "{0:N0} instead of {1:N0} mentions: {2:N0} come, {3:N0} go. Nothing is saved by this.");
    public static readonly Phrase Same = new(
        "Die Anfrage ist so gespeichert wie in Fassung {0}. Ändern Sie sie, dann steht hier, was anders gekommen wäre und welche "
        + "Alarme ausgelöst hätten.",
        "The query is saved as it is in version {0}. Change it, and this shows what would have come instead and which alerts would "
        + "have fired.");
    public static readonly Phrase NotSaved = new(
        "Die Zeitmaschine vergleicht mit der gespeicherten Fassung; dieser Monitor hat noch keine.",
        "The time machine compares with the saved version; this monitor has none yet.");
    public static readonly Phrase Both = new("Beide", "Both");
    public static readonly Phrase None = new("Keine Erwähnung.", "No mention.");
    public static readonly Phrase Looking = new("Wird verglichen …", "Comparing …");
    public static readonly Phrase Partly = new(
        "Die Zeit reichte bis {0} zurück; verglichen ist nur, was danach kam.",
        "There was time to go back to {0}; only what came after that is compared.");
}
