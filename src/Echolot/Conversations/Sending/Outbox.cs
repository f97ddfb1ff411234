using System.Globalization;
using Dapper;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Sources;
using Microsoft.Extensions.Logging;

namespace Echolot.Conversations;

/// <summary>How long sending waits and how often it looks.</summary>
internal static class Outbox
{
    /// <summary>After so many looks a person has to say what became of a reply: two hours have passed by then.</summary>
    public const int MostLooks = 8;

    /// <summary>Replies that are under way at once; a slow network does not hold up the others.</summary>
    public const int AtOnce = 8;

    /// <summary>After so many attempts that surely failed, a person decides.</summary>
    public const int MostAttempts = 8;

    /// <summary>Holds for a send <c>s</c> about which a person has to decide.</summary>
    public static readonly string Stuck = string.Create(
        CultureInfo.InvariantCulture, $"(s.state = 'Failed' or (s.state = 'Unknown' and s.looks >= {MostLooks}))");

    /// <summary>
    /// Holds for a send <c>s</c> whose turn it is, once its time has come: replies of one conversation leave in their order, and
    /// the private half of a hand-over not before the public one, which a person may have to decide about.
    /// </summary>
    public static readonly string IsNext = string.Create(
        CultureInfo.InvariantCulture,
        $"""
        (s.state = 'Queued' or (s.state = 'Unknown' and s.looks < {MostLooks}))
        and not exists (select 1 from send e where e.conversation_id = s.conversation_id and e.id < s.id
            and (e.state in ('Queued', 'Sending', 'Unknown') or (e.state = 'Failed'
                and e.message_id = (select m.pair_id from message m where m.id = s.message_id))))
        """);

    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(5);

    /// <summary>Until the next look: five seconds, then three times as long each time, an hour at most.</summary>
    public static TimeSpan UntilLook(int looks) => TimeSpan.FromSeconds(
        Math.Min(3600, FirstLook.TotalSeconds * Math.Pow(3, looks)));
}

public sealed partial class Inbox
{
    // Any number will do as long as nothing else in the database uses it.
    private const long SendLock = 0x4563686F6C6F5365;

    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _wake = new(0, 1);

    private void Wake() => Ring(_wake);

    private void Ring(SemaphoreSlim bell)
    {
        if (bell.CurrentCount > 0) return;
        try
        {
            bell.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else rang at the same moment.
            log.LogTrace("The outbox is awake already");
        }
    }

