using System.Buffers.Binary;
using System.Numerics;

namespace Echolot.Insights.Rollups;

/// <summary>
/// Mentions by author over several days. The numbers of authors are spread evenly (they are hashes that nobody can
/// choose) and each day is packed in their order, so all days are added up for one stretch of numbers after the other,
/// in a table that stays in the cache: a few nanoseconds an entry instead of a hundred where millions of authors lie in
/// one table. Where there is much, several processors take a part of the stretches each.
/// </summary>
internal sealed class AuthorSums
{
    /// <summary>Entries of a stretch, on average.</summary>
    private const int AtOnce = 16384;

    // So many stretches are worth a processor more.
    private const int Worth = 16;
    private const int MostHands = 4;

    private AuthorSums(int count, IReadOnlyList<(long, int)> top) => (Count, Top) = (count, top);

    /// <summary>How many authors there are.</summary>
    public int Count { get; }

    /// <summary>Those with most mentions first; of two that have as many, the lower number.</summary>
    public IReadOnlyList<(long Author, int Count)> Top { get; }

    /// <param name="days">Counts by author, packed in the order of the authors' numbers.</param>
    /// <param name="most">How many authors <see cref="Top"/> has at most.</param>
    public static AuthorSums Of(IReadOnlyList<ReadOnlyMemory<byte>> days, int most)
    {
        // An entry has nine bytes, seldom more.
        var entries = days.Sum(day => (long)day.Length) / 9;
        var bits = BitOperations.Log2((ulong)Math.Max(1, entries / AtOnce));
        var stretches = 1L << bits;
        var hands = new Hand[Math.Clamp(stretches / Worth, 1, Math.Min(MostHands, Environment.ProcessorCount))];
        Parallel.For(0, hands.Length, i =>
        {
            hands[i] = new(bits, most);
            hands[i].Add(days, stretches * i / hands.Length, stretches * (i + 1) / hands.Length);
        });
        return new(hands.Sum(h => h.Count), [.. hands.SelectMany(h => h.Top)
            .OrderByDescending(a => a.Count).ThenBy(a => a.Author).Take(most)]);
    }

    /// <summary>Adds up some stretches. For one thread.</summary>
    private sealed class Hand(int bits, int most)
    {
        private readonly PriorityQueue<(long Author, int Count), (int Count, long Author)> _top = new();
        private Entry[] _table = new Entry[2 * AtOnce];
        private int[] _places = new int[2 * AtOnce];
        private int _used;

        public int Count { get; private set; }

        /// <summary>The strongest, in no order.</summary>
        public IEnumerable<(long Author, int Count)> Top => _top.UnorderedItems.Select(i => i.Element);

        public void Add(IReadOnlyList<ReadOnlyMemory<byte>> days, long first, long end)
        {
            var reached = new int[days.Count];
            if (first > 0)
                for (var i = 0; i < days.Count; i++) reached[i] = Skip(days[i].Span, LastOf(first - 1));
            for (var stretch = first; stretch < end; stretch++)
            {
                for (var i = 0; i < days.Count; i++) reached[i] = Add(days[i].Span, reached[i], LastOf(stretch));
                Finish();
            }
        }

        private ulong LastOf(long stretch) => bits == 0 ? ulong.MaxValue : unchecked(((ulong)(stretch + 1) << (64 - bits)) - 1);

        // Numbers as they are ordered, from zero.
        private static ulong Ordered(ReadOnlySpan<byte> entry) => BinaryPrimitives.ReadUInt64LittleEndian(entry) ^ (1UL << 63);

        /// <summary>Where the first entry behind a number begins.</summary>
        private static int Skip(ReadOnlySpan<byte> day, ulong last)
        {
            var at = 0;
            while (at < day.Length && Ordered(day[at..]) <= last)
                for (at += 8; day[at++] >= 0x80;)
                {
                    // The count goes on.
                }
            return at;
        }

        /// <summary>Adds the entries of a day up to a number; returns where the next one begins.</summary>
        private int Add(ReadOnlySpan<byte> day, int at, ulong last)
        {
            while (at < day.Length)
            {
                var author = Ordered(day[at..]);
                if (author > last) break;
                at += 8;
                int count = day[at++];
                if (count >= 0x80)
                {
                    var reader = new Packing.Reader(day[(at - 1)..]);
                    count = (int)reader.Number();
                    at = day.Length - reader.Left;
                }
                var place = PlaceOf(author);
                ref var entry = ref _table[place];
                if (entry.Count == 0)
                {
                    entry.Author = author;
                    _places[_used++] = place;
                }
                entry.Count += count;
                // A quarter of the places stays free at least, so that those of an author lie close together.
                if (_used * 4 > _table.Length * 3) Grow();
            }
            return at;
        }

        /// <summary>Where the author is, or would be.</summary>
        private int PlaceOf(ulong author)
        {
            var table = _table;
            var at = (int)((author << bits) >> (64 - BitOperations.Log2((uint)table.Length)));
            while (table[at].Count != 0 && table[at].Author != author) at = (at + 1) & (table.Length - 1);
            return at;
        }

        private void Grow()
        {
            var (table, used) = (_table, _used);
            (_table, _places, _used) = (new Entry[table.Length * 2], new int[table.Length * 2], 0);
            foreach (var entry in table)
            {
                if (entry.Count == 0) continue;
                var at = PlaceOf(entry.Author);
                _table[at] = entry;
                _places[_used++] = at;
            }
        }

        /// <summary>Keeps the strongest of a stretch and forgets the others.</summary>
        private void Finish()
        {
            Count += _used;
            foreach (var place in _places.AsSpan(0, _used))
            {
                ref var entry = ref _table[place];
                var (author, count) = ((long)(entry.Author ^ (1UL << 63)), entry.Count);
                entry.Count = 0;
                // The weakest leaves first; a complement cannot overflow.
                if (_top.Count < most) _top.Enqueue((author, count), (count, ~author));
                else if (most > 0 && _top.Peek().Count <= count) _top.EnqueueDequeue((author, count), (count, ~author));
            }
            _used = 0;
        }
    }

    private struct Entry
    {
        public ulong Author;

        /// <summary>0 where the place is free.</summary>
        public int Count;
    }
}
