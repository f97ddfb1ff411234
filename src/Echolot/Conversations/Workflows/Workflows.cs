using System.Data.Common;
using System.Globalization;
using Dapper;
using Echolot.Matching;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Most characters of the name of a workflow or its folder.</summary>
    public const int LongestWorkflowName = 80;

    /// <summary>Most minutes that a workflow waits: ninety days.</summary>
    public const int MostMinutes = 60 * 24 * 90;

    private const string AnyWorkflow = $"select {WorkflowRow.Columns} from workflow order by position, id";

    /// <summary>Every workflow in its order.</summary>
    public async Task<IReadOnlyList<Workflow>> WorkflowsAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await WorkflowsAsync(connection, null, cancel);
    }

    /// <summary>Adds a workflow behind the others, or changes one; what it held for stays counted.</summary>
    /// <param name="id">Null adds.</param>
    /// <exception cref="QueryException">The query is none.</exception>
    /// <param name="seen">
    /// <see cref="Workflow.ChangedAt"/> as whoever saves has read it; null: whatever others saved since is overwritten.
    /// </param>
    /// <exception cref="InboxException">Something is missing, the workflow is gone, or somebody saved it since.</exception>
    public async Task<Workflow> SaveWorkflowAsync(
        long? id, WorkflowDraft draft, long? by, CancellationToken cancel, DateTimeOffset? seen = null)
    {
        draft = Checked(draft);
        await DemandPossibleAsync(draft.Actions, cancel);
        return await db.WriteAsync(async scope =>
        {
            var row = new WorkflowRow
            {
                Id = id ?? 0, Name = draft.Name, Folder = draft.Folder, Active = draft.Active ? 1 : 0,
                Stops = draft.Stops ? 1 : 0, StartsOn = (long)draft.Trigger, Minutes = draft.Minutes,
                CalendarId = draft.CalendarId, Condition = Stored.Write(draft.Condition),
                Actions = Stored.Write(draft.Actions), CreatedAt = Now, ChangedAt = Now, ChangedBy = by,
            };
            var saved = await scope.Connection.QuerySingleOrDefaultAsync<WorkflowRow>(id is null
                ? $"""
                insert into workflow (name, folder, position, active, stops, starts_on, minutes, calendar_id, condition, actions,
                    hits, created_at, changed_at, changed_by)
                values (@Name, @Folder, (select coalesce(max(position), 0) + 1 from workflow), @Active, @Stops, @StartsOn,
                    @Minutes, @CalendarId, @Condition, @Actions, 0, @CreatedAt, @ChangedAt, @ChangedBy)
                returning {WorkflowRow.Columns}
                """
                : $"""
                update workflow set name = @Name, folder = @Folder, active = @Active, stops = @Stops, starts_on = @StartsOn,
                    minutes = @Minutes, calendar_id = @CalendarId, condition = @Condition, actions = @Actions,
                    {LaterThanBefore}, changed_by = @ChangedBy
                where id = @Id and {AsSeen} returning {WorkflowRow.Columns}
                """, WithSeen(row, seen), scope.Transaction)
                ?? throw await NotSavedAsync(scope, "workflow", id, NoWorkflow);
            // What waits for time is reckoned anew, in the rounds.
            if (draft.Trigger.IsClocked())
                await scope.Connection.ExecuteAsync(
                    "update conversation set look_at = @Now where active = 1", new { Now }, scope.Transaction);
            await privacy.RecordAsync(
                scope, by, id is null ? "workflow.added" : "workflow.changed", TargetOf(saved.Id), null, cancel);
            return saved.AsWorkflow();
        }, cancel);
    }

    /// <summary>Demands what actions name: causes, fields with what fits into them, people.</summary>
    /// <exception cref="InboxException">Something is missing.</exception>
    private async Task DemandPossibleAsync(IReadOnlyList<WorkflowAction> actions, CancellationToken cancel)
    {
        var fields = await FieldsAsync(cancel);
        foreach (var action in actions)
            if (action.Kind is WorkflowActionKind.Cause && Cause.Normal(action.Text) is null)
                throw new InboxException(InboxRefusal.CauseMissing, "Say which cause is written down.");
            else if (action.Kind is WorkflowActionKind.Field)
            {
                var field = fields.FirstOrDefault(f => f.Id == action.Value)
                    ?? throw new InboxException(InboxRefusal.NotFound, "The field that is filled in is gone; choose another one.");
                if (Fitting(field, action.Text) is null)
                    throw new InboxException(InboxRefusal.FieldWrong, $"Say what is written into “{field.Name}”.", field.Name);
            }
        var people = await roster.PeopleAsync(cancel);
        if (actions.FirstOrDefault(a => a is { Kind: WorkflowActionKind.Assign, Value: > 0 }
            && people.All(p => p.Id != a.Value || !CanHave(p))) is not null)
            throw new InboxException(
                InboxRefusal.PersonMissing, "Whom it is given to is no longer active or does not work on conversations; choose another one.");
    }

    /// <summary>Removes a workflow; what it did stays.</summary>
    public Task RemoveWorkflowAsync(long id, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        await scope.Connection.ExecuteAsync("delete from workflow where id = @id", new { id }, scope.Transaction);
        await scope.Connection.ExecuteAsync("delete from workflow_hit where workflow_id = @id", new { id }, scope.Transaction);
        await privacy.RecordAsync(scope, by, "workflow.removed", TargetOf(id), null, cancel);
    }, cancel);

    /// <summary>Puts a workflow at a place in the order, counted from 1; the others make room.</summary>
    /// <exception cref="InboxException">It is gone.</exception>
    public Task MoveWorkflowAsync(long id, int position, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        if (!await Ordering.MoveAsync(scope, "workflow", id, position)) throw NoWorkflow(id);
        await privacy.RecordAsync(
            scope, by, "workflow.moved", TargetOf(id), position.ToString(CultureInfo.InvariantCulture), cancel);
    }, cancel);

    /// <summary>What workflows tried for a conversation, the newest first; none where these eyes do not see it.</summary>
    public async Task<IReadOnlyList<WorkflowTry>> TriesAsync(
        long conversation, Sight sight, int limit, CancellationToken cancel)
    {
        if (await FindAsync(conversation, sight, cancel) is null) return [];
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<WorkflowTryRow>(new CommandDefinition(
            """
            select conversation_id, occasion, at, starts_on, tried from workflow_try where conversation_id = @conversation
            order by id desc limit @limit
            """, new { conversation, limit }, cancellationToken: cancel))).Select(t => t.AsTry())];
    }

    /// <summary>Whether workflows leave a conversation alone.</summary>
    public Task SetWorkflowsOffAsync(long conversation, bool off, Sight sight, CancellationToken cancel) =>
        ChangeAsync(conversation, sight, recording => SetOffAsync(recording, off, sight.PersonId, null), cancel);

    private async Task SetOffAsync(Recording recording, bool off, long? by, long? rule)
    {
        if (recording.Row.WorkflowsOff != 0 == off) return;
        recording.Change(row => row with { WorkflowsOff = off ? 1 : 0 });
        await recording.NoteAsync(ConversationEventKind.WorkflowsOff, Now, by, after: off ? "1" : null, rule: rule);
    }

    private static Task<IReadOnlyList<Workflow>> WorkflowsAsync(WriteScope scope, CancellationToken cancel) =>
        WorkflowsAsync(scope.Connection, scope.Transaction, cancel);

    private static async Task<IReadOnlyList<Workflow>> WorkflowsAsync(
        DbConnection connection, DbTransaction? transaction, CancellationToken cancel) =>
        [.. (await connection.QueryAsync<WorkflowRow>(new CommandDefinition(
            AnyWorkflow, transaction: transaction, cancellationToken: cancel)))
            .Select((w, i) => w.AsWorkflow() with { Position = i + 1 })];

    /// <summary>A draft that can be saved.</summary>
    /// <exception cref="QueryException">The query is none.</exception>
    /// <exception cref="InboxException">Something is missing.</exception>
    private static WorkflowDraft Checked(WorkflowDraft draft)
    {
        var (name, folder) = (draft.Name.Trim(), draft.Folder.Trim());
        if (name.Length is 0 or > LongestWorkflowName || folder.Length > LongestWorkflowName)
            throw new InboxException(
                InboxRefusal.NameMissing, $"A workflow needs a name of 1 to {LongestWorkflowName} characters.");
        if (draft.Actions.Count == 0)
            throw new InboxException(InboxRefusal.ActionsMissing, "The workflow does nothing; choose at least one action.");
        if (draft.Actions.FirstOrDefault(a => a.Kind is WorkflowActionKind.Reply or WorkflowActionKind.Send) is { } byHand)
            throw new InboxException(InboxRefusal.StepWrong, $"Only a macro that somebody runs takes the step {byHand.Kind}.", $"{byHand.Kind}");
        if (draft.Trigger.NeedsMinutes() ? draft.Minutes is not (> 0 and <= MostMinutes) : draft.Minutes is not null)
            throw new InboxException(
                InboxRefusal.MinutesMissing, $"Say after how many minutes, 1 to {MostMinutes}; only waiting needs them.");
        if (draft.Actions.Any(a => a.Kind is WorkflowActionKind.Crisis && a.Value is not (>= 0 and <= HighestCrisis)))
            throw new InboxException(InboxRefusal.FieldWrong, $"Levels of a crisis are 0 to {HighestCrisis}.", $"0–{HighestCrisis}");
        if (draft.Condition.Query is { } query) Query.Parse(query);
        foreach (var note in draft.Actions.Where(a => a.Kind is WorkflowActionKind.Note)) Checked(note.Text ?? "");
        return draft with { Name = name, Folder = folder };
    }

    private static InboxException NoWorkflow(long? id) =>
        new(InboxRefusal.WorkflowMissing, $"There is no workflow {id}; reload the list.");

    private static string TargetOf(long id) => string.Create(CultureInfo.InvariantCulture, $"workflow:{id}");
}
