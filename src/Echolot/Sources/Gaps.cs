using Dapper;
using Microsoft.Extensions.Logging;

namespace Echolot.Sources;

/// <summary>How far reading a gap again has come.</summary>
public enum FillState { Open, Filling, Filled, Failed }

/// <summary>A stored gap: from when to when something of a source is missing.</summary>
/// <param name="Fill">Filled ones are missing no more.</param>
/// <param name="Items">Items that came when it was read again.</param>
public sealed record StoredGap(
    long Id, long SourceId, DateTimeOffset From, DateTimeOffset To, GapReason Why, FillState Fill, long Items,
    string? Problem);

public sealed partial class SourceRunner
{
    private const int LongestFillProblem = 500, FillPortion = 200;

    // Any number will do as long as nothing else in the database uses it.
    private const long FillLock = 0x4563_4761_7000_0000;

    // Of older ones somebody has to ask: after a long outage the day's allowances are better spent on what is new.
    private static readonly TimeSpan FillsBack = TimeSpan.FromDays(7);

    // A source that misses something again and again must not spend its allowance on the past.
    private const int MostFillsADay = 24, MostTries = 3;

    private readonly SemaphoreSlim _toFill = new(0);

    /// <summary>How often sources are looked through for gaps that can be read again by now.</summary>
    internal TimeSpan FillEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gaps that touch a span of time, newest first; for charts, which must not draw a line where nothing was heard.
    /// </summary>
    /// <param name="filled">Whether gaps that were read again count too.</param>
    public async Task<IReadOnlyList<StoredGap>> GapsAsync(
        DateTimeOffset from, DateTimeOffset to, bool filled, CancellationToken cancel)
    {
        await using var connection = await _db.ReadAsync(cancel);
        var rows = await connection.QueryAsync<GapRow>(new CommandDefinition(
            $"""
            {GapRow.Select} where to_at >= @from and from_at <= @to and (@all = 1 or fill is null or fill <> 'Filled')
            order by to_at desc, id desc
            """,
            new { from = from.ToUnixTimeMilliseconds(), to = to.ToUnixTimeMilliseconds(), all = filled ? 1L : 0L },
            cancellationToken: cancel));
        return [.. rows.Select(r => r.AsStored())];
    }

    /// <summary>Whether the network lets us read a gap of this source again.</summary>
    public async Task<bool> CanFillAsync(long sourceId, CancellationToken cancel) =>
        await RowAsync(sourceId, cancel) is { } row
        && _connectors.GetValueOrDefault(row.Connector) is IBackfillsGaps connector
        && connector.CanBackfill(new(row.Id, row.Key, Parse(row.Settings)));

    /// <summary>
    /// Has a gap read again; false where the network does not allow it, there is no such gap, or it is filled already.
    /// </summary>
    public async Task<bool> FillAsync(long gapId, long? by, CancellationToken cancel)
    {
        GapRow? gap;
        await using (var connection = await _db.ReadAsync(cancel))
            gap = await connection.QuerySingleOrDefaultAsync<GapRow>(new CommandDefinition(
                $"{GapRow.Select} where id = @gapId", new { gapId }, cancellationToken: cancel));
        if (gap is null || gap.Fill == nameof(FillState.Filled) || !await CanFillAsync(gap.SourceId, cancel)) return false;
        await BeginFillingAsync(gap, by, cancel);
        _toFill.Release();
        return true;
    }

