using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Echolot.Play.Networks;

/// <summary>A clock that can be put forward; its timers run in real time.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}

/// <summary>
/// Jetstream as its lexicon and documentation describe it: v2 (inclusive seq, CursorTooOld before the upgrade, times
/// clamped with an info frame, no client frames) and v1 (times, clamped without a word), over real WebSockets.
/// </summary>
internal sealed class Jetstream(ShiftedTime clock) : PlayedNetwork
{
    private readonly record struct Stored(long Seq, long TimeUs, string V2, string V1);

    private readonly Lock gate = new();
    private readonly List<Stored> events = [];
    private readonly List<WebSocket> open = [];
    private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long lastUs;
    private long floor = 1;

    /// <summary>Whether the host knows v2 at all.</summary>
    public bool SpeaksV2 { get; set; } = true;

    /// <summary>Status that refuses everybody, such as 429 or 503; 0 lets them in.</summary>
    public int Status { get; set; }

    public List<string> Asked { get; } = [];

    /// <summary>Where its stream is.</summary>
    public Uri Stream => new UriBuilder(Address) { Scheme = "ws" }.Uri;

    public long NextSeq
    {
        get
        {
            lock (gate) return events.Count == 0 ? 1 : events[^1].Seq + 1;
        }
    }

    public static async Task<Jetstream> StartAsync(ShiftedTime clock)
    {
        var jetstream = new Jetstream(clock);
        await jetstream.StartAsync();
        return jetstream;
    }

    public override void Map(IEndpointRouteBuilder routes) => routes.Map("/{**path}", AnswerAsync);

    public void Commit(string did, string operation, string rkey, string? cid, JsonNode? record)
    {
        JsonObject Body() => new()
        {
            ["rev"] = "3n" + rkey, ["operation"] = operation, ["collection"] = "app.bsky.feed.post", ["rkey"] = rkey,
        };
        JsonObject Full()
        {
            var body = Body();
            if (record is not null) body["record"] = record.DeepClone();
            if (cid is not null) body["cid"] = cid;
            return body;
        }
        Add("commit", did, Full(), Full());
    }

    public void Account(string did, bool active, string? status)
    {
        JsonObject Body()
        {
            var body = new JsonObject { ["active"] = active, ["did"] = did, ["seq"] = 99 };
            if (status is not null) body["status"] = status;
            return body;
        }
        Add("account", did, new JsonObject { ["account"] = Body() }, Body());
    }

    public void Identity(string did, string handle)
    {
        JsonObject Body() => new() { ["did"] = did, ["handle"] = handle, ["seq"] = 99 };
        Add("identity", did, new JsonObject { ["identity"] = Body() }, Body());
    }

    /// <summary>Everything so far, and something that nobody got, is forgotten.</summary>
    public void Outrun()
    {
        for (var i = 0; i < 3; i++) Commit("did:plc:lost", "create", "lost" + i, "lost" + i, new JsonObject { ["text"] = "verpasst" });
        clock.Shift += TimeSpan.FromHours(40);
        lock (gate) floor = events[^1].Seq + 1;
    }

