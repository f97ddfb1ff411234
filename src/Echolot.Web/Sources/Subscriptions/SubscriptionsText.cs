using Echolot.Sources.Subscriptions;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.Sources.Subscriptions;

/// <summary>Texts around lists of feeds.</summary>
internal static class SubscriptionsText
{
    public static readonly Phrase Title = new("Feeds aus einer Liste", "Feeds from a list");
    public static readonly Phrase Short = new("OPML", "OPML");
    public static readonly Phrase About = new(
        "Feedreader geben ihre Abonnements als OPML-Datei heraus. Jeder Feed darin wird einmal abgerufen und dann zur "
            + "Quelle; Ordner bleiben erhalten.",
        "Feed readers hand out their subscriptions as an OPML file. Each feed in it is fetched once and becomes a "
            + "source; folders are kept.");
    public static readonly Phrase File = new("OPML-Datei", "OPML file");
    public static readonly Phrase Start = new("Feeds übernehmen", "Take feeds over");
    public static readonly Phrase Started = new("Die Feeds werden übernommen", "The feeds are being taken over");
    public static readonly Phrase NoFile = new("Bitte eine Datei wählen.", "Please choose a file.");
    public static readonly Phrase Progress = new("{0} von {1} Feeds", "{0} of {1} feeds");
    public static readonly Phrase Counts = new(
        "{0} neu · {1} schon da · {2} doppelt in der Liste · {3} nicht lesbar",
        "{0} new · {1} there already · {2} twice in the list · {3} not readable");
    public static readonly Phrase Export = new("Eigene Feeds als OPML", "Own feeds as OPML");
    public static readonly Phrase ExportAbout = new(
        "Alle Feeds, die hier gelesen werden, mit ihren Ordnern, für einen anderen Feedreader. Zugangsdaten sind nicht "
            + "dabei.",
        "All feeds that are read here, with their folders, for another feed reader. Credentials are not included.");
    public static readonly Phrase Last = new("Letzte Übernahme", "Last list");

    public static Phrase Name(TakenOver what) => what switch
    {
        TakenOver.Added => new("Neu", "New"),
        TakenOver.Known => new("Schon da", "There already"),
        TakenOver.Repeated => new("Doppelt", "Twice"),
        _ => new("Nicht lesbar", "Not readable"),
    };

    public static Tone Tone(TakenOver what) => what switch
    {
        TakenOver.Added => Components.Tone.Good,
        TakenOver.Refused => Components.Tone.Bad,
        _ => Components.Tone.Plain,
    };
}
