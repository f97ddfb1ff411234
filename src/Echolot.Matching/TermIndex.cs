using Echolot.Matching.Text;

namespace Echolot.Matching;

/// <summary>Many terms, to find those that have to do with a word without comparing it with each of them.</summary>
/// <remarks>
/// What is found is what <see cref="TermForms.Cover"/> says, in either direction: terms are looked up by letters that every
/// form and every compound keeps, and then compared. Not thread-safe while terms are added, thread-safe afterwards.
/// </remarks>
public sealed class TermIndex
{
    /// <summary>So many letters from the beginning of a term stand in everything that it covers.</summary>
    private const int Start = 3;

    private readonly List<TermForms> _terms = [];
    private readonly Dictionary<string, int> _places = [];
    private readonly Dictionary<string, List<int>> _byStart = [];
    private readonly Dictionary<string, List<int>> _byLetters = [];

    /// <summary>How many terms there are.</summary>
    public int Count => _terms.Count;

    /// <summary>Adds a folded word, as of <see cref="Folding.Words"/>; one that is there already changes nothing.</summary>
    public void Add(string term)
    {
        ArgumentNullException.ThrowIfNull(term);
        if (!_places.TryAdd(term, _terms.Count)) return;
        var place = _terms.Count;
        _terms.Add(new(term));
        foreach (var letters in LettersOf(term)) Put(_byLetters, letters, place);
        if (term.Length >= Start) Put(_byStart, term[..Start], place);
    }

    /// <summary>
    /// Terms that cover a folded word, and those that it covers as a term where it has at least so many letters, in the order
    /// in which they were added.
    /// </summary>
    /// <param name="word">A folded word.</param>
    /// <param name="least">From how many letters on a word is taken as a term itself; shorter ones are parts of too much.</param>
    public IReadOnlyList<string> Find(string word, int least)
    {
        ArgumentNullException.ThrowIfNull(word);
        var found = new SortedSet<int>();
        if (_places.TryGetValue(word, out var same)) found.Add(same);
        foreach (var letters in LettersOf(word))
            foreach (var place in _byStart.GetValueOrDefault(letters) ?? [])
                if (MayCover(_terms[place].Term, word) && !found.Contains(place) && _terms[place].Cover(word)) found.Add(place);
        if (word.Length < Math.Max(least, Start)) return [.. found.Select(f => _terms[f].Term)];
        var own = new TermForms(word);
        foreach (var place in _byLetters.GetValueOrDefault(word[..Start]) ?? [])
            if (MayCover(word, _terms[place].Term) && !found.Contains(place) && own.Cover(_terms[place].Term)) found.Add(place);
        return [.. found.Select(f => _terms[f].Term)];
    }

    /// <summary>Whether a comparison is worth it: never false where a term covers a word.</summary>
    private static bool MayCover(string term, string word) =>
        SharesStart(term, word)
        // geliefert is a form of liefern
        || word.StartsWith("ge", StringComparison.Ordinal) && SharesStart(term, word.AsSpan(2))
        || term.Length >= Compounds.MinTerm
            && word.AsSpan().IndexOf(term[^1] == 'e' ? term.AsSpan(0, term.Length - 1) : term) >= 0;

    /// <summary>What a term is looked for by lacks three letters of its end at most, and its form one more.</summary>
    private static bool SharesStart(string term, ReadOnlySpan<char> word) =>
        term.AsSpan().CommonPrefixLength(word) >= Math.Max(Start, term.Length - 4);

    private static IEnumerable<string> LettersOf(string word)
    {
        for (var at = 0; at + Start <= word.Length; at++)
            if (word.IndexOf(word.Substring(at, Start), StringComparison.Ordinal) == at) yield return word.Substring(at, Start);
    }

    private static void Put(Dictionary<string, List<int>> lists, string letters, int place)
    {
        if (!lists.TryGetValue(letters, out var list)) lists.Add(letters, list = []);
        list.Add(place);
    }
}
