using Microsoft.Extensions.Configuration;

namespace Echolot.Sources.Hubs;

/// <summary>How hubs reach us; configuration section <c>Echolot</c>.</summary>
public sealed record HubOptions
{
    /// <summary>Path below which hubs call; a test of the web holds it to its own.</summary>
    public const string Path = "/hooks/websub/";

    /// <summary>
    /// Address under which the world reaches this server (<c>Echolot:PublicUrl</c>); without it nobody subscribes.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>
    /// Takes signatures of SHA-1 (<c>Echolot:WebSub:AllowSha1</c>), which some old hubs send, the one of YouTube among
    /// them. HMAC does not fall with the collisions of SHA-1, yet nobody should begin with it today.
    /// </summary>
    public bool AllowSha1 { get; init; }

    public static HubOptions Of(IConfiguration? configuration) => new()
    {
        PublicUrl = Uri.TryCreate(configuration?["Echolot:PublicUrl"], UriKind.Absolute, out var url)
            && url.Scheme is "http" or "https" ? url : null,
        AllowSha1 = configuration?.GetValue<bool>("Echolot:WebSub:AllowSha1") ?? false,
    };
}
