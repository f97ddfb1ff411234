using Echolot.Messaging;

namespace Echolot.Alerts;

public enum NotifyWhen { EachMention, Digest, Threshold }

public enum DeliveryChannel { Screen, Email, Webhook }

public enum WebhookFormat { Echolot, Slack, Teams, Mattermost }

/// <summary>Who is told what, when and how, for one monitor.</summary>
/// <param name="MonitorId">Null: every monitor.</param>
/// <param name="DigestAt">Local times of day for digests, in the person's zone.</param>
/// <param name="ThresholdCount">Mentions within <paramref name="ThresholdWindow"/> that fire the notification.</param>
/// <param name="ThresholdWindow">
/// Length of the window, by the times the mentions were published; 1 minute to 7 days.
/// </param>
/// <param name="Cooldown">
/// Least time between two notifications. Mentions that come meanwhile are told together in the next one; below one
/// second it counts as one second.
/// </param>
/// <param name="QuietFrom">
/// Start of quiet hours in the person's zone; what falls in them is delivered when they end.
/// </param>
/// <param name="QuietTo">
/// End of quiet hours; may be before <paramref name="QuietFrom"/>, then they go over midnight.
/// </param>
public sealed record Subscription(
    long Id, long PersonId, long? MonitorId, NotifyWhen When, IReadOnlyList<DeliveryChannel> Channels,
    IReadOnlyList<TimeOnly> DigestAt,
    int ThresholdCount, TimeSpan ThresholdWindow, TimeSpan Cooldown, TimeOnly? QuietFrom, TimeOnly? QuietTo,
    long? WebhookId, bool Active,
    DateTimeOffset CreatedAt);

/// <summary>A webhook target; its secret signs every call.</summary>
public sealed record Webhook(
    long Id, string Name, Uri Url, WebhookFormat Format, bool Active, DateTimeOffset CreatedAt);

/// <summary>A notification for a person, as the bell shows it.</summary>
/// <param name="Kind">Rule that made it.</param>
/// <param name="Title">In the person's language; names monitor and count, never text or author of a mention.</param>
/// <param name="MentionIds">Newest first, at most <see cref="AlertDesk.MostMentions"/>.</param>
/// <param name="Link">Address within this site.</param>
/// <param name="Why">Which rule fired and on what, in the person's language.</param>
/// <param name="Count">How many mentions it tells of.</param>
public sealed record Notification(
    long Id, long PersonId, long? MonitorId, NotifyWhen Kind, string Title, string Body, IReadOnlyList<long> MentionIds,
    string Link, DateTimeOffset At,
    DateTimeOffset? ReadAt, string Why, int Count = 0);

/// <summary>
/// <see cref="Unknown"/>: the message was handed over and nobody said whether it arrived; mail is then not sent again.
/// </summary>
public enum DeliveryState { Waiting, Sent, Failed, Unknown, HeldByQuietHours }

/// <summary>One message on one channel with all its attempts, kept as a log.</summary>
/// <param name="Target">Mail address, name of the webhook, or empty for the screen.</param>
/// <param name="Attempts">Tries so far.</param>
/// <param name="Problem">What the other side said at the last try.</param>
public sealed record Delivery(
    long Id, long? NotificationId, long SubscriptionId, DeliveryChannel Channel, string Target, DeliveryState State,
    int Attempts,
    DateTimeOffset CreatedAt, DateTimeOffset? DoneAt, DateTimeOffset? NextAttemptAt, string? Problem);

/// <summary>A notification was made; screens listen to it.</summary>
public sealed record Notified(long NotificationId, long PersonId, string Title, string Link) : IFact;

/// <summary>Why the alert desk refused; screens translate it.</summary>
public enum AlertRefusal
{
    NotFound, NoChannel, DigestWithoutTime, ThresholdCount, ThresholdWindow, Cooldown, QuietHalfSet, WebhookMissing,
    WebhookName, WebhookAddress,
}

/// <summary>The alert desk refused; <see cref="Why"/> says which rule, the message what to do.</summary>
public sealed class AlertException(AlertRefusal why, string message) : Exception(message)
{
    public AlertRefusal Why { get; } = why;
}
