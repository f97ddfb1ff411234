using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Echolot.Alerts;

/// <summary>Hands letters to the mail server (SMTP, RFC 5321).</summary>
internal static class Mail
{
    public static async Task<Outcome> SendAsync(
        Letter letter, string id, string to, MailOptions options, CancellationToken cancel)
    {
        if (Missing(options.Gap) is { } missing)
            return new(Ended.Refused, missing);
        MailMessage mail;
        try
        {
            mail = Compose(letter, id, to, options);
        }
        catch (FormatException)
        {
            return new(Ended.Refused,
                "The recipient is not a mail address; correct the person's address.");
        }
        using var composed = mail;
        using var client = new SmtpClient(options.Host, options.Port) { EnableSsl = options.Tls };
        if (options.User is { Length: > 0 } user)
            client.Credentials = new NetworkCredential(user, options.Password);
        using var late = new CancellationTokenSource(options.Timeout);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            await client.SendMailAsync(composed, limit.Token);
            return Outcome.Accepted;
        }
        catch (OperationCanceledException)
        {
            return new(
                Ended.Unclear, "The mail server did not finish in time; whether the mail went out is not known.");
        }
        catch (SmtpException wrong)
        {
            return Judge(wrong);
        }
    }

    /// <summary>What to do before mail can go out; null when it can.</summary>
    public static string? Missing(MailGap gap) => gap switch
    {
        MailGap.Server => "No mail server is set up; set Echolot:Mail:Host and Echolot:Mail:From.",
        MailGap.Sender => "Echolot:Mail:From is no mail address; set it to one that the mail server lets us use.",
        MailGap.ImplicitTls =>
            "Echolot:Mail:Port is 465, where encryption begins at once, which Echolot does not speak; set it to 587, "
            + "where it begins with STARTTLS.",
        MailGap.PublicUrl =>
            "Links in mails would lead nowhere; set Echolot:PublicUrl to the address under which people reach Echolot.",
        _ => null,
    };

    /// <summary>Replies of 500 and above are for ever, those of 400 and above are for now (RFC 5321, 4.2.1).</summary>
    internal static Outcome Judge(SmtpException wrong)
    {
        var code = (int)(wrong is SmtpFailedRecipientException recipient ? recipient.StatusCode : wrong.StatusCode);
        if (code is >= 400 and < 500)
            return new(Ended.NotArrived, $"The mail server answered {code} and may take it later.");
        if (code is >= 500 and < 600)
            return new(Ended.Refused, $"The mail server refused with {code}; check sender, recipient and sign-in.");
        if (Inner<SocketException>(wrong)?.SocketErrorCode is { } error
            and not (SocketError.ConnectionReset or SocketError.ConnectionAborted))
        {
            return new(
                Ended.NotArrived, $"The mail server could not be reached ({error}); check Echolot:Mail:Host and Port.");
        }
        return Inner<AuthenticationException>(wrong) is not null
            ? new(
                Ended.NotArrived,
                "The mail server's certificate is not trusted, or it offers no encryption; check Echolot:Mail:Tls.")
            : new(Ended.Unclear, "The connection to the mail server broke; whether the mail went out is not known.");
    }

    private static MailMessage Compose(Letter letter, string id, string to, MailOptions options)
    {
        var from = new MailAddress(options.From!, options.FromName, Encoding.UTF8);
        var mail = new MailMessage(from, new MailAddress(to))
        {
            Subject = letter.Subject, SubjectEncoding = Encoding.UTF8, BodyEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        mail.AlternateViews.Add(
            AlternateView.CreateAlternateViewFromString(letter.Text, Encoding.UTF8, MediaTypeNames.Text.Plain));
        mail.AlternateViews.Add(
            AlternateView.CreateAlternateViewFromString(letter.Html, Encoding.UTF8, MediaTypeNames.Text.Html));
        // The same id at every try: mail servers and readers drop the second copy. Auto-Submitted (RFC 3834) keeps
        // out-of-office answers away.
        mail.Headers.Add("Message-ID", $"<{id}@{from.Host}>");
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        return mail;
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
