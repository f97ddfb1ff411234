using System.Globalization;

namespace Echolot.Conversations;

public sealed partial class CareReports
{
    /// <summary>What became of a fix, in the same part of the desk.</summary>
    private async Task<FixResult> ResultAsync(
        CauseFix fix, IReadOnlyList<CauseFix> marked, CareQuestion question, Sight sight, CancellationToken cancel)
    {
        var days = new CareDays(Zone);
        var day = CareDays.Of(fix.Day);
        // Today is not over, and the day of the fix belongs to neither side.
        var weeks = (int)Math.Clamp((days.Of(Now) - 1 - day) / 7, 0, Effects.MostWeeks);
        var (now, lastYear) = (await AroundAsync(day), default(FixWeeks));
        // What was mended a year ago, too, says nothing of the season.
        var yearAgo = day - DaysBack(fix.Day);
        if (weeks > 0 && !marked.Any(other =>
            (CausePath.IsWithin(fix.Cause, other.Cause) || CausePath.IsWithin(other.Cause, fix.Cause))
                && CareDays.Of(other.Day) is var on && on >= yearAgo - 7 * Effects.WeeksBefore && on <= yearAgo + 7 * weeks))
            lastYear = await AroundAsync(yearAgo);
        // Weeks in which many are not closed yet have fewer causes than those of a year ago, which all are.
        var effect = lastYear is { First: 0 } && now.IsNamed && Effects.TellSeason(lastYear.Before(lastYear.Cause), weeks)
            ? Effects.Of(
                now.Before(now.Cause), now.After(now.Cause), EffectBaseline.LastYear,
                lastYear.Before(lastYear.Cause), lastYear.After(lastYear.Cause))
            : Effects.TellSeason(now.Before(now.Others), weeks)
                ? Effects.Of(
                    now.Before(now.Cause), now.After(now.Cause), EffectBaseline.OtherCauses,
                    now.Before(now.Others), now.After(now.Others))
                : Effects.Of(now.Before(now.Cause), now.After(now.Cause));
        return new(fix, effect, Effects.Of(now.Before(now.Others), now.After(now.Others)));

        async Task<FixWeeks> AroundAsync(long at)
        {
            var (cause, others, all) = (
                new long[Effects.WeeksBefore + weeks], new long[Effects.WeeksBefore + weeks], new long[Effects.WeeksBefore + weeks]);
            await ReadWeeksAsync(at - 7 * Effects.WeeksBefore, 0, Effects.WeeksBefore);
            if (weeks > 0) await ReadWeeksAsync(at + 1, Effects.WeeksBefore, weeks);
            // Weeks before the desk had its first conversation say nothing about the cause.
            return new(cause, others, all, Array.FindIndex(all, 0, Effects.WeeksBefore, count => count > 0));

            Task ReadWeeksAsync(long from, int first, int count) =>
                WalkAsync(question, sight, days, from, from + 7 * count - 1, (one, packed) =>
                {
                    var week = first + (int)((one - from) / 7);
                    var opened = new CareTally(times: false);
                    DayPack.Read(packed, part => Fits(part, question, sight) ? [opened] : [], (_, found, number) =>
                    {
                        if (CausePath.IsWithin(CausePath.Clean(found), fix.Cause)) cause[week] += number;
                        // Of the last days many are not closed yet and have no cause: compared is like with like.
                        else others[week] += number;
                    });
                    all[week] += opened[CareCount.Opened];
                }, cancel);
        }
    }

    /// <summary>Days from the same weekday of the same calendar week of last year.</summary>
    private static long DaysBack(DateOnly day)
    {
        var at = day.ToDateTime(TimeOnly.MinValue);
        var (year, week) = (ISOWeek.GetYear(at) - 1, ISOWeek.GetWeekOfYear(at));
        return (long)(at - ISOWeek.ToDateTime(year, Math.Min(week, ISOWeek.GetWeeksInYear(year)), at.DayOfWeek)).TotalDays;
    }

    /// <summary>Weeks around the day of a fix, the earliest first.</summary>
    /// <param name="First">The first week of the desk among those before; −1: there is none.</param>
    private sealed record FixWeeks(long[] Cause, long[] Others, long[] All, int First)
    {
        /// <summary>Of those that began after the fix about as many have a cause by now as of those before.</summary>
        public bool IsNamed =>
            (After(Cause).Sum() + After(Others).Sum()) * Before(All).Sum() * 10 >= (Before(Cause).Sum() + Before(Others).Sum()) * After(All).Sum() * 9;

        public IReadOnlyList<long> Before(long[] weeks) => weeks[Math.Max(0, First)..Effects.WeeksBefore];

        public IReadOnlyList<long> After(long[] weeks) => weeks[Effects.WeeksBefore..];
    }
}
