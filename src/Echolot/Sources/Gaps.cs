using System.Threading.Channels;
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

    // Gaps are filled one after the other: they read from the networks that the sources are reading anyway.
    private readonly Channel<long> _toFill = Channel.CreateBounded<long>(100);

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

    /// <summary>Begins to read a gap again; false where the network does not allow it or there is no such gap.</summary>
    public async Task<bool> FillAsync(long gapId, long? by, CancellationToken cancel)
    {
        GapRow? gap;
        await using (var connection = await _db.ReadAsync(cancel))
            gap = await connection.QuerySingleOrDefaultAsync<GapRow>(new CommandDefinition(
                $"{GapRow.Select} where id = @gapId", new { gapId }, cancellationToken: cancel));
        if (gap is null || !await CanFillAsync(gap.SourceId, cancel)) return false;
        await _db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync(
                "update source_gap set fill = 'Filling', fill_problem = null, fill_at = @now where id = @gapId",
                new { gapId, now = _time.GetUtcNow().ToUnixTimeMilliseconds() }, scope.Transaction);
            await _privacy.RecordAsync(scope, by, "gap.filled", $"source:{gap.SourceId}", null, cancel);
        }, cancel);
        await _toFill.Writer.WriteAsync(gapId, cancel);
        return true;
    }

    /// <summary>Reads gaps again that somebody asked for, until cancelled; those a stop interrupted come first.</summary>
    public async Task FillGapsAsync(CancellationToken cancel)
    {
        try
        {
            IReadOnlyList<long> interrupted;
            await using (var connection = await _db.ReadAsync(cancel))
                interrupted = [.. await connection.QueryAsync<long>(new CommandDefinition(
                    "select id from source_gap where fill = 'Filling'", cancellationToken: cancel))];
            foreach (var id in interrupted) await FillAsync(id, cancel);
            await foreach (var id in _toFill.Reader.ReadAllAsync(cancel)) await FillAsync(id, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            _log.LogInformation("Reading gaps again stops; what was begun goes on at the next start");
        }
    }

    private async Task FillAsync(long gapId, CancellationToken cancel)
    {
        GapRow? gap;
        await using (var connection = await _db.ReadAsync(cancel))
            gap = await connection.QuerySingleOrDefaultAsync<GapRow>(new CommandDefinition(
                $"{GapRow.Select} where id = @gapId and fill = 'Filling'", new { gapId }, cancellationToken: cancel));
        if (gap is null) return;
        var (items, problem) = (0L, (string?)null);
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
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            // The message may quote what the network sent, so the log names its type only.
            _log.LogWarning("Reading a gap of source {SourceId} again failed with {Problem}", gap.SourceId, wrong.GetType().Name);
            problem = wrong.Message.Length <= LongestFillProblem ? wrong.Message : wrong.Message[..LongestFillProblem];
        }
        await _db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            """
            update source_gap set fill = @state, fill_count = @items, fill_problem = @problem, fill_at = @now
            where id = @gapId
            """,
            new
            {
                gapId, items, problem, state = (problem is null ? FillState.Filled : FillState.Failed).ToString(),
                now = _time.GetUtcNow().ToUnixTimeMilliseconds(),
            }, scope.Transaction), CancellationToken.None);
        await _db.WriteAsync(
            scope => _bus.PublishAsync(scope, new SourceChanged(gap.SourceId, false), CancellationToken.None),
            CancellationToken.None);
    }
}
