using Dapper;
using Echolot.Sources;

namespace Echolot.Conversations;

/// <summary>What somebody wants to say.</summary>
/// <param name="Leg">To everybody or to the other side alone.</param>
/// <param name="ReplyTo">Message that it answers; null: the customer's newest on this leg.</param>
/// <param name="SeenRevision">
/// The conversation as they saw it; where a colleague has answered since, sending is refused once, so that they look again.
/// </param>
/// <param name="NextState">State to go over to once it is out; null: waiting for the customer.</param>
/// <param name="At">When to send; null: now, a public reply after the time for taking it back.</param>
/// <param name="Voice">Source in whose name; null: the one by which the other side spoke to us on this leg.</param>
public sealed record ReplyDraft(
    Leg Leg, string Text, long? ReplyTo = null, long? SeenRevision = null, ConversationState? NextState = null,
    DateTimeOffset? At = null, long? Voice = null)
{
    /// <summary>Name of the automatic reply that says it; null: a person does.</summary>
    public string? Bot { get; init; }
}

public sealed partial class Inbox
{
    /// <summary>For so long a public reply can be taken back.</summary>
    public static readonly TimeSpan TakeBackTime = TimeSpan.FromSeconds(10);

    /// <summary>Puts a reply on its way out; what is wrong with it is said before.</summary>
    /// <returns>Id of the send.</returns>
    /// <exception cref="InboxException">It cannot be sent so; see <see cref="InboxRefusal"/>.</exception>
    public async Task<long> SendReplyAsync(long conversation, ReplyDraft reply, Sight sight, CancellationToken cancel)
    {
        var text = Checked(reply.Text);
        var found = await FindAsync(conversation, sight, cancel) ?? throw Gone(conversation);
        var (voice, connector, abilities) = await SpeakingAsync(found, reply, cancel);
        if (abilities?.Limit(reply.Leg) is not { } limit)
            throw new InboxException(
                InboxRefusal.CannotSend, $"This account cannot answer {(reply.Leg is Leg.Public ? "in public" : "privately")} here.");
        if (!limit.Fits(text))
            throw new InboxException(
                InboxRefusal.TextTooLong,
                $"The text counts {limit.LengthOf(text)} here; {limit.Most} are the most. Shorten it.");
        return await db.WriteAsync(async scope =>
        {
            var recording = await SeenAsync(scope, conversation, sight, cancel);
            if (reply is { NextState: ConversationState.Done, Bot: null }) await DemandAsync(recording, null, cancel);
            var send = await PutOutAsync(recording, reply with { Text = text }, voice, connector, abilities, sight);
            await recording.FinishAsync(cancel);
            return send;
        }, cancel);
    }

    /// <summary>Writes a reply down that is on its way out from the end of this transaction on.</summary>
    /// <param name="invitation">Local id by which whoever is invited goes on with it, before they have said a word.</param>
    private async Task<long> PutOutAsync(
        Recording recording, ReplyDraft reply, long voice, string connector, ReplyAbilities abilities, Sight sight,
        string? invitation = null)
    {
        var (scope, conversation) = (recording.Scope, recording.Row.Id);
        if (recording.Plan.Departments.Find(recording.Row.DepartmentId) is { Draft.Locked: true }
            && recording.Row.AssigneeId is { } own && sight.PersonId is { } me && own != me)
            throw new InboxException(
                InboxRefusal.OnlyAssignee, "In this department only whom it is assigned to answers; take it first.");
        if (reply.SeenRevision is { } seen && await RepliedSinceAsync(recording, seen, sight.PersonId))
            throw new InboxException(
                InboxRefusal.RepliedMeanwhile, "Somebody has answered since you began to write; look at it first.");
        var answers = await AnsweredAsync(recording, reply, connector);
        if (answers is null && (reply.Leg is Leg.Public || !abilities.OpensPrivate && invitation is null))
            throw new InboxException(
                InboxRefusal.NobodyToAnswer,
                reply.Leg is Leg.Public
                    ? "There is nothing public to answer in this conversation."
                    : "This network lets us write privately only to whoever wrote to us first.");
        if (abilities.Window(reply.Leg) is { } window
            && answers is { } last && Stored.Time(last.At) + window < clock.GetUtcNow())
            throw new InboxException(
                InboxRefusal.WindowClosed, $"The network closed this conversation {window.TotalHours:0} hours after the last message.");

        var at = Now;
        var notBefore = reply.At?.ToUnixTimeMilliseconds()
            ?? (reply.Leg is Leg.Public ? at + (long)TakeBackTime.TotalMilliseconds : at);
        var message = await scope.Connection.ExecuteScalarAsync<long>(MessageRow.Insert, new MessageRow
        {
            ConversationId = conversation, At = Math.Max(at, notBefore), Leg = (long)reply.Leg,
            Direction = (long)Direction.Ours, PersonId = sight.PersonId, Bot = reply.Bot, Connector = connector,
            ParentId = answers?.ExternalId, Text = reply.Text, SourceId = voice, LocalId = invitation,
        }, scope.Transaction);
        var send = await scope.Connection.ExecuteScalarAsync<long>(
            """
            insert into send (key, conversation_id, message_id, source_id, leg, reply_to, state, person_id, next_state,
                not_before, attempts, looks, created_at, changed_at)
            values (@Key, @ConversationId, @MessageId, @SourceId, @Leg, @ReplyTo, @State, @PersonId, @NextState,
                @NotBefore, 0, 0, @CreatedAt, @ChangedAt)
            returning id
            """, new SendRow
            {
                Key = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"), ConversationId = conversation,
                MessageId = message, SourceId = voice, Leg = (long)reply.Leg,
                ReplyTo = answers?.Id, State = nameof(SendState.Queued), PersonId = sight.PersonId,
                NextState = (long)(reply.NextState ?? ConversationState.WaitingForCustomer), NotBefore = notBefore,
                CreatedAt = at, ChangedAt = at,
            }, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            "update message set send_id = @send where id = @message", new { send, message }, scope.Transaction);
        if (sight.PersonId is { } person)
        {
            if (recording.Row.AssigneeId is null) await recording.AssignAsync(person, at, person);
            await DropDraftAsync(scope, conversation, person);
        }
        await recording.NoteAsync(ConversationEventKind.SendAsked, at, sight.PersonId, after: Recording.Number(message));
        scope.AfterCommit(Wake);
        return send;
    }

