using Dapper;
using Echolot.Storage;
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
        if (person is { } id && (await roster.PeopleAsync(cancel)).All(p => p.Id != id || !p.Active))
            throw new InboxException(InboxRefusal.PersonMissing, $"There is no active person {id}; choose another one.");
        await ChangeAsync(conversation, sight, recording => recording.AssignAsync(person, Now, sight.PersonId), cancel);
    }

    /// <summary>Goes over to a state.</summary>
    /// <param name="until">For <see cref="ConversationState.Snoozed"/>: when it comes back; an answer brings it back before.</param>
    /// <param name="cause">For <see cref="ConversationState.Done"/>: why the customer had to speak with us.</param>
    public Task EnterAsync(
        long conversation, ConversationState state, DateTimeOffset? until, string? cause, Sight sight,
        CancellationToken cancel)
    {
        if (state is ConversationState.Snoozed && until <= clock.GetUtcNow() | until is null)
            throw new InboxException(InboxRefusal.TimeMissing, "Say until when; it has to be later than now.");
        return ChangeAsync(conversation, sight, async recording =>
        {
            if (cause?.Trim() is { Length: > 0 } why && why != recording.Row.Cause)
            {
                await recording.NoteAsync(
                    ConversationEventKind.CauseSet, Now, sight.PersonId, recording.Row.Cause, SnippetOf(why));
                recording.Change(row => row with { Cause = SnippetOf(why) });
            }
            recording.Change(row => row with { SnoozedUntil = until?.ToUnixTimeMilliseconds() });
            await recording.EnterAsync(state, Now, sight.PersonId);
        }, cancel);
    }

    /// <summary>Sets the priority by hand, or gives it back to the score.</summary>
    public Task SetPriorityAsync(long conversation, Priority? priority, Sight sight, CancellationToken cancel) =>
        ChangeAsync(conversation, sight, async recording =>
        {
            if (recording.Row.PrioritySet == (long?)priority) return;
            await recording.NoteAsync(
                ConversationEventKind.PriorityChanged, Now, sight.PersonId,
                Recording.Number(recording.Row.PrioritySet ?? recording.Row.Priority), Recording.Number((long?)priority));
            recording.Change(row => row with { PrioritySet = (long?)priority });
        }, cancel);

    /// <summary>Writes a note for colleagues; it lies beside the replies and has no way out of the house.</summary>
    public Task AddNoteAsync(long conversation, string text, Sight sight, CancellationToken cancel)
    {
        text = Checked(text);
        return ChangeAsync(conversation, sight, async recording =>
        {
            var id = await recording.Scope.Connection.ExecuteScalarAsync<long>(MessageRow.Insert, new MessageRow
            {
                ConversationId = conversation, At = Now, Leg = (long)MessageKind.Note, Direction = (long)Direction.Ours,
                PersonId = sight.PersonId, Connector = recording.Row.Connector, Text = text,
            }, recording.Scope.Transaction);
            await recording.NoteAsync(ConversationEventKind.NoteWritten, Now, sight.PersonId, after: Recording.Number(id));
            if (sight.PersonId is { } person) await DropDraftAsync(recording.Scope, conversation, person);
        }, cancel);
    }

    /// <summary>
    /// Makes one conversation of two: what was said moves over, what comes later follows; the first one is over.
    /// </summary>
    public Task MergeAsync(long conversation, long into, Sight sight, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        if (conversation == into)
            throw new InboxException(InboxRefusal.AlreadyMerged, "A conversation cannot be merged into itself.");
        var (from, to) = (await SeenAsync(scope, conversation, sight, cancel), await SeenAsync(scope, into, sight, cancel));
        if (from.Row.MergedInto is not null || to.Row.MergedInto is not null)
            throw new InboxException(InboxRefusal.AlreadyMerged, "One of the two is merged already; reload the page.");
        await scope.Connection.ExecuteAsync(
            "update message set conversation_id = @into where conversation_id = @conversation", new { conversation, into },
            scope.Transaction);
        // Its clocks end; those of the other one know when this customer began to wait.
        await scope.Connection.ExecuteAsync(
            $"""
            insert into conversation_event (conversation_id, at, kind, revision, person_id, after)
            select @into, at, kind, @revision, person_id, after from conversation_event
            where conversation_id = @conversation and kind in ({(int)ConversationEventKind.CustomerWrote}, {(int)ConversationEventKind.Replied})
            """, new { conversation, into, revision = to.Row.Revision + 1 }, scope.Transaction);
        await from.NoteAsync(ConversationEventKind.MergedAway, Now, sight.PersonId, after: Recording.Number(into));
        await from.EnterAsync(ConversationState.Done, Now, sight.PersonId);
        from.Change(row => row with { MergedInto = into });
        await to.NoteAsync(ConversationEventKind.MergedIn, Now, sight.PersonId, after: Recording.Number(conversation));
        to.Change(row => row with
        {
            LastAt = Math.Max(row.LastAt, from.Row.LastAt), OpenedAt = Math.Min(row.OpenedAt, from.Row.OpenedAt),
            LastInAt = Latest(row.LastInAt, from.Row.LastInAt), LastOutAt = Latest(row.LastOutAt, from.Row.LastOutAt),
            Snippet = from.Row.LastAt > row.LastAt ? from.Row.Snippet : row.Snippet,
        });
        if (to.Row.At is ConversationState.Done && from.Row.LastInAt > (to.Row.LastOutAt ?? 0))
            await to.EnterAsync(ConversationState.Open, Now, sight.PersonId);
        await from.FinishAsync(cancel);
        await to.FinishAsync(cancel);

        static long? Latest(long? one, long? other) => one is null ? other : other is null ? one : Math.Max(one.Value, other.Value);
    }, cancel);

    /// <summary>Brings back what was laid aside until now.</summary>
    internal async Task WakeAsync(CancellationToken cancel)
    {
        List<long> due;
        await using (var connection = await db.ReadAsync(cancel))
            due = (await connection.QueryAsync<long>(new CommandDefinition(
                "select id from conversation where snoozed_until <= @Now", new { Now }, cancellationToken: cancel))).AsList();
        foreach (var id in due)
            await ChangeAsync(id, Sight.Everything, recording => recording.Row.SnoozedUntil <= Now
                ? recording.EnterAsync(
                    recording.Row.AssigneeId is null ? ConversationState.New : ConversationState.Open, Now)
                : Task.CompletedTask, cancel);
    }

    private Task ChangeAsync(long conversation, Sight sight, Func<Recording, Task> change, CancellationToken cancel) =>
        db.WriteAsync(async scope =>
        {
            var recording = await SeenAsync(scope, conversation, sight, cancel);
            await change(recording);
            await recording.FinishAsync(cancel);
        }, cancel);

    /// <summary>Opens for writing what these eyes may see.</summary>
    private async Task<Recording> SeenAsync(WriteScope scope, long id, Sight sight, CancellationToken cancel)
    {
        var values = new DynamicParameters(new { id });
        sight.Bind(values, db.Engine);
        if (await scope.Connection.ExecuteScalarAsync<long?>(
            $"select 1 from conversation c where c.id = @id and {sight.Condition(db.Engine)}", values, scope.Transaction) is null)
            throw Gone(id);
        return await RecordAsync(scope, id, cancel);
    }
}
