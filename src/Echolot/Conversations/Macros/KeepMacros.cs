using Dapper;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Most macros of one person, and most that are shared.</summary>
    public const int MostMacros = 200;

    private static readonly IReadOnlySet<WorkflowActionKind> OfMacros = new HashSet<WorkflowActionKind>
    {
        WorkflowActionKind.Department, WorkflowActionKind.Assign, WorkflowActionKind.Route, WorkflowActionKind.Priority,
        WorkflowActionKind.Label, WorkflowActionKind.State, WorkflowActionKind.Snooze, WorkflowActionKind.Note,
        WorkflowActionKind.Field, WorkflowActionKind.Cause, WorkflowActionKind.Reply, WorkflowActionKind.Send,
    };

    /// <summary>Macros of a person in their order, then those that are shared with them.</summary>
    /// <param name="all">Also those that are shared with other departments.</param>
    public async Task<IReadOnlyList<Macro>> MacrosAsync(long person, bool all, CancellationToken cancel)
    {
        var departments = await roster.DepartmentsAsync(cancel);
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<MacroRow>(new CommandDefinition(
            $"""
            select {MacroRow.Columns} from macro where person_id = @person and shared = 0 or shared = 1
            order by shared, position, id
            """, new { person }, cancellationToken: cancel))).Where(IsTheirs).Select(m => m.AsMacro())];

        bool IsTheirs(MacroRow macro) => all || macro.Shared == 0 || macro.DepartmentId is not { } department
            || departments.Within(department).Any(d => d.Members.Contains(person));
    }

    /// <summary>Adds a macro behind the others, or changes one.</summary>
    /// <param name="id">Null adds.</param>
    /// <param name="any">Whoever asks may share, and change what is shared.</param>
    /// <param name="seen"><see cref="Macro.ChangedAt"/> as it was read; null: whatever others saved since is overwritten.</param>
    /// <exception cref="InboxException">Something is missing, it is not theirs to change, or somebody saved it since.</exception>
    public async Task<Macro> SaveMacroAsync(
        long? id, MacroDraft draft, long person, bool any, CancellationToken cancel, DateTimeOffset? seen = null)
    {
        draft = await CheckedAsync(draft, cancel);
        if (draft.Shared && !any) throw NotTheirs();
        return await db.WriteAsync(async scope =>
        {
            var row = new MacroRow
            {
                Id = id ?? 0, Name = draft.Name, Steps = Stored.Write(draft.Steps), PersonId = person, Shared = draft.Shared ? 1 : 0,
                DepartmentId = draft.DepartmentId, CreatedAt = Now, ChangedAt = Now, ChangedBy = person,
            };
            if (id is { } known) await DemandTheirsAsync(scope, known, person, any);
            else if (await scope.Connection.ExecuteScalarAsync<long>(
                "select count(*) from macro where shared = @Shared and (shared = 1 or person_id = @PersonId)", row, scope.Transaction) >= MostMacros)
                throw new InboxException(
                    InboxRefusal.FieldWrong, $"There are {MostMacros} macros already; remove one first.", $"{MostMacros}");
            var saved = await scope.Connection.QuerySingleOrDefaultAsync<MacroRow>(id is null
                ? $"""
                insert into macro (name, steps, person_id, shared, department_id, position, created_at, changed_at, changed_by)
                values (@Name, @Steps, @PersonId, @Shared, @DepartmentId, (select coalesce(max(position), 0) + 1 from macro),
                    @CreatedAt, @ChangedAt, @ChangedBy)
                returning {MacroRow.Columns}
                """
                : $"""
                update macro set name = @Name, steps = @Steps, shared = @Shared, department_id = @DepartmentId,
                    person_id = case when @Shared = 0 then @PersonId else person_id end, {LaterThanBefore}, changed_by = @ChangedBy
                where id = @Id and {AsSeen} returning {MacroRow.Columns}
                """, WithSeen(row, seen), scope.Transaction)
                ?? throw await NotSavedAsync(scope, "macro", id, NoMacro);
            if (draft.Shared)
                await privacy.RecordAsync(
                    scope, person, id is null ? "macro.added" : "macro.changed", $"macro:{saved.Id}", null, cancel);
            return saved.AsMacro();
        }, cancel);
    }

    /// <summary>Removes a macro; what it did stays.</summary>
    /// <inheritdoc cref="SaveMacroAsync" path="/exception"/>
    public Task RemoveMacroAsync(long id, long person, bool any, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var shared = await DemandTheirsAsync(scope, id, person, any);
        await scope.Connection.ExecuteAsync("delete from macro where id = @id", new { id }, scope.Transaction);
        if (shared) await privacy.RecordAsync(scope, person, "macro.removed", $"macro:{id}", null, cancel);
    }, cancel);

    /// <summary>Puts a macro at a place among one's own or among the shared ones, counted from 1; the others make room.</summary>
    /// <inheritdoc cref="SaveMacroAsync" path="/exception"/>
    public Task MoveMacroAsync(long id, int position, long person, bool any, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var shared = await DemandTheirsAsync(scope, id, person, any);
        var ids = (await scope.Connection.QueryAsync<long>(
            "select id from macro where shared = @shared and (shared = 1 or person_id = @person) order by position, id",
            new { shared = shared ? 1L : 0L, person }, scope.Transaction)).AsList();
        ids.Remove(id);
        ids.Insert(Math.Clamp(position - 1, 0, ids.Count), id);
        for (var i = 0; i < ids.Count; i++)
            await scope.Connection.ExecuteAsync(
                "update macro set position = @position where id = @id", new { position = i + 1L, id = ids[i] }, scope.Transaction);
    }, cancel);

    /// <summary>Whether it is a shared one, where whoever asks may change it.</summary>
    private static async Task<bool> DemandTheirsAsync(WriteScope scope, long id, long person, bool any)
    {
        var row = await scope.Connection.QuerySingleOrDefaultAsync<MacroRow>(
            $"select {MacroRow.Columns} from macro where id = @id and (shared = 1 or person_id = @person)", new { id, person },
            scope.Transaction) ?? throw NoMacro(id);
        if (row.Shared != 0 && !any) throw NotTheirs();
        return row.Shared != 0;
    }

    /// <summary>A draft that can be saved.</summary>
    private async Task<MacroDraft> CheckedAsync(MacroDraft draft, CancellationToken cancel)
    {
        var name = WellFormed(draft.Name);
        if (name.Length is 0 or > LongestWorkflowName)
            throw new InboxException(InboxRefusal.NameMissing, $"A macro needs a name of 1 to {LongestWorkflowName} characters.");
        if (draft.Steps.Count == 0)
            throw new InboxException(InboxRefusal.ActionsMissing, "The macro does nothing; choose at least one step.");
        foreach (var step in draft.Steps)
            if (!OfMacros.Contains(step.Kind) || draft.Steps.Count(s => s.Kind == step.Kind) > 1)
                throw new InboxException(
                    InboxRefusal.StepWrong, $"A macro takes the step {step.Kind} {(OfMacros.Contains(step.Kind) ? "once" : "not at all")}.",
                    $"{step.Kind}");
        var kinds = draft.Steps.Select(s => s.Kind).ToHashSet();
        if (kinds.Contains(WorkflowActionKind.Send) && (!kinds.Contains(WorkflowActionKind.Reply) || kinds.Contains(WorkflowActionKind.Snooze)))
            throw new InboxException(
                InboxRefusal.StepWrong, "A macro that sends needs a reply, and cannot snooze: the reply decides the state.",
                nameof(WorkflowActionKind.Send));
        await DemandPossibleAsync(draft.Steps, cancel);
        var labels = await archive.LabelsMeantAsync(cancel);
        var departments = await roster.DepartmentsAsync(cancel);
        foreach (var step in draft.Steps)
        {
            var isThere = step switch
            {
                { Kind: WorkflowActionKind.Department } => step.Value is 0 || departments.Find(step.Value) is not null,
                { Kind: WorkflowActionKind.Label } => step.Value is { } label && labels.ContainsKey(label),
                { Kind: WorkflowActionKind.Priority } => step.Value is { } p && Enum.IsDefined((Priority)p),
                { Kind: WorkflowActionKind.State } => step.Value is { } s && Enum.IsDefined((ConversationState)s)
                    && (ConversationState)s is not ConversationState.Snoozed,
                { Kind: WorkflowActionKind.Snooze } => step.Value is > 0 and <= MostMinutes,
                { Kind: WorkflowActionKind.Reply, Value: { } item } => await answers.FindAsync(item, cancel) is not null,
                _ => true,
            };
            if (!isThere)
                throw new InboxException(InboxRefusal.StepWrong, $"What the step {step.Kind} names is not there.", $"{step.Kind}");
            if (step is { Kind: WorkflowActionKind.Note } or { Kind: WorkflowActionKind.Reply, Value: null }) Checked(step.Text ?? "");
        }
        var shared = draft.Shared ? draft.DepartmentId : null;
        if (shared is { } of && departments.Find(of) is null)
            throw new InboxException(InboxRefusal.DepartmentMissing, $"There is no department {of}; choose another one.");
        return draft with { Name = name, DepartmentId = shared };

        static string WellFormed(string text) => Mentions.WellFormed.Of(text.Trim());
    }

    private static InboxException NoMacro(long? id) => new(InboxRefusal.MacroMissing, $"There is no macro {id}; reload the list.");

    private static InboxException NotTheirs() => new(
        InboxRefusal.SharedByLeads, "What is shared is changed by whoever looks after the care desk; keep it for yourself instead.");
}
