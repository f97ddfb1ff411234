using Echolot.Web.Shell;

namespace Echolot.Web.Alerts;

/// <summary>What the page of a firing says of how it came to be.</summary>
internal static class FiringText
{
    public static readonly Phrase Decided = new(
        "Beides musste gelten; was mehr verlangte, steht oben.", "Both had to hold; the one that asked for more stands first.");
    public static readonly Phrase BothHeld = new("Beides musste gelten.", "Both had to hold.");
}
