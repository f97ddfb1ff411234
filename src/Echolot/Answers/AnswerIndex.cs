using System.Collections.Frozen;
using Echolot.Matching;

namespace Echolot.Answers;

/// <summary>How somebody asked when an item was the answer.</summary>
public sealed record AskedBefore(long ItemId, string Text);

/// <summary>An item that may answer a text.</summary>
/// <param name="Score">To order by; means nothing else.</param>
/// <param name="Fit">How much speaks for it, 0 to 1: one word that only this item knows makes a half, a common one little.</param>
/// <param name="Words">Words of the text that made it fit, as they were written, the rarest first.</param>
/// <param name="AskedBefore">Whether somebody asked in a similar way before and this was the answer.</param>
public sealed record AnswerHit(long ItemId, double Score, double Fit, IReadOnlyList<string> Words, bool AskedBefore);

/// <summary>Finds the items that answer a text. Immutable and thread-safe.</summary>
/// <remarks>
/// Two BM25 rankings, fused by reciprocal ranks: letters of the question field and of earlier askings (3 to 5 letters in a
/// row, so that inflections, compounds and slips still count), and words of the whole item with their German and English
/// forms, the question three times. Measured on StackFAQ before it was built: letters alone find the right answer first in
/// 71 of 100 questions, with three earlier askings of each in 81.
/// </remarks>
public sealed class AnswerIndex
{
    /// <summary>From this fit on an item counts as an answer to a question.</summary>
    public const double Good = 0.5;

    private const double K1 = 1.2, B = 0.3, Fusion = 60;

    /// <summary>A word that stands in the answer alone says less than one of the question.</summary>
    private const double SaidInAnswer = 0.4;

    /// <summary>Items that are thought to be there besides: in a library of three, no word would be rare.</summary>
    private const int Unseen = 10;

    private readonly List<Entry> _entries;
    private readonly Ranking _letters;
    private readonly Ranking _words;
    private readonly Vocabulary _vocabulary;

    private AnswerIndex(List<Entry> entries, Ranking letters, Ranking words, Vocabulary vocabulary) =>
        (_entries, _letters, _words, _vocabulary) = (entries, letters, words, vocabulary);

    public static AnswerIndex Of(
        IEnumerable<(long Id, AnswerContent Content)> items, IReadOnlyList<AskedBefore> asked)
    {
        var entries = items.Select(i => new Entry(i.Id, i.Content)).ToList();
        var places = entries.Select((e, i) => (e.Id, i)).ToDictionary(e => e.Id, e => e.i);
        var vocabulary = new Vocabulary();
        var (letters, words) = (new Ranking(), new Ranking());
        for (var i = 0; i < entries.Count; i++)
        {
            letters.Add(i, Grams(entries[i].Asks));
            var (asks, says) = (Known(entries[i].Asks, vocabulary), Known(entries[i].Says, vocabulary));
            words.Add(i, [.. asks, .. asks, .. asks, .. says]);
            entries[i].About.UnionWith(asks);
        }
        foreach (var one in asked)
            if (places.TryGetValue(one.ItemId, out var place))
            {
                var folded = Folding.Words(one.Text);
                letters.Add(place, Grams(folded));
                entries[place].Asked.Add([.. Known(folded, vocabulary)]);
            }
        letters.Close();
        words.Close();
        return new(entries, letters, words, vocabulary);
    }

    /// <summary>The items that fit best, the best first; none where no word of the text is known.</summary>
    public IReadOnlyList<AnswerHit> Rank(string text, int most)
    {
        var folded = Folding.Words(text);
        var said = _vocabulary.Read(folded);
        if (said.Count == 0) return [];
        var byLetters = _letters.Rank(Grams(folded), _entries.Count);
        var byWords = _words.Rank(said.Keys, _entries.Count);
        var fused = new Dictionary<int, double>();
        foreach (var list in new[] { byLetters, byWords })
            for (var rank = 0; rank < list.Count; rank++)
                fused[list[rank]] = fused.GetValueOrDefault(list[rank]) + 1 / (Fusion + rank + 1);
        var written = Written(text);
        return [.. fused.OrderByDescending(f => f.Value).ThenBy(f => f.Key).Take(most * 3)
            .Select(f => HitOf(f.Key, f.Value, said, written)).Where(h => h.Words.Count > 0).Take(most)];
    }

