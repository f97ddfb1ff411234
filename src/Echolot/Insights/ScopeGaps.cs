using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Insights;

/// <summary>Gaps of a period: those of sources that feed what is looked at, and those of others, which change nothing of its numbers.</summary>
/// <param name="Own">Of sources that ever brought something to it; of every source where everything is looked at. Newest first.</param>
/// <param name="Others">Of the others; what a source without a mention so far would have brought nobody knows.</param>
public sealed record ScopeGaps(IReadOnlyList<StoredGap> Own, IReadOnlyList<StoredGap> Others)
{
    /// <param name="monitors">What is looked at; none: everything.</param>
    /// <param name="sources">Knows the gaps that were not read again.</param>
    /// <param name="archive">Knows what came from where.</param>
    /// <param name="from">Begin of the period.</param>
    /// <param name="to">Its end.</param>
    /// <param name="cancel">Stops reading.</param>
    public static async Task<ScopeGaps> OfAsync(
        IReadOnlyList<long> monitors, SourceRunner sources, Archive archive, DateTimeOffset from, DateTimeOffset to,
        CancellationToken cancel)
    {
        var gaps = await sources.GapsAsync(from, to, filled: false, cancel);
        if (monitors.Count == 0) return new(gaps, []);
        var fed = await FedByAsync(gaps, monitors, sources, archive, null, cancel);
        var own = gaps.ToLookup(gap => monitors.Any(monitor => fed.Contains((monitor, gap.SourceId))));
        return new([.. own[true]], [.. own[false]]);
    }

    /// <summary>Which of these monitors the sources of gaps ever brought something to.</summary>
    /// <param name="since">Looks no further back, where many monitors are looked at.</param>
    public static async Task<IReadOnlySet<(long Monitor, long SourceId)>> FedByAsync(
        IReadOnlyList<StoredGap> gaps, IReadOnlyList<long> monitors, SourceRunner sources, Archive archive, DateTimeOffset? since,
        CancellationToken cancel)
    {
        var missing = gaps.Select(gap => gap.SourceId).ToHashSet();
        if (missing.Count == 0) return new HashSet<(long, long)>();
        var keys = (await sources.ListAsync(cancel)).Where(source => missing.Contains(source.Id))
            .ToLookup(source => (source.Key.Connector, source.Key.ToString()), source => source.Id);
        var fed = await archive.FedAsync(monitors, [.. keys.Select(key => key.Key)], since, cancel);
        return fed.SelectMany(f => keys[(f.Connector, f.Source)].Select(source => (f.Monitor, source))).ToHashSet();
    }
}
