using System.Net;
using System.Text;

namespace Echolot.Alerts;

/// <summary>A mail, composed: the same twice, once as text and once as simple HTML with everything escaped.</summary>
internal sealed record Letter(string Subject, string Text, string Html)
{
    private const string Frame =
        "font-family:system-ui,-apple-system,'Segoe "
        + "UI',sans-serif;font-size:15px;line-height:1.5;color:#1c2230;max-width:640px";
    internal const string Muted = "color:#5b6477;font-size:13px";

    public static Letter Of(Message message) => new(OneLine(message.Title), AsText(message), AsHtml(message));

    private static string AsText(Message message)
    {
        var words = message.Words;
        var text = new StringBuilder();
        foreach (var part in message.Parts)
        {
            text.Append(part.Title)
                .Append('\n')
                .Append(part.Body).Append('\n').Append(words.Because).Append(": ").Append(part.Why).Append('\n');
            if (message.Address(part.Link) is { } link)
                text.Append(words.Open).Append(": ").Append(link.AbsoluteUri).Append('\n');
            text.Append('\n');
        }
        foreach (var mention in message.Mentions)
        {
            text.Append("– ")
                .Append(Message.Excerpt(mention)).Append("\n  ").Append(OneLine(message.Origin(mention))).Append('\n');
            if ((message.Address(Links.To(mention.Id)) ?? Message.Post(mention)) is { } address)
                text.Append("  ").Append(address.AbsoluteUri).Append('\n');
            text.Append('\n');
        }
        if (message.Hidden > 0)
            text.Append(words.More(message.Hidden)).Append("\n\n");
        if (message.Address(Links.Settings) is { } settings)
            text.Append("-- \n").Append(words.Settings).Append('\n').Append(settings.AbsoluteUri).Append('\n');
        return text.ToString();
    }

    private static string AsHtml(Message message)
    {
        var words = message.Words;
        var html = Begin(message.Title);
        foreach (var part in message.Parts)
        {
            html.Append("<h1 style=\"font-size:18px;margin:16px 0 4px\">")
                .Append(Safe(part.Title)).Append("</h1><p style=\"margin:0\">")
                .Append(Safe(part.Body)).Append("</p><p style=\"margin:0 0 8px;").Append(Muted).Append("\">")
                .Append(Safe(words.Because)).Append(": ").Append(Safe(part.Why)).Append("</p>");
            Anchor(html, message.Address(part.Link), words.Open);
        }
        foreach (var mention in message.Mentions)
        {
            html.Append(
                "<div style=\"border-left:3px solid #c9d1e0;padding:0 0 0 12px;margin:16px 0\"><p style=\"margin:0\">")
                .Append(Safe(Message.Excerpt(mention))).Append("</p><p style=\"margin:0;").Append(Muted).Append("\">")
                .Append(Safe(message.Origin(mention))).Append("</p>");
            Anchor(html, message.Address(Links.To(mention.Id)), words.Open);
            Anchor(html, Message.Post(mention), words.OpenPost);
            html.Append("</div>");
        }
        if (message.Hidden > 0)
            html.Append("<p>").Append(Safe(words.More(message.Hidden))).Append("</p>");
        if (message.Address(Links.Settings) is { } settings)
        {
            html.Append("<hr style=\"border:0;border-top:1px solid #dfe4ee\"><p style=\"")
                .Append(Muted).Append("\">").Append(Safe(words.Settings)).Append(' ');
            Anchor(html, settings, settings.AbsoluteUri);
            html.Append("</p>");
        }
        return End(html);
    }

    internal static StringBuilder Begin(string title) =>
        new StringBuilder("<!doctype html><html><head><meta charset=\"utf-8\"><title>")
            .Append(Safe(title)).Append("</title></head><body><div style=\"").Append(Frame).Append("\">");

    internal static string End(StringBuilder html) => html.Append("</div></body></html>").ToString();

    internal static void Anchor(StringBuilder html, Uri? to, string label)
    {
        if (to is not null)
            html.Append("<a href=\"")
                .Append(Safe(to.AbsoluteUri))
                .Append("\" style=\"margin-right:12px\">").Append(Safe(label)).Append("</a>");
    }

    /// <summary>What somebody wrote on a network is never markup of ours.</summary>
    internal static string Safe(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A line break in a subject would begin a header of somebody else's choice.</summary>
    internal static string OneLine(string text) => string.Join(
        ' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
