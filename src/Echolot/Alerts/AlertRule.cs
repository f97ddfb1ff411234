using Echolot.Messaging;
using Echolot.Teams;
using NodaTime;

namespace Echolot.Alerts;

/// <summary>What an alert looks for. The first three tell of mentions, the others judge how many there are.</summary>
public enum AlertKind
{
    /// <summary>Every mention, as it comes.</summary>
    EachMention,
    /// <summary>Everything since the last one, at times of the day.</summary>
    Digest,
    /// <summary>Every mention by somebody on a list.</summary>
    Authors,
    /// <summary>At least so many mentions in a window.</summary>
    Threshold,
    /// <summary>So many percent more than the average of the time before.</summary>
    Percent,
    /// <summary>The average of an hour lies so many standard deviations over that of the time before.</summary>
    Deviation,
    /// <summary>More than in the same window of the last four weeks.</summary>
    Seasonal,
    /// <summary>At least such a share is negative.</summary>
    SentimentShare,
    /// <summary>Nothing came in.</summary>
    Silence,
}

/// <summary>Which kinds are judged by counts.</summary>
public static class AlertKinds
{
    /// <summary>Whether a kind is judged by counts of a window; the others are told mention by mention.</summary>
    public static bool IsJudged(this AlertKind kind) => kind >= AlertKind.Threshold;

    /// <summary>Whether a kind fires, so that somebody acknowledges it; the others only tell what comes.</summary>
    public static bool Fires(this AlertKind kind) => kind is not (AlertKind.EachMention or AlertKind.Digest);

    /// <summary>Whether mentions of a kind can be a crisis: it fires, and not because there are none.</summary>
    public static bool CanBeCrisis(this AlertKind kind) =>
        kind is AlertKind.Authors || kind.IsJudged() && kind is not AlertKind.Silence;

    /// <summary>Whether a kind compares with the time before and has to know some of it.</summary>
    public static bool Compares(this AlertKind kind) =>
        kind is AlertKind.Percent or AlertKind.Deviation or AlertKind.Seasonal;
}

/// <summary>How soon an alert speaks, in words; <see cref="Own"/> is a limit that somebody chose.</summary>
public enum Sensitivity { Few, Balanced, Many, Own }

public enum DeliveryChannel { Screen, Email, Webhook, Push }

public enum WebhookFormat { Echolot, Slack, Teams, Mattermost, RocketChat, Ntfy }

