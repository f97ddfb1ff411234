using System.Collections.Concurrent;
using Echolot.Mentions;

namespace Echolot.Alerts;

/// <summary>
/// What an alert is judged by: counts of every hour of a stretch, and of the minutes of those hours in which windows
/// begin or end. Times are minutes counted from 1970. Immutable, safe to share.
/// </summary>
internal sealed class Series
{
    public const int HourMinutes = 60;
    public const int DayMinutes = 24 * 60;
    public const int WeekMinutes = 7 * DayMinutes;

    /// <summary>Of an hour in which nothing could come for so many minutes it is not known what is usual in it.</summary>
    private const long MissedMinutes = 10;

    private readonly long _firstHour;
    private readonly long[] _all, _negative;
    // Of the hours that are known only: what the time before is measured by.
    private readonly long[] _knownAll, _knownNegative;
    private readonly int[] _known;
    private readonly double[] _squares;
    private readonly short[] _offsets;
    private readonly IReadOnlyList<Hole> _holes;
    private readonly (int[] All, int[] Negative)[] _minutes;
    private readonly ConcurrentDictionary<(long Hour, long Window), double> _scatter = [];

    /// <param name="firstHour">First hour of the stretch, counted from 1970.</param>
    /// <param name="hours">How many hours the stretch has.</param>
    /// <param name="counts">Hours that are not empty.</param>
    /// <param name="minutes">Minutes that are not empty, of the hours that are told by the minute.</param>
    /// <param name="since">First minute about which anything is known; null: nothing is.</param>
    /// <param name="holes">When nothing could come.</param>
    /// <param name="zone">Whose hours are the same time of day; null: UTC.</param>
    public Series(
        long firstHour, int hours, IEnumerable<PulseCount> counts, IEnumerable<PulseCount> minutes, long? since,
        IReadOnlyList<Hole>? holes = null, TimeZoneInfo? zone = null)
    {
        _holes = holes ?? [];
        (_firstHour, Since) = (firstHour, since);
        (_all, _negative, _squares) = (new long[hours + 1], new long[hours + 1], new double[hours + 1]);
        _minutes = new (int[] All, int[] Negative)[hours];
        foreach (var count in counts)
        {
            var at = count.At - firstHour;
            if (at < 0 || at >= hours) continue;
            (_all[at + 1], _negative[at + 1]) = (count.All, count.Negative);
        }
        var missed = Missed(hours);
        (_knownAll, _knownNegative, _known) = (new long[hours + 1], new long[hours + 1], new int[hours + 1]);
        _offsets = new short[hours + 1];
        for (var i = 1; i <= hours; i++)
        {
            var known = missed[i - 1] < MissedMinutes;
            _known[i] = _known[i - 1] + (known ? 1 : 0);
            _knownAll[i] = _knownAll[i - 1] + (known ? _all[i] : 0);
            _knownNegative[i] = _knownNegative[i - 1] + (known ? _negative[i] : 0);
            _squares[i] = _squares[i - 1] + (known ? (double)_all[i] * _all[i] : 0);
            _all[i] += _all[i - 1];
            _negative[i] += _negative[i - 1];
        }
        if (zone is not null)
            for (var i = 0; i <= hours; i++)
                _offsets[i] = (short)zone.GetUtcOffset(Minutes.Of((firstHour + i) * HourMinutes)).TotalMinutes;
        foreach (var group in minutes.GroupBy(m => Math.DivRem(m.At, HourMinutes).Quotient))
        {
            if (group.Key < firstHour || group.Key >= firstHour + hours) continue;
            var (all, negative) = (new int[HourMinutes + 1], new int[HourMinutes + 1]);
            foreach (var minute in group)
            {
                var at = (int)(minute.At - group.Key * HourMinutes) + 1;
                (all[at], negative[at]) = ((int)minute.All, (int)minute.Negative);
            }
            for (var i = 1; i <= HourMinutes; i++) (all[i], negative[i]) = (all[i] + all[i - 1], negative[i] + negative[i - 1]);
            _minutes[group.Key - firstHour] = (all, negative);
        }
    }

    /// <summary>First minute about which anything is known.</summary>
    public long? Since { get; }

    /// <summary>Mentions from one minute to before another, to the minute.</summary>
    public (long All, long Negative) Count(long from, long to)
    {
        if (to <= from) return default;
        var (start, end) = (Before(from), Before(to));
        return (end.All - start.All, end.Negative - start.Negative);
    }

