using Dapper;
using Echolot.Mentions;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Whether anything of a change can be put back; what was said or noted stays.</summary>
    internal static bool CanBeTakenBack(BulkChange change) => change switch
    {
        BulkChange.CrisisUndone => false,
        BulkChange.Macro macro => macro.Steps.Any(
            s => s.Kind is not (WorkflowActionKind.Note or WorkflowActionKind.Reply or WorkflowActionKind.Send)),
        _ => true,
    };

    private static async Task<ManyBefore> BeforeAsync(Recording recording, Label? label, BulkChange change)
    {
        var row = recording.Row;
        var field = (change as BulkChange.Macro)?.Steps.FirstOrDefault(s => s.Kind is WorkflowActionKind.Field)?.Value;
        return new(
            row.State, row.SnoozedUntil, row.DepartmentId, row.AssigneeId, row.PrioritySet, row.IncidentId, row.Cause,
            label is not null && await recording.Scope.Connection.ExecuteScalarAsync<long?>(
                "select 1 from conversation_label where conversation_id = @Id and label_id = @label", new { row.Id, label = label.Id },
                recording.Scope.Transaction) is not null)
        {
            Crisis = ByHandOf(row.CrisisBecause),
            Field = field is null ? null : await ValueAsync(recording, field.Value),
        };
    }

    /// <summary>As it was before, where it is still as the change left it and nobody has decided about it since.</summary>
    /// <exception cref="InboxException">The department that it came from is gone.</exception>
    private async Task PutBackAsync(Recording recording, BulkChange change, Label? label, ManyBefore before, long? by)
    {
        var row = recording.Row;
        if (change is BulkChange.Macro macro)
        {
            foreach (var step in macro.Steps.Reverse()) await PutBackAsync(recording, step, label, before, by);
            return;
        }
        if (await DecidedSinceAsync(recording, before, KindsOf(change), change is BulkChange.Crisis, change is BulkChange.Label ? label?.Path : null)) return;
        switch (change)
        {
            case BulkChange.Assign set when row.AssigneeId == set.PersonId:
                await recording.AssignAsync(Here(before.AssigneeId), Now, by);
                // Whoever was given a new one opened it by that.
                if (before.State == (long)ConversationState.New && recording.Row is { AssigneeId: null, At: ConversationState.Open }
                    && !await DecidedSinceAsync(recording, before, [ConversationEventKind.StateChanged]))
                    await recording.EnterAsync(ConversationState.New, Now, by);
                break;
            case BulkChange.Move set when row.DepartmentId == set.DepartmentId:
                DemandThere(recording, before.DepartmentId);
                await recording.MoveAsync(before.DepartmentId, Now, by);
                if (recording.Row.AssigneeId is null) await recording.AssignAsync(Here(before.AssigneeId), Now, by);
                break;
            case BulkChange.Prioritise set when row.PrioritySet == (long?)set.Priority:
                await PrioritiseAsync(recording, (Priority?)before.PrioritySet, by);
                break;
            case BulkChange.Label set when label is not null && before.Labelled != set.Carries:
                await LabelAsync(recording, label, before.Labelled, by);
                break;
            case BulkChange.Join set when row.IncidentId == set.IncidentId:
                await SetIncidentAsync(recording, before.IncidentId, by);
                break;
            case BulkChange.Crisis set when ByHandOf(row.CrisisBecause) == CrisisByHand(set.Level, set.Reason):
                await SetCrisisAsync(recording, CrisisReason.ByHand(row.CrisisBecause, before.Crisis), by);
                break;
            case BulkChange.Enter set when row.At == set.State:
                await PutCauseBackAsync(recording, set.Cause, before, by);
                recording.Change(r => r with { SnoozedUntil = before.SnoozedUntil });
                await recording.EnterAsync((ConversationState)before.State, Now, by);
                break;
        }

        // Who does not work here any more does not get it back.
        long? Here(long? person) => person is { } who && !recording.Plan.MayHave(who) ? null : person;
    }

    /// <summary>As <see cref="PutBackAsync(Recording, BulkChange, Label, ManyBefore, long?)"/>, of one step of a macro.</summary>
    private async Task PutBackAsync(Recording recording, WorkflowAction step, Label? label, ManyBefore before, long? by)
    {
        if (step is { Kind: WorkflowActionKind.Cause }) await PutCauseBackAsync(recording, step.Text, before, by);
        else if (step is { Kind: WorkflowActionKind.Field, Value: { } field })
        {
            if ((await FieldsAsync(default)).FirstOrDefault(f => f.Id == field) is { } known && Fits(known, step.Text ?? "")
                && await ValueAsync(recording, field) == Fitting(known, step.Text))
                await SetFieldAsync(recording, field, before.Field, by, default);
        }
        else if (ChangeOf(step, by) is { } change) await PutBackAsync(recording, change, label, before, by);
    }

    private async Task PutCauseBackAsync(Recording recording, string? written, ManyBefore before, long? by)
    {
        if (Cause.Normal(written) is not { } cause || recording.Row.Cause != cause || before.Cause == cause
            || await DecidedSinceAsync(recording, before, [ConversationEventKind.CauseSet])) return;
        if (before.Cause is null) await DropCauseAsync(recording, by);
        else await SetCauseAsync(recording, before.Cause, by);
    }

    private static Task<string?> ValueAsync(Recording recording, long field) => recording.Scope.Connection.ExecuteScalarAsync<string?>(
        "select value from conversation_field where conversation_id = @Id and field_id = @field", new { recording.Row.Id, field },
        recording.Scope.Transaction);

    private static ConversationEventKind[] KindsOf(BulkChange change) => change switch
    {
        BulkChange.Assign => [ConversationEventKind.Assigned],
        BulkChange.Move => [ConversationEventKind.DepartmentChanged],
        BulkChange.Prioritise => [ConversationEventKind.PriorityChanged],
        BulkChange.Label => [ConversationEventKind.Labelled, ConversationEventKind.Unlabelled],
        BulkChange.Join => [ConversationEventKind.IncidentSet],
        BulkChange.Crisis => [ConversationEventKind.CrisisChanged],
        _ => [ConversationEventKind.StateChanged],
    };

    /// <summary>Whether something of these kinds has happened since the change.</summary>
    /// <param name="byHand">Only what people did.</param>
    /// <param name="about">Only about this label.</param>
    private static async Task<bool> DecidedSinceAsync(
        Recording recording, ManyBefore before, ConversationEventKind[] kinds, bool byHand = false, string? about = null) =>
        before.Revision is { } changed && await recording.Scope.Connection.ExecuteScalarAsync<long?>(
            $"""
            select 1 from conversation_event where conversation_id = @Id and revision > @changed
                and kind in ({string.Join(", ", kinds.Select(k => (int)k))}){(byHand ? " and person_id is not null" : "")}
                {(about is null ? "" : "and after = @about")} limit 1
            """, new { recording.Row.Id, changed, about }, recording.Scope.Transaction) is not null;

    private static void DemandThere(Recording recording, long? department)
    {
        if (department is { } id && recording.Plan.Departments.Find(id) is null)
            throw new InboxException(InboxRefusal.DepartmentMissing, "This department is gone; choose another one.");
    }
}

/// <summary>How a conversation was before it was changed with many others.</summary>
internal sealed record ManyBefore(
    long State, long? SnoozedUntil, long? DepartmentId, long? AssigneeId, long? PrioritySet, long? IncidentId, string? Cause, bool Labelled)
{
    /// <summary>What somebody had said of a crisis by hand.</summary>
    public CrisisReason? Crisis { get; init; }

    /// <summary>What stood in the field that a macro fills in.</summary>
    public string? Field { get; init; }

    /// <summary>The conversation as the change left it; null where an earlier version changed it.</summary>
    public long? Revision { get; init; }
}