    private AnswerHit HitOf(
        int place, double score, Dictionary<string, List<string>> said, Dictionary<string, string> written)
    {
        var entry = _entries[place];
        var own = Evidence(said, term => entry.About.Contains(term) ? 1 : _words.Holds(term, place) ? SaidInAnswer : 0);
        var before = entry.Asked.Select(a => Evidence(said, term => a.Contains(term) ? 1 : 0))
            .MaxBy(e => e.Values.Sum()) ?? [];
        var better = before.Values.Sum() > own.Values.Sum();
        var evidence = better ? before : own;
        return new(
            entry.Id, score, 1 - Math.Exp(-evidence.Values.Sum()),
            [.. evidence.OrderByDescending(e => e.Value).Take(6).Select(e => written.GetValueOrDefault(e.Key, e.Key))],
            better);
    }

    /// <summary>What each word of the text speaks for an item: a word that no other item knows 1, a common one little.</summary>
    private Dictionary<string, double> Evidence(Dictionary<string, List<string>> said, Func<string, double> counts)
    {
        var most = _words.Weight("");
        var evidence = new Dictionary<string, double>();
        foreach (var (term, by) in said)
        {
            var weight = counts(term) is > 0 and var part ? part * _words.Weight(term) / most : 0;
            if (weight == 0) continue;
            foreach (var word in by) evidence[word] = Math.Max(evidence.GetValueOrDefault(word), weight);
        }
        return evidence;
    }

    private static List<string> Known(string folded, Vocabulary vocabulary) =>
        [.. Content(folded).Select(vocabulary.Learn)];

