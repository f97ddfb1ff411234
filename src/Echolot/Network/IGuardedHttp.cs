namespace Echolot.Network;

/// <summary>
/// The one way out for HTTP: no slice opens sockets itself. Every hop of a request is checked against the address
/// rules (no loopback, private, link-local, metadata … addresses unless <see cref="NetworkOptions.AllowPrivate"/>),
/// the connection goes to the very address that was checked, answers are capped in size and time.
/// </summary>
/// <remarks>Safe for use by many threads at once.</remarks>
public interface IGuardedHttp
{
    /// <summary>
    /// Sends a request, follows up to <see cref="OutgoingRequest.MaxRedirects"/> redirects and reads the whole answer.
    /// </summary>
    /// <exception cref="NetworkRefused">
    /// The request was refused, failed or broke a limit; any HTTP status is an answer, not an error.
    /// </exception>
    Task<IncomingAnswer> SendAsync(OutgoingRequest request, CancellationToken cancel);
}

/// <summary>A request to the outside. User and password in the address become basic authentication.</summary>
/// <param name="Address">Absolute, http or https, any port.</param>
public sealed record OutgoingRequest(Uri Address)
{
    public string Method { get; init; } = "GET";

    /// <summary>Header fields. On a redirect to another origin only the harmless ones travel on (Accept, If-None-Match …).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public ReadOnlyMemory<byte>? Body { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Redirects to follow, 0 to 10; with 0 a redirect is the answer.</summary>
    public int MaxRedirects { get; init; } = 10;

    /// <summary>Largest body after decompression, in bytes; null takes <see cref="NetworkOptions.MaxBytes"/>.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Time for everything, redirects and body included; null takes <see cref="NetworkOptions.Timeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Keep <see cref="NetworkOptions.PoliteGap"/> between requests to the same host, as a crawler should.</summary>
    public bool Polite { get; init; }

    /// <summary>Pause of a polite request where its site asks for a longer one (<c>Crawl-delay</c>).</summary>
    public TimeSpan? Gap { get; init; }
}

/// <summary>A step to another address.</summary>
/// <param name="Status">301, 302, 303, 307 or 308.</param>
public sealed record Hop(int Status, Uri To)
{
    /// <summary>301 and 308 tell us to forget the old address (RFC 9110, 15.4.2 and 15.4.9).</summary>
    public bool Permanent => Status is 301 or 308;
}

/// <summary>An answer, read completely.</summary>
/// <param name="Address">Where it came from after redirects, without user and password.</param>
/// <param name="Headers">Header and content fields; names compare without case, repeated ones are joined by a comma.</param>
/// <param name="Body">Decompressed body.</param>
public sealed record IncomingAnswer(
    int Status, Uri Address, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, IReadOnlyList<Hop> Hops)
{
    public bool Success => Status is >= 200 and <= 299;

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>How long the other side asked us to wait (seconds or a date, RFC 9110, 10.2.3); null where it did not.</summary>
    public TimeSpan? RetryAfter(DateTimeOffset now)
    {
        if (Header("Retry-After")?.Trim() is not { Length: > 0 } text)
            return null;
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        if (int.TryParse(text, System.Globalization.NumberStyles.None, culture, out var seconds))
            return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParse(text, culture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at))
            return null;
        return at > now ? at - now : TimeSpan.Zero;
    }
}

public enum NetworkProblem
{
    /// <summary>The address may not be called: scheme, or it leads to a private or reserved network.</summary>
    AddressRefused,
    /// <summary>Name not found, no connection, TLS failed.</summary>
    Unreachable,
    TooSlow,
    TooLarge,
    TooManyRedirects,
    /// <summary>Not HTTP, or a body that breaks off or does not unpack.</summary>
    BrokenAnswer,
}

/// <summary>A request that was refused, failed or broke a limit. The message names the host only, never path or query.</summary>
public sealed class NetworkRefused(NetworkProblem problem, string message, Exception? cause = null) : Exception(message, cause)
{
    public NetworkProblem Problem { get; } = problem;
}
