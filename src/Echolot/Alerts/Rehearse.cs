using NodaTime;

namespace Echolot.Alerts;

/// <summary>
/// What an alert that tells mentions would have told: the same decisions as live, over times that have gone by. No
/// input or output.
/// </summary>
internal static class Rehearse
{
    /// <param name="heard">Mentions in the order in which they came.</param>
    public static IReadOnlyList<(DateTimeOffset At, Telling Telling)> Run(
        AlertRule rule, DateTimeZone zone, IReadOnlyList<Heard> heard, DateTimeOffset from, DateTimeOffset to)
    {
        var told = new List<(DateTimeOffset, Telling)>();
        var standing = new Standing(rule, zone, null, from);
        var waiting = new List<Heard>();
        DateTimeOffset? due = rule.Kind == AlertKind.Digest ? from : null;
        foreach (var mention in heard)
        {
            Ring(mention.SeenAt);
            waiting.Add(mention);
            if (rule.Kind != AlertKind.Digest) Look(mention.SeenAt);
        }
        Ring(to);
        return told;

        void Ring(DateTimeOffset until)
        {
            while (due is { } at && at < until) Look(at);
        }

        void Look(DateTimeOffset at)
        {
            var turn = Decide.TurnOf(standing, at);
            if (turn.Open)
            {
                // As live: what waits is told by when it was published, in whatever order it came.
                if (Decide.Tell([.. waiting.OrderBy(w => w.PublishedAt).ThenBy(w => w.MentionId)]) is { } telling)
                {
                    told.Add((at, telling));
                    standing = standing with { NotifiedAt = at };
                    waiting.Clear();
                }
                standing = standing with { DigestedAt = at };
                turn = rule.Kind == AlertKind.Digest ? Decide.TurnOf(standing, at) : default;
            }
            due = turn.At;
        }
    }
}
