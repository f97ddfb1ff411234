using Echolot.Web.Shell;

namespace Echolot.Web.Alerts;

/// <summary>What the time machine of alerts says of the hours it would have spoken in.</summary>
internal static class PastText
{
    public static readonly Phrase AtNight = new(
        "davon {0:N0}-mal zwischen 22 und 7 Uhr", "{0:N0} of them between 22:00 and 07:00");
    public static readonly Phrase NeverAtNight = new("nie zwischen 22 und 7 Uhr", "never between 22:00 and 07:00");
}
