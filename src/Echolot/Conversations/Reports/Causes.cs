namespace Echolot.Conversations;

/// <summary>A cause with the conversations opened for it and for what lies below it.</summary>
/// <param name="Cause">Its path; empty: no cause was written down.</param>
/// <param name="Cumulated">Share of this one and all before it among those with a cause; null without a cause.</param>
/// <param name="Course">By the columns of the report.</param>
/// <param name="Deeper">Whether there are causes below it.</param>
public sealed record CauseCount(
    string Cause, long Count, long Before, double? Cumulated, IReadOnlyList<long> Course, bool Deeper);

/// <summary>A fix with what came of it.</summary>
public sealed record FixResult(CauseFix Fix, FixEffect Effect, FixEffect Others);

/// <summary>Why customers had to speak with us.</summary>
/// <param name="Above">The cause whose parts are told; empty: the widest ones.</param>
/// <param name="Causes">The largest first.</param>
/// <param name="WithoutCause">Conversations opened in the time about which nobody has written a cause down.</param>
public sealed record CauseReport(
    CareQuestion Question, string Above, long Opened, long WithoutCause, IReadOnlyList<CauseCount> Causes,
    IReadOnlyList<(DateOnly From, DateOnly To)> Columns, CareBucket Bucket, IReadOnlyList<FixResult> Fixes);

public sealed partial class CareReports
{
    /// <summary>Causes of the conversations opened in a time, by how often, and what became of fixes.</summary>
    /// <param name="above">Only what lies below this cause; empty: everything.</param>
    /// <exception cref="ArgumentException">The days are none, or too many.</exception>
    /// <exception cref="InboxException">Figures of colleagues are asked for and off.</exception>
    public async Task<CauseReport> CausesAsync(
        CareQuestion question, string above, Sight sight, CancellationToken cancel)
    {
        Check(question);
        (_, question) = await AllowAsync(question, sight, cancel);
        above = CausePath.Clean(above);
        var days = new CareDays(Zone);
        var today = days.Of(Now);
        var (first, last) = (CareDays.Of(question.From), CareDays.Of(question.To));
        var length = last - first + 1;
        var columns = Columns(question, today, out var bucket);
        var found = new Dictionary<string, (long[] Course, long Before, bool Deeper)>(StringComparer.Ordinal);
        var (total, before) = (new CareTally(times: false), new CareTally(times: false));
        long named = 0;
        await WalkAsync(question, sight, days, first - length, last, (day, packed) =>
        {
            var column = day < first ? -1 : columns.FindIndex(c => day <= CareDays.Of(c.To));
            DayPack.Read(
                packed, part => Fits(part, question, sight) ? [column < 0 ? before : total] : [],
                (_, cause, number) =>
                {
                    if (column >= 0) named += number;
                    var clean = CausePath.Clean(cause);
                    if (!CausePath.IsWithin(clean, above)) return;
                    var key = CausePath.Below(clean, above);
                    var row = found.GetValueOrDefault(key);
                    row.Course ??= new long[columns.Count];
                    row.Deeper |= clean != key;
                    if (column < 0) row.Before += number;
                    else row.Course[column] += number;
                    found[key] = row;
                });
        }, cancel);
        var within = found.Values.Sum(f => f.Course.Sum());
        var (causes, cumulated) = (new List<CauseCount>(), 0L);
        foreach (var (cause, row) in found.OrderByDescending(f => f.Value.Course.Sum()).ThenBy(f => f.Key, StringComparer.Ordinal))
        {
            var number = row.Course.Sum();
            cumulated += number;
            causes.Add(new(
                cause, number, row.Before, within == 0 ? null : cumulated / (double)within, row.Course,
                row.Deeper && cause != above));
        }
        var fixes = new List<FixResult>();
        foreach (var fix in await FixesAsync(cancel))
            if (CausePath.IsWithin(fix.Cause, above) || CausePath.IsWithin(above, fix.Cause))
                fixes.Add(await ResultAsync(fix, question, sight, cancel));
        return new(
            question, above, total[CareCount.Opened], total[CareCount.Opened] - named, causes,
            [.. columns.Select(c => (c.From, c.To))], bucket, fixes);
    }

    /// <summary>What became of a fix, in the same part of the desk.</summary>
    private async Task<FixResult> ResultAsync(
        CauseFix fix, CareQuestion question, Sight sight, CancellationToken cancel)
    {
        var days = new CareDays(Zone);
        var day = CareDays.Of(fix.Day);
        // Today is not over, and the day of the fix belongs to neither side.
        var weeks = (int)Math.Clamp((days.Of(Now) - 1 - day) / 7, 0, Effects.MostWeeks);
        var (cause, all) = (new long[Effects.WeeksBefore + weeks], new long[Effects.WeeksBefore + weeks]);
        await ReadWeeksAsync(day - 7 * Effects.WeeksBefore, 0, Effects.WeeksBefore);
        if (weeks > 0) await ReadWeeksAsync(day + 1, Effects.WeeksBefore, weeks);
        // Weeks before the desk had its first conversation say nothing about the cause.
        var first = Math.Max(0, Array.FindIndex(all[..Effects.WeeksBefore], count => count > 0));
        var others = all.Zip(cause, (a, c) => a - c).ToArray();
        return new(
            fix, Effects.Of(cause[first..Effects.WeeksBefore], cause[Effects.WeeksBefore..]),
            Effects.Of(others[first..Effects.WeeksBefore], others[Effects.WeeksBefore..]));

        Task ReadWeeksAsync(long from, int at, int count) => WalkAsync(question, sight, days, from, from + 7 * count - 1, (one, packed) =>
        {
            var week = at + (int)((one - from) / 7);
            var opened = new CareTally(times: false);
            DayPack.Read(
                packed, part => Fits(part, question, sight) ? [opened] : [],
                (_, found, number) => { if (CausePath.IsWithin(CausePath.Clean(found), fix.Cause)) cause[week] += number; });
            all[week] += opened[CareCount.Opened];
        }, cancel);
    }
}
