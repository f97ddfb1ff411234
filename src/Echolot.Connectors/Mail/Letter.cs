using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.Mail;

/// <summary>A reply as a mail: subject, thread, plain text and simple HTML.</summary>
internal static partial class Letter
{
    private const int LongestSubject = 150, MostReferences = 20;

    public static OutgoingMail Of(OutgoingReply reply, SourceConfig source, string to)
    {
        var thread = reply.Earlier.Append(reply.ReplyTo ?? default).Where(IsMessageId).Select(id => id.Value)
            .Distinct(StringComparer.Ordinal).TakeLast(MostReferences).ToList();
        var signature = source["signature"]?.Trim() ?? "";
        return new(reply.Key, to, SubjectOf(reply, source), AsText(reply.Text, signature), AsHtml(reply.Text, signature))
        {
            ToName = reply.To?.DisplayName, InReplyTo = thread.Count > 0 ? thread[^1] : null, References = thread,
            Automatic = reply.Automatic, Files = [.. reply.Files.Select(f => new MailFile(f.Name, f.Type, f.Content))],
        };
    }

    internal static string SubjectOf(OutgoingReply reply, SourceConfig source)
    {
        if (OneLine(reply.Subject ?? "") is { Length: > 0 } subject)
            return subject.StartsWith("Re:", StringComparison.OrdinalIgnoreCase) ? subject : "Re: " + subject;
        return reply.Language?.StartsWith("en", StringComparison.OrdinalIgnoreCase) == true
            ? $"Your message to {source["name"]}"
            : $"Nachricht an {source["name"]}";
    }

    private static string AsText(string text, string signature) =>
        signature.Length == 0 ? text + "\n" : $"{text}\n\n-- \n{signature}\n";

    private static string AsHtml(string text, string signature)
    {
        var html = new StringBuilder("<!doctype html><html><head><meta charset=\"utf-8\"></head><body><div style=\"")
            .Append("font-family:system-ui,-apple-system,'Segoe UI',sans-serif;font-size:15px;line-height:1.5;max-width:640px\">");
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
            html.Append("<p style=\"margin:0 0 12px\">").Append(Linked(paragraph)).Append("</p>");
        if (signature.Length > 0)
            html.Append("<p style=\"margin:20px 0 0;color:#5b6477;font-size:13px\">").Append(Linked(signature)).Append("</p>");
        return html.Append("</div></body></html>").ToString();
    }

    /// <summary>Text with its line breaks, everything escaped, addresses of pages as links.</summary>
    private static string Linked(string text)
    {
        var html = new StringBuilder();
        var at = 0;
        foreach (Match link in Address().Matches(text))
        {
            html.Append(Safe(text[at..link.Index])).Append("<a href=\"").Append(Safe(link.Value)).Append("\">")
                .Append(Safe(link.Value)).Append("</a>");
            at = link.Index + link.Length;
        }
        return html.Append(Safe(text[at..])).ToString();

        static string Safe(string part) => WebUtility.HtmlEncode(part).Replace("\n", "<br>", StringComparison.Ordinal);
    }

    // What the contact form sends has an id of ours, which no mail program knows.
    private static bool IsMessageId(ExternalId id) => id.Value is { } value && MessageId().IsMatch(value);

    private static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= LongestSubject) return line;
        return line[..(char.IsHighSurrogate(line[LongestSubject - 1]) ? LongestSubject - 1 : LongestSubject)];
    }

    [GeneratedRegex(@"https?://[^\s<>""]*[^\s<>"".,;:!?)\]}']", RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex(@"^[!-;=?-~]{1,200}@[A-Za-z0-9.-]{1,200}\z", RegexOptions.NonBacktracking)]
    private static partial Regex MessageId();
}
