using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Connectors.Push;

/// <summary>How much is forgiven: a program that pushes is told its mistakes, an export of somebody else is read as it
/// is.</summary>
/// <param name="Strict">Unknown fields, dates without zone, bad links and languages are problems.</param>
/// <param name="Zone">Zone of dates that state none; not used when strict.</param>
/// <param name="DayFirst">Which number of 03/04/2026 is the day; null: such dates are refused.</param>
public sealed record PostReading(bool Strict, TimeZoneInfo Zone, bool? DayFirst = null)
{
    public static readonly PostReading Push = new(true, TimeZoneInfo.Utc);
    public static readonly PostReading Import = new(false, TimeZoneInfo.Utc);
}

/// <summary>
/// One post as others write it, field by field, before it becomes an event. Collects every problem of the line instead
/// of stopping at the first, because each costs its author a round trip. Not thread-safe; used once.
/// </summary>
public sealed partial class PostDraft(SourceKey source, Origin origin, PostReading reading, DateTimeOffset receivedAt)
{
    /// <summary>Longest text in UTF-16 units; the longest post of any network we know (Discourse) is a third of
    /// it.</summary>
    public const int MaxText = 100_000;

    private const int MaxId = 512, MaxName = 500, MaxTitle = 2_000, MostTags = 20;

    // A clock may be a little fast; more than this and the source's time is not to be believed.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(code => (char)code).Except(['\t', '\n', '\r']), '\u007f']);

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly List<string> problems = [];
    private readonly List<Attachment> attachments = [];
    private readonly List<string> tags = [];

    /// <summary>Id as the sender wrote it, where there was one.</summary>
    public string? Id => values.GetValueOrDefault(PostFields.Id);

    /// <summary>Data of the sender's own, kept with the mention.</summary>
    public JsonElement? Extra { private get; set; }

    /// <summary>Sets one field; empty means absent.</summary>
    public void Set(string field, string value)
    {
        if (value.Length > 0) values[field] = Clean(value);
    }

    /// <summary>Whether the field has a value already.</summary>
    public bool Has(string field) => values.ContainsKey(field);

    public void Attach(Attachment attachment) => attachments.Add(attachment);

    /// <summary>Words that whoever wrote the file put on the post, each once.</summary>
    public IReadOnlyList<string> Tags => tags;

    /// <summary>Adds one of them; in a file that is not ours too long ones are cut and too many left out.</summary>
    public void Tag(string tag)
    {
        tag = Clean(tag).Trim();
        if (tag.Length == 0 || tags.Contains(tag, StringComparer.OrdinalIgnoreCase)) return;
        if (reading.Strict && tag.Length > Label.LongestName)
            Wrong(PostFields.Tags, $"holds a tag of {Number(tag.Length)} characters; at most {Label.LongestName} are allowed");
        else if (reading.Strict && tags.Count == MostTags)
            Wrong(PostFields.Tags, $"holds more than {MostTags} tags");
        else if (tags.Count < MostTags)
            tags.Add(tag.Length <= Label.LongestName ? tag : tag[..(Label.LongestName - 1)] + "…");
    }

