using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Dapper;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.Logging;
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
        _bus.Subscribe<SourceChanged>(SubscriberName, DropOfSourceAsync);
        _bus.Subscribe<PasswordLinkAsked>(SubscriberName, AskedAsync);
        _bus.Subscribe<ApprovalLinkAsked>(SubscriberName, ApprovalAskedAsync);
        _bus.Subscribe<ApprovalChanged>(SubscriberName, TellApprovalAsync);
        _bus.Subscribe<EnquiryLetterAsked>(SubscriberName, EnquiryAskedAsync);
        _bus.Subscribe<EnquiryTold>(SubscriberName, TellEnquiryAsync);
        _bus.Subscribe<MentionsAssigned>(SubscriberName, TellAssignedAsync);
        _bus.Subscribe<ColleaguesCalled>(SubscriberName, TellCalledAsync);
        _bus.Subscribe<AttentionAsked>(SubscriberName, TellAskedAsync);
        _bus.Subscribe<Conversations.TargetsRunOut>(SubscriberName, TellRunOutAsync);
        _bus.Subscribe<ConversationsHanded>(SubscriberName, TellHandedAsync);
        _bus.Subscribe<WebhookAsked>(SubscriberName, CallAskedAsync);
        _bus.Subscribe<ReplyUnsent>(SubscriberName, TellUnsentAsync);
        _bus.Subscribe<Answers.AnswerExpires>(SubscriberName, TellExpiresAsync);
    }

    /// <summary>Notes which alerts hear of the mentions, and notifies where it is their turn.</summary>
    internal async Task HearAsync(MentionsKept fact, CancellationToken cancel)
    {
        var news = fact.Items.Where(i => i.Monitors.Count > 0 && Decide.IsNews(i.PublishedAt, i.SeenAt)).ToList();
        if (news.Count == 0)
            return;
        // Most batches concern nobody: found out without taking the writer's turn.
        IReadOnlyList<AlertRuleRow> active;
        await using (var read = await _db.ReadAsync(cancel))
        {
            active = [.. await read.QueryAsync<AlertRuleRow>(
                $"select {AlertRuleRow.Columns} from alert_rule where active = 1 order by id")];
        }
        await TouchAsync(news, active, cancel);
        var concerned = new List<(long Id, List<KeptMention> Mentions)>();
        foreach (var row in active.Where(r => !r.IsJudged))
        {
            var mine = news.Where(n => row.MonitorId is not { } one || n.Monitors.Contains(one)).ToList();
            if (mine.Count > 0 && row.Kind == nameof(AlertKind.Authors)) mine = await ByListedAsync(row, mine, cancel);
            if (mine.Count > 0) concerned.Add((row.Id, mine));
        }
        if (concerned.Count == 0)
            return;
        try
        {
            await _db.WriteAsync(scope => HearAsync(scope, concerned, id => LookAsync(scope, id, cancel)), cancel);
        }
        catch (Exception wrong) when (!cancel.IsCancellationRequested)
        {
            // One of them cannot be decided about: it keeps what it has heard, and the others are told.
            _log.LogWarning(wrong, "Of {Count} alerts one failed; each is looked at by itself", concerned.Count);
            await _db.WriteAsync(
                scope => HearAsync(scope, concerned, id => scope.Connection.ExecuteAsync(
                    "update alert_rule set due_at = @now where id = @id", new { id, now = Now }, scope.Transaction)),
                cancel);
            foreach (var (id, _) in concerned) await LookInTurnAsync(id, cancel);
        }
        _due.Ring();
    }

    private static async Task HearAsync(
        WriteScope scope, IReadOnlyList<(long Id, List<KeptMention> Mentions)> concerned, Func<long, Task> then)
    {
        foreach (var (id, mentions) in concerned)
        {
            foreach (var some in mentions.Chunk(RowsAtOnce))
                await NoteAsync(scope, id, some);
            await then(id);
        }
    }

    /// <summary>Those by an author of the list; none where the list cannot be read, because others must not wait for it.</summary>
    private async Task<List<KeptMention>> ByListedAsync(AlertRuleRow row, List<KeptMention> mentions, CancellationToken cancel)
    {
        try
        {
            var by = await _archive.ByAuthorsAsync([.. mentions.Select(m => m.Id)], row.ToRule().Authors, cancel);
            return [.. mentions.Where(m => by.Contains(m.Id))];
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or OverflowException)
        {
            _log.LogError(wrong, "Alert {Alert} cannot be read and hears nothing", row.Id);
            return [];
        }
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

    /// <summary>Alerts of a monitor end with it.</summary>
    internal Task DropAsync(MonitorRemoved fact, CancellationToken cancel) => DropAsync("monitor_id", fact.Id, cancel);

    /// <summary>So do those that watch whether a source falls silent.</summary>
    internal Task DropOfSourceAsync(SourceChanged fact, CancellationToken cancel) =>
        fact.Removed ? DropAsync("source_id", fact.SourceId, cancel) : Task.CompletedTask;

    private async Task DropAsync(string column, long id, CancellationToken cancel)
    {
        IReadOnlyList<long> orphans;
        await using (var read = await _db.ReadAsync(cancel))
            orphans = [.. await read.QueryAsync<long>($"select id from alert_rule where {column} = @id", new { id })];
        foreach (var rule in orphans)
            await RemoveAsync(rule, cancel);
    }

    /// <summary>Another time zone or a person who left moves every digest and quiet hour of theirs.</summary>
    private async Task LookAgainAsync(PersonChanged fact, CancellationToken cancel)
    {
        if (fact.What is PersonEvent.SignedIn or PersonEvent.SignedOut or PersonEvent.SignInRefused)
            return;
        await _db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(
                "update alert_rule set due_at = @now where person_id = @PersonId and active = 1",
                new { fact.PersonId, now = Now },
                scope.Transaction),
            cancel);
        _due.Ring();
    }

    /// <summary>Decides about one alert under its row's lock, and does what was decided.</summary>
    private async Task LookAsync(WriteScope scope, long ruleId, CancellationToken cancel)
    {
        // The update is the lock: on PostgreSQL a fact and the clock may come to one alert at the same moment.
        var row = await scope.Connection.QuerySingleOrDefaultAsync<AlertRuleRow>(
            $"update alert_rule set due_at = null where id = @ruleId and active = 1 returning "
            + $"{AlertRuleRow.Columns}",
            new { ruleId },
            scope.Transaction);
        if (row is null || await _roster.FindAsync(row.PersonId, cancel) is not { } person)
            return;
        var others = await OthersAsync(row.ToRule(), cancel);
        // Who is called when nobody acknowledges is told of an author also where everybody else has left.
        if (!Reaches(row.ToRule(), person, others)
            && (row.Kind != nameof(AlertKind.Authors) || row.ToRule() is { EscalateTo: null, EscalateOnDuty: false })) return;
        var now = _clock.GetUtcNow();
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(person.TimeZone) ?? DateTimeZone.Utc;
        var standing = new Standing(row.ToRule(), zone, row.NotifiedAt.At(), row.DigestedAt.At());
        var turn = Decide.TurnOf(standing, now);
        if (turn.Open)
        {
            var telling = await UntoldAsync(scope, standing.Rule);
            if (telling is not null)
                await NotifyAsync(scope, standing, person, others, telling, now, cancel);
            standing = standing with { NotifiedAt = telling is null ? standing.NotifiedAt : now, DigestedAt = now };
            await scope.Connection.ExecuteAsync(
                "update alert_rule set notified_at = @notified, digested_at = @now where id = @Id",
                new { row.Id, notified = standing.NotifiedAt?.ToUnixTimeMilliseconds(),
                    now = now.ToUnixTimeMilliseconds() },
                scope.Transaction);
            // Nothing is left to tell, so the next mention is what wakes it; a digest is woken by the clock alone.
            turn = standing.Rule.Kind == AlertKind.Digest ? Decide.TurnOf(standing, now) : default;
        }
        if (turn.At is { } at)
        {
            await scope.Connection.ExecuteAsync(
                "update alert_rule set due_at = @at where id = @Id", new { row.Id, at = at.ToUnixTimeMilliseconds() },
                scope.Transaction);
        }
    }

    private async Task NotifyAsync(
        WriteScope scope, Standing standing, Person person, IReadOnlyList<Person> others, Telling telling,
        DateTimeOffset now, CancellationToken cancel)
    {
        var rule = standing.Rule;
        var monitor = rule.MonitorId is { } monitorId ? await MonitorNameAsync(monitorId, cancel) : null;
        var words = Wording.In(person.Language);
        var count = telling.Count;
        var ids = telling.Newest.Select(t => t.MentionId).ToList();
        // What comes while it is muted is not told afterwards either.
        var muted = rule.MutedUntil > now;
        var firing = rule.Kind == AlertKind.Authors
            ? await NoteFiringAsync(scope, rule, telling, ids, muted, Reaches(rule, person, others), now, cancel) : null;
        var notification = muted ? null : await InsertAsync(
            scope,
            new Notification(
                0, person.Id, rule.MonitorId, rule.Kind,
                words.Title(rule, count, monitor), words.Body(telling.First, telling.Last, standing.Zone), ids,
                firing is { } one ? Links.ToFiring(one) : Links.To(rule.MonitorId, telling), now, null,
                words.Why(rule, count, monitor), count),
            rule.Id);
        await scope.Connection.ExecuteAsync(
            """
            update heard_mention set notification_id = @notification
            where rule_id = @rule and notification_id is null and published_at <= @last
            """,
            new { notification = notification?.Id ?? 0, rule = rule.Id,
                last = telling.Last.ToUnixTimeMilliseconds() },
            scope.Transaction);
        if (notification is null) return;
        var held = Decide.HeldUntil(rule, standing.Zone, now);
        await HandOverAsync(scope, notification, ForOwner(rule, person), person, held, now, cancel);
        await TellOthersAsync(
            scope, rule, others, notification, held, now, (other, zone) =>
            {
                var their = Wording.In(other.Language);
                return notification with
                {
                    PersonId = other.Id, Title = their.Title(rule, count, monitor),
                    Body = their.Body(telling.First, telling.Last, zone), Why = their.Why(rule, count, monitor),
                };
            }, cancel);
        var kind = new KeyValuePair<string, object?>("kind", rule.Kind.ToString());
        scope.AfterCommit(() =>
        {
            made.Add(1, kind);
            if (rule.Kind == AlertKind.EachMention)
                delay.Record(Math.Max(0, (_clock.GetUtcNow() - telling.Newest[0].SeenAt).TotalSeconds));
            _post.Ring();
        });
    }

    /// <summary>An author of the list wrote: that is acknowledged and judged like every other alert.</summary>
    private async Task<long?> NoteFiringAsync(
        WriteScope scope, AlertRule rule, Telling telling, IReadOnlyList<long> ids, bool muted, bool reaches,
        DateTimeOffset now, CancellationToken cancel)
    {
        var (from, to) = (Minutes.At(telling.First), Minutes.At(telling.Last) + 1);
        var id = await scope.Connection.ExecuteScalarAsync<long?>(
            $"""
            insert into firing (rule_id, monitor_id, kind, window_from, window_to, until, fired_at, observed, expected,
                spread, bound, total, mention_ids, told, escalate_at, version)
            values (@rule, @monitor, @kind, @from, @to, @to, @now, @count, 0, 0, 0, @count, @ids, @told, @escalate, {VersionThen})
            on conflict (rule_id, window_to) do nothing returning id
            """,
            new
            {
                rule = rule.Id, saved = rule.ChangedAt.ToUnixTimeMilliseconds(), monitor = rule.MonitorId, kind = rule.Kind.ToString(), from, to,
                now = now.ToUnixTimeMilliseconds(), count = (long)telling.Count,
                ids = Stored.List(ids.Take(MostPushed)), told = muted ? 0L : 1L,
                escalate = rule.EscalateTo is null || muted
                    ? (long?)null : (now + (reaches ? rule.EscalateAfter : default)).ToUnixTimeMilliseconds(),
            },
            scope.Transaction);
        if (id is { } firing) await _bus.PublishAsync(scope, new AlertChanged(rule.Id, firing), cancel);
        return id;
    }

    private static Task NoteAsync(WriteScope scope, long ruleId, IReadOnlyList<KeptMention> mentions)
    {
        var sql = new StringBuilder(
            "insert into heard_mention (rule_id, mention_id, published_at, heard_at) values ");
        foreach (var (mention, at) in mentions.Select((m, i) => (m, i)))
        {
            var (published, seen) = (mention.PublishedAt.ToUnixTimeMilliseconds(), mention.SeenAt.ToUnixTimeMilliseconds());
            sql.Append(at == 0 ? "" : ",");
            sql.Append(CultureInfo.InvariantCulture, $"({ruleId},{mention.Id},{published},{seen})");
        }
        return scope.Connection.ExecuteAsync(
            sql.Append(" on conflict (rule_id, mention_id) do nothing").ToString(),
            transaction: scope.Transaction);
    }

    /// <summary>What waits to be told: all of it counted by the database, the newest read. Null: nothing.</summary>
    private static async Task<Telling?> UntoldAsync(WriteScope scope, AlertRule rule)
    {
        var newest = (await scope.Connection.QueryAsync<HeardRow>(
            """
            select mention_id as MentionId, published_at as PublishedAt, heard_at as HeardAt from heard_mention
            where rule_id = @Id and notification_id is null order by published_at desc, mention_id desc limit @MostMentions
            """,
            new { rule.Id, MostMentions },
            scope.Transaction)).Select(r => r.ToHeard()).ToList();
        if (newest.Count == 0) return null;
        var (count, first) = await scope.Connection.QuerySingleAsync<(long, long)>(
            """
            select count(*), min(published_at) from heard_mention
            where rule_id = @Id and notification_id is null and published_at <= @last
            """,
            new { rule.Id, last = newest[0].PublishedAt.ToUnixTimeMilliseconds() },
            scope.Transaction);
        return new(newest, (int)count, DateTimeOffset.FromUnixTimeMilliseconds(first), newest[0].PublishedAt);
    }

    private async Task<string> MonitorNameAsync(long monitorId, CancellationToken cancel) =>
        (await _watchlist.FindAsync(monitorId, cancel))?.Name
            ?? string.Create(CultureInfo.InvariantCulture, $"Monitor {monitorId}");
}
