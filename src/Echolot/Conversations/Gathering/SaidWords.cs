using System.Collections.Frozen;
using Echolot.Matching;
using Echolot.Mentions;

namespace Echolot.Conversations;

/// <summary>Something that a customer said.</summary>
/// <param name="Complaint">Whether the conversation sounds negative.</param>
internal readonly record struct Said(long Conversation, long Contact, long At, string Text, bool Complaint);

/// <summary>What was said in a time: who used which word, and which pair of neighbours.</summary>
/// <param name="pairs">Pairs that are looked for; null: all.</param>
internal sealed class SaidWords(IReadOnlySet<string>? pairs = null)
{
    // Longer texts repeat themselves; a bound keeps one hostile text from costing as much as a hundred others.
    private const int MostWords = 200, LongestText = 4000;

    private const int ShortestWord = 3, LongestWord = 40;

    // All forms of a word, and all compounds with it, have its first letters somewhere.
    private const int Gram = 4;

    private static readonly FrozenSet<string> Small =
        SmallWords.All.Select(Folding.Words).ToFrozenSet(StringComparer.Ordinal);

    private readonly List<Said> _said = [];
    private readonly HashSet<long> _contacts = [];
    private readonly Dictionary<string, List<int>> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _pairs = new(StringComparer.Ordinal);
    private Dictionary<string, List<string>>? _grams;

    /// <summary>Customers who said anything.</summary>
    public int Contacts => _contacts.Count;

    public Said this[int said] => _said[said];

    /// <summary>Words, and pairs with one space, that so many customers used.</summary>
    public IEnumerable<string> UsedBy(int customers) => _words.Concat(_pairs)
        .Where(term => term.Value.Count >= customers && CustomersOf(term.Value) >= customers).Select(term => term.Key);

    public void Add(Said said)
    {
        var at = _said.Count;
        _said.Add(said);
        _contacts.Add(said.Contact);
        _grams = null;
        string? before = null;
        foreach (var word in WordsOf(said.Text))
        {
            Note(_words, word, at);
            if (before is not null && before != word && (pairs is null || pairs.Contains($"{before} {word}")))
                Note(_pairs, $"{before} {word}", at);
            before = word;
        }
    }

    /// <summary>Where a term was said: a word with its inflected forms and the compounds it is a part of.</summary>
    public IReadOnlyCollection<int> Of(string term)
    {
        if (term.Contains(' ', StringComparison.Ordinal)) return _pairs.GetValueOrDefault(term) ?? [];
        if (term.Length < Gram || term.Any(char.IsAsciiDigit)) return _words.GetValueOrDefault(term) ?? [];
        var (forms, found) = (new TermForms(term), new SortedSet<int>());
        foreach (var word in (_grams ??= GramsOf(_words.Keys)).GetValueOrDefault(term[..Gram]) ?? [])
            if (forms.Cover(word)) found.UnionWith(_words[word]);
        return found;
    }

    public int CustomersOf(IEnumerable<int> said) => said.Select(i => _said[i].Contact).Distinct().Count();

    /// <summary>Folded words that say something; names of accounts and addresses are no words of anybody.</summary>
    private static IEnumerable<string> WordsOf(string text)
    {
        var plain = string.Join(' ', text[..Math.Min(text.Length, LongestText)]
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(IsSaid).Take(MostWords));
        return Folding.Words(plain).Split(' ').Where(w => w.Length is >= ShortestWord and <= LongestWord && !Small.Contains(w));
    }

    private static bool IsSaid(string written) => written[0] is not '@'
        && !written.Contains("://", StringComparison.Ordinal) && !written.Contains('@', StringComparison.Ordinal);

    /// <summary>How a term was written most often.</summary>
    public string Written(string term)
    {
        const int Looked = 50;
        var texts = Of(term).Take(Looked).Select(i => _said[i].Text[..Math.Min(_said[i].Text.Length, LongestText)]).ToList();
        return string.Join(' ', term.Split(' ').Select(word => texts.SelectMany(Runs)
            .Where(written => Folding.Words(written) == word).GroupBy(w => w).OrderByDescending(w => w.Count())
            .ThenBy(w => w.Key, StringComparer.Ordinal).Select(w => w.Key).FirstOrDefault() ?? word));
    }

    /// <summary>Stretches of letters and digits as they are written.</summary>
    private static IEnumerable<string> Runs(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var start = at;
            while (at < text.Length && char.IsLetterOrDigit(text[at])) at++;
            if (at > start) yield return text[start..at];
        }
    }

    private static void Note(Dictionary<string, List<int>> terms, string term, int at)
    {
        if (!terms.TryGetValue(term, out var list)) terms.Add(term, list = []);
        if (list.Count == 0 || list[^1] != at) list.Add(at);
    }

    private static Dictionary<string, List<string>> GramsOf(IEnumerable<string> words)
    {
        var grams = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var word in words)
            for (var i = 0; i + Gram <= word.Length; i++)
            {
                var gram = word.Substring(i, Gram);
                if (!grams.TryGetValue(gram, out var list)) grams.Add(gram, list = []);
                if (list.Count == 0 || list[^1] != word) list.Add(word);
            }
        return grams;
    }
}
