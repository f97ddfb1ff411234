namespace Echolot.Matching.Engine;

/// <summary>
/// Segments being compiled into one on another thread. Nothing waits for it: queries are changed and posts are matched
/// meanwhile, and what was removed in the meantime is removed from the outcome when that takes the segments' place.
/// </summary>
internal sealed class Merge
{
    private readonly Part[] sources;
    private readonly Task<Segment> outcome;

    private Merge(Part[] sources) => (this.sources, outcome) = (sources, Task.Run(() => Compile(sources)));

    public static Merge Of(Part[] sources) => new(sources);

    public bool IsDone => outcome.IsCompleted;

    public bool Uses(Part part) => sources.Any(source => source.Segment == part.Segment);

    /// <summary>The parts with the outcome in place of the segments it was made of; waits for it.</summary>
    public Part[] Applied(Part[] parts)
    {
        var segment = outcome.GetAwaiter().GetResult();
        var merged = new Part(segment, null, segment.Ids.Length);
        foreach (var source in sources)
        {
            var now = parts.FirstOrDefault(part => part.Segment == source.Segment);
            // A part of which nothing was left is not kept.
            var gone = now.Segment is null ? source.Queries().Select(query => query.Id) : now.GoneSince(source);
            foreach (var id in gone)
                if (merged.Has(id, out var slot)) merged = merged.Without(slot);
        }
        return [.. parts.Where(part => !Uses(part)), merged];
    }

    private static Segment Compile(Part[] sources)
    {
        var builder = new SegmentBuilder(sources[0].Segment.Plain);
        foreach (var source in sources)
            foreach (var (id, query) in source.Queries()) builder.Add(id, query);
        return builder.Finish(sources.Select(source => source.Segment));
    }
}
