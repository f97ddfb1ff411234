namespace Echolot.Matching.Engine;

/// <summary>
/// Words of which letters may differ, found by what is left of them without some letters: two words with at most n
/// edits between them have a common rest after at most n deletions from each. Only the first letters of a word take
/// part, so that a word of a post costs the same for one query and for a hundred thousand (Garbe, Symmetric Delete,
/// 2012).
/// </summary>
internal sealed class FuzzyIndex
{
    /// <summary>With seven letters and two deletions a word has 29 rests.</summary>
    private const int Prefix = 7;

    /// <summary>Longest term that may be fuzzy, and two insertions.</summary>
    private const int MaxLength = 52;

    private readonly record struct Entry(int Atom, string Word, int Edits);

    private readonly List<Entry> entries = [];
    private readonly Dictionary<ulong, List<int>> byRest = [];
    private int shortest = int.MaxValue, mostEdits;

    public bool IsEmpty => entries.Count == 0;

    public void Add(string word, int edits, int atom)
    {
        var entry = entries.Count;
        entries.Add(new(atom, word, edits));
        (shortest, mostEdits) = (Math.Min(shortest, word.Length - edits), Math.Max(mostEdits, edits));
        Span<ulong> rests = stackalloc ulong[MaxRests];
        foreach (var rest in rests[..Rests(word, edits, rests)])
        {
            if (!byRest.TryGetValue(rest, out var same)) byRest.Add(rest, same = []);
            if (!same.Contains(entry)) same.Add(entry);
        }
    }

    public IEnumerable<(int Atom, string Word, int Edits)> Words() =>
        entries.Select(entry => (entry.Atom, entry.Word, entry.Edits));

    /// <summary>Reports the atoms of all words that are so near; an atom may be reported more than once.</summary>
    public void Find(ReadOnlySpan<char> word, Run run, int token)
    {
        if (word.Length < shortest || word.Length > MaxLength) return;
        Span<ulong> rests = stackalloc ulong[MaxRests];
        foreach (var rest in rests[..Rests(word, mostEdits, rests)])
        {
            if (!byRest.TryGetValue(rest, out var same)) continue;
            foreach (var at in same)
            {
                var entry = entries[at];
                if (Edits.AtMost(entry.Word, word, entry.Edits)) run.Found(entry.Atom, token);
            }
        }
    }

    private const int MaxRests = 1 + Prefix + Prefix * (Prefix - 1) / 2;

    private static int Rests(ReadOnlySpan<char> word, int deletions, Span<ulong> into)
    {
        var letters = word[..Math.Min(word.Length, Prefix)];
        var count = 0;
        into[count++] = HashWithout(letters, -1, -1);
        for (var i = 0; i < letters.Length; i++)
        {
            into[count++] = HashWithout(letters, i, -1);
            for (var k = i + 1; deletions > 1 && k < letters.Length; k++) into[count++] = HashWithout(letters, i, k);
        }
        return count;
    }

    private static ulong HashWithout(ReadOnlySpan<char> letters, int one, int other)
    {
        var hash = 0x9E3779B97F4A7C15UL;
        for (var i = 0; i < letters.Length; i++)
            if (i != one && i != other) hash = (hash ^ letters[i]) * 0xFF51AFD7ED558CCDUL;
        return hash;
    }
}

/// <summary>
/// Letters inserted, left out, changed or exchanged with their neighbour, each stretch edited once (optimal string
/// alignment; Damerau 1964).
/// </summary>
internal static class Edits
{
    /// <param name="left">A term, at most 50 letters.</param>
    /// <param name="right">A word.</param>
    /// <param name="most">Edits allowed.</param>
    public static bool AtMost(ReadOnlySpan<char> left, ReadOnlySpan<char> right, int most)
    {
        if (Math.Abs(left.Length - right.Length) > most) return false;
        var width = right.Length + 1;
        Span<int> twoBack = stackalloc int[width], back = stackalloc int[width], row = stackalloc int[width];
        for (var k = 0; k < width; k++) back[k] = k;
        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var k = 1; k < width; k++)
            {
                var cost = left[i - 1] == right[k - 1] ? 0 : 1;
                row[k] = Math.Min(Math.Min(back[k], row[k - 1]) + 1, back[k - 1] + cost);
                if (i > 1 && k > 1 && left[i - 1] == right[k - 2] && left[i - 2] == right[k - 1])
                    row[k] = Math.Min(row[k], twoBack[k - 2] + 1);
                least = Math.Min(least, row[k]);
            }
            // An exchange reaches two rows back, so one row beyond is no end yet.
            if (least > most + 1) return false;
            var free = twoBack;
            twoBack = back;
            back = row;
            row = free;
        }
        return back[right.Length] <= most;
    }
}
