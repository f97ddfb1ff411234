using System.Text.RegularExpressions;

namespace Echolot.Answers;

/// <summary>A text with its placeholders filled; what nobody knows stands in it as it was.</summary>
/// <param name="Open">Names that are not known or have no value.</param>
public sealed record FilledText(string Text, IReadOnlyList<string> Open);

/// <summary>Places in a text that are filled when it is used: <c>{{contact.name}}</c>.</summary>
public static partial class Placeholders
{
    /// <summary>Every name there is; the editor offers them.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["contact.name", "contact.first", "contact.handle", "order", "agent", "agent.first", "company", "case", "date"];

    /// <summary>Fills what has a value.</summary>
    public static FilledText Fill(string text, IReadOnlyDictionary<string, string?> values)
    {
        var open = new List<string>();
        var filled = Place().Replace(text, match =>
        {
            var name = match.Groups["name"].Value.ToLowerInvariant();
            if (values.GetValueOrDefault(name) is { Length: > 0 } value) return value;
            if (!open.Contains(name)) open.Add(name);
            return match.Value;
        });
        return new(filled, open);
    }

    /// <summary>Where placeholders are left, also mistyped ones.</summary>
    public static IEnumerable<(int Start, int Length)> Left(string text)
    {
        foreach (Match match in Any().Matches(text)) yield return (match.Index, match.Length);
    }

    [GeneratedRegex(@"\{\{\s*(?<name>[\w.-]{1,60})\s*\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Place();

    [GeneratedRegex(@"\{\{[^{}\n]{0,80}\}\}?|\{\{|\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Any();
}
