using System.Text.RegularExpressions;

namespace Echolot.Conversations;

/// <summary>The money that a reply promises in all: what is said twice counts once, of a choice the most.</summary>
/// <param name="Added">The amounts that were added, in the order of the text.</param>
/// <param name="Near">Every amount beside a word that promises, also those that were not added.</param>
/// <param name="Bare">Words that promise without an amount in their sentence.</param>
/// <remarks>
/// In doubt two amounts are added: too much asks for a reason, too little lets a promise through. One is not added where it
/// is named again ("die 20 €", "the voucher of £20", "20 € (zwanzig Euro)"), where it is the other end of a range or the
/// other half of a choice, where it sums up what stands before it ("insgesamt 30 €"), or where it is what is not given
/// ("statt 10 €").
/// </remarks>
internal sealed partial record Promised(IReadOnlyList<Amount> Added, IReadOnlyList<Amount> Near, IReadOnlyList<Match> Bare)
{
    // Words of one stem share so many letters: "erstatten" and "Erstattung", not "Gutschein" and "Gutschrift".
    private const int Stem = 7;

    // Longest stretch that is looked at in front of an amount.
    private const int Before = 60;

    // So far back somebody remembers what was spoken of.
    private const int LookedBack = 1_000;

    /// <summary>All that was added, in cents.</summary>
    public long Cents => Added.Sum(a => a.Cents);

    /// <summary>Reads what a reply promises.</summary>
    public static Promised Of(string text)
    {
        var amounts = Amounts.Of(text);
        // Money that we hand over is a promise by what it is, a word of goodwill also without an amount.
        var gives = Giving.In(text, amounts).Where(g => amounts.Any(a => Within(ReplyChecks.Sentence(text, g.Index), a)));
        var (near, bare) = (new SortedDictionary<int, Amount>(), new List<Match>());
        foreach (var word in Word().Matches(text).Concat(gives))
        {
            var sentence = ReplyChecks.Sentence(text, word.Index);
            var found = false;
            foreach (var amount in amounts.Where(a => Within(sentence, a)))
                (near[amount.Start], found) = (amount, true);
            if (!found) bare.Add(word);
        }
        return new(Sum(text, [.. near.Values]), [.. near.Values], bare);
    }

    private static List<Amount> Sum(string text, List<Amount> near)
    {
        var added = new List<Amount>();
        Amount? last = null;
        foreach (var amount in near)
        {
            var before = text[Math.Max(ReplyChecks.Sentence(text, amount.Start).Start, amount.Start - Before)..amount.Start];
            if (Instead().IsMatch(before)) continue;
            if (last is { } one && IsChoice(text, one, amount))
            {
                if (amount.Cents > added[^1].Cents) added[^1] = amount;
            }
            else if (added.Count > 0 && IsTotal(before, amount, added))
            {
                if (amount.Cents > added.Sum(a => a.Cents)) added = [amount];
            }
            else if (!added.Exists(a => a.Cents == amount.Cents) || !IsNamedAgain(text, before, amount, last)) added.Add(amount);
            last = amount;
        }
        return added;
    }

    /// <summary>Whether it sums up what stands before it: "insgesamt 30 €", but not "zusammen mit 10 €".</summary>
    private static bool IsTotal(string before, Amount amount, List<Amount> added) =>
        Total().IsMatch(before) && !With().IsMatch(before)
        || ThatIsInAll().IsMatch(before) && amount.Cents == added.Sum(a => a.Cents);

    /// <summary>Whether the other side gets one of the two: a range, "oder", "alternativ".</summary>
    private static bool IsChoice(string text, Amount one, Amount other)
    {
        var between = text[Math.Min(one.Start + one.Length, other.Start)..other.Start];
        var start = ReplyChecks.Sentence(text, other.Start).Start;
        return To().IsMatch(between)
            || Range().IsMatch(between) && Between().IsMatch(text[Math.Max(0, one.Start - Before)..one.Start])
            || (start <= one.Start ? Or().IsMatch(between) && !And().IsMatch(between) : Else().IsMatch(text[start..other.Start]));
    }

