using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Echolot.Connectors.Feeds.Reading;
using Echolot.Connectors.Http;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.WordPress;

/// <summary>Writes comments in the name of our account and looks for them.</summary>
internal sealed class Answering(BlogApi api)
{
    // The column holds 65,525 bytes; marks that become entities need some of them.
    public static readonly TextLimit Limit = new(20_000, LengthUnit.Utf16, MostBytes: 60_000);

    private static readonly LocalText Gone = new(
        "Der Kommentar, auf den geantwortet wird, ist gelöscht oder nicht freigegeben.",
        "The comment that this answers was deleted or is not approved.");

    private static readonly LocalText CommentsClosed = new(
        "Unter diesem Beitrag sind Kommentare geschlossen.", "Comments below this post are closed.");

    /// <summary>Whether the comment is there and comments below its post are open.</summary>
    /// <remarks>A blog that closes comments of old posts by their age does not tell; sending does.</remarks>
    /// <exception cref="SourceTrouble">Nobody could be asked.</exception>
    public async Task<Answerable> AnswerableAsync(Blog blog, ExternalId item, CancellationToken cancel)
    {
        if (await PlaceAsync(blog, item, cancel) is not { } place) return new Answerable.Closed(Gone);
        foreach (var kind in (string[])["posts", "pages", "media"])
        {
            var answer = await api.AskAsync(
                blog, string.Create(CultureInfo.InvariantCulture, $"{kind}/{place.Post}?_fields=comment_status"), cancel);
            if (answer.Status == 404) continue;
            using var json = BlogApi.Json(answer, blog);
            return json.RootElement.Text("comment_status", 20) == "closed"
                ? new Answerable.Closed(CommentsClosed) : new Answerable.Open();
        }
        // A kind of post that an extension brought along.
        return new Answerable.Open();
    }

    public async Task<SendOutcome> SendAsync(Blog blog, OutgoingReply reply, CancellationToken cancel)
    {
        if (reply.Leg is Leg.Private)
            return new SendOutcome.Refused(new(
                "In einem Blog gibt es keine privaten Nachrichten. Öffentlich antworten oder einen anderen Weg anbieten.",
                "A blog has no private messages. Answer in public or offer another way."));
        if (!Limit.Fits(reply.Text))
            return new SendOutcome.Refused(new(
                $"Es sind {Limit.LengthOf(reply.Text)} Zeichen, höchstens {Limit.Most} gehen. Kürzen.",
                $"It counts {Limit.LengthOf(reply.Text)}; {Limit.Most} are the most. Shorten it."));
        if (FileLimits.Refusal(null, reply) is { } files) return files;
        Place? place;
        try
        {
            place = await PlaceAsync(blog, reply.ReplyTo, cancel);
        }
        catch (SourceTrouble trouble)
        {
            // Nothing has been written so far.
            return trouble.Final ? WrongPassword(blog) : Silent(blog, trouble);
        }
        if (place is null) return new SendOutcome.Refused(Gone);
        var (answer, outcome) = await api.WriteAsync(blog, "comments", new JsonObject
        {
            // WordPress takes HTML; what we write is text.
            ["post"] = place.Post, ["parent"] = place.Parent, ["content"] = Escaped(reply.Text),
        }, cancel);
        if (answer is null) return outcome!;
        if (answer.Success)
            return Told(answer, json => Written(blog, json) is var (id, url) ? new SendOutcome.Sent(id, url) : null)
                ?? (SendOutcome)new SendOutcome.Unknown(new(
                    $"„{blog.Address.Host}“ nahm es an und antwortete mit etwas anderem als einem Kommentar.",
                    $"'{blog.Address.Host}' took it and answered something else than a comment."));
        var (code, said) = Problem(answer);
        return (answer.Status, code) switch
        {
            // It refuses the same words of the same account below the same comment: they are there.
            (409, _) or (_, "comment_duplicate") => await TwiceAsync(blog, reply, cancel),
            (401, _) => WrongPassword(blog),
            (_, "rest_comment_closed") => new SendOutcome.Refused(CommentsClosed),
            (403, _) => new SendOutcome.Refused(new(
                $"Das Konto darf hier nicht kommentieren. Ihm die Rolle Redakteur geben. ({said})",
                $"The account may not comment here. Give it the role editor. ({said})")),
            (404 or 410, _) => new SendOutcome.Refused(Gone),
            _ => new SendOutcome.Refused(new(
                $"„{blog.Address.Host}“ nimmt den Text so nicht an; ändern und noch einmal senden. ({said})",
                $"'{blog.Address.Host}' does not take the text as it is; change it and send it again. ({said})")),
        };
    }

