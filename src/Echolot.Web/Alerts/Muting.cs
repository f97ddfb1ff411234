using System.Globalization;
using Echolot.Web.Shell;
using NodaTime;
using NodaTime.Extensions;

namespace Echolot.Web.Alerts;

/// <summary>For how long an alert is muted, as its page offers it.</summary>
internal static class Muting
{
    private const int LongestDays = 366;

    public static readonly Phrase Mute = new("Stumm schalten", "Mute");
    public static readonly Phrase Hour = new("Für eine Stunde", "For an hour");
    public static readonly Phrase Today = new("Für heute", "For today");
    public static readonly Phrase Week = new("Für eine Woche", "For a week");
    public static readonly Phrase Last = new("Bis einschließlich", "Up to and including");
    public static readonly Phrase By = new("Stumm bis {0}, geschaltet von {1}", "Muted until {0} by {1}");
    public static readonly Phrase Done = new("Stumm bis {0}", "Muted until {0}");
    public static readonly Phrase Refused = new(
        "Wählen Sie einen Tag von heute an, höchstens ein Jahr voraus.", "Choose a day from today on, a year ahead at most.");

    /// <summary>When the alert speaks again; null where that cannot be read or is too far off.</summary>
    /// <param name="how"><c>hour</c>, <c>today</c>, <c>week</c>, or a last muted day as <c>2026-12-24</c>.</param>
    /// <param name="zone">Where whoever mutes it is: days end there.</param>
    public static DateTimeOffset? Until(string? how, DateTimeOffset now, DateTimeZone zone)
    {
        var today = now.ToInstant().InZone(zone).Date;
        return how switch
        {
            "hour" => now.AddHours(1),
            "today" => End(today),
            "week" => now.AddDays(7),
            _ => DateOnly.TryParseExact(how, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && LocalDate.FromDateOnly(day) is var last && last >= today && last <= today.PlusDays(LongestDays)
                ? End(last) : null,
        };

        DateTimeOffset End(LocalDate date) => zone.AtStartOfDay(date.PlusDays(1)).ToDateTimeOffset();
    }
}