    /// <summary>
    /// Reads gaps again until cancelled: those that somebody asked for or a stop interrupted, then by itself those of the
    /// last days whose source is read again, where that costs of no allowance. One after the other: they read from the networks that the sources are reading
    /// anyway. One that failed is tried again twice by itself.
    /// </summary>
    public async Task FillGapsAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                try
                {
                    while (await FillNextAsync(cancel))
                    {
                        // Until there is none.
                    }
                }
                catch (Exception wrong) when (!cancel.IsCancellationRequested)
                {
                    _log.LogError(wrong, "Looking for gaps failed; tried again in {Seconds} s", (int)FillEvery.TotalSeconds);
                }
                await _toFill.WaitAsync(FillEvery, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            _log.LogInformation("Reading gaps again stops; what was begun goes on at the next start");
        }
    }

    private async Task<bool> FillNextAsync(CancellationToken cancel)
    {
        var can = new Dictionary<long, bool>();
        foreach (var gap in await ToFillAsync(cancel))
        {
            if (!can.TryGetValue(gap.SourceId, out var may)) can[gap.SourceId] = may = await MayFillAsync(gap.SourceId, cancel);
            if (!may && gap.Fill != nameof(FillState.Filling)) continue;
            await using var turn = await _db.HoldAsync(FillLock ^ gap.Id, cancel);
            // Another process is at it.
            if (turn is null) continue;
            // Or has been meanwhile.
            if (gap.Fill != nameof(FillState.Filling) && !await BeginFillingAsync(gap, null, cancel)) continue;
            await FillAsync(gap.Id, cancel);
            return true;
        }
        return false;
    }

    /// <summary>
    /// Whether gaps are filled by themselves: where they can be, and that costs of no allowance. One whose settings cannot be read
    /// holds up no other.
    /// </summary>
    private async Task<bool> MayFillAsync(long sourceId, CancellationToken cancel)
    {
        try
        {
            return await RowAsync(sourceId, cancel) is { } row
                && _connectors.GetValueOrDefault(row.Connector) is IBackfillsGaps { BackfillCosts: false } && await CanFillAsync(sourceId, cancel);
        }
        catch (Exception wrong) when (!cancel.IsCancellationRequested)
        {
            _log.LogError(wrong, "Whether gaps of source {SourceId} can be read again cannot be told; the others go on", sourceId);
            return false;
        }
    }

    private async Task<IReadOnlyList<GapRow>> ToFillAsync(CancellationToken cancel)
    {
        var now = _time.GetUtcNow();
        await using var connection = await _db.ReadAsync(cancel);
        var asked = (await connection.QueryAsync<GapRow>(new CommandDefinition(
            $"{GapRow.Select} where fill = 'Filling' order by fill_at, id", cancellationToken: cancel))).AsList();
        if (asked.Count > 0) return asked;
        return (await connection.QueryAsync<GapRow>(new CommandDefinition(
            $"""
            {GapRow.Select} where to_at >= @since and (fill is null
                or fill = 'Failed' and fill_tries < @MostTries and fill_at <= @now - fill_tries * fill_tries * 900000)
              and exists (select 1 from source s join source_state t on t.source_id = s.id
                where s.id = source_gap.source_id and s.paused = 0 and t.failures = 0)
              and (select count(*) from source_gap g where g.source_id = source_gap.source_id and g.fill_at >= @day) < @MostFillsADay
            order by to_at desc, id desc
            """,
            new
            {
                since = (now - FillsBack).ToUnixTimeMilliseconds(), now = now.ToUnixTimeMilliseconds(),
                day = now.AddDays(-1).ToUnixTimeMilliseconds(), MostTries, MostFillsADay,
            }, cancellationToken: cancel))).AsList();
    }

    private Task<bool> BeginFillingAsync(GapRow gap, long? by, CancellationToken cancel) => _db.WriteAsync(async scope =>
    {
        var begun = await scope.Connection.ExecuteAsync(
            """
            update source_gap set fill = 'Filling', fill_problem = null, fill_at = @now, fill_tries = fill_tries + 1
            where id = @Id and coalesce(fill, '') = coalesce(@Fill, '') and coalesce(fill, '') <> 'Filling'
            """,
            new { gap.Id, gap.Fill, now = _time.GetUtcNow().ToUnixTimeMilliseconds() }, scope.Transaction) > 0;
        if (begun) await _privacy.RecordAsync(scope, by, "gap.filled", $"source:{gap.SourceId}", null, cancel);
        return begun;
    }, cancel);

    private async Task FillAsync(long gapId, CancellationToken cancel)
    {
        GapRow? gap;
        await using (var connection = await _db.ReadAsync(cancel))
            gap = await connection.QuerySingleOrDefaultAsync<GapRow>(new CommandDefinition(
                $"{GapRow.Select} where id = @gapId and fill = 'Filling'", new { gapId }, cancellationToken: cancel));
        if (gap is null) return;
        var (items, problem, final) = (0L, (string?)null, false);
        try
        {
            var source = await ConfigAsync(gap.SourceId, cancel);
            var portion = new List<SourceEvent>();
            var known = gap.AsGap();
            try
            {
                await foreach (var happened in ((IBackfillsGaps)_connectors[source.Key.Connector])
                    .BackfillAsync(source, known.From, known.To, cancel))
                {
                    portion.Add(happened with { Cursor = null });
                    if (happened is Upserted) items++;
                    if (portion.Count < FillPortion) continue;
                    await _gate.TakeAsync(source, portion, cancel);
                    portion = [];
                }
            }
            finally
            {
                // A part of a gap is better than none of it.
                if (portion.Count > 0) await _gate.TakeAsync(source, portion, cancel);
            }
        }
        catch (Exception wrong) when (!cancel.IsCancellationRequested)
        {
            // The message may quote what the network sent, so the log names its type only.
            _log.LogWarning("Reading a gap of source {SourceId} again failed with {Problem}", gap.SourceId, wrong.GetType().Name);
            final = wrong is SourceTrouble { Final: true };
            problem = wrong.Message.Length <= LongestFillProblem ? wrong.Message : wrong.Message[..LongestFillProblem];
        }
        await _db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            """
            update source_gap set fill = @state, fill_count = @items, fill_problem = @problem, fill_at = @now,
                fill_tries = case when @final = 1 then @MostTries else fill_tries end
            where id = @gapId
            """,
            new
            {
                gapId, items, problem, final = final ? 1L : 0L, MostTries, state = (problem is null ? FillState.Filled : FillState.Failed).ToString(),
                now = _time.GetUtcNow().ToUnixTimeMilliseconds(),
            }, scope.Transaction), CancellationToken.None);
        await _db.WriteAsync(
            scope => _bus.PublishAsync(scope, new SourceChanged(gap.SourceId, false), CancellationToken.None),
            CancellationToken.None);
    }
}
