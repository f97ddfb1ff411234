using NodaTime;

namespace Echolot.Alerts;

/// <summary>A mention that an alert heard of and has not told yet.</summary>
internal readonly record struct Heard(long MentionId, DateTimeOffset PublishedAt, DateTimeOffset SeenAt);

/// <summary>Where an alert stands when it is looked at.</summary>
/// <param name="NotifiedAt">When its last notification was made.</param>
/// <param name="DigestedAt">Up to when digests have gone out.</param>
internal sealed record Standing(
    AlertRule Rule, DateTimeZone Zone, DateTimeOffset? NotifiedAt, DateTimeOffset DigestedAt);

/// <summary>When an alert that tells mentions may speak next.</summary>
/// <param name="Open">It may speak now.</param>
/// <param name="At">Else: when to look again; null waits for the next mention.</param>
internal readonly record struct Turn(bool Open, DateTimeOffset? At);

/// <summary>A notification to make.</summary>
/// <param name="Newest">Mentions it tells of, newest first, at most <see cref="AlertDesk.MostMentions"/>.</param>
/// <param name="Count">How many it tells of in all.</param>
/// <param name="First">When the earliest was published.</param>
/// <param name="Last">When the latest was published.</param>
internal sealed record Telling(IReadOnlyList<Heard> Newest, int Count, DateTimeOffset First, DateTimeOffset Last);

/// <summary>The rules of notifying: what to tell now, and when to look again. No input or output.</summary>
internal static class Decide
{
    /// <summary>
    /// Least time between two notifications of one rule: a burst becomes one a second, with its count.
    /// </summary>
    public static readonly TimeSpan MergeWindow = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Older mentions notify nobody: they are history that somebody imports or a source that reads its archive.
    /// </summary>
    public static readonly TimeSpan News = TimeSpan.FromDays(7);

    /// <summary>Whether a mention is news to be told, by the times it was published and seen.</summary>
    public static bool IsNews(DateTimeOffset publishedAt, DateTimeOffset seenAt) => seenAt - publishedAt < News;

    /// <summary>
    /// Whether the alert may speak now; decided without looking at its mentions, because those may be many.
    /// </summary>
    public static Turn TurnOf(Standing standing, DateTimeOffset now)
    {
        var rule = standing.Rule;
        if (rule.Kind == AlertKind.Digest)
        {
            var next = DigestTimes.Next(
                rule.DigestAt, Instant.FromDateTimeOffset(standing.DigestedAt), standing.Zone, rule.DigestOn).ToDateTimeOffset();
            return next <= now ? new(true, null) : new(false, next);
        }
        var pause = rule.Cooldown > MergeWindow ? rule.Cooldown : MergeWindow;
        var after = standing.NotifiedAt + pause ?? now;
        // Mentions wait for the end of the quiet hours and are told in one go.
        after = EndOfQuiet(standing, after > now ? after : now);
        return after <= now ? new(true, null) : new(false, after);
    }

    /// <summary>What to tell of the mentions that are open, when it is the alert's turn; null: nothing.</summary>
    /// <param name="heard">Untold mentions, earliest published first.</param>
    public static Telling? Tell(IReadOnlyList<Heard> heard) =>
        heard.Count == 0 ? null
        : new([.. heard.Reverse().Take(AlertDesk.MostMentions)], heard.Count, heard[0].PublishedAt, heard[^1].PublishedAt);

    /// <summary>Until when deliveries of a notification made now are held; null: not at all.</summary>
    public static DateTimeOffset? HeldUntil(AlertRule rule, DateTimeZone zone, DateTimeOffset now)
    {
        var end = EndOfQuiet(new(rule, zone, null, now), now);
        return end > now ? end : null;
    }

    private static DateTimeOffset EndOfQuiet(Standing standing, DateTimeOffset at) =>
        QuietHours.Of(standing.Rule) is { } quiet
            ? quiet.EndAfter(Instant.FromDateTimeOffset(at), standing.Zone).ToDateTimeOffset()
            : at;
}