    private static bool IsNamedAgain(string text, string before, Amount amount, Amount? last)
    {
        if (last is { } one && one.Cents == amount.Cents && one.Start + one.Length <= amount.Start
            && ThatIs().IsMatch(text[(one.Start + one.Length)..amount.Start])) return true;
        if (Definite().Match(before) is not { Success: true } named) return false;
        // In "die Bluse und 20 €" the article belongs to something else.
        if (And().IsMatch(named.Groups["noun"].Value) || Or().IsMatch(named.Groups["noun"].Value)) return false;
        // "Die Erstattung über 20 €" is what was spoken of only where a refund was.
        var noun = named.Groups["noun"].Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        var at = amount.Start - before.Length + named.Index;
        return noun is null || Letters().Matches(text[Math.Max(0, at - LookedBack)..at]).Any(word =>
            word.Value.Equals(noun, StringComparison.OrdinalIgnoreCase)
            || word.Length >= Stem && noun.Length >= Stem && word.Value[..Stem].Equals(noun[..Stem], StringComparison.OrdinalIgnoreCase));
    }

    private static bool Within((int Start, int End) sentence, Amount amount) =>
        amount.Start >= sentence.Start && amount.Start < sentence.End;

    [GeneratedRegex(
        @"\b(?:gutschein\w*|gutschrift\w*|gutschreiben|erstatte\w*|erstattung\w*|rückerstatt\w*|entschädig\w*|rabatt\w*|nachlass|kulanz\w*|schenken|voucher\w*|refund\w*|reimburs\w*|compensat\w*|discount\w*|store credit|goodwill)\b",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(
        @"\b(?:statt|anstatt|anstelle von|instead of|rather than)\s(?:(?:nur|bisher|der|den|the|only|just)\s){0,2}$",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Instead();

    [GeneratedRegex(
        @"\b(?:insgesamt|zusammen|in Summe|(?:das|dies) (?:sind|macht|ergibt)|in total|a total of|altogether|all in all|together|that makes)\b[^.!?\d]{0,25}$",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Total();

    [GeneratedRegex(
        @"\b(?:zusammen mit|together with)\b[^.!?\d]{0,25}$",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex With();

    [GeneratedRegex(@"\bthat is\b[^.!?\d]{0,25}$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ThatIsInAll();

    [GeneratedRegex(@"^\s?(?:-|–|—|bis(?: zu)?|to|up to)\s?$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex To();

    [GeneratedRegex(@"^\s(?:und|and)\s$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Range();

    [GeneratedRegex(@"\b(?:zwischen|between)\s$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Between();

    [GeneratedRegex(
        @"\b(?:oder|beziehungsweise|wahlweise|alternativ|stattdessen|or|alternatively|instead)\b",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Or();

    [GeneratedRegex(
        @"\b(?:und|sowie|plus|dazu|zusätzlich|außerdem|obendrauf|weitere\w*|and|also|another|further|on top)\b",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex And();

    [GeneratedRegex(
        @"^\W*(?:oder|wahlweise|alternativ|stattdessen|or|alternatively|instead)\b",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Else();

    [GeneratedRegex(@"^\s?(?:\(|,?\s?(?:also|d\.\s?h\.|das heißt|i\.e\.),?\s?)$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ThatIs();

    [GeneratedRegex(
        @"\b(?:die|der|den|dem|des|das|diese[rnms]?|jene[rnms]?|dein\w{0,2}|ihr\w{0,2}|euer|eure[nrms]?|the|this|that|these|those|your)\s(?<noun>(?:[\p{L}-]+\s){0,3}?)(?:(?:über|von|in Höhe von|im Wert von|of|worth|for)\s)?$",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Definite();

    [GeneratedRegex(@"[\p{L}-]+", RegexOptions.NonBacktracking)]
    private static partial Regex Letters();
}
