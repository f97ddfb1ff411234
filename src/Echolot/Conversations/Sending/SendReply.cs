using System.Data.Common;
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
/// <param name="Reason">Why it goes out in spite of a finding that needs a reason.</param>
/// <param name="Items">Items of the library that it is made of.</param>
public sealed record ReplyDraft(
    Leg Leg, string Text, long? ReplyTo = null, long? SeenRevision = null, ConversationState? NextState = null,
    DateTimeOffset? At = null, long? Voice = null, string? Reason = null, IReadOnlyList<UsedAnswer>? Items = null)
{
    /// <summary>Name of the automatic reply that says it; null: a person does.</summary>
    public string? Bot { get; init; }

    /// <summary>Files that go along, of those that were added in the conversation.</summary>
    public IReadOnlyList<ChosenFile> Files { get; init; } = [];

    /// <summary>Items that stood above it as suggestions while it was written, by their ids.</summary>
    public IReadOnlyList<long> Suggested { get; init; } = [];

    /// <summary>
    /// Colleagues of whom one looks at it before it goes out, although no rule wants that; nobody named: everybody who may
    /// approve; null: it goes out as the rules say.
    /// </summary>
    public IReadOnlyList<long>? AskedOf { get; init; }

    /// <summary>Where the conversation goes as it is said, both or neither; null: it stays until the reply is out.</summary>
    public BulkChange.Enter? Enters { get; init; }

    /// <summary>Answer to everybody of an incident that this is a letter of, with its files; null: none.</summary>
    internal long? Letter { get; init; }
}

/// <summary>What became of a reply: it is on its way, or it waits for an approval.</summary>
public sealed record SaidReply(long? SendId, long? ApprovalId);

public sealed partial class Inbox
{
    /// <summary>For so long a public reply can be taken back.</summary>
    public static readonly TimeSpan TakeBackTime = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Puts a reply on its way out, or before those who have to approve it; what is wrong with it is said before. Nobody
    /// who may not send reaches a network from here, whatever called.
    /// </summary>
    /// <exception cref="InboxException">It cannot be sent so; see <see cref="InboxRefusal"/>.</exception>
    public Task<SaidReply> SendReplyAsync(long conversation, ReplyDraft reply, Sight sight, CancellationToken cancel) =>
        SendReplyAsync(conversation, reply, sight, null, cancel);

    /// <param name="ground">What checks go by, read already.</param>
    private async Task<SaidReply> SendReplyAsync(
        long conversation, ReplyDraft reply, Sight sight, CheckGround? ground, CancellationToken cancel)
    {
        var text = Checked(reply.Text);
        var thread = await ShowAsync(conversation, sight, new ThreadPart(Size: ThreadPart.Longest), cancel) ?? throw Gone(conversation);
        var (files, said) = await ChosenOnceAsync(conversation, reply, text, sight, cancel);
        if (said is not null) return said;
        var (voice, connector, abilities) = await SpeakingAsync(thread.Conversation, reply, cancel);
        if (abilities?.Limit(reply.Leg) is not { } limit) throw CannotSay(reply.Leg);
        // What the product says by itself was written and approved where it was set up.
        var check = reply.Bot is not null && sight.PersonId is null
            ? new ReplyCheck(limit.Fits(text) ? [] : [new(CheckRule.TooLong, Severity.Stops)], [])
            : await CheckAsync(thread, reply, abilities, await AuthorAsync(sight, cancel), cancel, files, ground);
        Refuse(check, reply.Reason);
        return await db.WriteAsync(async scope =>
        {
            var recording = await SeenAsync(scope, conversation, sight, cancel);
            if (await SaidAlreadyAsync(recording, reply, text, sight) is { } already) return already;
            if (reply.Enters is { } enters) await EnterAsync(recording, enters, sight.PersonId, cancel);
            if (reply is { NextState: ConversationState.Done, Bot: null }) await DemandAsync(recording, null, cancel);
            await AllowedAsync(recording, reply, sight);
            if (check.NeedsReason)
                await recording.NoteAsync(
                    ConversationEventKind.CheckOverruled, Now, sight.PersonId,
                    string.Join(' ', check.Overruled),
                    SnippetOf(reply.Reason!));
            var going = check.Needed.Count == 0
                ? new SaidReply(await PutOutAsync(recording, reply with { Text = text }, voice, connector, abilities, sight, files: files), null)
                : new(null, await AskForApprovalAsync(recording, reply with { Voice = voice }, text, check.Needed, files, sight, cancel));
            await OfferedAsync(scope, reply, cancel);
            if (reply.Letter is { } letter) await LetterLeavesAsync(scope, letter, conversation, going);
            await TakenOnAsync(recording, sight, isLetter: reply.Letter is not null);
            await recording.FinishAsync(cancel);
            return going;
        }, cancel);
    }

