using NodaTime;
using NodaTime.TimeZones;

namespace Echolot.Alerts;

/// <summary>Hours of the local day in which nobody is disturbed; right also on days with a change of clocks.</summary>
/// <param name="From">First quiet minute.</param>
/// <param name="To">First minute that is not quiet any more.</param>
internal readonly record struct QuietHours(LocalTime From, LocalTime To)
{
    /// <summary>
    /// Quiet hours of an alert; null where it has none. Equal times mean none, not the whole day.
    /// </summary>
    public static QuietHours? Of(AlertRule rule) =>
        rule is { QuietFrom: { } from, QuietTo: { } to } && from != to
            ? new(LocalTime.FromTicksSinceMidnight(from.Ticks), LocalTime.FromTicksSinceMidnight(to.Ticks))
            : null;

    public bool Holds(Instant at, DateTimeZone zone)
    {
        var local = at.InZone(zone).TimeOfDay;
        return From < To ? local >= From && local < To : local >= From || local < To;
    }

    /// <summary>
    /// When the quiet that holds at <paramref name="at"/> ends; <paramref name="at"/> itself where none holds.
    /// </summary>
    /// <remarks>
    /// A local time that the clocks skip ends the quiet at the change; one that comes twice ends it both times.
    /// </remarks>
    public Instant EndAfter(Instant at, DateTimeZone zone)
    {
        if (!Holds(at, zone))
            return at;
        var quiet = this;
        var today = at.InZone(zone).Date;
        return Enumerable.Range(0, 3)
            .SelectMany(days => Moments(today.PlusDays(days) + quiet.To, zone))
            .Where(end => end > at && !quiet.Holds(end, zone))
            .Min();
    }

    private static IEnumerable<Instant> Moments(LocalDateTime local, DateTimeZone zone)
    {
        var map = zone.MapLocal(local);
        return map.Count switch
        {
            0 => [map.LateInterval.Start],
            1 => [map.Single().ToInstant()],
            _ => [map.First().ToInstant(), map.Last().ToInstant()],
        };
    }
}

/// <summary>Local times of day at which digests go out.</summary>
internal static class DigestTimes
{
    /// <summary>The first digest strictly after an instant.</summary>
    /// <remarks>
    /// A time that comes twice counts the first time only; one that the clocks skip moves on by the length of the skip
    /// (02:30 becomes 03:30), so that every day has its digests.
    /// </remarks>
    public static Instant Next(IReadOnlyList<TimeOnly> times, Instant after, DateTimeZone zone)
    {
        if (times.Count == 0)
            throw new ArgumentException("A digest needs at least one time of day.", nameof(times));
        var today = after.InZone(zone).Date;
        return Enumerable.Range(-1, 4)
            .SelectMany(days => times.Select(time =>
                (today.PlusDays(days) + LocalTime.FromTicksSinceMidnight(time.Ticks))
                    .InZone(zone, Resolvers.LenientResolver).ToInstant()))
            .Where(moment => moment > after)
            .Min();
    }
}
