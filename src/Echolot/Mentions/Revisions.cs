namespace Echolot.Mentions;

/// <summary>When the source made a text and when we saw it.</summary>
internal readonly record struct TextAge(long? EditedAt, long SeenAt);

/// <summary>Which of two texts of a mention is the newer one, although sources deliver in any order.</summary>
internal static class Revisions
{
    /// <summary>
    /// Whether <paramref name="incoming"/> is older than what is <paramref name="stored"/>. The source's own times of
    /// editing decide; a text never edited comes before every edit; else, what arrived later is newer.
    /// </summary>
    public static bool IsOlder(TextAge stored, TextAge incoming) => (stored.EditedAt, incoming.EditedAt) switch
    {
        ({ } ours, { } theirs) when ours != theirs => theirs < ours,
        (not null, null) => true,
        (null, not null) => false,
        _ => incoming.SeenAt < stored.SeenAt,
    };

    /// <summary>
    /// Monitors of an edited mention: those that want the new text with their new spans, then those that wanted an
    /// older one, without spans, because somebody may have acted on it.
    /// </summary>
    public static IReadOnlyList<MonitorMatch> Matches(
        IReadOnlyList<MonitorMatch> before, IReadOnlyList<MonitorMatch> now)
    {
        var kept = now.Select(m => m.MonitorId).ToHashSet();
        return [.. now, .. before.Where(m => !kept.Contains(m.MonitorId)).Select(m => m with { Spans = [] })];
    }
}
