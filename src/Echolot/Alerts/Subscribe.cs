using Dapper;
using Echolot.Storage;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    /// <summary>Subscriptions of a person, or of everybody (null), oldest first.</summary>
    public async Task<IReadOnlyList<Subscription>> SubscriptionsAsync(long? personId, CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        var rows = await read.QueryAsync<SubscriptionRow>(
            $"select {SubscriptionRow.Columns} from subscription "
            + $"{(personId is null ? "" : "where person_id = @personId")} order by id",
            new { personId });
        return [.. rows.Select(r => r.ToSubscription())];
    }

    /// <summary>Adds (id 0) or changes a subscription.</summary>
    /// <exception cref="AlertException">A field is refused, or there is no such subscription or webhook.</exception>
    public async Task<Subscription> SaveAsync(Subscription subscription, CancellationToken cancel)
    {
        if (Refusal(subscription) is { } refusal)
            throw refusal;
        var saved = await _db.WriteAsync(
            async scope =>
            {
                if (subscription.Channels.Contains(DeliveryChannel.Webhook))
                    await ExistingWebhookAsync(scope, subscription.WebhookId);
                var args = Arguments(subscription);
                // What was heard for another rule or monitor must not be told under the new one.
                await scope.Connection.ExecuteAsync(
                    """
                    update heard_mention set notification_id = 0
                    where subscription_id = @id and notification_id is null and exists (
                        select 1 from subscription
                        where id = @id and (kind <> @kind or coalesce(monitor_id, 0) <> coalesce(@monitorId, 0)))
                    """,
                    args,
                    scope.Transaction);
                var row = await scope.Connection.QuerySingleOrDefaultAsync<SubscriptionRow>(
                    subscription.Id == 0
                        ? $"""
                          insert into subscription (person_id, monitor_id, kind, channels, digest_at, threshold_count,
                              threshold_window, cooldown,
                              quiet_from, quiet_to, webhook_id, active, created_at, digested_at, due_at)
                          values (@personId, @monitorId, @kind, @channels, @digestAt, @thresholdCount,
                              @thresholdWindow, @cooldown,
                              @quietFrom, @quietTo, @webhookId, @active, @now, @now, @now)
                          returning {SubscriptionRow.Columns}
                          """
                        : $"""
                          update subscription set person_id = @personId, monitor_id = @monitorId, kind = @kind,
                              channels = @channels,
                              digest_at = @digestAt, threshold_count = @thresholdCount,
                                  threshold_window = @thresholdWindow,
                              cooldown = @cooldown, quiet_from = @quietFrom, quiet_to = @quietTo,
                                  webhook_id = @webhookId, active = @active,
                              digested_at = case when kind <> @kind or digest_at <> @digestAt or active <> @active
                                  then @now else digested_at end,
                              due_at = @now
                          where id = @id
                          returning {SubscriptionRow.Columns}
                          """,
                    args,
                    scope.Transaction);
                return row?.ToSubscription()
                    ?? throw Missing($"There is no subscription {subscription.Id}; reload the list.");
            },
            cancel);
        _due.Ring();
        return saved;
    }

    public Task RemoveAsync(long subscriptionId, CancellationToken cancel) => _db.WriteAsync(
        async scope =>
        {
            var args = new { subscriptionId, now = Now, removed = nameof(DeliveryState.Failed) };
            await scope.Connection.ExecuteAsync(
                """
                update delivery set state = @removed, next_attempt_at = null, done_at = @now,
                    problem = 'The subscription was removed.'
                where subscription_id = @subscriptionId and next_attempt_at is not null
                """,
                args,
                scope.Transaction);
            await scope.Connection.ExecuteAsync(
                "delete from heard_mention where subscription_id = @subscriptionId", args, scope.Transaction);
            await scope.Connection.ExecuteAsync(
                "delete from subscription where id = @subscriptionId", args, scope.Transaction);
        },
        cancel);

    /// <summary>Why a subscription cannot work as it is, or null.</summary>
    internal static AlertException? Refusal(Subscription s) => s switch
    {
        { Channels.Count: 0 } =>
            new(AlertRefusal.NoChannel, "The subscription has no channel; choose screen, e-mail or webhook."),
        { When: NotifyWhen.Digest, DigestAt.Count: 0 } =>
            new(AlertRefusal.DigestWithoutTime, "A digest needs a time of day; add at least one."),
        { When: NotifyWhen.Threshold, ThresholdCount: < 1 or > 100_000 } =>
            new(AlertRefusal.ThresholdCount, "The threshold is between 1 and 100,000 mentions; choose another."),
        { When: NotifyWhen.Threshold } when s.ThresholdWindow < TimeSpan.FromMinutes(1)
            || s.ThresholdWindow > Decide.News =>
            new(AlertRefusal.ThresholdWindow,
                "The window of a threshold is between one minute and seven days; choose another."),
        _ when s.Cooldown < TimeSpan.Zero || s.Cooldown > TimeSpan.FromDays(30) =>
            new(AlertRefusal.Cooldown, "The pause between two notifications is at most 30 days; choose a shorter one."),
        _ when s.QuietFrom is null != s.QuietTo is null =>
            new(AlertRefusal.QuietHalfSet, "Quiet hours need both a start and an end; set the other one too."),
        _ when s.Channels.Contains(DeliveryChannel.Webhook) && s.WebhookId is null =>
            new(AlertRefusal.WebhookMissing, "The channel webhook needs a webhook; choose one."),
        _ => null,
    };

    private object Arguments(Subscription s) => new
    {
        id = s.Id, personId = s.PersonId, monitorId = s.MonitorId, kind = s.When.ToString(),
        channels = Stored.List(s.Channels),
        digestAt = Stored.List(s.DigestAt), thresholdCount = (long)s.ThresholdCount,
        thresholdWindow = (long)s.ThresholdWindow.TotalMilliseconds,
        cooldown = (long)s.Cooldown.TotalMilliseconds, quietFrom = s.QuietFrom is { } from ? Stored.Text(from) : null,
        quietTo = s.QuietTo is { } to ? Stored.Text(to) : null, webhookId = s.WebhookId, active = s.Active ? 1L : 0L,
        now = Now,
    };

    private static AlertException Missing(string message) => new(AlertRefusal.NotFound, message);

    private static async Task<WebhookRow> ExistingWebhookAsync(WriteScope scope, long? id) =>
        await scope.Connection.QuerySingleOrDefaultAsync<WebhookRow>(
            $"select {WebhookRow.Columns} from webhook where id = @id", new { id }, scope.Transaction)
        ?? throw new AlertException(AlertRefusal.WebhookMissing, $"There is no webhook {id}; choose another one.");
}
