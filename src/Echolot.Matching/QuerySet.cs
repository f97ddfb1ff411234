using Echolot.Matching.Engine;

namespace Echolot.Matching;

/// <summary>
/// Many queries compiled together: immutable; a changed query makes a new set that shares what stayed.
/// </summary>
/// <remarks>
/// A set is made of segments that never change. A new query gets a segment of its own, and small segments are compiled
/// into one when they are near each other in size, so that there are few and each query is compiled again seldom
/// (O'Neil et al., The log-structured merge-tree, 1996).
/// </remarks>
public sealed class QuerySet
{
    private const int SizeRatio = 4;

    /// <summary>A segment, and a bit for each of its queries that still counts (null: all do).</summary>
    private readonly record struct Part(Segment Segment, ulong[]? Alive, int Count)
    {
        public bool Has(long id, out int slot) =>
            Segment.TryGetSlot(id, out slot) && (Alive is null || (Alive[slot >> 6] & (1UL << slot)) != 0);

        public IEnumerable<(long Id, Query Query)> Queries()
        {
            for (var slot = 0; slot < Segment.Ids.Length; slot++)
            {
                if (Alive is not null && (Alive[slot >> 6] & (1UL << slot)) == 0) continue;
                yield return (Segment.Ids[slot], Segment.Texts.At(slot));
            }
        }
    }

    private readonly Part[] parts;

    private QuerySet(IEnumerable<Part> parts) => this.parts = [.. parts.Where(part => part.Count > 0)];

    /// <summary>Matches nothing.</summary>
    public static QuerySet Empty { get; } = new([]);

    public int Count => parts.Sum(part => part.Count);

    /// <summary>Builds a set; ids are the caller's and unique.</summary>
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
        return new([PartOf(plain), PartOf(folded)]);
    }

    /// <summary>A set in which the query is added or replaced.</summary>
    public QuerySet With(long id, Query query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var plain = query.Options.Plain;
        var kept = Without(id).parts;
        var same = new Stack<Part>(kept.Where(part => part.Segment.Plain == plain).OrderByDescending(part => part.Count));
        var added = new List<(long Id, Query Query)> { (id, query) };
        while (same.TryPeek(out var smallest) && smallest.Count < added.Count * SizeRatio)
            added.AddRange(same.Pop().Queries());
        return new([.. kept.Where(part => part.Segment.Plain != plain), .. same, Compile(added, plain)]);
    }

    /// <summary>A set without the query; the same set where it has none with this id.</summary>
    public QuerySet Without(long id)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            if (!parts[i].Has(id, out var slot)) continue;
            var rest = parts.ToArray();
            rest[i] = Remove(parts[i], slot);
            return new(rest);
        }
        return this;
    }

    /// <summary>The query with this id, or null.</summary>
    public Query? Find(long id)
    {
        foreach (var part in parts)
            if (part.Has(id, out var slot)) return part.Segment.Texts.At(slot);
        return null;
    }

    /// <summary>A matcher over this set; reuse it, one per thread.</summary>
    public Matcher NewMatcher() => new(this, [.. parts.Select(part => new Run(part.Segment, part.Alive))]);

    private static Part Compile(IEnumerable<(long Id, Query Query)> queries, bool plain)
    {
        var builder = new SegmentBuilder(plain);
        foreach (var (id, query) in queries) builder.Add(id, query);
        return PartOf(builder);
    }

    private static Part PartOf(SegmentBuilder builder) => new(builder.Finish(), null, builder.Count);

    /// <summary>Clears a bit, or compiles what is left once most queries of the segment are gone.</summary>
    private static Part Remove(Part part, int slot)
    {
        var size = part.Segment.Ids.Length;
        var alive = part.Alive?.ToArray();
        if (alive is null)
        {
            alive = new ulong[(size + 63) / 64];
            Array.Fill(alive, ulong.MaxValue);
        }
        alive[slot >> 6] &= ~(1UL << slot);
        var rest = part with { Alive = alive, Count = part.Count - 1 };
        return rest.Count > 0 && rest.Count * 2 < size ? Compile([.. rest.Queries()], part.Segment.Plain) : rest;
    }
}
