namespace Echolot.Network;

/// <summary>Rules of the way out; configuration section <c>Echolot:Network</c>.</summary>
public sealed record NetworkOptions
{
    public const string Section = "Echolot:Network";

    /// <summary>
    /// Lets loopback, private (RFC 1918), shared (RFC 6598) and unique local (RFC 4193) addresses through: for tests, the
    /// demo, and sources in the own network. Link-local and cloud metadata addresses stay closed even then.
    /// </summary>
    public bool AllowPrivate { get; init; }

    /// <summary>Largest answer after decompression, in bytes.</summary>
    public long MaxBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Time for a whole request.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause between the starts of two polite requests to one host; one a second is the custom of crawlers.</summary>
    public TimeSpan PoliteGap { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Requests to one host at the same time.</summary>
    public int PerHost { get; init; } = 4;

    /// <summary>Address or mail address of the operator, told to every site in the User-Agent.</summary>
    public string? Contact { get; init; }
}
