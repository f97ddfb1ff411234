using System.Globalization;
using System.Text;
using Dapper;
using Echolot.Conversations;
using Echolot.Messaging;
using Echolot.Network;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Echolot.Alerts;

/// <summary>How somebody on call was told.</summary>
/// <param name="Place">Which step of the call it belongs to.</param>
/// <param name="Problem">What the mail server or the push service said at the last try.</param>
public sealed record DutyMessage(
    long CallId, int Place, DeliveryChannel Channel, DeliveryState State, DateTimeOffset? DoneAt, string? Problem);

/// <summary>Tells people on call by screen, mail and push, and has somebody called for alerts that nobody acknowledges.</summary>
/// <remarks>
/// Quiet hours do not hold here: whoever is on call is there to be disturbed. Whoever is given conversations is told here, too, as
/// they want it.
/// </remarks>
public sealed class DutyPost(
    EcholotDb db, Bus bus, Roster roster, RotaDesk rota, AlertDesk desk, Inbox inbox, IGuardedHttp http, AlertOptions options,
    IDataProtectionProvider protection, TimeProvider clock, ILogger<DutyPost> log)
{
    private const string SubscriberName = "duty-post";
    private const string AlertSubscriber = "duty-alerts";

    /// <summary>A firing that is older is no reason to wake anybody: the server stood still.</summary>
    private static readonly TimeSpan News = TimeSpan.FromHours(1);

    /// <summary>A try that is out longer was cut off by a crash.</summary>
    private static readonly TimeSpan LostAfter = TimeSpan.FromMinutes(3);

    private readonly PushKey _pushKey = new(db, protection.CreateProtector("Echolot.Alerts.Push"));

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Hears facts before the host starts.</summary>
    internal void Listen()
    {
        bus.Subscribe<DutyCalled>(SubscriberName, TellAsync);
        bus.Subscribe<DutyUnanswered>(SubscriberName, TellAsync);
        bus.Subscribe<HandedToPeople>(SubscriberName, TellAsync);
        bus.Subscribe<ConversationsHanded>(SubscriberName, TellAsync);
        bus.Subscribe<SwapOffered>(SubscriberName, TellAsync);
        bus.Subscribe<SwapTaken>(SubscriberName, TellAsync);
        bus.Subscribe<AlertChanged>(AlertSubscriber, LookAsync);
        bus.Subscribe<DutyAcknowledged>(AlertSubscriber, AcknowledgeAsync);
    }

    /// <summary>How people were told in these calls.</summary>
    public async Task<IReadOnlyList<DutyMessage>> MessagesAsync(IReadOnlyList<long> calls, CancellationToken cancel)
    {
        if (calls.Count == 0) return [];
        await using var read = await db.ReadAsync(cancel);
        return [.. (await read.QueryAsync<DutyMessageRow>(new CommandDefinition(
            $"select {DutyMessageRow.Columns} from duty_message where call_id in ({Stored.List(calls)}) order by id",
            cancellationToken: cancel))).Select(m => m.AsMessage())];
    }

    /// <summary>What firings people were called for, in words, by their number; one that is gone says that an alert fired.</summary>
    /// <param name="calls">Calls; those for conversations are left out.</param>
    /// <param name="language"><c>de</c> or <c>en</c>.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<IReadOnlyDictionary<long, string>> FiringTitlesAsync(
        IReadOnlyList<DutyCall> calls, string language, CancellationToken cancel)
    {
        var titles = new Dictionary<long, string>();
        foreach (var id in calls.Where(c => c.Subject is DutySubject.Firing).Select(c => c.SubjectId).Distinct())
            titles[id] = (await AboutAsync(DutySubject.Firing, id, cancel)).Title(Wording.In(language));
        return titles;
    }

    internal async Task TellAsync(DutyCalled fact, CancellationToken cancel)
    {
        var (about, link) = await AboutAsync(fact.Subject, fact.SubjectId, cancel);
        await desk.TellAsync(
            fact.PersonId, null, [], 1, (words, _) => (words.DutyTitle(about(words)), words.DutyWhy(fact.Minutes)),
            link, string.Create(CultureInfo.InvariantCulture, $"call-{fact.CallId}-{fact.Place}"), cancel);
        await EnqueueAsync(
            new()
            {
                Occasion = string.Create(CultureInfo.InvariantCulture, $"call-{fact.CallId}-{fact.Place}"), CallId = fact.CallId,
                Place = fact.Place, PersonId = fact.PersonId, Subject = fact.Subject.ToString(), SubjectId = fact.SubjectId,
                Minutes = fact.Minutes,
            }, byMail: true, cancel);
        await ShowAsync(fact.Subject, fact.SubjectId, cancel);
    }

    /// <summary>Open pages of the firing show who was called. Nobody is called for that again.</summary>
    private async Task ShowAsync(DutySubject subject, long id, CancellationToken cancel)
    {
        if (subject is DutySubject.Firing && await desk.FindFiringAsync(id, cancel) is { } firing)
            await db.WriteAsync(scope => bus.PublishAsync(scope, new FiringShown(firing.RuleId, id), cancel), cancel);
    }

    /// <summary>What somebody is called for, in words, and where they look at it and answer.</summary>
    private async Task<(Func<Wording, string> Title, string Link)> AboutAsync(
        DutySubject subject, long id, CancellationToken cancel)
    {
        if (subject is DutySubject.Conversation)
        {
            var holder = await HolderAsync(id, cancel);
            return (words => words.UrgentTitle(id, holder), Links.Rota);
        }
        return await desk.FiredAsync(id, cancel) is { } fired
            ? (words => words.Title(fired.Rule, fired.Firing, fired.Subject), Links.ToFiring(id))
            : (words => words.FiredTitle(), Links.Rota);
    }

    private async Task<string?> HolderAsync(long conversation, CancellationToken cancel) =>
        (await inbox.FindAsync(conversation, Sight.Everything, cancel))?.AssigneeId is { } holder
            ? (await roster.FindAsync(holder, cancel))?.Name : null;

    private Task EnqueueAsync(DutyMessageRow row, bool byMail, CancellationToken cancel, bool byPush = true) =>
        db.WriteAsync(async scope =>
        {
            var known = await scope.Connection.ExecuteScalarAsync<long>(
                "select count(*) from duty_message where occasion = @Occasion", row, scope.Transaction);
            if (known > 0) return;
            if (byMail) await InsertAsync(scope, row with { Channel = nameof(DeliveryChannel.Email) });
            if (!byPush) return;
            foreach (var device in await scope.Connection.QueryAsync<long>(
                "select id from push_device where person_id = @PersonId order by id", row, scope.Transaction))
                await InsertAsync(scope, row with { Channel = nameof(DeliveryChannel.Push), DeviceId = device });
        }, cancel);

    /// <summary>A bot hands a conversation to people: on screen and by push, whether or not they are on call.</summary>
    internal async Task TellAsync(HandedToPeople fact, CancellationToken cancel)
    {
        foreach (var person in fact.PersonIds)
        {
            var occasion = string.Create(CultureInfo.InvariantCulture, $"{fact.Occasion}-{person}");
            await desk.TellAsync(
                person, null, [], 1, (words, _) => (words.HandedTitle(fact.ConversationId), words.HandedWhy()),
                Links.ToConversation(fact.ConversationId), occasion, cancel);
            await EnqueueAsync(
                new() { Occasion = occasion, PersonId = person, Subject = nameof(DutySubject.Conversation), SubjectId = fact.ConversationId },
                byMail: false, cancel);
        }
    }

    /// <summary>Conversations are somebody's now: the alert desk tells it on screen, this as they want it besides.</summary>
    internal async Task TellAsync(ConversationsHanded fact, CancellationToken cancel)
    {
        var ways = await desk.HandedWaysAsync(fact.PersonId, cancel);
        await EnqueueAsync(
            new()
            {
                Occasion = string.Create(CultureInfo.InvariantCulture, $"{fact.Occasion}-{fact.PersonId}"), PersonId = fact.PersonId,
                Subject = DutyMessageRow.Handed, SubjectId = fact.Count == 1 ? fact.Conversations[0] : 0, Minutes = fact.Count, ById = fact.By,
            }, ways.Mail, cancel, ways.Push);
    }

    internal async Task TellAsync(DutyUnanswered fact, CancellationToken cancel)
    {
        var link = fact.Subject is DutySubject.Firing ? Links.ToFiring(fact.SubjectId) : Links.Rota;
        foreach (var person in fact.People)
            await desk.TellAsync(
                person, null, [], 1, (words, _) => (words.UnansweredTitle(fact.Subject, fact.SubjectId), words.UnansweredWhy(fact.Told)),
                link, string.Create(CultureInfo.InvariantCulture, $"call-{fact.CallId}-unanswered"), cancel);
        await ShowAsync(fact.Subject, fact.SubjectId, cancel);
    }

    internal async Task TellAsync(SwapOffered fact, CancellationToken cancel)
    {
        foreach (var person in fact.People)
            await desk.TellAsync(
                person, fact.PersonId, [], 1, (words, by) => (words.SwapTitle(by), words.SwapWhy()), Links.Rota,
                string.Create(CultureInfo.InvariantCulture, $"swap-{fact.SwapId}"), cancel);
    }

    internal Task TellAsync(SwapTaken fact, CancellationToken cancel) => desk.TellAsync(
        fact.PersonId, fact.TakenBy, [], 1, (words, by) => (words.SwappedTitle(by), words.SwapWhy()), Links.Rota,
        string.Create(CultureInfo.InvariantCulture, $"swap-{fact.SwapId}-taken"), cancel);

    /// <summary>An alert fired, or somebody dealt with it.</summary>
    internal async Task LookAsync(AlertChanged fact, CancellationToken cancel)
    {
        if (fact.FiringId is not { } id) return;
        var firing = await desk.FindFiringAsync(id, cancel);
        if (firing is null)
        {
            await rota.EndCallsAsync(DutySubject.Firing, id, null, cancel);
        }
        else if (firing.AcknowledgedAt is not null || firing.Verdict is FiringVerdict.FalseAlarm)
        {
            await rota.EndCallsAsync(DutySubject.Firing, id, firing.AcknowledgedBy ?? firing.VerdictBy, cancel);
        }
        else if (firing.Told && clock.GetUtcNow() - firing.At < News)
        {
            if (await desk.FindRuleAsync(firing.RuleId, cancel) is { } rule
                && Chain.Of(rule, firing.At) is { Minutes: { } minutes } chain)
                await rota.CallChainAsync(DutySubject.Firing, id, chain.First, minutes, cancel);
            else
                await rota.CallAsync(DutySubject.Firing, id, cancel);
        }
    }

    internal Task AcknowledgeAsync(DutyAcknowledged fact, CancellationToken cancel) =>
        fact.Subject is DutySubject.Firing ? desk.AcknowledgeAsync(fact.SubjectId, fact.PersonId, cancel) : Task.CompletedTask;

    /// <summary>Sends what waits, each on its own way.</summary>
    internal async Task SendAsync(CancellationToken cancel)
    {
        await using (var read = await db.ReadAsync(cancel))
            if (await read.ExecuteScalarAsync<long>(
                "select count(*) from duty_message where next_attempt_at <= @Now or claimed_at < @lost",
                new { Now, lost = Now - (long)LostAfter.TotalMilliseconds }) == 0) return;
        var claimed = await db.WriteAsync<IReadOnlyList<DutyMessageRow>>(async scope =>
        {
            // One that a crash cut off may have arrived; the next one on call is told anyway.
            await scope.Connection.ExecuteAsync(
                "update duty_message set state = @unknown, claimed_at = null, done_at = @Now where claimed_at < @lost",
                new { unknown = nameof(DeliveryState.Unknown), Now, lost = Now - (long)LostAfter.TotalMilliseconds },
                scope.Transaction);
            return [.. await scope.Connection.QueryAsync<DutyMessageRow>(
                $"""
                update duty_message set claimed_at = @Now, next_attempt_at = null, attempts = attempts + 1
                where next_attempt_at <= @Now returning {DutyMessageRow.Columns}
                """, new { Now }, scope.Transaction)];
        }, cancel);
        await Task.WhenAll(claimed.Select(row => SendAsync(row, cancel)));
    }

    private async Task SendAsync(DutyMessageRow row, CancellationToken cancel)
    {
        Outcome outcome;
        try
        {
            outcome = await TrySendAsync(row, cancel);
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            log.LogError(wrong, "Message {Message} to somebody on call could not be sent", row.Id);
            outcome = new(Ended.NotArrived, "The message could not be composed; the server's log tells why.");
        }
        var verdict = Retry.After(row.On, outcome, (int)row.Attempts, clock.GetUtcNow());
        await db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(
                """
                update duty_message set state = @state, next_attempt_at = @next, claimed_at = null, done_at = @done,
                    problem = @Problem where id = @Id
                """,
                new
                {
                    row.Id, state = verdict.State.ToString(), next = verdict.NextAttemptAt?.ToUnixTimeMilliseconds(),
                    done = verdict.NextAttemptAt is null ? Now : (long?)null, outcome.Problem,
                }, scope.Transaction), CancellationToken.None);
        log.LogInformation(
            "Message {Message} of call {Call} on {Channel}: {Outcome} at try {Try}, now {State}", row.Id, row.CallId, row.Channel,
            outcome.Ended, row.Attempts, verdict.State);
    }

    private async Task<Outcome> TrySendAsync(DutyMessageRow row, CancellationToken cancel)
    {
        if (await roster.FindAsync(row.PersonId, cancel) is not { Active: true } person)
            return new(Ended.Refused, "The person is gone.");
        var words = Wording.In(person.Language);
        var (title, why, link) = await SayAsync(row, words, cancel);
        var id = string.Create(CultureInfo.InvariantCulture, $"duty-{row.Id}");
        if (row.On is DeliveryChannel.Email)
            return await Mail.SendAsync(Compose(title, why, link, words, options.PublicUrl), id, person.Email, options.Mail, cancel);
        PushDeviceRow? device;
        await using (var read = await db.ReadAsync(cancel))
            device = await read.QuerySingleOrDefaultAsync<PushDeviceRow>(
                $"select {PushDeviceRow.Columns} from push_device where id = @DeviceId", row);
        if (device is null) return new(Ended.Refused, "The browser was removed.");
        using var key = await _pushKey.OwnAsync(cancel);
        var told = new Notification(
            0, person.Id, null, AlertKind.EachMention, title, "", [], link, clock.GetUtcNow(), null, why, 1);
        var outcome = await Push.SendAsync(
            http, device, new Message(id, title, [told], null, [], words, DateTimeZone.Utc, options.PublicUrl), key,
            Sender.ContactOf(options), clock.GetUtcNow(), cancel);
        if (Push.IsGone(outcome))
            await db.WriteAsync(
                scope => scope.Connection.ExecuteAsync("delete from push_device where id = @Id", new { device.Id }, scope.Transaction),
                cancel);
        return outcome;
    }

    /// <summary>What is told, and where it leads; what a customer said is never part of it.</summary>
    private async Task<(string Title, string Why, string Link)> SayAsync(DutyMessageRow row, Wording words, CancellationToken cancel)
    {
        if (row.Subject == DutyMessageRow.Handed)
            return (
                words.HandedTitle((int)row.Minutes),
                words.HandedWhy(row.ById is { } by ? (await roster.FindAsync(by, cancel))?.Name : null),
                row.Minutes == 1 ? Links.ToConversation(row.SubjectId) : Links.InboxMine);
        if (row.CallId is null) return (words.HandedTitle(row.SubjectId), words.HandedWhy(), Links.ToConversation(row.SubjectId));
        var (about, answer) = await AboutAsync(Enum.Parse<DutySubject>(row.Subject), row.SubjectId, cancel);
        return (words.DutyTitle(about(words)), words.DutyWhy((int)row.Minutes), answer);
    }

    private static Letter Compose(string title, string why, string link, Wording words, Uri? site)
    {
        var text = new StringBuilder(title).Append("\n\n").Append(why).Append('\n');
        var html = Letter.Begin(title).Append("<h1 style=\"font-size:18px;margin:0 0 12px\">").Append(Letter.Safe(title))
            .Append("</h1><p style=\"margin:0 0 14px\">").Append(Letter.Safe(why)).Append("</p>");
        if (site is not null)
        {
            var address = new Uri(site, link);
            text.Append('\n').Append(words.Open).Append(": ").Append(address.AbsoluteUri).Append('\n');
            Letter.Anchor(html, address, words.Open);
        }
        return new(Letter.OneLine(title), text.ToString(), Letter.End(html));
    }

    private Task InsertAsync(WriteScope scope, DutyMessageRow row) => scope.Connection.ExecuteAsync(
        """
        insert into duty_message (occasion, call_id, place, person_id, subject, subject_id, minutes, channel, device_id, state,
            attempts, next_attempt_at, by_id)
        values (@Occasion, @CallId, @Place, @PersonId, @Subject, @SubjectId, @Minutes, @Channel, @DeviceId, @State, 0, @now, @ById)
        """,
        new
        {
            row.Occasion, row.CallId, row.Place, row.PersonId, row.Subject, row.SubjectId, row.Minutes, row.Channel, row.DeviceId, row.ById,
            State = nameof(DeliveryState.Waiting), now = Now,
        }, scope.Transaction);
}

