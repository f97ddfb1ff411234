using Echolot.Web.Shell;

namespace Echolot.Web.Monitors;

/// <summary>Texts of comparing what two versions find.</summary>
internal static class ComparisonText
{
    public static readonly Phrase Title = new("Was sie finden", "What they find");
    public static readonly Phrase Note = new(
        "in den letzten 30 Tagen, aus dem Gespeicherten", "in the last 30 days, of what is stored");
    public static readonly Phrase Only = new("Nur Fassung {0}", "Only version {0}");
    public static readonly Phrase Both = new("Beide", "Both");
    public static readonly Phrase None = new("Keine Erwähnung.", "No mention.");
    public static readonly Phrase Looking = new("Wird verglichen …", "Comparing …");
    public static readonly Phrase Partly = new(
        "Die Zeit reichte bis {0} zurück; verglichen ist nur, was danach kam.",
        "There was time to go back to {0}; only what came after that is compared.");
}
