using System.Net.Mail;

namespace Echolot.Network;

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

    /// <summary>What is missing before a mail can leave.</summary>
    public MailGap Gap =>
        Host is not { Length: > 0 } ? MailGap.Server
        : !MailAddress.TryCreate(From, out _) ? MailGap.Sender
        : Port == ImplicitTls ? MailGap.ImplicitTls
        : MailGap.None;
}
