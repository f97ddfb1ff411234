using Dapper;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.Logging;

namespace Echolot.Conversations;

/// <summary>How far a change to many is; the numbers are stored.</summary>
public enum ManyState { Running = 1, Done = 2, Undoing = 3, Undone = 4 }

/// <summary>A change to many conversations that goes on in the background.</summary>
/// <param name="Changed">So many are changed now.</param>
/// <param name="Refused">To so many it could not be done; while it is taken back and after it, so many could not be put back.</param>
/// <param name="Why">The first reason.</param>
/// <param name="Undoable">It can be taken back.</param>
public sealed record ManyRun(
    long Id, DateTimeOffset AskedAt, int Total, int Changed, int Refused, int Left, InboxRefusal? Why, ManyState State, bool Undoable)
{
    /// <summary>Of the macro that was run.</summary>
    public string? Macro { get; init; }

    public bool Goes => State is ManyState.Running or ManyState.Undoing;
}

public sealed partial class Inbox
{
    /// <summary>More than so many are changed in the background.</summary>
    public const int ChangedHere = 200;

    private const string OneOfMany = "one_of_many";

    // As long can it be taken back, and as long is it known.
    private static readonly TimeSpan ManyKept = TimeSpan.FromDays(7);

    /// <summary>
    /// Does one thing to many: <see cref="ChangedHere"/> at once, more in the background, where their progress is told and they can
    /// be taken back. A macro can be taken back always.
    /// </summary>
    /// <returns>What became of it, or what goes on.</returns>
    /// <inheritdoc cref="ChangeManyAsync" path="/exception"/>
    public async Task<(BulkResult? Done, ManyRun? Goes)> ChangeManyInTurnAsync(
        IReadOnlyList<long>? ids, InboxFilter filter, BulkChange change, Sight sight, CancellationToken cancel)
    {
        var (all, _) = await CheckedAsync(ids, filter, change, sight, cancel);
        var macro = change as BulkChange.Macro;
        if (all.Count <= ChangedHere && macro is null) return (await ChangeManyAsync(all, filter, change, sight, cancel), null);
        var id = await db.WriteAsync(async scope =>
        {
            var run = await scope.Connection.ExecuteScalarAsync<long>(
                """
                insert into many_run (asked_at, asked_by, sight, change, total, state)
                values (@Now, @by, @sight, @change, @total, @state) returning id
                """, new
                {
                    Now, by = sight.PersonId, sight = Stored.Write(sight), change = Stored.Write(change), total = (long)all.Count,
                    state = (long)ManyState.Running,
                }, scope.Transaction);
            var total = await scope.Connection.ExecuteAsync(
                $"""
                insert into many_item (run_id, conversation_id, state)
                select @run, c.id, 0 from conversation c where {Sql.In(db.Engine, "c.id", "ids")}
                """, new { run, ids = Sql.List(db.Engine, all) }, scope.Transaction);
            if (macro is not null) await CountUseAsync(scope, macro.MacroId, total);
            // What has gone with its retention meanwhile is not waited for.
            await scope.Connection.ExecuteAsync(
                "update many_run set total = @total where id = @run", new { run, total = (long)total }, scope.Transaction);
            return run;
        }, cancel);
        if (macro is not null && all.Count <= ChangedHere)
            while (await ManyRunAsync(id, sight, cancel) is { State: ManyState.Running }) await ManyStepAsync(id, cancel);
        return (null, await ManyRunAsync(id, sight, cancel));
    }

    /// <summary>A change to many of whoever looks; null: it is none of theirs, or long ago.</summary>
    public async Task<ManyRun?> ManyRunAsync(long id, Sight sight, CancellationToken cancel) =>
        (await ManyRunsAsync("r.id = @id and (@me is null or r.asked_by = @me)", new { id, me = sight.PersonId }, cancel)).FirstOrDefault();