/// <summary>A message to somebody on call as it is stored.</summary>
[Personal("duty_message")]
internal sealed record DutyMessageRow
{
    public const string Columns =
        """
        id as Id, occasion as Occasion, call_id as CallId, place as Place, person_id as PersonId, subject as Subject, subject_id as SubjectId,
        minutes as Minutes, channel as Channel, device_id as DeviceId, state as State, attempts as Attempts,
        done_at as DoneAt, problem as Problem, by_id as ById
        """;

    /// <summary>Subject of what tells that conversations are somebody's now.</summary>
    public const string Handed = "Handed";

    public long Id { get; init; }
    public string Occasion { get; init; } = "";
    public long? CallId { get; init; }
    public long Place { get; init; }
    public long PersonId { get; init; }
    public string Subject { get; init; } = "";
    public long SubjectId { get; init; }

    /// <summary>How long somebody has to answer; of what was handed how many conversations.</summary>
    public long Minutes { get; init; }

    public long? ById { get; init; }
    public string Channel { get; init; } = nameof(DeliveryChannel.Email);
    public long? DeviceId { get; init; }
    public string State { get; init; } = nameof(DeliveryState.Waiting);
    public long Attempts { get; init; }
    public long? DoneAt { get; init; }
    public string? Problem { get; init; }

    public DeliveryChannel On => Enum.Parse<DeliveryChannel>(Channel);

    public DutyMessage AsMessage() => new(
        CallId ?? 0, (int)Place, On, Enum.Parse<DeliveryState>(State), DoneAt.At(), Problem);
}
