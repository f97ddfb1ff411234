using Echolot.Sources;

namespace Echolot.Alerts;

/// <summary>A stretch of minutes in which nothing could come.</summary>
/// <param name="Paused">What is watched was paused; else only a part of what feeds it was missing.</param>
internal readonly record struct Hole(long From, long To, bool Paused);

/// <summary>When monitors and sources heard nothing, as far as that is known. Immutable, safe to share.</summary>
internal sealed class Holes
{
    /// <summary>
    /// A source whose gaps count brings at least a fifth of a monitor: among thirty feeds one is always away.
    /// </summary>
    public const int FifthOfAll = 5;

    private readonly ILookup<long, Hole> _ofSources, _ofMonitors;
    private readonly ILookup<long, long> _feeders;

    /// <param name="gaps">Gaps of sources that were not read again.</param>
    /// <param name="feeders">How many mentions of a monitor came from which source; 0 is every monitor.</param>
    public Holes(
        IEnumerable<StoredGap> gaps, IEnumerable<(long SourceId, DateTimeOffset From, DateTimeOffset? To)> sources,
        IEnumerable<(long MonitorId, DateTimeOffset From, DateTimeOffset? To)> monitors,
        IEnumerable<(long MonitorId, long? SourceId, long Count)> feeders)
    {
        _ofSources = gaps.Select(g => (g.SourceId, Hole: Of(g.From, g.To, false)))
            .Concat(sources.Select(p => (p.SourceId, Hole: Of(p.From, p.To, true)))).ToLookup(h => h.SourceId, h => h.Hole);
        _ofMonitors = monitors.ToLookup(p => p.MonitorId, p => Of(p.From, p.To, true));
        _feeders = feeders.GroupBy(f => f.MonitorId)
            .SelectMany(m =>
            {
                var all = m.Sum(f => f.Count);
                return m.Where(f => f.SourceId is not null && f.Count * FifthOfAll >= all);
            })
            .ToLookup(f => f.MonitorId, f => f.SourceId!.Value);
    }

    /// <summary>What an alert has to know of.</summary>
    public IReadOnlyList<Hole> Of(AlertRule rule) => rule.SourceId is { } source ? [.. _ofSources[source]]
        :
        [
            .. _ofMonitors[rule.MonitorId ?? 0],
            .. _feeders[rule.MonitorId ?? 0].SelectMany(f => _ofSources[f]).Select(h => h with { Paused = false }),
        ];

    private static Hole Of(DateTimeOffset from, DateTimeOffset? to, bool paused) =>
        new(Minutes.At(from), to is { } end ? Minutes.At(end) + 1 : long.MaxValue, paused);
}
