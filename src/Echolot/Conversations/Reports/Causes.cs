namespace Echolot.Conversations;

/// <summary>A cause with the conversations opened for it and for what lies below it.</summary>
/// <param name="Cause">Its path; empty: no cause was written down.</param>
/// <param name="Cumulated">Share of this one and all before it among those with a cause; null without a cause.</param>
/// <param name="Course">By the columns of the report.</param>
/// <param name="Deeper">Whether there are causes below it.</param>
public sealed record CauseCount(
    string Cause, long Count, long Before, double? Cumulated, IReadOnlyList<long> Course, bool Deeper);

/// <summary>A fix with what came of it.</summary>
/// <param name="Others">How the other causes went on, against their own weeks before.</param>
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
        var (fixes, marked) = (new List<FixResult>(), await FixesAsync(cancel));
        foreach (var fix in marked)
            if (CausePath.IsWithin(fix.Cause, above) || CausePath.IsWithin(above, fix.Cause))
                fixes.Add(await ResultAsync(fix, marked, question, sight, cancel));
        return new(
            question, above, total[CareCount.Opened], total[CareCount.Opened] - named, causes,
            [.. columns.Select(c => (c.From, c.To))], bucket, fixes);
    }
}