    /// <summary>Takes back a reply that has not left; its text becomes a draft again.</summary>
    /// <exception cref="InboxException">It has left, or there is none.</exception>
    public Task UndoSendAsync(long conversation, long send, Sight sight, CancellationToken cancel) =>
        ChangeAsync(conversation, sight, async recording =>
        {
            var scope = recording.Scope;
            var row = await scope.Connection.QuerySingleOrDefaultAsync<SendRow>(
                $"""
                update send set state = 'Undone', changed_at = @Now
                where id = @send and conversation_id = @conversation and state in ('Queued', 'Failed')
                returning {SendRow.Columns}
                """, new { send, conversation, Now }, scope.Transaction)
                ?? throw new InboxException(InboxRefusal.TooLate, "It is on its way already and cannot be taken back.");
            var (text, pair) = await scope.Connection.QuerySingleOrDefaultAsync<(string?, long?)>(
                "delete from message where id = @MessageId returning text, pair_id", row, scope.Transaction);
            if (pair is { } other)
            {
                // Half of a hand-over makes no sense: what has not left goes with it, and the private words are the draft.
                var taken = await scope.Connection.ExecuteScalarAsync<string?>(
                    """
                    delete from message where id = @other and send_id in (select id from send where state = 'Queued')
                    returning text
                    """, new { other }, scope.Transaction);
                await scope.Connection.ExecuteAsync(
                    taken is null ? "update message set pair_id = null where id = @other"
                        : "update send set state = 'Undone', changed_at = @Now where message_id = @other",
                    new { other, Now }, scope.Transaction);
                if (taken is not null && row.Leg == (long)Leg.Public) (row, text) = (row with { Leg = (long)Leg.Private }, taken);
            }
            if (sight.PersonId is { } person && text is not null)
                await scope.Connection.ExecuteAsync(
                    """
                    insert into draft (conversation_id, person_id, leg, text, shared, seen_revision, saved_at)
                    values (@conversation, @person, @Leg, @text, 0, @Revision, @Now)
                    on conflict (conversation_id, person_id) do nothing
                    """, new { conversation, person, row.Leg, text, recording.Row.Revision, Now }, scope.Transaction);
            await recording.NoteAsync(ConversationEventKind.SendUndone, Now, sight.PersonId);
        }, cancel);

    /// <summary>A person says what became of a reply whose outcome nobody knows, or wants one that failed sent again.</summary>
    /// <param name="isOut">It is out: nothing more is sent. Else it is sent again under the same key.</param>
    /// <exception cref="InboxException">Nothing is to be decided about it.</exception>
    public Task DecideSendAsync(long conversation, long send, bool isOut, Sight sight, CancellationToken cancel) =>
        ChangeAsync(conversation, sight, async recording =>
        {
            var row = await recording.Scope.Connection.QuerySingleOrDefaultAsync<SendRow>(
                $"""
                update send set state = @state, problem = null, changed_at = @Now, not_before = @Now, looks = 0
                where id = @send and conversation_id = @conversation
                    and (state = 'Failed' or (state = 'Unknown' and looks >= {Outbox.MostLooks}))
                returning {SendRow.Columns}
                """,
                new { send, conversation, Now, state = isOut ? nameof(SendState.Sent) : nameof(SendState.Queued) },
                recording.Scope.Transaction)
                ?? throw new InboxException(InboxRefusal.TooLate, "There is nothing to decide about it any more.");
            if (isOut) await RepliedAsync(recording, row, null);
            else recording.Scope.AfterCommit(Wake);
        }, cancel);

    /// <summary>Whether a colleague, or the network's own app, answered after what somebody has seen.</summary>
    private async Task<bool> RepliedSinceAsync(Recording recording, long seen, long? person)
    {
        if (recording.Row.Revision <= seen) return false;
        return await recording.Scope.Connection.ExecuteScalarAsync<long?>(
            $"""
            select 1 from conversation_event where conversation_id = @Id and revision > @seen
                and kind in ({(int)ConversationEventKind.SendAsked}, {(int)ConversationEventKind.Replied})
                and (person_id is null or person_id <> @person) limit 1
            """, new { recording.Row.Id, seen, person = person ?? 0 }, recording.Scope.Transaction) is not null;
    }

    private static Task<MessageRow?> AnsweredAsync(Recording recording, ReplyDraft reply, string connector) =>
        recording.Scope.Connection.QueryFirstOrDefaultAsync<MessageRow>(
            $"""
            select {MessageRow.Columns} from message m
            where m.conversation_id = @Id and m.direction = @theirs and m.leg = @leg
                and m.connector = @connector and m.external_id is not null {(reply.ReplyTo is null ? "" : "and m.id = @to")}
            order by m.at desc, m.id desc limit 1
            """,
            new { recording.Row.Id, theirs = (long)Direction.Theirs, leg = (long)reply.Leg, connector, to = reply.ReplyTo ?? 0 },
            recording.Scope.Transaction);
}
