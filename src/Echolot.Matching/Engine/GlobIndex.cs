using System.Runtime.CompilerServices;

namespace Echolot.Matching.Engine;

/// <summary>
/// All patterns of a set in three shared tries, so that a word costs its length and not the number of patterns: those
/// with a literal start in a trie walked forwards, those with a literal end in one walked backwards, the others by
/// their longest literal in an Aho-Corasick automaton (Aho and Corasick, 1975). What a literal does not decide is
/// checked against the whole pattern.
/// </summary>
internal sealed class GlobIndex
{
    private readonly record struct Entry(int Atom, string Pattern, bool Check);

    private readonly Trie starts = new(), ends = new(), inner = new();
    private readonly List<Entry> anything = [];
    private int[] fail = [], outer = [];

    public bool IsEmpty { get; private set; } = true;

    public void Add(string pattern, int atom)
    {
        IsEmpty = false;
        var first = pattern.AsSpan().IndexOfAny('*', '?');
        var last = pattern.AsSpan().LastIndexOfAny('*', '?');
        if (first < 0) starts.Add(pattern, new(atom, pattern, Check: true));
        else if (first > 0) starts.Add(pattern.AsSpan(0, first), new(atom, pattern, Check: pattern[first..] != "*"));
        else if (last < pattern.Length - 1)
        {
            var end = pattern[(last + 1)..].ToCharArray();
            Array.Reverse(end);
            ends.Add(end, new(atom, pattern, Check: pattern[..(last + 1)] != "*"));
        }
        else
        {
            var literal = pattern.Split(['*', '?']).MaxBy(part => part.Length)!;
            if (literal.Length == 0) anything.Add(new(atom, pattern, Check: pattern != "*"));
            else inner.Add(literal, new(atom, pattern, Check: pattern != $"*{literal}*"));
        }
    }

    /// <summary>
    /// To be called once after the last <see cref="Add"/>: links each state with the next shorter one.
    /// </summary>
    public void Complete()
    {
        fail = new int[inner.Count];
        outer = new int[inner.Count];
        foreach (var (node, parent, letter) in inner.BreadthFirst())
        {
            var at = parent;
            while (at != 0)
            {
                at = fail[at];
                if (inner.Step(at, letter) is var next and > 0)
                {
                    fail[node] = next;
                    break;
                }
            }
            outer[node] = inner.Has(fail[node]) ? fail[node] : outer[fail[node]];
        }
    }

    /// <summary>
    /// Reports the atoms of all patterns that the word matches; an atom may be reported more than once.
    /// </summary>
    public void Find(ReadOnlySpan<char> word, Run run, int token)
    {
        if (starts.Count > 1)
        {
            var node = 0;
            for (var i = 0; i < word.Length; i++)
            {
                node = starts.Step(node, word[i]);
                if (node <= 0) break;
                if (starts.Has(node)) Report(starts.At(node), word, run, token);
            }
        }
        if (ends.Count > 1)
        {
            var node = 0;
            for (var i = word.Length - 1; i >= 0; i--)
            {
                node = ends.Step(node, word[i]);
                if (node <= 0) break;
                if (ends.Has(node)) Report(ends.At(node), word, run, token);
            }
        }
        if (inner.Count > 1) FindInner(word, run, token);
        foreach (var entry in anything)
            if (!entry.Check || Glob.Matches(entry.Pattern, word)) run.Found(entry.Atom, token);
    }

    private void FindInner(ReadOnlySpan<char> word, Run run, int token)
    {
        var node = 0;
        foreach (var c in word)
        {
            int next;
            while ((next = inner.Step(node, c)) <= 0 && node != 0) node = fail[node];
            node = Math.Max(next, 0);
            for (var at = inner.Has(node) ? node : outer[node]; at != 0; at = outer[at])
                Report(inner.At(at), word, run, token);
        }
    }

    private static void Report(List<Entry> entries, ReadOnlySpan<char> word, Run run, int token)
    {
        foreach (var entry in entries)
            if (!entry.Check || Glob.Matches(entry.Pattern, word)) run.Found(entry.Atom, token);
    }

    /// <summary>A trie whose edges are one hash table over (node, letter); node 0 is the root.</summary>
    private sealed class Trie
    {
        private readonly List<List<Entry>?> entries = [null];
        private ulong[] edges = new ulong[16];
        private int[] targets = new int[16];
        private int edgeCount;

        /// <summary>Which letters leave the root: most words end the walk there.</summary>
        private readonly ulong[] fromRoot = new ulong[1024];

        public int Count => entries.Count;

        public bool Has(int node) => entries[node] is not null;

        public List<Entry> At(int node) => entries[node]!;

        public void Add(ReadOnlySpan<char> literal, Entry entry)
        {
            var node = 0;
            fromRoot[literal[0] >> 6] |= 1UL << literal[0];
            foreach (var c in literal)
            {
                var next = Step(node, c);
                if (next <= 0)
                {
                    next = entries.Count;
                    entries.Add(null);
                    Connect(node, c, next);
                }
                node = next;
            }
            (entries[node] ??= []).Add(entry);
        }

        /// <summary>The node behind the edge, or -1.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Step(int node, char c)
        {
            if (node == 0 && (fromRoot[c >> 6] & (1UL << c)) == 0) return -1;
            var key = ((ulong)(uint)node << 16 | c) + 1;
            var at = Slot(key);
            while (edges[at] != key)
            {
                if (edges[at] == 0) return -1;
                at = (at + 1) & (edges.Length - 1);
            }
            return targets[at];
        }

        public IEnumerable<(int Node, int Parent, char Letter)> BreadthFirst()
        {
            var children = new List<(int Node, char Letter)>?[Count];
            for (var i = 0; i < edges.Length; i++)
                if (edges[i] != 0) (children[(int)((edges[i] - 1) >> 16)] ??= []).Add((targets[i], (char)(edges[i] - 1)));
            var queue = new Queue<int>([0]);
            while (queue.TryDequeue(out var parent))
            {
                foreach (var (node, letter) in children[parent] ?? [])
                {
                    yield return (node, parent, letter);
                    queue.Enqueue(node);
                }
            }
        }

        private int Slot(ulong key) => (int)(key * 0x9E3779B97F4A7C15UL >> 40) & (edges.Length - 1);

        private void Connect(int node, char c, int target)
        {
            if (++edgeCount * 2 > edges.Length) Grow();
            Insert(((ulong)(uint)node << 16 | c) + 1, target);
        }

        private void Insert(ulong key, int target)
        {
            var at = Slot(key);
            while (edges[at] != 0) at = (at + 1) & (edges.Length - 1);
            (edges[at], targets[at]) = (key, target);
        }

        private void Grow()
        {
            var (keys, nodes) = (edges, targets);
            edges = new ulong[keys.Length * 2];
            targets = new int[keys.Length * 2];
            for (var i = 0; i < keys.Length; i++)
                if (keys[i] != 0) Insert(keys[i], nodes[i]);
        }
    }
}
