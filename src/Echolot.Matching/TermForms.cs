using Echolot.Matching.Text;

namespace Echolot.Matching;

/// <summary>
/// A folded word as search terms see it: with its inflected forms and the compounds that it is a part of.
/// </summary>
/// <remarks>Immutable and thread-safe. Words come from <see cref="Folding.Words"/>.</remarks>
public sealed class TermForms
{
    private readonly List<(string Text, bool IsVerb)> _keys;

    /// <param name="term">A folded word.</param>
    public TermForms(string term)
    {
        ArgumentNullException.ThrowIfNull(term);
        Term = term;
        _keys = Inflection.KeysOf(term);
    }

    public string Term { get; }

    /// <summary>Whether a folded word is the term, a form of it, or a compound with it.</summary>
    public bool Cover(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (word == Term) return true;
        return Term.Length >= Compounds.MinTerm
            ? Compounds.IsPart(Term, _keys, word)
            : Term.Length >= Inflection.MinTerm && Inflection.IsForm(_keys, word);
    }
}
