using Echolot.Alerts;
using Echolot.Web.Shell;

namespace Echolot.Web.Alerts;

/// <summary>What the page of a firing says of how it came to be.</summary>
internal static class FiringText
{
    public static readonly Phrase Decided = new(
        "Beides musste gelten; was mehr verlangte, steht oben.", "Both had to hold; the one that asked for more stands first.");
    public static readonly Phrase BothHeld = new("Beides musste gelten.", "Both had to hold.");

    private static readonly Phrase whole = new(
        "die Beiträge mit den meisten Reaktionen im Zeitfenster", "the posts with most reactions in the window");
    private static readonly Phrase negative = new(
        "die negativen Beiträge mit den meisten Reaktionen im Zeitfenster",
        "the negative posts with most reactions in the window");
    private static readonly Phrase part = new(
        "die Beiträge mit den meisten Reaktionen unter den neuesten {0:N0} des Zeitfensters",
        "the posts with most reactions among the newest {0:N0} of the window");
    private static readonly Phrase partNegative = new(
        "die Beiträge mit den meisten Reaktionen unter den neuesten {0:N0} negativen des Zeitfensters",
        "the posts with most reactions among the newest {0:N0} negative ones of the window");
    private static readonly Phrase newest = new("die neuesten Beiträge", "the newest posts");

    /// <summary>Among which posts those that pushed a firing were looked for; nothing where there were none.</summary>
    public static string PushedNote(Firing firing) => firing.Kind switch
    {
        AlertKind.Silence => "",
        AlertKind.Authors => newest,
        AlertKind.SentimentShare => firing.WeighedNewest is { } some ? partNegative.With(some) : negative,
        _ when firing.WeighedNewest is { } some => part.With(some),
        _ => whole,
    };
}
