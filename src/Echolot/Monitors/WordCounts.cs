using System.Collections.Frozen;
using Echolot.Matching;
using Echolot.Mentions;

namespace Echolot.Monitors;

/// <summary>In how many texts each word, and each pair of neighbours with a capital, occurs.</summary>
internal sealed class WordCounts
{
    // Longer texts repeat themselves; a bound keeps one hostile text from costing as much as a thousand others.
    private const int MostWords = 600;

    private static readonly FrozenSet<string> Small =
        SmallWords.All.Select(Folding.Words).ToFrozenSet(StringComparer.Ordinal);

    private readonly Dictionary<string, (int Texts, string Surface)> _terms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _folded = new(StringComparer.Ordinal);

    public int Texts { get; private set; }

    /// <summary>Folded term (a pair has one space), texts that have it, and how it is written.</summary>
    public IEnumerable<(string Term, int Texts, string Surface)> Terms =>
        _terms.Select(term => (term.Key, term.Value.Texts, term.Value.Surface));

    public int Of(string term) => _terms.GetValueOrDefault(term).Texts;

    public void Add(Post post)
    {
        Texts++;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (post.Title is { } title) Add(title, seen);
        Add(post.Text, seen);
    }

    private void Add(string text, HashSet<string> seen)
    {
        string? before = null, beforeSurface = null;
        var words = 0;
        for (var at = 0; at < text.Length && words < MostWords;)
        {
            if (!char.IsLetterOrDigit(text[at]))
            {
                // Pairs do not reach over signs, only over one space.
                if (text[at] != ' ' || (at > 0 && text[at - 1] == ' ')) before = null;
                at++;
                continue;
            }
            // Addresses and names of accounts are no words of anybody.
            var start = at;
            while (at < text.Length && char.IsLetterOrDigit(text[at])) at++;
            var surface = text[start..at];
            if (surface is "http" or "https" or "www") while (at < text.Length && !char.IsWhiteSpace(text[at])) at++;
            var isName = start > 0 && text[start - 1] == '@';
            if (isName || at - start is < 3 or > 40 || !char.IsLetter(surface[0]) || Fold(surface) is not { } word)
            {
                before = null;
                continue;
            }
            words++;
            var isStop = Small.Contains(word);
            if (!isStop) Count(word, surface, seen);
            if (before is not null && !isStop && char.IsUpper(surface[0]) && char.IsUpper(beforeSurface![0]))
                Count($"{before} {word}", $"{beforeSurface} {surface}", seen);
            (before, beforeSurface) = isStop ? (null, null) : (word, surface);
        }
    }

    private void Count(string term, string surface, HashSet<string> seen)
    {
        if (!seen.Add(term)) return;
        var known = _terms.GetValueOrDefault(term);
        _terms[term] = (known.Texts + 1, known.Surface ?? surface);
    }

    private string? Fold(string surface)
    {
        if (!_folded.TryGetValue(surface, out var folded)) _folded[surface] = folded = Folding.Words(surface);
        return folded.Length < 3 ? null : folded;
    }
}
