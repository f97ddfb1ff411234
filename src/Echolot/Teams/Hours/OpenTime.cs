using NodaTime;
using NodaTime.TimeZones;

namespace Echolot.Teams;

/// <summary>Why nobody is there.</summary>
public enum ClosedBecause
{
    /// <summary>It is before the first opening or after the last one of the day, or the weekday has none.</summary>
    OutsideHours,

    /// <summary>Between two openings of a day.</summary>
    Break,

    Holiday,

    SpecialDay,
}

/// <summary>A stretch of time in which it is all open, or all closed for one reason.</summary>
/// <param name="From">First moment.</param>
/// <param name="To">The moment after the last one.</param>
/// <param name="Closed">Why it is closed; null: open.</param>
/// <param name="Holiday">The holiday that it is closed for.</param>
/// <param name="Note">Note of the special day that it is closed for.</param>
public sealed record CalendarStretch(
    Instant From, Instant To, ClosedBecause? Closed, Holiday? Holiday = null, string? Note = null)
{
    public bool IsOpen => Closed is null;

    public Duration Length => To - From;
}

/// <summary>Counts open time: how much lies between two moments, and when so much will have passed.</summary>
/// <remarks>
/// A moment is open when the clock on the wall shows a time that is. Where clocks are put forward, an hour that nobody
/// sees is not open; where they are put back, an hour that comes twice is open twice.
/// </remarks>
public static class OpenTime
{
    /// <summary>Beyond this many days without an opening a calendar counts as closed for good.</summary>
    private const int MostClosedDays = 3 * 366;

    private static readonly ZoneLocalMappingResolver FirstMoment = Resolvers.CreateMappingResolver(
        Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>All time from a moment to another one, in stretches that follow each other without a hole.</summary>
    public static IReadOnlyList<CalendarStretch> Stretches(BusinessCalendar calendar, Instant from, Instant to)
    {
        var stretches = new List<CalendarStretch>();
        if (to <= from) return stretches;
        var last = to.InZone(calendar.Zone).Date;
        for (var day = from.InZone(calendar.Zone).Date; day <= last; day = day.PlusDays(1))
            foreach (var stretch in DayOf(calendar, day)) Add(stretch);
        return stretches;

        void Add(CalendarStretch stretch)
        {
            var (begin, end) = (Instant.Max(stretch.From, from), Instant.Min(stretch.To, to));
            if (begin >= end) return;
            if (stretches.Count > 0 && stretches[^1] is var before && before.To == begin
                && before with { From = begin, To = end } == stretch with { From = begin, To = end })
                stretches[^1] = before with { To = end };
            else stretches.Add(stretch with { From = begin, To = end });
        }
    }

    /// <summary>What holds at a moment.</summary>
    public static CalendarStretch At(BusinessCalendar calendar, Instant at) =>
        Stretches(calendar, at, at + Duration.FromMilliseconds(1))[0];

    /// <summary>Open time between two moments; zero where the second is not later.</summary>
    public static Duration Between(BusinessCalendar calendar, Instant from, Instant to)
    {
        var sum = Duration.Zero;
        foreach (var stretch in Stretches(calendar, from, to))
            if (stretch.IsOpen) sum += stretch.Length;
        return sum;
    }

    /// <summary>
    /// The first moment at which so much open time has passed since another one: <see cref="Between"/> of the two is
    /// the amount. Null where the calendar does not open any more.
    /// </summary>
    /// <param name="open">Zero or more.</param>
    public static Instant? After(BusinessCalendar calendar, Instant from, Duration open)
    {
        if (open < Duration.Zero)
            throw new ArgumentException($"Open time to wait for cannot be negative ({open}).", nameof(open));
        if (open == Duration.Zero) return from;
        var (left, closed) = (open, 0);
        for (var day = from.InZone(calendar.Zone).Date; closed < MostClosedDays; day = day.PlusDays(1), closed++)
        {
            foreach (var stretch in DayOf(calendar, day))
            {
                if (!stretch.IsOpen || stretch.To <= from) continue;
                closed = 0;
                var begin = Instant.Max(stretch.From, from);
                if (stretch.To - begin >= left) return begin + left;
                left -= stretch.To - begin;
            }
        }
        return null;
    }

    // Clocks ask for the same day again and again: a conversation has many changes a day.
    [ThreadStatic]
    private static Day? _last;

    private static IReadOnlyList<CalendarStretch> DayOf(BusinessCalendar calendar, LocalDate day)
    {
        if (_last is { } known && known.Date == day && ReferenceEquals(known.Calendar, calendar)) return known.Stretches;
        _last = new(calendar, day, [.. OfDay(calendar, day)]);
        return _last.Stretches;
    }

    private sealed record Day(BusinessCalendar Calendar, LocalDate Date, IReadOnlyList<CalendarStretch> Stretches);

    /// <summary>
    /// A day in stretches. The offset of the zone is constant between two changes of the clock, so each of these parts
    /// is a plain piece of the local day.
    /// </summary>
    private static IEnumerable<CalendarStretch> OfDay(BusinessCalendar calendar, LocalDate day)
    {
        var (openings, holiday, special) = calendar.On(day);
        var midnight = day.AtMidnight();
        var (begin, end) = (Begin(midnight), Begin(midnight.PlusDays(1)));
        // Where the date line moves, a whole day is left out.
        if (begin == end) yield break;
        foreach (var zone in calendar.Zone.GetZoneIntervals(begin, end))
        {
            var (from, to) = (
                zone.HasStart ? Instant.Max(zone.Start, begin) : begin, zone.HasEnd ? Instant.Min(zone.End, end) : end);
            var at = from;
            for (var i = 0; i < openings.Count; i++)
            {
                var (opens, closes) = (Moment(openings[i].From), Moment(openings[i].To));
                if (Clip(at, opens) is { } shut) yield return Shut(shut.From, shut.To, i > 0);
                if (Clip(Instant.Max(at, opens), closes) is { } open) yield return new(open.From, open.To, null);
                at = Instant.Min(to, Instant.Max(at, closes));
            }
            if (at < to) yield return Shut(at, to, between: false);

            (Instant From, Instant To)? Clip(Instant first, Instant after) =>
                Instant.Min(after, to) is var stop && first < stop ? (first, stop) : null;

            Instant Moment(int minutes) => (midnight + Period.FromMinutes(minutes)).WithOffset(zone.WallOffset).ToInstant();
        }

        Instant Begin(LocalDateTime day) => calendar.Zone.ResolveLocal(day, FirstMoment).ToInstant();

        CalendarStretch Shut(Instant from, Instant to, bool between) => new(
            from, to,
            special is not null ? ClosedBecause.SpecialDay : holiday is not null ? ClosedBecause.Holiday
                : between ? ClosedBecause.Break : ClosedBecause.OutsideHours,
            holiday, special?.Note);
    }
}
