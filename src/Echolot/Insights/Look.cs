using Dapper;
using Echolot.Insights.Rollups;
using Echolot.Mentions;

namespace Echolot.Insights;

public sealed partial class Analyst
{
    /// <summary>Longest period of one overview.</summary>
    public const int MostDays = 3660;

    private const int MostAuthors = 10;
    private const int MostTerms = 40;

    /// <summary>Looks over a period and the one before.</summary>
    /// <exception cref="ArgumentException">The period ends before it begins, or is longer than ten years.</exception>
    public async Task<Overview> LookAsync(OverviewQuestion question, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var days = new LocalDays(archive.Zone);
        var period = PeriodOf(days, question.From, question.To, now);
        var scope = Scope.Of(question.Monitors);
        var book = new DayBook(db, archive, days);
        // Each reads on its own, and none waits for what another adds up.
        var counting = Task.Run(() => book.CountsAsync([scope], period.FirstBefore, period.End, parts: true, cancel), cancel);
        var naming = Task.Run(() => AuthorsAsync(scope, period, cancel), cancel);
        var wording = Task.Run(() => TermsAsync(scope, period, null, cancel), cancel);
        await Task.WhenAll(counting, naming, wording);
        var counts = await counting;
        DayCounts? Day(long day) => counts.GetValueOrDefault((scope.Number, day));
        var authors = await naming;
        var total = period.Total(Day);
        var (terms, basis) = await wording;
        var gaps = await ScopeGaps.OfAsync(question.Monitors, sources, archive, period.From, period.To, cancel);
        return new()
        {
            Question = question with { To = LocalDays.Date(period.End - 1) },
            Zone = archive.Zone,
            From = TimeZoneInfo.ConvertTime(period.From, archive.Zone),
            To = TimeZoneInfo.ConvertTime(period.To, archive.Zone),
            FromBefore = TimeZoneInfo.ConvertTime(period.FromBefore, archive.Zone),
            ToBefore = TimeZoneInfo.ConvertTime(period.ToBefore, archive.Zone),
            Partial = period.Partial,
            AsOf = now,
            SumsAsOf = authors.MadeAt,
            DaysPending = period.Days.Count(day => Day(day) is not null && !authors.Days.Contains(day)),
            Bucket = period.Bucket,
            Total = total,
            Before = period.TotalBefore(Day),
            Course = period.Course(Day),
            Week = period.Week(Day),
            Sources = await SourcesOfAsync(period, Day, cancel),
            Languages = PartsOf(period, Day, c => c.Languages, code => code),
            Authors = await NamedAsync(authors.Sums, cancel),
            AuthorCount = authors.Sums.Count,
            AuthorCountBefore = authors.CountBefore,
            Terms = terms,
            TermBasis = basis,
            Voices = await VoicesAsync(book, question.Rivals, period, cancel),
            Gaps = gaps.Own,
            OtherGaps = gaps.Others,
        };
    }

    /// <summary>
    /// Those of many monitors that have most mentions in a period, by UTC days: enough to choose who is compared.
    /// </summary>
    /// <param name="always">One that is among them whatever it has.</param>
    public async Task<IReadOnlyList<long>> LargestAsync(
        IReadOnlyList<long> monitors, DateOnly from, DateOnly to, int most, long? always, CancellationToken cancel)
    {
        var counts = (await archive.DayStatesAsync(
            [.. monitors], LocalDays.Of(from), LocalDays.Of(to) + 1, cancel))
            .GroupBy(s => s.Monitor).ToDictionary(g => g.Key, g => g.Sum(s => s.Count));
        return [.. monitors.OrderByDescending(m => m == always).ThenByDescending(m => counts.GetValueOrDefault(m))
            .ThenBy(m => m).Take(most)];
    }

    private async Task<IReadOnlyList<Part>> SourcesOfAsync(
        Period period, Func<long, DayCounts?> day, CancellationToken cancel)
    {
        var channels = await archive.SourcesAsync(cancel);
        return PartsOf(period, day, c => c.Channels, number => channels[number].Source);
    }

