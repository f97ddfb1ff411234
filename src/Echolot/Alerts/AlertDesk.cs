using Echolot.Messaging;

namespace Echolot.Alerts;

public enum NotifyWhen { EachMention, Digest, Threshold }

public enum DeliveryChannel { Screen, Email, Webhook }

public enum WebhookFormat { Echolot, Slack, Teams, Mattermost }

/// <summary>Who is told what, when and how, for one monitor.</summary>
/// <param name="MonitorId">Null: every monitor.</param>
/// <param name="DigestAt">Local times of day for digests, in the person's zone.</param>
/// <param name="ThresholdCount">Mentions within <paramref name="ThresholdWindow"/> that fire the notification.</param>
/// <param name="QuietFrom">Start of quiet hours in the person's zone; what falls in them is delivered when they end.</param>
public sealed record Subscription(
    long Id, long PersonId, long? MonitorId, NotifyWhen When, IReadOnlyList<DeliveryChannel> Channels, IReadOnlyList<TimeOnly> DigestAt,
    int ThresholdCount, TimeSpan ThresholdWindow, TimeSpan Cooldown, TimeOnly? QuietFrom, TimeOnly? QuietTo, long? WebhookId, bool Active,
    DateTimeOffset CreatedAt);

/// <summary>A webhook target; its secret signs every call.</summary>
public sealed record Webhook(long Id, string Name, Uri Url, WebhookFormat Format, bool Active, DateTimeOffset CreatedAt);

/// <summary>A notification for a person, as the bell shows it.</summary>
public sealed record Notification(
    long Id, long PersonId, long? MonitorId, NotifyWhen Kind, string Title, string Body, IReadOnlyList<long> MentionIds, string Link, DateTimeOffset At,
    DateTimeOffset? ReadAt, string Why);

public enum DeliveryState { Waiting, Sent, Failed, Unknown, HeldByQuietHours }

/// <summary>One attempt to deliver, kept as a log.</summary>
public sealed record Delivery(
    long Id, long? NotificationId, long SubscriptionId, DeliveryChannel Channel, string Target, DeliveryState State, int Attempts,
    DateTimeOffset CreatedAt, DateTimeOffset? DoneAt, DateTimeOffset? NextAttemptAt, string? Problem);

/// <summary>A notification was made; screens listen to it.</summary>
public sealed record Notified(long NotificationId, long PersonId, string Title, string Link) : IFact;

/// <summary>Subscriptions, notifications, deliveries.</summary>
public sealed class AlertDesk
{
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
