using System.Globalization;
using System.Net;
using System.Text;
using Echolot.Network;
using NodaTime;
using NodaTime.Extensions;

namespace Echolot.Conversations;

/// <summary>One entry of a transcript.</summary>
public sealed record TranscriptLine(DateTimeOffset At, string By, string Text);

/// <summary>What was said in a conversation as a text to keep: no notes, and nothing that was deleted.</summary>
public static class Transcript
{
    /// <param name="title">First line.</param>
    /// <param name="zone">IANA name; UTC where it is unknown.</param>
    /// <param name="german">How dates are written.</param>
    public static string Of(string title, IEnumerable<TranscriptLine> lines, string zone, bool german)
    {
        var where = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc;
        var culture = CultureInfo.GetCultureInfo(german ? "de-DE" : "en-GB");
        var text = new StringBuilder(title).Append('\n').Append('=', Math.Min(60, title.Length)).Append("\n\n");
        foreach (var line in lines)
            text.Append(line.At.ToInstant().InZone(where).ToDateTimeUnspecified().ToString("g", culture)).Append("  ")
                .Append(line.By).Append('\n').Append(line.Text.ReplaceLineEndings("\n")).Append("\n\n");
        return text.ToString();
    }

    internal static string AsHtml(string transcript) =>
        "<!doctype html><html><head><meta charset=\"utf-8\"></head><body><pre style=\"font-family:system-ui,sans-serif;"
        + $"white-space:pre-wrap;max-width:640px\">{WebUtility.HtmlEncode(transcript)}</pre></body></html>";
}

public sealed partial class ChatDesk
{
    /// <summary>The whole conversation of a visitor as a text, as far as they may see it.</summary>
    public async Task<string> TranscriptAsync(Chat chat, ChatVisitor visitor, CancellationToken cancel)
    {
        var german = visitor.Language == "de";
        var zone = (await roster.WorkspaceAsync(cancel))?.TimeZone ?? "UTC";
        var us = german ? chat.Settings.Title.De : chat.Settings.Title.En;
        return Transcript.Of(
            $"{us} · {chat.Source.Name}", (await AllLinesAsync(chat, visitor, cancel)).Select(l => new TranscriptLine(
                l.At, l.Ours ? l.By ?? us : german ? "Ich" : "You",
                string.Join('\n', l.Files.Select(f => $"[{f.Name}]").Prepend(l.Text)))), zone, german);
    }

    /// <summary>Whether transcripts can go out by mail.</summary>
    public async Task<bool> CanMailAsync(CancellationToken cancel) => await MailAsync(cancel) is not null;

    /// <summary>Sends a visitor the transcript.</summary>
    /// <returns>Whether the mail server took it.</returns>
    /// <exception cref="ChatException">The address is none, or nothing can be sent.</exception>
    public async Task<bool> MailTranscriptAsync(Chat chat, ChatVisitor visitor, string email, CancellationToken cancel)
    {
        email = email.Trim();
        if (!IsAddress(email)) throw new ChatException(ChatRefusal.AddressInvalid);
        if (await MailAsync(cancel) is not { } mail) throw new ChatException(ChatRefusal.NoForm);
        var text = await TranscriptAsync(chat, visitor, cancel);
        var outcome = await Mailing.SendAsync(
            new(Guid.NewGuid().ToString("N"), email, visitor.Language == "de" ? "Chat-Verlauf" : "Your chat transcript",
                text, Transcript.AsHtml(text)) { Automatic = true },
            server with { From = mail.Settings["address"], FromName = mail.Settings.GetValueOrDefault("name", "") }, cancel);
        return outcome.Ended is MailEnded.Accepted;
    }
}
