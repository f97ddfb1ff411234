using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Dapper;
using Echolot.Mentions;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Triage;

public sealed partial class TriageDesk
{
    // Any number will do as long as nothing else in the database uses it.
    private const long RunLock = 0x4563_5275_6E00_0000;
    private static readonly TimeSpan AnotherTry = TimeSpan.FromSeconds(1);

    /// <summary>Mentions of one transaction: some tens of milliseconds, so that intake never waits for long.</summary>
    internal int RunPortion { get; set; } = 1000;

    /// <summary>How long a run works before the next one has its turn; ended with a portion.</summary>
    internal TimeSpan RunTurn { get; set; } = TimeSpan.FromMilliseconds(250);

    // What fails this often in a row fails for good.
    private const int MostTries = 3;

    /// <summary>How long a run that failed waits for its next try, longer each time.</summary>
    internal TimeSpan RunAgain { get; set; } = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<long, int> _tries = [];

    private readonly Channel<long> _work = Channel.CreateUnbounded<long>();

    /// <summary>Runs, newest first.</summary>
    public Task<IReadOnlyList<Run>> RunsAsync(int size, CancellationToken cancel) => RunsAsync(null, size, cancel);

    /// <summary>Runs, newest first.</summary>
    /// <param name="beforeId">Continues a page.</param>
    /// <param name="size">1 to 500.</param>
    /// <param name="cancel">Stops reading.</param>
    public async Task<IReadOnlyList<Run>> RunsAsync(long? beforeId, int size, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<RunRow>(
            $"select {RunRow.Columns} from run r {(beforeId is null ? "" : "where r.id < @beforeId")} order by r.id desc limit @size",
            new { beforeId, size = Math.Clamp(size, 1, 500) })).Select(r => r.AsRun())];
    }

    public async Task<Run?> RunAsync(long id, CancellationToken cancel) => (await RowAsync(id, cancel))?.AsRun();

    /// <summary>Asks for changes of everything that fits a filter.</summary>
    /// <exception cref="Echolot.Matching.QueryException">The search is not a query.</exception>
    /// <exception cref="TriageException">Nothing is to be changed.</exception>
    public Task<Run> StartAsync(
        MentionFilter filter, IReadOnlyList<WorkChange> changes, long by, CancellationToken cancel) =>
        changes.Count == 0
            ? throw new TriageException(TriageRefusal.ChangesMissing, "Choose at least one action.")
            : StartAsync(RunKind.Bulk, null, null, filter with { Grouping = Grouping.None }, changes, by, cancel);

    /// <summary>
    /// Lets a rule look at everything that is stored but for what an earlier rule keeps from it, as where mentions come in.
    /// </summary>
    /// <exception cref="TriageException">The rule is gone.</exception>
    public async Task<Run> StartRuleAsync(long ruleId, long by, CancellationToken cancel)
    {
        var rule = await RuleAsync(ruleId, cancel) ?? throw Gone(ruleId);
        return await StartAsync(
            RunKind.Rule, ruleId, null, rule.Draft.Condition.ToFilter(), rule.Draft.Changes, by, cancel);
    }

    /// <summary>Takes back what a run did, but for what was changed since.</summary>
    /// <exception cref="TriageException">It is gone, still runs, or was taken back.</exception>
    public async Task<Run> UndoAsync(long runId, long by, CancellationToken cancel)
    {
        var run = await RunAsync(runId, cancel) ?? throw new TriageException(
            TriageRefusal.NotFound, $"There is no run {runId} any more; what it did stays.");
        if (!run.CanUndo)
            throw new TriageException(
                TriageRefusal.NothingToUndo, "It still runs, changed nothing, or was taken back already.");
        return await StartAsync(RunKind.Undo, run.RuleId, runId, new(), [], by, cancel, exclusion: run.ExclusionId);
    }

    /// <summary>Stops a run; what it did stays, and can be taken back. False where it has ended already.</summary>
    public async Task<bool> CancelRunAsync(long id, CancellationToken cancel) => await db.WriteAsync(
        scope => scope.Connection.ExecuteAsync(
            "update run set state = 'Cancelled', changed_at = @Now where id = @id and state in ('Waiting', 'Running')",
            new { id, Now }, scope.Transaction), cancel) > 0;

    /// <summary>Goes on with a run that failed, from where it stopped.</summary>
    /// <exception cref="TriageException">It is gone, did not fail, or was taken back.</exception>
    public async Task<Run> GoOnAsync(long id, long by, CancellationToken cancel)
    {
        if (await RunAsync(id, cancel) is null)
            throw new TriageException(TriageRefusal.NotFound, $"There is no run {id} any more; what it did stays.");
        await db.WriteAsync(async scope =>
        {
            if (await scope.Connection.ExecuteAsync(
                """
                update run set state = 'Waiting', problem = null, changed_at = @Now
                where id = @id and state = 'Failed' and not exists (select 1 from run u where u.undoes = @id)
                """, new { id, Now }, scope.Transaction) == 0)
                throw new TriageException(
                    TriageRefusal.NothingToGoOnWith, "It did not fail, goes on already, or was taken back.");
            await privacy.RecordAsync(scope, by, "run.resumed", FormattableString.Invariant($"run:{id}"), null, cancel);
            scope.AfterCommit(() => _work.Writer.TryWrite(id));
        }, cancel);
        return (await RunAsync(id, cancel))!;
    }

    /// <summary>
    /// Works through runs, unfinished ones of an earlier start first, until cancelled: each has its turn, so that a small
    /// one does not wait for the end of a large one.
    /// </summary>
    public async Task WorkAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                try
                {
                    await using (var connection = await db.ReadAsync(cancel))
                        foreach (var id in await connection.QueryAsync<long>(
                            "select id from run where state in ('Waiting', 'Running') order by id")) _work.Writer.TryWrite(id);
                    await foreach (var id in _work.Reader.ReadAllAsync(cancel)) await TurnAsync(id, cancel);
                }
                catch (Exception wrong) when (!cancel.IsCancellationRequested)
                {
                    log.LogError(wrong, "Looking for runs failed and is tried again");
                    await Task.Delay(AnotherTry, cancel);
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            log.LogDebug("Runs have stopped; the next start goes on where they were");
        }
    }

    private async Task TurnAsync(long id, CancellationToken cancel)
    {
        try
        {
            await using var turn = await db.HoldAsync(RunLock ^ id, cancel);
            if (turn is not null)
            {
                if (await WorkAsync(id, cancel)) _work.Writer.TryWrite(id);
                return;
            }
            // Another process is at work on it, or died a moment ago and has not let go yet.
            if (await RowAsync(id, cancel) is not { Open: true }) return;
        }
        catch (Exception wrong) when (!cancel.IsCancellationRequested)
        {
            log.LogError(wrong, "Run {RunId} was interrupted and is tried again", id);
        }
        _ = LaterAsync(id, AnotherTry, cancel);
    }

    private async Task LaterAsync(long id, TimeSpan pause, CancellationToken cancel)
    {
        await Task.Delay(pause, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancel.IsCancellationRequested) _work.Writer.TryWrite(id);
    }

    private async Task<Run> StartAsync(
        RunKind kind, long? rule, long? undoes, MentionFilter filter, IReadOnlyList<WorkChange> changes, long by,
        CancellationToken cancel, (long Total, string About)? hits = null, long? exclusion = null)
    {
        var total = hits?.Total ?? (kind is RunKind.Undo ? 0 : (await archive.CountInTimeAsync(filter, cancel)).Value);
        var row = await db.WriteAsync(async scope =>
        {
            if (undoes is not null)
                total = await scope.Connection.ExecuteScalarAsync<long>(
                    "select changed from run where id = @undoes", new { undoes }, scope.Transaction);
            var id = await scope.Connection.ExecuteScalarAsync<long>(
                """
                insert into run (kind, rule_id, undoes, person_id, filter, changes, state, total, looked, changed, reached,
                    asked_at, changed_at, exclusion_id)
                values (@kind, @rule, @undoes, @by, @filter, @changes, 'Waiting', @total, 0, 0, @reached, @Now, @Now, @exclusion)
                returning id
                """,
                new
                {
                    kind = kind.ToString(), rule, undoes, by, filter = Stored.Write(filter),
                    changes = Stored.Write(changes), total, reached = long.MaxValue, Now, exclusion,
                }, scope.Transaction);
            await privacy.RecordAsync(
                scope, by, "run.asked", FormattableString.Invariant($"run:{id}"),
                FormattableString.Invariant($"{kind}, {hits?.About ?? $"{total} mentions"}"), cancel);
            scope.AfterCommit(() => _work.Writer.TryWrite(id));
            return id;
        }, cancel);
        return (await RunAsync(row, cancel))!;
    }

    /// <summary>True where it is not at its end and the others are to have their turn.</summary>
    private async Task<bool> WorkAsync(long id, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        while (await RowAsync(id, cancel) is { Open: true } row)
        {
            try
            {
                if (row is { Kind: nameof(RunKind.Undo), Undoes: null }) await UndoHitsAsync(row, cancel);
                else if (row.Kind == nameof(RunKind.Undo)) await UndoAsync(row, cancel);
                else await ForwardAsync(row, cancel);
                _tries.TryRemove(id, out _);
            }
            catch (Exception wrong) when (!cancel.IsCancellationRequested)
            {
                // Of a database that was busy or gone for a moment nobody has to know; what a person did wrong stays wrong.
                var tries = _tries.AddOrUpdate(id, 1, (_, before) => before + 1);
                if (tries < MostTries && wrong is not (TriageException or Matching.QueryException))
                {
                    log.LogWarning(wrong, "Run {RunId} failed and is tried again", id);
                    _ = LaterAsync(id, RunAgain * tries, cancel);
                    return false;
                }
                _tries.TryRemove(id, out _);
                log.LogError(wrong, "Run {RunId} failed", id);
                await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
                    "update run set state = 'Failed', problem = @problem, changed_at = @Now where id = @id",
                    new { id, problem = wrong.GetType().Name, Now }, scope.Transaction), cancel);
                return false;
            }
            if (_work.Reader.Count > 0 && Stopwatch.GetElapsedTime(began) >= RunTurn) return true;
        }
        return false;
    }

    private async Task ForwardAsync(RunRow row, CancellationToken cancel)
    {
        var run = row.AsRun();
        var rule = run.RuleId is { } ruleId ? await RuleAsync(ruleId, cancel) ?? throw Gone(ruleId) : null;
        var (ids, before) = await archive.WalkAsync(run.Filter, row.Reached, RunPortion, cancel);
        var reaching = rule is not null ? await ReachingAsync(rule, ids, cancel)
            : run.Filter.AsideForLists ? await archive.NotKeptAsideAsync(ids, cancel)
            : ids;
        await db.WriteAsync(async scope =>
        {
            if (!await StillOpenAsync(scope, row)) return;
            var changed = rule is not null
                ? await HitAsync(scope, rule with { Draft = rule.Draft with { Changes = run.Changes } }, reaching, run.Id, run.PersonId, cancel) ?? 0
                : await archive.WorkAsync(
                    scope, reaching, run.Changes, new Doer(run.PersonId, null, run.Id, row.ExclusionId), cancel);
            await ReachedAsync(scope, row, before, ids.Count, changed);
        }, cancel);
    }

    private Task UndoAsync(RunRow row, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        if (!await StillOpenAsync(scope, row)) return;
        var (changed, before) = await archive.UndoAsync(
            scope, row.Undoes!.Value, row.Reached, RunPortion, new Doer(row.PersonId, null, row.Id, row.ExclusionId), cancel);
        await ReachedAsync(scope, row, before, changed, changed);
        if (before > 0 || row.RuleId is null) return;
        var taken = await scope.Connection.ExecuteAsync(
            "delete from rule_hit where run_id = @Undoes", row, scope.Transaction) + await TakeBackAgainAsync(scope, row);
        await CountAsync(scope, row.RuleId.Value, -taken);
        await CountAgainAsync(scope, row);
    }, cancel);

    // Cancelled, or taken over by another process, while this portion was read.
    private static async Task<bool> StillOpenAsync(WriteScope scope, RunRow row) =>
        await scope.Connection.ExecuteScalarAsync<long>(
            "select count(*) from run where id = @Id and reached = @Reached and state in ('Waiting', 'Running')", row,
            scope.Transaction) > 0;

    private Task ReachedAsync(WriteScope scope, RunRow row, long before, int looked, int changed) =>
        scope.Connection.ExecuteAsync(
            """
            update run set state = @state, reached = @before, looked = looked + @looked, changed = changed + @changed,
                changed_at = @Now
            where id = @Id
            """,
            new
            {
                state = before == 0 ? nameof(RunState.Done) : nameof(RunState.Running), before, looked, changed, Now,
                row.Id,
            }, scope.Transaction);

    private async Task<RunRow?> RowAsync(long id, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<RunRow>(
            $"select {RunRow.Columns} from run r where r.id = @id", new { id });
    }
}