    /// <summary>Looks through what our account wrote below the same comment: certain, because lists are complete.</summary>
    public async Task<SendFinding> FindAsync(Blog blog, OutgoingReply reply, CancellationToken cancel)
    {
        var parent = reply.ReplyTo is { } to ? CommentRecord.NumberOf(blog.Address, to) ?? 0 : 0;
        var post = reply.ReplyTo is { } first ? CommentRecord.PostIn(blog.Address, first) : null;
        var answer = await api.AskAsync(blog, string.Create(
            CultureInfo.InvariantCulture,
            $"comments?author={blog.Account}&parent={parent}&status=all&per_page={BlogApi.PageSize}&orderby=id&order=desc")
            + (post is null ? "" : $"&post={post.Value.ToString(CultureInfo.InvariantCulture)}"), cancel);
        using var list = BlogApi.Json(answer, blog);
        if (list.RootElement.ValueKind != JsonValueKind.Array)
            throw new SourceTrouble($"'{blog.Address.Host}' sent something else than comments.");
        foreach (var comment in list.RootElement.EnumerateArray())
            if (comment.Field("content")?.Field("rendered") is { ValueKind: JsonValueKind.String } html
                && IsIt(PlainText.Of(html.GetString()!), reply.Text) && Written(blog, comment) is var (id, url))
                return new SendFinding.Found(id, url);
        return list.RootElement.GetArrayLength() < BlogApi.PageSize ? new SendFinding.Missing()
            : new SendFinding.Unclear(new(
                "Das Konto hat hier zu viel geschrieben, um die Antwort zu finden. Bitte im Blog nachsehen.",
                "The account has written too much here to find the reply. Please look in the blog."));
    }

    /// <summary>Whether what the blog shows is what we sent; themes turn quotation marks, dashes and smileys.</summary>
    internal static bool IsIt(string shown, string sent) => Letters(shown) is { Length: > 0 } letters
        ? letters == Letters(sent) : Bare(shown) == Bare(sent);

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    private static string Bare(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private async Task<SendOutcome> TwiceAsync(Blog blog, OutgoingReply reply, CancellationToken cancel)
    {
        try
        {
            return await FindAsync(blog, reply, cancel) is SendFinding.Found found
                ? new SendOutcome.Sent(found.Id, found.Url)
                : new SendOutcome.Unknown(new(
                    $"„{blog.Address.Host}“ sagt, dass es diese Antwort schon hat, und zeigt sie nicht.",
                    $"'{blog.Address.Host}' says that it has this reply already and does not show it."));
        }
        catch (SourceTrouble)
        {
            return new SendOutcome.Unknown(new(
                $"„{blog.Address.Host}“ sagt, dass es diese Antwort schon hat, und lässt gerade nicht nachsehen.",
                $"'{blog.Address.Host}' says that it has this reply already and does not let us look now."));
        }
    }

    private async Task<Place?> PlaceAsync(Blog blog, ExternalId? item, CancellationToken cancel)
    {
        if (item is not { } to) return null;
        if (CommentRecord.PostIn(blog.Address, to) is { } post) return new(post, 0);
        if (CommentRecord.NumberOf(blog.Address, to) is not { } number) return null;
        var answer = await api.AskAsync(
            blog, $"comments/{number.ToString(CultureInfo.InvariantCulture)}", cancel);
        if (answer.Status is 404 or 410) return null;
        using var json = BlogApi.Json(answer, blog);
        return json.RootElement.Text("status", 20) is "approved" && json.RootElement.Count("post") is { } under
            ? new(under, number) : null;
    }

    private static SendOutcome.Later Silent(Blog blog, SourceTrouble trouble) => new(
        trouble.Wait ?? TimeSpan.FromMinutes(1), new(
            $"„{blog.Address.Host}“ antwortet gerade nicht.", $"'{blog.Address.Host}' does not answer now."));

    internal static SendOutcome.Refused WrongPassword(Blog blog) => new(new(
        $"„{blog.Address.Host}“ nimmt das Anwendungspasswort nicht an. In der Quelle ein neues eintragen.",
        $"'{blog.Address.Host}' does not accept the application password. Put a new one into the source."));

    private static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static (ExternalId Id, Uri? Url)? Written(Blog blog, JsonElement comment) =>
        comment.Id("id") is { } id ? (CommentRecord.IdOf(blog.Address, id), comment.Link("link")) : null;

    private static (string? Code, string Said) Problem(IncomingAnswer answer) =>
        Told(answer, json => Tuple.Create(json.Text("code", 100), Posting.Said(json.Text("message")))) is var (code, said)
            ? (code, said) : (null, "");

    private static T? Told<T>(IncomingAnswer answer, Func<JsonElement, T?> read) where T : class
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body, new JsonDocumentOptions { MaxDepth = 40 });
            return read(json.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Place(long Post, long Parent);
}
