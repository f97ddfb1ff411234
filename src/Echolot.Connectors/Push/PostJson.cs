using System.Text.Json;
using Echolot.Mentions;

namespace Echolot.Connectors.Push;

/// <summary>Reads one JSON object of the push format into a draft.</summary>
public static class PostJson
{
    private static readonly string[] AuthorParts = ["id", "handle", "name", "url", "followers", "verified", "bot", "bio"];
    private static readonly string[] EngagementParts = ["likes", "replies", "shares", "quotes", "views", "reach"];
    private static readonly string[] AttachmentParts = ["kind", "url", "mime", "alt"];

    private static readonly string[] TopLevel =
    [
        .. PostFields.Scalars.Where(name => !name.Contains('.', StringComparison.Ordinal)),
        PostFields.Author, PostFields.Engagement, PostFields.Attachments, PostFields.Extra, PostFields.Tags,
    ];

    /// <summary>Whether a property of an object is one of the push format, by its own name.</summary>
    internal static bool IsOwn(string name) => TopLevel.Contains(name);

    /// <summary>Fills <paramref name="draft"/>; problems are noted in it.</summary>
    public static void Read(JsonElement item, PostDraft draft, bool strict)
    {
        foreach (var property in item.EnumerateObject())
        {
            var name = strict ? property.Name : PostFields.FromAlias(property.Name) ?? property.Name;
            var value = property.Value;
            if (value.ValueKind == JsonValueKind.Null) continue;
            switch (property.Name)
            {
                case PostFields.Author when value.ValueKind == JsonValueKind.Object:
                    Parts(PostFields.Author, AuthorParts, value, draft, strict);
                    break;
                case PostFields.Author:
                    Scalar(PostFields.AuthorHandle, PostFields.Author, value, draft, strict);
                    break;
                case PostFields.Engagement when value.ValueKind == JsonValueKind.Object:
                    Parts(PostFields.Engagement, EngagementParts, value, draft, strict);
                    break;
                case PostFields.Attachments when value.ValueKind == JsonValueKind.Array:
                    foreach (var one in value.EnumerateArray()) Attachment(one, draft);
                    break;
                case PostFields.Tags when value.ValueKind == JsonValueKind.Array:
                    foreach (var tag in value.EnumerateArray())
                        if (tag.ValueKind == JsonValueKind.String) draft.Tag(tag.GetString()!);
                        else draft.Wrong(PostFields.Tags, $"holds {Kind(tag)}; write texts");
                    break;
                case PostFields.Tags when !strict && value.ValueKind == JsonValueKind.String:
                    foreach (var tag in PostDraft.TagsOf(value.GetString()!)) draft.Tag(tag);
                    break;
                case PostFields.Extra:
                    draft.Extra = value.Clone();
                    break;
                default:
                    // A field's own name wins over what else it may be called.
                    if (!strict && name != property.Name && (draft.Has(name) || item.TryGetProperty(name, out _)))
                        break;
                    if (PostFields.IsScalar(name) && (!strict || !name.Contains('.', StringComparison.Ordinal)))
                        Scalar(name, property.Name, value, draft, strict);
                    else if (strict) Unknown("", property.Name, TopLevel, value, draft);
                    break;
            }
        }
    }

    private static void Parts(string group, string[] parts, JsonElement item, PostDraft draft, bool strict)
    {
        foreach (var property in item.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null) continue;
            var name = $"{group}.{property.Name}";
            if (parts.Contains(property.Name)) Scalar(name, name, property.Value, draft, strict);
            else if (strict) Unknown(group + ".", property.Name, parts, property.Value, draft);
        }
    }

    private static void Unknown(string group, string name, string[] known, JsonElement value, PostDraft draft)
    {
        var written = name.Length > 40 ? name[..40] + "…" : name;
        if (known.Contains(name))
            draft.Wrong(group + written, $"is {Kind(value)}; {(name is PostFields.Attachments or PostFields.Tags ? "write a list" : "write an object")}");
        else if (PostFields.Nearest(name, known) is { } near)
            draft.Wrong(group + written, $"is not a field; did you mean '{group}{near}'?");
        else draft.Wrong(group + written, "is not a field; put data of your own into 'extra'");
    }

    private static void Scalar(string field, string written, JsonElement value, PostDraft draft, bool strict)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                draft.Set(field, value.GetString()!);
                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                draft.Set(field, value.GetRawText());
                break;
            case JsonValueKind.Object or JsonValueKind.Array when !strict && field != PostFields.Text
                && field != PostFields.Id:
                break;
            default:
                draft.Wrong(written, $"is {Kind(value)}; write a text or a number");
                break;
        }
    }

    private static void Attachment(JsonElement item, PostDraft draft)
    {
        if (item.ValueKind != JsonValueKind.Object
            || item.EnumerateObject().Any(part => !AttachmentParts.Contains(part.Name)))
        {
            draft.Wrong(PostFields.Attachments, """holds something else than objects with kind, url, mime and alt""");
            return;
        }
        if (!Uri.TryCreate(Text("url"), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            draft.Wrong(PostFields.Attachments, "has an entry whose 'url' is not a web address");
            return;
        }
        draft.Attach(new Attachment(Text("kind") ?? "link", url, Text("mime"), Text("alt")));

        string? Text(string name) =>
            item.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.String ? part.GetString() : null;
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => "true or false",
    };
}
