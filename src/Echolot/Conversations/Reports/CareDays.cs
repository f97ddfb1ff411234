using NodaTime;
using NodaTime.Extensions;

namespace Echolot.Conversations;

/// <summary>Days of the workspace's clock.</summary>
internal sealed class CareDays(DateTimeZone zone)
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);
    private readonly Dictionary<long, long> _starts = [];

    /// <summary>Number of a day, counted from 1970.</summary>
    public static long Of(DateOnly day) => Period.DaysBetween(Epoch, day.ToLocalDate());

    public static DateOnly Date(long day) => Epoch.PlusDays((int)day).ToDateOnly();

    public static long UtcDay(long at) => (long)Math.Floor(at / 86_400_000.0);

    /// <summary>The day on which a moment lies.</summary>
    public long Of(long at) => Period.DaysBetween(Epoch, Instant.FromUnixTimeMilliseconds(at).InZone(zone).Date);

    /// <summary>First moment of a day.</summary>
    public long Start(long day)
    {
        if (_starts.TryGetValue(day, out var known)) return known;
        return _starts[day] = zone.AtStartOfDay(Epoch.PlusDays((int)day)).ToInstant().ToUnixTimeMilliseconds();
    }

    /// <summary>UTC days that a day touches.</summary>
    public (long First, long Last) UtcDays(long day) => (UtcDay(Start(day)), UtcDay(Start(day + 1) - 1));
}
