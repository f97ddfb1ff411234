namespace Echolot.Alerts;

/// <summary>Subscriptions, notifications, deliveries.</summary>
public sealed class AlertDesk
{
    /// <summary>Most mentions that a notification names; its count is exact.</summary>
    public const int MostMentions = 100;

    public Task<IReadOnlyList<Subscription>> SubscriptionsAsync(long? personId, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Adds (id 0) or changes a subscription.</summary>
    public Task<Subscription> SaveAsync(Subscription subscription, CancellationToken cancel) => throw new NotImplementedException();

    public Task RemoveAsync(long subscriptionId, CancellationToken cancel) => throw new NotImplementedException();

    public Task<IReadOnlyList<Webhook>> WebhooksAsync(CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Adds (id 0) or changes a webhook; a new one gets a secret, returned once.</summary>
    public Task<(Webhook Webhook, string? Secret)> SaveAsync(Webhook webhook, CancellationToken cancel) => throw new NotImplementedException();

    public Task RemoveWebhookAsync(long id, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Sends a test through the subscription's channels, past quiet hours, and waits for the outcome.</summary>
    public Task<IReadOnlyList<Delivery>> TestAsync(long subscriptionId, CancellationToken cancel) => throw new NotImplementedException();

    public Task<IReadOnlyList<Notification>> ForPersonAsync(long personId, bool unreadOnly, long? beforeId, int size, CancellationToken cancel) =>
        throw new NotImplementedException();

    public Task<int> UnreadAsync(long personId, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Marks as read; null means all.</summary>
    public Task ReadAsync(long personId, long? notificationId, CancellationToken cancel) => throw new NotImplementedException();

    public Task<IReadOnlyList<Delivery>> DeliveriesAsync(long? subscriptionId, long? beforeId, int size, CancellationToken cancel) =>
        throw new NotImplementedException();
}
