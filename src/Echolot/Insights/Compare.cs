using Echolot.Insights.Rollups;

namespace Echolot.Insights;

public sealed partial class Analyst
{
    /// <summary>Most monitors of one comparison: more lines than colours that people can tell apart say
    /// nothing.</summary>
    public const int MostCompared = 6;

    /// <summary>Lays monitors side by side over a period of whole days of the workspace's clock.</summary>
    /// <exception cref="ArgumentException">
    /// There are none or more than <see cref="MostCompared"/>, the period ends before it begins, or is longer than ten
    /// years.
    /// </exception>
    public async Task<Comparison> CompareAsync(
        IReadOnlyList<long> monitors, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        var asked = monitors.Distinct().ToList();
        if (asked.Count is 0 or > MostCompared)
            throw new ArgumentException($"A comparison has 1 to {MostCompared} monitors.", nameof(monitors));
        var now = time.GetUtcNow();
        var days = new LocalDays(archive.Zone);
        var period = PeriodOf(days, from, to, now);
        var book = new DayBook(db, archive, days);
        var counts = await book.CountsAsync(
            [.. asked.Select(id => Scope.Of([id]))], period.FirstBefore, period.End, parts: true, cancel);
        // What all are held against is the same, so it is added up once.
        var everything = await TermsOfAsync(Scope.Everything, period.First, period.End, cancel);
        var compared = new List<Compared>();
        foreach (var id in asked)
        {
            DayCounts? Day(long day) => counts.GetValueOrDefault((id, day));
            var scope = Scope.Of([id]);
            var authors = await AuthorsAsync(scope, period, cancel);
            var total = period.Total(Day);
            compared.Add(new(
                id, total, period.TotalBefore(Day), period.Course(Day), await SourcesOfAsync(period, Day, cancel),
                authors.MadeAt is null && total.All > 0 ? null : authors.Sums.Count,
                (await TermsAsync(scope, period, everything, cancel)).Terms, authors.MadeAt));
        }
        var gaps = await ScopeGaps.OfAsync(asked, sources, archive, period.From, period.To, cancel);
        return new()
        {
            Monitors = compared,
            Zone = archive.Zone,
            From = TimeZoneInfo.ConvertTime(period.From, archive.Zone),
            To = TimeZoneInfo.ConvertTime(period.To, archive.Zone),
            FromBefore = TimeZoneInfo.ConvertTime(period.FromBefore, archive.Zone),
            ToBefore = TimeZoneInfo.ConvertTime(period.ToBefore, archive.Zone),
            Partial = period.Partial,
            AsOf = now,
            Bucket = period.Bucket,
            Gaps = gaps.Own,
            OtherGaps = gaps.Others,
        };
    }

    /// <summary>Days that can be looked over, up to today.</summary>
    private static Period PeriodOf(LocalDays days, DateOnly from, DateOnly to, DateTimeOffset now)
    {
        var (first, last) = (LocalDays.Of(from), Math.Min(LocalDays.Of(to), days.Of(now)));
        if (last < first || last - first >= MostDays)
            throw new ArgumentException(
                $"A period begins today or earlier, does not end before it begins, and has at most {MostDays} days.");
        return new(days, first, last + 1, now);
    }
}
