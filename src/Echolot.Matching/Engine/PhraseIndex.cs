using System.Runtime.CompilerServices;

namespace Echolot.Matching.Engine;

/// <summary>
/// Phrases of plain words, shared by all queries: each is an atom of its own, found by walking from word to word of the
/// post through one tree. So a phrase makes no candidates where only its words stand, and costs a query no more than a
/// word. Most words that begin a phrase do not go on with it, so the first step takes no look-up: the node behind a
/// first word is the word.
/// </summary>
internal sealed class PhraseIndex
{
    /// <summary>Marks nodes behind a first word; the others are numbered.</summary>
    private const int IsFirst = int.MinValue;

    /// <summary>(node, atom of the next word) plus one, 0 where there is none.</summary>
    private ulong[] edges = new ulong[16];
    private int[] targets = new int[16];
    private int edgeCount;

    /// <summary>Atom of the phrase that ends at a node, or -1.</summary>
    private readonly List<int> ends = [];

    /// <summary>The node behind the first word of a phrase, whether or not there is one.</summary>
    public static int First(int word) => IsFirst | word;

    /// <param name="words">Two or more.</param>
    /// <param name="phrase">Atom of the phrase.</param>
    public void Add(ReadOnlySpan<int> words, int phrase)
    {
        var node = First(words[0]);
        foreach (var word in words[1..])
        {
            var next = Step(node, word);
            if (next == -1)
            {
                next = ends.Count;
                ends.Add(-1);
                Connect(node, word, next);
            }
            node = next;
        }
        ends[node] = phrase;
    }

    /// <summary>The node behind the word, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Step(int node, int word)
    {
        var key = KeyOf(node, word);
        var at = SlotOf(key);
        while (edges[at] != key)
        {
            if (edges[at] == 0) return -1;
            at = (at + 1) & (edges.Length - 1);
        }
        return targets[at];
    }

    /// <summary>Asks for what the step will look at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int node, int word) => Memory.Prefetch(ref edges[SlotOf(KeyOf(node, word))]);

    /// <summary>The phrase that ends at a node behind a later word, or -1.</summary>
    public int At(int node) => ends[node];

    public IEnumerable<(int Phrase, int[] Words)> Phrases()
    {
        var before = new (int Node, int Word)[ends.Count];
        for (var i = 0; i < edges.Length; i++)
            if (edges[i] != 0) before[targets[i]] = ((int)((edges[i] - 1) >> 32), (int)(uint)(edges[i] - 1));
        for (var node = 0; node < ends.Count; node++)
        {
            if (ends[node] < 0) continue;
            var words = new List<int>();
            var at = node;
            for (; at >= 0; at = before[at].Node) words.Insert(0, before[at].Word);
            words.Insert(0, at & ~IsFirst);
            yield return (ends[node], [.. words]);
        }
    }

    private static ulong KeyOf(int node, int word) => ((ulong)(uint)node << 32 | (uint)word) + 1;

    private int SlotOf(ulong key) => (int)(key * 0x9E37_79B9_7F4A_7C15 >> 32) & (edges.Length - 1);

    private void Connect(int node, int word, int target)
    {
        if (++edgeCount * 2 > edges.Length)
        {
            var (keys, nodes) = (edges, targets);
            edges = new ulong[keys.Length * 2];
            targets = new int[keys.Length * 2];
            for (var i = 0; i < keys.Length; i++)
                if (keys[i] != 0) Insert(keys[i], nodes[i]);
        }
        Insert(KeyOf(node, word), target);
    }

    private void Insert(ulong key, int target)
    {
        var at = SlotOf(key);
        while (edges[at] != 0) at = (at + 1) & (edges.Length - 1);
        (edges[at], targets[at]) = (key, target);
    }
}
