using System.Net.Mail;
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

/// <summary>What is missing before mail can go out.</summary>
public enum MailGap { None, Server, Sender, ImplicitTls, PublicUrl }

/// <summary>The outgoing mail server; configuration section <c>Echolot:Mail</c>.</summary>
public sealed record MailOptions
{
    public string? Host { get; init; }

    /// <summary>587 is the port for submission (RFC 6409).</summary>
    public int Port { get; init; } = 587;

    /// <summary>Demands STARTTLS (RFC 3207); off only for a server on the same machine.</summary>
    public bool Tls { get; init; } = true;

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Sender address; must be one the mail server lets this account use.</summary>
    public string? From { get; init; }

    public string FromName { get; init; } = "Echolot";

    /// <summary>Time for one mail, from connecting to the server's answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Port of TLS from the first byte on (RFC 8314), which .NET's SmtpClient does not speak.</summary>
    private const int ImplicitTls = 465;

    internal MailGap Gap =>
        Host is not { Length: > 0 } ? MailGap.Server
        : !MailAddress.TryCreate(From, out _) ? MailGap.Sender
        : Port == ImplicitTls ? MailGap.ImplicitTls
        : MailGap.None;
}
