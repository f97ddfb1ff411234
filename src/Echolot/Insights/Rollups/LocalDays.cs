namespace Echolot.Insights.Rollups;

/// <summary>Days of the workspace's clock: when they begin, and into how many quarter hours they fall.</summary>
internal sealed class LocalDays(TimeZoneInfo zone)
{
    /// <summary>Quarter hours of the longest day: the one on which clocks go back.</summary>
    public const int Slots = 100;

    private const long SlotLength = 15 * 60_000L;
    private static readonly DateTime Epoch = new(1970, 1, 1);
    private readonly Dictionary<long, DateTimeOffset> _starts = [];

    public TimeZoneInfo Zone => zone;

    /// <summary>Number of a day counted from 1970.</summary>
    public static long Of(DateOnly day) => day.DayNumber - DateOnly.FromDateTime(Epoch).DayNumber;

    public static DateOnly Date(long day) => DateOnly.FromDateTime(Epoch.AddDays(day));

    /// <summary>The day on which a moment lies.</summary>
    public long Of(DateTimeOffset at) => Of(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime));

    /// <summary>First moment of a day; where midnight was skipped, the first one after it.</summary>
    public DateTimeOffset Start(long day)
    {
        if (_starts.TryGetValue(day, out var known)) return known;
        var local = Epoch.AddDays(day);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        // An ambiguous midnight comes twice; the day begins with the first one.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return _starts[day] = new DateTimeOffset(local, offset);
    }

    /// <summary>UTC days, counted from 1970, that a local day touches.</summary>
    public IEnumerable<long> UtcDays(long day)
    {
        var first = Start(day).ToUnixTimeMilliseconds() / 86_400_000;
        var last = (Start(day + 1).ToUnixTimeMilliseconds() - 1) / 86_400_000;
        for (var utc = first; utc <= last; utc++) yield return utc;
    }

    /// <summary>Quarter hour of its day in which a moment lies.</summary>
    public int Slot(long day, DateTimeOffset at) => Math.Clamp(
        (int)((at.ToUnixTimeMilliseconds() - Start(day).ToUnixTimeMilliseconds()) / SlotLength), 0, Slots - 1);

    /// <summary>When a quarter hour begins.</summary>
    public DateTimeOffset SlotStart(long day, int slot) =>
        TimeZoneInfo.ConvertTime(Start(day).AddMilliseconds(slot * SlotLength), zone);
}
