using Echolot.Web.Shell;

namespace Echolot.Web.Sources.Subscriptions;

/// <summary>Texts around lists of feeds.</summary>
internal static class SubscriptionsText
{
    public static readonly Phrase Title = new("Feeds aus einer Liste", "Feeds from a list");
    public static readonly Phrase Short = new("OPML", "OPML");
    public static readonly Phrase About = new(
        "Feedreader geben ihre Abonnements als OPML-Datei heraus. Jeder Feed darin wird einmal abgerufen und dann zur "
            + "Quelle.",
        "Feed readers hand out their subscriptions as an OPML file. Each feed in it is fetched once and becomes a "
            + "source.");
    public static readonly Phrase File = new("OPML-Datei", "OPML file");
    public static readonly Phrase Start = new("Feeds übernehmen", "Take feeds over");
    public static readonly Phrase Started = new("Die Feeds werden übernommen", "The feeds are being taken over");
    public static readonly Phrase NoFile = new("Bitte eine Datei wählen.", "Please choose a file.");
    public static readonly Phrase Progress = new("{0} von {1} Feeds", "{0} of {1} feeds");
    public static readonly Phrase Counts = new(
        "{0} neu · {1} schon da · {2} nicht lesbar", "{0} new · {1} there already · {2} not readable");
    public static readonly Phrase Refused = new("Nicht übernommen", "Not taken over");
    public static readonly Phrase Feed = new("Feed", "Feed");
    public static readonly Phrase Why = new("Grund", "Reason");
    public static readonly Phrase Export = new("Eigene Feeds als OPML", "Own feeds as OPML");
    public static readonly Phrase ExportAbout = new(
        "Alle Feeds, die hier gelesen werden, für einen anderen Feedreader. Zugangsdaten sind nicht dabei.",
        "All feeds that are read here, for another feed reader. Credentials are not included.");
    public static readonly Phrase Last = new("Letzte Übernahme", "Last list");
}
