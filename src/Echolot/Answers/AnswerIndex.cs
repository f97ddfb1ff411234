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
/// Two BM25 rankings, fused by reciprocal ranks: one of the question field and of earlier askings, and one by words of the
/// whole item with their German and English forms, the question three times. The first goes by letters (3 to 5 in a row, so
/// that inflections, compounds and slips still count), or by words where the earlier askings of this library, each taken out
/// in its turn, are found better so.
/// </remarks>
public sealed class AnswerIndex
{
    /// <summary>From this fit on an item counts as an answer to a question.</summary>
    public const double Good = 0.5;

    /// <summary>So many of the newest askings say whether letters or words find them; of fewer than the least, letters.</summary>
    internal const int MostJudged = 100, LeastJudged = 20;

    private const double Fusion = 60;

    /// <summary>From so many letters on a word of a text is looked for in words of the library, and not only they in it.</summary>
    private const int LeastTerm = 5;

    /// <summary>A word that stands in the answer alone says less than one of the question.</summary>
    private const double SaidInAnswer = 0.4;

    private readonly List<Entry> _entries;
    private readonly Ranking _asks;
    private readonly Ranking _words;
    private readonly TermIndex _vocabulary;

    private AnswerIndex(List<Entry> entries, Ranking asks, Ranking words, TermIndex vocabulary, bool byWords) =>
        (_entries, _asks, _words, _vocabulary, ByWords) = (entries, asks, words, vocabulary, byWords);

    /// <summary>Whether questions are compared by words, as earlier askings have shown to be better here; else by letters.</summary>
    public bool ByWords { get; }

    /// <param name="items">What may be found, with what it says.</param>
    /// <param name="asked">How people asked before, the newest first; of items that are not there it is left out.</param>
    public static AnswerIndex Of(
        IEnumerable<(long Id, AnswerContent Content)> items, IReadOnlyList<AskedBefore> asked) => Of(items, asked, null);

    /// <param name="byWords">How questions are compared; null: as the askings say.</param>
    internal static AnswerIndex Of(
        IEnumerable<(long Id, AnswerContent Content)> items, IReadOnlyList<AskedBefore> asked, bool? byWords)
    {
        var entries = items.Select(i => new Entry(i.Id, i.Content)).ToList();
        var places = entries.Select((e, i) => (e.Id, i)).ToDictionary(e => e.Id, e => e.i);
        var vocabulary = new TermIndex();
        var (letters, terms, words) = (new Ranking(), new Ranking(), new Ranking());
        for (var i = 0; i < entries.Count; i++)
        {
            letters.Add(i, Grams(entries[i].Asks));
            var (asks, says) = (Known(entries[i].Asks, vocabulary), Known(entries[i].Says, vocabulary));
            terms.Add(i, asks);
            words.Add(i, [.. asks, .. asks, .. asks, .. says]);
            entries[i].About.UnionWith(asks);
        }
        var judged = new List<Judged>();
        foreach (var one in asked)
            if (places.TryGetValue(one.ItemId, out var place))
            {
                var folded = Folding.Words(one.Text);
                var known = Known(folded, vocabulary);
                if (judged.Count < MostJudged) judged.Add(new(folded, place, entries.Count + judged.Count));
                letters.Add(place, Grams(folded));
                terms.Add(place, known);
                entries[place].Asked.Add([.. known]);
            }
        foreach (var ranking in new[] { letters, terms, words }) ranking.Close();
        var better = byWords ?? WordsFindBetter(judged, letters, terms, words, vocabulary, entries.Count);
        return new(entries, better ? terms : letters, words, vocabulary, better);
    }

    /// <summary>The items that fit best, the best first; none where no word of the text is known.</summary>
    public IReadOnlyList<AnswerHit> Rank(string text, int most)
    {
        var folded = Folding.Words(text);
        var said = Read(folded, _vocabulary);
        if (said.Count == 0) return [];
        var fused = Fused(
            _asks.Rank(ByWords ? said.Keys : Grams(folded), _entries.Count), _words.Rank(said.Keys, _entries.Count));
        var written = Written(text);
        return [.. fused.OrderByDescending(f => f.Value).ThenBy(f => f.Key).Take(most * 3)
            .Select(f => HitOf(f.Key, f.Value, said, written)).Where(h => h.Words.Count > 0).Take(most)];
    }

    /// <summary>
    /// Whether askings, each left out of what they are found by, are found higher by words than by letters: by the sum of
    /// their reciprocal ranks.
    /// </summary>
    private static bool WordsFindBetter(
        List<Judged> judged, Ranking letters, Ranking terms, Ranking words, TermIndex vocabulary, int entries)
    {
        if (judged.Count < LeastJudged) return false;
        var (byLetters, byTerms) = (0d, 0d);
        foreach (var one in judged)
        {
            var said = Read(one.Folded, vocabulary);
            var whole = words.Rank(said.Keys, entries);
            byLetters += Found(letters.Rank(Grams(one.Folded), entries, one.Document), whole, one.Place);
            byTerms += Found(terms.Rank(said.Keys, entries, one.Document), whole, one.Place);
        }
        return byTerms > byLetters;

        static double Found(List<int> asks, List<int> whole, int place)
        {
            var fused = Fused(asks, whole);
            return fused.TryGetValue(place, out var own)
                ? 1d / (1 + fused.Count(f => f.Value > own || f.Value == own && f.Key < place)) : 0;
        }
    }

    private static Dictionary<int, double> Fused(List<int> asks, List<int> whole)
    {
        var fused = new Dictionary<int, double>();
        foreach (var list in new[] { asks, whole })
            for (var rank = 0; rank < list.Count; rank++)
                fused[list[rank]] = fused.GetValueOrDefault(list[rank]) + 1 / (Fusion + rank + 1);
        return fused;
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

    private static List<string> Known(string folded, TermIndex vocabulary)
    {
        var words = Content(folded).ToList();
        foreach (var word in words) vocabulary.Add(word);
        return words;
    }

    /// <summary>
    /// Known words that a text speaks of, by their forms and as parts of compounds, each with the words of the text that say so.
    /// </summary>
    private static Dictionary<string, List<string>> Read(string folded, TermIndex vocabulary)
    {
        var said = new Dictionary<string, List<string>>();
        foreach (var word in Content(folded).Distinct().Take(400))
            foreach (var term in vocabulary.Find(word, LeastTerm))
            {
                if (!said.TryGetValue(term, out var by)) said.Add(term, by = []);
                by.Add(word);
            }
        return said;
    }

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

    /// <summary>An asking whose answer is known.</summary>
    /// <param name="Document">Its place in the rankings of questions.</param>
    private sealed record Judged(string Folded, int Place, int Document);
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
