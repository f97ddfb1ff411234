using System.Data.Common;
using System.Globalization;
using Dapper;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
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
    /// Holds for a send <c>s</c> whose turn it is at <c>@Now</c>, once its time has come: replies of one conversation leave in
    /// their order. What was planned for later keeps its time and holds up nothing before it; neither does what a person has
    /// to decide about, except that the private half of a hand-over never leaves before the public one.
    /// </summary>
    public static readonly string IsNext = string.Create(
        CultureInfo.InvariantCulture,
        $"""
        (s.state = 'Queued' or (s.state = 'Unknown' and s.looks < {MostLooks}))
        and not exists (select 1 from send e where e.conversation_id = s.conversation_id and e.id < s.id
            and (e.state = 'Sending' or (e.state = 'Unknown' and e.looks < {MostLooks})
                or (e.state = 'Queued' and (e.attempts > 0 or e.not_before <= @Now or e.not_before <= s.not_before
                    or e.not_before <= e.created_at + {Inbox.TakeBackTime.TotalMilliseconds}))
                or (e.state in ('Queued', 'Unknown', 'Failed')
                    and e.message_id = (select m.pair_id from message m where m.id = s.message_id))))
        """);

    /// <summary>A network has so long to take a reply, from when it was claimed on; after that nothing is begun any more.</summary>
    public static readonly TimeSpan LongestSend = TimeSpan.FromMinutes(5);

    /// <summary>What is being sent for so long was left by a process that is gone.</summary>
    public static readonly TimeSpan Abandoned = LongestSend + TimeSpan.FromMinutes(1);

    /// <summary>So often what became of a reply is written down before it counts as not known.</summary>
    public const int MostWrites = 5;

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
        var looksAfresh = true;
        var under = new List<(long Id, Task Work)>();
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                // One process sends; another one takes over when it is gone. Every round reads by this connection: where it
                // broke, and with it the turn, nothing more is claimed.
                await using var turn = await db.HoldAsync(SendLock, cancel);
                while (turn is not null && !cancel.IsCancellationRequested)
                {
                    under.RemoveAll(u => u.Work.IsCompleted);
                    await ReviveAsync(turn, [.. under.Select(u => u.Id)], looksAfresh, cancel);
                    looksAfresh = false;
                    while (under.Count < Outbox.AtOnce && await ClaimAsync(turn) is { } send)
                        under.Add((send.Id, Task.Run(() => WorkAsync(send), CancellationToken.None)));
                    if (under.Count >= Outbox.AtOnce) await Task.WhenAny(under.Select(u => u.Work));
                    else await SleepAsync(turn, cancel);
                }
                if (turn is null) await SleepAsync(null, cancel);
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
        await Task.WhenAll(under.Select(u => u.Work));
    }

    /// <summary>
    /// What nobody is sending any more is perhaps out and is looked for. A SQLite file has one process; beside PostgreSQL
    /// another one may live that only lost its turn, so that its replies are left to it as long as it may take.
    /// </summary>
    private async Task ReviveAsync(
        DbConnection turn, IReadOnlyList<long> mine, bool looksAfresh, CancellationToken cancel)
    {
        var until = db.Engine is Engine.Sqlite ? Now : Now - (long)Outbox.Abandoned.TotalMilliseconds;
        var left = (await turn.QueryAsync<long>(new CommandDefinition(
            "select id from send where state = 'Sending' and changed_at <= @until", new { until }, cancellationToken: cancel)))
            .Except(mine).ToList();
        if (left.Count > 0)
            await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
                $"""
                update send set state = 'Unknown', looks = 0, not_before = @Now, changed_at = @Now
                where {Sql.In(scope.Engine, "id", "left")} and state = 'Sending' and changed_at <= @until
                """, new { Now, until, left = Sql.List(scope.Engine, left) }, scope.Transaction), cancel);
        // Who was looking for one died with the last process.
        if (looksAfresh)
            await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
                $"update send set not_before = @Now, changed_at = @Now where state = 'Unknown' and looks < {Outbox.MostLooks}",
                new { Now }, scope.Transaction), cancel);
    }

    private async Task SleepAsync(DbConnection? turn, CancellationToken cancel)
    {
        var next = turn is null ? null : await turn.ExecuteScalarAsync<long?>(
            $"select min(s.not_before) from send s where {Outbox.IsNext}", new { Now });
        var until = next is { } at ? Stored.Time(at) - clock.GetUtcNow() : LongestSleep;
        if (until > LongestSleep) until = LongestSleep;
        if (until < TimeSpan.FromMilliseconds(50)) until = TimeSpan.FromMilliseconds(50);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(_wake.WaitAsync(either.Token), Task.Delay(until, clock, either.Token));
        await either.CancelAsync();
    }

    /// <summary>
    /// Takes the next one that is due; null where none is, or where somebody else took it, or took it back, since it was read.
    /// </summary>
    private async Task<SendRow?> ClaimAsync(DbConnection turn)
    {
        var due = await turn.QuerySingleOrDefaultAsync<SendRow>(
            $"""
            select {SendRow.Columns} from send where id = (
                select s.id from send s where s.not_before <= @Now and {Outbox.IsNext} order by s.not_before, s.id limit 1)
            """, new { Now });
        if (due is null) return null;
        return await db.WriteAsync(scope => scope.Connection.QuerySingleOrDefaultAsync<SendRow>(
            $"""
            update send set {(due.State == nameof(SendState.Queued)
                ? "state = 'Sending', attempts = attempts + 1"
                // Claimed for a look: out of the way of the next claim until the look is over.
                : "not_before = @later")}, changed_at = @Now
            where id = @Id and state = @State and not_before = @NotBefore and attempts = @Attempts
            returning {SendRow.Columns}
            """,
            new
            {
                due.Id, due.State, due.NotBefore, due.Attempts, Now,
                later = Now + (long)TimeSpan.FromMinutes(10).TotalMilliseconds,
            }, scope.Transaction), CancellationToken.None);
    }

    private async Task WorkAsync(SendRow send)
    {
        Func<Task> conclude;
        try
        {
            conclude = await PursueAsync(send);
        }
        catch (Exception wrong)
        {
            // Nothing was handed to the network yet, nor asked of it.
            log.LogError(wrong, "Reply {SendId} could not be prepared", send.Id);
            conclude = send.IsBeingSent
                ? () => ConcludeAsync(send, new SendOutcome.Later(TimeSpan.FromMinutes(1), NotPrepared), Now)
                : () => ConcludeAsync(send, null);
        }
        await WriteDownAsync(send, conclude);
        Wake();
    }

    /// <summary>Sends it, or looks for it.</summary>
    /// <returns>Writes down what became of it.</returns>
    private async Task<Func<Task>> PursueAsync(SendRow send)
    {
        var (sender, source, reply) = await OutgoingAsync(send);
        if (!send.IsBeingSent)
        {
            // Without the account nobody can look; it may be out all the same.
            if (sender is null) return () => UndecidedAsync(send, AccountGone);
            var finding = await LookAsync(sender, source!, reply!);
            return () => ConcludeAsync(send, finding);
        }
        if (sender is null) return () => FailAsync(send, AccountGone);
        // What waited for its time must not look as if it had arrived.
        if (await ClosedAsync(send, sender, source!)) return () => FailAsync(send, WindowOver);
        if (await WithdrawnAsync(send)) return () => FailAsync(send, ItemOver);
        reply = reply! with { Files = await OutgoingFilesAsync(send) };
        // After that another process may look for it. A computer that slept must not send what was given up meanwhile.
        var left = Stored.Time(send.ChangedAt) + Outbox.LongestSend - clock.GetUtcNow();
        if (left <= TimeSpan.Zero) return () => SetAsync(send, SendState.Queued, TimeSpan.Zero, send.Why);
        // Answers to it come later than this, whenever the network tells us that it is there.
        var began = Now;
        var outcome = await SendAsync(sender, source!, reply, left);
        return () => ConcludeAsync(send, outcome, began);
    }

    private async Task<SendOutcome> SendAsync(ISendsReplies sender, SourceConfig source, OutgoingReply reply, TimeSpan left)
    {
        using var late = new CancellationTokenSource(left, clock);
        try
        {
            return await sender.SendAsync(source, reply, late.Token);
        }
        catch (Exception wrong)
        {
            log.LogWarning(wrong, "Sending by {Connector} broke off", sender.Description.Name);
            return new SendOutcome.Unknown(BrokeOff);
        }
    }

    private async Task<SendFinding?> LookAsync(ISendsReplies sender, SourceConfig source, OutgoingReply reply)
    {
        using var late = new CancellationTokenSource(Outbox.LongestSend, clock);
        try
        {
            return await sender.FindAsync(source, reply, late.Token);
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
}
