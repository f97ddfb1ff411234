using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>
/// Of two sides in one sentence, for each stretch of the first the one of the second that ends earliest behind it, and
/// for each of the second the one of the first that starts latest before it. All pairs would be as many as the square
/// of the words in a text without full stops; this takes no longer than sorting. Keeps its memory.
/// </summary>
internal sealed class SentencePairs
{
    private int[] behind = new int[64], before = new int[64], earliest = new int[64];
    private long[] byEnd = new long[64];

    /// <summary>For each stretch of the first side the index of one of the second, or -1.</summary>
    public ReadOnlySpan<int> Behind(int first) => behind.AsSpan(0, first);

    /// <summary>For each stretch of the second side the index of one of the first, or -1.</summary>
    public ReadOnlySpan<int> Before(int second) => before.AsSpan(0, second);

    /// <param name="first">Stretches, sorted: start in the upper half, end in the lower.</param>
    /// <param name="second">The same of the other side.</param>
    /// <param name="sentences">Of the post.</param>
    public void Find(ReadOnlySpan<long> first, ReadOnlySpan<long> second, SentenceMap sentences)
    {
        var most = Math.Max(first.Length, second.Length);
        if (behind.Length < most)
        {
            (behind, before) = (new int[most * 2], new int[most * 2]);
            (earliest, byEnd) = (new int[most * 2], new long[most * 2]);
        }
        // From each stretch on to the end of its sentence, the one that ends earliest.
        for (var i = second.Length - 1; i >= 0; i--)
        {
            var goesOn = i + 1 < second.Length && SentenceOf(second[i + 1]) == SentenceOf(second[i]);
            var next = goesOn ? earliest[i + 1] : -1;
            var isWhole = SentenceOf(second[i]) == sentences[Run.EndOf(second[i]) - 1];
            earliest[i] = isWhole && (next < 0 || Run.EndOf(second[i]) < Run.EndOf(second[next])) ? i : next;
        }
        for (var i = 0; i < first.Length; i++)
        {
            var at = Run.FirstFrom(second, Run.EndOf(first[i]));
            behind[i] = at < second.Length && SentenceOf(second[at]) == SentenceOf(first[i]) ? earliest[at] : -1;
        }
        // In the order of their ends, because those that end in time are the first of them.
        for (var i = 0; i < first.Length; i++) byEnd[i] = (long)Run.EndOf(first[i]) << 32 | (uint)i;
        byEnd.AsSpan(0, first.Length).Sort();
        for (var i = 1; i < first.Length; i++)
        {
            var (one, other) = ((int)byEnd[i - 1], (int)byEnd[i]);
            // Stretches are sorted by start, so the later is the one with the greater number.
            byEnd[i] = (long)Run.StartOf(byEnd[i]) << 32 | (uint)Math.Max(one, other);
        }
        for (var i = 0; i < second.Length; i++)
        {
            var at = Run.FirstFrom(byEnd.AsSpan(0, first.Length), Run.StartOf(second[i]) + 1) - 1;
            var latest = at < 0 ? -1 : (int)byEnd[at];
            before[i] = latest >= 0 && SentenceOf(first[latest]) == sentences[Run.EndOf(second[i]) - 1] ? latest : -1;
        }

        int SentenceOf(long stretch) => sentences[Run.StartOf(stretch)];
    }
}
