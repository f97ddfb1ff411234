using Echolot.Matching.Language;

namespace Echolot.Matching;

/// <summary>A field of the query language.</summary>
/// <param name="Values">What it may be, where that is a fixed list; empty where it may be anything.</param>
/// <param name="TakesRange">Whether it takes a number or a range.</param>
public sealed record QueryField(string Name, IReadOnlyList<string> Values, bool TakesRange);

/// <summary>The words of the language itself, for editors that offer them.</summary>
public static class QueryVocabulary
{
    public static IReadOnlyList<string> Operators { get; } =
        ["AND", "OR", "NOT", "NEAR/5", "ONEAR/5", "SENTENCE", "OSENTENCE", "COUNT("];

    /// <summary>Fields by their own names.</summary>
    public static IReadOnlyList<QueryField> Fields { get; } =
    [
        .. new[] { "title", "text", "lead" }.Select(name => new QueryField(name, [], false)),
        .. Enum.GetValues<ValueField>().Select(field => new QueryField(
            Language.Fields.NameOf(field), ValuesOf(field), false)),
        .. Enum.GetValues<RangeField>().Select(field => new QueryField(Language.Fields.NameOf(field), [], true)),
    ];

    /// <summary>
    /// The code of two lower-case letters of a country, from its code of two or three letters; null where it is of none.
    /// </summary>
    public static string? CountryOf(string code) => Countries.CodeOf(code);

    /// <summary>
    /// The value of <c>class:</c> that a word means, such as <c>lead</c> for <c>Leitmedium</c>; null where it means none.
    /// </summary>
    public static string? ClassOf(string word) => Language.Fields.ClassOf(word.Trim());

    private static string[] ValuesOf(ValueField field) => field switch
    {
        ValueField.Has => Language.Fields.Has,
        ValueField.Is => Language.Fields.Is,
        ValueField.Verified => ["true", "false"],
        ValueField.Country => Countries.All,
        ValueField.SourceType => Language.Fields.SourceTypes,
        ValueField.Class => Language.Fields.Classes,
        _ => [],
    };
}
