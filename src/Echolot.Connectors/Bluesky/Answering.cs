using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Echolot.Connectors.Http;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.Bluesky;

/// <summary>Our account: where it lives, its DID, and how to sign in.</summary>
internal sealed record Account(Uri Server, string Did, string Handle, string Password)
{
    public string Id => $"{Server.Authority} {Did} {Password.GetHashCode(StringComparison.Ordinal)}";
}

/// <summary>
/// Writes posts in the name of our account, each under a record key made of the reply's key, and looks for them.
/// </summary>
/// <remarks>Thread-safe. Sessions are kept: a server allows 300 sign-ins a day.</remarks>
internal sealed partial class Answering(IGuardedHttp http, TimeProvider clock)
{
    public static readonly TextLimit Limit = new(300, LengthUnit.Grapheme, MostBytes: 3_000);

    // What app.bsky.embed.images allows: four pictures of a million bytes.
    public static readonly FileLimits Files = FileLimits.Of(4, 1_000_000, FileLimits.Pictures);

    private const string Gates = "app.bsky.feed.threadgate";

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 40 };

    private static readonly LocalText Gone = new(
        "Der Beitrag, auf den geantwortet wird, ist gelöscht.", "The post that this answers was deleted.");

    private readonly Posting _posting = new(http, clock);
    private readonly ConcurrentDictionary<string, Session> _sessions = new();
    private readonly SemaphoreSlim _signingIn = new(1, 1);

    private sealed record Session(string Access, string Refresh);

    /// <summary>Signs in; null where name or password is wrong.</summary>
    /// <exception cref="SourceTrouble">The server does not answer as a PDS does.</exception>
    public async Task<(string Did, string Handle)?> SignInAsync(
        Uri server, string name, string password, CancellationToken cancel)
    {
        var (answer, outcome) = await CreateSessionAsync(server, name, password, cancel);
        if (answer is null || answer.Status is not (200 or 400 or 401))
            throw new SourceTrouble(
                $"'{server.Host}' does not answer as a Bluesky server does.", (outcome as SendOutcome.Later)?.After);
        if (!answer.Success) return null;
        return Read(answer.Body, json => json.Text("did", 256) is { } did && json.Text("handle", 253) is { } handle
            ? Tuple.Create(did, handle) : null) is var (who, called) ? (who, called)
            : throw new SourceTrouble($"'{server.Host}' does not answer as a Bluesky server does.");
    }

    public async Task<SendOutcome> SendAsync(Account account, OutgoingReply reply, CancellationToken cancel)
    {
        if (reply.Leg is Leg.Private)
            return new SendOutcome.Refused(new(
                "Bluesky nimmt private Nachrichten hier nicht an. Öffentlich antworten oder einen anderen Weg anbieten.",
                "Private messages cannot be sent to Bluesky from here. Answer in public or offer another way."));
        if (!Limit.Fits(reply.Text))
            return new SendOutcome.Refused(new(
                $"Es sind {Limit.LengthOf(reply.Text)} Zeichen, höchstens {Limit.Most} gehen. Kürzen.",
                $"It counts {Limit.LengthOf(reply.Text)}; {Limit.Most} are the most. Shorten it."));
        if (FileLimits.Refusal(Files, reply) is { } files) return files;
        JsonObject record;
        try
        {
            if (reply.ReplyTo is not { } to || AtUri.Parse(to.Value) is not { } parent)
                return new SendOutcome.Refused(Gone);
            if (await RecordAsync(account, parent, cancel) is not { } answered) return new SendOutcome.Refused(Gone);
            var root = answered.Root ?? new Strong(to.Value, answered.Cid);
            if (await ClosedAsync(account, root, cancel))
                return new SendOutcome.Refused(ThreadClosed);
            record = new JsonObject
            {
                ["$type"] = Endpoints.Posts, ["text"] = reply.Text,
                ["createdAt"] = reply.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                ["reply"] = new JsonObject
                {
                    ["root"] = root.AsJson(), ["parent"] = new Strong(to.Value, answered.Cid).AsJson(),
                },
            };
            if (reply.Language is { Length: >= 2 and <= 35 } language) record["langs"] = new JsonArray(language);
            var facets = await Facets.OfAsync(reply.Text, handle => DidOfAsync(account, handle, cancel));
            if (facets.Count > 0) record["facets"] = facets;
        }
        catch (SourceTrouble trouble)
        {
            // Nothing has been written so far.
            return trouble.Final ? WrongPassword(account) : new SendOutcome.Later(
                trouble.Wait ?? TimeSpan.FromMinutes(1), new(
                    $"„{account.Server.Host}“ antwortet gerade nicht.", $"'{account.Server.Host}' does not answer now."));
        }

        if (reply.Files.Count > 0)
        {
            var (pictures, problem) = await UploadAsync(account, reply.Files, cancel);
            if (pictures is null) return problem!;
            record["embed"] = new JsonObject { ["$type"] = "app.bsky.embed.images", ["images"] = pictures };
        }

        var rkey = RecordKey.Of(reply.Key);
        var (answer, outcome) = await WriteAsync(account, "com.atproto.repo.putRecord", new JsonObject
        {
            ["repo"] = account.Did, ["collection"] = Endpoints.Posts, ["rkey"] = rkey, ["record"] = record,
            // Only where there is none under this key.
            ["swapRecord"] = null,
        }, cancel);
        if (answer is null) return outcome!;
        if (answer.Success) return new SendOutcome.Sent(new(UriOf(account, rkey)), Page(account, rkey), rkey);
        var why = Problem(answer.Body);
        return answer.Status == 401 ? WrongPassword(account) : why switch
        {
            ("InvalidSwap", _) => new SendOutcome.Sent(new(UriOf(account, rkey)), Page(account, rkey), rkey),
            (_, var said) when answer.Status is 403 => new SendOutcome.Refused(new(
                $"Das Konto darf gerade nicht schreiben; bei Bluesky nachsehen, ob es gesperrt ist. ({said})",
                $"The account may not write now; see at Bluesky whether it is suspended. ({said})")),
            (_, var said) => new SendOutcome.Refused(new(
                $"Bluesky nimmt den Text so nicht an; ändern und noch einmal senden. ({said})",
                $"Bluesky does not take the text as it is; change it and send it again. ({said})")),
        };
    }

    /// <summary>Asks for the record that the reply's key names: certain.</summary>
    public async Task<SendFinding> FindAsync(Account account, OutgoingReply reply, CancellationToken cancel)
    {
        var rkey = RecordKey.Of(reply.Key);
        return await RecordAsync(account, new(account.Did, Endpoints.Posts, rkey), cancel) is null
            ? new SendFinding.Missing()
            : new SendFinding.Found(new(UriOf(account, rkey)), Page(account, rkey), rkey);
    }

    private static string UriOf(Account account, string rkey) => $"at://{account.Did}/{Endpoints.Posts}/{rkey}";

    private static Uri Page(Account account, string rkey) => new($"https://bsky.app/profile/{account.Did}/post/{rkey}");

    // A thread is closed by a record beside its first post.
    private async Task<bool> ClosedAsync(Account account, Strong root, CancellationToken cancel)
    {
        if (AtUri.Parse(root.Uri) is not { } first || first.Repo == account.Did
            || await RecordAsync(account, first with { Collection = Gates }, cancel) is not { } gate
            || gate.Allowed is not { } allowed) return false;
        if (allowed.Count == 0) return true;
        if (allowed.Contains("app.bsky.feed.threadgate#mentionRule")
            && await RecordAsync(account, first, cancel) is { } post && post.Mentions.Contains(account.Did)) return false;
        // Who follows whom only the AppView knows; a server without one does not tell.
        var answer = await AskAsync(account, $"app.bsky.feed.getPosts?uris={Uri.EscapeDataString(root.Uri)}", cancel);
        return answer.Success && Read(answer.Body, json => json.Items("posts").Select(p => p.Field("viewer"))
            .FirstOrDefault()?.Flag("replyDisabled") is true ? "closed" : null) is not null;
    }

    private async Task<string?> DidOfAsync(Account account, string handle, CancellationToken cancel)
    {
        var answer = await AskAsync(
            account, $"com.atproto.identity.resolveHandle?handle={Uri.EscapeDataString(handle)}", cancel);
        return answer.Success ? Read(answer.Body, json => json.Text("did", 256)) : null;
    }

    /// <summary>A record, from our server, which fetches those of others; null: there is none.</summary>
    /// <exception cref="SourceTrouble">It cannot be told.</exception>
    private async Task<Found?> RecordAsync(Account account, AtUri at, CancellationToken cancel)
    {
        var answer = await AskAsync(
            account, $"com.atproto.repo.getRecord?repo={Uri.EscapeDataString(at.Repo)}"
                + $"&collection={at.Collection}&rkey={Uri.EscapeDataString(at.Key)}", cancel);
        if (answer.Success)
            return Read(answer.Body, Found.Read)
                ?? throw new SourceTrouble($"'{account.Server.Host}' answered something else than a record.");
        if (Problem(answer.Body).Name is "RecordNotFound" or "RepoNotFound" or "RepoDeactivated" or "RepoTakendown")
            return null;
        throw Trouble(account, answer);
    }

    private async Task<IncomingAnswer> AskAsync(Account account, string method, CancellationToken cancel)
    {
        for (var (turn, session) = (0, await SessionAsync(account, null, cancel)); ; turn++)
        {
            IncomingAnswer answer;
            try
            {
                answer = await http.SendAsync(
                    new(new Uri(account.Server, "/xrpc/" + method))
                    {
                        MaxRedirects = 0, Headers = Bearer(session.Access),
                    }, cancel);
            }
            catch (NetworkRefused refused)
            {
                throw new SourceTrouble(refused.Message, cause: refused);
            }
            if (answer.Status == 429) throw Trouble(account, answer);
            if (!Expired(answer) || turn > 0) return answer;
            session = await SessionAsync(account, session, cancel);
        }
    }

    /// <summary>
    /// Hands pictures over before the post that shows them; a server forgets what no record shows, so that another attempt
    /// may do it again.
    /// </summary>
    private async Task<(JsonArray? Pictures, SendOutcome? Problem)> UploadAsync(
        Account account, IReadOnlyList<OutgoingFile> files, CancellationToken cancel)
    {
        var pictures = new JsonArray();
        foreach (var file in files)
        {
            var (answer, outcome) = await WriteAsync(
                account, token => new(new Uri(account.Server, "/xrpc/com.atproto.repo.uploadBlob"))
                {
                    Method = "POST", ContentType = file.Type, Headers = Bearer(token), Body = file.Content,
                }, cancel);
            // Nothing is published by this, whatever became of it.
            if (answer is null)
                return (null, outcome is SendOutcome.Unknown ? new SendOutcome.Later(
                    TimeSpan.FromMinutes(1), new(
                        $"„{account.Server.Host}“ nimmt gerade keine Bilder an.",
                        $"'{account.Server.Host}' takes no pictures now.")) : outcome);
            if (answer.Status == 401) return (null, WrongPassword(account));
            if (!answer.Success || Read(answer.Body, json => json.Field("blob") is { ValueKind: JsonValueKind.Object } blob
                ? JsonNode.Parse(blob.GetRawText()) : null) is not { } there)
                return (null, new SendOutcome.Refused(new(
                    $"Bluesky nimmt „{file.Name}“ nicht an; entfernen oder durch ein anderes Bild ersetzen. ({Problem(answer.Body).Said})",
                    $"Bluesky does not take '{file.Name}'; remove it or use another picture. ({Problem(answer.Body).Said})")));
            var picture = new JsonObject { ["image"] = there, ["alt"] = file.Alt };
            if (PictureSize.Of(file.Content.Span) is var (width, height))
                picture["aspectRatio"] = new JsonObject { ["width"] = width, ["height"] = height };
            pictures.Add(picture);
        }
        return (pictures, null);
    }

    private Task<(IncomingAnswer?, SendOutcome?)> WriteAsync(
        Account account, string method, JsonObject body, CancellationToken cancel) =>
        WriteAsync(account, token => Post(account.Server, method, token, body), cancel);

    private async Task<(IncomingAnswer?, SendOutcome?)> WriteAsync(
        Account account, Func<string, OutgoingRequest> request, CancellationToken cancel)
    {
        Session session;
        try
        {
            session = await SessionAsync(account, null, cancel);
            for (var turn = 0; ; turn++)
            {
                var (answer, outcome) = await _posting.WriteAsync(request(session.Access), cancel);
                if (answer is null || !Expired(answer) || turn > 0) return (answer, outcome);
                session = await SessionAsync(account, session, cancel);
            }
        }
        catch (SourceTrouble trouble)
        {
            // A session that was refused wrote nothing.
            return (null, trouble.Final ? WrongPassword(account) : new SendOutcome.Later(
                trouble.Wait ?? TimeSpan.FromMinutes(1), new(
                    $"„{account.Server.Host}“ antwortet gerade nicht.", $"'{account.Server.Host}' does not answer now.")));
        }
    }

    // 400 ExpiredToken after two hours; a restarted server may answer 401.
    private static bool Expired(IncomingAnswer answer) =>
        answer.Status == 401 || answer.Status == 400 && Problem(answer.Body).Name is "ExpiredToken" or "InvalidToken";

    /// <param name="spent">The session that is not accepted any more.</param>
    /// <exception cref="SourceTrouble">Final: name or password is wrong.</exception>
    private async Task<Session> SessionAsync(Account account, Session? spent, CancellationToken cancel)
    {
        if (_sessions.TryGetValue(account.Id, out var known) && known != spent) return known;
        await _signingIn.WaitAsync(cancel);
        try
        {
            if (_sessions.TryGetValue(account.Id, out known) && known != spent) return known;
            if (spent is not null)
            {
                var (renewed, _) = await _posting.WriteAsync(
                    Post(account.Server, "com.atproto.server.refreshSession", spent.Refresh, null), cancel);
                if (renewed is { Success: true } && Read(renewed.Body, SessionIn) is { } next)
                    return _sessions[account.Id] = next;
            }
            var (answer, outcome) = await CreateSessionAsync(account.Server, account.Did, account.Password, cancel);
            if (answer is null)
                throw new SourceTrouble(
                    $"'{account.Server.Host}' does not sign us in.", (outcome as SendOutcome.Later)?.After);
            return answer.Success && Read(answer.Body, SessionIn) is { } made ? _sessions[account.Id] = made
                : throw new SourceTrouble(
                    $"'{account.Server.Host}' does not accept the app password.", final: answer.Status == 401);
        }
        finally
        {
            _signingIn.Release();
        }
    }

    private Task<(IncomingAnswer?, SendOutcome?)> CreateSessionAsync(
        Uri server, string name, string password, CancellationToken cancel) =>
        _posting.WriteAsync(
            Post(server, "com.atproto.server.createSession", null, new()
            {
                ["identifier"] = name, ["password"] = password,
            }), cancel);

    private static OutgoingRequest Post(Uri server, string method, string? token, JsonObject? body) =>
        new(new Uri(server, "/xrpc/" + method))
        {
            Method = "POST", ContentType = body is null ? null : "application/json",
            Headers = token is null ? [] : Bearer(token),
            Body = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body),
        };

    private static List<KeyValuePair<string, string>> Bearer(string token) => [new("Authorization", "Bearer " + token)];

    private static Session? SessionIn(JsonElement json) =>
        json.Text("accessJwt", 4_000) is { } access && json.Text("refreshJwt", 4_000) is { } refresh
            ? new(access, refresh) : null;

    private SourceTrouble Trouble(Account account, IncomingAnswer answer) => new(
        $"'{account.Server.Host}' answered with status {answer.Status.ToString(CultureInfo.InvariantCulture)}.",
        answer.RetryAfter(clock.GetUtcNow()), final: answer.Status == 401);

    private static SendOutcome.Refused WrongPassword(Account account) => new(new(
        $"„{account.Server.Host}“ nimmt das App-Passwort nicht an. In der Quelle ein neues eintragen.",
        $"'{account.Server.Host}' does not accept the app password. Put a new one into the source."));

    private static (string? Name, string Said) Problem(ReadOnlyMemory<byte> body) =>
        Read(body, json => Tuple.Create(json.Text("error", 100), Posting.Said(json.Text("message")))) is var (name, said)
            ? (name, said) : (null, "");

    private static T? Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T?> read) where T : class
    {
        try
        {
            using var json = JsonDocument.Parse(body, Json);
            return read(json.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record AtUri(string Repo, string Collection, string Key)
    {
        public static AtUri? Parse(string uri) =>
            uri.Split('/') is ["at:", "", { Length: > 0 } repo, { Length: > 0 } collection, { Length: > 0 } key]
                ? new(repo, collection, key) : null;
    }

    private sealed record Strong(string Uri, string Cid)
    {
        public JsonObject AsJson() => new() { ["uri"] = Uri, ["cid"] = Cid };
    }

    /// <summary>
    /// What matters of a record: its version, the thread it is in, whom it mentions, and whom a gate lets in.
    /// </summary>
    private sealed record Found(string Cid, Strong? Root, IReadOnlySet<string> Mentions, IReadOnlySet<string>? Allowed)
    {
        public static Found? Read(JsonElement json)
        {
            if (json.Text("cid", 200) is not { } cid || json.Field("value") is not { } value) return null;
            var root = value.Field("reply")?.Field("root");
            return new(
                cid,
                root?.Text("uri", 1_000) is { } uri && root?.Text("cid", 200) is { } version ? new(uri, version) : null,
                value.Items("facets").SelectMany(f => f.Items("features")).Select(f => f.Text("did", 256))
                    .OfType<string>().ToHashSet(),
                value.Field("allow") is { ValueKind: JsonValueKind.Array }
                    ? value.Items("allow").Select(rule => rule.Text("$type", 200) ?? "").ToHashSet() : null);
        }
    }
}
