using System.Runtime.InteropServices;
using Echolot.Matching.Language;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>
/// Terms that are found in their inflected forms and as parts of compounds. A word is cut in every way that endings
/// allow, and each cut is looked up; for compounds, every four letters of it. So a word costs its length, not the
/// number of terms.
/// </summary>
internal sealed class FormIndex
{
    private readonly record struct Key(string Text, bool IsVerb, int Atom);

    private readonly record struct Compound(string Term, List<(string Text, bool IsVerb)> Keys, int Atom);

    private readonly Dictionary<ulong, List<Key>> byKey = [];
    private readonly Dictionary<ulong, List<Compound>> byStart = [];
    private readonly List<(int Atom, string Name)> words = [];
    private bool verbs;

    public bool IsEmpty => words.Count == 0;

    /// <summary>Terms as one writes them, with their atoms.</summary>
    public IReadOnlyList<(int Atom, string Name)> Words => words;

    public void Add(Atom term, int atom)
    {
        var isCompound = term.Kind == AtomKind.Compound;
        words.Add((atom, term.Key + (isCompound ? "^^" : "^")));
        var keys = Inflection.KeysOf(term.Key);
        foreach (var (text, isVerb) in keys)
        {
            verbs |= isVerb;
            ListAt(byKey, HashOf(text, '\0')).Add(new(text, isVerb, atom));
        }
        if (!isCompound) return;
        var start = HashOf(term.Key.AsSpan(0, Compounds.MinTerm), '\0');
        ListAt(byStart, start).Add(new(term.Key, keys, atom));
    }

    /// <summary>
    /// Reports the atoms of all terms of which the word is a form; an atom may be reported more than once.
    /// </summary>
    public void Find(ReadOnlySpan<char> word, Run run, int token)
    {
        Span<Inflection.Cut> cuts = stackalloc Inflection.Cut[Inflection.MaxCuts];
        foreach (var cut in cuts[..Inflection.CutsOf(word, verbs, cuts)])
        {
            if (!byKey.TryGetValue(HashOf(word.Slice(cut.Start, cut.Length), cut.Lost), out var same)) continue;
            foreach (var key in same)
                if (key.IsVerb == cut.IsVerb && Inflection.Is(key.Text, word, cut)) run.Found(key.Atom, token);
        }
        if (byStart.Count == 0) return;
        for (var at = 0; at + Compounds.MinTerm <= word.Length; at++)
        {
            if (!byStart.TryGetValue(HashOf(word.Slice(at, Compounds.MinTerm), '\0'), out var same)) continue;
            foreach (var (term, keys, atom) in same)
                if (Compounds.Begins(term, word[at..]) && Compounds.IsPartAt(term, keys, word, at))
                    run.Found(atom, token);
        }
    }

    private static List<T> ListAt<T>(Dictionary<ulong, List<T>> lists, ulong hash)
    {
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(lists, hash, out _);
        return list ??= [];
    }

    private static ulong HashOf(ReadOnlySpan<char> letters, char last)
    {
        var hash = 0x9E3779B97F4A7C15UL;
        foreach (var c in letters) hash = (hash ^ c) * 0xFF51AFD7ED558CCDUL;
        return last == '\0' ? hash : (hash ^ last) * 0xFF51AFD7ED558CCDUL;
    }
}