    /// <summary>Sends what is due until cancelled; what is under way then is finished.</summary>
    internal async Task SendAllAsync(CancellationToken cancel)
    {
        var revived = false;
        var under = new HashSet<Task>();
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                // One process sends; another one takes over when it is gone.
                await using var turn = await db.HoldAsync(SendLock, cancel);
                if (turn is not null)
                {
                    if (!revived) await ReviveAsync(cancel);
                    revived = true;
                    while (!cancel.IsCancellationRequested)
                    {
                        under.RemoveWhere(t => t.IsCompleted);
                        while (under.Count < Outbox.AtOnce && await ClaimAsync() is { } send)
                            under.Add(Task.Run(() => WorkAsync(send), CancellationToken.None));
                        if (under.Count >= Outbox.AtOnce) await Task.WhenAny(under);
                        else await SleepAsync(cancel);
                    }
                }
                else await SleepAsync(cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                log.LogDebug("The outbox stops");
            }
            catch (Exception wrong)
            {
                log.LogError(wrong, "The outbox stumbled; what waits goes out when it is up again");
                await Task.Delay(LongestSleep, clock, CancellationToken.None);
            }
        }
        await Task.WhenAll(under);
    }

    // Whoever took them died with the last process: perhaps they are out. Who was looking for one died as well.
    private Task ReviveAsync(CancellationToken cancel) => db.WriteAsync(scope => scope.Connection.ExecuteAsync(
        $"""
        update send set looks = case state when 'Sending' then 0 else looks end, state = 'Unknown', not_before = @Now,
            changed_at = @Now
        where state = 'Sending' or (state = 'Unknown' and looks < {Outbox.MostLooks})
        """, new { Now }, scope.Transaction), cancel);

    private async Task SleepAsync(CancellationToken cancel)
    {
        long? next;
        await using (var connection = await db.ReadAsync(cancel))
            next = await connection.ExecuteScalarAsync<long?>(
                $"select min(s.not_before) from send s where {Outbox.IsNext}");
        var until = next is { } at ? Stored.Time(at) - clock.GetUtcNow() : LongestSleep;
        if (until > LongestSleep) until = LongestSleep;
        if (until < TimeSpan.FromMilliseconds(50)) until = TimeSpan.FromMilliseconds(50);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(_wake.WaitAsync(either.Token), Task.Delay(until, clock, either.Token));
        await either.CancelAsync();
    }

    /// <summary>Takes the next one that is due; replies of one conversation go out in their order.</summary>
    private async Task<SendRow?> ClaimAsync()
    {
        var due = $"select s.id from send s where s.not_before <= @Now and {Outbox.IsNext} order by s.not_before, s.id limit 1";
        var values = new { Now };
        // Most of the time nothing is due, and reading holds up nobody.
        await using (var connection = await db.ReadAsync(CancellationToken.None))
            if (await connection.ExecuteScalarAsync<long?>(due, values) is null) return null;
        return await db.WriteAsync(async scope =>
        {
            var row = await scope.Connection.QuerySingleOrDefaultAsync<SendRow>(
                $"select {SendRow.Columns} from send where id = ({due})", values, scope.Transaction);
            if (row is null) return null;
            await scope.Connection.ExecuteAsync(
                row.State == nameof(SendState.Queued)
                    ? "update send set state = 'Sending', attempts = attempts + 1, changed_at = @Now where id = @Id"
                    // Claimed for a look: out of the way of the next claim until the look is over.
                    : "update send set not_before = @later, changed_at = @Now where id = @Id",
                new { row.Id, Now, later = Now + (long)TimeSpan.FromMinutes(10).TotalMilliseconds }, scope.Transaction);
            return row;
        }, CancellationToken.None);
    }

    private async Task WorkAsync(SendRow send)
    {
        try
        {
            var (sender, source, reply) = await OutgoingAsync(send);
            if (sender is null)
                await FailAsync(send, AccountGone);
            else if (send.State == nameof(SendState.Queued) && await ClosedAsync(send, sender, source!))
                // What waited for its time must not look as if it had arrived.
                await FailAsync(send, WindowOver);
            else if (send.State == nameof(SendState.Queued) && await WithdrawnAsync(send))
                await FailAsync(send, ItemOver);
            else if (send.State == nameof(SendState.Queued))
            {
                // Answers to it come later than this, whenever the network tells us that it is there.
                var began = Now;
                await ConcludeAsync(send, await SendAsync(sender, source!, reply! with { Files = await OutgoingFilesAsync(send) }), began);
            }
            else
                await ConcludeAsync(send, await LookAsync(sender, source!, reply!));
        }
        catch (Exception wrong)
        {
            // The database does not answer: after the next start it is looked for at the network.
            log.LogError(wrong, "What became of reply {SendId} could not be written down", send.Id);
        }
        Wake();
    }

    private async Task<SendOutcome> SendAsync(ISendsReplies sender, SourceConfig source, OutgoingReply reply)
    {
        try
        {
            return await sender.SendAsync(source, reply, CancellationToken.None);
        }
        catch (Exception wrong)
        {
            log.LogWarning(wrong, "Sending by {Connector} broke off", sender.Description.Name);
            return new SendOutcome.Unknown(BrokeOff);
        }
    }

    private static async Task<SendFinding?> LookAsync(ISendsReplies sender, SourceConfig source, OutgoingReply reply)
    {
        try
        {
            return await sender.FindAsync(source, reply, CancellationToken.None);
        }
        catch (Exception)
        {
            // Nobody answered; the next look comes later.
            return null;
        }
    }

    private async Task<(ISendsReplies?, SourceConfig?, OutgoingReply?)> OutgoingAsync(SendRow send)
    {
        var source = (await sources.ListAsync(CancellationToken.None)).FirstOrDefault(s => s.Id == send.SourceId);
        if (source is null || sources.Connectors.FirstOrDefault(c => c.Description.Name == source.Key.Connector)
            is not ISendsReplies sender) return default;
        var config = await sources.ConfigAsync(source.Id, CancellationToken.None);
        if (sender.Abilities(config) is null) return default;
        await using var connection = await db.ReadAsync(CancellationToken.None);
        var conversation = await connection.QuerySingleAsync<ConversationRow>(
            $"select {ConversationRow.Columns} from conversation c where id = @ConversationId", send);
        var message = await connection.QuerySingleAsync<MessageRow>(
            $"select {MessageRow.Columns} from message m where id = @MessageId", send);
        var answered = send.ReplyTo is null ? null : await connection.QuerySingleOrDefaultAsync<MessageRow>(
            $"select {MessageRow.Columns} from message m where id = @ReplyTo", send);
        var said = (await connection.QueryAsync<(string? Parent, string Id)>(
            """
            select parent_id, external_id from message
            where conversation_id = @ConversationId and leg = @Leg and connector = @Connector and external_id is not null
            order by at, id
            """, new { send.ConversationId, send.Leg, message.Connector })).AsList();
        var first = said.Count == 0 ? null : said[0].Parent ?? said[0].Id;
        var with = await ToAsync(conversation, answered, message.Connector);
        return (sender, config, new OutgoingReply(
            send.Key, (Leg)send.Leg, message.Text, Id(answered?.ExternalId), answered?.LocalId,
            Id(first), with is null ? null : new AuthorRef(with.ExternalId, with.Handle, with.Name, with.Profile),
            conversation.Language == "und" ? null : conversation.Language, Stored.Time(message.At))
        {
            Subject = conversation.Subject, Earlier = [.. said.TakeLast(MostEarlier).Select(s => new ExternalId(s.Id))],
            Automatic = message.Bot is not null,
        });

        static ExternalId? Id(string? id) => id is null ? null : new(id);
    }

    private Task ConcludeAsync(SendRow send, SendOutcome outcome, long began) => outcome switch
    {
        SendOutcome.Sent sent => SentAsync(send, sent.Id, sent.Url, sent.LocalId, began),
        SendOutcome.Refused refused => FailAsync(send, refused.Why),
        SendOutcome.Later later when send.Attempts + 1 >= Outbox.MostAttempts => FailAsync(send, later.Why),
        SendOutcome.Later later => SetAsync(send, SendState.Queued, later.After, later.Why),
        SendOutcome.Unknown unknown => UnknownAsync(send, unknown.Why),
        _ => throw new NotSupportedException($"The outbox does not know the outcome {outcome.GetType().Name}."),
    };

    private Task ConcludeAsync(SendRow send, SendFinding? finding) => finding switch
    {
        // It was there before it was looked for: its time stays the one at which it was to leave.
        SendFinding.Found found => SentAsync(send, found.Id, found.Url, found.LocalId, null),
        SendFinding.Missing => SetAsync(send, SendState.Queued, TimeSpan.Zero, null),
        SendFinding.Unclear unclear => UndecidedAsync(send, unclear.Why),
        _ when send.Looks + 1 >= Outbox.MostLooks => UndecidedAsync(send, send.Why),
        _ => SetAsync(
            send, SendState.Unknown, Outbox.UntilLook((int)send.Looks + 1), send.Why, (int)send.Looks + 1),
    };

    private Task SetAsync(SendRow send, SendState state, TimeSpan after, LocalText? why, int? looks = null) =>
        ConcludeAsync(send, state, (long)after.TotalMilliseconds, why, looks, null);

    private Task FailAsync(SendRow send, LocalText why) => ConcludeAsync(
        send, SendState.Failed, 0, why, null, async recording =>
        {
            await recording.NoteAsync(ConversationEventKind.SendFailed, Now, after: Recording.Number(send.MessageId));
            await recording.Scope.Connection.ExecuteAsync(
                """
                update send set problem = @De, problem_en = @En
                where conversation_id = @ConversationId and id > @Id and state = 'Queued'
                    and message_id = (select pair_id from message where id = @MessageId)
                """, new { send.Id, send.ConversationId, send.MessageId, FirstHalf.De, FirstHalf.En }, recording.Scope.Transaction);
            await TellUnsentAsync(recording, send, undecided: false);
        });

    private Task UndecidedAsync(SendRow send, LocalText? why) => ConcludeAsync(
        send, SendState.Unknown, 0, why, Outbox.MostLooks, recording => TellUnsentAsync(recording, send, undecided: true));

    private Task UnknownAsync(SendRow send, LocalText why) => ConcludeAsync(
        send, SendState.Unknown, (long)Outbox.UntilLook(0).TotalMilliseconds, why, 0,
        recording => recording.NoteAsync(ConversationEventKind.SendUnknown, Now, after: Recording.Number(send.MessageId)));

    private Task SentAsync(SendRow send, ExternalId id, Uri? url, string? local, long? at) => ConcludeAsync(
        send, SendState.Sent, 0, null, null, async recording =>
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
    /// Writes down what became of it; what was concluded already in another way stays, and a slow look does not undo a later one.
    /// </summary>
    private Task ConcludeAsync(
        SendRow send, SendState state, long after, LocalText? why, int? looks, Func<Recording, Task>? then) =>
        db.WriteAsync(async scope =>
        {
            var open = await scope.Connection.ExecuteAsync(
                """
                update send set state = @state, problem = @De, problem_en = @En, not_before = @at, looks = coalesce(@looks, looks),
                    changed_at = @Now
                where id = @Id and state in ('Sending', 'Unknown')
                    and (coalesce(@looks, 0) = 0 or looks < @looks)
                """, new { send.Id, state = state.ToString(), why?.De, why?.En, at = Now + after, looks = (long?)looks, Now },
                scope.Transaction);
            if (open == 0) return;
            var recording = await RecordAsync(scope, send.ConversationId, CancellationToken.None);
            if (then is not null) await then(recording);
            // Pages show how sending stands, also where nothing else changed.
            recording.Change(row => row with { Revision = row.Revision + 1 });
            await recording.FinishAsync(CancellationToken.None);
        }, CancellationToken.None);

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
            LastOutAt = when, LastAt = Math.Max(when, row.LastAt), Snippet = newer ? row.Snippet : SnippetOf(text ?? ""),
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
            where s.conversation_id = @Id and s.state in ('Sending', 'Unknown') and m.external_id is null order by s.id
            """, new { recording.Row.Id }, recording.Scope.Transaction, cancellationToken: cancel));
        foreach (var (id, message, text) in open)
        {
            if (!Letters(said.Text).Contains(Letters(text), StringComparison.Ordinal)) continue;
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

    // Networks put handles before, shorten links and turn quotation marks.
    private static string Letters(string text) => string.Concat(
        text.Where(char.IsLetterOrDigit).Select(c => char.ToLower(c, CultureInfo.InvariantCulture)));
}
