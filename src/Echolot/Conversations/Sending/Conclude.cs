using System.Globalization;
using Dapper;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    private static readonly LocalText NotPrepared = new(
        "Die Antwort ließ sich nicht zum Senden vorbereiten.", "The reply could not be made ready for sending.");

    /// <summary>
    /// Writes down what became of a reply. The database may be busy for a moment; where it takes it in no way, the reply
    /// counts as not known, so that it is looked for and in the end a person decides, instead of holding up others.
    /// </summary>
    private async Task WriteDownAsync(SendRow send, Func<Task> conclude)
    {
        for (var tries = 1; tries <= Outbox.MostWrites; tries++)
        {
            if (tries > 1) await Task.Delay(TimeSpan.FromMilliseconds(50 << tries), clock, CancellationToken.None);
            try
            {
                await conclude();
                return;
            }
            catch (Exception wrong)
            {
                log.LogError(
                    wrong, "What became of reply {SendId} could not be written down, try {Tries} of {Most}",
                    send.Id, tries, Outbox.MostWrites);
            }
        }
        var looks = send.IsBeingSent ? 0 : send.Looks + 1;
        try
        {
            await db.WriteAsync(scope => LeaveOpenAsync(scope, send, looks), CancellationToken.None);
        }
        catch (Exception wrong)
        {
            // The database does not answer: whoever sends next finds it unfinished.
            log.LogError(wrong, "Reply {SendId} stays as it was", send.Id);
        }
    }

    /// <summary>
    /// What became of it is not known; pages see it, and after the last look a person is told. Written without the events and
    /// clocks of the conversation: those could not be written.
    /// </summary>
    private async Task LeaveOpenAsync(WriteScope scope, SendRow send, long looks)
    {
        if (await RecordOfAsync(scope, send) is not { } recording) return;
        if (await scope.Connection.ExecuteAsync(
            $"update send set state = 'Unknown', looks = @looks, not_before = @at, changed_at = @Now where id = @Id and {StillMine(send)}",
            new
            {
                send.Id, send.Attempts, looks, Now, at = Now + (long)Outbox.UntilLook((int)looks).TotalMilliseconds,
            }, scope.Transaction) == 0) return;
        var over = looks >= Outbox.MostLooks;
        send = send with { ConversationId = recording.Row.Id };
        var revision = await scope.Connection.ExecuteScalarAsync<long>(
            $"update conversation set revision = revision + 1{(over ? ", unsent = 1" : "")} where id = @ConversationId returning revision",
            send, scope.Transaction);
        var whose = new Belonging(recording.Row.DepartmentId, recording.Row.AssigneeId);
        await bus.PublishAsync(
            scope, new ConversationChanged(send.ConversationId, revision, false) { Was = whose, Is = whose }, CancellationToken.None);
        if (!over) return;
        await HoldOtherHalfAsync(recording, send);
        await TellUnsentAsync(recording, send, undecided: true);
    }

    /// <summary>
    /// Opens the conversation of a reply first, as everybody else locks them; it may be merged while it is waited for.
    /// </summary>
    private async Task<Recording?> RecordOfAsync(WriteScope scope, SendRow send)
    {
        Recording? recording = null;
        while (await scope.Connection.ExecuteScalarAsync<long?>(
            "select conversation_id from send where id = @Id", send, scope.Transaction) is { } talk
            && talk != recording?.Row.Id)
            recording = await RecordAsync(scope, talk, CancellationToken.None);
        return recording;
    }

    /// <summary>Whether nobody has concluded, or begun, anything else about it since it was claimed.</summary>
    private static string StillMine(SendRow send) => send.IsBeingSent
        ? "state in ('Sending', 'Unknown') and attempts = @Attempts"
        : "state = 'Unknown' and attempts = @Attempts and (coalesce(@looks, 0) = 0 or looks < @looks)";

    private Task ConcludeAsync(SendRow send, SendOutcome outcome, long began) => outcome switch
    {
        SendOutcome.Sent sent => SentAsync(send, sent.Id, sent.Url, sent.LocalId, began),
        SendOutcome.Refused refused => FailAsync(send, refused.Why),
        SendOutcome.Later later when send.Attempts >= Outbox.MostAttempts => FailAsync(send, later.Why),
        SendOutcome.Later later => SetAsync(send, SendState.Queued, later.After, later.Why),
        SendOutcome.Unknown unknown => UnknownAsync(send, unknown.Why),
        _ => throw new NotSupportedException($"The outbox does not know the outcome {outcome.GetType().Name}."),
    };

    private Task ConcludeAsync(SendRow send, SendFinding? finding) => finding switch
    {
        // It was there before it was looked for: its time stays the one at which it was to leave.
        SendFinding.Found found => SentAsync(send, found.Id, found.Url, found.LocalId, null),
        // A network that never takes it, only to break off each time, is not asked for ever.
        SendFinding.Missing when send.Attempts >= Outbox.MostAttempts => FailAsync(send, send.Why ?? BrokeOff),
        SendFinding.Missing => SetAsync(
            send, SendState.Queued, send.Attempts > 1 ? Outbox.UntilLook((int)send.Attempts - 1) : TimeSpan.Zero, send.Why),
        SendFinding.Unclear unclear => UndecidedAsync(send, unclear.Why),
        _ when send.Looks + 1 >= Outbox.MostLooks => UndecidedAsync(send, send.Why),
        _ => SetAsync(
            send, SendState.Unknown, Outbox.UntilLook((int)send.Looks + 1), send.Why, (int)send.Looks + 1),
    };

    private Task SetAsync(SendRow send, SendState state, TimeSpan after, LocalText? why, int? looks = null) =>
        ConcludeAsync(send, state, (long)after.TotalMilliseconds, why, looks, null);

    private Task FailAsync(SendRow send, LocalText why) => ConcludeAsync(
        send, SendState.Failed, 0, why, null, async (recording, send) =>
        {
            await recording.NoteAsync(ConversationEventKind.SendFailed, Now, after: Recording.Number(send.MessageId));
            await HoldOtherHalfAsync(recording, send);
            await TellUnsentAsync(recording, send, undecided: false);
        });

    private Task UndecidedAsync(SendRow send, LocalText? why) => ConcludeAsync(
        send, SendState.Unknown, 0, why, Outbox.MostLooks, async (recording, send) =>
        {
            await HoldOtherHalfAsync(recording, send);
            await TellUnsentAsync(recording, send, undecided: true);
        });

    /// <summary>The private half of a hand-over says why it waits.</summary>
    private static Task HoldOtherHalfAsync(Recording recording, SendRow send) => recording.Scope.Connection.ExecuteAsync(
        """
        update send set problem = @De, problem_en = @En
        where conversation_id = @ConversationId and id > @Id and state = 'Queued'
            and message_id = (select pair_id from message where id = @MessageId)
        """, new { send.Id, send.ConversationId, send.MessageId, FirstHalf.De, FirstHalf.En }, recording.Scope.Transaction);

    private Task UnknownAsync(SendRow send, LocalText why) => ConcludeAsync(
        send, SendState.Unknown, (long)Outbox.UntilLook(0).TotalMilliseconds, why, 0, (recording, send) =>
            recording.NoteAsync(ConversationEventKind.SendUnknown, Now, after: Recording.Number(send.MessageId)));

    private Task SentAsync(SendRow send, ExternalId id, Uri? url, string? local, long? at) => ConcludeAsync(
        send, SendState.Sent, 0, null, null, async (recording, send) =>
        {
            // The network may have told us of our own words before it answered us.
            var connector = await recording.Scope.Connection.ExecuteScalarAsync<string>(
                "select connector from message where id = @MessageId", send, recording.Scope.Transaction);
            await recording.Scope.Connection.ExecuteAsync(
                "delete from message where connector = @connector and external_id = @id and id <> @MessageId",
                new { connector, id = id.Value, send.MessageId }, recording.Scope.Transaction);
            await recording.Scope.Connection.ExecuteAsync(
                "update message set external_id = @id, local_id = coalesce(@local, local_id), url = @url, at = coalesce(@at, at) where id = @MessageId",
                new { id = id.Value, local, url = url?.OriginalString, at, send.MessageId }, recording.Scope.Transaction);
            await arrivals.FollowAsync(
                recording.Scope, connector!, Arrivals.NamesOf(id, local), clock.GetUtcNow() + Following);
            await RepliedAsync(recording, send, at ?? Now);
        });

    /// <summary>
    /// Writes down what became of it; what was concluded already in another way stays, and a slow look does not undo a later
    /// one. That it is out is the truth whatever was supposed meanwhile. Nothing is sent again to somebody who was erased.
    /// </summary>
    private Task ConcludeAsync(
        SendRow send, SendState state, long after, LocalText? why, int? looks, Func<Recording, SendRow, Task>? then)
    {
        // From when the outcome was known, however long it takes to write it down.
        var at = Now + after;
        return db.WriteAsync(async scope =>
        {
            if (await RecordOfAsync(scope, send) is not { } recording) return;
            var open = await scope.Connection.ExecuteAsync(
                $"""
                update send set state = case when @state = 'Queued' and exists (
                        select 1 from message m where m.id = send.message_id and m.deleted_at is not null) then 'Undone' else @state end,
                    problem = @De, problem_en = @En, not_before = @at, looks = coalesce(@looks, looks), changed_at = @Now
                where id = @Id and {(state is SendState.Sent
                    ? "(state in ('Sending', 'Unknown', 'Failed') or (state = 'Queued' and attempts > 0))" : StillMine(send))}
                """,
                new
                {
                    send.Id, send.Attempts, state = state.ToString(), why?.De, why?.En, at, looks = (long?)looks, Now,
                }, scope.Transaction);
            if (open == 0) return;
            if (then is not null) await then(recording, send with { ConversationId = recording.Row.Id });
            // Pages show how sending stands, also where nothing else changed.
            recording.Change(row => row with { Revision = row.Revision + 1 });
            await recording.FinishAsync(CancellationToken.None);
        }, CancellationToken.None);
    }

    private async Task RepliedAsync(Recording recording, SendRow send, long? at)
    {
        var when = at ?? send.CreatedAt;
        var (text, bot) = await recording.Scope.Connection.QuerySingleOrDefaultAsync<(string?, string?)>(
            "select text, bot from message where id = @MessageId", send, recording.Scope.Transaction);
        await recording.NoteAsync(
            ConversationEventKind.Replied, when, send.PersonId,
            after: bot is null ? Recording.Number(send.MessageId) : "bot");
        // What the customer said while it was under way is still to be answered; by the order in which it came, as the
        // clocks of networks differ from ours.
        var newer = await recording.Scope.Connection.ExecuteScalarAsync<long?>(
            $"""
            select 1 from message where conversation_id = @ConversationId and id > @MessageId
                and direction = {(int)Direction.Theirs} limit 1
            """, send, recording.Scope.Transaction) is not null;
        recording.Change(row => row with
        {
            LastOutAt = bot is null ? when : row.LastOutAt, LastAt = Math.Max(when, row.LastAt), Snippet = newer ? row.Snippet : SnippetOf(text ?? ""),
        });
        if (send.NextState is { } next && !newer)
            await recording.EnterAsync((ConversationState)next, when, send.PersonId);
    }

    /// <summary>
    /// Whether these words of ours are a reply whose outcome was open: the network showing it is the proof that it is out.
    /// </summary>
    private async Task<bool> RecogniseAsync(Recording recording, Mention said, CancellationToken cancel)
    {
        var open = await recording.Scope.Connection.QueryAsync<(long Send, long Message, string Text)>(new CommandDefinition(
            """
            select s.id, m.id, m.text from send s join message m on m.id = s.message_id
            where s.conversation_id = @Id and m.external_id is null
                and (s.state in ('Sending', 'Unknown') or (s.state = 'Queued' and s.attempts > 0))
            order by s.id
            """, new { recording.Row.Id }, recording.Scope.Transaction, cancellationToken: cancel));
        foreach (var (id, message, text) in open)
        {
            if (!Says(said.Text, text)) continue;
            var send = await recording.Scope.Connection.QuerySingleAsync<SendRow>(
                $"update send set state = 'Sent', problem = null, problem_en = null, changed_at = @Now where id = @id returning {SendRow.Columns}",
                new { id, Now }, recording.Scope.Transaction);
            await recording.Scope.Connection.ExecuteAsync(
                """
                update message set external_id = @external, local_id = @LocalId, url = @url,
                    at = case when @shown > at then @shown else at end where id = @message
                """,
                new
                {
                    external = said.Id.Value, said.LocalId, url = said.Url?.OriginalString, message,
                    shown = Math.Min(Now, said.PublishedAt.ToUnixTimeMilliseconds()),
                },
                recording.Scope.Transaction);
            await arrivals.FollowAsync(
                recording.Scope, recording.Row.Connector, Arrivals.NamesOf(said.Id, said.LocalId),
                clock.GetUtcNow() + Following);
            await RepliedAsync(recording, send, Now);
            recording.Scope.AfterCommit(Wake);
            await recording.FinishAsync(cancel);
            return true;
        }
        return false;
    }

    private static bool Says(string said, string text) => Letters(text) is { Length: > 0 } letters
        ? Letters(said).Contains(letters, StringComparison.Ordinal) : said.Trim() == text.Trim();

    // Networks put handles before, shorten links and turn quotation marks.
    private static string Letters(string text) => string.Concat(
        text.Where(char.IsLetterOrDigit).Select(c => char.ToLower(c, CultureInfo.InvariantCulture)));
}
