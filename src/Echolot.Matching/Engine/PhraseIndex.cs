using System.Runtime.CompilerServices;

namespace Echolot.Matching.Engine;

/// <summary>
/// Phrases of plain words, shared by all queries: each is an atom of its own, found by walking from word to word of the
/// post through one tree. So a phrase makes no candidates where only its words stand, and costs a query no more than a
/// word.
/// </summary>
internal sealed class PhraseIndex
{
    /// <summary>(node, atom of the next word) plus one, 0 where there is none; the root is node 0.</summary>
    private ulong[] edges = new ulong[16];
    private int[] targets = new int[16];
    private int edgeCount;

    /// <summary>Atom of the phrase that ends at a node, or -1.</summary>
    private readonly List<int> ends = [-1];

    public void Add(ReadOnlySpan<int> words, int phrase)
    {
        var node = 0;
        foreach (var word in words)
        {
            var next = Step(node, word);
            if (next < 0)
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

    /// <summary>The phrase that ends at the node, or -1.</summary>
    public int At(int node) => ends[node];

    public IEnumerable<(int Phrase, int[] Words)> Phrases()
    {
        var before = new (int Node, int Word)[ends.Count];
        for (var i = 0; i < edges.Length; i++)
            if (edges[i] != 0) before[targets[i]] = ((int)((edges[i] - 1) >> 32), (int)(uint)(edges[i] - 1));
        for (var node = 1; node < ends.Count; node++)
        {
            if (ends[node] < 0) continue;
            var words = new List<int>();
            for (var at = node; at != 0; at = before[at].Node) words.Insert(0, before[at].Word);
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
