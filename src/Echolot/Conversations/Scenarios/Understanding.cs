using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Echolot.Conversations;

/// <summary>What a customer means by their words: a choice, an answer, or that they want a person.</summary>
internal static partial class Understanding
{
    /// <summary>Longer answers are cut where they are kept as such; the message keeps every word.</summary>
    private const int LongestAnswer = 500;

    // In both languages at once: people write as they like.
    private static readonly string[] People =
        ["mensch", "menschen", "mitarbeiter", "mitarbeiterin", "berater", "beraterin", "human", "agent", "representative", "person"];

    /// <summary>Whether somebody asks for a person; in a short message, a slip of the finger counts as well.</summary>
    public static bool WantsPerson(string words)
    {
        var said = Words(words);
        return said.Any(w => People.Contains(w)) || said.Count <= 3 && said.Any(w => w.Length >= 5 && People.Any(p => Near(w, p)));
    }

    /// <summary>The choice that is meant; null where it is none or could be two.</summary>
    public static int? Choice(IReadOnlyList<ScenarioChoice> choices, string words)
    {
        if (Pick().Match(words) is { Success: true } pick)
        {
            var sign = pick.Groups[1].Value;
            var at = char.IsAsciiDigit(sign[0]) ? sign[0] - '1' : char.ToLowerInvariant(sign[0]) - 'a';
            return at >= 0 && at < choices.Count ? at : null;
        }
        var said = Words(words);
        if (said.Count == 0) return null;
        var names = choices.Select(c => new[] { Words(c.Text.De), Words(c.Text.En) }).ToList();
        return Only(n => n.Any(w => w.SequenceEqual(said)))
            // All words of a choice stand in what was said.
            ?? Only(n => n.Any(w => w.Count > 0 && w.All(part => said.Any(s => Same(s, part)))))
            // A long word of a choice is named.
            ?? Only(n => n.Any(w => w.Any(part => part.Length >= 4 && said.Any(s => Same(s, part)))));

        int? Only(Func<IReadOnlyList<string>[], bool> fits)
        {
            var found = Enumerable.Range(0, names.Count).Where(i => fits(names[i])).ToList();
            return found.Count == 1 ? found[0] : null;
        }
    }

    /// <summary>The answer to a free question as it is kept; null where there is none in the words.</summary>
    public static string? Answer(QuestionKind kind, string words) => kind switch
    {
        QuestionKind.OrderNumber => Order().Match(words) is { Success: true } order ? order.Value.ToUpperInvariant() : null,
        QuestionKind.Email => Email().Match(words) is { Success: true } mail ? mail.Value : null,
        _ => words.Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, LongestAnswer)] : null,
    };

    private static bool Same(string said, string meant) => said == meant || Near(said, meant);

    /// <summary>Equal but for one slip, or two in a long word; a swap of neighbours is one.</summary>
    private static bool Near(string a, string b)
    {
        var most = Math.Min(a.Length, b.Length) switch { >= 8 => 2, >= 4 => 1, _ => 0 };
        return most > 0 && Math.Abs(a.Length - b.Length) <= most && Distance(a, b) <= most;
    }

    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                rows[i, j] = Math.Min(
                    Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }
        return rows[a.Length, b.Length];
    }

    /// <summary>Words in small letters without marks: ü and ue are the same.</summary>
    private static List<string> Words(string text)
    {
        var plain = new StringBuilder();
        foreach (var c in text[..Math.Min(text.Length, 500)].ToLower(CultureInfo.InvariantCulture)
            .Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal)
            .Replace("ü", "ue", StringComparison.Ordinal).Replace("ß", "ss", StringComparison.Ordinal).Normalize(NormalizationForm.FormD))
            if (CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark)
                plain.Append(char.IsLetterOrDigit(c) ? c : ' ');
        return [.. plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)];
    }

    [GeneratedRegex(@"^\s*\(?([1-9a-iA-I])[\s.):!]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pick();

    // Letters before are part of many numbers; four digits are the fewest that shops give.
    [GeneratedRegex(@"\b[A-Za-z]{0,4}[-_]?\d[\d-]{3,19}\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Order();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Email();
}
