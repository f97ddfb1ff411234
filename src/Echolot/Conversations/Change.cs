using Dapper;
using Echolot.Storage;
using Echolot.Teams;
using NodaTime;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Takes it: it is mine, and open.</summary>
    /// <exception cref="InboxException">These eyes see no such conversation. So do all changes.</exception>
    public Task TakeAsync(long conversation, Sight sight, CancellationToken cancel) =>
        AssignAsync(conversation, sight.PersonId, sight, cancel);

    /// <summary>Gives it to a person, or to nobody.</summary>
    public async Task AssignAsync(long conversation, long? person, Sight sight, CancellationToken cancel)
    {
        if (person is { } id && (await roster.PeopleAsync(cancel)).All(p => p.Id != id || !CanHave(p)))
            throw new InboxException(InboxRefusal.PersonMissing, $"There is no active person {id} who works on conversations; choose another one.");
        await ChangeAsync(conversation, sight, recording => recording.AssignAsync(person, Now, sight.PersonId), cancel);
    }

    /// <summary>Who could not answer is given nothing; it would lie there.</summary>
    internal static bool CanHave(Person person) => person.Active && person.Permissions.HasFlag(Permission.WorkConversations);

    /// <summary>Goes over to a state.</summary>
    /// <param name="until">For <see cref="ConversationState.Snoozed"/>: when it comes back; an answer brings it back before.</param>
    /// <param name="cause">For <see cref="ConversationState.Done"/>: why the customer had to speak with us.</param>
    public Task EnterAsync(
        long conversation, ConversationState state, DateTimeOffset? until, string? cause, Sight sight,
        CancellationToken cancel) =>
        ChangeAsync(
            conversation, sight,
            recording => EnterAsync(recording, new BulkChange.Enter(state, until, cause), sight.PersonId, cancel), cancel);

    private async Task EnterAsync(Recording recording, BulkChange.Enter enter, long? by, CancellationToken cancel)
    {
        var (state, until, cause) = enter;
        if (state is ConversationState.Snoozed && until <= clock.GetUtcNow() | until is null)
            throw new InboxException(InboxRefusal.TimeMissing, "Say until when; it has to be later than now.");
        if (state is ConversationState.Done) await DemandAsync(recording, Cause.Normal(cause), cancel);
        await SetCauseAsync(recording, cause, by);
        recording.Change(row => row with { SnoozedUntil = until?.ToUnixTimeMilliseconds() });
        await recording.EnterAsync(state, Now, by);
    }

    /// <summary>Sets the priority by hand, or gives it back to the score.</summary>
    public Task SetPriorityAsync(long conversation, Priority? priority, Sight sight, CancellationToken cancel) =>
        ChangeAsync(conversation, sight, recording => PrioritiseAsync(recording, priority, sight.PersonId), cancel);

    private async Task PrioritiseAsync(Recording recording, Priority? priority, long? by)
    {
        if (recording.Row.PrioritySet == (long?)priority) return;
        await recording.NoteAsync(
            ConversationEventKind.PriorityChanged, Now, by,
            Recording.Number(recording.Row.PrioritySet ?? recording.Row.Priority), Recording.Number((long?)priority));
        recording.Change(row => row with { PrioritySet = (long?)priority });
    }

    /// <summary>Writes a note for colleagues; it lies beside the replies and has no way out of the house.</summary>
    /// <remarks>
    /// Colleagues and departments that it calls with @ are told on screen that it does, not what it says; who does not see the
    /// conversation is not told, which stands in its time line.
    /// </remarks>
    /// <returns>Those who were called and are not told, because they do not see the conversation.</returns>
    public async Task<IReadOnlyList<Person>> AddNoteAsync(long conversation, string text, Sight sight, CancellationToken cancel)
    {
        text = Checked(text);
        var called = await CalledAsync(text, sight, cancel);
        IReadOnlyList<Person> unreached = [];
        await ChangeAsync(conversation, sight, async recording =>
        {
            var id = await NoteAsync(recording, text, sight.PersonId);
            if (sight.PersonId is { } person) await DropDraftAsync(recording.Scope, conversation, person);
            unreached = await CallAsync(recording, called, id, sight.PersonId, cancel);
        }, cancel);
        return unreached;
    }

    private async Task<IReadOnlyList<long>> CalledAsync(string text, Sight sight, CancellationToken cancel) =>
        [.. Calls.In(text, await roster.PeopleAsync(cancel), await roster.DepartmentsAsync(cancel)).Where(p => p != sight.PersonId)];

    private async Task<long> NoteAsync(Recording recording, string text, long? by)
    {
        var id = await recording.Scope.Connection.ExecuteScalarAsync<long>(MessageRow.Insert, new MessageRow
        {
            ConversationId = recording.Row.Id, At = Now, Leg = (long)MessageKind.Note, Direction = (long)Direction.Ours,
            PersonId = by, Connector = recording.Row.Connector, Text = text,
        }, recording.Scope.Transaction);
        await recording.NoteAsync(ConversationEventKind.NoteWritten, Now, by, after: Recording.Number(id));
        return id;
    }

    /// <returns>Those of them who do not see the conversation: a bell would lead them nowhere.</returns>
    private async Task<IReadOnlyList<Person>> CallAsync(
        Recording recording, IReadOnlyList<long> called, long note, long? by, CancellationToken cancel)
    {
        if (called.Count == 0) return [];
        var told = called.Intersect((await SeeingAsync(recording, cancel)).Select(p => p.Id)).ToList();
        if (told.Count > 0)
            await bus.PublishAsync(recording.Scope, new AttentionAsked(told, recording.Row.Id, "", $"note-{note}", by), cancel);
        IReadOnlyList<Person> unreached = [.. (await roster.PeopleAsync(cancel)).Where(p => called.Contains(p.Id) && !told.Contains(p.Id))];
        foreach (var person in unreached)
            await recording.NoteAsync(ConversationEventKind.NotReached, Now, by, after: Recording.Number(person.Id));
        return unreached;
    }

    /// <summary>Brings back what was laid aside until now.</summary>
    internal async Task WakeAsync(CancellationToken cancel)
    {
        List<long> due;
        await using (var connection = await db.ReadAsync(cancel))
            due = (await connection.QueryAsync<long>(new CommandDefinition(
                "select id from conversation where snoozed_until <= @Now and merged_into is null", new { Now },
                cancellationToken: cancel))).AsList();
        await EachAsync(due, "Waking a conversation", id => ChangeAsync(
            id, Sight.Everything, recording => recording.Row.SnoozedUntil <= Now
                ? recording.EnterAsync(
                    recording.Row.AssigneeId is null ? ConversationState.New : ConversationState.Open, Now)
                : Task.CompletedTask, cancel), cancel);
    }

    private Task ChangeAsync(long conversation, Sight sight, Func<Recording, Task> change, CancellationToken cancel) =>
        db.WriteAsync(async scope =>
        {
            var recording = await SeenAsync(scope, conversation, sight, cancel);
            await change(recording);
            await recording.FinishAsync(cancel);
        }, cancel);

    /// <summary>Opens for writing what these eyes may see; what was merged away is worked on where it went.</summary>
    private async Task<Recording> SeenAsync(
        WriteScope scope, long id, Sight sight, CancellationToken cancel, bool parted = false)
    {
        var values = new DynamicParameters(new { id });
        sight.Bind(values, db.Engine);
        if (await scope.Connection.ExecuteScalarAsync<long?>(
            $"select 1 from conversation c where c.id = @id and {sight.Condition(db.Engine)}", values, scope.Transaction) is null)
            throw Gone(id);
        var recording = await RecordAsync(scope, id, cancel);
        if (recording.Row.MergedInto is { } into && !parted)
            throw new InboxException(
                InboxRefusal.AlreadyMerged, $"It is part of conversation {into} now; go on there, or part them first.");
        return recording;
    }
}