    private static InboxException CannotSay(Leg leg) => new(
        InboxRefusal.CannotSend, $"This account cannot answer {(leg is Leg.Public ? "in public" : "privately")} here.");

    private static void Refuse(ReplyCheck check, string? reason)
    {
        if (check.Findings.FirstOrDefault(f => f.Severity is Severity.Stops) is { } stops)
            throw new InboxException(
                stops.Rule switch
                {
                    CheckRule.TooLong => InboxRefusal.TextTooLong,
                    CheckRule.WindowClosed => InboxRefusal.WindowClosed,
                    _ => InboxRefusal.CheckStops,
                }, $"The check before sending stops it: {stops.Rule} {stops.Detail}. Change the text.") { Findings = check.Findings };
        if (check.NeedsReason && string.IsNullOrWhiteSpace(reason))
            throw new InboxException(
                InboxRefusal.ReasonMissing,
                $"The check before sending asks for a reason: {string.Join(", ", check.Findings.Where(f => f.Severity is Severity.NeedsReason).Select(f => f.Rule))}.")
                { Findings = check.Findings };
    }

    /// <summary>Whether somebody may answer here now: not where only the assignee does, nor past what a colleague has said.</summary>
    private async Task AllowedAsync(Recording recording, ReplyDraft reply, Sight sight)
    {
        if (recording.Plan.Departments.Find(recording.Row.DepartmentId) is { Draft.Locked: true }
            && recording.Row.AssigneeId is { } own && sight.PersonId is { } me && own != me)
            throw new InboxException(
                InboxRefusal.OnlyAssignee, "In this department only whom it is assigned to answers; take it first.");
        if (reply.SeenRevision is { } seen && await RepliedSinceAsync(recording, seen, sight.PersonId))
            throw new InboxException(
                InboxRefusal.RepliedMeanwhile, "Somebody has answered since you began to write; look at it first.");
    }

    /// <summary>Whoever answers what nobody has taken takes it, and their draft is used.</summary>
    private async Task TakenOnAsync(Recording recording, Sight sight, bool isLetter = false)
    {
        if (sight.PersonId is not { } person) return;
        if (recording.Row.AssigneeId is null) await recording.AssignAsync(person, Now, person);
        await DropDraftAsync(recording.Scope, recording.Row.Id, person);
        // Letters go to many whose words nobody has looked at.
        if (!isLetter)
            await recording.Scope.Connection.ExecuteAsync(
                "update conversation set seen_at = last_in_at where id = @Id", new { recording.Row.Id }, recording.Scope.Transaction);
    }

    /// <summary>Writes a reply down that is on its way out from the end of this transaction on.</summary>
    /// <param name="invitation">Local id by which whoever is invited goes on with it, before they have said a word.</param>
    private async Task<long> PutOutAsync(
        Recording recording, ReplyDraft reply, long voice, string connector, ReplyAbilities abilities, Sight sight,
        string? invitation = null, IReadOnlyList<ReplyFile>? files = null)
    {
        var (scope, conversation) = (recording.Scope, recording.Row.Id);
        var answered = await AnsweredAsync(recording, reply, connector);
        if (answered is null && (reply.Leg is Leg.Public || !abilities.OpensPrivate && invitation is null))
            throw new InboxException(
                InboxRefusal.NobodyToAnswer,
                reply.Leg is Leg.Public
                    ? "There is nothing public to answer in this conversation."
                    : "This network lets us write privately only to whoever wrote to us first.");
        if (abilities.Window(reply.Leg) is { } window
            && answered is { } last && Stored.Time(last.At) + window < LeavesAt(reply))
            throw new InboxException(
                InboxRefusal.WindowClosed, $"The network closed this conversation {window.TotalHours:0} hours after the last message.");

        var at = Now;
        var notBefore = reply.At?.ToUnixTimeMilliseconds()
            ?? (reply.Leg is Leg.Public ? at + (long)TakeBackTime.TotalMilliseconds : at);
        var message = await scope.Connection.ExecuteScalarAsync<long>(MessageRow.Insert, new MessageRow
        {
            ConversationId = conversation, At = Math.Max(at, notBefore), Leg = (long)reply.Leg,
            Direction = (long)Direction.Ours, PersonId = sight.PersonId, Bot = reply.Bot, Connector = connector,
            ParentId = answered?.ExternalId, Text = reply.Text, SourceId = voice, LocalId = invitation,
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
                ReplyTo = answered?.Id, State = nameof(SendState.Queued), PersonId = sight.PersonId,
                // After a bot the customer still waits for us.
                NextState = (long?)(reply.NextState ?? (reply.Bot is null ? ConversationState.WaitingForCustomer : null)),
                NotBefore = notBefore,
                CreatedAt = at, ChangedAt = at,
            }, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            "update message set send_id = @send where id = @message", new { send, message }, scope.Transaction);
        await BindFilesAsync(scope, conversation, reply, files ?? [], message, null, sight);
        await recording.NoteAsync(ConversationEventKind.SendAsked, at, sight.PersonId, after: Recording.Number(message));
        await UsedAsync(scope, conversation, reply.Items, message, answered?.Id, sight.PersonId, CancellationToken.None);
        scope.AfterCommit(Wake);
        return send;
    }

