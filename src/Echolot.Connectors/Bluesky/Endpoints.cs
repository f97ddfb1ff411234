using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using Echolot.Connectors.Http;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.Bluesky;

/// <summary>An open stream, and since when something is missing in it.</summary>
internal sealed record Opened(
    ClientWebSocket Socket, Uri Host, Wire Wire, Position? From, DateTimeOffset? MissingSince);

/// <summary>Opens a stream at the first host that answers, in the newest protocol it speaks.</summary>
internal sealed class Endpoints(GuardedHttp http, TimeProvider clock)
{
    public const string Posts = "app.bsky.feed.post";

    /// <summary>How far back v1 replays; older positions are moved there without a word.</summary>
    public static readonly TimeSpan V1Horizon = TimeSpan.FromHours(36);

    private static readonly TimeSpan AskForV2Again = TimeSpan.FromHours(6), AvoidFailed = TimeSpan.FromMinutes(1),
        AnswerWithin = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, DateTimeOffset> onlyV1Until = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> avoidUntil = new();

    /// <exception cref="SourceTrouble">No host lets us in now.</exception>
    public async Task<Opened> OpenAsync(IReadOnlyList<Uri> hosts, Position? from, CancellationToken cancel)
    {
        var problem = "";
        foreach (var host in Order(hosts, from))
        {
            var opened = await TryAsync(host, from, said => problem = said, cancel);
            if (opened is not null) return opened;
            avoidUntil[host.Authority] = clock.GetUtcNow() + AvoidFailed;
        }
        throw new SourceTrouble(hosts.Count == 1 ? problem
            : $"None of {hosts.Count} hosts lets us in. The last one: {problem}");
    }

    // The host that counted our position first, then the order of the settings; what just failed comes last.
    private IEnumerable<Uri> Order(IReadOnlyList<Uri> hosts, Position? from)
    {
        var now = clock.GetUtcNow();
        return hosts.OrderBy(host => avoidUntil.GetValueOrDefault(host.Authority) > now)
            .ThenBy(host => host.Authority != from?.Host);
    }

    private async Task<Opened?> TryAsync(Uri host, Position? from, Action<string> said, CancellationToken cancel)
    {
        var wire = onlyV1Until.GetValueOrDefault(host.Authority) > clock.GetUtcNow() ? Wire.V1 : Wire.V2;
        var asked = from;
        DateTimeOffset? missing = null;
        // At most: v2, v2 by time, v1.
        for (var turn = 0; turn < 3; turn++)
        {
            if (wire == Wire.V1 && asked is { } old && clock.GetUtcNow() - old.Time > V1Horizon) missing = old.Time;
            var address = Address(host, wire, asked);
            Refusal refusal;
            try
            {
                var socket = await http.OpenSocketAsync(address, options =>
                {
                    if (wire == Wire.V2) options.AddSubProtocol("xrpc.v1.json");
                    // Without an answer to our pings the other side is gone, whatever the network pretends.
                    options.KeepAliveInterval = TimeSpan.FromSeconds(15);
                    options.KeepAliveTimeout = TimeSpan.FromSeconds(20);
                }, cancel);
                return new Opened(socket, host, wire, asked, missing);
            }
            catch (WebSocketException)
            {
                refusal = await AskWhyAsync(address, cancel);
            }
            catch (NetworkRefused refused)
            {
                said(refused.Message);
                return null;
            }

            said($"'{host.Host}' does not open the stream: {refusal.Told}");
            if (refusal.Status == 429)
                throw new SourceTrouble($"'{host.Host}' says: too many connections.",
                    refusal.RetryAfter ?? TimeSpan.FromSeconds(30));
            if (refusal.Name == "CursorTooOld" && asked is { Host.Length: > 0 } tooOld)
            {
                missing = tooOld.Time;
                asked = tooOld with { Host = "" };
            }
            else if (wire == Wire.V2 && refusal.Status is 400 or 404 or 405 or 501)
            {
                onlyV1Until[host.Authority] = clock.GetUtcNow() + AskForV2Again;
                (wire, asked, missing) = (Wire.V1, from, null);
            }
            else return null;
        }
        return null;
    }

    private static Uri Address(Uri host, Wire wire, Position? from)
    {
        var query = wire == Wire.V2
            ? $"/xrpc/network.bsky.jetstream.subscribeEvents?kinds=commit&kinds=account&kinds=identity&collections={Posts}"
            : $"/subscribe?wantedCollections={Posts}";
        var cursor = from?.CursorFor(wire, host.Authority).ToString(CultureInfo.InvariantCulture);
        return new Uri(host, cursor is null ? query : $"{query}&cursor={cursor}");
    }

    private sealed record Refusal(int Status, string? Name, TimeSpan? RetryAfter, string Told);

    // A refused upgrade comes without its body here; the same address asked plainly gives the same refusal with it.
    private async Task<Refusal> AskWhyAsync(Uri address, CancellationToken cancel)
    {
        var scheme = address.Scheme == "wss" ? "https" : "http";
        var plain = new UriBuilder(address) { Scheme = scheme, Port = address.Port }.Uri;
        try
        {
            var asked = new OutgoingRequest(plain) { MaxBytes = 64 * 1024, MaxRedirects = 0, Timeout = AnswerWithin };
            var answer = await http.SendAsync(asked, cancel);
            var name = NameIn(answer.Body);
            return new(answer.Status, name, answer.RetryAfter(clock.GetUtcNow()),
                $"HTTP {answer.Status.ToString(CultureInfo.InvariantCulture)}{(name is null ? "" : " " + name)}");
        }
        catch (NetworkRefused refused)
        {
            return new(0, null, null, refused.Message);
        }
    }

    private static string? NameIn(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("error", out var name) && name.ValueKind == JsonValueKind.String
                && name.GetString() is { Length: < 100 } told ? told : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
