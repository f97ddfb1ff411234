using System.Collections.Frozen;
using Echolot.Matching.Text;

namespace Echolot.Matching.Language;

/// <summary>The names of the fields and the values some of them take.</summary>
internal static class Fields
{
    public const string Known = "lang, source, author, site, title, text, has, is";

    public static readonly FrozenDictionary<string, Scope> Scopes = new Dictionary<string, Scope>
    {
        ["title"] = Scope.Title, ["text"] = Scope.Text, ["content"] = Scope.Text,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static readonly FrozenDictionary<string, ValueField> Values = new Dictionary<string, ValueField>
    {
        ["lang"] = ValueField.Lang, ["language"] = ValueField.Lang,
        ["source"] = ValueField.Source, ["platform"] = ValueField.Source,
        ["author"] = ValueField.Author, ["site"] = ValueField.Site,
        ["has"] = ValueField.Has, ["is"] = ValueField.Is,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Values of <c>has:</c>; a title is no flag but a field that is not empty.</summary>
    public static readonly string[] Has = ["link", "image", "video", "audio", "title"];

    /// <summary>Values of <c>is:</c>; a question is recognised by its text.</summary>
    public static readonly string[] Is =
        ["original", "reply", "comment", "repost", "quote", "review", "article", "question"];

    public static string NameOf(ValueField field) => field switch
    {
        ValueField.Lang => "lang",
        ValueField.Source => "source",
        ValueField.Author => "author",
        ValueField.Site => "site",
        ValueField.Has => "has",
        _ => "is",
    };
}
