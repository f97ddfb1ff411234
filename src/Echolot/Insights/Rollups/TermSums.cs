using System.Runtime.InteropServices;
using Echolot.Mentions;

namespace Echolot.Insights.Rollups;

/// <summary>
/// Words of several days added up by a hash of their small letters; the few that are shown are read as text at the end.
/// </summary>
internal sealed class TermSums
{
    // How many more are looked at than are shown, because some may be small words.
    private const int Spare = 5;

    private readonly Dictionary<long, Entry> _terms = [];

    private TermSums()
    {
    }

    public long Mentions { get; private set; }

    public static TermSums Of(IEnumerable<DayRow> days)
    {
        var sums = new TermSums();
        foreach (var day in days)
        {
            sums.Mentions += day.Mentions;
            sums.Add(day.Terms);
        }
        return sums;
    }

    /// <summary>Words said more often than in the rest of a larger whole that these days are a part of.</summary>
    public IReadOnlyList<TermPart> AgainstRestOf(TermSums all, int most) => StandOut(
        term => Math.Max(0, all.CountOf(term) - CountOf(term)), all.Mentions - Mentions, most);

    /// <summary>Words said more often than in other days.</summary>
    public IReadOnlyList<TermPart> Against(TermSums others, int most) =>
        StandOut(others.CountOf, others.Mentions, most);

    /// <summary>The words said most often.</summary>
    public IReadOnlyList<TermPart> Most(int most) =>
        [.. _terms.Values.OrderByDescending(t => t.Count).ThenBy(t => t.Text, StringComparer.Ordinal)
            .Take(Spare * most).Where(t => IsSubject(t.Text)).Take(most)
            .Select(t => new TermPart(t.Text, t.Count, t.Count, 0))];

    private List<TermPart> StandOut(Func<long, long> elsewhere, long mentionsElsewhere, int most)
    {
        if (Mentions == 0 || mentionsElsewhere <= 0) return [];
        var fewest = Keyness.FewestOf(Mentions);
        return [.. _terms.Where(t => t.Value.Count >= fewest)
            .Select(t => (t.Value, Elsewhere: elsewhere(t.Key)))
            .Where(t => Keyness.IsSaidMore(t.Value.Count, Mentions, t.Elsewhere, mentionsElsewhere))
            .Select(t => (t.Value, Key: Keyness.Of(t.Value.Count, Mentions, t.Elsewhere, mentionsElsewhere)))
            .Where(t => t.Key.Strength > 0)
            .OrderByDescending(t => t.Key.Strength).ThenByDescending(t => t.Value.Count)
            .Take(Spare * most).Where(t => IsSubject(t.Value.Text)).Take(most)
            .Select(t => new TermPart(t.Value.Text, t.Value.Count, t.Key.Expected, t.Key.Strength))];
    }

    // Sums of days that were made when fewer small words were known still hold them.
    private static bool IsSubject(string text) => !SmallWords.Has(text.ToLowerInvariant());

    private long CountOf(long term) => _terms.TryGetValue(term, out var entry) ? entry.Count : 0;

    private void Add(byte[] packed)
    {
        var reader = new Packing.Reader(packed);
        while (!reader.AtEnd)
        {
            var hash = reader.Whole();
            var count = (int)reader.Number();
            var at = packed.Length - reader.Left;
            reader.Skip();
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_terms, hash, out _);
            entry.Count += count;
            // Spelled as on the day that said it most.
            if (count > entry.Best) (entry.Best, entry.Packed, entry.At) = (count, packed, at);
        }
    }

    private struct Entry
    {
        public long Count;
        public int Best;
        public byte[] Packed;
        public int At;

        public readonly string Text => Packing.TextAt(Packed, At);
    }
}
