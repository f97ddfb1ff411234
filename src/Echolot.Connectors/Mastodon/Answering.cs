using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Echolot.Connectors.Feeds.Reading;
using Echolot.Connectors.Http;
using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Connectors.Mastodon;

/// <summary>Our account at an instance: its number there, and its id everywhere.</summary>
internal sealed record Account(string Number, ExternalId Id);

/// <summary>Writes statuses in the name of our account and looks for them.</summary>
internal sealed partial class Answering(Instances instances, Posting posting, TimeProvider clock)
{
    private const int PageSize = 40, MostPages = 25;

    // As many as an instance shows below a post to whoever is signed in.
    private const int MostBelow = 4096;

    // Clocks of instances are off by a little.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    // A server that knows no idempotency keys has surely finished by then what it was sent.
    private static readonly TimeSpan Finished = TimeSpan.FromMinutes(10);

    private static readonly LocalText Gone = new(
        "Der Beitrag, auf den geantwortet wird, ist gelöscht oder für das Konto nicht mehr zu sehen.",
        "The post that this answers was deleted, or the account may not see it any more.");

    public async Task<SendOutcome> SendAsync(
        Access access, TextLimit limit, FileLimits? takes, OutgoingReply reply, CancellationToken cancel)
    {
        if (instances.Full(access) is { } wait)
            return new SendOutcome.Later(wait, new(
                "Das Konto hat seine Anfragen für diese fünf Minuten verbraucht.",
                "The account has used up its requests of these five minutes."));
        Answered? answered;
        try
        {
            answered = await AnsweredAsync(access, reply.ReplyTo, reply.LocalReplyTo, cancel);
        }
        catch (SourceTrouble trouble)
        {
            // Nothing has been written so far.
            return trouble.Final ? NoToken(access) : new SendOutcome.Later(
                trouble.Wait ?? TimeSpan.FromMinutes(1), new(
                    $"„{access.Server.Host}“ antwortet gerade nicht.", $"'{access.Server.Host}' does not answer now."));
        }
        if (answered is null && (reply.ReplyTo ?? (reply.LocalReplyTo is { } l ? new(l) : null)) is not null)
            return new SendOutcome.Refused(Gone);
        var visibility = Narrower(reply.Leg, answered?.Visibility);
        if (Addressed(reply, answered, access.Server.Host) is not { } handle)
            return new SendOutcome.Refused(new(
                "Es ist nicht bekannt, an wen die Nachricht geht.", "It is not known whom the message is for."));
        var text = WithHandle(reply.Text, handle, access.Server.Host);
        if (visibility == "direct" && Others(text, handle, access.Server.Host).FirstOrDefault() is { } other)
            return new SendOutcome.Refused(new(
                $"Wer in einer privaten Nachricht mit @ steht, kann sie lesen. „{other}“ ohne @ schreiben.",
                $"Whoever stands in a private message with @ can read it. Write '{other}' without @."));
        if (!limit.Fits(text))
            return new SendOutcome.Refused(new(
                $"Mit der Anrede {handle} sind es {limit.LengthOf(text)} Zeichen, höchstens {limit.Most} gehen. Kürzen.",
                $"With {handle} it counts {limit.LengthOf(text)}; {limit.Most} are the most. Shorten it."));

        if (FileLimits.Refusal(takes, reply) is { } files) return files;
        var (media, problem) = await UploadAsync(access, reply.Files, cancel);
        if (problem is not null) return problem;

        var (answer, outcome) = await posting.WriteAsync(
            new(new Uri(access.Server, "/api/v1/statuses"))
            {
                Method = "POST", ContentType = "application/json",
                Headers = [.. access.Headers, new("Idempotency-Key", reply.Key)],
                Body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
                {
                    ["status"] = text, ["in_reply_to_id"] = answered?.Number, ["visibility"] = visibility,
                    ["language"] = reply.Language?.Split('-')[0].ToLowerInvariant(),
                    ["media_ids"] = media.Count == 0 ? null : media,
                }.Where(f => f.Value is not null).ToDictionary()),
            }, cancel);
        if (answer is null) return outcome!;
        if (!answer.Success) return Refused(access, answer.Status, Problem(answer.Body));
        return Read(answer.Body, json => Told(json, access) is var (id, url, local)
            ? new SendOutcome.Sent(id, url, local) : null)
            ?? (SendOutcome)new SendOutcome.Unknown(new(
                $"„{access.Server.Host}“ nahm es an und antwortete mit etwas anderem als einem Beitrag.",
                $"'{access.Server.Host}' took it and answered something else than a post."));
    }

    /// <summary>Looks through what the account wrote since the reply was released.</summary>
    public async Task<SendFinding> FindAsync(
        Access access, Account account, OutgoingReply reply, CancellationToken cancel)
    {
        var since = reply.At - Tolerance;
        // Nobody can answer what is gone; whether something was written under it can still be seen by its text.
        var answered = await AnsweredAsync(access, reply.ReplyTo, reply.LocalReplyTo, cancel);
        string? before = null;
        for (var page = 0; page < MostPages; page++)
        {
            using var list = await instances.GetAsync(
                access, Followed.Own(account.Number).Path + $"limit={PageSize}"
                    + (before is null ? "" : "&max_id=" + Uri.EscapeDataString(before)), cancel)
                ?? throw new SourceTrouble($"'{access.Server.Host}' does not show what the account wrote (404).");
            var (items, older) = (0, false);
            foreach (var status in list.RootElement.ValueKind == JsonValueKind.Array
                ? list.RootElement.EnumerateArray() : [])
            {
                items++;
                before = status.Id("id") ?? before;
                if (status.Moment("created_at") is { } at && at < since)
                {
                    older = true;
                    break;
                }
                if (Recognised(status, answered, reply, access) is { } found) return found;
            }
            if (items == 0 || older) return await MissingAsync(access, reply, cancel);
        }
        return answered is not null && await InThreadAsync(access, account, answered, reply, cancel) is { } finding
            ? finding : new SendFinding.Unclear(new(
            "Das Konto hat seither zu viel geschrieben, um die Antwort zu finden. Bitte im Profil nachsehen.",
            "The account has written too much since then to find the reply. Please look at its profile."));
    }

    /// <summary>
    /// Looks under what it answers: where an account writes very much, less stands there than in its profile. Null: too much.
    /// </summary>
    private async Task<SendFinding?> InThreadAsync(
        Access access, Account account, Answered answered, OutgoingReply reply, CancellationToken cancel)
    {
        using var thread = await instances.GetAsync(
            access, $"/api/v1/statuses/{Uri.EscapeDataString(answered.Number)}/context", cancel);
        if (thread is null) return null;
        var below = thread.RootElement.Items("descendants").ToList();
        var found = below.Where(s => s.Field("account")?.Id("id") == account.Number)
            .Select(s => Recognised(s, answered, reply, access)).FirstOrDefault(f => f is not null);
        if (found is not null) return found;
        return below.Count < MostBelow ? await MissingAsync(access, reply, cancel) : null;
    }

    private static SendFinding.Found? Recognised(
        JsonElement status, Answered? answered, OutgoingReply reply, Access access) =>
        status.Field("content") is { ValueKind: JsonValueKind.String } html
            && (answered is null || status.Id("in_reply_to_id") == answered.Number)
            && IsIt(PlainText.Of(html.GetString()!), reply.Text)
            && Told(status, access) is var (id, url, local)
            ? new(id, url, local) : null;

    /// <summary>The narrower one of what is wanted and how the answered post can be seen.</summary>
    internal static string Narrower(Leg leg, string? answered) => leg is Leg.Private ? "direct" : answered switch
    {
        "public" => "public",
        "unlisted" => "unlisted",
        // Followers of the author are not ours: only the author may read an answer to what only they may read.
        _ => "direct",
    };

    /// <summary>Whether what the network shows is what we sent, apart from handles and white space.</summary>
    internal static bool IsIt(string shown, string sent) => Bare(shown) == Bare(sent);

    private static string Bare(string text) => string.Concat(Handle().Replace(text, "").Where(c => !char.IsWhiteSpace(c)));

    // Sending again is safe where the instance knows the key; where it does not, once it has surely finished.
    private async Task<SendFinding> MissingAsync(Access access, OutgoingReply reply, CancellationToken cancel)
    {
        using var about = await instances.GetAsync(access, "/api/v2/instance", cancel);
        var knowsKeys = about?.RootElement.Text("source_url", 500)?.Contains("mastodon", StringComparison.OrdinalIgnoreCase)
            is true;
        if (!knowsKeys && clock.GetUtcNow() < reply.At + Finished)
            throw new SourceTrouble("It is too early to tell whether the reply arrived.");
        return new SendFinding.Missing();
    }

    private async Task<Answered?> AnsweredAsync(Access access, ExternalId? item, string? known, CancellationToken cancel)
    {
        var here = access.Server.Host + "/";
        JsonDocument? found;
        if (known is { } local && local.StartsWith(here, StringComparison.Ordinal))
            found = await StatusAsync(local[here.Length..]);
        else if (item is { } id)
        {
            // Known from elsewhere: the instance fetches it.
            using var list = await instances.GetAsync(
                access, $"/api/v2/search?resolve=true&type=statuses&limit=1&q={Uri.EscapeDataString(id.Value)}", cancel);
            var number = list?.RootElement.Items("statuses").Select(s => s.Id("id")).FirstOrDefault(n => n is not null);
            found = number is null ? null : await StatusAsync(number);
        }
        else return null;
        using (found)
            return found?.RootElement is { } status && status.Id("id") is { } there
                ? new(there, status.Text("visibility", 20), status.Field("account")?.Text("acct", 500)) : null;

        Task<JsonDocument?> StatusAsync(string number) => instances.GetAsync(
            access, "/api/v1/statuses/" + Uri.EscapeDataString(number), cancel);
    }

    private static string? Addressed(OutgoingReply reply, Answered? answered, string host)
    {
        var handle = reply.To?.Handle ?? answered?.Handle;
        if (handle is null || handle.TrimStart('@') is not { Length: > 0 } name) return null;
        handle = "@" + (name.Contains('@', StringComparison.Ordinal) ? name : $"{name}@{host}");
        return Handle().Match(handle) is { Success: true } match && match.Length == handle.Length ? handle : null;
    }

    // Without its handle the other side is not told; people of the own instance may be named without it.
    private static string WithHandle(string text, string handle, string host) =>
        Handle().Matches(text).Any(m => Same(m.Value, handle, host)) ? text : $"{handle} {text}";

    private static IEnumerable<string> Others(string text, string handle, string host) =>
        Handle().Matches(text).Select(m => m.Value).Where(h => !Same(h, handle, host));

    private static bool Same(string one, string other, string host) =>
        string.Equals(Whole(one, host), Whole(other, host), StringComparison.OrdinalIgnoreCase);

    private static string Whole(string handle, string host) => handle.LastIndexOf('@') > 0 ? handle : $"{handle}@{host}";

    private static (ExternalId Id, Uri? Url, string Local)? Told(JsonElement status, Access access) =>
        status.Text("uri", 1_000) is { } uri && status.Id("id") is { } number
            ? (new(uri), status.Link("url"), StatusRecord.LocalId(access.Server.Host, number)) : null;

    private static SendOutcome.Refused NoToken(Access access) => new(new(
        $"„{access.Server.Host}“ nimmt das Zugangstoken nicht an. In der Quelle ein neues eintragen.",
        $"'{access.Server.Host}' does not accept the access token. Put a new one into the source."));

    private static SendOutcome.Refused Refused(Access access, int status, string said) => status switch
    {
        401 => NoToken(access),
        403 => new(new(
            $"Das Konto darf hier nicht schreiben. Dem Token das Recht „write:statuses“ geben. ({said})",
            $"The account may not write here. Give the token the scope 'write:statuses'. ({said})")),
        404 or 410 => new(Gone),
        _ => new(new(
            $"„{access.Server.Host}“ nimmt den Text so nicht an; ändern und noch einmal senden. ({said})",
            $"'{access.Server.Host}' does not take the text as it is; change it and send it again. ({said})")),
    };

    private static string Problem(ReadOnlyMemory<byte> body) => Read(body, json => Posting.Said(json.Text("error"))) ?? "";

    private static T? Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T?> read) where T : class
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 40 });
            return read(json.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Limits of what may be said at an instance, out of its description.</summary>
    public static TextLimit LimitOf(JsonElement? about)
    {
        var statuses = about?.Field("configuration")?.Field("statuses");
        return Limit(statuses?.Number("max_characters"), statuses?.Number("characters_reserved_per_url"));
    }

    public static TextLimit Limit(long? most, long? link) => new(
        most is > 0 and <= 1_000_000 ? (int)most : 500, LengthUnit.Grapheme,
        LinkWeight: link is > 0 and < 1_000 ? (int)link : 23, ShortHandles: true);

    public static string Written(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Answered(string Number, string? Visibility, string? Handle);

    // As Mastodon finds them: after a letter, a slash or = it is an address of mail or of a page.
    [GeneratedRegex(@"(?<![=/\w])@[A-Za-z0-9_]+(?:[A-Za-z0-9_.-]+[A-Za-z0-9_]+)?(?:@[\w.-]+\w+(?::\d+)?)?",
        RegexOptions.None, 500)]
    private static partial Regex Handle();
}
