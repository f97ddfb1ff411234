using Echolot.Web.Shell;

namespace Echolot.Web.Monitors;

/// <summary>Texts of what the present version of a monitor no longer finds.</summary>
internal static class LeftoverText
{
    public static readonly Plural Left = new(
        new("{0} Erwähnung stammt aus früheren Fassungen; diese findet sie nicht mehr. In Listen und Zahlen zählt sie mit.",
            "{0} mention is from earlier versions; this one no longer finds it. Lists and numbers include it."),
        new("{0} Erwähnungen stammen aus früheren Fassungen; diese findet sie nicht mehr. In Listen und Zahlen zählen sie mit.",
            "{0} mentions are from earlier versions; this one no longer finds them. Lists and numbers include them."));
    public static readonly Plural Taken = new(
        new("{0} Erwähnung ist herausgenommen, weil diese Fassung sie nicht mehr findet.",
            "{0} mention is taken out because this version no longer finds it."),
        new("{0} Erwähnungen sind herausgenommen, weil diese Fassung sie nicht mehr findet.",
            "{0} mentions are taken out because this version no longer finds them."));
    public static readonly Phrase TakeOut = new(
        "Herausnehmen, was diese Fassung nicht mehr findet", "Take out what this version no longer finds");
    public static readonly Plural TakeOutText = new(
        new("{0} Erwähnung verschwindet aus Listen und Zahlen dieses Monitors. Gespeichert bleibt sie; Sie können sie zurückholen.",
            "{0} mention leaves the lists and numbers of this monitor. It stays stored, and you can put it back."),
        new("{0} Erwähnungen verschwinden aus Listen und Zahlen dieses Monitors. Gespeichert bleiben sie; Sie können sie zurückholen.",
            "{0} mentions leave the lists and numbers of this monitor. They stay stored, and you can put them back."));
    public static readonly Phrase DoTakeOut = new("Herausnehmen", "Take out");
    public static readonly Phrase PutBack = new("Zurückholen", "Put back");
    public static readonly Phrase TakingOut = new("Wird herausgenommen", "Taking out");
    public static readonly Phrase PuttingBack = new("Wird zurückgeholt", "Putting back");
    public static readonly Phrase Looking = new(
        "Es wird noch geprüft, was diese Fassung nicht mehr findet.", "Looking for what this version no longer finds.");
    public static readonly Phrase Paused = new(
        "Die jetzige Fassung sucht im Archiv, sobald der Monitor weiterläuft.",
        "The present version looks through the archive once the monitor goes on.");
    public static readonly Phrase NotNow = new(
        "Gerade wird der Monitor noch mit dem Archiv verglichen. Versuchen Sie es gleich noch einmal.",
        "The monitor is still being compared with the archive. Try again in a moment.");

    /// <summary>In the recipe of numbers.</summary>
    public static readonly Phrase Earlier = new("Aus früheren Fassungen", "From earlier versions");
    public static readonly Phrase EarlierOf = new(
        "{0}: {1:N0}, die Fassung {2} nicht mehr findet", "{0}: {1:N0} that version {2} no longer finds");
}
