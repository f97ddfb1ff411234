using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Echolot.Connectors.Listings;

/// <summary>Units spent on one day of the network; a new day begins with none.</summary>
/// <param name="Day">Day in the network's zone, as <c>2026-11-25</c>.</param>
internal sealed record Allowance(
    [property: JsonPropertyName("d")] string Day, [property: JsonPropertyName("n")] long Spent)
{
    public static Allowance None { get; } = new("", 0);

    public Allowance On(DateTimeOffset now, TimeZoneInfo zone) =>
        DayOf(now, zone) is var day && day == Day ? this : new(day, 0);

    public Allowance Spend(long units) => this with { Spent = Spent + units };

    /// <summary>When the next day of the network begins.</summary>
    public static DateTimeOffset Next(DateTimeOffset now, TimeZoneInfo zone)
    {
        var midnight = TimeZoneInfo.ConvertTime(now, zone).Date.AddDays(1);
        if (zone.IsInvalidTime(midnight)) midnight = midnight.AddHours(1);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    private static string DayOf(DateTimeOffset now, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(now, zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>
/// What the sources with the same access data spend on a day together: networks count by key, whoever asks. Thread-safe.
/// </summary>
/// <param name="most">Units that the network gives the key a day.</param>
internal sealed class SharedAllowance(ConcurrentDictionary<long, Allowance> all, long source, long most)
{
    public long Most => most;

    /// <summary>What this source has spent.</summary>
    public void Told(Allowance allowance) => all[source] = allowance;

    /// <summary>Whether other sources have spent something of it on the day.</summary>
    public bool HasOthers(DateTimeOffset now, TimeZoneInfo zone) => all.Any(a => a.Key != source && a.Value.On(now, zone).Spent > 0);

    public bool IsSpent(Allowance own, DateTimeOffset now, TimeZoneInfo zone) => Spent(own, now, zone) >= most;

    /// <summary>What all of them have spent on the day.</summary>
    public long Spent(Allowance own, DateTimeOffset now, TimeZoneInfo zone) =>
        own.On(now, zone).Spent + all.Where(a => a.Key != source).Sum(a => a.Value.On(now, zone).Spent);
}
