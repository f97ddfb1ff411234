using System.Text;
using Echolot.Teams;
using NodaTime;

namespace Echolot.Alerts;

/// <summary>The mail with a link to set a password, in the language of the person.</summary>
internal static class LinkLetter
{
    public static Letter Of(AskedLink link, Uri address)
    {
        var words = Wording.In(link.Person.Language);
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(link.Person.TimeZone) ?? DateTimeZone.Utc;
        var title = link.Purpose is LinkPurpose.Invite
            ? words.Say($"Ihr Zugang zu Echolot – {link.Workspace}", $"Your access to Echolot – {link.Workspace}")
            : words.Say("Neues Passwort für Echolot", "New password for Echolot");
        var hello = words.Say($"Guten Tag, {link.Person.Name},", $"Hello {link.Person.Name},");
        var choose = words.Say("Passwort festlegen", "Choose a password");
        var until = words.Moment(link.ExpiresAt, zone);
        var ends = words.Say($"Der Link gilt einmal, bis {until} Uhr.", $"The link works once, until {until}.");
        var (why, else_) = (Why(link, words), Otherwise(link.Purpose, words));

        var text = new StringBuilder(hello).Append("\n\n").Append(why).Append("\n\n")
            .Append(choose).Append(":\n").Append(address.AbsoluteUri).Append("\n\n")
            .Append(ends).Append("\n\n").Append(else_).Append('\n');
        var html = Letter.Begin(title);
        Paragraph(html, hello, "margin:0 0 12px");
        Paragraph(html, why, "margin:0 0 16px");
        Letter.Anchor(html.Append("<p style=\"margin:0 0 16px;font-weight:600\">"), address, choose);
        html.Append("</p>");
        Paragraph(html, ends, "margin:0 0 12px");
        Paragraph(html, else_, "margin:0;" + Letter.Muted);
        return new(Letter.OneLine(title), text.ToString(), Letter.End(html));
    }

    private static string Why(AskedLink link, Wording words) => (link.Purpose, link.By?.Name) switch
    {
        (LinkPurpose.Invite, { } by) => words.Say(
            $"{by} hat Sie zu Echolot eingeladen. Damit hört {link.Workspace} zu, was öffentlich gesagt wird.",
            $"{by} has invited you to Echolot, with which {link.Workspace} listens to what is said in public."),
        (LinkPurpose.Invite, null) => words.Say(
            $"Sie sind zu Echolot eingeladen. Damit hört {link.Workspace} zu, was öffentlich gesagt wird.",
            $"You are invited to Echolot, with which {link.Workspace} listens to what is said in public."),
        (LinkPurpose.Reset, { } by) => words.Say(
            $"{by} schickt Ihnen diesen Link, damit Sie ein neues Passwort festlegen können.",
            $"{by} sends you this link so that you can choose a new password."),
        _ => words.Say(
            "Auf der Anmeldeseite wurde ein neues Passwort für Ihren Zugang angefordert.",
            "On the sign-in page somebody asked for a new password for your account."),
    };

    private static string Otherwise(LinkPurpose purpose, Wording words) => purpose is LinkPurpose.Invite
        ? words.Say(
            "Sie haben nichts mit Echolot zu tun? Dann löschen Sie diese Nachricht einfach.",
            "You have nothing to do with Echolot? Then just delete this message.")
        : words.Say(
            "Sie waren das nicht? Dann tun Sie nichts: Ihr Passwort bleibt, wie es ist.",
            "That was not you? Then do nothing: your password stays as it is.");

    private static void Paragraph(StringBuilder html, string text, string style) =>
        html.Append("<p style=\"").Append(style).Append("\">").Append(Letter.Safe(text)).Append("</p>");
}
