using Echolot.Matching;

namespace Echolot.Web.Shell.SetUp;

/// <summary>
/// What the first monitor is called and asks for, made of the name of the firm. Nobody writes "GmbH" when they
/// complain: with the legal form in the phrase the first monitor of most firms would hear nothing.
/// </summary>
internal static class FirstQuery
{
    // Compared without dots and in small letters.
    private static readonly HashSet<string> legalForms =
    [
        "ag", "bv", "co", "company", "corp", "corporation", "eg", "ek", "ev", "gbr", "ggmbh", "gmbh",
        "haftungsbeschränkt", "inc", "kg", "kgaa", "limited", "llc", "llp", "ltd", "mbh", "nv", "ohg", "plc", "sa",
        "sarl", "sas", "sàrl", "se", "spa", "srl", "ug",
    ];

    /// <summary>The name without its legal form, and a query for it; null where none can be made.</summary>
    public static (string Name, string? Query) Of(string firm)
    {
        var joined = firm.Replace("e. V", "e.V", StringComparison.Ordinal)
            .Replace("e. K", "e.K", StringComparison.Ordinal);
        var words = joined.Split(
            [' ', '\t', '\n', '\r', '"', '„', '“', '”', '«', '»', ','],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        // The first word stays, whatever it is: a firm may be called "Co".
        while (words.Count > 1 && (IsLegalForm(words[^1]) || words[^1] is "&" or "+" or "und" or "and"))
            words.RemoveAt(words.Count - 1);
        if (words.Count == 0) return (firm.Trim(), null);
        var name = string.Join(' ', words);
        var phrase = $"\"{name}\"";
        var bare = words.Count == 1 && name.All(char.IsLetterOrDigit) && IsQuery(name);
        return (name, bare ? name : IsQuery(phrase) ? phrase : null);
    }

    private static bool IsQuery(string text) => Query.TryParse(text, default, out _, out _);

    private static bool IsLegalForm(string word) => legalForms.Contains(
        word.Trim('(', ')').Replace(".", "", StringComparison.Ordinal).ToLowerInvariant());
}