    private static IReadOnlyList<Part> PartsOf<T>(
        Period period, Func<long, DayCounts?> day, Func<DayCounts, IReadOnlyDictionary<T, int>> parts, Func<T, string> key)
        where T : notnull
    {
        var sums = new Dictionary<T, long>();
        foreach (var number in period.Days)
            foreach (var (part, count) in day(number) is { } counts ? parts(counts) : new Dictionary<T, int>())
                sums[part] = sums.GetValueOrDefault(part) + count;
        return [.. sums.Select(s => new Part(key(s.Key), s.Value))
            .OrderByDescending(p => p.Count).ThenBy(p => p.Key, StringComparer.Ordinal)];
    }

    private async Task<(AuthorSums Sums, long? CountBefore, DateTimeOffset? MadeAt, HashSet<long> Days)> AuthorsAsync(
        Scope scope, Period period, CancellationToken cancel)
    {
        using var days = await AuthorDays.ReadAsync(
            db, scope, period.Partial ? period.First : period.FirstBefore, period.End, cancel);
        // Twice as many as are shown: some may have been forgotten since the sums were made.
        return (AuthorSums.Of(days.Packed(day => day >= period.First), 2 * MostAuthors),
            period.Partial ? null : AuthorSums.Of(days.Packed(day => day < period.First), 0).Count,
            days.MadeAt(period.First), [.. days.Numbers.Where(day => day >= period.First)]);
    }

    private async Task<IReadOnlyList<AuthorPart>> NamedAsync(AuthorSums sums, CancellationToken cancel)
    {
        var known = (await archive.AuthorsAsync(sums.Top.Select(a => a.Author), cancel)).ToDictionary(a => a.Number);
        return [.. sums.Top.Where(a => known.ContainsKey(a.Author)).Take(MostAuthors)
            .Select(a => new AuthorPart(known[a.Author], a.Count))];
    }

    /// <param name="all">Words of everything in the period, where they are known already.</param>
    private async Task<(IReadOnlyList<TermPart> Terms, TermBasis Basis)> TermsAsync(
        Scope scope, Period period, TermSums? all, CancellationToken cancel)
    {
        var here = await TermsOfAsync(scope, period.First, period.End, cancel);
        all ??= scope == Scope.Everything ? here
            : await TermsOfAsync(Scope.Everything, period.First, period.End, cancel);
        // Hardly anything else is stored: then only the past can say what is unusual.
        if (here.Mentions < all.Mentions * 0.95) return (here.AgainstRestOf(all, MostTerms), TermBasis.Archive);
        var before = await TermsOfAsync(scope, period.FirstBefore, period.First, cancel);
        return before.Mentions > 0
            ? (here.Against(before, MostTerms), TermBasis.PeriodBefore)
            : (here.Most(MostTerms), TermBasis.Nothing);
    }

    private async Task<TermSums> TermsOfAsync(Scope scope, long first, long end, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return TermSums.Of(await connection.QueryAsync<DayRow>(new CommandDefinition(
            "select mentions, terms from insight_day where scope = @scope and day >= @first and day < @end",
            new { scope = scope.Number, first, end }, cancellationToken: cancel)));
    }

    private static async Task<IReadOnlyList<Voice>> VoicesAsync(
        DayBook book, IReadOnlyList<long> rivals, Period period, CancellationToken cancel)
    {
        if (rivals.Count == 0) return [];
        var counts = await book.CountsAsync(
            [.. rivals.Distinct().Select(id => Scope.Of([id]))], period.FirstBefore, period.End, parts: false, cancel);
        return [.. rivals.Distinct().Select(id =>
        {
            DayCounts? Day(long day) => counts.GetValueOrDefault((id, day));
            return new Voice(id, period.Total(Day).All, period.TotalBefore(Day).All);
        }).OrderByDescending(v => v.Count)];
    }
}
