using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Echolot.Network;

/// <summary>A mail on its way out, the same twice: as text and as simple HTML.</summary>
/// <param name="Id">Left part of its Message-ID: the same at every try, so that servers and readers drop a second copy.</param>
/// <param name="Subject">One line.</param>
public sealed record OutgoingMail(string Id, string To, string Subject, string Text, string Html)
{
    public string? ToName { get; init; }

    /// <summary>Message-ID of the mail that this one answers, without angle brackets.</summary>
    public string? InReplyTo { get; init; }

    /// <summary>Message-IDs of the thread, oldest first, without angle brackets.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>What is attached.</summary>
    public IReadOnlyList<MailFile> Files { get; init; } = [];

    /// <summary>No person wrote it: out-of-office answers stay away (RFC 3834).</summary>
    public bool Automatic { get; init; }
}

/// <summary>A file that is attached to a mail.</summary>
/// <param name="Type">Media type.</param>
public sealed record MailFile(string Name, string Type, ReadOnlyMemory<byte> Content);

/// <summary>How handing over a mail ended.</summary>
public enum MailEnded
{
    Accepted,

    /// <summary>The server will never take it.</summary>
    Refused,

    /// <summary>It surely did not leave; later may be better.</summary>
    NotArrived,

    /// <summary>It may have left: the connection broke after it was handed over.</summary>
    Unclear,
}

/// <summary>What became of a mail.</summary>
/// <param name="Problem">What happened, without personal data; null where it was accepted.</param>
/// <param name="Code">Reply of the server; null where it gave none.</param>
public sealed record MailOutcome(MailEnded Ended, string? Problem = null, int? Code = null);

/// <summary>Hands mails to the mail server (SMTP, RFC 5321).</summary>
public static class Mailing
{
    /// <summary>Hands over one mail. Never throws for what the server says or fails to say.</summary>
    public static async Task<MailOutcome> SendAsync(OutgoingMail mail, MailOptions options, CancellationToken cancel)
    {
        MailMessage message;
        try
        {
            message = Compose(mail, options);
        }
        catch (FormatException)
        {
            return new(MailEnded.Refused, "The recipient is not a mail address; correct it.");
        }
        using var composed = message;
        using var client = new SmtpClient(options.Host, options.Port) { EnableSsl = options.Tls };
        if (options.User is { Length: > 0 } user)
            client.Credentials = new NetworkCredential(user, options.Password);
        // A slow line still carries a megabyte in ten seconds: what is cut off half-way is a mail nobody knows the fate of.
        using var late = new CancellationTokenSource(
            options.Timeout + TimeSpan.FromSeconds(mail.Files.Sum(f => (double)f.Content.Length) / 100_000));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            await client.SendMailAsync(composed, limit.Token);
            return new(MailEnded.Accepted);
        }
        catch (OperationCanceledException)
        {
            return new(
                MailEnded.Unclear, "The mail server did not finish in time; whether the mail went out is not known.");
        }
        catch (SmtpException wrong)
        {
            return Judge(wrong);
        }
    }

    /// <summary>Whole Message-ID of a mail, without angle brackets.</summary>
    public static string MessageId(string id, MailOptions options) => $"{id}@{new MailAddress(options.From!).Host}";

    /// <summary>Replies of 500 and above are for ever, those of 400 and above are for now (RFC 5321, 4.2.1).</summary>
    internal static MailOutcome Judge(SmtpException wrong)
    {
        var code = (int)(wrong is SmtpFailedRecipientException recipient ? recipient.StatusCode : wrong.StatusCode);
        if (code is >= 400 and < 500)
            return new(MailEnded.NotArrived, $"The mail server answered {code} and may take it later.", code);
        if (code is >= 500 and < 600)
            return new(
                MailEnded.Refused, $"The mail server refused with {code}; check sender, recipient and sign-in.", code);
        if (Inner<SocketException>(wrong)?.SocketErrorCode is { } error
            and not (SocketError.ConnectionReset or SocketError.ConnectionAborted))
        {
            return new(
                MailEnded.NotArrived,
                $"The mail server could not be reached ({error}); check Echolot:Mail:Host and Port.");
        }
        return Inner<AuthenticationException>(wrong) is not null
            ? new(
                MailEnded.NotArrived,
                "The mail server's certificate is not trusted, or it offers no encryption; check Echolot:Mail:Tls.")
            : new(MailEnded.Unclear, "The connection to the mail server broke; whether the mail went out is not known.");
    }

    private static MailMessage Compose(OutgoingMail mail, MailOptions options)
    {
        var from = new MailAddress(options.From!, options.FromName, Encoding.UTF8);
        var message = new MailMessage(from, new MailAddress(mail.To, mail.ToName, Encoding.UTF8))
        {
            Subject = mail.Subject, SubjectEncoding = Encoding.UTF8, BodyEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        message.AlternateViews.Add(
            AlternateView.CreateAlternateViewFromString(mail.Text, Encoding.UTF8, MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(
            AlternateView.CreateAlternateViewFromString(mail.Html, Encoding.UTF8, MediaTypeNames.Text.Html));
        foreach (var file in mail.Files)
        {
            var attached = new Attachment(new MemoryStream(file.Content.ToArray(), writable: false), file.Name, file.Type)
            {
                NameEncoding = Encoding.UTF8,
            };
            attached.ContentDisposition!.DispositionType = DispositionTypeNames.Attachment;
            message.Attachments.Add(attached);
        }
        message.Headers.Add("Message-ID", $"<{MessageId(mail.Id, options)}>");
        if (mail.InReplyTo is { } answered) message.Headers.Add("In-Reply-To", $"<{answered}>");
        if (mail.References.Count > 0)
            message.Headers.Add("References", string.Join(' ', mail.References.Select(r => $"<{r}>")));
        if (mail.Automatic) message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private static T? Inner<T>(Exception wrong) where T : Exception
    {
        for (var inner = wrong.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is T found)
                return found;
        }
        return null;
    }
}
