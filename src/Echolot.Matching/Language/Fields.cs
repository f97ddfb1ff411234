using System.Collections.Frozen;
using Echolot.Matching.Text;

namespace Echolot.Matching.Language;

/// <summary>The names of the fields and the values some of them take.</summary>
internal static class Fields
{
    private const string Known = "title, text, lead, lang, source, sourcetype, channel, author, author.id, author.bio, "
        + "site, host, tld, url, links, class, thread, "
        + "replyto, country, region, city, has, is, verified, followers, engagement, reach, rating, bot, hour";

    public static readonly FrozenDictionary<string, Scope> Scopes = new Dictionary<string, Scope>
    {
        ["title"] = Scope.Title, ["text"] = Scope.Text, ["content"] = Scope.Text, ["lead"] = Scope.Lead,
        ["ingress"] = Scope.Lead,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Fields of other products that say by a name what signs say here: <c>hashtag:bahn</c> is #bahn, <c>mention:db</c>
    /// is @db and <c>raw:C++</c> is {C++}.
    /// </summary>
    public static readonly FrozenDictionary<string, string> Signs = new Dictionary<string, string>
    {
        ["hashtag"] = "#", ["mention"] = "@", ["raw"] = "",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names of fields whose whole value is asked for; the first of a field is its own.</summary>
    private static readonly (string Name, ValueField Field)[] ValueNames =
    [
        ("lang", ValueField.Lang), ("language", ValueField.Lang), ("source", ValueField.Source),
        ("platform", ValueField.Source),
        ("author", ValueField.Author), ("authorshort", ValueField.Author), ("site", ValueField.Site),
        ("domainurl", ValueField.Site), ("domain_url", ValueField.Site), ("root_url", ValueField.Site),
        ("has", ValueField.Has),
        ("contains", ValueField.Has),
        ("imagetype", ValueField.Has), ("publishersubtype", ValueField.Has),
        ("is", ValueField.Is), ("engagementtype", ValueField.Is), ("author.id", ValueField.AuthorId),
        ("author_id", ValueField.AuthorId),
        ("host", ValueField.Host), ("host_url", ValueField.Host), ("tld", ValueField.Tld),
        ("topleveldomain", ValueField.Tld),
        ("url", ValueField.Url), ("links", ValueField.Links), ("channel", ValueField.Channel),
        ("channelid", ValueField.Channel),
        ("source_id", ValueField.Channel), ("thread", ValueField.Thread), ("rootpostid", ValueField.Thread),
        ("replyto", ValueField.ReplyTo), ("parentpostid", ValueField.ReplyTo),
        ("engagingwithguid", ValueField.ReplyTo), ("verified", ValueField.Verified),
        ("authorverified", ValueField.Verified), ("country", ValueField.Country), ("sourcecountry", ValueField.Country),
        ("region", ValueField.Region), ("city", ValueField.City), ("sourcetype", ValueField.SourceType),
        ("author.bio", ValueField.AuthorBio), ("authordescription", ValueField.AuthorBio), ("class", ValueField.Class),
        ("klasse", ValueField.Class),
    ];

    /// <summary>
    /// Names under which other products ask for identifiers of their own, which stand for nothing here: a translation
    /// leaves them out.
    /// </summary>
    public static readonly FrozenSet<string> ForeignIds =
        new[] { "channelid", "source_id", "rootpostid", "parentpostid", "engagingwithguid" }
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly (string Name, RangeField Field)[] RangeNames =
    [
        ("followers", RangeField.Followers), ("authorfollowers", RangeField.Followers),
        ("engagement", RangeField.Engagement), ("reach", RangeField.Reach),
        ("rating", RangeField.Rating), ("bot", RangeField.Bot), ("hour", RangeField.Hour),
    ];

    public static readonly FrozenDictionary<string, ValueField> Values =
        ValueNames.ToFrozenDictionary(entry => entry.Name, entry => entry.Field, StringComparer.OrdinalIgnoreCase);

    public static readonly FrozenDictionary<string, RangeField> Ranges =
        RangeNames.ToFrozenDictionary(entry => entry.Name, entry => entry.Field, StringComparer.OrdinalIgnoreCase);

    /// <summary>What is found out of a mention after a query has matched it.</summary>
    public static readonly FrozenSet<string> Found = new[] { "sentiment" }
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What people do with a mention: not known when it comes in.</summary>
    public static readonly FrozenSet<string> DeskFields = new[] { "tag", "label", "score" }
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The same as values of <c>is:</c>.</summary>
    public static readonly FrozenSet<string> DeskStates = new[] { "read", "flagged", "checked", "important" }
        .ToFrozenSet(StringComparer.Ordinal);

    public static readonly int ValueCount = Enum.GetValues<ValueField>().Length,
        RangeCount = Enum.GetValues<RangeField>().Length;

    /// <summary>
    /// Values of <c>has:</c> in the order of <see cref="PostHas"/>; a title is no flag but a field that is not empty.
    /// </summary>
    public static readonly string[] Has = ["link", "image", "video", "audio", "poll", "title"];

    /// <summary>Values of <c>is:</c>; a question is recognised by its text.</summary>
    public static readonly string[] Is =
        ["original", "reply", "comment", "repost", "quote", "review", "article", "question"];

    /// <summary>Values of <c>sourcetype:</c>.</summary>
    public static readonly string[] SourceTypes = ["blog", "news", "forum", "social", "review", "message", "video", "podcast"];

    /// <summary>Values of <c>class:</c>.</summary>
    public static readonly string[] Classes = ["lead", "trade", "regional", "portal", "spam"];

    private static readonly FrozenDictionary<string, string> ClassNames = new Dictionary<string, string>
    {
        ["lead"] = "lead", ["leitmedium"] = "lead", ["leitmedien"] = "lead", ["trade"] = "trade", ["fach"] = "trade",
        ["fachmedium"] = "trade", ["fachmedien"] = "trade", ["fachpresse"] = "trade", ["regional"] = "regional",
        ["regionalmedium"] = "regional", ["regionalmedien"] = "regional", ["portal"] = "portal", ["portale"] = "portal",
        ["spam"] = "spam",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The value of <c>class:</c> that a word means, such as <c>lead</c> for <c>Leitmedium</c>; null where it means none.</summary>
    public static string? ClassOf(string word) => ClassNames.GetValueOrDefault(word);

    /// <summary>Least and greatest value; whether values are whole numbers.</summary>
    public static (double Least, double Greatest, bool Whole) BoundsOf(RangeField field) => field switch
    {
        RangeField.Rating => (0, 5, false),
        RangeField.Bot => (0, 1, false),
        RangeField.Hour => (0, 23, true),
        _ => (0, 999_999_999_999_999, true),
    };

    public static QueryError Unknown(string name, int start, QueryFix? fix = null) =>
        new("unknown-field", $"There is no field \"{name}\".", start,
        name.Length + 1, $"Fields are {Known}. To find these words in the text, put them in quotation marks.", Fix: fix);

    private static readonly FrozenSet<string> Names =
        new[] { Scopes.Keys, Signs.Keys, Values.Keys, Ranges.Keys, Found.Items, DeskFields.Items }
            .SelectMany(names => names)
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool IsField(ReadOnlySpan<char> name) =>
        Names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    public static string NameOf(ValueField field) => Array.Find(ValueNames, entry => entry.Field == field).Name;

    public static string NameOf(RangeField field) => Array.Find(RangeNames, entry => entry.Field == field).Name;

    public static string NameOf(Scope scope) =>
        scope switch { Scope.Title => "title", Scope.Lead => "lead", _ => "text" };
}