    /// <summary>Ends every open stream, on v2 with an error frame where one is named.</summary>
    public async Task EndAllAsync(string? error)
    {
        WebSocket[] sockets;
        lock (gate) sockets = [.. open];
        foreach (var socket in sockets)
        {
            try
            {
                if (error is not null)
                    await SendAsync(socket, $$"""{"$type":"error","error":"{{error}}","message":"too slow; cursor=1"}""", CancellationToken.None);
                await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, error ?? "restart", CancellationToken.None);
            }
            catch (Exception gone) when (gone is WebSocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The reader hung up on the error frame before we could close: it is ended all the same.
            }
        }
    }

    /// <summary>Sends something raw to every open stream.</summary>
    public async Task SendRawAsync(string frame)
    {
        WebSocket[] sockets;
        lock (gate) sockets = [.. open];
        foreach (var socket in sockets) await SendAsync(socket, frame, CancellationToken.None);
    }

    public int Open
    {
        get
        {
            lock (gate) return open.Count;
        }
    }

    private void Add(string kind, string did, JsonObject v2, JsonObject v1)
    {
        lock (gate)
        {
            var us = Math.Max(lastUs + 1, (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10);
            lastUs = us;
            var seq = events.Count == 0 ? 1 : events[^1].Seq + 1;
            v2["$type"] = "network.bsky.jetstream.subscribeEvents#" + kind;
            v2["seq"] = seq;
            v2["did"] = did;
            v2["time"] = DateTimeOffset.UnixEpoch.AddTicks(us * 10).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
            var frame = new JsonObject { ["$type"] = "message", ["payload"] = v2 };
            var old = new JsonObject { ["did"] = did, ["time_us"] = us, ["kind"] = kind, [kind] = v1 };
            events.Add(new Stored(seq, us, frame.ToJsonString(), old.ToJsonString()));
            var heard = more;
            more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            heard.SetResult();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        lock (gate) Asked.Add(context.Request.Path + context.Request.QueryString);
        var isV2 = context.Request.Path == "/xrpc/network.bsky.jetstream.subscribeEvents";
        if (Status != 0) await RefuseAsync(context, Status, "Refused", "");
        else if (isV2 ? !SpeaksV2 : context.Request.Path != "/subscribe") await RefuseAsync(context, 404, "NotFound", "");
        else await StreamAsync(context, isV2);
    }

    private async Task StreamAsync(HttpContext context, bool isV2)
    {
        var query = context.Request.Query;
        if (isV2 ? query.ContainsKey("wantedCollections") : query["wantedCollections"] != "app.bsky.feed.post")
        {
            await RefuseAsync(context, 400, "InvalidRequest", "use collections");
            return;
        }
        var cursor = query.TryGetValue("cursor", out var written) ? long.Parse(written!, CultureInfo.InvariantCulture) : (long?)null;
        var (next, outdated) = Resolve(cursor, isV2);
        if (next is null)
        {
            await RefuseAsync(context, 400, "CursorTooOld", "below floor");
            return;
        }
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await RefuseAsync(context, 426, "UpgradeRequired", "");
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync(
            isV2 && context.WebSockets.WebSocketRequestedProtocols.Contains("xrpc.v1.json") ? "xrpc.v1.json" : null);
        lock (gate) open.Add(socket);
        try
        {
            if (outdated)
                await SendAsync(socket, """{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#info","name":"OutdatedCursor","message":"clamped"}}""", context.RequestAborted);
            await SendAllAsync(socket, next.Value, isV2, context.RequestAborted);
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            // The reader left; that is its right.
        }
        finally
        {
            lock (gate) open.Remove(socket);
        }
    }

    private (long? Next, bool Outdated) Resolve(long? cursor, bool isV2)
    {
        lock (gate)
        {
            var tip = events.Count == 0 ? 1 : events[^1].Seq + 1;
            if (cursor is not { } at) return (tip, false);
            // seq 0 means "everything you have": the floor itself is kept.
            if (isV2 && at < 1_000_000_000_000_000)
                return at >= tip ? (tip, false) : at < floor && floor > 1 ? (null, false) : (Math.Max(at, 1), false);
            var found = events.FirstOrDefault(one => one.TimeUs >= at, new Stored(tip, 0, "", "")).Seq;
            return found < floor ? (floor, isV2) : (found, isV2 && at < (events.Count > 0 ? events[0].TimeUs : 0) && floor > 1);
        }
    }

    private async Task SendAllAsync(WebSocket socket, long next, bool isV2, CancellationToken cancel)
    {
        var hearing = HearAsync(socket, cancel);
        while (true)
        {
            Stored[] due;
            Task waiting;
            lock (gate)
            {
                due = [.. events.Where(one => one.Seq >= next)];
                waiting = more.Task;
            }
            foreach (var one in due)
            {
                await SendAsync(socket, isV2 ? one.V2 : one.V1, cancel);
                next = one.Seq + 1;
            }
            if (due.Length == 0 && await Task.WhenAny(waiting, hearing) == hearing) return;
        }
    }

    // Closes on any data frame of the client: the stream goes one way.
    private static async Task HearAsync(WebSocket socket, CancellationToken cancel)
    {
        var heard = await socket.ReceiveAsync(new byte[1024], cancel);
        if (heard.MessageType != WebSocketMessageType.Close)
            await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, "server-push only", cancel);
        else if (socket.State == WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel);
    }

    private static Task SendAsync(WebSocket socket, string frame, CancellationToken cancel) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, cancel);

    private static Task RefuseAsync(HttpContext context, int status, string error, string message)
    {
        context.Response.StatusCode = status;
        if (status == 429) context.Response.Headers.RetryAfter = "1";
        return context.Response.WriteAsJsonAsync(new { error, message });
    }

    public override async ValueTask DisposeAsync()
    {
        lock (gate)
            foreach (var socket in open) socket.Abort();
        await base.DisposeAsync();
    }
}
