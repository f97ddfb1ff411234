using NodaTime;

namespace Echolot.Alerts;

/// <summary>A mention that a subscription heard of and has not told yet.</summary>
internal readonly record struct Heard(long MentionId, DateTimeOffset PublishedAt, DateTimeOffset SeenAt);

/// <summary>Where a subscription stands when it is looked at.</summary>
/// <param name="NotifiedAt">When its last notification was made.</param>
/// <param name="DigestedAt">Up to when digests have gone out.</param>
internal sealed record Standing(
    Subscription Subscription, DateTimeZone Zone, DateTimeOffset? NotifiedAt, DateTimeOffset DigestedAt);

/// <summary>When a subscription may speak next.</summary>
/// <param name="Open">It may speak now.</param>
/// <param name="At">Else: when to look again; null waits for the next mention.</param>
internal readonly record struct Turn(bool Open, DateTimeOffset? At);

/// <summary>A notification to make.</summary>
/// <param name="Told">Mentions it tells of, newest first.</param>
/// <param name="First">When the earliest was published.</param>
/// <param name="Last">When the latest was published.</param>
internal sealed record Firing(IReadOnlyList<Heard> Told, DateTimeOffset First, DateTimeOffset Last);

/// <summary>The rules of notifying: what to tell now, and when to look again. No input or output.</summary>
internal static class Decide
{
    /// <summary>
    /// Least time between two notifications of one subscription: a burst becomes one a second, with its count.
    /// </summary>
    public static readonly TimeSpan MergeWindow = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Older mentions notify nobody: they are history that somebody imports or a source that reads its archive.
    /// </summary>
    public static readonly TimeSpan News = TimeSpan.FromDays(7);

    /// <summary>Whether a mention is news to be told, by the times it was published and seen.</summary>
    public static bool IsNews(DateTimeOffset publishedAt, DateTimeOffset seenAt) => seenAt - publishedAt < News;

    /// <summary>
    /// Whether the subscription may speak now; decided without looking at its mentions, because those may be many.
    /// </summary>
    public static Turn TurnOf(Standing standing, DateTimeOffset now)
    {
        var subscription = standing.Subscription;
        if (subscription.When == NotifyWhen.Digest)
        {
            var next = DigestTimes.Next(subscription.DigestAt, Instant.FromDateTimeOffset(standing.DigestedAt),
                standing.Zone).ToDateTimeOffset();
            return next <= now ? new(true, null) : new(false, next);
        }
        var pause = subscription.Cooldown > MergeWindow ? subscription.Cooldown : MergeWindow;
        var after = standing.NotifiedAt + pause ?? now;
        // Each mention waits for the end of the quiet hours and is told in one go; a threshold has to be judged when it
        // is reached, so there the notification is made and only its delivery is held.
        if (subscription.When == NotifyWhen.EachMention)
            after = EndOfQuiet(standing, after > now ? after : now);
        return after <= now ? new(true, null) : new(false, after);
    }

    /// <summary>
    /// What to tell of the mentions that are open, when it is the subscription's turn; null: nothing.
    /// </summary>
    /// <param name="heard">Untold mentions, earliest published first.</param>
    public static Firing? Fire(Subscription subscription, IReadOnlyList<Heard> heard)
    {
        if (heard.Count == 0)
            return null;
        if (subscription.When != NotifyWhen.Threshold)
            return Firing(heard, 0, heard.Count);
        var (start, count) = Densest(heard, subscription.ThresholdWindow);
        return count >= subscription.ThresholdCount ? Firing(heard, start, count) : null;
    }

    /// <summary>Until when deliveries of a notification made now are held; null: not at all.</summary>
    public static DateTimeOffset? HeldUntil(Subscription subscription, DateTimeZone zone, DateTimeOffset now)
    {
        var end = EndOfQuiet(new(subscription, zone, null, now), now);
        return end > now ? end : null;
    }

    /// <summary>
    /// The stretch of the given length that holds most mentions, by two pointers over the sorted times; the latest of
    /// equals. A feed read late brings its burst at once, so the window moves over publication times and is not tied to
    /// now.
    /// </summary>
    internal static (int Start, int Count) Densest(IReadOnlyList<Heard> heard, TimeSpan window)
    {
        var best = (Start: 0, Count: 0);
        for (int start = 0, end = 0; end < heard.Count; end++)
        {
            while (heard[end].PublishedAt - heard[start].PublishedAt >= window)
                start++;
            if (end - start + 1 >= best.Count)
                best = (start, end - start + 1);
        }
        return best;
    }

    private static DateTimeOffset EndOfQuiet(Standing standing, DateTimeOffset at) =>
        QuietHours.Of(standing.Subscription) is { } quiet
            ? quiet.EndAfter(Instant.FromDateTimeOffset(at), standing.Zone).ToDateTimeOffset()
            : at;

    private static Firing Firing(IReadOnlyList<Heard> heard, int start, int count) =>
        new([.. heard.Skip(start).Take(count).Reverse()], heard[start].PublishedAt,
            heard[start + count - 1].PublishedAt);
}
