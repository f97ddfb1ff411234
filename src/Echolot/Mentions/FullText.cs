using System.Globalization;
using System.Text;
using Echolot.Matching;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>
/// Folded words as the full-text index of each engine takes them, and prefilters as it asks for them.
/// </summary>
/// <remarks>
/// The index may only find too much: whatever it finds is read again by the compiled query. A sign that folding never
/// makes stands between title and text, so that no phrase reaches across.
/// </remarks>
public static class FullText
{
    private const string Between = "¶";

    // PostgreSQL keeps places up to 16,383 and 256 of them a word: documents beyond that carry this word, and phrases
    // are not asked of them.
    private const string TooLong = "¶long";

    /// <summary>The words of a mention in one line.</summary>
    public static string Words(string? title, string text) =>
        title is null ? Folding.Words(text) : $"{Folding.Words(title)} {Between} {Folding.Words(text)}";

    /// <summary>The words as a PostgreSQL <c>tsvector</c> literal, with places.</summary>
    public static string Vector(string words)
    {
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var place = 0;
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            place++;
            // A lexeme may have 2,046 bytes; nothing longer is a word that anybody searches.
            if (Encoding.UTF8.GetByteCount(word) > 2000) continue;
            if (!places.TryGetValue(word, out var list)) places.Add(word, list = []);
            list.Add(place);
        }
        if (place > 16_383 || places.Values.Any(p => p.Count > 255)) places.TryAdd(TooLong, []);
        var vector = new StringBuilder();
        foreach (var (word, list) in places)
        {
            vector.Append(Lexeme(word));
            for (var i = 0; i < Math.Min(list.Count, 255); i++)
                vector.Append(i == 0 ? ':' : ',').Append(
                    Math.Min(list[i], 16_383).ToString(CultureInfo.InvariantCulture));
            vector.Append(' ');
        }
        return vector.ToString();
    }

    /// <summary>The condition in the language of the engine's index; null where it asks for nothing.</summary>
    public static string? Condition(Prefilter prefilter, Engine engine) => prefilter switch
    {
        Prefilter.All => null,
        Prefilter.Word word when engine is Engine.Sqlite => Quoted(word.Text) + (word.Prefix ? "*" : ""),
        Prefilter.Word word => Lexeme(word.Text) + (word.Prefix ? ":*" : ""),
        Prefilter.Phrase phrase when engine is Engine.Sqlite => Quoted(string.Join(' ', phrase.Words)),
        Prefilter.Phrase phrase =>
            $"(({string.Join(" <-> ", phrase.Words.Select(Lexeme))}) | ({Lexeme(TooLong)} & {string.Join(" & ", phrase.Words.Select(Lexeme))}))",
        Prefilter.And and => All(and.Parts, engine),
        Prefilter.Or or => Any(or.Parts, engine),
        _ => throw new ArgumentException(
            $"The archive does not know the prefilter {prefilter.GetType().Name}.", nameof(prefilter)),
    };

    /// <summary>Whether it asks for words that begin so; the index puts their lists together first, 25 ns a hit.</summary>
    public static bool HasPrefix(Prefilter prefilter) => prefilter switch
    {
        Prefilter.Word word => word.Prefix,
        Prefilter.And and => and.Parts.Any(HasPrefix),
        Prefilter.Or or => or.Parts.Any(HasPrefix),
        _ => false,
    };

    // A part that asks for nothing drops out of an AND and makes an OR ask for nothing.
    private static string? All(IReadOnlyList<Prefilter> parts, Engine engine)
    {
        var conditions = parts.Select(p => Condition(p, engine)).OfType<string>().ToList();
        return conditions.Count == 0 ? null : $"({string.Join(engine is Engine.Sqlite ? " AND " : " & ", conditions)})";
    }

    private static string? Any(IReadOnlyList<Prefilter> parts, Engine engine)
    {
        var conditions = parts.Select(p => Condition(p, engine)).ToList();
        return conditions.Any(c => c is null)
            ? null
            : $"({string.Join(engine is Engine.Sqlite ? " OR " : " | ", conditions)})";
    }

    private static string Quoted(string words) => $"\"{words.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Lexeme(string word) =>
        $"'{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}
