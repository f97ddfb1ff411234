using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Echolot.Mentions;

namespace Echolot.Alerts;

/// <summary>The body of a call in the words of its receiver.</summary>
internal static class WebhookBody
{
    private static readonly JsonSerializerOptions plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(Message message, WebhookFormat format, DateTimeOffset now) =>
        format is WebhookFormat.Ntfy ? Ntfy.Text(message) : Encoding.UTF8.GetBytes((format switch
        {
            WebhookFormat.Slack => Slack(message),
            WebhookFormat.Teams => Teams(message),
            WebhookFormat.Mattermost => Mattermost(message),
            WebhookFormat.RocketChat => RocketChat(message),
            _ => Echolot(message, now),
        }).ToJsonString(plain));

    private static JsonObject Echolot(Message message, DateTimeOffset now) => new()
    {
        ["id"] = message.Id,
        ["type"] = message.IsTest ? "test" : "notification",
        ["at"] = Time(now),
        ["title"] = message.Title,
        ["count"] = message.Count,
        ["notifications"] = Array(message.Parts, part => new JsonObject
        {
            ["id"] = Id(part.Id),
            ["kind"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(part.Kind.ToString()),
            ["monitor"] = part.MonitorId is { } monitor
                ? new JsonObject { ["id"] = Id(monitor), ["name"] = message.MonitorName }
                : null,
            ["title"] = part.Title,
            ["body"] = part.Body,
            ["why"] = part.Why,
            ["count"] = part.Count,
            ["link"] = message.Address(part.Link)?.AbsoluteUri ?? part.Link,
            ["mention_ids"] = Array(part.MentionIds, id => JsonValue.Create(Id(id))),
            ["at"] = Time(part.At),
        }),
        ["mentions"] = Array(message.Mentions, mention => new JsonObject
        {
            ["id"] = Id(mention.Id),
            ["connector"] = mention.Connector,
            ["url"] = Message.Post(mention)?.AbsoluteUri,
            ["link"] = message.Address(Links.To(mention.Id))?.AbsoluteUri ?? Links.To(mention.Id),
            ["title"] = mention.Title,
            ["excerpt"] = Message.Excerpt(mention),
            ["author"] = mention.AuthorName ?? mention.AuthorHandle,
            ["language"] = mention.Findings.Language,
            ["sentiment"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(mention.Sentiment.ToString()),
            ["published_at"] = Time(mention.PublishedAt),
        }),
    };

    /// <summary>Slack Block Kit; at most 50 blocks, 3,000 characters each.</summary>
    private static JsonObject Slack(Message message)
    {
        var blocks = new JsonArray();
        foreach (var part in message.Parts.Take(10))
        {
            var title = message.Address(part.Link) is { } link
                ? $"*<{link.AbsoluteUri}|{SlackText(part.Title)}>*"
                : $"*{SlackText(part.Title)}*";
            blocks.Add(Section($"{title}\n{SlackText(part.Body)}"));
            blocks.Add(new JsonObject
            {
                ["type"] = "context",
                ["elements"] = new JsonArray(
                    new JsonObject { ["type"] = "mrkdwn",
                    ["text"] = SlackText($"{message.Words.Because}: {part.Why}") }),
            });
        }
        foreach (var mention in message.Mentions.Take(10))
        {
            var post = (message.Address(Links.To(mention.Id)) ?? Message.Post(mention)) is { } link
                ? $"<{link.AbsoluteUri}|{SlackText(message.Words.Open)}>" : "";
            blocks.Add(
                Section($">{SlackText(Message.Excerpt(mention))}\n_{SlackText(message.Origin(mention))}_ {post}"));
        }
        return new JsonObject { ["text"] = SlackText(message.Title), ["blocks"] = blocks };

        static JsonObject Section(string text) => new()
        {
            ["type"] = "section", ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = text },
        };
    }

    /// <summary>
    /// Microsoft Teams: an Adaptive Card 1.4 as its workflows take it. Text blocks read Markdown, so it is escaped.
    /// </summary>
    private static JsonObject Teams(Message message)
    {
        var body = new JsonArray();
        foreach (var part in message.Parts.Take(10))
        {
            body.Add(Block(part.Title, "Medium", "Bolder"));
            body.Add(Block(part.Body, "Default", "Default"));
            body.Add(Block($"{message.Words.Because}: {part.Why}", "Small", "Lighter"));
        }
        foreach (var mention in message.Mentions.Take(10))
        {
            body.Add(Block(Message.Excerpt(mention), "Default", "Default"));
            body.Add(Block(message.Origin(mention), "Small", "Lighter"));
        }
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json", ["type"] = "AdaptiveCard",
            ["version"] = "1.4", ["body"] = body,
        };
        if (message.Address(message.Parts[0].Link) is { } link)
        {
            card["actions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Action.OpenUrl", ["title"] = message.Words.Open, ["url"] = link.AbsoluteUri,
            });
        }
        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive", ["content"] = card,
            }),
        };

        static JsonObject Block(string text, string size, string weight) => new()
        {
            ["type"] = "TextBlock", ["text"] = Markdown(text), ["wrap"] = true, ["size"] = size, ["weight"] = weight,
        };
    }

    private static JsonObject Mattermost(Message message)
    {
        var text = new StringBuilder();
        foreach (var part in message.Parts)
        {
            text.Append("**")
                .Append(
                message.Address(part.Link) is { } link
                    ? $"[{Markdown(part.Title)}]({link.AbsoluteUri})"
                    : Markdown(part.Title))
                .Append("**\n")
                    .Append(Markdown(part.Body))
                    .Append("\n_").Append(Markdown($"{message.Words.Because}: {part.Why}")).Append("_\n");
        }
        foreach (var mention in message.Mentions.Take(10))
        {
            text.Append("> ")
                .Append(Markdown(Message.Excerpt(mention))).Append("\n> ").Append(Markdown(message.Origin(mention)));
            if ((message.Address(Links.To(mention.Id)) ?? Message.Post(mention)) is { } link)
                text.Append(" [")
                    .Append(Markdown(message.Words.Open)).Append("](").Append(link.AbsoluteUri).Append(')');
            text.Append("\n\n");
        }
        return new JsonObject { ["text"] = text.ToString() };
    }

    /// <summary>Rocket.Chat: the attachments that Slack had before its blocks, which Rocket.Chat does not know.</summary>
    private static JsonObject RocketChat(Message message)
    {
        var attachments = new JsonArray();
        foreach (var part in message.Parts.Take(10))
            attachments.Add(Attachment(part.Title, message.Address(part.Link), $"{part.Body}\n{message.Words.Because}: {part.Why}"));
        foreach (var mention in message.Mentions.Take(10))
            attachments.Add(Attachment(
                message.Origin(mention), message.Address(Links.To(mention.Id)) ?? Message.Post(mention), Message.Excerpt(mention)));
        return new JsonObject { ["text"] = Markdown(message.Title), ["attachments"] = attachments };

        static JsonObject Attachment(string title, Uri? link, string text)
        {
            // Titles are shown as they are; texts read Markdown, line by line.
            var attachment = new JsonObject
            {
                ["title"] = title.Replace("@", "@\u200b", StringComparison.Ordinal),
                ["text"] = string.Join('\n', text.Split('\n').Select(Markdown)),
            };
            if (link is not null) attachment["title_link"] = link.AbsoluteUri;
            return attachment;
        }
    }

    /// <summary>
    /// The three signs that Slack reads as control characters; escaped, nobody's post can call a whole channel.
    /// </summary>
    internal static string SlackText(string text) =>
        text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>
    /// Markdown as plain text, and <c>@</c> followed by a zero-width space: a post that says <c>@channel</c> must not
    /// wake everybody.
    /// </summary>
    internal static string Markdown(string text)
    {
        var safe = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (c is '\\' or '`' or '*' or '_' or '{' or '}' or '[' or ']' or '(' or ')' or '#' or '+' or '!' or '|'
                or '<' or '>' or '~')
                safe.Append('\\');
            safe.Append(c is '\r' or '\n' ? ' ' : c);
            if (c == '@')
                safe.Append('\u200b');
        }
        return safe.ToString();
    }

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> node) => new([.. items.Select(node)]);

    private static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);

    internal static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
