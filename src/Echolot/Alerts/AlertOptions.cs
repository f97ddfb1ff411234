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

    /// <summary>Reads the configuration.</summary>
    public static AlertOptions Of(IConfiguration? configuration) => new()
    {
        PublicUrl = Uri.TryCreate(
            configuration?["Echolot:PublicUrl"] ?? configuration?["urls"]?.Split(';')[0], UriKind.Absolute, out var url)
                ? url
                : null,
        Mail = configuration?.GetSection("Echolot:Mail").Get<MailOptions>() ?? new(),
    };
}

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
}
