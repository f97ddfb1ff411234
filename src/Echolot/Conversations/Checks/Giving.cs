using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Echolot.Conversations;

/// <summary>Finds where a reply says that we hand money over, in German and English.</summary>
/// <remarks>
/// Some words say so wherever the amount stands in their sentence ("zahlen", "credit"); others only where it is the very thing
/// that is given: "we send you £50" is a promise, "we send you the invoice of £50" is none.
/// </remarks>
internal static partial class Giving
{
    // What may stand between a verb and the amount that is given.
    private static readonly FrozenSet<string> between = FrozenSet.ToFrozenSet(
        ("dir ihnen euch sie du ihr ich wir von uns dafür also noch nochmal nochmals gern gerne weitere zusätzlich extra dazu einmalig sofort heute "
            + "morgen die den deine ihre eure volle vollen ganzen € eur euro euros £ $ pounds pound dollars dollar franken chf "
            + "you him her them another further an a extra back of up to your the full as well and").Split(' '),
        StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<Match> In(string text, IReadOnlyList<Amount> amounts) => Always().Matches(text)
        .Concat(This().Matches(text).Where(verb => amounts.Any(a => IsGiven(text, verb.Index + verb.Length, a))))
        .Concat(Gets().Matches(text).Where(verb => amounts.Any(a => IsGiven(text, verb.Groups["verb"].Index + verb.Groups["verb"].Length, a))));

    /// <summary>Whether nothing but small words stands between a verb and an amount.</summary>
    private static bool IsGiven(string text, int from, Amount amount)
    {
        var to = amount.Start + amount.Length;
        return to > from && to - from <= 120 && text[from..to].Split([' ', '\u00A0', ',', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .All(word => between.Contains(word) || Amounts.IsNumber(word));
    }

    [GeneratedRegex(
        @"\b(?:wir|ich)\b[^.!?]{0,30}\b(?:zahlen?|überweisen?|übernehmen?|spendieren?|schenken?)\b|\b(?:zahlen?|überweisen?|übernehmen?|spendieren?|schenken?) (?:wir|ich)\b|\bgutgeschrieben\b|\bschreiben? (?:wir |ich )?(?:dir|ihnen|euch)\b[^.!?]{0,60}\bgut\b|\b(?:we|I)(?:['’](?:ll|re|m|d)| will| can| would| are| am)?(?: like to| going to| happy to)?\s(?:pay|paying|credit|crediting|transfer|transferring)\b|\bon the house\b",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Always();

    [GeneratedRegex(
        @"\b(?:wir|ich) (?:geben?|legen?|packen?)\b|\b(?:geben?|legen?|packen?) (?:wir|ich)\b|\b(?:we|I)(?:['’](?:ll|re|m|d)| will| can| would| are| am)?(?: like to| going to| happy to)?\s(?:give|giving|send|sending|offer|offering)\b",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex This();

    [GeneratedRegex(
        @"\b(?<verb>bekommst|bekommen|bekommt|erhältst|erhalten|erhaltet|kriegst)\b[^.!?]{0,60}\b(?:zurück|von uns|geschenkt|ausgezahlt|überwiesen)\b|\b(?<verb>get|receive)\b[^.!?]{0,60}\b(?:back|from us|off)\b",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Gets();
}