    /// <summary>Tags that stand in one field.</summary>
    internal static IEnumerable<string> TagsOf(string value) =>
        value.Split([',', ';', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(tag => tag.Trim('"', '[', ']', '\'', ' '));

    /// <summary>How people write a sentiment, also as a number; null where it is none.</summary>
    internal static Sentiment? SentimentOf(string value) => value.Trim().ToLowerInvariant() switch
    {
        "positive" or "positiv" or "pos" or "+" => Mentions.Sentiment.Positive,
        "negative" or "negativ" or "neg" or "-" => Mentions.Sentiment.Negative,
        "neutral" or "neu" => Mentions.Sentiment.Neutral,
        var text when double.TryParse(
            text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var score)
            && double.IsFinite(score) => score > 0 ? Mentions.Sentiment.Positive
                : score < 0 ? Mentions.Sentiment.Negative : Mentions.Sentiment.Neutral,
        _ => null,
    };

    /// <summary>Notes what is wrong; the text continues the sentence after the quoted field name.</summary>
    public void Wrong(string field, string problem) => problems.Add($"'{field}' {problem}");

    /// <summary>The event, or null and what is wrong with the line.</summary>
    public SourceEvent? Finish(string? cursor, out string? problem)
    {
        var op = values.GetValueOrDefault(PostFields.Op, "upsert");
        SourceEvent? made = op switch
        {
            "delete" => Delete(cursor),
            "upsert" => Upsert(cursor),
            _ when !reading.Strict => Upsert(cursor),
            _ => null,
        };
        if (made is null && problems.Count == 0)
            Wrong(PostFields.Op, $"is '{Shortened(op)}'; write \"upsert\" or \"delete\"");
        problem = problems.Count == 0 ? null : string.Join("; ", problems.Take(5));
        return problem is null ? made : null;
    }

    private Deleted? Delete(string? cursor)
    {
        var id = RequiredId();
        return id is null ? null : new Deleted(Global(id), DeleteReason.DeletedAtSource, cursor, receivedAt);
    }

    private Upserted? Upsert(string? cursor)
    {
        var html = values.GetValueOrDefault(PostFields.Html);
        var title = Short(PostFields.Title, MaxTitle);
        var text = values.GetValueOrDefault(PostFields.Text) ?? (html is null ? null : PlainText(html));
        if (text is null && title is null)
            problems.Add("there is nothing to read: give 'text', 'html' or 'title'");
        if (text?.Length > MaxText)
            Wrong(PostFields.Text, $"has {Number(text.Length)} characters; at most {Number(MaxText)} are kept");
        var url = Link(PostFields.Url);
        var published = Time(PostFields.Published);
        var author = Author();
        var id = reading.Strict ? RequiredId() : RequiredId(text, title, url, published, author);
        var kind = Kind();
        var rating = Rating();
        var language = Language();
        var edited = Time(PostFields.Edited);
        var engagement = Reactions();
        var platform = Platform();
        var sentiment = Sentiment();
        var place = StatedPlace.Of(Country(), Short(PostFields.Region, MaxName), Short(PostFields.City, MaxName));
        if (problems.Count > 0 || id is null) return null;

        var suspect = published > receivedAt + ClockTolerance;
        return new Upserted(new Mention
        {
            Source = platform is null ? source : source with { Instance = platform },
            Id = Global(id),
            LocalId = id,
            Revision = Short(PostFields.Revision, MaxId) ?? ContentHash(text, title, url, html, kind, rating, edited),
            Kind = kind,
            Visibility = kind is ItemKind.DirectMessage or ItemKind.Email or ItemKind.ChatMessage
                ? Visibility.OwnedInbox : Visibility.Public,
            Origin = origin,
            PublishedAt = published is null || suspect ? receivedAt : published.Value,
            EditedAt = edited,
            ReceivedAt = receivedAt,
            ClockSuspect = suspect,
            Text = text ?? "",
            Html = html,
            Title = title,
            Url = url,
            LanguageDeclared = language,
            Place = place,
            ParentId = Reference(PostFields.Parent),
            RootId = Reference(PostFields.Root),
            QuotedId = Reference(PostFields.Quoted),
            Author = author,
            Attachments = attachments,
            Engagement = engagement,
            Rating = rating,
            Raw = Extra,
            SentimentGiven = sentiment,
        }, cursor, receivedAt);
    }

    // Two sources may both call a post "1": the account makes ids global, and no sender reaches another's posts.
    private ExternalId Global(string id) => new($"{source.Account}/{id}");

    private ExternalId? Reference(string field) => Short(field, MaxId) is { } id ? Global(id) : null;

    private string? RequiredId()
    {
        if (Short(PostFields.Id, MaxId) is { } id) return id;
        if (!values.ContainsKey(PostFields.Id))
            Wrong(PostFields.Id, "is missing; every line needs the id that the post has with you");
        return null;
    }

    // Exports without an id column are still the same rows when they are read again.
    private string? RequiredId(string? text, string? title, Uri? url, DateTimeOffset? published, AuthorRef author) =>
        values.ContainsKey(PostFields.Id) ? RequiredId()
        : url is not null && url.OriginalString.Length <= MaxId ? url.OriginalString
        : Hash(text, title, author.Id.Value, published?.ToString("O", CultureInfo.InvariantCulture));

    private AuthorRef Author()
    {
        var handle = Short(PostFields.AuthorHandle, MaxName)?.TrimStart('@');
        var name = Short(PostFields.AuthorName, MaxName);
        var profile = Link(PostFields.AuthorUrl);
        var id = Short(PostFields.AuthorId, MaxId) ?? handle ?? name ?? profile?.OriginalString ?? "unknown";
        return new AuthorRef(
            Global(id), handle is "" ? null : handle, name, profile, Count(PostFields.Followers),
            Flag(PostFields.Verified), Flag(PostFields.Bot)) { Bio = values.GetValueOrDefault(PostFields.Bio)?.Trim() };
    }

    private Engagement? Reactions()
    {
        var seen = new Engagement(
            Count(PostFields.Likes), Count(PostFields.Replies), Count(PostFields.Shares),
            Count(PostFields.Quotes), Count(PostFields.Views), receivedAt) { Reach = Count(PostFields.Reach) };
        return seen is { Likes: null, Replies: null, Shares: null, Quotes: null, Views: null, Reach: null } ? null : seen;
    }

    private string? Short(string field, int most)
    {
        if (!values.TryGetValue(field, out var value)) return null;
        value = value.Trim();
        if (value.Length <= most) return value.Length == 0 ? null : value;
        Wrong(field, $"has {Number(value.Length)} characters; at most {Number(most)} are allowed");
        return null;
    }

    private Uri? Link(string field)
    {
        if (!values.TryGetValue(field, out var value)) return null;
        var text = reading.Strict || value.Contains("://", StringComparison.Ordinal) ? value : "https://" + value;
        if (text.Length <= 4_000 && Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url.Scheme is "http" or "https"
            && (reading.Strict || url.Host.Contains('.', StringComparison.Ordinal)))
            return url;
        if (reading.Strict)
            Wrong(field, $"is not a web address: '{Shortened(value)}'; write e.g. https://example.org/post/1");
        return null;
    }

    private DateTimeOffset? Time(string field)
    {
        if (!values.TryGetValue(field, out var value)) return null;
        var at = reading.Strict ? PostTime.Strict(value, out var problem)
            : PostTime.Lenient(value, reading.Zone, reading.DayFirst, out problem);
        if (at is null) Wrong(field, problem);
        return at;
    }

    private long? Count(string field)
    {
        if (!values.TryGetValue(field, out var value)) return null;
        if (!reading.Strict) return CountOf(value);
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return count;
        Wrong(field, $"is not a whole number of 0 or more: '{Shortened(value)}'");
        return null;
    }

    /// <summary>A count as spreadsheets write it; null where it is none.</summary>
    internal static long? CountOf(string value)
    {
        value = value.Trim();
        // 1.234 and 1,234 are one thousand here; a half follower does not exist. Spreadsheets write 12 as 12.0.
        if (Thousands().IsMatch(value))
            value = value.Replace(".", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);
        else if (value.EndsWith(".0", StringComparison.Ordinal)) value = value[..^2];
        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
    }

    private bool? Flag(string field)
    {
        if (!values.TryGetValue(field, out var value)) return null;
        if (value is "true" or "1" or "True" or "TRUE" or "ja" or "yes") return true;
        if (value is "false" or "0" or "False" or "FALSE" or "nein" or "no") return false;
        if (reading.Strict) Wrong(field, $"is '{Shortened(value)}'; write true or false");
        return null;
    }

    private decimal? Rating()
    {
        if (!values.TryGetValue(PostFields.Rating, out var value)) return null;
        if (!reading.Strict) value = value.Trim().Replace(',', '.');
        if (decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var stars)
            && stars is >= 0 and <= 5)
            return stars;
        if (reading.Strict) Wrong(PostFields.Rating, $"is '{Shortened(value)}'; write stars from 0 to 5");
        return null;
    }

    private Sentiment? Sentiment()
    {
        if (!values.TryGetValue(PostFields.Sentiment, out var value)) return null;
        if (!reading.Strict) return SentimentOf(value);
        if (value is "positive" or "neutral" or "negative") return SentimentOf(value);
        Wrong(PostFields.Sentiment, $"is '{Shortened(value)}'; write positive, neutral or negative");
        return null;
    }

    private string? Language()
    {
        if (!values.TryGetValue(PostFields.Lang, out var value)) return null;
        if (LanguageTag().IsMatch(value)) return value;
        if (reading.Strict)
            Wrong(PostFields.Lang, $"is not a language tag: '{Shortened(value)}'; write e.g. de or de-AT");
        return null;
    }

    private string? Country()
    {
        if (!values.TryGetValue(PostFields.Country, out var value)) return null;
        if ((reading.Strict ? QueryVocabulary.CountryOf(value.Trim()) : CountryNames.CodeOf(value)) is { } code) return code;
        if (!reading.Strict) return null;
        Wrong(PostFields.Country, $"is the code of no country: '{Shortened(value)}'; write e.g. de or deu");
        return null;
    }

    private string? Platform()
    {
        if (!values.TryGetValue(PostFields.Platform, out var value)) return null;
        var name = value.Trim().ToLowerInvariant();
        if (PlatformName().IsMatch(name)) return name;
        if (reading.Strict) Wrong(PostFields.Platform, $"is '{Shortened(value)}'; write a short name such as mastodon");
        return null;
    }

    private ItemKind Kind()
    {
        if (!values.TryGetValue(PostFields.Kind, out var value))
            return values.ContainsKey(PostFields.Rating) ? ItemKind.Review
                : values.ContainsKey(PostFields.Parent) ? ItemKind.Reply
                : ItemKind.Post;
        var name = value.Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        if (Enum.TryParse<ItemKind>(name, ignoreCase: true, out var kind) && !char.IsDigit(name[0])) return kind;
        if (reading.Strict)
            Wrong(PostFields.Kind, $"is '{Shortened(value)}'; write post, comment, reply, quote, repost, direct_message, "
                + "review, article, email or chat_message");
        return ItemKind.Post;
    }

    private string ContentHash(
        string? text, string? title, Uri? url, string? html, ItemKind kind, decimal? rating, DateTimeOffset? edited) =>
        Hash(text, title, url?.OriginalString, html, kind.ToString(), rating?.ToString(CultureInfo.InvariantCulture),
            edited?.ToString("O", CultureInfo.InvariantCulture),
            string.Join('\u001f', attachments.Select(one => $"{one.Kind} {one.Remote} {one.AltText}")));

    private static string Hash(params ReadOnlySpan<string?> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001e', parts))).AsSpan(0, 16));

    private static string PlainText(string html)
    {
        using var page = new HtmlParser().ParseDocument(html);
        foreach (var hidden in page.QuerySelectorAll("script,style,template,noscript")) hidden.Remove();
        foreach (var block in page.QuerySelectorAll("p,br,div,li,h1,h2,h3,h4,h5,h6,tr,blockquote"))
            block.Append(page.CreateTextNode("\n"));
        return BlankLines().Replace(page.Body?.TextContent ?? "", "\n").Trim();
    }

    // PostgreSQL cannot store NUL, and no screen shows the others.
    private static string Clean(string value)
    {
        if (!value.AsSpan().ContainsAny(Controls)) return value;
        var clean = new StringBuilder(value.Length);
        foreach (var sign in value)
            if (!Controls.Contains(sign)) clean.Append(sign);
        return clean.ToString();
    }

    private static string Shortened(string text) => text.Length > 40 ? text[..40] + "…" : text;

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}\z")]
    private static partial Regex LanguageTag();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,39}\z")]
    private static partial Regex PlatformName();

    [GeneratedRegex(@"^\d{1,3}([.,]\d{3})+\z")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex BlankLines();
}