    /// <summary>
    /// The same by whole hours, of which those at the edges count by the share that lies inside: what the time before
    /// is measured by, where a minute more or less says nothing.
    /// </summary>
    public (double All, double Negative) Smooth(double from, double to)
    {
        if (to <= from) return default;
        return (At(_all, to) - At(_all, from), At(_negative, to) - At(_negative, from));
    }

    /// <summary>The whole hours of a stretch in which something could come, and what came in them.</summary>
    public (int Hours, long All, long Negative) Known(long fromHour, long toHour)
    {
        var (from, to) = (Index(fromHour), Index(toHour));
        return (_known[to] - _known[from], _knownAll[to] - _knownAll[from], _knownNegative[to] - _knownNegative[from]);
    }

    /// <summary>Mean and standard deviation of the same hours.</summary>
    public (double Mean, double Spread) Hourly(long fromHour, long toHour)
    {
        var (n, all, _) = Known(fromHour, toHour);
        if (n <= 0) return default;
        var mean = (double)all / n;
        var square = (_squares[Index(toHour)] - _squares[Index(fromHour)]) / n;
        return (mean, Math.Sqrt(Math.Max(0, square - mean * mean)));
    }

    /// <summary>Whether something could come all the time, as far as that is known.</summary>
    public bool IsKnown(long from, long to)
    {
        var (start, end) = (Index(from / HourMinutes), Index((to + HourMinutes - 1) / HourMinutes));
        return _known[end] - _known[start] == end - start;
    }

    /// <summary>Whether what is watched was paused at some time of a stretch.</summary>
    public bool IsPaused(long from, long to) => _holes.Any(h => h.Paused && h.From < to && h.To > from);

    /// <summary>The hours of a stretch that are not known, those that follow each other as one.</summary>
    public IEnumerable<(long From, long To)> LeftOut(long from, long to)
    {
        long? begin = null;
        var (start, end) = (Index(from / HourMinutes), Index((to + HourMinutes - 1) / HourMinutes));
        for (var i = start; i <= end; i++)
        {
            var known = i == end || _known[i + 1] > _known[i];
            if (!known) begin ??= i;
            else if (begin is { } at)
            {
                yield return ((_firstHour + at) * HourMinutes, (_firstHour + i) * HourMinutes);
                begin = null;
            }
        }
    }

    /// <summary>The minute that a clock on the wall shows so much earlier; clocks that were changed between do not move it.</summary>
    public long Earlier(long minute, long back) => minute - back + Offset(minute) - Offset(minute - back);

    /// <summary>
    /// <see cref="Scattering"/> of windows as long as one, as of the hour in which it begins: remembered, because a month
    /// has 43,200 windows and 720 hours.
    /// </summary>
    public double Scatter(long from, long window) => _scatter.GetOrAdd(
        (from / HourMinutes, window), key => Scattering.Of(this, key.Hour * HourMinutes, key.Window));

    private short Offset(long minute) => _offsets[Index(minute / HourMinutes)];

    private long[] Missed(int hours)
    {
        var missed = new long[hours];
        // What two sources missed at the same time is missed once.
        var counted = _firstHour * HourMinutes;
        foreach (var hole in _holes.OrderBy(h => h.From))
        {
            var (from, to) = (Math.Max(hole.From, counted), Math.Min(hole.To, (_firstHour + hours) * HourMinutes));
            counted = Math.Max(counted, to);
            for (var at = from; at < to;)
            {
                var hour = at / HourMinutes;
                var end = Math.Min(to, (hour + 1) * HourMinutes);
                missed[hour - _firstHour] += end - at;
                at = end;
            }
        }
        return missed;
    }

    private (long All, long Negative) Before(long minute)
    {
        var (hour, rest) = Math.DivRem(minute, HourMinutes);
        var index = Index(hour);
        var (all, negative) = (_all[index], _negative[index]);
        // An index that was moved to an end stands for another hour, about which nothing is known.
        if (rest > 0 && hour == _firstHour + index && index < _minutes.Length && _minutes[index].All is { } minutes)
            (all, negative) = (all + minutes[rest], negative + _minutes[index].Negative[rest]);
        return (all, negative);
    }

    private double At(long[] sums, double minute)
    {
        var hour = Math.Floor(minute / HourMinutes);
        var index = Index((long)hour);
        var next = Index((long)hour + 1);
        return sums[index] + (sums[next] - sums[index]) * (minute / HourMinutes - hour);
    }

    private int Index(long hour) => (int)Math.Clamp(hour - _firstHour, 0, _all.Length - 1);
}
