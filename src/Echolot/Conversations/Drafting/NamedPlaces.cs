using System.Globalization;
using System.Text.RegularExpressions;

namespace Echolot.Conversations;

/// <summary>
/// Takes what names a person out of a text before it leaves for a language model, and puts it back into the answer: mail
/// addresses, links, handles, numbers, and the names that are known.
/// </summary>
/// <remarks>Not thread-safe; one for each request. The same words get the same sign.</remarks>
internal sealed partial class NamedPlaces(IEnumerable<string?> names)
{
    private readonly Dictionary<string, string> _signs = new(StringComparer.OrdinalIgnoreCase);
    private readonly IReadOnlyList<Regex> _names =
    [
        .. names.OfType<string>().SelectMany(n => n.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append(n))
            .Select(n => n.Trim().TrimStart('@')).Where(n => n.Length >= 3).Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(n => n.Length)
            .Select(n => new Regex($@"(?<!\w){Regex.Escape(n)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))),
    ];

    /// <summary>The text as it may leave.</summary>
    public string Hide(string text)
    {
        text = Mail().Replace(text, m => Sign("MAIL", m.Value));
        text = Link().Replace(text, m => Sign("LINK", m.Value));
        text = Handle().Replace(text, m => Sign("NAME", m.Value));
        foreach (var name in _names) text = name.Replace(text, m => Sign("NAME", m.Value));
        // A sign ends in a number of its own, which is shorter than four digits.
        return Number().Replace(text, m => Sign("NUMBER", m.Value));
    }

    /// <summary>The answer with what was taken out; a sign that was never given stays as it is.</summary>
    public string PutBack(string text)
    {
        foreach (var (words, sign) in _signs) text = text.Replace(sign, words, StringComparison.Ordinal);
        return text;
    }

    private string Sign(string kind, string words)
    {
        if (_signs.TryGetValue(words, out var known)) return known;
        var count = _signs.Values.Count(s => s.StartsWith($"[{kind}", StringComparison.Ordinal)) + 1;
        return _signs[words] = string.Create(CultureInfo.InvariantCulture, $"[{kind}_{count}]");
    }

    [GeneratedRegex(@"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Mail();

    [GeneratedRegex(@"https?://\S{1,2000}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex(@"@[\w.-]{2,100}(@[\w.-]{2,100})?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Handle();

    // Phone, order and account numbers; four digits in a row are the fewest that say something about somebody.
    [GeneratedRegex(@"[A-Z]{0,4}[-+]?\d[\d /.-]{2,32}\d", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
