using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Echolot.Connectors.Http;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.Mastodon;

/// <summary>
/// The REST and streaming interfaces of instances, at the pace they allow (300 requests in 5 minutes).
/// </summary>
internal sealed partial class Instances(GuardedHttp http, TimeProvider clock)
{
    // What is left of a window when we stop by ourselves: other programs of the account want to live too.
    private const int Spared = 10;

    private static readonly TimeSpan LongestWindow = TimeSpan.FromMinutes(30), Unsaid = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _full = new();

    /// <summary>How long the instance wants to be left alone; null: not at all.</summary>
    public TimeSpan? Full(Access access) =>
        _full.GetValueOrDefault(access.Id) - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : null;

    /// <summary>Asks for JSON; null where there is nothing (404, 410).</summary>
    /// <exception cref="SourceTrouble">Anything else but success.</exception>
    public async Task<JsonDocument?> GetAsync(Access access, string path, CancellationToken cancel) =>
        (await PageAsync(access, path, cancel)).Page;

    /// <summary>As <see cref="GetAsync"/>, with the <c>max_id</c> of the page behind it where the server names one.</summary>
    public async Task<(JsonDocument? Page, string? Older)> PageAsync(Access access, string path, CancellationToken cancel)
    {
        if (Full(access) is { } wait) await Task.Delay(wait, clock, cancel);
        var host = access.Server.Host;
        IncomingAnswer answer;
        try
        {
            answer = await http.SendAsync(
                new OutgoingRequest(new Uri(access.Server, path)) { Headers = access.Headers, MaxRedirects = 3 },
                    cancel);
        }
        catch (NetworkRefused refused)
        {
            throw new SourceTrouble(refused.Message, cause: refused);
        }
        var reset = Reset(answer);
        if (answer.Status == 429)
        {
            throw new SourceTrouble(
                $"'{host}' says: too many requests.", reset ?? answer.RetryAfter(clock.GetUtcNow()) ?? Unsaid);
        }
        if (reset is { } left && int.TryParse(
                answer.Header("X-RateLimit-Remaining"), NumberStyles.None, CultureInfo.InvariantCulture, out var rest)
            && rest <= Spared)
            _full[access.Id] = clock.GetUtcNow() + left;
        var status = answer.Status.ToString(CultureInfo.InvariantCulture);
        if (answer.Status is 404 or 410) return (null, null);
        if (answer.Status is 401 or 403)
        {
            throw new SourceTrouble(
                $"'{host}' does not accept the access token ({status}). Make a new one and change the source.",
                final: answer.Status == 401);
        }
        if (!answer.Success) throw new SourceTrouble($"'{host}' answered with status {status}.");
        try
        {
            var older = Older().Match(answer.Header("Link") ?? "");
            return (JsonDocument.Parse(answer.Body, new JsonDocumentOptions { MaxDepth = 40 }),
                older.Success ? Uri.UnescapeDataString(older.Groups[1].Value) : null);
        }
        catch (JsonException wrong)
        {
            throw new SourceTrouble($"'{host}' sent something else than JSON.", cause: wrong);
        }
    }

    /// <summary>
    /// Opens the stream and subscribes; null where the instance has none for us, so that it must be asked again and
    /// again.
    /// </summary>
    public async Task<ClientWebSocket?> OpenAsync(
        Access access, Uri streaming, IEnumerable<Followed> feeds, CancellationToken cancel)
    {
        ClientWebSocket? socket = null;
        try
        {
            socket = await http.OpenSocketAsync(new Uri(streaming, "/api/v1/streaming"), options =>
            {
                foreach (var (name, value) in access.Headers) options.SetRequestHeader(name, value);
                options.KeepAliveInterval = TimeSpan.FromSeconds(30);
                options.KeepAliveTimeout = TimeSpan.FromSeconds(30);
            }, cancel);
            foreach (var feed in feeds)
                await socket.SendAsync(
                    JsonSerializer.SerializeToUtf8Bytes(feed.Subscription), WebSocketMessageType.Text, true, cancel);
            return socket;
        }
        catch (Exception none) when (none is WebSocketException or NetworkRefused)
        {
            socket?.Dispose();
            return null;
        }
    }

    // <https://social.example/api/v1/timelines/tag/x?limit=40&max_id=01J…>; rel="next": nothing of it is followed but the id.
    [GeneratedRegex("""<[^<>]*[?&]max_id=([^&<>\s]{1,200})[^<>]*>;\s*rel="?next""")]
    private static partial Regex Older();

    private TimeSpan? Reset(IncomingAnswer answer)
    {
        if (!DateTimeOffset.TryParse(
                answer.Header("X-RateLimit-Reset"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out var at))
            return null;
        var left = at - clock.GetUtcNow();
        return left < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : left > LongestWindow ? LongestWindow : left;
    }
}

/// <summary>An instance and our token there.</summary>
internal sealed record Access(Uri Server, string Token)
{
    /// <summary>What a window of requests is counted for.</summary>
    public string Id => $"{Server.Authority} {Token.GetHashCode(StringComparison.Ordinal)}";

    public IReadOnlyList<KeyValuePair<string, string>> Headers =>
        [new("Authorization", "Bearer " + Token), new("Accept", "application/json")];

    /// <summary>
    /// What somebody typed: <c>mastodon.social</c>, an address, or <c>@name@instance</c>; null where it is none of
    /// these.
    /// </summary>
    public static Uri? Typed(string? text)
    {
        text = text?.Trim() ?? "";
        if (text.LastIndexOf('@') is >= 0 and var at && !text.Contains('/', StringComparison.Ordinal))
            text = text[(at + 1)..];
        if (text.Length == 0) return null;
        if (!text.Contains("://", StringComparison.Ordinal)) text = "https://" + text;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && uri.Host.Length > 0 && uri.UserInfo.Length == 0 ? new Uri(uri.GetLeftPart(UriPartial.Authority)) : null;
    }
}
