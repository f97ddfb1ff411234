using System.Globalization;
using System.Text.RegularExpressions;

namespace Echolot.Conversations;

/// <summary>An amount of money in a text.</summary>
public readonly record struct Amount(int Start, int Length, long Cents);

/// <summary>Finds amounts of money, in digits and in German and English words.</summary>
public static partial class Amounts
{
    private static readonly Dictionary<string, int> German = new()
    {
        ["ein"] = 1, ["eine"] = 1, ["einen"] = 1, ["zwei"] = 2, ["drei"] = 3, ["vier"] = 4, ["fünf"] = 5, ["sechs"] = 6,
        ["sieben"] = 7, ["acht"] = 8, ["neun"] = 9, ["zehn"] = 10, ["elf"] = 11, ["zwölf"] = 12, ["dreizehn"] = 13,
        ["vierzehn"] = 14, ["fünfzehn"] = 15, ["sechzehn"] = 16, ["siebzehn"] = 17, ["achtzehn"] = 18, ["neunzehn"] = 19,
        ["zwanzig"] = 20, ["dreißig"] = 30, ["dreissig"] = 30, ["vierzig"] = 40, ["fünfzig"] = 50, ["sechzig"] = 60,
        ["siebzig"] = 70, ["achtzig"] = 80, ["neunzig"] = 90,
    };

    private static readonly Dictionary<string, int> English = new()
    {
        ["a"] = 1, ["one"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7,
        ["eight"] = 8, ["nine"] = 9, ["ten"] = 10, ["eleven"] = 11, ["twelve"] = 12, ["thirteen"] = 13, ["fourteen"] = 14,
        ["fifteen"] = 15, ["sixteen"] = 16, ["seventeen"] = 17, ["eighteen"] = 18, ["nineteen"] = 19, ["twenty"] = 20,
        ["thirty"] = 30, ["forty"] = 40, ["fifty"] = 50, ["sixty"] = 60, ["seventy"] = 70, ["eighty"] = 80, ["ninety"] = 90,
    };

    /// <summary>Amounts in the order of the text.</summary>
    public static IReadOnlyList<Amount> Of(string text)
    {
        var found = new List<Amount>();
        foreach (Match match in InDigits().Matches(text))
            if (Cents(match.Groups["n"].Value) is { } cents)
            {
                // Of "€10–20" the most counts; "€20 – 30 days" is no range of money.
                var to = match.Groups["to"];
                var range = to.Success && !Unit().IsMatch(text.AsSpan(match.Index + match.Length));
                found.Add(new(
                    match.Index, to.Success && !range ? match.Groups["n"].Index + match.Groups["n"].Length - match.Index : match.Length,
                    Math.Max(cents, range ? Cents(to.Value) ?? 0 : 0)));
            }
        foreach (Match match in InWords().Matches(text))
        {
            var words = match.Groups["n"].Value.ToLower(CultureInfo.InvariantCulture);
            if (GermanNumber(words[(words.TrimEnd().LastIndexOf(' ') + 1)..].Trim()) is { } one)
                found.Add(new(match.Index, match.Length, one * 100L));
            else if (EnglishNumber(words) is { } other) found.Add(new(match.Index, match.Length, other * 100L));
        }
        return [.. found.OrderBy(a => a.Start)];
    }

    /// <summary>Whether a word is a number or a part of one, in digits or in words, with its currency or without.</summary>
    internal static bool IsNumber(string word) =>
        word.AsSpan().Trim("€£$") is [>= '0' and <= '9', ..]
        || GermanNumber(word.ToLowerInvariant()) is not null || EnglishNumber(word.ToLowerInvariant()) is not null;

    /// <summary>1.234,50 as well as 1,234.50: what stands last and has two digits behind it divides the cents.</summary>
    private static long? Cents(string digits)
    {
        var plain = digits.Replace(" ", "", StringComparison.Ordinal).Replace("\u00A0", "", StringComparison.Ordinal)
            .TrimEnd('.', ',', '-', '–');
        var last = plain.AsSpan().LastIndexOfAny('.', ',');
        var fraction = last >= 0 && plain.Length - last - 1 is 1 or 2 ? plain[(last + 1)..].PadRight(2, '0') : "00";
        var whole = last >= 0 && plain.Length - last - 1 is 1 or 2 ? plain[..last] : plain;
        whole = whole.Replace(".", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);
        return long.TryParse(whole + fraction, NumberStyles.None, CultureInfo.InvariantCulture, out var cents)
            && cents < 100_000_000_000 ? cents : null;
    }

    private static int? GermanNumber(string word)
    {
        if (word.Length == 0) return null;
        if (German.TryGetValue(word, out var simple)) return simple;
        foreach (var (unit, worth) in new[] { ("tausend", 1000), ("hundert", 100) })
        {
            var at = word.IndexOf(unit, StringComparison.Ordinal);
            if (at < 0) continue;
            var rest = word[(at + unit.Length)..];
            if (rest.StartsWith("und", StringComparison.Ordinal)) rest = rest[3..];
            var (many, more) = (at == 0 ? 1 : GermanNumber(word[..at]), rest.Length == 0 ? 0 : GermanNumber(rest));
            return many is { } m && more is { } r ? m * worth + r : null;
        }
        // Einundzwanzig: the unit stands before the ten.
        for (var at = word.IndexOf("und", StringComparison.Ordinal); at > 0; at = word.IndexOf("und", at + 1, StringComparison.Ordinal))
            if (German.TryGetValue(word[..at], out var one) && one < 10 && German.TryGetValue(word[(at + 3)..], out var ten) && ten >= 20)
                return one + ten;
        return null;
    }

    private static int? EnglishNumber(string words)
    {
        var (sum, part, any) = (0, 0, false);
        foreach (var word in words.Split([' ', '-', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (English.TryGetValue(word, out var value))
            {
                // What stood before was no number: "give you a fifty".
                part = value >= 10 && part is > 0 and < 100 ? value : part + value;
                any = true;
            }
            else if (word is "hundred") part = Math.Max(1, part) * 100;
            else if (word is "thousand") (sum, part) = (sum + Math.Max(1, part) * 1000, 0);
            else if (word is not "and" || !any) (sum, part, any) = (0, 0, false);
        }
        return any && sum + part > 0 ? sum + part : null;
    }

    [GeneratedRegex(
        @"(?:(?:€|EUR|£|\$)\s?(?<n>\d[\d.,\u00A0]*\d|\d)(?:\s?[-–]\s?(?<to>\d[\d.,\u00A0]*\d|\d))?)|(?:(?<n>\d[\d.,\u00A0]*(?:\d|,[-–]+)|\d)\s?(?:€|EUR\b|Euros?\b|£|pounds?\b|dollars?\b|Franken\b|CHF\b))",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex InDigits();

    [GeneratedRegex(
        @"^\s?(?:%|(?:Minuten?|Stunden?|Uhr|Tagen?|Werktagen?|Wochen?|Monaten?|Jahren?|Mal|minutes?|hours?|days?|weeks?|months?|years?|times)\b)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Unit();

    [GeneratedRegex(
        @"(?<n>(?:[a-zäöüß-]+\s){0,5}[a-zäöüß-]+)\s(?:€|Euros?\b|pounds?\b|dollars?\b|Franken\b)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex InWords();
}