    /// <summary>
    /// Changes to many of whoever looks, each while it goes on and for ten minutes from its beginning; the newest first.
    /// </summary>
    /// <remarks>Of those that changed one conversation, such as macros, the newest alone, and for a minute.</remarks>
    public async Task<IReadOnlyList<ManyRun>> NewManyRunsAsync(Sight sight, CancellationToken cancel) => [.. (await ManyRunsAsync(
        $"r.asked_by = @me and (r.asked_at > @since or r.state in ({(int)ManyState.Running}, {(int)ManyState.Undoing}))",
        new { me = sight.PersonId ?? 0, since = Now - (long)TimeSpan.FromMinutes(10).TotalMilliseconds }, cancel))
        .Where((run, place) => run.Goes || run.Total > 1 || place == 0 && clock.GetUtcNow() - run.AskedAt < TimeSpan.FromMinutes(1))];

    /// <summary>Takes back what is done so far, and stops what is to come; what was changed again since stays.</summary>
    /// <exception cref="InboxException">It is none of theirs, cannot be taken back, or is already.</exception>
    public async Task UndoManyAsync(long id, Sight sight, CancellationToken cancel)
    {
        if (await ManyRunAsync(id, sight, cancel) is not { Undoable: true })
            throw new InboxException(InboxRefusal.TooLate, "This change cannot be taken back any more.");
        await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            $"update many_run set state = {(int)ManyState.Undoing}, why = null where id = @id and state in ({(int)ManyState.Running}, {(int)ManyState.Done})",
            new { id }, scope.Transaction), cancel);
    }

    /// <summary>Goes on with every change to many that was asked for, in steps between which others write.</summary>
    internal async Task GoOnWithManyAsync(CancellationToken cancel)
    {
        var (failed, going) = (new HashSet<long>(), new List<long>());
        // In turn, so that a short one does not wait for a long one.
        do
        {
            await using (var connection = await db.ReadAsync(cancel))
                going = [.. (await connection.QueryAsync<long>(new CommandDefinition(
                    $"select id from many_run where state in ({(int)ManyState.Running}, {(int)ManyState.Undoing}) order by id",
                    cancellationToken: cancel))).Where(id => !failed.Contains(id))];
            await EachAsync(
                going, "Changing many conversations", id => ManyStepAsync(id, cancel), cancel,
                id => Task.FromResult(failed.Add(id)));
        }
        while (going.Count > 0);
        var kept = new { before = Now - (long)ManyKept.TotalMilliseconds };
        await using (var connection = await db.ReadAsync(cancel))
            if (await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                "select count(*) from many_run where asked_at < @before", kept, cancellationToken: cancel)) == 0) return;
        await db.WriteAsync(scope => ForgetRunsAsync(scope, "asked_at < @before", kept), cancel);
    }

    private async Task ManyStepAsync(long id, CancellationToken cancel)
    {
        ManyRunRow? run;
        List<long> step;
        await using (var connection = await db.ReadAsync(cancel))
        {
            run = await connection.QuerySingleOrDefaultAsync<ManyRunRow>(new CommandDefinition(
                $"select {ManyRunRow.Columns} from many_run r where r.id = @id", new { id }, cancellationToken: cancel));
            if (run is not { State: (long)ManyState.Running or (long)ManyState.Undoing }) return;
            step = (await connection.QueryAsync<long>(new CommandDefinition(
                """
                select conversation_id from many_item where run_id = @id and state = @state order by conversation_id limit @BulkStep
                """, new { id, state = run.From, BulkStep }, cancellationToken: cancel))).AsList();
        }
        if (step.Count == 0)
        {
            await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
                "update many_run set state = state + 1 where id = @id and state = @State", new { id, run.State }, scope.Transaction), cancel);
            return;
        }
        if (await SightOfAsync(run, cancel) is not { } sight)
        {
            await EndAsync(run, InboxRefusal.AuthorLeft, cancel);
            return;
        }
        var label = await LabelOfAsync(run.Read.Change, cancel);
        try
        {
            await ManyStepAsync(run, sight, label, step, cancel);
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            log.LogWarning(wrong, "A step of change {Run} failed; going on one by one", id);
            await EachAsync(
                step, "Changing one of many", one => ManyStepAsync(run, sight, label, [one], cancel), cancel,
                one => db.WriteAsync(scope => MarkAsync(scope, id, one, run.Failed, null), cancel));
        }
    }

    /// <summary>Whoever asked as they may see now; null: they may not change conversations any more.</summary>
    private async Task<Sight?> SightOfAsync(ManyRunRow run, CancellationToken cancel)
    {
        var asked = run.Read.Sight;
        if (asked.PersonId is not { } by) return asked;
        return await roster.FindAsync(by, cancel) is { Active: true } person && person.Permissions.HasFlag(Permission.WorkConversations)
            ? Sight.Of(person, await roster.SeesAsync(by, cancel)) with { MaySend = asked.MaySend } : null;
    }

    /// <summary>What is still to be done of it is not.</summary>
    private Task EndAsync(ManyRunRow run, InboxRefusal why, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        if (await scope.Connection.ExecuteAsync(
            "update many_run set state = state + 1, why = @why where id = @Id and state = @State",
            new { run.Id, run.State, why = why.ToString() }, scope.Transaction) > 0)
            await scope.Connection.ExecuteAsync(
                "update many_item set state = @Failed, before = null where run_id = @Id and state = @From",
                new { run.Id, Failed = (long)run.Failed, run.From }, scope.Transaction);
    }, cancel);

    private Task ManyStepAsync(
        ManyRunRow run, Sight sight, Label? label, IReadOnlyCollection<long> step, CancellationToken cancel) =>
        db.WriteAsync(async scope =>
        {
            // Taking it back waits for this step, and a step that begins after that was asked for does nothing.
            if (await scope.Connection.ExecuteScalarAsync<long?>(
                $"select state from many_run where id = @Id{(scope.Engine is Engine.Postgres ? " for update" : "")}", new { run.Id },
                scope.Transaction) != run.State) return;
            await LockAsync(scope, step);
            var change = run.Read.Change;
            foreach (var id in step)
            {
                // A step of a macro may be refused when others are done already.
                if (change is BulkChange.Macro) await scope.Transaction.SaveAsync(OneOfMany, cancel);
                // Another process was quicker.
                if (await scope.Connection.ExecuteScalarAsync<long?>(
                    "select state from many_item where run_id = @run and conversation_id = @id", new { run = run.Id, id },
                    scope.Transaction) != run.From) continue;
                try
                {
                    var recording = await SeenAsync(scope, id, sight, cancel);
                    if (run.State == (long)ManyState.Undoing)
                    {
                        if (await scope.Connection.ExecuteScalarAsync<string?>(
                            "select before from many_item where run_id = @run and conversation_id = @id", new { run = run.Id, id },
                            scope.Transaction) is { } before)
                            await PutBackAsync(recording, change, label, Stored.Read<ManyBefore>(before), sight.PersonId);
                        await recording.FinishAsync(cancel);
                        await MarkAsync(scope, run.Id, id, 3, null);
                    }
                    else
                    {
                        var before = await BeforeAsync(recording, label, change);
                        if (change is BulkChange.Label && label is null) throw Gone(id);
                        if (change is BulkChange.Assign { PersonId: { } person } && !recording.Plan.MayHave(person))
                            throw new InboxException(InboxRefusal.PersonMissing, "This person is no longer active; choose another one.");
                        if (change is BulkChange.Move { DepartmentId: var department }) DemandThere(recording, department);
                        if (change is BulkChange.Macro macro) await DoStepsAsync(recording, macro.Steps, label, new(), sight, cancel);
                        else await DoAsync(recording, change, label, sight.PersonId, cancel);
                        await recording.FinishAsync(cancel);
                        await MarkAsync(scope, run.Id, id, 1, Stored.Write(before with { Revision = recording.Row.Revision }));
                    }
                }
                catch (InboxException wrong)
                {
                    // Other refusals come before anything is written of this conversation.
                    if (change is BulkChange.Macro) await scope.Transaction.RollbackAsync(OneOfMany, cancel);
                    await MarkAsync(scope, run.Id, id, run.Failed, null);
                    await scope.Connection.ExecuteAsync(
                        "update many_run set why = coalesce(why, @why) where id = @Id", new { why = wrong.Why.ToString(), run.Id },
                        scope.Transaction);
                }
            }
        }, cancel);

    private static Task MarkAsync(WriteScope scope, long run, long conversation, int state, string? before) =>
        scope.Connection.ExecuteAsync(
            "update many_item set state = @state, before = @before where run_id = @run and conversation_id = @conversation",
            new { run, conversation, state = (long)state, before }, scope.Transaction);

    internal static async Task ForgetRunsAsync(WriteScope scope, string which, object values)
    {
        await scope.Connection.ExecuteAsync(
            $"delete from many_item where run_id in (select id from many_run where {which})", values, scope.Transaction);
        await scope.Connection.ExecuteAsync($"delete from many_run where {which}", values, scope.Transaction);
    }

    private async Task<IReadOnlyList<ManyRun>> ManyRunsAsync(string which, object values, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<ManyRunRow>(new CommandDefinition(
            $"""
            select {ManyRunRow.Columns},
                (select count(*) from many_item i where i.run_id = r.id and i.state = 1) as changed,
                (select count(*) from many_item i where i.run_id = r.id
                    and i.state = case when r.state in ({(int)ManyState.Undoing}, {(int)ManyState.Undone}) then 4 else 2 end) as refused,
                (select count(*) from many_item i where i.run_id = r.id and i.state = 0) as to_do
            from many_run r where {which} order by r.id desc
            """, values, cancellationToken: cancel))).Select(r => r.AsRun())];
    }
}

