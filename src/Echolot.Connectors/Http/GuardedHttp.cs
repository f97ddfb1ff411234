using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Reflection;
using System.Security.Authentication;
using System.Text;
using Echolot.Network;

namespace Echolot.Connectors.Http;

/// <summary>
/// The only place that makes an <see cref="HttpClient"/> or a <see cref="ClientWebSocket"/>. See <see cref="IGuardedHttp"/>.
/// </summary>
/// <remarks>
/// System proxies are not used: a proxy would resolve names itself, behind the back of the address rules.
/// Cookies are never kept.
/// </remarks>
public sealed class GuardedHttp : IGuardedHttp, IDisposable
{
    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Language", "If-None-Match", "If-Modified-Since", "User-Agent", "A-IM",
    };

    private readonly NetworkOptions _options;
    private readonly TimeProvider _clock;
    private readonly PoliteQueue _queue;
    private readonly HttpClient _client;

    public GuardedHttp(NetworkOptions options, TimeProvider clock)
        : this(options, clock, Dns.GetHostAddressesAsync)
    {
    }

    internal GuardedHttp(NetworkOptions options, TimeProvider clock, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        _options = options;
        _clock = clock;
        _queue = new PoliteQueue(options.PerHost, clock);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = options.ConnectTimeout,
            MaxResponseHeadersLength = 64,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ActivityHeadersPropagator = null, // no trace ids of ours to strangers
            ConnectCallback = new GuardedConnection(options, resolve).OpenAsync,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", UserAgent(options.Contact));
    }

    private TimeSpan GapOf(OutgoingRequest request) => !request.Polite ? TimeSpan.Zero
        : request.Gap is { } asked && asked > _options.PoliteGap ? asked
        : _options.PoliteGap;

    /// <inheritdoc />
    public async Task<IncomingAnswer> SendAsync(OutgoingRequest request, CancellationToken cancel)
    {
        var host = request.Address.IsAbsoluteUri ? request.Address.Host : "";
        try
        {
            return await FollowAsync(request, cancel);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            var seconds = (request.Timeout ?? _options.Timeout).TotalSeconds;
            throw new NetworkRefused(NetworkProblem.TooSlow, $"'{host}' did not finish its answer within {seconds:0.#} s.", e);
        }
        catch (Exception e) when (Explain(e, host) is { } refused)
        {
            throw refused;
        }
    }

    /// <summary>Opens a WebSocket (ws or wss) under the same address rules; the caller disposes it.</summary>
    /// <exception cref="NetworkRefused">As for <see cref="SendAsync"/>; a refused upgrade is <see cref="WebSocketException"/>.</exception>
    public async Task<ClientWebSocket> OpenSocketAsync(Uri address, Action<ClientWebSocketOptions>? options, CancellationToken cancel)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("ws" or "wss"))
            throw new NetworkRefused(NetworkProblem.AddressRefused, "Only ws and wss addresses are opened as a stream.");
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.SetRequestHeader("User-Agent", UserAgent(_options.Contact));
            socket.Options.CollectHttpResponseDetails = true;
            options?.Invoke(socket.Options);
            await socket.ConnectAsync(address, _client, cancel);
            return socket;
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (Inner<NetworkRefused>(e) is { } refused)
                throw new NetworkRefused(refused.Problem, refused.Message, e);
            throw;
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>What is wrong with the form of an address; null where nothing is.</summary>
    internal static string? FormProblem(Uri address) =>
        !address.IsAbsoluteUri ? "The address is incomplete; it must start with https:// or http://."
        : address.Scheme is not ("http" or "https") ? $"Addresses with '{address.Scheme}:' are not called, only https: and http:."
        : address.Host.Length == 0 ? "The address names no host."
        : null;

    private async Task<IncomingAnswer> FollowAsync(OutgoingRequest request, CancellationToken cancel)
    {
        var hops = new List<Hop>();
        var left = request.Timeout ?? _options.Timeout;
        var (address, method, body, headers) = (request.Address, request.Method, request.Body, request.Headers);
        while (true)
        {
            if (FormProblem(address) is { } problem)
                throw new NetworkRefused(NetworkProblem.AddressRefused, problem);
            using var place = await _queue.EnterAsync(address.Authority, GapOf(request), cancel);
            // Waiting for our own turn does not count against the other side.
            using var late = new CancellationTokenSource(left, _clock);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
            var started = _clock.GetTimestamp();
            using var message = Message(address, method, headers, body, request.ContentType);
            using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var status = (int)response.StatusCode;
            var to = status is 301 or 302 or 303 or 307 or 308 ? Target(response, message.RequestUri!) : null;
            if (to is null || request.MaxRedirects == 0)
            {
                var bytes = await ReadAsync(response, request.MaxBytes ?? _options.MaxBytes, address.Host, limit.Token);
                return new IncomingAnswer(status, message.RequestUri!, Fields(response), bytes, hops);
            }
            if (hops.Count >= Math.Min(request.MaxRedirects, 10))
            {
                throw new NetworkRefused(
                    NetworkProblem.TooManyRedirects, $"'{request.Address.Host}' redirects more than {hops.Count} times in a row.");
            }
            hops.Add(new Hop(status, to));
            if (status is 301 or 302 or 303 && method is not ("GET" or "HEAD"))
                (method, body) = ("GET", null);
            if (!SameOrigin(message.RequestUri!, to))
                headers = [.. headers.Where(h => Harmless.Contains(h.Key))];
            else if (to.UserInfo.Length == 0 && address.UserInfo.Length > 0)
                to = WithUser(to, address.UserInfo);
            address = to;
            left -= _clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                throw new OperationCanceledException();
        }
    }

    private static HttpRequestMessage Message(
        Uri address, string method, IReadOnlyList<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte>? body, string? contentType)
    {
        var message = new HttpRequestMessage(new HttpMethod(method), WithoutUser(address));
        if (address.UserInfo.Length > 0)
        {
            var pair = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo));
            message.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(pair));
        }
        if (body is { } bytes)
        {
            message.Content = new ReadOnlyMemoryContent(bytes);
            if (contentType is not null)
                message.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }
        foreach (var (name, value) in headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        }
        return message;
    }

    private static Uri? Target(HttpResponseMessage response, Uri from)
    {
        // Read raw: HttpHeaders gives up on Location values with unescaped spaces or umlauts.
        var text = response.Headers.NonValidated.TryGetValues("Location", out var values) ? values.ToString() : null;
        if (string.IsNullOrWhiteSpace(text) || !Uri.TryCreate(from, text.Trim(), out var to))
            return null;
        return new UriBuilder(to) { Fragment = "" }.Uri;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, long max, string host, CancellationToken cancel)
    {
        if (response.Content.Headers.ContentLength > max)
            throw TooLarge(host, max);
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, cancel)) > 0)
        {
            if (kept.Length + read > max)
                throw TooLarge(host, max);
            kept.Write(buffer, 0, read);
        }
        return kept.GetBuffer().AsMemory(0, (int)kept.Length);
    }

    private static NetworkRefused TooLarge(string host, long max) =>
        new(NetworkProblem.TooLarge, $"The answer of '{host}' is larger than {max / 1024} KiB after unpacking and was dropped.");

    private static Dictionary<string, string> Fields(HttpResponseMessage response)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated)
            fields[name] = string.Join(", ", values);
        foreach (var (name, values) in response.Content.Headers.NonValidated)
            fields[name] = string.Join(", ", values);
        return fields;
    }

    private static NetworkRefused? Explain(Exception e, string host)
    {
        if (Inner<NetworkRefused>(e) is { } refused)
            return ReferenceEquals(refused, e) ? null : new NetworkRefused(refused.Problem, refused.Message, e);
        if (Inner<AuthenticationException>(e) is not null)
            return new(NetworkProblem.Unreachable, $"The certificate of '{host}' is not valid; the connection was not made.", e);
        if (Inner<SocketException>(e) is { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain })
            return new(NetworkProblem.Unreachable, $"The name '{host}' was not found. Check the spelling of the host.", e);
        if (e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError })
            return new(NetworkProblem.Unreachable, $"No connection to '{host}'. Is the server up?", e);
        if (e is HttpRequestException or IOException or InvalidDataException or ArgumentException or FormatException)
            return new(NetworkProblem.BrokenAnswer, $"The answer of '{host}' is not valid HTTP or breaks off.", e);
        return null;
    }

    private static T? Inner<T>(Exception? e) where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T wanted)
                return wanted;
        }
        return null;
    }

    private static bool SameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port
        && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static Uri WithoutUser(Uri address) =>
        address.UserInfo.Length == 0 ? address : new UriBuilder(address) { UserName = "", Password = "" }.Uri;

    private static Uri WithUser(Uri address, string userInfo)
    {
        var pair = userInfo.Split(':', 2);
        return new UriBuilder(address) { UserName = pair[0], Password = pair.ElementAtOrDefault(1) }.Uri;
    }

    private static string UserAgent(string? contact)
    {
        var version = typeof(GuardedHttp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        var about = new string([.. (contact ?? "").Where(c => c is > ' ' and < '\x7f' and not ('(' or ')' or '\\'))]);
        return $"Echolot/{version.Split('+')[0]} ({(about.Length > 0 ? "+" + about : "self-hosted social listening")})";
    }
}
