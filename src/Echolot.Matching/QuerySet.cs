using Echolot.Matching.Engine;

namespace Echolot.Matching;

/// <summary>
/// Many queries compiled together: immutable; a changed query makes a new set that shares what stayed.
/// </summary>
/// <remarks>
/// A set is made of segments that never change. A new query gets a segment of its own; small segments are compiled into
/// one when they are near each other in size, so that there are few and each query is compiled again seldom (O'Neil et
/// al., The log-structured merge-tree, 1996). A change compiles a few dozen queries at once and leaves the rest to
/// another thread; the first set made after that is done has the outcome.
/// </remarks>
public sealed class QuerySet
{
    /// <summary>Queries that a change compiles itself, about a millisecond, and segments it waits for to become fewer.
    /// </summary>
    private const int SizeRatio = 4, MaxAtOnce = 64, MaxParts = 24;

    private readonly Part[] parts;
    private readonly Merge? merge;

    private QuerySet(IEnumerable<Part> parts, Merge? merge = null) =>
        (this.parts, this.merge) = ([.. parts.Where(part => part.Count > 0)], merge);

    /// <summary>Matches nothing.</summary>
    public static QuerySet Empty { get; } = new([]);

    public int Count => parts.Sum(part => part.Count);

    internal int SegmentCount => parts.Length;

    /// <summary>Builds a set; ids are the caller's and unique.</summary>
    /// <remarks>Queries are taken one by one, so that they may be parsed meanwhile and need not all be kept.</remarks>
    /// <exception cref="ArgumentException">An id occurs twice.</exception>
    public static QuerySet Build(IEnumerable<(long Id, Query Query)> queries)
    {
        var (plain, folded) = (new SegmentBuilder(plain: true), new SegmentBuilder(plain: false));
        var ids = new HashSet<long>();
        foreach (var (id, query) in queries)
        {
            if (!ids.Add(id))
                throw new ArgumentException($"Query id {id} is given twice. Give each query its own.", nameof(queries));
            (query.Options.Plain ? plain : folded).Add(id, query);
        }
        return new([Part.Of(plain), Part.Of(folded)]);
    }

    /// <summary>A set in which the query is added or replaced.</summary>
    public QuerySet With(long id, Query query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var plain = query.Options.Plain;
        var (kept, merging) = Current();
        kept = Without(kept, id);
        var builder = new SegmentBuilder(plain);
        builder.Add(id, query);
        while (SmallestOf(kept, plain, merging) is { } smallest && smallest.Count < builder.Count * SizeRatio
            && builder.Count + smallest.Count <= MaxAtOnce)
        {
            foreach (var (other, text) in smallest.Queries()) builder.Add(other, text);
            kept = [.. kept.Where(part => part.Segment != smallest.Segment)];
        }
        return Next([.. kept, Part.Of(builder)], merging);
    }

    /// <summary>A set without the query; the same set where it has none with this id.</summary>
    public QuerySet Without(long id)
    {
        if (Find(id) is null) return this;
        var (kept, merging) = Current();
        return Next(Without(kept, id), merging);
    }

    /// <summary>The query with this id, or null; parsed again from its text.</summary>
    public Query? Find(long id)
    {
        foreach (var part in parts)
            if (part.Has(id, out var slot)) return part.Segment.Texts.At(slot);
        return null;
    }

    /// <summary>A matcher over this set; reuse it, one per thread.</summary>
    /// <param name="former">
    /// A matcher over this set before it was changed, which must not be used any more: its memory is taken over, a
    /// megabyte or so with a hundred thousand queries, and what it has counted.
    /// </param>
    public Matcher NewMatcher(Matcher? former = null) => new(this, [.. parts.Select(part =>
        former?.RunOf(part.Segment)?.Continued(part.Alive) ?? new Run(part.Segment, part.Alive))]);

    /// <summary>
    /// What the set costs on a sample of posts: which queries are dearest, and which are looked at in vain. Takes a
    /// few times as long as matching them.
    /// </summary>
    /// <param name="sample">Posts of the stream; from some thousands on the figures are steady.</param>
    /// <param name="most">How many queries to name.</param>
    public SetReport Report(IEnumerable<Post> sample, int most = 20)
    {
        var posts = sample.ToArray();
        // What else the machine does falls on one query or another, but hardly twice on the same.
        var (once, again) = (CostsOn(posts), CostsOn(posts));
        for (var i = 0; i < once.Length; i++)
            if (again[i].Time < once[i].Time) once[i] = once[i] with { Time = again[i].Time };
        return SetReport.Of(Count, posts.Length, once, most);
    }

    private QueryCost[] CostsOn(Post[] posts)
    {
        var runs = parts.Select(part => new Run(part.Segment, part.Alive, new Tally(part.Segment.Ids.Length))).ToArray();
        var matcher = new Matcher(this, runs);
        foreach (ref readonly var post in posts.AsSpan()) matcher.Match(post);
        return [.. runs.SelectMany(run => run.Costs())];
    }

    /// <summary>The same queries once nothing is being compiled on other threads any more.</summary>
    internal QuerySet Settled()
    {
        var set = this;
        while (set.merge is { } pending) set = Next(pending.Applied(set.parts), null);
        return set;
    }

    /// <summary>The parts, and what is still being merged of them.</summary>
    private (Part[] Parts, Merge? Merging) Current()
    {
        var isDue = merge is not null && (merge.IsDone || parts.Length > MaxParts);
        return isDue ? (merge!.Applied(parts), null) : (parts, merge);
    }

    /// <summary>Starts to merge what should be, one merge at a time.</summary>
    private static QuerySet Next(Part[] parts, Merge? merging)
    {
        if (merging is null && ToMerge(parts) is { } sources) merging = Merge.Of(sources);
        return new(parts, merging);
    }

    private static Part[]? ToMerge(Part[] parts)
    {
        foreach (var same in parts.Where(part => part.Count > 0).GroupBy(part => part.Segment.Plain))
        {
            var sorted = same.OrderBy(part => part.Count).ToArray();
            for (var from = 0; from < sorted.Length - 1; from++)
            {
                // While a merge takes long, changes leave many behind that are near each other but not to the smallest.
                var (to, total) = (from + 1, sorted[from].Count);
                while (to < sorted.Length && sorted[to].Count < total * SizeRatio) total += sorted[to++].Count;
                if (to > from + 1 && (total > MaxAtOnce || to - from > SizeRatio)) return sorted[from..to];
            }
            foreach (var part in sorted)
            {
                // Most of its queries are gone.
                var size = part.Segment.Ids.Length;
                if (part.Count * 2 < size && size > MaxAtOnce) return [part];
            }
        }
        return null;
    }

    private static Part? SmallestOf(Part[] parts, bool plain, Merge? merging)
    {
        Part? smallest = null;
        foreach (var part in parts)
        {
            if (part.Segment.Plain != plain || part.Count == 0 || merging?.Uses(part) == true) continue;
            if (smallest is null || part.Count < smallest.Value.Count) smallest = part;
        }
        return smallest;
    }

    private static Part[] Without(Part[] parts, long id)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            if (!parts[i].Has(id, out var slot)) continue;
            var rest = parts.ToArray();
            rest[i] = parts[i].Without(slot);
            return rest;
        }
        return parts;
    }
}
