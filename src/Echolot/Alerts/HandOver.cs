using Dapper;
using Echolot.Storage;
using Echolot.Teams;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    /// <summary>
    /// Mails of one alert are at least so far apart; what comes between goes into the next one.
    /// </summary>
    internal static readonly TimeSpan MailPause = TimeSpan.FromMinutes(1);

    /// <summary>Writes a notification's deliveries, in the transaction that makes it.</summary>
    /// <param name="test">
    /// Of a test, collects its deliveries: those that have to be sent are claimed by whoever pressed the button.
    /// </param>
    private async Task HandOverAsync(
        WriteScope scope, Notification notification, AlertRule rule, Person person, DateTimeOffset? heldUntil,
        DateTimeOffset now, CancellationToken cancel, List<DeliveryRow>? test = null)
    {
        var claimed = test is null ? (DateTimeOffset?)null : now;
        var made = new List<DeliveryRow>();
        foreach (var channel in rule.Channels)
        {
            if (channel == DeliveryChannel.Screen && heldUntil is null)
            {
                // The screen is reached over the fact of this very transaction: nothing is left to do.
                made.Add(await InsertAsync(
                    scope, notification.Id, rule.Id, channel, ScreenOf(rule, person), DeliveryState.Sent, now, now, null,
                    null));
                await _bus.PublishAsync(
                    scope, new Notified(notification.Id, person.Id, notification.Title, notification.Link), cancel);
                continue;
            }
            if (channel == DeliveryChannel.Push)
            {
                made.AddRange(
                    await HandOverPushAsync(scope, notification.Id, rule.Id, person.Id, heldUntil, now, claimed));
                continue;
            }
            foreach (var (target, webhook, problem) in await TargetsAsync(scope, channel, rule, person))
            {
                if (problem is not null)
                {
                    made.Add(await InsertAsync(
                        scope, notification.Id, rule.Id, channel, target, DeliveryState.Failed, now, now, null, problem,
                        webhook: webhook));
                    continue;
                }
                var next = claimed is not null ? (DateTimeOffset?)null
                    : heldUntil ?? (channel == DeliveryChannel.Email ? await NextMailAsync(scope, rule.Id, now) : now);
                made.Add(await InsertAsync(
                    scope, notification.Id, rule.Id, channel, target,
                    heldUntil is null ? DeliveryState.Waiting : DeliveryState.HeldByQuietHours, now, null, next, null,
                    claimed, webhook: webhook));
            }
        }
        test?.AddRange(made);
    }

    /// <summary>One delivery for each browser of the person.</summary>
    private static async Task<IReadOnlyList<DeliveryRow>> HandOverPushAsync(
        WriteScope scope, long notificationId, long ruleId, long personId, DateTimeOffset? heldUntil,
        DateTimeOffset now, DateTimeOffset? claimed = null)
    {
        var made = new List<DeliveryRow>();
        foreach (var device in await scope.Connection.QueryAsync<PushDeviceRow>(
            $"select {PushDeviceRow.Columns} from push_device where person_id = @personId order by id",
            new { personId }, scope.Transaction))
        {
            made.Add(await InsertAsync(
                scope, notificationId, ruleId, DeliveryChannel.Push, device.Device,
                heldUntil is null ? DeliveryState.Waiting : DeliveryState.HeldByQuietHours, now, null,
                claimed is null ? heldUntil ?? now : null, null, claimed, device.Id));
        }
        if (made.Count == 0)
        {
            made.Add(await InsertAsync(
                scope, notificationId, ruleId, DeliveryChannel.Push, "", DeliveryState.Failed, now, now, null,
                "No browser of this person takes pushes; allow them on the page of alerts."));
        }
        return made;
    }

    /// <summary>Where a channel leads: to the person, or to each webhook of the alert.</summary>
    private static async Task<IReadOnlyList<(string Target, long? Webhook, string? Problem)>> TargetsAsync(
        WriteScope scope, DeliveryChannel channel, AlertRule rule, Person person)
    {
        if (channel == DeliveryChannel.Email) return [(person.Email, null, null)];
        if (channel == DeliveryChannel.Screen) return [(ScreenOf(rule, person), null, null)];
        var webhooks = (await scope.Connection.QueryAsync<WebhookRow>(
            $"select {WebhookRow.Columns} from webhook where id in ({Stored.List(rule.WebhookIds.Append(0))}) order by id",
            transaction: scope.Transaction)).AsList();
        return webhooks.Count == 0 ? [("", null, "The webhook was removed; choose another one for this rule.")]
            : [.. webhooks.Select(w => (w.Name, (long?)w.Id, w.Active != 0 ? null
                : "The webhook is switched off; switch it on to receive calls."))];
    }

    // What is due at once for one target becomes one message: the owner's screen is not a colleague's.
    private static string ScreenOf(AlertRule rule, Person person) => person.Id == rule.PersonId ? "" : person.Email;

    private static async Task<DateTimeOffset> NextMailAsync(WriteScope scope, long ruleId, DateTimeOffset now)
    {
        var last = await scope.Connection.ExecuteScalarAsync<long?>(
            "select max(done_at) from delivery where rule_id = @ruleId and channel = @channel and "
            + "notification_id is not null and state = @sent",
            new { ruleId, channel = nameof(DeliveryChannel.Email), sent = nameof(DeliveryState.Sent) },
            scope.Transaction);
        var next = last.At() + MailPause;
        return next > now ? next.Value : now;
    }

    private static async Task<Notification> InsertAsync(
        WriteScope scope, Notification notification, long? ruleId)
    {
        var row = await scope.Connection.QuerySingleAsync<NotificationRow>(
            $"""
            insert into notification (person_id, rule_id, monitor_id, kind, title, body, why, link,
                mention_ids, mention_count, at)
            values (@personId, @ruleId, @monitorId, @kind, @title, @body, @why, @link, @ids, @count, @at)
            returning {NotificationRow.Columns}
            """,
            new
            {
                personId = notification.PersonId, ruleId, monitorId = notification.MonitorId,
                kind = notification.Kind.ToString(),
                title = notification.Title, body = notification.Body, why = notification.Why, link = notification.Link,
                ids = Stored.List(notification.MentionIds), count = (long)notification.Count,
                at = notification.At.ToUnixTimeMilliseconds(),
            },
            scope.Transaction);
        return row.ToNotification();
    }

    private static Task<DeliveryRow> InsertAsync(
        WriteScope scope, long? notificationId, long ruleId, DeliveryChannel channel, string target,
        DeliveryState state,
        DateTimeOffset now, DateTimeOffset? done, DateTimeOffset? next, string? problem,
        DateTimeOffset? claimed = null, long? deviceId = null, long? webhook = null) =>
        scope.Connection.QuerySingleAsync<DeliveryRow>(
            $"""
            insert into delivery (notification_id, rule_id, channel, target, state, attempts, created_at,
                done_at, next_attempt_at,
                claimed_at, problem, device_id, webhook_id)
            values (@notificationId, @ruleId, @channel, @target, @state, @attempts, @now, @done, @next,
                @claimed, @problem, @deviceId, @webhook)
            returning {DeliveryRow.Columns}
            """,
            new
            {
                notificationId, ruleId, channel = channel.ToString(), target, state = state.ToString(),
                attempts = claimed is not null || state == DeliveryState.Sent ? 1L : 0L,
                now = now.ToUnixTimeMilliseconds(),
                done = done?.ToUnixTimeMilliseconds(), next = next?.ToUnixTimeMilliseconds(),
                claimed = claimed?.ToUnixTimeMilliseconds(), problem, deviceId, webhook,
            },
            scope.Transaction);
}
