using Echolot.Network;
using Microsoft.Extensions.Configuration;

namespace Echolot.Alerts;

/// <summary>How notifications leave the house; configuration section <c>Echolot</c>.</summary>
public sealed record AlertOptions
{
    /// <summary>
    /// Address under which people reach this server (<c>Echolot:PublicUrl</c>); links in messages start with it.
    /// Without it the address that the server listens on, which is right on one's own machine only.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Where mail goes out; without a host there is no mail.</summary>
    public MailOptions Mail { get; init; } = new();

    /// <summary>Whether mail can go out with links that lead back here.</summary>
    public MailGap Gap =>
        Mail.Gap is not MailGap.None ? Mail.Gap : PublicUrl is null ? MailGap.PublicUrl : MailGap.None;

    /// <summary>Reads the configuration.</summary>
    public static AlertOptions Of(IConfiguration? configuration) => new()
    {
        PublicUrl = Site(configuration?["Echolot:PublicUrl"]) ?? Site(configuration?["urls"]?.Split(';')[0]),
        Mail = configuration?.GetSection("Echolot:Mail").Get<MailOptions>() ?? new(),
    };

    /// <summary>
    /// An address that a browser can open; 0.0.0.0 and port 0 are addresses to listen on and lead nowhere.
    /// </summary>
    private static Uri? Site(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is ("https" or "http") && url.Port > 0
        && url.Host is not ("0.0.0.0" or "[::]") ? url : null;
}
