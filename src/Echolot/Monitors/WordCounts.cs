using System.Collections.Frozen;
using Echolot.Matching;

namespace Echolot.Monitors;

/// <summary>In how many texts each word, and each pair of neighbours with a capital, occurs.</summary>
internal sealed class WordCounts
{
    // Longer texts repeat themselves; a bound keeps one hostile text from costing as much as a thousand others.
    private const int MostWords = 600;

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
            var isStop = StopWords.Has(word);
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

/// <summary>Words of German and English that say nothing about a subject, folded.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> words = (
        "aber alle allem allen aller alles als also andere anderen auch auf aus bei beim bereits bin bis bisher "
        + "bist dabei dadurch daher damit danach dann daran darauf daruber darum das dass davon dazu dein deine dem "
        + "den denn der deren des deshalb dessen die dies diese diesem diesen dieser dieses doch dort durch eben "
        + "ein eine einem einen einer eines einfach einige einmal endlich erst etwas euch euer fast fur ganz gar "
        + "geht gerade gern gibt habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren "
        + "ihrer immer ins ist jede jedem jeden jeder jedes jetzt kann kannst kein keine keinem keinen keiner "
        + "konnen konnte leider machen macht mal man manche mehr mein meine meinem meinen meiner mich mir mit "
        + "mochte muss mussen nach nachdem naturlich neben nicht nichts noch nun nur oder ohne schon sehr sein "
        + "seine seinem seinen seiner seit selbst sich sie sind sogar soll sollen sollte sondern sonst uber und uns "
        + "unser unsere unter viel viele vielen vom von vor wann war waren warum was weder weil weiter welche wenig "
        + "wenn wer werde werden wegen wie wieder will wir wird wirklich wissen wohl wollen worden wurde wurden zum "
        + "zur zwar zwischen heute gestern morgen montag dienstag mittwoch donnerstag freitag samstag sonntag tag "
        + "tage tagen jahr jahre woche wochen uhr euro about after again all also and any are because been before "
        + "being but can could did does doing down during each even few for from further get got had has have "
        + "having her here hers him his how into its just like made make many more most much not now off once one "
        + "only other our out over own really same she should some still such than that the their them then there "
        + "these they this those through today too under until very want was way well were what when where which "
        + "while who why will with without would yesterday you your day days week year")
        .Split(' ').Select(Folding.Words).ToFrozenSet(StringComparer.Ordinal);

    public static bool Has(string folded) => words.Contains(folded);
}
