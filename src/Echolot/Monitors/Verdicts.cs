using Dapper;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Monitors;

/// <summary>Some hits of a query to look at, in the order to look at them.</summary>
/// <param name="Seed">The same seed gives the same sample as long as the archive is the same.</param>
/// <param name="Found">Hits it was drawn from: all of the range where <paramref name="Complete"/>, else the
/// newest.</param>
public sealed record HitSample(
    IReadOnlyList<SampledHit> Hits, int Seed, long Found, bool Complete, NoiseReport Report);

/// <param name="Relevant">What was said of it; null as long as nobody did.</param>
public sealed record SampledHit(StoredMention Mention, IReadOnlyList<MatchSpan> Spans, bool? Relevant);

[Personal("monitor_verdict")]
internal sealed record VerdictRow
{
    public long MonitorId { get; init; }
    public long MentionId { get; init; }
    public long Relevant { get; init; }
    public long JudgedAt { get; init; }
    public long? JudgedBy { get; init; }
}

public sealed partial class Watchlist
{
    /// <summary>Draws hits of a query to judge whether they are wanted.</summary>
    /// <param name="monitorId">Monitor whose verdicts count; null for a query that is no monitor yet.</param>
    /// <param name="said">Verdicts on a query that is no monitor yet, by mention.</param>
    /// <param name="size">1 to 200.</param>
    /// <exception cref="QueryException">The text is not a query.</exception>
    public async Task<HitSample> SampleAsync(
        long? monitorId, string queryText, QueryOptions options, int size, int seed, TimeSpan range, TimeSpan patience,
        CancellationToken cancel, IReadOnlyDictionary<long, bool>? said = null)
    {
        var query = Query.Parse(queryText, options);
        var found = await archive.HitsAsync(query, time.GetUtcNow() - range, patience, cancel);
        // Sorted by a hash, so that a new hit takes its place among the others and leaves their order alone.
        var drawn = found.Ids.OrderBy(id => Scattered(id, seed)).Take(Math.Clamp(size, 1, 200)).ToList();
        var shown = await WithSpansAsync(query, await archive.FindAsync(drawn, cancel), cancel);
        var verdicts = monitorId is { } monitor
            ? await VerdictsAsync(monitor, drawn, cancel)
            : drawn.Where(id => said?.ContainsKey(id) == true).ToDictionary(id => id, id => said![id]);
        return new(
            [.. shown.Select(hit => new SampledHit(
                hit.Item1, hit.Item2, verdicts.TryGetValue(hit.Item1.Id, out var relevant) ? relevant : null))],
            seed, found.Ids.Count, found.Complete, await ReportAsync(query, verdicts, cancel));
    }

    /// <summary>What the verdicts on these mentions say about a query; those without a verdict do not count.</summary>
    /// <exception cref="QueryException">The text is not a query.</exception>
    public async Task<NoiseReport> NoiseAsync(
        long monitorId, string queryText, QueryOptions options, IReadOnlyList<long> mentions, CancellationToken cancel)
    {
        var query = Query.Parse(queryText, options);
        return await ReportAsync(query, await VerdictsAsync(monitorId, mentions, cancel), cancel);
    }

    /// <summary>What verdicts say about a query that is no monitor yet.</summary>
    /// <exception cref="QueryException">The text is not a query.</exception>
    public Task<NoiseReport> NoiseAsync(
        string queryText, QueryOptions options, IReadOnlyDictionary<long, bool> said, CancellationToken cancel) =>
        ReportAsync(Query.Parse(queryText, options), said, cancel);

    /// <summary>Keeps for a monitor what was said before it was saved; mentions that went meanwhile are left out.</summary>
    public async Task KeepVerdictsAsync(
        long monitorId, IReadOnlyDictionary<long, bool> said, long? by, CancellationToken cancel)
    {
        if (said.Count == 0) return;
        var there = (await archive.FindAsync([.. said.Keys], cancel)).Select(m => VerdictOf(monitorId, m.Id, said[m.Id], by)).ToList();
        await db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(KeepVerdict, there, scope.Transaction), cancel);
    }

    /// <summary>Says of a mention whether the monitor wants it; null takes back what was said.</summary>
    /// <exception cref="KeyNotFoundException">There is no such monitor, or no such mention.</exception>
    public async Task JudgeAsync(long monitorId, long mentionId, bool? relevant, long? by, CancellationToken cancel)
    {
        if (await archive.FindAsync(mentionId, cancel) is null)
            throw new KeyNotFoundException($"There is no mention {mentionId}; it was removed meanwhile.");
        var row = VerdictOf(monitorId, mentionId, relevant == true, by);
        await db.WriteAsync(async scope =>
        {
            await FindAsync(scope, monitorId);
            await scope.Connection.ExecuteAsync(
                relevant is null
                    ? "delete from monitor_verdict where monitor_id = @MonitorId and mention_id = @MentionId"
                    : KeepVerdict, row, scope.Transaction);
        }, cancel);
    }

    private const string KeepVerdict =
        """
        insert into monitor_verdict (monitor_id, mention_id, relevant, judged_at, judged_by)
        values (@MonitorId, @MentionId, @Relevant, @JudgedAt, @JudgedBy)
        on conflict (monitor_id, mention_id) do update set relevant = excluded.relevant,
            judged_at = excluded.judged_at, judged_by = excluded.judged_by
        """;

    private VerdictRow VerdictOf(long monitorId, long mentionId, bool relevant, long? by) => new()
    {
        MonitorId = monitorId, MentionId = mentionId, Relevant = relevant ? 1 : 0,
        JudgedAt = time.GetUtcNow().ToUnixTimeMilliseconds(), JudgedBy = by,
    };

    private async Task<NoiseReport> ReportAsync(
        Query query, IReadOnlyDictionary<long, bool> verdicts, CancellationToken cancel)
    {
        var posts = await archive.PostsAsync([.. verdicts.Keys.Order()], cancel);
        return NoiseReport.Of(query, [.. posts.Select(stored => (stored.Post, verdicts[stored.Id]))]);
    }

    private async Task<Dictionary<long, bool>> VerdictsAsync(
        long monitorId, IReadOnlyList<long> mentions, CancellationToken cancel)
    {
        if (mentions.Count == 0) return [];
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<(long Id, long Relevant)>(
            $"""
            select mention_id, relevant from monitor_verdict
            where monitor_id = @monitorId and {Sql.In(db.Engine, "mention_id", "mentions")}
            """, new { monitorId, mentions = Sql.List(db.Engine, mentions) }))
            .ToDictionary(v => v.Id, v => v.Relevant != 0);
    }

    /// <summary>Takes verdicts along with the mentions that vanish.</summary>
    internal Task ForgetVerdictsAsync(MentionsForgotten fact, CancellationToken cancel) =>
        db.WriteAsync(async scope =>
        {
            foreach (var some in fact.Ids.Chunk(500))
                await scope.Connection.ExecuteAsync(
                    $"delete from monitor_verdict where {Sql.In(db.Engine, "mention_id", "some")}",
                    new { some = Sql.List(db.Engine, some) }, scope.Transaction);
        }, cancel);

    /// <summary>An order that has nothing to do with time (the finaliser of SplitMix64, Steele et al. 2014).</summary>
    private static ulong Scattered(long id, int seed)
    {
        var x = (ulong)id + 0x9E3779B97F4A7C15 * (ulong)(uint)(seed + 1);
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
