using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Echolot.Connectors.Feeds.Reading;
using Echolot.Connectors.Http;
using Echolot.Connectors.Listings;
using Echolot.Mentions;

namespace Echolot.Connectors.WordPress;

/// <summary>Reads the comment entity of the REST interface. Pure.</summary>
internal static class CommentRecord
{
    private const int MostHtml = 400_000;

    /// <summary>The same wherever a page shows the comment.</summary>
    public static ExternalId IdOf(Uri blog, string number) => new($"{Home(blog)}/#comment-{number}");

    public static ExternalId PostOf(Uri blog, long number) => new(Numbered(blog, "p", number));

    public static ExternalId UserOf(Uri blog, long number) => new(Numbered(blog, "author", number));

    /// <summary>Number of the comment that an id means; null where it is none of this blog.</summary>
    public static long? NumberOf(Uri blog, ExternalId id) => NumberIn(id, Home(blog) + "/#comment-");

    /// <summary>Number of the post that an id means; null where it is none of this blog.</summary>
    public static long? PostIn(Uri blog, ExternalId id) => NumberIn(id, Home(blog) + "/?p=");

    public static Listed Read(JsonElement comment, SourceKey source, Uri blog, DateTimeOffset now)
    {
        if (comment.Number("id") is not > 0 || comment.Id("id") is not { } id)
            return new(Short(comment.Beginning()), "bad", null, "The comment has no id.", comment.Beginning());
        if (comment.Field("content")?.Field("rendered") is not { ValueKind: JsonValueKind.String } content
            || comment.Count("post") is not { } post)
            return new(id, "bad", null, "The comment has no content or no post.", comment.Beginning());
        string html;
        try
        {
            html = content.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return new(id, "bad", null, "The comment is not Unicode.", comment.Beginning());
        }
        if (html.Length > MostHtml) return new(id, "bad", null, "The comment is too long.", comment.Beginning());
        var revision = Short(html);
        var root = PostOf(blog, post);
        var at = comment.Moment("date_gmt") is { Year: >= 2000 } written ? written : now;
        return new(id, revision, new Mention
        {
            Source = source, Id = IdOf(blog, id), Revision = revision,
            Kind = comment.Count("parent") is > 0 ? ItemKind.Reply : ItemKind.Comment, Origin = Origin.Poll,
            PublishedAt = at <= now ? at : now, ClockSuspect = at > now, ReceivedAt = now,
            Text = PlainText.Of(html), Html = html, Url = comment.Link("link"),
            ParentId = comment.Count("parent") is > 0 and var parent
                ? IdOf(blog, parent.ToString(CultureInfo.InvariantCulture)) : root,
            RootId = root, Author = Author(comment, blog),
        });
    }

    // Guests have no number. Their picture is named by a hash of their address, which tells those of one name apart.
    private static AuthorRef Author(JsonElement comment, Uri blog)
    {
        var name = comment.Text("author_name", 500);
        if (comment.Count("author") is > 0 and var number)
            return new(UserOf(blog, number), null, name, comment.Link("author_url"));
        var picture = comment.Field("author_avatar_urls") is { ValueKind: JsonValueKind.Object } pictures
            ? pictures.EnumerateObject().Select(p => p.Value.ToString().Split('?')[0]).FirstOrDefault() : null;
        return new(new($"{Home(blog)}/#guest-{Short($"{name}|{picture}")}"), null, name, comment.Link("author_url"));
    }

    private static string Short(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    private static string Home(Uri blog) => blog.AbsoluteUri.TrimEnd('/');

    private static string Numbered(Uri blog, string what, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{Home(blog)}/?{what}={number}");

    private static long? NumberIn(ExternalId id, string before) =>
        id.Value.StartsWith(before, StringComparison.Ordinal)
            && long.TryParse(
                id.Value.AsSpan(before.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : null;
}
