using Echolot.Matching.Language;
using Echolot.Matching.Text;

namespace Echolot.Matching.Dialects;

/// <summary>How a product writes queries, and what it cannot say.</summary>
internal abstract class DialectSpelling : Spelling
{
    public static DialectSpelling Of(Dialect dialect) => dialect switch
    {
        Dialect.Brandwatch => new BrandwatchSpelling(),
        Dialect.Talkwalker => new TalkwalkerSpelling(),
        _ => new MeltwaterSpelling(),
    };

    public virtual bool HasFuzzy => false;

    public virtual bool HasSentence => false;

    /// <summary>Most words that may stand between.</summary>
    public virtual int MaxBetween => Lexer.MaxDistance - 1;

    public virtual bool Has(Raw raw, string surface) => false;

    public virtual bool Has(WindowNode window) => false;

    public abstract bool Has(Scope scope);

    public abstract bool HasPattern(string pattern);

    /// <summary>The field and its value; null where the product has no such condition.</summary>
    public virtual string? TryValue(ValueNode value) => null;

    public virtual string? TryRange(RangeNode range) => null;

    /// <summary>
    /// Brandwatch and Meltwater say that the number is that of the words between; Talkwalker says no more than a
    /// distance, and the slop of Lucene is the same.
    /// </summary>
    public override string Near(NearNode near) => near.Distance == NearNode.Sentence ? base.Near(near)
        : (near.Ordered ? "O" : "") + $"NEAR/{near.Distance - 1}";

    public override string Window(IReadOnlyList<string> parts, int distance) => base.Window(parts, distance - 1);

    public sealed override string Value(ValueNode value) => TryValue(value) ?? base.Value(value);

    public sealed override string Range(RangeNode range) => TryRange(range) ?? base.Range(range);

    /// <summary>Both ends written out, an open one as the last number there is.</summary>
    protected static string? Closed(RangeNode range) =>
        range.Above || range.Below ? null : $"[{NumberOf(range.Min)} TO {NumberOf(range.Max)}]";

    protected static string? Named(string? field, ValueNode value) =>
        field is null ? null : $"{field}:{Quoted(value.Surface)}";
}

internal sealed class BrandwatchSpelling : DialectSpelling
{
    /// <summary>Most characters between braces.</summary>
    private const int MaxExact = 20;

    public override bool Has(Raw raw, string surface) =>
        raw == Raw.Exact && surface.Length <= MaxExact && !surface.AsSpan().ContainsAny("{}");

    public override bool Has(WindowNode window) => true;

    public override bool Has(Scope scope) => scope is Scope.Any or Scope.Title;

    public override bool HasPattern(string pattern) => pattern[0] is not ('*' or '?');

    public override string Near(NearNode near) => $"NEAR/{near.Distance - 1}{(near.Ordered ? "f" : "")}";

    public override string? TryValue(ValueNode value) => value.Field switch
    {
        ValueField.Has when value.Value == "image" => "imageType:image",
        ValueField.Has when value.Value == "video" => "publisherSubType:VIDEO",
        ValueField.Has => null,
        ValueField.Country => $"country:{Countries.OfThree(value.Value)}",
        ValueField.Is => value.Value switch
        {
            "comment" => "engagementType:COMMENT",
            "reply" => "engagementType:REPLY",
            "repost" => "engagementType:RETWEET",
            "quote" => "engagementType:QUOTE", _ => null,
        },
        _ => Named(value.Field switch
        {
            ValueField.Author => "author", ValueField.Site => "site", ValueField.Url => "url",
            ValueField.Links => "links",
            // Its places are paths such as deu.berlin.berlin, its channels and posts have numbers of its own.
            ValueField.Tld => "topLevelDomain", ValueField.Lang => "language",
            ValueField.Verified => "authorVerified", _ => null,
        }, value),
    };

    public override string? TryRange(RangeNode range) => range.Field switch
    {
        RangeField.Followers when Closed(range) is { } ends => $"authorFollowers:{ends}",
        RangeField.Rating when Closed(range) is { } ends => $"rating:{ends}",
        _ => null,
    };
}

internal sealed class TalkwalkerSpelling : DialectSpelling
{
    public override bool AndBeforeNot => true;

    public override bool HasFuzzy => true;

    public override bool HasSentence => true;

    public override bool Has(Raw raw, string surface) => true;

    public override bool Has(WindowNode window) => window.Parts.All(part =>
        part is WordsNode { Atoms: [{ Kind: AtomKind.Word }], Raw: Raw.None } word && !word.Surface.Contains(' '));

    public override bool Has(Scope scope) => scope != Scope.Lead;

    public override bool HasPattern(string pattern) =>
        pattern.Length > 1 && !pattern.AsSpan(0, pattern.Length - 1).Contains('*');

    public override string NameOf(Scope scope) => scope == Scope.Text ? "content" : base.NameOf(scope);

    public override string Exact(string surface) => $"++\"{surface}\"";

    public override string Window(IReadOnlyList<string> parts, int distance) =>
        $"\"{string.Join(' ', parts).Replace("\"", "")}\"~{distance - 1}";

    public override string? TryValue(ValueNode value) => value.Field switch
    {
        ValueField.Has => value.Value is "image" or "audio" or "video" ? $"contains:{value.Value}" : null,
        ValueField.Is => value.Value switch
        {
            "comment" or "question" => $"is:{value.Value}", "reply" => "is:twitter_reply",
            "repost" => "is:retweet", _ => null,
        },
        ValueField.Verified => value.Value == "true" ? "is:author_verified" : null,
        ValueField.SourceType => value.Value switch
        {
            "blog" => "sourcetype:BLOG", "news" => "sourcetype:ONLINENEWS", "forum" => "sourcetype:MESSAGEBOARD", _ => null,
        },
        _ => Named(value.Field switch
        {
            ValueField.Author => "author", ValueField.AuthorId => "author_id", ValueField.Site => "domainurl",
            ValueField.Host => "host_url", ValueField.Lang => "lang",
            ValueField.Country => "sourcecountry", ValueField.AuthorBio => "authordescription", _ => null,
        }, value),
    };

    public override string? TryRange(RangeNode range) => range.Field switch
    {
        RangeField.Engagement => $"engagement:{Ends(range)}",
        RangeField.Reach => $"reach:{Ends(range)}",
        _ => null,
    };
}

internal sealed class MeltwaterSpelling : DialectSpelling
{
    public override int MaxBetween => 10;

    public override bool Has(Scope scope) => scope != Scope.Text;

    public override bool HasPattern(string pattern) =>
        pattern.IndexOfAny(['*', '?']) == pattern.Length - 1 && pattern[^1] == '*';

    public override string NameOf(Scope scope) => scope == Scope.Lead ? "INGRESS" : "TITLE";
}
