using Echolot.Network;

namespace Echolot.Alerts;

/// <summary>Hands letters to the mail server.</summary>
internal static class Mail
{
    public static async Task<Outcome> SendAsync(
        Letter letter, string id, string to, MailOptions options, CancellationToken cancel)
    {
        if (Missing(options.Gap) is { } missing)
            return new(Ended.Refused, missing);
        var outcome = await Mailing.SendAsync(
            new(id, to, letter.Subject, letter.Text, letter.Html) { Automatic = true }, options, cancel);
        return new(outcome.Ended switch
        {
            MailEnded.Accepted => Ended.Accepted,
            MailEnded.Refused => Ended.Refused,
            MailEnded.NotArrived => Ended.NotArrived,
            _ => Ended.Unclear,
        }, outcome.Problem);
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
}
