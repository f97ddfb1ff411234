using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Dapper;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Storage;
using Echolot.Teams;
using NodaTime;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    /// <summary>Rows in one statement: below SQLite's limit of 32,766 parameters and PostgreSQL's of 65,535.</summary>
    private const int RowsAtOnce = 500;

    private static readonly Meter meter = new("Echolot.Alerts");
    private static readonly Counter<long> made = meter.CreateCounter<long>(
        "echolot.notifications", "{notification}", "Notifications made");
    private static readonly Counter<long> tried = meter.CreateCounter<long>(
        "echolot.delivery.attempts", "{attempt}", "Tries to deliver");
    private static readonly Histogram<double> delay = meter.CreateHistogram<double>(
        "echolot.notification.delay", "s",
        "Time from seeing the newest mention to the notification of each mention that tells of it");

    /// <summary>Hears facts before the host starts; see <see cref="RunAsync"/> for what then runs.</summary>
    internal void Listen()
    {
        _bus.Subscribe<MentionsKept>(SubscriberName, HearAsync);
        _bus.Subscribe<MentionsForgotten>(SubscriberName, ForgetAsync);
        _bus.Subscribe<PersonChanged>(SubscriberName, LookAgainAsync);
        _bus.Subscribe<MonitorRemoved>(SubscriberName, DropAsync);
        _bus.Subscribe<PasswordLinkAsked>(SubscriberName, AskedAsync);
    }

    /// <summary>Notes which subscriptions hear of the mentions, and notifies where it is their turn.</summary>
    internal async Task HearAsync(MentionsKept fact, CancellationToken cancel)
    {
        var news = fact.Items.Where(i => i.Monitors.Count > 0 && Decide.IsNews(i.PublishedAt, i.SeenAt)).ToList();
        if (news.Count == 0)
            return;
        // Most batches concern nobody: found out without taking the writer's turn.
        IReadOnlyList<SubscriptionRow> active;
        await using (var read = await _db.ReadAsync(cancel))
        {
            active = [.. await read.QueryAsync<SubscriptionRow>(
                $"select {SubscriptionRow.Columns} from subscription where active = 1 order by id")];
        }
        var concerned = active
            .Select(
                s => (s.Id, Mentions: news.Where(n => s.MonitorId is not { } one || n.Monitors.Contains(one)).ToList()))
            .Where(s => s.Mentions.Count > 0)
            .ToList();
        if (concerned.Count == 0)
            return;
        await _db.WriteAsync(
            async scope =>
            {
                foreach (var (id, mentions) in concerned)
                {
                    foreach (var some in mentions.Chunk(RowsAtOnce))
                        await NoteAsync(scope, id, some);
                    await LookAsync(scope, id, cancel);
                }
            },
            cancel);
        _due.Ring();
    }

    /// <summary>A mention that is gone must not be told any more.</summary>
    internal Task ForgetAsync(MentionsForgotten fact, CancellationToken cancel) => _db.WriteAsync(
        async scope =>
        {
            foreach (var some in fact.Ids.Chunk(RowsAtOnce))
            {
                await scope.Connection.ExecuteAsync(
                    $"delete from heard_mention where mention_id in ({Stored.List(some)})",
                    transaction: scope.Transaction);
            }
        },
        cancel);

    /// <summary>Subscriptions of a monitor end with it.</summary>
    internal async Task DropAsync(MonitorRemoved fact, CancellationToken cancel)
    {
        IReadOnlyList<long> orphans;
        await using (var read = await _db.ReadAsync(cancel))
            orphans = [.. await read.QueryAsync<long>(
                "select id from subscription where monitor_id = @Id", new { fact.Id })];
        foreach (var subscription in orphans)
            await RemoveAsync(subscription, cancel);
    }

    /// <summary>Another time zone or a person who left moves every digest and quiet hour of theirs.</summary>
    private async Task LookAgainAsync(PersonChanged fact, CancellationToken cancel)
    {
        if (fact.What is PersonEvent.SignedIn or PersonEvent.SignedOut or PersonEvent.SignInRefused)
            return;
        await _db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(
                "update subscription set due_at = @now where person_id = @PersonId and active = 1",
                new { fact.PersonId, now = Now },
                scope.Transaction),
            cancel);
        _due.Ring();
    }

    /// <summary>Decides about one subscription under its row's lock, and does what was decided.</summary>
    private async Task LookAsync(WriteScope scope, long subscriptionId, CancellationToken cancel)
    {
        // The update is the lock: on PostgreSQL a fact and the clock may come to one subscription at the same moment.
        var row = await scope.Connection.QuerySingleOrDefaultAsync<SubscriptionRow>(
            $"update subscription set due_at = null where id = @subscriptionId and active = 1 returning "
            + $"{SubscriptionRow.Columns}",
            new { subscriptionId },
            scope.Transaction);
        if (row is null || await _roster.FindAsync(row.PersonId, cancel) is not { Active: true } person)
            return;
        var now = _clock.GetUtcNow();
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(person.TimeZone) ?? DateTimeZone.Utc;
        var standing = new Standing(row.ToSubscription(), zone, row.NotifiedAt.At(), row.DigestedAt.At());
        var turn = Decide.TurnOf(standing, now);
        if (turn.Open)
        {
            var firing = Decide.Fire(standing.Subscription, await UntoldAsync(scope, standing.Subscription, now));
            if (firing is not null)
                await NotifyAsync(scope, standing, person, firing, now, cancel);
            standing = standing with { NotifiedAt = firing is null ? standing.NotifiedAt : now, DigestedAt = now };
            await scope.Connection.ExecuteAsync(
                "update subscription set notified_at = @notified, digested_at = @now where id = @Id",
                new { row.Id, notified = standing.NotifiedAt?.ToUnixTimeMilliseconds(),
                    now = now.ToUnixTimeMilliseconds() },
                scope.Transaction);
            // Nothing is left to tell, so the next mention is what wakes it; a digest is woken by the clock alone.
            turn = standing.Subscription.When == NotifyWhen.Digest ? Decide.TurnOf(standing, now) : default;
        }
        if (turn.At is { } at)
        {
            await scope.Connection.ExecuteAsync(
                "update subscription set due_at = @at where id = @Id", new { row.Id, at = at.ToUnixTimeMilliseconds() },
                scope.Transaction);
        }
    }

    private async Task NotifyAsync(
        WriteScope scope, Standing standing, Person person, Firing firing, DateTimeOffset now, CancellationToken cancel)
    {
        var subscription = standing.Subscription;
        var monitor = subscription.MonitorId is { } monitorId ? await MonitorNameAsync(monitorId, cancel) : null;
        var words = Wording.In(person.Language);
        var count = firing.Told.Count;
        var notification = await InsertAsync(
            scope,
            new Notification(
                0, person.Id, subscription.MonitorId, subscription.When,
                words.Title(subscription.When, count, monitor ?? words.AllMonitors),
                words.Body(firing, standing.Zone), [.. firing.Told.Take(MostMentions).Select(t => t.MentionId)],
                Links.To(subscription.MonitorId, firing.Told), now, null, words.Why(subscription, count, monitor),
                count),
            subscription.Id);
        await scope.Connection.ExecuteAsync(
            """
            update heard_mention set notification_id = @notification
            where subscription_id = @subscription and notification_id is null and published_at <= @last
            """,
            new { notification = notification.Id, subscription = subscription.Id,
                last = firing.Last.ToUnixTimeMilliseconds() },
            scope.Transaction);
        await HandOverAsync(
            scope, notification, subscription, person, Decide.HeldUntil(subscription, standing.Zone, now), now, cancel);
        var kind = new KeyValuePair<string, object?>("kind", subscription.When.ToString());
        scope.AfterCommit(() =>
        {
            made.Add(1, kind);
            if (subscription.When == NotifyWhen.EachMention)
                delay.Record(Math.Max(0, (_clock.GetUtcNow() - firing.Told[0].SeenAt).TotalSeconds));
            _post.Ring();
        });
    }

    private static Task NoteAsync(WriteScope scope, long subscriptionId, IReadOnlyList<KeptMention> mentions)
    {
        var sql = new StringBuilder(
            "insert into heard_mention (subscription_id, mention_id, published_at, heard_at) values ");
        foreach (var (mention, at) in mentions.Select((m, i) => (m, i)))
        {
            var (published, seen) = (mention.PublishedAt.ToUnixTimeMilliseconds(), mention.SeenAt.ToUnixTimeMilliseconds());
            sql.Append(at == 0 ? "" : ",");
            sql.Append(CultureInfo.InvariantCulture, $"({subscriptionId},{mention.Id},{published},{seen})");
        }
        return scope.Connection.ExecuteAsync(
            sql.Append(" on conflict (subscription_id, mention_id) do nothing").ToString(),
            transaction: scope.Transaction);
    }

    private async Task<IReadOnlyList<Heard>> UntoldAsync(
        WriteScope scope, Subscription subscription, DateTimeOffset now)
    {
        // A threshold looks back a day at most (or its own window): what lies longer untold is no burst any more.
        var back = subscription.ThresholdWindow > TimeSpan.FromDays(1)
            ? subscription.ThresholdWindow
            : TimeSpan.FromDays(1);
        var since = subscription.When == NotifyWhen.Threshold ? (now - back).ToUnixTimeMilliseconds() : 0;
        var rows = await scope.Connection.QueryAsync<HeardRow>(
            """
            select mention_id as MentionId, published_at as PublishedAt, heard_at as HeardAt from heard_mention
            where subscription_id = @Id and notification_id is null and published_at >= @since
            order by published_at, mention_id
            """,
            new { subscription.Id, since },
            scope.Transaction);
        return [.. rows.Select(r => r.ToHeard())];
    }

    private async Task<string> MonitorNameAsync(long monitorId, CancellationToken cancel) =>
        (await _watchlist.FindAsync(monitorId, cancel))?.Name
            ?? string.Create(CultureInfo.InvariantCulture, $"Monitor {monitorId}");
}