    /// <summary>Takes back a reply that has not left; its text becomes a draft again, below one that is there already.</summary>
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
            await ReturnFilesAsync(scope, conversation, row.MessageId, null, sight.PersonId);
            var (text, pair) = await scope.Connection.QuerySingleOrDefaultAsync<(string?, long?)>(
                "delete from message where id = @MessageId returning text, pair_id", row, scope.Transaction);
            if (pair is { } other)
            {
                // Half of a hand-over makes no sense: what has not left goes with it, and the private words are the draft.
                var waits = await scope.Connection.ExecuteAsync(
                    "update send set state = 'Undone', changed_at = @Now where message_id = @other and state = 'Queued'",
                    new { other, Now }, scope.Transaction) > 0;
                var taken = await scope.Connection.ExecuteScalarAsync<string?>(
                    waits ? "delete from message where id = @other returning text" : "update message set pair_id = null where id = @other",
                    new { other }, scope.Transaction);
                if (taken is not null) await ReturnFilesAsync(scope, conversation, other, null, sight.PersonId);
                if (taken is not null && row.Leg == (long)Leg.Public) (row, text) = (row with { Leg = (long)Leg.Private }, taken);
            }
            if (sight.PersonId is { } person && text is not null)
                await BackToDraftAsync(recording, person, row.Leg, text);
            await recording.NoteAsync(ConversationEventKind.SendUndone, Now, sight.PersonId);
            // What waited for it may go.
            scope.AfterCommit(Wake);
        }, cancel);

    /// <summary>A person says what became of a reply whose outcome nobody knows, or wants one that failed sent again.</summary>
    /// <param name="isOut">It is out: nothing more is sent. Else it is sent again under the same key.</param>
    /// <exception cref="InboxException">Nothing is to be decided about it.</exception>
    public async Task DecideSendAsync(
        long conversation, long send, bool isOut, Sight sight, CancellationToken cancel)
    {
        if (!isOut && !(await AuthorAsync(sight, cancel)).MaySend)
            throw new InboxException(InboxRefusal.OthersDecide, "Only who may send lets a reply leave again.");
        await ChangeAsync(conversation, sight, async recording =>
        {
            var row = await recording.Scope.Connection.QuerySingleOrDefaultAsync<SendRow>(
                $"""
                update send set state = @state, problem = null, problem_en = null, changed_at = @Now, not_before = @Now, looks = 0
                where id = @send and conversation_id = @conversation
                    and (state = 'Failed' or (state = 'Unknown' and looks >= {Outbox.MostLooks}))
                    and (@isOut or not exists (select 1 from message m where m.id = send.message_id and m.deleted_at is not null))
                returning {SendRow.Columns}
                """,
                new { send, conversation, Now, isOut, state = isOut ? nameof(SendState.Sent) : nameof(SendState.Queued) },
                recording.Scope.Transaction)
                ?? throw new InboxException(InboxRefusal.TooLate, "There is nothing to decide about it any more.");
            if (isOut) await RepliedAsync(recording, row, null);
            recording.Scope.AfterCommit(Wake);
            // It leaves the list of what did not go out, also where nothing else changed.
            recording.Change(row => row with { Revision = row.Revision + 1 });
        }, cancel);
    }

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
        AnsweredAsync(recording.Scope.Connection, recording.Scope.Transaction, recording.Row.Id, reply.Leg, reply.ReplyTo, connector);

    private static Task<MessageRow?> AnsweredAsync(
        DbConnection connection, DbTransaction? transaction, long conversation, Leg leg, long? to, string connector) =>
        connection.QueryFirstOrDefaultAsync<MessageRow>(
            $"""
            select {MessageRow.Columns} from message m
            where m.conversation_id = @conversation and m.direction = @theirs and m.leg = @leg
                and m.connector = @connector and m.external_id is not null {(to is null ? "" : "and m.id = @to")}
            order by m.at desc, m.id desc limit 1
            """,
            new { conversation, theirs = (long)Direction.Theirs, leg = (long)leg, connector, to = to ?? 0 }, transaction);
}