/// <summary>What is watched for, who is told and how.</summary>
/// <param name="PersonId">Whose alert it is; that person is told, and others as the alert says.</param>
/// <param name="MonitorId">Null: every monitor.</param>
/// <param name="DigestAt">Local times of day for digests, in the person's zone.</param>
/// <param name="Count">
/// Threshold: mentions in the window that fire it. Kinds that compare, and share: the least number of mentions, below
/// which it stays silent.
/// </param>
/// <param name="Window">Length of the window, by the times the mentions were published; 1 minute to 7 days.</param>
/// <param name="Cooldown">
/// Kinds that tell mentions: least time between two notifications, what comes meanwhile is told together in the next
/// one. Kinds that are judged: so long it must have been over before it fires again; until then it is one event.
/// </param>
/// <param name="QuietFrom">
/// Start of quiet hours in the person's zone; what falls in them is delivered when they end.
/// </param>
/// <param name="QuietTo">
/// End of quiet hours; may be before <paramref name="QuietFrom"/>, then they go over midnight.
/// </param>
public sealed record AlertRule(
    long Id, long PersonId, long? MonitorId, AlertKind Kind, IReadOnlyList<DeliveryChannel> Channels,
    IReadOnlyList<TimeOnly> DigestAt,
    int Count, TimeSpan Window, TimeSpan Cooldown, TimeOnly? QuietFrom, TimeOnly? QuietTo,
    bool Active, DateTimeOffset CreatedAt)
{
    /// <summary>Days on which digests go out, by the person's clocks; empty: every day.</summary>
    public IReadOnlyList<IsoDayOfWeek> DigestOn { get; init; } = [];

    /// <summary>Days that are quiet from midnight to midnight, by the person's clocks, beside the quiet hours.</summary>
    public IReadOnlyList<IsoDayOfWeek> QuietDays { get; init; } = [];

    /// <summary>Quiet outside of these business hours as well; null: of none.</summary>
    public OutsideHours? Outside { get; init; }

    /// <summary>What it is called; null: after what it watches.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Percent over the average, standard deviations, or percent of negative mentions, as the kind has it.
    /// </summary>
    public double Bound { get; init; }

    /// <summary>Length of the time before that <see cref="AlertKind.Percent"/> and
    /// <see cref="AlertKind.Deviation"/> compare with.</summary>
    public TimeSpan Baseline { get; init; }

    /// <summary>Level that <see cref="Bound"/>, count or window were taken from.</summary>
    public Sensitivity Sensitivity { get; init; } = Sensitivity.Own;

    /// <summary>Silence of a source instead of a monitor.</summary>
    public long? SourceId { get; init; }

    /// <summary>Handles or ids of <see cref="AlertKind.Authors"/>.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Who is told beside the owner, each in their language and at their own hours.</summary>
    public IReadOnlyList<long> AlsoPeople { get; init; } = [];

    /// <summary>Everybody with one of these roles is told as well, also who gets it later.</summary>
    public IReadOnlyList<Role> AlsoRoles { get; init; } = [];

    /// <summary>
    /// Whoever is on call at that moment is told as well; with <see cref="EscalateOnDuty"/> that is the first call.
    /// </summary>
    public bool AlsoOnDuty { get; init; }

    /// <summary>Mail goes to these as well, for people and lists without an account; only where the alert mails.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Webhooks that are called, each once however many people are told.</summary>
    public IReadOnlyList<long> WebhookIds { get; init; } = [];

    /// <summary>Who is told when nobody acknowledges in time.</summary>
    public long? EscalateTo { get; init; }

    /// <summary>
    /// People on call are told one after the other, each when nobody has acknowledged for
    /// <see cref="EscalateAfter"/>; instead of <see cref="EscalateTo"/>.
    /// </summary>
    public bool EscalateOnDuty { get; init; }

    /// <summary>How long somebody has to acknowledge.</summary>
    public TimeSpan EscalateAfter { get; init; }

    /// <summary>
    /// Level of the crisis, 1 to 3, that conversations belong to which begin with a mention of it while it holds; 0: none.
    /// </summary>
    public int Crisis { get; init; }

    /// <summary>Nothing is told before; it is judged all the same.</summary>
    public DateTimeOffset? MutedUntil { get; init; }

    /// <summary>Who muted it; null where that person was erased, or nobody did.</summary>
    public long? MutedBy { get; init; }

    /// <summary>When it was saved last.</summary>
    public DateTimeOffset ChangedAt { get; init; }
}

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
    long Id, long PersonId, long? MonitorId, AlertKind Kind, string Title, string Body, IReadOnlyList<long> MentionIds,
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
    long Id, long? NotificationId, long RuleId, DeliveryChannel Channel, string Target, DeliveryState State,
    int Attempts,
    DateTimeOffset CreatedAt, DateTimeOffset? DoneAt, DateTimeOffset? NextAttemptAt, string? Problem);

/// <summary>A notification was made; screens listen to it.</summary>
public sealed record Notified(long NotificationId, long PersonId, string Title, string Link) : IFact;

/// <summary>An alert fired, was acknowledged, escalated, judged or changed; screens listen to it.</summary>
public sealed record AlertChanged(long RuleId, long? FiringId) : IFact;

/// <summary>Pages of a firing show more of it, such as who was called; nothing is done about the alert itself.</summary>
public sealed record FiringShown(long RuleId, long FiringId) : IFact;

/// <summary>Business hours outside of which an alert is quiet.</summary>
/// <param name="Name">What they are called; null: not read yet.</param>
/// <param name="Hours">As they are now, with holidays and special days; null: not read yet.</param>
public sealed record OutsideHours(long CalendarId, string? Name = null, BusinessCalendar? Hours = null);

/// <summary>Why the alert desk refused; screens translate it.</summary>
public enum AlertRefusal
{
    NotFound, NoChannel, DigestWithoutTime, Count, Window, Cooldown, QuietHalfSet, WebhookMissing,
    WebhookName, WebhookAddress, Name, Bound, Baseline, NoAuthors, SourceMissing, SourceWindow, EscalateHalfSet,
    EscalatePerson, Recipients, Addresses, PushAddress, PushKeys, Crisis,
    EscalateTwice, Owner, ChangedMeanwhile, QuietAlways, Days, Calendar,
}

/// <summary>The alert desk refused; <see cref="Why"/> says which rule, the message what to do.</summary>
public sealed class AlertException(AlertRefusal why, string message) : Exception(message)
{
    public AlertRefusal Why { get; } = why;
}
