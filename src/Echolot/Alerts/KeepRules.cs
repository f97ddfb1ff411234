using Dapper;
using Echolot.Conversations;
using Echolot.Storage;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    /// <summary>Alerts of a person, or of everybody (null), oldest first.</summary>
    public async Task<IReadOnlyList<AlertRule>> RulesAsync(long? personId, CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        var rows = await read.QueryAsync<AlertRuleRow>(
            $"select {AlertRuleRow.Columns} from alert_rule "
            + $"{(personId is null ? "" : "where person_id = @personId")} order by id",
            new { personId });
        return [.. rows.Select(r => r.ToRule())];
    }

    /// <summary>Adds (id 0) or changes an alert.</summary>
    /// <param name="by">Who does, for the audit log.</param>
    /// <param name="seen">
    /// <see cref="AlertRule.ChangedAt"/> of what the change began with, so that nobody writes over what somebody else saved
    /// meanwhile; null: whatever is stored is changed.
    /// </param>
    /// <param name="mutes">False: how long it is muted stays as it is stored.</param>
    /// <exception cref="AlertException">A field is refused, there is no such rule or webhook, or it was changed since.</exception>
    public async Task<AlertRule> SaveAsync(
        AlertRule rule, CancellationToken cancel, long? by = null, DateTimeOffset? seen = null, bool mutes = true)
    {
        rule = await WithHoursAsync(rule, cancel);
        if (Refusal(rule) is { } refusal)
            throw refusal;
        if (rule.Outside is not null && QuietHours.Of(rule) is { } quiet
            && !quiet.Ends(NodaTime.Instant.FromDateTimeOffset(_clock.GetUtcNow()), await ZoneOfAsync(rule, cancel)))
            throw new AlertException(
                AlertRefusal.QuietAlways, "With these business hours it would never tell anything; choose others, or shorter quiet hours.");
        var saved = await _db.WriteAsync(
            async scope =>
            {
                if (await _roster.FindAsync(rule.PersonId, cancel) is not { Active: true } && !await IsOwnerAsync(scope, rule))
                    throw new AlertException(AlertRefusal.Owner, "Nobody active has this id; choose another owner.");
                if (rule.EscalateTo is { } other && await _roster.FindAsync(other, cancel) is not { Active: true })
                    throw new AlertException(AlertRefusal.EscalatePerson, "Nobody active has this id; choose another.");
                if (rule.Channels.Contains(DeliveryChannel.Webhook))
                {
                    foreach (var webhook in rule.WebhookIds) await ExistingWebhookAsync(scope, webhook);
                }
                var before = rule.Id == 0 ? null : await StoredAsync(scope, rule.Id) ?? throw Missing($"There is no rule {rule.Id}; reload the list.");
                if (before is not null && seen is { } at && before.ChangedAt != at.ToUnixTimeMilliseconds())
                    throw new AlertException(
                        AlertRefusal.ChangedMeanwhile,
                        $"The alert {rule.Id} was changed meanwhile. Read it again, and send the change with its changed_at.");
                var until = mutes ? rule.MutedUntil?.ToUnixTimeMilliseconds() : before?.MutedUntil;
                var muted = before?.MutedUntil == until;
                var args = Arguments(rule, until, muted ? before?.MutedBy : until is null ? null : by, before?.ChangedAt);
                // What was heard for another rule or monitor must not be told under the new one.
                await scope.Connection.ExecuteAsync(
                    """
                    update heard_mention set notification_id = 0
                    where rule_id = @id and notification_id is null and exists (
                        select 1 from alert_rule
                        where id = @id and (kind <> @kind or coalesce(monitor_id, 0) <> coalesce(@monitorId, 0)))
                    """,
                    args,
                    scope.Transaction);
                var row = await scope.Connection.QuerySingleOrDefaultAsync<AlertRuleRow>(
                    rule.Id == 0
                        ? $"""
                          insert into alert_rule (person_id, monitor_id, kind, channels, digest_at, threshold_count,
                              threshold_window, cooldown,
                              quiet_from, quiet_to, digest_on, quiet_days, quiet_outside, webhook_ids, active, created_at, digested_at, due_at, name, source_id, bound,
                              baseline, sensitivity, authors, escalate_to, escalate_after, muted_until, judged_until,
                              also_people, also_roles, addresses, crisis, also_on_duty, escalate_on_duty, muted_by, changed_at)
                          values (@personId, @monitorId, @kind, @channels, @digestAt, @thresholdCount,
                              @thresholdWindow, @cooldown,
                              @quietFrom, @quietTo, @digestOn, @quietDays, @quietOutside, @webhookIds, @active, @now, @now, @now, @name, @sourceId, @bound,
                              @baseline, @sensitivity, @authors, @escalateTo, @escalateAfter, @mutedUntil, @minute,
                              @alsoPeople, @alsoRoles, @addresses, @crisis, @alsoOnDuty, @escalateOnDuty, @mutedBy, @changed)
                          returning {AlertRuleRow.Columns}
                          """
                        : $"""
                          update alert_rule set person_id = @personId, monitor_id = @monitorId, kind = @kind,
                              channels = @channels,
                              digest_at = @digestAt, threshold_count = @thresholdCount,
                                  threshold_window = @thresholdWindow,
                              cooldown = @cooldown, quiet_from = @quietFrom, quiet_to = @quietTo,
                              digest_on = @digestOn, quiet_days = @quietDays, quiet_outside = @quietOutside, webhook_ids = @webhookIds, active = @active,
                              digested_at = case when kind <> @kind or digest_at <> @digestAt or digest_on <> @digestOn or active <> @active
                                  then @now else digested_at end,
                              due_at = @now, name = @name, source_id = @sourceId, bound = @bound,
                              baseline = @baseline, sensitivity = @sensitivity, authors = @authors,
                              escalate_to = @escalateTo, escalate_after = @escalateAfter, muted_until = @mutedUntil,
                              judged_until = @minute, last_state = null,
                              also_people = @alsoPeople, also_roles = @alsoRoles, addresses = @addresses,
                              crisis = @crisis, also_on_duty = @alsoOnDuty, escalate_on_duty = @escalateOnDuty,
                              muted_by = @mutedBy, changed_at = @changed
                          where id = @id
                          returning {AlertRuleRow.Columns}
                          """,
                    args,
                    scope.Transaction);
                if (row is null) throw Missing($"There is no rule {rule.Id}; reload the list.");
                var version = await NoteVersionAsync(scope, row.Id, by);
                await NoteAsync(
                    scope, by, before is null ? "alert.added" : "alert.changed", row, Difference(before, row, version), cancel);
                if (before is not null && before.PersonId != row.PersonId)
                    await NoteAsync(scope, by, "alert.handed", row, FormattableString.Invariant($"person:{row.PersonId}"), cancel);
                if (!muted) await NoteSpanAsync(scope, row.Id, row.MutedUntil.At());
                if (!muted) await NoteMutedAsync(scope, by, row, row.ToRule().MutedUntil, cancel);
                return row.ToRule();
            },
            cancel);
        _due.Ring();
        _judge.Ring();
        return saved;
    }

    /// <summary>An alert, also one that is not saved, with the business hours that it names as they are now.</summary>
    /// <exception cref="AlertException">There are none under this id.</exception>
    private async Task<AlertRule> WithHoursAsync(AlertRule rule, CancellationToken cancel)
    {
        if (rule.Outside is not { } outside) return rule;
        var known = (await _roster.CalendarsAsync(cancel)).FirstOrDefault(c => c.Id == outside.CalendarId)
            ?? throw new AlertException(AlertRefusal.Calendar, "There are no such business hours; choose others.");
        return rule with { Outside = new(known.Id, known.Name, known.Calendar) };
    }

    // An alert of somebody who has left can be changed without being handed over.
    private static async Task<bool> IsOwnerAsync(WriteScope scope, AlertRule rule) => await scope.Connection.ExecuteScalarAsync<long>(
        "select count(*) from alert_rule where id = @Id and person_id = @PersonId", new { rule.Id, rule.PersonId },
        scope.Transaction) > 0;

    // The update is the lock: of two that save at the same moment, the second one sees what the first one saved.
    private static Task<AlertRuleRow?> StoredAsync(WriteScope scope, long ruleId) =>
        scope.Connection.QuerySingleOrDefaultAsync<AlertRuleRow>(
            $"update alert_rule set changed_at = changed_at where id = @ruleId returning {AlertRuleRow.Columns}", new { ruleId },
            scope.Transaction);

    // What an alert was called and watched is known in the audit log also when it is gone.
    private Task NoteAsync(WriteScope scope, long? by, string what, AlertRuleRow row, string? detail, CancellationToken cancel) =>
        _privacy.RecordAsync(
            scope, by, what, FormattableString.Invariant($"alert:{row.Id}"),
            FormattableString.Invariant(
                $"{row.Name ?? (row.SourceId is { } source ? $"{row.Kind}, source:{source}" : $"{row.Kind}, monitor:{row.MonitorId ?? 0}")}{(detail is null ? "" : $", {detail}")}"),
            cancel);

    /// <summary>Keeps an alert from telling anything before a moment; null lets it speak again.</summary>
    public async Task MuteAsync(long ruleId, DateTimeOffset? until, CancellationToken cancel, long? by = null)
    {
        await _db.WriteAsync(
            async scope =>
            {
                if (await StoredAsync(scope, ruleId) is not { } row) return;
                // Who read the alert before does not take the muting back unseen.
                await scope.Connection.ExecuteAsync(
                    """
                    update alert_rule set muted_until = @muted, muted_by = @by, due_at = @now, changed_at = @changed
                    where id = @ruleId
                    """,
                    new
                    {
                        ruleId, muted = until?.ToUnixTimeMilliseconds(), by = until is null ? null : by, now = Now,
                        changed = Changed(row.ChangedAt),
                    }, scope.Transaction);
                await NoteSpanAsync(scope, ruleId, until);
                await NoteMutedAsync(scope, by, row, until, cancel);
                await _bus.PublishAsync(scope, new AlertChanged(ruleId, null), cancel);
            },
            cancel);
        _due.Ring();
        _judge.Ring();
    }

    private Task NoteMutedAsync(WriteScope scope, long? by, AlertRuleRow row, DateTimeOffset? until, CancellationToken cancel) => NoteAsync(
        scope, by, until is null ? "alert.unmuted" : "alert.muted", row,
        until is { } end ? FormattableString.Invariant($"until {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC") : null, cancel);

    public async Task RemoveAsync(long ruleId, CancellationToken cancel, long? by = null)
    {
        await _db.WriteAsync(
            async scope =>
            {
                if (await StoredAsync(scope, ruleId) is { } row) await NoteAsync(scope, by, "alert.removed", row, null, cancel);
                var open = await scope.Connection.QueryAsync<long>(
                    "select id from firing where rule_id = @ruleId and told = 1 and acknowledged_at is null", new { ruleId },
                    scope.Transaction);
                // Nobody on call is told any more of what is gone.
                foreach (var firing in open) await _bus.PublishAsync(scope, new AlertChanged(ruleId, firing), cancel);
                await RemoveAsync(scope, ruleId);
            },
            cancel);
        _judge.Ring();
    }

    private async Task RemoveAsync(WriteScope scope, long ruleId)
    {
        var args = new { ruleId, now = Now, removed = nameof(DeliveryState.Failed) };
        await scope.Connection.ExecuteAsync(
            """
            update delivery set state = @removed, next_attempt_at = null, done_at = @now,
                problem = 'The rule was removed.'
            where rule_id = @ruleId and next_attempt_at is not null
            """,
            args,
            scope.Transaction);
        await scope.Connection.ExecuteAsync(
            "delete from heard_mention where rule_id = @ruleId", args, scope.Transaction);
        await scope.Connection.ExecuteAsync("delete from firing where rule_id = @ruleId", args, scope.Transaction);
        await scope.Connection.ExecuteAsync("delete from alert_version where rule_id = @ruleId", args, scope.Transaction);
        await scope.Connection.ExecuteAsync("delete from alert_mute where rule_id = @ruleId", args, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            "delete from alert_rule where id = @ruleId", args, scope.Transaction);
    }

    private const int LongestName = 80;
    private const int MostAuthors = 200;
    private const int MostRecipients = 50;
    private const int MostAddresses = 20;

    // Nothing but one mailbox: a comma or a line break would write to others.
    private static bool IsAddress(string text) =>
        text.Length <= 254 && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is ',' or ';' or '<' or '>' or '"')
        && System.Net.Mail.MailAddress.TryCreate(text, out var address) && address.Address == text
        && text.Count(c => c == '@') == 1;

    /// <summary>Why an alert cannot work as it is, or null.</summary>
    internal static AlertException? Refusal(AlertRule s) => s switch
    {
        { Channels.Count: 0 } =>
            new(AlertRefusal.NoChannel, "The rule has no channel; choose screen, e-mail or webhook."),
        { Kind: AlertKind.Digest, DigestAt.Count: 0 } =>
            new(AlertRefusal.DigestWithoutTime, "A digest needs a time of day; add at least one."),
        { Name.Length: > LongestName } => new(AlertRefusal.Name, "The name is longer than 80 characters; shorten it."),
        _ when RefusalOfCounts(s) is { } refusal => refusal,
        { Kind: AlertKind.Authors, Authors.Count: 0 or > MostAuthors } =>
            new(AlertRefusal.NoAuthors, "A list of authors has between 1 and 200 names; change it."),
        { AlsoPeople.Count: > MostRecipients } =>
            new(AlertRefusal.Recipients, $"An alert tells at most {MostRecipients} people by name; choose a role."),
        _ when s.Addresses.Count > MostAddresses || !s.Addresses.All(IsAddress) =>
            new(AlertRefusal.Addresses, $"Write up to {MostAddresses} e-mail addresses, one a line."),
        { EscalateTo: not null, EscalateOnDuty: true } => new(
            AlertRefusal.EscalateTwice, "Name a person or the people on call, not both."),
        _ when (s.EscalateTo is not null || s.EscalateOnDuty) && (s.EscalateAfter < TimeSpan.FromMinutes(1) || s.EscalateAfter > Decide.News) =>
            new(AlertRefusal.EscalateHalfSet, "Write after how many minutes somebody else is told, 1 to 10,080."),
        { Crisis: < 0 or > Inbox.HighestCrisis } =>
            new(AlertRefusal.Crisis, "Levels of a crisis are 0 to 3; choose one."),
        _ when s.Cooldown < TimeSpan.Zero || s.Cooldown > TimeSpan.FromDays(30) =>
            new(AlertRefusal.Cooldown, "The pause between two notifications is at most 30 days; choose a shorter one."),
        _ when s.QuietFrom is null != s.QuietTo is null =>
            new(AlertRefusal.QuietHalfSet, "Quiet hours need both a start and an end; set the other one too."),
        _ when s.DigestOn.Concat(s.QuietDays).Any(day => !Weekdays.All.Contains(day)) =>
            new(AlertRefusal.Days, "Days are those of the week, Monday to Sunday; choose others."),
        _ when s.QuietDays.Distinct().Count() == Weekdays.All.Count =>
            new(AlertRefusal.QuietAlways, "An alert that is quiet on every day never tells anything; leave a day out, or mute it."),
        _ when s.Channels.Contains(DeliveryChannel.Webhook) && s.WebhookIds.Count == 0 =>
            new(AlertRefusal.WebhookMissing, "The channel webhook needs a webhook; choose one."),
        _ => null,
    };

    /// <summary>Why an alert that is judged by counts cannot be, or null.</summary>
    private static AlertException? RefusalOfCounts(AlertRule s) => s switch
    {
        _ when !s.Kind.IsJudged() => null,
        { Kind: not AlertKind.Silence, Count: < 1 or > 100_000 } =>
            new(AlertRefusal.Count, "The number of mentions is between 1 and 100,000; choose another."),
        _ when s.Window < TimeSpan.FromMinutes(1) || s.Window > Decide.News =>
            new(AlertRefusal.Window, "The window is between one minute and seven days; choose another."),
        { SourceId: not null, Kind: not AlertKind.Silence } =>
            new(AlertRefusal.SourceMissing, "Only silence watches a source; choose a monitor."),
        { SourceId: not null } when s.Window < TimeSpan.FromHours(1) || s.Window.Ticks % TimeSpan.TicksPerHour != 0 =>
            new(AlertRefusal.SourceWindow, "What a source brings is counted by the hour; choose whole hours."),
        { Kind: AlertKind.Percent } when s.Bound is not (>= 1 and <= 100_000) =>
            new(AlertRefusal.Bound, "The percentage is between 1 and 100,000; choose another."),
        { Kind: AlertKind.Deviation or AlertKind.Seasonal } when s.Bound is not (>= 0.1 and <= 100) =>
            new(AlertRefusal.Bound, "The number of deviations is between 0.1 and 100; choose another."),
        { Kind: AlertKind.SentimentShare } when s.Bound is not (>= 1 and <= 100) =>
            new(AlertRefusal.Bound, "The share is between 1 and 100 percent; choose another."),
        { Kind: AlertKind.Percent or AlertKind.Deviation } when s.Baseline < TimeSpan.FromHours(2)
            || s.Baseline > TimeSpan.FromDays(28) || s.Baseline < s.Window =>
            new(AlertRefusal.Baseline,
                "What is compared with is between two hours and 28 days long, and not shorter than the window."),
        _ => null,
    };

    private object Arguments(AlertRule s, long? mutedUntil, long? mutedBy, long? before) => new
    {
        id = s.Id, personId = s.PersonId, monitorId = s.MonitorId, kind = s.Kind.ToString(),
        channels = Stored.List(s.Channels),
        digestAt = Stored.List(s.DigestAt), thresholdCount = (long)s.Count,
        thresholdWindow = (long)s.Window.TotalMilliseconds,
        cooldown = (long)s.Cooldown.TotalMilliseconds, quietFrom = s.QuietFrom is { } from ? Stored.Text(from) : null,
        quietTo = s.QuietTo is { } to ? Stored.Text(to) : null, quietDays = Weekdays.Write(s.QuietDays),
        quietOutside = s.Outside?.CalendarId,
        digestOn = s.Kind is AlertKind.Digest && s.DigestOn.Distinct().Count() < Weekdays.All.Count ? Weekdays.Write(s.DigestOn) : "",
        webhookIds = Stored.List(s.WebhookIds.Distinct()), active = s.Active ? 1L : 0L,
        now = Now, name = string.IsNullOrWhiteSpace(s.Name) ? null : s.Name.Trim(), sourceId = s.SourceId,
        bound = s.Bound, baseline = (long)s.Baseline.TotalMilliseconds, sensitivity = s.Sensitivity.ToString(),
        authors = Stored.Lines(s.Authors), escalateTo = s.EscalateTo,
        escalateAfter = (long)s.EscalateAfter.TotalMilliseconds,
        alsoPeople = Stored.List(s.AlsoPeople.Where(p => p != s.PersonId).Distinct()),
        alsoRoles = string.Join(',', s.AlsoRoles.Distinct().Order()), addresses = Stored.Lines(s.Addresses.Distinct()),
        crisis = s.Kind.CanBeCrisis() ? (long)s.Crisis : 0L,
        alsoOnDuty = s.AlsoOnDuty ? 1L : 0L, escalateOnDuty = s.EscalateOnDuty && s.Kind.Fires() ? 1L : 0L,
        mutedBy, changed = Changed(before), mutedUntil, minute = Minutes.At(_clock.GetUtcNow()),
    };

    // Each change has a moment of its own: by it one sees whether somebody was faster.
    private long Changed(long? before) => Math.Max(Now, (before ?? 0) + 1);

    private static AlertException Missing(string message) => new(AlertRefusal.NotFound, message);

    private static async Task<WebhookRow> ExistingWebhookAsync(WriteScope scope, long id) =>
        await scope.Connection.QuerySingleOrDefaultAsync<WebhookRow>(
            $"select {WebhookRow.Columns} from webhook where id = @id", new { id }, scope.Transaction)
        ?? throw new AlertException(AlertRefusal.WebhookMissing, $"There is no webhook {id}; choose another one.");
}
