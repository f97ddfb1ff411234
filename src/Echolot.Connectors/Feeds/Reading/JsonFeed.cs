using System.Globalization;
using System.Text.Json;

namespace Echolot.Connectors.Feeds.Reading;

/// <summary>JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1).</summary>
internal static class JsonFeed
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64,
    };

    public static FeedDocument Read(string text, Uri? address)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text.AsMemory().TrimStart('\uFEFF'), Lenient);
        }
        catch (JsonException e)
        {
            throw new NotAFeed($"This looks like a JSON Feed but breaks in line {(e.LineNumber ?? 0) + 1}.");
        }
        using (document)
        {
            var root = document.RootElement;
            var version = String(root, "version") ?? "";
            if (!root.TryGetProperty("items", out var list) || list.ValueKind != JsonValueKind.Array)
                throw new NotAFeed("This is JSON, but not a JSON Feed: it has no list 'items'.");
            var items = new List<FeedItem>();
            var unreadable = new List<UnreadableItem>();
            var everybody = People(root, address);
            var language = String(root, "language");
            foreach (var element in list.EnumerateArray())
            {
                if (element.ValueKind != JsonValueKind.Object)
                    unreadable.Add(new(XmlFeed.Start(element.GetRawText()), "The item is not an object."));
                else if (Item(element, address, everybody, language) is { } item)
                    items.Add(item);
                else
                    unreadable.Add(new(XmlFeed.Start(element.GetRawText()), "The item has neither id, title, url nor text."));
            }
            return new FeedDocument(
                $"json {version[(version.LastIndexOf('/') + 1)..]}".Trim(), XmlFeed.Empty(String(root, "title")),
                XmlFeed.Address(String(root, "home_page_url"), address), language, null, everybody.FirstOrDefault(), items, unreadable)
            {
                Hub = Hub(root, address), Self = XmlFeed.Address(String(root, "feed_url"), address),
                Older = XmlFeed.Address(String(root, "next_url"), address),
            };
        }
    }

    private static Uri? Hub(JsonElement root, Uri? address) =>
        root.TryGetProperty("hubs", out var hubs) && hubs.ValueKind == JsonValueKind.Array
            ? hubs.EnumerateArray()
                .Where(h => h.ValueKind == JsonValueKind.Object
                    && "websub".Equals(String(h, "type"), StringComparison.OrdinalIgnoreCase))
                .Select(h => XmlFeed.Address(String(h, "url"), address)).FirstOrDefault(u => u is not null)
            : null;

    private static FeedItem? Item(JsonElement element, Uri? address, List<FeedPerson> everybody, string? language)
    {
        var id = XmlFeed.Empty(String(element, "id")?.Trim());
        var link = XmlFeed.Address(String(element, "url"), address) ?? XmlFeed.Address(String(element, "external_url"), address);
        var title = XmlFeed.Empty(PlainText.Line(String(element, "title") ?? ""));
        var @base = link ?? address;
        var text = XmlFeed.Empty(String(element, "content_text")) is { } plain ? FeedText.OfPlain(plain) : null;
        var html = XmlFeed.Empty(String(element, "content_html")) is { } marked ? FeedText.OfHtml(marked, @base) : null;
        var summary = XmlFeed.Empty(String(element, "summary")) is { } brief ? FeedText.OfPlain(brief) : null;
        var content = html ?? text ?? summary;
        if (id is null && link is null && title is null && content is null)
            return null;
        var authors = People(element, address);
        return new FeedItem(
            id, title, null, link, authors.Count > 0 ? authors : everybody,
            FeedDates.Parse(String(element, "date_published")), FeedDates.Parse(String(element, "date_modified")),
            XmlFeed.Empty(content?.Html), XmlFeed.Empty(summary?.Html), XmlFeed.Empty(content?.Plain),
            String(element, "language") ?? language, null, Media(element, @base));
    }

    private static List<FeedPerson> People(JsonElement element, Uri? address)
    {
        var people = new List<FeedPerson>();
        if (element.TryGetProperty("authors", out var authors) && authors.ValueKind == JsonValueKind.Array)
        {
            foreach (var author in authors.EnumerateArray())
                Add(author);
        }
        if (people.Count == 0 && element.TryGetProperty("author", out var one))
            Add(one);
        return people;

        void Add(JsonElement author)
        {
            if (author.ValueKind == JsonValueKind.String && XmlFeed.Person(author.GetString()!) is { } named)
                people.Add(named);
            if (author.ValueKind != JsonValueKind.Object)
                return;
            var name = XmlFeed.Empty(String(author, "name")?.Trim());
            var person = new FeedPerson(name, null, XmlFeed.Address(String(author, "url"), address));
            if (person.Call is not null && !people.Contains(person))
                people.Add(person);
        }
    }

    private static List<FeedMedia> Media(JsonElement element, Uri? @base)
    {
        var media = new List<FeedMedia>();
        if (element.TryGetProperty("attachments", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var each in list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object))
            {
                if (XmlFeed.Address(String(each, "url"), @base) is { } uri)
                    media.Add(new FeedMedia(uri, XmlFeed.Empty(String(each, "mime_type"))));
            }
        }
        if (XmlFeed.Address(String(element, "image"), @base) is { } image && media.All(m => m.Address != image))
            media.Add(new FeedMedia(image, "image"));
        return media;
    }

    /// <summary>A text, or a number where somebody wrote their id as one.</summary>
    private static string? String(JsonElement element, string name) =>
        element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value) ? null
        : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole.ToString(CultureInfo.InvariantCulture) : value.GetRawText(),
            _ => null,
        };
}
