using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Echolot.Connectors.Feeds.Reading;
using Echolot.Connectors.Http;
using Echolot.Mentions;

namespace Echolot.Connectors.Mastodon;

/// <summary>A status that cannot be read; the message says why.</summary>
internal sealed class NotAStatus(string problem) : Exception(problem);

/// <summary>
/// Reads the Status entity of the Mastodon API, which GoToSocial, Pleroma and others speak too. Pure.
/// </summary>
internal static partial class StatusRecord
{
    // Instances may allow long posts; a hundred thousand characters are a book.
    private const int MaxHtml = 400_000, MaxAlt = 2_000, MaxNote = 100_000, MaxAttachments = 30, MaxOptions = 30;

    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <param name="host">Instance we read from; local ids are only known there.</param>
    /// <exception cref="NotAStatus">It lacks what makes a post.</exception>
    public static Mention Read(
        SourceKey source, string host, JsonElement status, Origin origin, DateTimeOffset receivedAt)
    {
        var id = status.Id("id") ?? throw new NotAStatus("'id' is missing");
        var uri = status.Text("uri", 1_000) ?? throw new NotAStatus("'uri' is missing");
        if (status.Field("account") is not { ValueKind: JsonValueKind.Object } account)
            throw new NotAStatus("'account' is missing");
        if (status.Field("reblog") is { ValueKind: JsonValueKind.Object } boosted)
        {
            // A boost says nothing of its own: the words and pictures of the original, under the name of who passed it
            // on.
            var original = Read(source, host, boosted, origin, receivedAt);
            var (boostedAt, doubtful) = Published(status, receivedAt);
            return original with
            {
                Id = new ExternalId(uri), LocalId = LocalId(host, id), Kind = ItemKind.Repost, QuotedId = original.Id,
                ParentId = null, Author = Author(account, host), PublishedAt = boostedAt, ClockSuspect = doubtful,
                EditedAt = null, Revision = "boost", Engagement = null,
                Visibility = VisibilityOf(status.Text("visibility", 20)),
            };
        }
        if (status.Field("content") is not { ValueKind: JsonValueKind.String } content)
            throw new NotAStatus("'content' is no text");
        var html = content.GetString()!;
        if (html.Length > MaxHtml)
            throw new NotAStatus($"'content' has {html.Length.ToString(CultureInfo.InvariantCulture)} characters");
        var quoted = status.Field("quote") is { } quote
            ? (quote.Field("quoted_status") ?? quote).Text("uri", 1_000) : null;
        // Since 4.4 the address of a quoted post stands in the text as well, for programs that know no quotes.
        if (quoted is not null) html = QuoteInline().Replace(html, "");
        var (published, suspect) = Published(status, receivedAt);
        var edited = status.Moment("edited_at");
        var parent = status.Id("in_reply_to_id");
        return new Mention
        {
            Source = source,
            Id = new ExternalId(uri),
            LocalId = LocalId(host, id),
            Revision = edited is { } at
                ? at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) : "1",
            Kind = parent is not null ? ItemKind.Reply : quoted is not null ? ItemKind.Quote : ItemKind.Post,
            Visibility = VisibilityOf(status.Text("visibility", 20)),
            Origin = origin,
            PublishedAt = published,
            ClockSuspect = suspect,
            EditedAt = edited <= receivedAt ? edited : edited is null ? null : receivedAt,
            ReceivedAt = receivedAt,
            Title = Warning(status),
            Text = TextOf(html, status),
            Html = html,
            Url = status.Link("url") ?? (Uri.TryCreate(uri, UriKind.Absolute, out var link)
                && link.Scheme is "http" or "https" ? link : null),
            LanguageDeclared = Language(status.Text("language", 35)),
            // Parents are named by local ids only.
            ParentId = parent is null ? null : new ExternalId(LocalId(host, parent)),
            QuotedId = quoted is null ? null : new ExternalId(quoted),
            Author = Author(account, host),
            Attachments = Attachments(status),
            Engagement = new Engagement(
                status.Count("favourites_count"), status.Count("replies_count"), status.Count("reblogs_count"),
                status.Count("quotes_count"), null, receivedAt),
        };
    }

    /// <summary>The name under which deletions speak of a post: local ids count for one instance only.</summary>
    public static string LocalId(string host, string id) => $"{host}/{id}";

    private static (DateTimeOffset At, bool Suspect) Published(JsonElement status, DateTimeOffset receivedAt) =>
        status.Moment("created_at") is not { Year: >= 2008 } at ? (receivedAt, true)
            : at <= receivedAt ? (at, false)
            : (receivedAt, at > receivedAt + ClockTolerance);

    // A content warning is written by the author and often names the matter.
    private static string? Warning(JsonElement status) =>
        status.Text("spoiler_text", 2_000) is { } warning && PlainText.Line(warning).Trim() is { Length: > 0 } line
            ? line : null;

    private static string TextOf(string html, JsonElement status)
    {
        var text = new StringBuilder(PlainText.Of(html));
        if (status.Field("poll") is { } poll)
        {
            foreach (var option in poll.Items("options").Take(MaxOptions))
                if (option.Text("title", 500) is { } title)
                    text.Append(text.Length > 0 ? "\n– " : "– ").Append(PlainText.Line(title));
        }
        return text.ToString();
    }

    /// <exception cref="NotAStatus">It has no name.</exception>
    public static AuthorRef Author(JsonElement account, string host)
    {
        var acct = account.Text("acct", 500) ?? throw new NotAStatus("'account.acct' is missing");
        var handle = acct.Contains('@', StringComparison.Ordinal) ? acct : $"{acct}@{host}";
        var profile = account.Link("url");
        // The address of the actor is the same on every instance; older servers give the page of the profile only.
        var id = account.Text("uri", 1_000) ?? profile?.AbsoluteUri ?? "acct:" + handle;
        return new AuthorRef(
            new ExternalId(id), "@" + handle, account.Text("display_name", 500), profile,
            account.Count("followers_count"), IsBot: account.Flag("bot"))
        {
            // Empty where they took it back.
            Bio = account.Field("note")?.ValueKind == JsonValueKind.String
                ? PlainText.Of(account.Text("note", MaxNote) ?? "") : null,
        };
    }

    private static List<Attachment> Attachments(JsonElement status)
    {
        var found = new List<Attachment>();
        foreach (var media in status.Items("media_attachments").Take(MaxAttachments))
        {
            if ((media.Link("url") ?? media.Link("remote_url")) is not { } address) continue;
            var kind = media.Text("type", 20) switch
            {
                "image" => "image",
                "video" or "gifv" => "video",
                "audio" => "audio",
                _ => "file",
            };
            var alt = media.Text("description", 20_000);
            found.Add(new(kind, address, AltText: alt is { Length: > MaxAlt } ? alt[..MaxAlt] : alt));
        }
        if (status.Field("card") is { } card && card.Link("url") is { } linked)
            found.Add(new("link", linked, AltText: card.Text("title", MaxAlt)));
        return found;
    }

    private static Visibility VisibilityOf(string? said) => said switch
    {
        "unlisted" => Visibility.Unlisted,
        "private" => Visibility.Followers,
        "direct" => Visibility.Direct,
        _ => Visibility.Public,
    };

    private static string? Language(string? tag) =>
        tag is { Length: >= 2 } && tag.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? tag : null;

    [GeneratedRegex("""<(p|span)[^<>]*class="[^"<>]*\bquote-inline\b[^"<>]*"[^<>]*>.*?</\1>""",
        RegexOptions.Singleline | RegexOptions.IgnoreCase, 200)]
    private static partial Regex QuoteInline();
}
