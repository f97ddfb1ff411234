using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Echolot.Play.Networks;

/// <summary>
/// An instance as the documentation of Mastodon 4.5 describes it: timelines of hashtags and lists and notifications
/// with <c>min_id</c> and <c>max_id</c>, a multiplexed stream without memory, counted requests, ids by time; statuses of
/// our account with their visibility, and a key for each by which a second one is recognised for an hour.
/// </summary>
internal sealed partial class MastodonInstance : PlayedNetwork
{
    public const string Token = "play-token";
    public const string List = "12";

    /// <summary>Feed of who mentions our account.</summary>
    public const string Notifications = "user:notification";

    private const string Own = "own";
    private const string User = "user";

    private readonly Lock _gate = new();
    private readonly List<Stored> _statuses = [];
    private readonly List<Listener> _listeners = [];
    private long _last;
    private readonly List<Written> _written = [];
    private int _rest = 300;

    private sealed record Stored(long Id, JsonObject Status, string[] Streams, long Notification);

    private sealed class Listener(WebSocket socket)
    {
        public WebSocket Socket { get; } = socket;
        public SemaphoreSlim Turn { get; } = new(1, 1);
        public HashSet<string> Streams { get; } = [];
    }

    /// <summary>Whether it gives streams; else readers have to ask again and again.</summary>
    public bool Streams { get; set; } = true;

    /// <summary>
    /// Whether ids are ULIDs as GoToSocial's: compared letter by letter, and telling nothing by being divided.
    /// </summary>
    public bool Ulids { get; init; }

    /// <summary>Whether the token may write.</summary>
    public bool MayWrite { get; set; } = true;

    /// <summary>Whether the token may hand pictures over.</summary>
    public bool MayUpload { get; set; } = true;

    /// <summary>How often a picture is asked for before it is ready.</summary>
    public int Prepares { get; set; }

    /// <summary>How long a status is under way on each side of its being stored.</summary>
    public TimeSpan Takes { get; set; }

    /// <summary>Most characters of a status.</summary>
    public int Longest { get; set; } = 500;

    /// <summary>What our account has said here, in its order.</summary>
    public IReadOnlyList<Written> Said
    {
        get
        {
            lock (_gate) return [.. _written];
        }
    }

    /// <summary>How many posts a list holds.</summary>
    public int ListHolds { get; set; } = 800;

    /// <summary>Requests left before the limit, as told in headers.</summary>
    public int Rest
    {
        get => _rest;
        set => _rest = value;
    }

    public int Open
    {
        get
        {
            lock (_gate) return _listeners.Count(l => l.Streams.Count > 0);
        }
    }

    /// <summary>
    /// Waits until it is read: a source begins with what is said from then on. It is when a stream is open and nothing
    /// has been asked for half a second.
    /// </summary>
    public async Task ListenedToAsync(CancellationToken cancel)
    {
        var (left, quiet) = (Rest, 0);
        for (var i = 0; i < 150 && quiet < 5; i++)
        {
            await Task.Delay(100, cancel);
            quiet = Open > 0 && Rest == left ? quiet + 1 : 0;
            left = Rest;
        }
    }

    /// <summary>
    /// Somebody posts; the feeds are written <c>hashtag/x</c>, <c>list/12</c>, <c>user:notification</c>.
    /// </summary>
    /// <returns>The address of the post, which is its id everywhere.</returns>
    public async Task<string> PublishAsync(
        string html, string[] streams, DateTimeOffset? at = null, Action<JsonObject>? change = null)
    {
        Stored stored;
        lock (_gate)
        {
            stored = Store(html, streams, at, change);
        }
        await TellAsync(stored, "update");
        return stored.Status["uri"]?.ToString() ?? "";
    }

    private Stored Store(string html, string[] streams, DateTimeOffset? at, Action<JsonObject>? change)
    {
        var when = at ?? DateTimeOffset.UtcNow;
        var id = when.ToUnixTimeMilliseconds() << 16;
        id = at is null && id <= _last ? _last + 1 : id;
        _last = Math.Max(_last, id);
        var local = Spelled(id);
        var status = new JsonObject
        {
            ["id"] = local, ["uri"] = $"https://far.example/users/anna/statuses/{local}",
            ["url"] = $"https://far.example/@anna/{local}", ["created_at"] =
                when.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["edited_at"] = null, ["in_reply_to_id"] = null, ["sensitive"] = false, ["spoiler_text"] = "",
            ["visibility"] = "public", ["language"] = "de", ["content"] = html, ["reblog"] = null,
            ["replies_count"] = 0, ["reblogs_count"] = 0, ["favourites_count"] = 0,
            ["account"] = new JsonObject
            {
                ["id"] = "7", ["username"] = "anna", ["acct"] = "anna@far.example", ["display_name"] =
                    "Anna Beispiel",
                ["uri"] = "https://far.example/users/anna", ["url"] = "https://far.example/@anna",
                ["followers_count"] = 42, ["bot"] = false,
            },
            ["media_attachments"] = new JsonArray(), ["poll"] = null, ["card"] = null,
        };
        change?.Invoke(status);
        var stored = new Stored(id, status, streams, id + 5);
        _statuses.Add(stored);
        _statuses.Sort((one, other) => one.Id.CompareTo(other.Id));
        return stored;
    }

