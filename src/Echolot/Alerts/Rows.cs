using System.Globalization;
using Echolot.Privacy;

namespace Echolot.Alerts;

/// <summary>How values lie in the database: times as 64-bit Unix milliseconds, lists separated by commas.</summary>
internal static class Stored
{
    public static DateTimeOffset At(this long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? At(this long? milliseconds) => milliseconds?.At();

    public static string List(IEnumerable<long> ids) =>
        string.Join(',', ids.Select(i => i.ToString(CultureInfo.InvariantCulture)));

    public static string List(IEnumerable<DeliveryChannel> channels) => string.Join(',', channels.Distinct().Order());

    public static string List(IEnumerable<TimeOnly> times) => string.Join(',', times.Distinct().Order().Select(Text));

    public static string Text(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    public static TimeOnly Time(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);

    public static IReadOnlyList<T> Each<T>(string list, Func<string, T> read) =>
        [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(read)];
}

[Personal("subscription")]
internal sealed class SubscriptionRow
{
    public const string Columns =
        "id as Id, person_id as PersonId, monitor_id as MonitorId, kind as Kind, channels as Channels, "
        + "digest_at as DigestAt, threshold_count as ThresholdCount, threshold_window as ThresholdWindow, "
        + "cooldown as Cooldown, quiet_from as QuietFrom, quiet_to as QuietTo, webhook_id as WebhookId, "
        + "active as Active, created_at as CreatedAt, notified_at as NotifiedAt, digested_at as DigestedAt, "
        + "due_at as DueAt";

    public long Id { get; init; }
    public long PersonId { get; init; }
    public long? MonitorId { get; init; }
    public required string Kind { get; init; }
    public required string Channels { get; init; }
    public required string DigestAt { get; init; }
    public long ThresholdCount { get; init; }
    public long ThresholdWindow { get; init; }
    public long Cooldown { get; init; }
    public string? QuietFrom { get; init; }
    public string? QuietTo { get; init; }
    public long? WebhookId { get; init; }
    public long Active { get; init; }
    public long CreatedAt { get; init; }
    public long? NotifiedAt { get; init; }
    public long DigestedAt { get; init; }
    public long? DueAt { get; init; }

    public Subscription ToSubscription() => new(
        Id, PersonId, MonitorId, Enum.Parse<NotifyWhen>(Kind), Stored.Each(Channels, Enum.Parse<DeliveryChannel>),
        Stored.Each(DigestAt, Stored.Time),
        (int)ThresholdCount, TimeSpan.FromMilliseconds(ThresholdWindow), TimeSpan.FromMilliseconds(Cooldown),
        QuietFrom is null ? null : Stored.Time(QuietFrom), QuietTo is null ? null : Stored.Time(QuietTo), WebhookId,
        Active != 0, CreatedAt.At());
}

[NotPersonal("webhook")]
internal sealed class WebhookRow
{
    public const string Columns =
        "id as Id, name as Name, url as Url, format as Format, secret as Secret, active as Active, "
        + "created_at as CreatedAt";

    public long Id { get; init; }
    public required string Name { get; init; }
    public required string Url { get; init; }
    public required string Format { get; init; }
    public required string Secret { get; init; }
    public long Active { get; init; }
    public long CreatedAt { get; init; }

    public Webhook ToWebhook() =>
        new(Id, Name, new Uri(Url), Enum.Parse<WebhookFormat>(Format), Active != 0, CreatedAt.At());
}

/// <summary>Only ids and times; goes when its mention is forgotten.</summary>
[NotPersonal("heard_mention")]
internal sealed class HeardRow
{
    public long MentionId { get; init; }
    public long PublishedAt { get; init; }
    public long HeardAt { get; init; }

    public Heard ToHeard() => new(MentionId, PublishedAt.At(), HeardAt.At());
}

[Personal("notification")]
internal sealed class NotificationRow
{
    public const string Columns =
        "id as Id, person_id as PersonId, monitor_id as MonitorId, kind as Kind, title as Title, body as Body, "
        + "why as Why, link as Link, mention_ids as MentionIds, mention_count as MentionCount, at as At, "
        + "read_at as ReadAt";

    public long Id { get; init; }
    public long PersonId { get; init; }
    public long? MonitorId { get; init; }
    public required string Kind { get; init; }
    public required string Title { get; init; }
    public required string Body { get; init; }
    public required string Why { get; init; }
    public required string Link { get; init; }
    public required string MentionIds { get; init; }
    public long MentionCount { get; init; }
    public long At { get; init; }
    public long? ReadAt { get; init; }

    public Notification ToNotification() => new(
        Id, PersonId, MonitorId, Enum.Parse<NotifyWhen>(Kind), Title, Body,
        Stored.Each(MentionIds, id => long.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture)), Link, At.At(),
        ReadAt.At(), Why,
        (int)MentionCount);
}

[Personal("delivery")]
internal sealed class DeliveryRow
{
    public const string Columns =
        "id as Id, notification_id as NotificationId, subscription_id as SubscriptionId, channel as Channel, "
        + "target as Target, state as State, attempts as Attempts, created_at as CreatedAt, done_at as DoneAt, "
        + "next_attempt_at as NextAttemptAt, claimed_at as ClaimedAt, batch_id as BatchId, problem as Problem";

    public long Id { get; init; }
    public long? NotificationId { get; init; }
    public long SubscriptionId { get; init; }
    public required string Channel { get; init; }
    public required string Target { get; init; }
    public required string State { get; init; }
    public long Attempts { get; init; }
    public long CreatedAt { get; init; }
    public long? DoneAt { get; init; }
    public long? NextAttemptAt { get; init; }
    public long? ClaimedAt { get; init; }
    public long? BatchId { get; init; }
    public string? Problem { get; init; }

    public DeliveryChannel On => Enum.Parse<DeliveryChannel>(Channel);

    public Delivery ToDelivery() => new(
        Id, NotificationId, SubscriptionId, On, Target, Enum.Parse<DeliveryState>(State), (int)Attempts, CreatedAt.At(),
        DoneAt.At(),
        NextAttemptAt.At(), Problem);
}

/// <summary>A mail with a password link, one a person and kind; the link itself is nowhere.</summary>
[Personal("link_mail")]
internal sealed class LinkMailRow
{
    public const string Columns =
        "person_id as PersonId, kind as Kind, asked_by as AskedBy, asked_at as AskedAt, state as State, "
        + "attempts as Attempts, next_attempt_at as NextAttemptAt, done_at as DoneAt, problem as Problem";

    public long PersonId { get; init; }
    public required string Kind { get; init; }
    public long? AskedBy { get; init; }
    public long AskedAt { get; init; }
    public required string State { get; init; }
    public long Attempts { get; init; }
    public long? NextAttemptAt { get; init; }
    public long? DoneAt { get; init; }
    public string? Problem { get; init; }

    public LinkMail ToLinkMail() =>
        new(Enum.Parse<DeliveryState>(State), AskedAt.At(), DoneAt.At(), NextAttemptAt.At(), Problem);
}
