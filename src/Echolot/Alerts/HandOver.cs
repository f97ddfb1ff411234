using Dapper;
using Echolot.Storage;
using Echolot.Teams;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    /// <summary>
    /// Mails of one subscription are at least so far apart; what comes between goes into the next one.
    /// </summary>
    internal static readonly TimeSpan MailPause = TimeSpan.FromMinutes(1);

    /// <summary>Writes a notification's deliveries, in the transaction that makes it.</summary>
    private async Task HandOverAsync(
        WriteScope scope, Notification notification, Subscription subscription, Person person,
        DateTimeOffset? heldUntil, DateTimeOffset now,
        CancellationToken cancel)
    {
        foreach (var channel in subscription.Channels)
        {
            if (channel == DeliveryChannel.Screen && heldUntil is null)
            {
                // The screen is reached over the fact of this very transaction: nothing is left to do.
                await InsertAsync(
                    scope, notification.Id, subscription.Id, channel, "", DeliveryState.Sent, now, now, null, null);
                await _bus.PublishAsync(
                    scope, new Notified(notification.Id, person.Id, notification.Title, notification.Link), cancel);
                continue;
            }
            var (target, problem) = await TargetAsync(scope, channel, subscription, person);
            if (problem is not null)
            {
                await InsertAsync(scope, notification.Id, subscription.Id, channel, target, DeliveryState.Failed, now,
                    now, null, problem);
                continue;
            }
            var next = heldUntil
                ?? (channel == DeliveryChannel.Email ? await NextMailAsync(scope, subscription.Id, now) : now);
            await InsertAsync(
                scope, notification.Id, subscription.Id, channel, target,
                heldUntil is null ? DeliveryState.Waiting : DeliveryState.HeldByQuietHours, now, null, next, null);
        }
    }

    private static async Task<(string Target, string? Problem)> TargetAsync(
        WriteScope scope, DeliveryChannel channel, Subscription subscription, Person person)
    {
        if (channel != DeliveryChannel.Webhook)
            return (channel == DeliveryChannel.Email ? person.Email : "", null);
        var webhook = await scope.Connection.QuerySingleOrDefaultAsync<WebhookRow>(
            $"select {WebhookRow.Columns} from webhook where id = @id", new { id = subscription.WebhookId },
            scope.Transaction);
        return webhook switch
        {
            null => ("", "The webhook was removed; choose another one for this subscription."),
            { Active: 0 } => (webhook.Name, "The webhook is switched off; switch it on to receive calls."),
            _ => (webhook.Name, null),
        };
    }

    private static async Task<DateTimeOffset> NextMailAsync(WriteScope scope, long subscriptionId, DateTimeOffset now)
    {
        var last = await scope.Connection.ExecuteScalarAsync<long?>(
            "select max(done_at) from delivery where subscription_id = @subscriptionId and channel = @channel and "
            + "notification_id is not null and state = @sent",
            new { subscriptionId, channel = nameof(DeliveryChannel.Email), sent = nameof(DeliveryState.Sent) },
            scope.Transaction);
        var next = last.At() + MailPause;
        return next > now ? next.Value : now;
    }

    private static async Task<Notification> InsertAsync(
        WriteScope scope, Notification notification, long? subscriptionId)
    {
        var row = await scope.Connection.QuerySingleAsync<NotificationRow>(
            $"""
            insert into notification (person_id, subscription_id, monitor_id, kind, title, body, why, link,
                mention_ids, mention_count, at)
            values (@personId, @subscriptionId, @monitorId, @kind, @title, @body, @why, @link, @ids, @count, @at)
            returning {NotificationRow.Columns}
            """,
            new
            {
                personId = notification.PersonId, subscriptionId, monitorId = notification.MonitorId,
                kind = notification.Kind.ToString(),
                title = notification.Title, body = notification.Body, why = notification.Why, link = notification.Link,
                ids = Stored.List(notification.MentionIds), count = (long)notification.Count,
                at = notification.At.ToUnixTimeMilliseconds(),
            },
            scope.Transaction);
        return row.ToNotification();
    }

    private static Task<DeliveryRow> InsertAsync(
        WriteScope scope, long? notificationId, long subscriptionId, DeliveryChannel channel, string target,
        DeliveryState state,
        DateTimeOffset now, DateTimeOffset? done, DateTimeOffset? next, string? problem,
        DateTimeOffset? claimed = null) =>
        scope.Connection.QuerySingleAsync<DeliveryRow>(
            $"""
            insert into delivery (notification_id, subscription_id, channel, target, state, attempts, created_at,
                done_at, next_attempt_at,
                claimed_at, problem)
            values (@notificationId, @subscriptionId, @channel, @target, @state, @attempts, @now, @done, @next,
                @claimed, @problem)
            returning {DeliveryRow.Columns}
            """,
            new
            {
                notificationId, subscriptionId, channel = channel.ToString(), target, state = state.ToString(),
                attempts = claimed is not null || state == DeliveryState.Sent ? 1L : 0L,
                now = now.ToUnixTimeMilliseconds(),
                done = done?.ToUnixTimeMilliseconds(), next = next?.ToUnixTimeMilliseconds(),
                claimed = claimed?.ToUnixTimeMilliseconds(), problem,
            },
            scope.Transaction);
}
