using Echolot.Web.Shell;

namespace Echolot.Web.Insights;

/// <summary>Texts of monitors side by side.</summary>
internal static class SideBySideText
{
    public static readonly Phrase Title = new("Vergleich", "Comparison");
    public static readonly Phrase Open = new("Monitore vergleichen", "Compare monitors");
    public static readonly Phrase Monitors = new("Verglichene Monitore", "Monitors compared");
    public static readonly Phrase Add = new("Monitor dazunehmen", "Add a monitor");
    public static readonly Phrase Choose = new("Wählen …", "Choose …");
    public static readonly Phrase Remove = new("„{0}“ aus dem Vergleich nehmen", "Take “{0}” out of the comparison");
    public static readonly Phrase TooMany = new(
        "Höchstens {0} Monitore lassen sich nebeneinander lesen; verglichen werden die ersten {0}.",
        "At most {0} monitors can be read side by side; the first {0} are compared.");
    public static readonly Phrase Gone = new(
        "Einen der Monitore gibt es nicht mehr; er fehlt in diesem Vergleich.",
        "One of the monitors is gone; it is missing from this comparison.");
    public static readonly Phrase Course = new("Erwähnungen im Verlauf", "Mentions over time");
    public static readonly Phrase CourseAbout = new(
        "Erwähnungen jedes Monitors nach der Zeit ihrer Veröffentlichung auf der Uhr des Arbeitsbereichs. "
        + "Gestrichelt: läuft noch. Gelbe Flächen: Eine Quelle hat in dieser Zeit etwas verpasst; die Zahlen sind "
        + "dort zu klein.",
        "Mentions of each monitor by the time they were published, on the workspace's clock. Dashed: still in "
        + "progress. Yellow areas: a source missed something in this time; numbers are too small there.");
    public static readonly Phrase Shares = new("Anteile im Verlauf", "Share of voice over time");
    public static readonly Phrase SharesAbout = new(
        "Erwähnungen jedes Monitors geteilt durch die Summe aller verglichenen Monitore in dieser Spalte. Kommen "
        + "neue Quellen dazu, wachsen alle; der Anteil zeigt, wer wirklich mehr Gespräch hat. Was zwei Monitore "
        + "suchen, zählt bei beiden.",
        "Mentions of each monitor divided by the sum over all monitors compared in this column. New sources make "
        + "all of them grow; the share shows who is really talked about more. What two monitors want counts for "
        + "both.");
    public static readonly Phrase Whole = new("Anteil am Gespräch", "Share of voice");
    public static readonly Phrase WholeAbout = new(
        "Erwähnungen jedes Monitors im ganzen Zeitraum geteilt durch die Summe aller verglichenen Monitore.",
        "Mentions of each monitor over the whole period divided by the sum over all monitors compared.");
    public static readonly Phrase Numbers = new("Zahlen nebeneinander", "Numbers side by side");
    public static readonly Phrase NumbersAbout = new(
        "Dieselben Zahlen wie in der Übersicht jedes Monitors: alle sichtbaren Erwähnungen des Zeitraums, die "
        + "Veränderung zum Zeitraum davor, der Anteil der negativen an denen mit bestimmter Tonalität, verschiedene "
        + "Konten, die stärkste Quelle und die Wörter, die am meisten herausstechen, ohne die, nach denen der "
        + "Monitor selbst sucht.",
        "The same numbers as in the overview of each monitor: all visible mentions of the period, the change on the "
        + "period before, the share of negative ones among those whose sentiment is known, different accounts, the "
        + "strongest source and the words that stand out most, without those the monitor asks for itself.");
    public static readonly Phrase Change = new("zum Zeitraum davor", "vs period before");
    public static readonly Phrase Negative = new("negativ", "negative");
    public static readonly Phrase People = new("Personen", "Authors");
    public static readonly Phrase TopSource = new("Stärkste Quelle", "Strongest source");
    public static readonly Phrase Words = new("Auffällige Begriffe", "Words that stand out");
    public static readonly Phrase NothingBefore = new("nichts davor", "nothing before");
    public static readonly Phrase Points = new("{0} Pkt.", "{0} pts");
    public static readonly Phrase EmptyTitle = new("Noch nichts zu vergleichen", "Nothing to compare yet");
    public static readonly Phrase EmptyText = new(
        "Legen Sie Monitore für Ihre Marke und den Wettbewerb an; hier stehen sie dann nebeneinander.",
        "Make monitors for your brand and your competitors; they stand side by side here then.");
    public static readonly Phrase NewMonitor = new("Neuer Monitor", "New monitor");
    public static readonly Phrase QuietTitle = new(
        "Keiner dieser Monitore wurde in diesem Zeitraum erwähnt",
        "None of these monitors was mentioned in this period");
    public static readonly Phrase StateOf = new(
        "gezählt am {0:G}; Personen und Begriffe mindestens so neu wie {1:G}",
        "counted on {0:G}; authors and words at least as new as {1:G}");
}
