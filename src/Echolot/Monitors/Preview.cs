using System.Diagnostics;
using Echolot.Matching;
using Echolot.Mentions;

namespace Echolot.Monitors;

/// <summary>What a query would bring, over what is stored.</summary>
/// <param name="Hits">The newest.</param>
/// <param name="Count">How many were found; all of them where <paramref name="Complete"/>, else the newest.</param>
/// <param name="Daily">Hits a day of the workspace over the range, as far back as was looked.</param>
/// <param name="PerDay">Hits to expect a day, from the days looked at in which there was an archive.</param>
/// <param name="Terms">What each term brings, most first.</param>
/// <param name="Scanned">How many stored mentions the range has.</param>
/// <param name="Complete">Whether all of the range was looked at before the time was over.</param>
public sealed record Preview(
    IReadOnlyList<(StoredMention Mention, IReadOnlyList<MatchSpan> Spans)> Hits, long Count,
    IReadOnlyList<(DateOnly Day, long Count)> Daily, double PerDay, IReadOnlyList<TermYield> Terms, PreviewCost Cost,
    long Scanned, bool Complete, TimeSpan Took)
{
    /// <summary>Since when something is stored that the days are counted from.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>How much that is; below a week, in which days differ, what is expected is a guess.</summary>
    public TimeSpan Known { get; init; }

    /// <summary>Nothing is stored of before <see cref="Since"/>; else it is only that the time to look was over.</summary>
    public bool IsFromTheBeginning { get; init; }

    public bool IsYoung => IsFromTheBeginning && Known < TimeSpan.FromDays(7);
}

/// <summary>What one term of a query brings, among the newest hits.</summary>
/// <param name="Term">In canonical text.</param>
/// <param name="Hits">Hits that have it, of <paramref name="Of"/> looked at.</param>
/// <param name="Alone">Hits that have no other term of the query.</param>
public sealed record TermYield(string Term, int Hits, int Alone, int Of)
{
    /// <summary>0 to 1.</summary>
    public double Share => Of == 0 ? 0 : (double)Hits / Of;
}

public enum CostLevel { Low, Medium, High }

/// <summary>What a query costs.</summary>
/// <param name="Candidates">Of 1,000 posts of the stream so many have to be looked at, whether they match or not.</param>
/// <param name="Texts">Texts of the archive that were read for the preview.</param>
/// <param name="Level">High where no word is required, so that every post has to be looked at.</param>
public sealed record PreviewCost(double Candidates, long Texts, CostLevel Level);

public sealed partial class Watchlist
{
    /// <summary>Hits that terms are counted in: some milliseconds, and shares are good to five per cent.</summary>
    private const int Counted = 400;

    /// <summary>Posts of the stream on which the engine says what the query costs.</summary>
    private const int CostSample = 500;

    /// <summary>From a tenth of all posts on, the engine looks at a query much more often than at others.</summary>
    private const double MediumCandidates = 100;

    /// <summary>Runs the compiled query over the archive, newest first.</summary>
    /// <param name="options">As the monitor would have them.</param>
    /// <param name="hits">How many mentions to show, 1 to 200.</param>
    /// <param name="range">How far back from now.</param>
    /// <param name="patience">What is not counted by then is said to be incomplete.</param>
    /// <exception cref="QueryException">The text is not a query.</exception>
    public async Task<Preview> PreviewAsync(
        string queryText, QueryOptions options, int hits, TimeSpan range, TimeSpan patience, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var query = Query.Parse(queryText, options);
        var from = time.GetUtcNow() - range;
        var found = await archive.HitsAsync(query, from, patience, cancel);
        var first = found.Ids.Take(Math.Clamp(hits, 1, 200)).ToList();
        var shown = await WithSpansAsync(query, await archive.FindAsync(first, cancel), cancel);
        var daily = Daily(found, from);
        var looked = found.Complete ? from : MentionIds.TimeOf(found.Reached);
        var since = await SinceAsync(looked, cancel);
        var (known, young) = (time.GetUtcNow() - since, since > looked);
        // Of some minutes of collecting no day can be told.
        var days = young ? Math.Max(known.TotalDays, 1) : known.TotalDays;
        return new(
            shown, found.Ids.Count, daily, days <= 0 ? 0 : found.Ids.Count / days, await YieldsAsync(query, found.Ids, cancel),
            await CostAsync(query, found, from, cancel),
            await archive.CountAsync(new MentionFilter { From = from }, cancel), found.Complete,
            Stopwatch.GetElapsedTime(started)) { Since = since, Known = known, IsFromTheBeginning = young };
    }

    private IReadOnlyList<(DateOnly, long)> Daily(ArchiveHits found, DateTimeOffset from)
    {
        var counts = found.Ids.CountBy(id => archive.DayOf(MentionIds.TimeOf(id))).ToDictionary();
        var first = archive.DayOf(found.Complete ? from : MentionIds.TimeOf(found.Reached));
        var last = archive.DayOf(time.GetUtcNow());
        return [.. Enumerable.Range(first.DayNumber, Math.Max(1, last.DayNumber - first.DayNumber + 1))
            .Select(day => DateOnly.FromDayNumber(day)).Select(day => (day, (long)counts.GetValueOrDefault(day)))];
    }

    private async Task<DateTimeOffset> SinceAsync(DateTimeOffset looked, CancellationToken cancel) =>
        await archive.FirstHourAsync(null, cancel) is { } hour && DateTimeOffset.FromUnixTimeSeconds(hour * 3600) is var first
        && first > looked ? first : looked;

    private async Task<IReadOnlyList<TermYield>> YieldsAsync(
        Query query, IReadOnlyList<long> hits, CancellationToken cancel)
    {
        var terms = QueryParts.Terms(query);
        var posts = await archive.PostsAsync([.. hits.Take(Counted)], cancel);
        var matcher = MatcherOf(terms);
        var (having, alone) = (new int[terms.Count], new int[terms.Count]);
        foreach (var (_, post) in posts)
        {
            var matched = matcher.Match(post);
            foreach (var term in matched) having[term]++;
            if (matched.Length == 1) alone[matched[0]]++;
        }
        return [.. terms.Select((term, i) => new TermYield(term.ToString(), having[i], alone[i], posts.Count))
            .OrderByDescending(term => term.Hits)];
    }

    private async Task<PreviewCost> CostAsync(
        Query query, ArchiveHits found, DateTimeOffset from, CancellationToken cancel)
    {
        var sample = await archive.PostsAsync(await archive.SpreadAsync(from, CostSample, cancel), cancel);
        var report = QuerySet.Build([(0, query)]).Report(sample.Select(stored => stored.Post), most: 1);
        var candidates = 1000 * report.CandidatesPerPost;
        return new(candidates, found.Texts, query.Prefilter is Prefilter.All ? CostLevel.High
            : candidates > MediumCandidates ? CostLevel.Medium : CostLevel.Low);
    }

    /// <summary>Ids are the places in the list.</summary>
    private static Matcher MatcherOf(IReadOnlyList<Query> queries) =>
        QuerySet.Build(queries.Select((query, i) => ((long)i, query))).NewMatcher();

    private async Task<IReadOnlyList<(StoredMention, IReadOnlyList<MatchSpan>)>> WithSpansAsync(
        Query query, IReadOnlyList<StoredMention> items, CancellationToken cancel)
    {
        var spans = (await archive.SpansAsync(query, [.. items.Select(m => m.Id)], cancel)).ToDictionary(m => m.Id, m => m.Spans);
        return [.. items.Select(m => (m, spans.GetValueOrDefault(m.Id, [])))];
    }
}