    private static IEnumerable<string> Content(string folded) =>
        folded.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 1 && !Filler.Words.Contains(w));

    private static List<string> Grams(string folded)
    {
        var grams = new List<string>();
        foreach (var word in Content(folded))
        {
            var padded = $" {word} ";
            for (var length = 3; length <= 5; length++)
                for (var at = 0; at + length <= padded.Length; at++)
                    grams.Add(padded.Substring(at, length));
        }
        return grams;
    }

    /// <summary>Words by their folded form, as they were written.</summary>
    private static Dictionary<string, string> Written(string text)
    {
        var written = new Dictionary<string, string>();
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var bare = word.Trim([.. ".,;:!?…\"„“”‚‘’()[]{}<>*_–—@#"]);
            foreach (var folded in Folding.Words(bare).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                written.TryAdd(folded, bare);
        }
        return written;
    }

    private sealed class Entry(long id, AnswerContent content)
    {
        public long Id { get; } = id;

        /// <summary>What is asked: the question, or title and keywords where there is none.</summary>
        public string Asks { get; } = Folding.Words(
            $"{content.Question} {content.Title} {string.Join(' ', content.Keywords)}");

        public string Says { get; } = Folding.Words(string.Join(' ', content.Variants.Select(v => v.Text)));

        public HashSet<string> About { get; } = [];

        public List<HashSet<string>> Asked { get; } = [];
    }

    /// <summary>Words of the library; words of a text are found by their forms and as parts of compounds.</summary>
    private sealed class Vocabulary
    {
        private readonly Dictionary<string, TermForms> _terms = [];

        public string Learn(string word)
        {
            if (!_terms.ContainsKey(word)) _terms.Add(word, new(word));
            return word;
        }

        /// <summary>Known words that a text speaks of, each with the words of the text that say so.</summary>
        public Dictionary<string, List<string>> Read(string folded)
        {
            var said = new Dictionary<string, List<string>>();
            foreach (var word in Content(folded).Distinct().Take(400))
            {
                var other = new TermForms(word);
                foreach (var (term, forms) in _terms)
                {
                    if (term != word && !forms.Cover(word) && !(word.Length >= 5 && other.Cover(term))) continue;
                    if (!said.TryGetValue(term, out var by)) said.Add(term, by = []);
                    by.Add(word);
                }
            }
            return said;
        }
    }

    /// <summary>BM25 over documents of entries; of several documents of one entry the best counts.</summary>
    private sealed class Ranking
    {
        private readonly List<(int Entry, int Length)> _documents = [];
        private readonly Dictionary<string, List<(int Document, int Count)>> _postings = [];
        private double _average;

        public void Add(int entry, IReadOnlyCollection<string> terms)
        {
            var document = _documents.Count;
            _documents.Add((entry, terms.Count));
            foreach (var term in terms.GroupBy(t => t))
            {
                if (!_postings.TryGetValue(term.Key, out var list)) _postings.Add(term.Key, list = []);
                list.Add((document, term.Count()));
            }
        }

        public void Close() => _average = _documents.Count == 0 ? 1 : Math.Max(1, _documents.Average(d => d.Length));

        public double Weight(string term)
        {
            var in_ = _postings.GetValueOrDefault(term)?.Count ?? 0;
            return Math.Log(1 + (_documents.Count + Unseen - in_ + 0.5) / (in_ + 0.5));
        }

        public bool Holds(string term, int entry) =>
            _postings.TryGetValue(term, out var list) && list.Exists(p => _documents[p.Document].Entry == entry);

        /// <summary>Entries, the best first.</summary>
        public List<int> Rank(IEnumerable<string> terms, int entries)
        {
            var scores = new double[_documents.Count];
            foreach (var term in terms.Distinct())
            {
                if (!_postings.TryGetValue(term, out var list)) continue;
                var weight = Weight(term);
                foreach (var (document, count) in list)
                    scores[document] += weight * count * (K1 + 1)
                        / (count + K1 * (1 - B + B * _documents[document].Length / _average));
            }
            var best = new double[entries];
            for (var d = 0; d < scores.Length; d++)
                best[_documents[d].Entry] = Math.Max(best[_documents[d].Entry], scores[d]);
            return [.. Enumerable.Range(0, entries).Where(e => best[e] > 0).OrderByDescending(e => best[e])];
        }
    }
}

/// <summary>Words that say nothing of what somebody wants, folded.</summary>
internal static class Filler
{
    public static FrozenSet<string> Words { get; } = (
        "der die das den dem des ein eine einen einem einer eines und oder aber doch denn weil dass wenn als wie wo was wer "
        + "wann warum wieso welche welcher welches ich du er sie es wir ihr mich mir dich dir ihn ihm uns euch ihnen sich mein "
        + "meine meinen meinem meiner dein deine deinen deinem deiner sein seine ihre ihren ihrem ihrer unser unsere unseren "
        + "euer eure euren eurem eurer ist sind war waren bin bist seid wird werden wurde wurden hat haben habe hatte hatten "
        + "hast habt kann konnen konnte konnten kannst konnt muss mussen soll sollen sollte will wollen wollte mochte mochten "
        + "darf durfen mit von vom zu zum zur bei beim aus auf an am in im ins fur uber unter vor nach seit bis um ohne gegen "
        + "durch nicht kein keine keinen keiner nur auch noch schon mal ja nein so sehr mehr da dort hier jetzt heute immer "
        + "bitte danke hallo hi hey guten tag liebe lieber grusse gruss man etwas nichts alles alle dies diese dieser dieses "
        + "diesen ganz gar eben halt einfach eigentlich leider gerade wieder dann also ob sowie je beide machen mache macht tun kam ging "
        + "the a an and or but because that if as how where what who when why which i you he she it we they me him her us them "
        + "my your his its our their is are was were be been am do does did have has had can could may might must shall should "
        + "will would with of from to at by for on in into about over under after before since until out not no only also just "
        + "so very more there here now today always please thanks thank hello hi hey this these those any some all get got")
        .Split(' ').ToFrozenSet();
}
