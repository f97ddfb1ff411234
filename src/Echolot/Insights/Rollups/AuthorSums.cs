using System.Numerics;

namespace Echolot.Insights.Rollups;

/// <summary>
/// Mentions by author over several days. The numbers of authors are spread evenly (they are hashes that nobody can
/// choose) and each day is packed in their order, so a number's upper bits are its place in a table, and a day goes
/// through the table from one end to the other: half a million entries take a few milliseconds, where merging takes
/// twenty and a dictionary jumps through memory for each.
/// </summary>
internal sealed class AuthorSums
{
    private const int Smallest = 256;

    private long[] _authors = new long[Smallest];

    /// <summary>0 where a place is free.</summary>
    private int[] _counts = new int[Smallest];

    private AuthorSums()
    {
    }

    /// <summary>How many authors there are.</summary>
    public int Count { get; private set; }

    public static AuthorSums Of(IEnumerable<byte[]> days)
    {
        var sums = new AuthorSums();
        foreach (var day in days)
            for (var reader = new Packing.Reader(day); !reader.AtEnd;) sums.Add(reader.Whole(), (int)reader.Number());
        return sums;
    }

    /// <summary>Those with most mentions first; of two that have as many, the lower number.</summary>
    public IReadOnlyList<(long Author, int Count)> Top(int most)
    {
        var queue = new PriorityQueue<int, (int Count, long Author)>(most + 1);
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] == 0) continue;
            // The weakest leaves first; a complement cannot overflow.
            if (queue.Count < most) queue.Enqueue(i, (_counts[i], ~_authors[i]));
            else queue.EnqueueDequeue(i, (_counts[i], ~_authors[i]));
        }
        var top = new List<(long, int)>(queue.Count);
        while (queue.TryDequeue(out var i, out _)) top.Add((_authors[i], _counts[i]));
        top.Reverse();
        return top;
    }

    private void Add(long author, int count)
    {
        var at = PlaceOf(author);
        var isNew = _counts[at] == 0;
        (_authors[at], _counts[at]) = (author, _counts[at] + count);
        if (!isNew) return;
        // Half of the places stay free, so that those of an author lie close together.
        if (++Count * 2 > _counts.Length) Grow();
    }

    /// <summary>Where the author is, or would be.</summary>
    private int PlaceOf(long author)
    {
        var bits = BitOperations.Log2((uint)_counts.Length);
        var at = (int)((ulong)(author ^ long.MinValue) >> (64 - bits));
        while (_counts[at] != 0 && _authors[at] != author) at = (at + 1) & (_counts.Length - 1);
        return at;
    }

    private void Grow()
    {
        var (authors, counts) = (_authors, _counts);
        (_authors, _counts) = (new long[authors.Length * 2], new int[counts.Length * 2]);
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0) continue;
            var at = PlaceOf(authors[i]);
            (_authors[at], _counts[at]) = (authors[i], counts[i]);
        }
    }
}
