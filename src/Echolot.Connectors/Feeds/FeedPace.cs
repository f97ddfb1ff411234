using System.Globalization;
using Echolot.Network;

namespace Echolot.Connectors.Feeds;

/// <summary>How often feeds are read; configuration section <c>Echolot:Feeds</c>.</summary>
public sealed record FeedPace
{
    public const string Section = "Echolot:Feeds";

    /// <summary>Shortest pause between two readings of a feed.</summary>
    public TimeSpan Shortest { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest pause, whatever the publisher wishes: later nobody would be told in time.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>
    /// The next pause: half the usual distance of the items, shorter after news and longer without, never less than the
    /// publisher asks for (ttl, sy:updatePeriod, max-age), within the limits, spread by a tenth so that feeds do not march in step.
    /// </summary>
    /// <param name="last">Pause before this reading; null at the first.</param>
    /// <param name="dates">Dates of the items in the feed.</param>
    /// <param name="wish">What the publisher asks for.</param>
    /// <param name="chance">Evenly spread from 0 to 1.</param>
    internal TimeSpan Next(TimeSpan? last, bool news, IEnumerable<DateTimeOffset> dates, TimeSpan? wish, double chance)
    {
        var pause = last is null ? Usual(dates) / 2 ?? Shortest : news ? last.Value / 2 : last.Value * 1.5;
        if (wish > pause)
            pause = wish.Value;
        pause = pause < Shortest ? Shortest : pause > Longest ? Longest : pause;
        return pause * (0.9 + (0.2 * chance));
    }

    /// <summary>Seconds the answer stays fresh (Cache-Control max-age, RFC 9111, 5.2.2.1).</summary>
    internal static TimeSpan? Fresh(IncomingAnswer answer)
    {
        foreach (var part in (answer.Header("Cache-Control") ?? "").Split(','))
        {
            var pair = part.Trim().Split('=', 2);
            if (pair is [var name, var value] && name.Equals("max-age", StringComparison.OrdinalIgnoreCase)
                && uint.TryParse(value.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                return TimeSpan.FromSeconds(seconds);
            }
        }
        return null;
    }

    /// <summary>Median distance between items.</summary>
    private static TimeSpan? Usual(IEnumerable<DateTimeOffset> dates)
    {
        var ordered = dates.Order().ToList();
        var gaps = ordered.Zip(ordered.Skip(1), (a, b) => b - a).Order().ToList();
        return gaps.Count == 0 ? null : gaps[gaps.Count / 2];
    }
}
