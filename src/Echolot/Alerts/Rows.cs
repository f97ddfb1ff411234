using System.Globalization;
using Echolot.Privacy;
using Echolot.Teams;

namespace Echolot.Alerts;

/// <summary>How values lie in the database: times as 64-bit Unix milliseconds, lists separated by commas.</summary>
internal static class Stored
{
    public static DateTimeOffset At(this long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? At(this long? milliseconds) => milliseconds?.At();

    public static string List(IEnumerable<long> ids) =>
        string.Join(',', ids.Select(i => i.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Stretches of minutes, the latest if they are many.</summary>
    public static string Stretches(IEnumerable<(long From, long To)> stretches) => string.Join(
        ',', stretches.TakeLast(50).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.From}-{s.To}")));

    public static IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Stretches(string list) =>
        Each(list, s => (
            Minutes.Of(long.Parse(s[..s.IndexOf('-')], CultureInfo.InvariantCulture)),
            Minutes.Of(long.Parse(s[(s.IndexOf('-') + 1)..], CultureInfo.InvariantCulture))));

    public static string List(IEnumerable<DeliveryChannel> channels) => string.Join(',', channels.Distinct().Order());

    public static string List(IEnumerable<TimeOnly> times) => string.Join(',', times.Distinct().Order().Select(Text));

    public static string Text(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    public static TimeOnly Time(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Names separated by line breaks, which no name contains.</summary>
    public static string Lines(IEnumerable<string> names) => string.Join('\n', names);

    public static IReadOnlyList<long> Ids(string list) =>
        Each(list, id => long.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture));

    public static IReadOnlyList<T> Each<T>(string list, Func<string, T> read) =>
        [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(read)];
}

/// <summary>What somebody set of an alert, as it stands in the alert itself and in each of its versions.</summary>
internal abstract class AlertRow
{
    public long Id { get; init; }
    public long PersonId { get; init; }
    public long? MonitorId { get; init; }
    public required string Kind { get; init; }
    public required string Channels { get; init; }
    public required string DigestAt { get; init; }
    public long Count { get; init; }
    public long Window { get; init; }
    public long Cooldown { get; init; }
    public string? QuietFrom { get; init; }
    public string? QuietTo { get; init; }
    public string WebhookIds { get; init; } = "";
    public long Active { get; init; }
    public long CreatedAt { get; init; }
    public long? NotifiedAt { get; init; }
    public long DigestedAt { get; init; }
    public long? DueAt { get; init; }
    public string? Name { get; init; }
    public long? SourceId { get; init; }
    public double Bound { get; init; }
    public long Baseline { get; init; }
    public required string Sensitivity { get; init; }
    public required string Authors { get; init; }
    public long? EscalateTo { get; init; }
    public long EscalateAfter { get; init; }
    public long? MutedUntil { get; init; }
    public long? JudgedUntil { get; init; }
    public string? LastState { get; init; }
    public string AlsoPeople { get; init; } = "";
    public string AlsoRoles { get; init; } = "";
    public string Addresses { get; init; } = "";
    public long Crisis { get; init; }
    public long AlsoOnDuty { get; init; }
    public long EscalateOnDuty { get; init; }
    public long? MutedBy { get; init; }
    public long ChangedAt { get; init; }
    public string DigestOn { get; init; } = "";
    public string QuietDays { get; init; } = "";
    public long? QuietOutside { get; init; }
    public string? OutsideName { get; init; }
    public string? OutsideBody { get; init; }

    public bool IsJudged => Enum.TryParse<AlertKind>(Kind, out var kind) && kind.IsJudged();

    public AlertRule ToRule() => new(
        Id, PersonId, MonitorId, Enum.Parse<AlertKind>(Kind), Stored.Each(Channels, Enum.Parse<DeliveryChannel>),
        Stored.Each(DigestAt, Stored.Time),
        (int)Count, TimeSpan.FromMilliseconds(Window), TimeSpan.FromMilliseconds(Cooldown),
        QuietFrom is null ? null : Stored.Time(QuietFrom), QuietTo is null ? null : Stored.Time(QuietTo),
        Active != 0, CreatedAt.At())
    {
        Name = Name, SourceId = SourceId, Bound = Bound, Baseline = TimeSpan.FromMilliseconds(Baseline),
        Sensitivity = Enum.Parse<Sensitivity>(Sensitivity),
        Authors = Authors.Split('\n', StringSplitOptions.RemoveEmptyEntries), EscalateTo = EscalateTo,
        EscalateAfter = TimeSpan.FromMilliseconds(EscalateAfter), MutedUntil = MutedUntil.At(),
        AlsoPeople = Stored.Ids(AlsoPeople), AlsoRoles = Stored.Each(AlsoRoles, Enum.Parse<Role>),
        Addresses = Addresses.Split('\n', StringSplitOptions.RemoveEmptyEntries),
        WebhookIds = Stored.Ids(WebhookIds), Crisis = (int)Crisis, AlsoOnDuty = AlsoOnDuty != 0,
        EscalateOnDuty = EscalateOnDuty != 0, MutedBy = MutedBy, ChangedAt = ChangedAt.At(),
        DigestOn = Weekdays.Read(DigestOn), QuietDays = Weekdays.Read(QuietDays),
        Outside = QuietOutside is { } calendar && OutsideBody is not null
            ? new(calendar, OutsideName, Roster.CalendarOf(OutsideBody)) : null,
    };

    /// <summary>Name and hours of the calendar outside of which it is quiet, in its newest version.</summary>
    protected const string OutsideColumns =
        "quiet_outside as QuietOutside, (select c.name from calendar c where c.id = quiet_outside) as OutsideName, "
        + "(select v.body from calendar_version v where v.calendar_id = quiet_outside order by v.id desc limit 1) as OutsideBody";
}

[Personal("alert_rule")]
internal sealed class AlertRuleRow : AlertRow
{
    public const string Columns =
        "id as Id, person_id as PersonId, monitor_id as MonitorId, kind as Kind, channels as Channels, "
        + "digest_at as DigestAt, threshold_count as Count, threshold_window as Window, "
        + "cooldown as Cooldown, quiet_from as QuietFrom, quiet_to as QuietTo, webhook_ids as WebhookIds, "
        + "active as Active, created_at as CreatedAt, notified_at as NotifiedAt, digested_at as DigestedAt, "
        + "due_at as DueAt, name as Name, source_id as SourceId, bound as Bound, baseline as Baseline, "
        + "sensitivity as Sensitivity, authors as Authors, escalate_to as EscalateTo, "
        + "escalate_after as EscalateAfter, muted_until as MutedUntil, judged_until as JudgedUntil, "
        + "last_state as LastState, also_people as AlsoPeople, also_roles as AlsoRoles, addresses as Addresses, "
        + "crisis as Crisis, also_on_duty as AlsoOnDuty, escalate_on_duty as EscalateOnDuty, "
        + "muted_by as MutedBy, changed_at as ChangedAt, digest_on as DigestOn, quiet_days as QuietDays, "
        + OutsideColumns;
}

/// <summary>What became of an alert in one window; names the staff who dealt with it.</summary>
[Personal("firing")]
internal sealed class FiringRow
{
    public const string Columns =
        "id as Id, rule_id as RuleId, monitor_id as MonitorId, source_id as SourceId, kind as Kind, "
        + "window_from as WindowFrom, window_to as WindowTo, until as Until, fired_at as FiredAt, "
        + "observed as Observed, expected as Expected, spread as Spread, bound as Bound, score as Score, "
        + "total as Total, mention_ids as MentionIds, cause_id as CauseId, told as Told, "
        + "acknowledged_by as AcknowledgedBy, acknowledged_at as AcknowledgedAt, escalate_at as EscalateAt, "
        + "escalated_to as EscalatedTo, verdict as Verdict, verdict_by as VerdictBy, verdict_at as VerdictAt, "
        + "left_out as LeftOut, version as Version, weighed_newest as WeighedNewest";

    public long Id { get; init; }
    public long RuleId { get; init; }
    public long? MonitorId { get; init; }
    public long? SourceId { get; init; }
    public required string Kind { get; init; }
    public long WindowFrom { get; init; }
    public long WindowTo { get; init; }
    public long Until { get; init; }
    public long FiredAt { get; init; }
    public double Observed { get; init; }
    public double Expected { get; init; }
    public double Spread { get; init; }
    public double Bound { get; init; }
    public double? Score { get; init; }
    public long Total { get; init; }
    public required string MentionIds { get; init; }
    public long? CauseId { get; init; }
    public long Told { get; init; }
    public long? AcknowledgedBy { get; init; }
    public long? AcknowledgedAt { get; init; }
    public long? EscalateAt { get; init; }
    public long? EscalatedTo { get; init; }
    public string? Verdict { get; init; }
    public long? VerdictBy { get; init; }
    public long? VerdictAt { get; init; }
    public string LeftOut { get; init; } = "";
    public long? Version { get; init; }
    public long? WeighedNewest { get; init; }

    public Firing ToFiring() => new(
        Id, RuleId, MonitorId, SourceId, Enum.Parse<AlertKind>(Kind), Minutes.Of(WindowFrom), Minutes.Of(WindowTo),
        Minutes.Of(Until), FiredAt.At(), new(true, true, Observed, Expected, Spread, Bound, Score, Total),
        Stored.Ids(MentionIds), CauseId)
    {
        Told = Told != 0, AcknowledgedBy = AcknowledgedBy, AcknowledgedAt = AcknowledgedAt.At(),
        EscalateAt = EscalateAt.At(), EscalatedTo = EscalatedTo,
        Verdict = Verdict is null ? null : Enum.Parse<FiringVerdict>(Verdict), VerdictBy = VerdictBy,
        VerdictAt = VerdictAt.At(), LeftOut = Stored.Stretches(LeftOut), Version = (int?)Version,
        WeighedNewest = WeighedNewest,
    };
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
        Id, PersonId, MonitorId, Enum.Parse<AlertKind>(Kind), Title, Body,
        Stored.Ids(MentionIds), Link, At.At(),
        ReadAt.At(), Why,
        (int)MentionCount);
}

[Personal("delivery")]
internal sealed class DeliveryRow
{
    public const string Columns =
        "id as Id, notification_id as NotificationId, rule_id as RuleId, channel as Channel, "
        + "target as Target, state as State, attempts as Attempts, created_at as CreatedAt, done_at as DoneAt, "
        + "next_attempt_at as NextAttemptAt, claimed_at as ClaimedAt, batch_id as BatchId, problem as Problem, "
        + "device_id as DeviceId, webhook_id as WebhookId";

    public long Id { get; init; }
    public long? DeviceId { get; init; }
    public long? WebhookId { get; init; }
    public long? NotificationId { get; init; }
    public long RuleId { get; init; }
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
        Id, NotificationId, RuleId, On, Target, Enum.Parse<DeliveryState>(State), (int)Attempts, CreatedAt.At(),
        DoneAt.At(),
        NextAttemptAt.At(), Problem);
}

/// <summary>A browser of somebody that takes pushes.</summary>
[Personal("push_device")]
internal sealed class PushDeviceRow
{
    public const string Columns =
        "id as Id, person_id as PersonId, endpoint as Endpoint, p256dh as P256dh, auth as Auth, device as Device, "
        + "created_at as CreatedAt";

    public long Id { get; init; }
    public long PersonId { get; init; }
    public required string Endpoint { get; init; }
    public required string P256dh { get; init; }
    public required string Auth { get; init; }
    public required string Device { get; init; }
    public long CreatedAt { get; init; }

    public PushDevice ToDevice() => new(Id, PersonId, Device, new Uri(Endpoint).Host, CreatedAt.At());
}

/// <summary>The encrypted key that signs pushes.</summary>
[NotPersonal("push_key")]
internal sealed class PushKeyRow
{
    public required string Secret { get; init; }
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