    /// <summary>The author writes something else.</summary>
    public async Task EditAsync(string uri, string html)
    {
        Stored stored;
        lock (_gate)
        {
            stored = Find(uri);
            stored.Status["content"] = html;
            stored.Status["edited_at"] = DateTimeOffset.UtcNow.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        }
        await TellAsync(stored, "status.update");
    }

    public async Task DeleteAsync(string uri)
    {
        Stored stored;
        lock (_gate)
        {
            stored = Find(uri);
            _statuses.Remove(stored);
        }
        await TellAsync(stored, "delete");
    }

    /// <summary>Ends every open stream, as a restart does.</summary>
    public void EndAll()
    {
        lock (_gate)
        {
            foreach (var listener in _listeners) listener.Socket.Abort();
            _listeners.Clear();
        }
    }

    protected override void Refuse(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers["X-RateLimit-Limit"] = "300";
        response.Headers["X-RateLimit-Remaining"] = "0";
        response.Headers["X-RateLimit-Reset"] = DateTimeOffset.UtcNow.AddSeconds(1)
            .UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
    }

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v2/instance", (HttpRequest request) => Results.Json(new
        {
            domain = request.Host.Host, version = "4.5.0", source_url = "https://github.com/mastodon/mastodon",
            configuration = new
            {
                urls = new { streaming = $"ws://{request.Host}" },
                statuses = new { max_characters = Longest, characters_reserved_per_url = 23 },
            },
        }));
        var api = routes.MapGroup("/api/v1").AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            if (http.Request.Headers.Authorization != $"Bearer {Token}")
                return Results.Json(new { error = "The access token is invalid" }, statusCode: 401);
            if (!http.WebSockets.IsWebSocketRequest)
            {
                http.Response.Headers["X-RateLimit-Limit"] = "300";
                http.Response.Headers["X-RateLimit-Remaining"] = Interlocked.Decrement(ref _rest)
                    .ToString(CultureInfo.InvariantCulture);
                http.Response.Headers["X-RateLimit-Reset"] = DateTimeOffset.UtcNow.AddMinutes(5)
                    .UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
            }
            return await next(context);
        });
        api.MapGet("/accounts/verify_credentials", () =>
            Results.Text(Nordlicht().ToJsonString(), "application/json"));
        api.MapGet("/apps/verify_credentials", () => Results.Json(
            new { name = "Echolot", scopes = Scopes }));
        api.MapPost("/statuses", (Delegate)WriteAsync);
        api.MapPost("/statuses/{id}/favourite", (string id) => Favourite(id, true));
        api.MapPost("/statuses/{id}/unfavourite", (string id) => Favourite(id, false));
        routes.MapPost("/api/v2/media", (Delegate)UploadAsync);
        api.MapGet("/media/{id}", Prepared);
        api.MapGet("/accounts/1/statuses", (string? min_id, string? max_id, int? limit) =>
            Page(Own, min_id, max_id, limit, notifications: false));
        api.MapGet("/lists/{id}", (string id) => id == List ? Results.Json(new { id, title = "Presse" })
            : Results.NotFound());
        api.MapGet("/timelines/tag/{tag}", (string tag, string? min_id, string? max_id, int? limit) =>
            Page("hashtag/" + tag.ToLowerInvariant(), min_id, max_id, limit, notifications: false));
        api.MapGet("/timelines/list/{id}", (string id, string? min_id, string? max_id, int? limit) =>
            Page("list/" + id, min_id, max_id, limit, notifications: false));
        api.MapGet("/notifications", (string? min_id, string? max_id, int? limit) =>
            Page("user:notification", min_id, max_id, limit, notifications: true));
        api.MapGet("/statuses/{id}", (string id) =>
        {
            lock (_gate)
            {
                return Numbered(id) is { } found
                    ? Results.Text(found.Status.ToJsonString(), "application/json") : Results.NotFound();
            }
        });
        api.MapGet("/statuses/{id}/context", Below);
        api.MapGet("/streaming", (Delegate)ListenAsync);
        routes.MapGet("/api/v2/search", (string q) =>
        {
            lock (_gate)
            {
                var found = _statuses.Where(s => s.Status["uri"]?.ToString() == q).Select(s => s.Status.DeepClone());
                return Results.Text(
                    new JsonObject { ["statuses"] = new JsonArray([.. found]) }.ToJsonString(), "application/json");
            }
        });
    }

    private Stored? Numbered(string? id) => _statuses.Find(s => s.Status["id"]?.ToString() == id);

    private IResult Page(string stream, string? min, string? max, int? limit, bool notifications)
    {
        lock (_gate)
        {
            var all = _statuses.Where(s => s.Streams.Contains(stream)).ToList();
            if (stream.StartsWith("list/", StringComparison.Ordinal)) all = [.. all.TakeLast(ListHolds)];
            var items = all.Select(s => (Id: notifications ? s.Notification : s.Id, s.Status))
                .Where(s => (min is null || IsBehind(s.Id, min) > 0) && (max is null || IsBehind(s.Id, max) < 0)).ToList();
            var most = Math.Min(limit ?? 20, 40);
            // min_id gives what follows it at once, everything else the newest.
            var older = min is null && items.Count > most;
            items = [.. min is null ? items.TakeLast(most) : items.Take(most)];
            items.Reverse();
            var page = new JsonArray([.. items.Select(i => notifications ? Notification(i.Id, i.Status)
                : i.Status.DeepClone())]);
            return new PageOf(page.ToJsonString(), older
                ? $"<{Address}api/v1/{stream}?limit={most}&max_id={Spelled(items[^1].Id)}>; rel=\"next\", <{Address}x?min_id=1>; rel=\"prev\""
                : null);
        }
    }

    private sealed class PageOf(string json, string? link) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            if (link is not null) context.Response.Headers.Link = link;
            return Results.Text(json, "application/json").ExecuteAsync(context);
        }
    }

    private string Spelled(long id)
    {
        if (!Ulids) return id.ToString(CultureInfo.InvariantCulture);
        const string letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        var ulid = "01J".PadRight(26, '0').ToCharArray();
        for (var (i, rest) = (25, id); rest > 0; i--, rest >>= 5) ulid[i] = letters[(int)(rest & 31)];
        return new string(ulid);
    }

    private int IsBehind(long id, string other) => Ulids
        ? string.CompareOrdinal(Spelled(id), other) : id.CompareTo(long.Parse(other, CultureInfo.InvariantCulture));

    private JsonNode Notification(long id, JsonObject status) => new JsonObject
    {
        ["id"] = Spelled(id), ["type"] = "mention",
        ["created_at"] = status["created_at"]?.ToString(), ["account"] = status["account"]?.DeepClone(),
        ["status"] = status.DeepClone(),
    };

    private async Task<IResult> ListenAsync(HttpContext context)
    {
        if (!Streams || !context.WebSockets.IsWebSocketRequest) return Results.StatusCode(404);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var listener = new Listener(socket);
        lock (_gate) _listeners.Add(listener);
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var got = await socket.ReceiveAsync(buffer, context.RequestAborted);
                if (got.MessageType == WebSocketMessageType.Close) break;
                var asked = JsonNode.Parse(buffer.AsSpan(0, got.Count))!;
                var name = asked["stream"]!.ToString();
                await Task.Delay(SubscribesAfter, context.RequestAborted);
                lock (_gate)
                    listener.Streams.Add(name switch
                    {
                        "hashtag" => "hashtag/" + asked["tag"],
                        "list" => "list/" + asked["list"],
                        _ => name,
                    });
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The reader has hung up.
        }
        finally
        {
            lock (_gate) _listeners.Remove(listener);
        }
        return Results.Empty;
    }

    private async Task TellAsync(Stored stored, string what)
    {
        List<(Listener To, string Frame)> frames = [];
        lock (_gate)
        {
            foreach (var listener in _listeners)
            {
                foreach (var (of, stream) in stored.Streams.Select(of => (of, On(of, listener.Streams)))
                    .Where(s => listener.Streams.Contains(s.Item2)))
                {
                    var mine = of == Notifications && what == "update";
                    // Who is mentioned hears of a deletion, and of an edit only as a follower.
                    if (of == Notifications && (what == "status.update" || what == "delete" && stream != User)) continue;
                    var payload = what == "delete" ? stored.Status["id"]!.ToString()
                        : mine ? Notification(stored.Notification, stored.Status).ToJsonString()
                            : stored.Status.ToJsonString();
                    frames.Add((listener, new JsonObject
                    {
                        ["stream"] = new JsonArray([.. stream.Split('/').Select(s => JsonValue.Create(s))]),
                        ["event"] = mine ? "notification" : what, ["payload"] = payload,
                    }.ToJsonString()));
                }
            }
        }
        foreach (var (to, frame) in frames)
        {
            await to.Turn.WaitAsync();
            try
            {
                await to.Socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true,
                    CancellationToken.None);
            }
            catch (Exception gone) when (
                gone is WebSocketException or OperationCanceledException or InvalidOperationException)
            {
                // Hung up meanwhile: who is not there hears nothing.
            }
            finally
            {
                to.Turn.Release();
            }
        }
    }

    // The stream of the account carries its notifications and what it says itself.
    private static string On(string of, HashSet<string> heard) =>
        of == Own || of == Notifications && heard.Contains(User) ? User : of;

    private Stored Find(string uri) => _statuses.First(s => s.Status["uri"]?.ToString() == uri);
}
