using Dapper;

namespace Echolot.Sources;

/// <summary>How a source is doing. Lags are seen minus published over the last 24 hours.</summary>
/// <param name="SilentAfter">After how long without an item the source counts as silent; learnt from its
/// rhythm.</param>
public sealed record SourceHealth(
    long SourceId, SourceState State, DateTimeOffset? LastItemAt, DateTimeOffset? LastContactAt,
    TimeSpan? LagP50, TimeSpan? LagP95, long Items24h, long Kept24h, int Errors24h, string? LastError,
    DateTimeOffset? LastErrorAt,
    IReadOnlyList<KnownGap> Gaps, DateTimeOffset? NextContactAt, TimeSpan SilentAfter)
{
    /// <summary>What of the things that the source reads it is refused, with the reason of each; the others are read.</summary>
    public IReadOnlyDictionary<string, string> Refused { get; init; } = new Dictionary<string, string>();
}

public sealed record KnownGap(DateTimeOffset From, DateTimeOffset To, GapReason Why);

public sealed partial class SourceRunner
{
    // A rhythm of 28 days changes slowly; reading it anew for every look would cost most of the page.
    private static readonly TimeSpan RhythmIsFresh = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan GapsShown = TimeSpan.FromDays(7);

    public async Task<IReadOnlyList<SourceHealth>> HealthAsync(CancellationToken cancel)
    {
        var now = _time.GetUtcNow();
        await using var connection = await _db.ReadAsync(cancel);
        var sources = await connection.QueryAsync<SourceRow>(
            new CommandDefinition($"{SourceRow.Select} order by id", cancellationToken: cancel));
        var states = (
            await connection.QueryAsync<StateRow>(new CommandDefinition(StateRow.Select, cancellationToken: cancel)))
            .ToDictionary(s => s.SourceId);
        var since = Logbook.Hour(now.AddHours(-23));
        var hours = (await connection.QueryAsync<HourRow>(new CommandDefinition(
            """
            select source_id as SourceId, sum(items) as Items, sum(kept) as Kept, sum(errors) as Errors
            from source_hour where hour >= @since group by source_id
            """, new { since }, cancellationToken: cancel))).ToDictionary(h => h.SourceId);
        var lags = (await connection.QueryAsync<BucketRow>(new CommandDefinition(
            """
            select source_id as SourceId, bucket, sum(count) as Count
            from source_bucket where what = 'lag' and since >= @since group by source_id, bucket
            """, new { since }, cancellationToken: cancel))).ToLookup(l => l.SourceId, l => ((int)l.Bucket, l.Count));
        var gaps = (await connection.QueryAsync<GapRow>(new CommandDefinition(
            """
            select source_id as SourceId, from_at as FromAt, to_at as ToAt, why
            from source_gap where to_at >= @from and (fill is null or fill <> 'Filled') order by to_at desc
            """,
            new { from = (now - GapsShown).ToUnixTimeMilliseconds() }, cancellationToken: cancel))).ToLookup(
                g => g.SourceId, g => g.AsGap());
        var health = new List<SourceHealth>();
        foreach (var source in sources)
        {
            if (!states.TryGetValue(source.Id, out var state)) continue;
            var after = await SilentAfterAsync(source.Id, now, cancel);
            hours.TryGetValue(source.Id, out var counts);
            health.Add(new(
                source.Id, StateOf(source, state, now, after), At(state.LastItemAt), At(state.LastContactAt),
                Histogram.Percentile(lags[source.Id], 0.5), Histogram.Percentile(lags[source.Id], 0.95),
                counts?.Items ?? 0, counts?.Kept ?? 0, (int)(counts?.Errors ?? 0), state.LastError,
                At(state.LastErrorAt),
                [.. gaps[source.Id]], At(state.NextContactAt), after)
            {
                Refused = state.AsRefused(),
            });
        }
        return health;
    }

    /// <summary>What the rows say at this moment: somebody's wish first, then trouble, then silence.</summary>
    internal static SourceState StateOf(SourceRow source, StateRow state, DateTimeOffset now, TimeSpan silentAfter)
    {
        if (source.Paused != 0) return SourceState.Paused;
        if (state.AsState() is SourceState.Stopped && state.Failures > 0) return SourceState.Stopped;
        if (state.Failures > 0) return SourceState.Failing;
        // A file that was imported once is done, not silent.
        if (state.LastItemAt is not null && state.LastLiveAt is null) return SourceState.Running;
        return Silence.Is(now, At(state.LastLiveAt), At(source.CreatedAt)!.Value, silentAfter)
            ? SourceState.Silent
            : SourceState.Running;
    }

    /// <summary>Stores the states that only time has changed, and tells everybody.</summary>
    private async Task LookForSilenceAsync(CancellationToken cancel)
    {
        IReadOnlyDictionary<long, string> stored;
        await using (var connection = await _db.ReadAsync(cancel))
            stored = (await connection.QueryAsync<StateRow>(
                new CommandDefinition(StateRow.Select, cancellationToken: cancel)))
                .ToDictionary(s => s.SourceId, s => s.State);
        var turned = (await HealthAsync(cancel)).Where(
            h => stored.TryGetValue(h.SourceId, out var was) && was != h.State.ToString()).ToList();
        if (turned.Count == 0) return;
        await _db.WriteAsync(async scope =>
        {
            foreach (var health in turned)
                await _logbook.TurnAsync(scope, health.SourceId, health.State, _time.GetUtcNow(), cancel);
        }, cancel);
    }

    private async Task<TimeSpan> SilentAfterAsync(long sourceId, DateTimeOffset now, CancellationToken cancel)
    {
        if (_patience.TryGetValue(sourceId, out var known) && now - known.At < RhythmIsFresh) return known.After;
        await using var connection = await _db.ReadAsync(cancel);
        var rows = await connection.QueryAsync<BucketRow>(new CommandDefinition(
            """
            select source_id as SourceId, since, bucket, count
            from source_bucket where source_id = @sourceId and what = 'pause' and since >= @from
            """, new { sourceId, from = Logbook.Day(now - Silence.Memory) }, cancellationToken: cancel));
        var days = rows.GroupBy(r => r.Since).Select(d => new PausesOfDay(
            DateOnly.FromDateTime(At(d.Key)!.Value.UtcDateTime), [.. d.Select(r => ((int)r.Bucket, r.Count))]));
        var after = Silence.After([.. days]);
        _patience[sourceId] = (after, now);
        return after;
    }

    private static DateTimeOffset? At(long? ms) =>
        ms is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
