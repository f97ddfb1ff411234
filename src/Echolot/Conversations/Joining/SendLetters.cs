using System.Collections.Concurrent;
using System.Globalization;
using Dapper;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.Logging;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>A letter that stumbles for so long ends with a person.</summary>
    private static readonly TimeSpan LongestStumble = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _letters = new(0, 1);
    private readonly ConcurrentDictionary<(long Reply, long Conversation), long> _stumbling = new();

    private Task<long> AddReplyAsync(
        long incident, string text, string? reason, string? once, IReadOnlyList<ChosenFile> files,
        IReadOnlyList<IncidentLetter> letters, Sight sight, CancellationToken cancel) =>
        db.WriteAsync(async scope =>
        {
            await WorkedOnAsync(scope, incident);
            if (await scope.Connection.ExecuteScalarAsync<long?>(
                """
                insert into incident_reply (incident_id, text, made_at, made_by, reason, once)
                values (@incident, @text, @Now, @PersonId, @reason, @once) on conflict do nothing returning id
                """, new { incident, text, Now, sight.PersonId, reason, once }, scope.Transaction) is not { } made)
                // The same form came a second time while its people were looked through.
                return await scope.Connection.ExecuteScalarAsync<long>(
                    "select id from incident_reply where once = @once", new { once }, scope.Transaction);
            await QueueAsync(scope, made, letters, sight);
            foreach (var file in files)
                if (await scope.Connection.ExecuteAsync(
                    $"update reply_file as f set incident_reply_id = @made, alt = coalesce(@alt, alt) where f.id = @Id and {Unsent}",
                    new
                    {
                        file.Id, made, alt = file.Alt is null ? null : AltOf(file.Alt), Conversation = 0L, Incident = incident,
                        me = sight.PersonId ?? 0,
                    }, scope.Transaction) == 0)
                    throw FileGone();
            await privacy.RecordAsync(scope, sight.PersonId, "incident.answered", $"incident:{incident}", null, cancel);
            return made;
        }, cancel);

    /// <summary>One line for each person: in the transaction that decides it, they are sent an answer, and only once.</summary>
    private async Task QueueAsync(WriteScope scope, long reply, IReadOnlyList<IncidentLetter> letters, Sight sight)
    {
        // Whoever holds the answer writes to its people, in whichever process.
        if (scope.Engine is Engine.Postgres)
            await scope.Connection.ExecuteAsync(
                "select 1 from incident_reply where id = @reply for update", new { reply }, scope.Transaction);
        foreach (var letter in letters)
            await scope.Connection.ExecuteAsync(
                """
                insert into incident_sent (reply_id, conversation_id, problem, queued_at, by_id, may_send)
                select @reply, @conversation, @problem, @queued, @by, @may
                where not exists (select 1 from conversation c join incident_sent s on s.conversation_id = c.id
                    where c.contact_id = @contact and s.reply_id = @reply)
                on conflict (reply_id, conversation_id) do nothing
                """, new
                {
                    reply, conversation = letter.Conversation.Id, contact = letter.Conversation.With.ContactId,
                    problem = letter.Problem?.ToString(), queued = letter.Problem is null ? Now : (long?)null,
                    by = letter.Problem is null ? sight.PersonId : null, may = letter.Problem is null ? sight.MaySend ? 1L : 0L : (long?)null,
                }, scope.Transaction);
        scope.AfterCommit(() => Ring(_letters));
    }

    /// <summary>Hands letters to the outbox until cancelled.</summary>
    internal async Task SendLettersInTurnAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await SendLettersAsync(cancel);
                await _letters.WaitAsync(LongestSleep, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                log.LogDebug("Letters to everybody stop; the rest goes out after the next start");
            }
            catch (Exception wrong)
            {
                log.LogError(wrong, "Letters to everybody stumbled; what is queued goes on in a moment");
                await Task.Delay(LongestSleep, clock, CancellationToken.None);
            }
        }
    }

    /// <summary>
    /// Hands what is queued to the outbox, one by one. Each stops being queued in the transaction in which its reply begins to
    /// leave or to wait for an approval: a server that stops in between loses none and sends none twice.
    /// </summary>
    internal async Task SendLettersAsync(CancellationToken cancel)
    {
        var (reply, talk) = (0L, 0L);
        while (true)
        {
            List<QueuedLetter> queued;
            await using (var connection = await db.ReadAsync(cancel))
                queued = (await connection.QueryAsync<QueuedLetter>(new CommandDefinition(
                    """
                    select s.reply_id, s.conversation_id, s.by_id, s.may_send, r.incident_id, r.text, r.reason, c.merged_into
                    from incident_sent s join incident_reply r on r.id = s.reply_id
                    left join conversation c on c.id = s.conversation_id
                    where s.queued_at is not null and (s.reply_id, s.conversation_id) > (@reply, @talk)
                    order by s.reply_id, s.conversation_id limit @BulkStep
                    """, new { reply, talk, BulkStep }, cancellationToken: cancel))).AsList();
            if (queued.Count == 0) return;
            var ground = await GroundAsync(cancel);
            var departments = await roster.DepartmentsAsync(cancel);
            foreach (var letter in queued)
            {
                cancel.ThrowIfCancellationRequested();
                await SendLetterAsync(letter, ground, departments);
            }
            (reply, talk) = (queued[^1].ReplyId, queued[^1].ConversationId);
        }
    }

    private async Task SendLetterAsync(QueuedLetter queued, CheckGround ground, Departments departments)
    {
        var cancel = CancellationToken.None;
        var letter = (queued.ReplyId, queued.ConversationId);
        InboxRefusal? problem;
        try
        {
            queued = await FollowAsync(queued, cancel);
            problem = await HandOutAsync(queued, ground, departments, cancel);
        }
        catch (InboxException wrong)
        {
            problem = wrong.Why;
        }
        catch (Exception wrong)
        {
            log.LogError(
                wrong, "The letter {Reply} to conversation {Conversation} did not reach the outbox", queued.ReplyId, queued.ConversationId);
            if (_stumbling.GetOrAdd(letter, Now) + (long)LongestStumble.TotalMilliseconds > Now) return;
            problem = InboxRefusal.NotOut;
        }
        _stumbling.TryRemove(letter, out _);
        if (problem is { } why)
            await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
                """
                update incident_sent set problem = @problem, queued_at = null, by_id = null
                where reply_id = @ReplyId and conversation_id = @ConversationId and queued_at is not null
                """, new { problem = why.ToString(), queued.ReplyId, queued.ConversationId }, scope.Transaction), cancel);
    }

    /// <summary>Where its conversation was merged into another one of the incident, whose person gets no letter yet, it goes there.</summary>
    private async Task<QueuedLetter> FollowAsync(QueuedLetter queued, CancellationToken cancel)
    {
        if (queued.MergedInto is null) return queued;
        return await db.WriteAsync(async scope =>
        {
            var whole = queued.ConversationId;
            while (await scope.Connection.ExecuteScalarAsync<long?>(
                "select merged_into from conversation where id = @whole", new { whole }, scope.Transaction) is { } into) whole = into;
            return await scope.Connection.ExecuteAsync(
                $"""
                update incident_sent set conversation_id = @whole
                where reply_id = @ReplyId and conversation_id = @ConversationId and queued_at is not null
                    and exists (select 1 from conversation c where c.id = @whole and c.incident_id = @IncidentId
                        and c.state <> {(int)ConversationState.Ignored})
                    and not exists (select 1 from incident_sent o join conversation t on t.id = o.conversation_id
                        where o.reply_id = @ReplyId and o.conversation_id <> @ConversationId
                            and t.contact_id = (select contact_id from conversation where id = @whole))
                """, new { whole, queued.ReplyId, queued.ConversationId, queued.IncidentId }, scope.Transaction) == 0
                ? queued : queued with { ConversationId = whole };
        }, cancel);
    }

    /// <summary>
    /// Everything is asked again as it is now: ways close, conversations leave the incident, people lose sight of them or leave.
    /// </summary>
    private async Task<InboxRefusal?> HandOutAsync(
        QueuedLetter queued, CheckGround ground, Departments departments, CancellationToken cancel)
    {
        if (await SightOfAsync(queued, cancel) is not { } sight) return InboxRefusal.AuthorLeft;
        if (await FindAsync(queued.ConversationId, sight, cancel) is not { } talk) return InboxRefusal.NotFound;
        if (talk.MergedInto is not null) return InboxRefusal.AlreadyMerged;
        if (talk.IncidentId != queued.IncidentId || talk.State is ConversationState.Ignored) return InboxRefusal.LeftIncident;
        var thread = (await ThreadsAsync([talk], cancel))[talk.Id];
        var spoke = thread.Messages.LastOrDefault(m => m.Direction is Direction.Theirs);
        var letter = await LetterAsync(
            thread, spoke is null ? Leg.Public : (Leg)spoke.Kind, queued.Text, await LetterFilesAsync(queued.ReplyId, cancel), queued.Reason,
            await AuthorAsync(sight, cancel), departments, ground, sight, cancel);
        if (letter.Problem is { } problem) return problem;
        await SendReplyAsync(
            talk.Id, new ReplyDraft(letter.Leg, letter.Text, Voice: letter.Instead?.Voice.SourceId, Reason: queued.Reason)
            {
                Letter = queued.ReplyId,
            }, sight, ground, cancel);
        return null;
    }

    private async Task<Sight?> SightOfAsync(QueuedLetter queued, CancellationToken cancel)
    {
        // The product itself writes, or somebody who was erased before it left.
        if (queued.ById is not { } by) return queued.MaySend == 1 ? Sight.Everything : null;
        return await roster.FindAsync(by, cancel) is { Active: true } person
            ? Sight.Of(person, await roster.SeesAsync(by, cancel)) with { MaySend = queued.MaySend == 1 } : null;
    }

    /// <summary>A letter begins to leave or to wait: it is queued no longer.</summary>
    /// <exception cref="InboxException">Another process was quicker; nothing leaves then.</exception>
    private static async Task LetterLeavesAsync(WriteScope scope, long reply, long conversation, SaidReply said)
    {
        if (await scope.Connection.ExecuteAsync(
            """
            update incident_sent set send_id = @SendId, approval_id = @ApprovalId, queued_at = null, by_id = null
            where reply_id = @reply and conversation_id = @conversation and queued_at is not null
                -- Joined since with somebody who has theirs: one person gets one.
                and not exists (select 1 from incident_sent o join conversation t on t.id = o.conversation_id
                    where o.reply_id = @reply and o.conversation_id <> @conversation
                        and (o.send_id is not null or o.approval_id is not null)
                        and t.contact_id = (select contact_id from conversation where id = @conversation))
            """, new { said.SendId, said.ApprovalId, reply, conversation }, scope.Transaction) == 0)
            throw new InboxException(
                InboxRefusal.TooLate, string.Create(CultureInfo.InvariantCulture, $"The letter {reply} to conversation {conversation} has left already."));
    }

    /// <summary>A letter of an answer to everybody is on its way once it is approved.</summary>
    private static Task PassLetterAsync(WriteScope scope, long approval, long send) => scope.Connection.ExecuteAsync(
        "update incident_sent set send_id = @send where approval_id = @approval", new { approval, send }, scope.Transaction);

    /// <summary>A letter that is still to be handed to the outbox.</summary>
    private sealed record QueuedLetter
    {
        public long ReplyId { get; init; }
        public long ConversationId { get; init; }
        public long IncidentId { get; init; }
        public long? MergedInto { get; init; }

        /// <summary>Whose answer it is; null: the product's, or of somebody who was erased since.</summary>
        public long? ById { get; init; }

        /// <summary>1 where whoever asked for it was allowed to send then, such as not with a token that was given less.</summary>
        public long? MaySend { get; init; }

        public string Text { get; init; } = "";
        public string? Reason { get; init; }
    }
}
