using Echolot.Teams;
using NodaTime;
using NodaTime.TimeZones;

namespace Echolot.Alerts;

/// <summary>
/// Hours of the local day, whole days of the week, and all time outside of business hours, in which nobody is disturbed; right also on
/// days with a change of clocks.
/// </summary>
/// <param name="From">First quiet minute.</param>
/// <param name="To">First minute that is not quiet any more; the same as <paramref name="From"/>: no hours.</param>
/// <param name="Days">Quiet from midnight to midnight; null: none.</param>
/// <param name="Outside">Quiet whenever these are closed, by their own clock; null: of none.</param>
internal readonly record struct QuietHours(
    LocalTime From, LocalTime To, IReadOnlyList<IsoDayOfWeek>? Days = null, BusinessCalendar? Outside = null)
{
    // From the end of one quiet into the next and back: hours that never let anything through are no night.
    private const int MostSteps = 120;

    private static readonly Duration Moment = Duration.FromMilliseconds(1);

    // A free stretch comes every week, but one that the clocks skip only the week after.
    private const int Fortnight = 15;

    /// <summary>
    /// When an alert is quiet; null where it never is. Equal times mean no hours, not the whole day.
    /// </summary>
    public static QuietHours? Of(AlertRule rule)
    {
        var (from, to) = rule is { QuietFrom: { } start, QuietTo: { } end } ? (start, end) : default;
        return from != to || rule.QuietDays.Count > 0 || rule.Outside is not null
            ? new(
                LocalTime.FromTicksSinceMidnight(from.Ticks), LocalTime.FromTicksSinceMidnight(to.Ticks), rule.QuietDays,
                rule.Outside?.Hours)
            : null;
    }

    public bool Holds(Instant at, DateTimeZone zone) =>
        HoursHold(at, zone) || Outside is { } hours && !OpenTime.At(hours, at).IsOpen;

    private bool HoursHold(Instant at, DateTimeZone zone)
    {
        var local = at.InZone(zone);
        if (Days?.Contains(local.DayOfWeek) == true) return true;
        var time = local.TimeOfDay;
        return From <= To ? time >= From && time < To : time >= From || time < To;
    }

    /// <summary>
    /// When the quiet that holds at <paramref name="at"/> ends; <paramref name="at"/> itself where none holds.
    /// </summary>
    /// <remarks>
    /// A local time that the clocks skip ends the quiet at the change; one that comes twice ends it both times, and clocks
    /// that are put back into free time end it as well.
    /// </remarks>
    public Instant EndAfter(Instant at, DateTimeZone zone) =>
        // Business hours that do not open any more keep nothing back: rather a message at night than none at all.
        Outside is null ? EndOfHours(at, zone) : FirstFree(at, zone) ?? EndOfHours(at, zone);

    /// <summary>Whether the quiet that holds at a moment has an end.</summary>
    public bool Ends(Instant at, DateTimeZone zone) => Outside is null || FirstFree(at, zone) is not null;

    private Instant? FirstFree(Instant at, DateTimeZone zone)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            if (EndOfHours(at, zone) is var free && free > at) at = free;
            else if (OpenTime.At(Outside!, at).IsOpen) return at;
            else if (OpenTime.After(Outside!, at, Moment) is { } opened) at = opened - Moment;
            else return null;
        }
        return null;
    }

    private Instant EndOfHours(Instant at, DateTimeZone zone)
    {
        if (!HoursHold(at, zone))
            return at;
        var quiet = this;
        var today = at.InZone(zone).Date;
        return Enumerable.Range(0, Fortnight + 1)
            .SelectMany(days => Moments(today.PlusDays(days) + quiet.To, zone).Concat(Moments(today.PlusDays(days).AtMidnight(), zone)))
            .Concat(zone.GetZoneIntervals(at, at + Duration.FromDays(Fortnight)).Skip(1).Select(other => other.Start))
            .Where(end => end > at && !quiet.HoursHold(end, zone))
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
    /// <param name="days">Days of the week; none: every day.</param>
    public static Instant Next(
        IReadOnlyList<TimeOnly> times, Instant after, DateTimeZone zone, IReadOnlyList<IsoDayOfWeek> days)
    {
        if (times.Count == 0)
            throw new ArgumentException("A digest needs at least one time of day.", nameof(times));
        var today = after.InZone(zone).Date;
        return Enumerable.Range(-1, 10).Select(today.PlusDays).Where(day => days.Count == 0 || days.Contains(day.DayOfWeek))
            .SelectMany(day => times.Select(time =>
                (day + LocalTime.FromTicksSinceMidnight(time.Ticks))
                    .InZone(zone, Resolvers.LenientResolver).ToInstant()))
            .Where(moment => moment > after)
            .Min();
    }
}
