using Echolot.Matching.Text;

namespace Echolot.Matching.Language;

/// <summary>
/// Weakens a query to what a full-text index of <see cref="Folding.Words"/> can answer. Every step may only let more
/// texts through: what an index cannot know (fields, emoji, infixes, what must not be there) is left out.
/// </summary>
internal static class Weakening
{
    private static readonly Prefilter.All Everything = new();

    /// <summary>
    /// Plain queries cut words elsewhere than folded ones do, so nothing can be said about folded words.
    /// </summary>
    public static Prefilter Of(Node node, QueryOptions options) => options.Plain ? Everything : Of(node);

    /// <summary>Whether nothing is left out: single words, as they are folded, wherever they stand.</summary>
    public static bool IsWhole(Node node, QueryOptions options) => !options.Plain && IsWhole(node);

    private static bool IsWhole(Node node) => node switch
    {
        WordsNode { Scope: Scope.Any, Raw: Raw.None, Atoms: [{ Kind: AtomKind.Word }] } => true,
        AndNode and => and.Parts.All(IsWhole),
        OrNode or => or.Parts.All(IsWhole),
        _ => false,
    };

    private static Prefilter Of(Node node) => node switch
    {
        WordsNode words => OfWords(words.Atoms),
        AndNode and => And(and.Parts.Select(Of)),
        NearNode near => And([Of(near.Left), Of(near.Right)]),
        WindowNode window => And(window.Parts.Select(Of)),
        CountNode count => Of(count.Part),
        OrNode or => Or(or.Parts.Select(Of)),
        _ => Everything,
    };

    private static Prefilter And(IEnumerable<Prefilter> parts)
    {
        var kept = parts.Where(part => part is not Prefilter.All)
            .SelectMany(part => part is Prefilter.And and ? and.Parts : [part]).Distinct().ToArray();
        return kept.Length switch { 0 => Everything, 1 => kept[0], _ => new Prefilter.And(kept) };
    }

    private static Prefilter Or(IEnumerable<Prefilter> parts)
    {
        var all = parts.SelectMany(part => part is Prefilter.Or or ? or.Parts : [part]).Distinct().ToArray();
        if (all.Any(part => part is Prefilter.All)) return Everything;
        return all.Length == 1 ? all[0] : new Prefilter.Or(all);
    }

    private static Prefilter OfWords(Atom[] atoms)
    {
        var parts = new List<Prefilter>();
        var run = new List<string>();
        foreach (var atom in atoms)
        {
            if (atom.Kind == AtomKind.Word)
            {
                run.Add(atom.Key);
                continue;
            }
            EndRun(parts, run);
            if (atom.Kind == AtomKind.Inflected) parts.Add(OfForms(atom.Key));
            else if (atom.Kind == AtomKind.Glob) parts.Add(OfGlob(atom.Key));
            else if (atom.Kind is AtomKind.Hashtag or AtomKind.Mention || atom.IsGlob) parts.AddRange(OfTag(atom.Key));
        }
        EndRun(parts, run);
        return And(parts);
    }

    private static void EndRun(List<Prefilter> parts, List<string> run)
    {
        if (run.Count == 1) parts.Add(new Prefilter.Word(run[0], Prefix: false));
        else if (run.Count > 1) parts.Add(new Prefilter.Phrase([.. run]));
        run.Clear();
    }

    private static Prefilter OfGlob(string pattern)
    {
        var end = pattern.AsSpan().IndexOfAny('*', '?', TokenBuffer.OptionalE);
        return end == 0 ? Everything : new Prefilter.Word(end < 0 ? pattern : pattern[..end], Prefix: end >= 0);
    }

    /// <summary>What all forms begin with; participles begin with ge.</summary>
    private static Prefilter OfForms(string term)
    {
        var parts = new List<Prefilter>();
        foreach (var (key, isVerb) in Inflection.KeysOf(term))
        {
            // Before an ending a last e or y may be gone.
            var start = key.Length > 1 && key[^1] is 'e' or 'y' ? key[..^1] : key;
            parts.Add(new Prefilter.Word(start, Prefix: true));
            if (isVerb) parts.Add(new Prefilter.Word("ge" + key, Prefix: true));
        }
        return Or(parts);
    }

    /// <summary>
    /// The words a hashtag or handle is made of; not as a phrase, because the last may go on behind an apostrophe.
    /// Behind a wildcard nothing is known: the handle may be cut there.
    /// </summary>
    private static IEnumerable<Prefilter> OfTag(string key)
    {
        foreach (var word in key[1..].Split(['_', '.', '-', '@'], StringSplitOptions.RemoveEmptyEntries))
        {
            yield return OfGlob(word);
            if (word.AsSpan().ContainsAny('*', '?')) yield break;
        }
    }
}