/// <summary>A change to many as it is stored. Names who asked for it, and what they wrote as a reason.</summary>
[Personal("many_run")]
internal sealed record ManyRunRow
{
    public const string Columns = "r.id, r.asked_at, r.asked_by, r.sight, r.change, r.total, r.why, r.state";

    public long Id { get; init; }
    public long AskedAt { get; init; }
    public long? AskedBy { get; init; }
    public string Sight { get; init; } = "";
    public string Change { get; init; } = "";
    public long Total { get; init; }
    public string? Why { get; init; }
    public long State { get; init; }
    public long Changed { get; init; }
    public long Refused { get; init; }
    public long ToDo { get; init; }

    /// <summary>Items with this state are its next ones.</summary>
    public long From => State == (long)ManyState.Undoing ? 1 : 0;

    /// <summary>State of an item with which it could not be done: 2, or 4 where it was to be put back.</summary>
    public int Failed => State == (long)ManyState.Undoing ? 4 : 2;

    public (BulkChange Change, Sight Sight) Read => (Stored.Read<BulkChange>(Change), Stored.Read<Sight>(Sight));

    public ManyRun AsRun() => new(
        Id, Stored.Time(AskedAt), (int)Total, (int)Changed, (int)Refused, (int)ToDo,
        Why is { } why && Enum.TryParse<InboxRefusal>(why, out var refusal) ? refusal : null, (ManyState)State,
        State is (long)ManyState.Running or (long)ManyState.Done && Inbox.CanBeTakenBack(Stored.Read<BulkChange>(Change)))
    {
        Macro = (Stored.Read<BulkChange>(Change) as BulkChange.Macro)?.Name,
    };
}

/// <summary>One of many conversations, and how it was before, as it is stored. Names who had it.</summary>
[Personal("many_item")]
internal sealed record ManyItemRow(long RunId, long ConversationId, long State, string? Before);
