using System.Globalization;
using System.Text.RegularExpressions;

namespace Echolot.Connectors.Feeds.Reading;

/// <summary>Finds feed and items in the tree: RSS 0.90 to 2.0, Atom 0.3 and 1.0, CDF.</summary>
internal sealed partial class XmlFeed
{
    private static readonly string[] Roots = ["rss", "rdf:rdf", "feed", "channel", "rdf"];

    private readonly Uri? _address;
    private readonly bool _atom;
    private readonly XmlNode _channel;

    private XmlFeed(XmlNode root, Uri? address)
    {
        _atom = root.Name == "feed";
        _channel = _atom || root.Name == "channel" ? root : root.First("channel") ?? root;
        _address = address;
        _address ??= Own();
    }

    public static FeedDocument Read(XmlNode document, Uri? address)
    {
        var root = Root(document) ?? throw new NotAFeed(Instead(document));
        var feed = new XmlFeed(root, address);
        var items = new List<FeedItem>();
        var unreadable = new List<UnreadableItem>();
        foreach (var node in Items(root))
        {
            var item = feed.Item(node);
            if (item is { Id: null, Title: null, TitleHtml: null, Link: null, Html: null, Authors: [], Media: [] }
                && (item.Published ?? item.Updated) is null)
            {
                unreadable.Add(new(Start(SafeHtml.Inner(node)), "The item has neither id, title, link nor text."));
                continue;
            }
            items.Add(item);
        }
        var channel = feed._channel;
        return new FeedDocument(
            Format(root), Empty(feed.Text(channel, "title", "dc:title")?.Plain), feed.Link(channel), feed.Language(channel),
            feed.Every(), feed.People(channel).FirstOrDefault(), items, unreadable)
        {
            Hub = feed.Related("hub"), Self = feed.Related("self"),
            Older = feed.Related("next") ?? feed.Related("prev-archive"),
        };
    }

    private Uri? Related(string rel) => Address(
        _channel.Elements.FirstOrDefault(e => e.Name == "link" && e["rel"] == rel && e["href"] is not null)?["href"],
        _address);

    private static XmlNode? Root(XmlNode document)
    {
        foreach (var element in document.Elements)
        {
            if (Roots.Contains(element.Name))
                return element;
            // Some put their feed into an envelope, or forget to close something before it.
            if (element.Elements.FirstOrDefault(e => Roots.Contains(e.Name)) is { } inner && element.Name != "html")
                return inner;
        }
        return null;
    }

    private static string Instead(XmlNode document)
    {
        var first = document.Elements.FirstOrDefault()?.Name;
        return first switch
        {
            null => "This is neither XML nor JSON, so it is not a feed.",
            "html" or "xhtml:html" => "This is a web page, not a feed. Give the address of its feed, or of the site to have it searched.",
            _ => $"This is XML, but not a feed: its root is '{first}', not rss, feed or rdf:RDF.",
        };
    }

    private static IEnumerable<XmlNode> Items(XmlNode node)
    {
        foreach (var element in node.Elements)
        {
            if (element.Name is "item" or "entry")
                yield return element;
            else if (element.Name is "channel" or "items" or "feed")
            {
                foreach (var inner in Items(element))
                    yield return inner;
            }
        }
    }

    private static string Format(XmlNode root) => root.Name switch
    {
        "feed" => root.Namespace.Contains("2005", StringComparison.Ordinal) ? "atom 1.0" : $"atom {root["version"] ?? "1.0"}",
        "channel" => "cdf",
        "rss" => $"rss {root["version"] ?? "2.0"}",
        _ => root.First("channel")?.Namespace.Contains("/0.9/", StringComparison.Ordinal) == true ? "rss 0.90" : "rss 1.0",
    };

    private FeedItem Item(XmlNode node)
    {
        var link = Link(node);
        var id = Id(node);
        var title = Text(node, "title", "dc:title", "media:title") ?? (node["title"] is { } cdf ? FeedText.OfPlain(cdf) : null);
        var summary = Text(
            node, "description", "summary", "abstract", "dc:description", "itunes:summary", "media:description", "itunes:subtitle");
        var content = Text(node, "content", "content:encoded", "xhtml:body", "body", "fullitem", "xhtml:div");
        var both = content is null && node.First("description") is not null ? Text(node, "summary") : null;
        content = content ?? both ?? summary;
        var authors = People(node);
        if (authors.Count == 0 && _atom)
            authors = node.First("source") is { } source && People(source) is { Count: > 0 } named ? named : People(_channel);
        return new FeedItem(
            id, Empty(PlainText.Line(title?.Plain ?? "")), title is { Marked: true } ? Empty(title.Html) : null, link, authors,
            Date(
                node, "pubdate", "published", "issued", "dcterms:issued", "dcterms:available", "prism:publicationdate", "dc:date",
                "dcterms:created", "created"),
            Date(node, "updated", "modified", "dcterms:modified", "dc:date", "lastbuilddate", "lastpubdate")
                ?? FeedDates.Parse(node["lastmod"]),
            Empty(content?.Html), Empty(summary?.Html), Empty(content?.Plain), Language(node),
            node.First("thr:in-reply-to")?["ref"], Media(node));
    }

    /// <summary>Where a document without an address says that it is: its self link, else the page it belongs to.</summary>
    private Uri? Own()
    {
        var self = _channel.Elements.FirstOrDefault(e => e.Name == "link" && e["rel"] == "self" && e["href"] is not null)?["href"];
        var own = Address(self, null) ?? Link(_channel);
        return own is { Scheme: "http" or "https" } ? own : null;
    }

    private string? Id(XmlNode node)
    {
        var element = node.First("guid") ?? node.First("id");
        var id = Empty(element?.AllText().Trim()) ?? Empty(node["rdf:about"]?.Trim())
            ?? Empty(node.First("dc:identifier")?.AllText().Trim());
        var local = element?["isPermaLink"]?.Equals("false", StringComparison.OrdinalIgnoreCase) == true;
        return id is ['/', ..] && !local ? Resolve(id, node)?.AbsoluteUri ?? id : id;
    }

    /// <summary>Address of the page: link with rel alternate, link as text, else a guid that is one.</summary>
    private Uri? Link(XmlNode node)
    {
        if (node.First("feedburner:origlink") is { } original && Resolve(original.AllText(), original) is { } first)
            return first;
        XmlNode? best = null;
        foreach (var link in node.Elements.Where(e => e.Name == "link"))
        {
            var rel = (link["rel"] ?? "alternate").Trim().ToLowerInvariant();
            if (rel is not ("alternate" or "" or "http://www.iana.org/assignments/relation/alternate"))
                continue;
            if (link["href"] is null)
            {
                if (Resolve(link.AllText(), link) is { } written)
                    return written;
                continue;
            }
            if (best is null || (!IsPage(best) && IsPage(link)))
                best = link;
        }
        if (best is not null && Resolve(best["href"]!, best) is { } alternate)
            return alternate;
        if (Resolve(node["href"], node) is { } cdf)
            return cdf;
        var guid = node.First("guid");
        if (guid is null || guid["isPermaLink"]?.Equals("false", StringComparison.OrdinalIgnoreCase) == true)
            return null;
        var text = guid.AllText().Trim();
        return text.StartsWith("http", StringComparison.OrdinalIgnoreCase) || text is ['/', ..] ? Resolve(text, guid) : null;
    }

    private static bool IsPage(XmlNode link) =>
        (link["type"] ?? "text/html").Trim().ToLowerInvariant() is "text/html" or "application/xhtml+xml" or "";

    private List<FeedPerson> People(XmlNode node)
    {
        var people = new List<FeedPerson>();
        foreach (var name in (string[])["author", "dc:creator", "dc:author", "itunes:author", "managingeditor"])
        {
            foreach (var element in node.Elements.Where(e => e.Name == name))
            {
                if (Person(element) is { } person && !people.Contains(person))
                    people.Add(person);
            }
            if (people.Count > 0)
                break;
        }
        return people;
    }

    private FeedPerson? Person(XmlNode node)
    {
        var name = Empty(PlainText.Line(node.First("name")?.AllText() ?? ""));
        var email = Empty(node.First("email")?.AllText().Trim());
        var page = node.Elements.FirstOrDefault(e => e.Name is "uri" or "url" or "homepage");
        var address = page is null ? null : Resolve(page.AllText(), page);
        if (name is null && email is null && address is null)
        {
            var written = node.AllText();
            return Person(PlainText.Line(MailForm().IsMatch(written) ? written : PlainText.Of(written)));
        }
        // "Example author (me@example.com)" is met inside of name, too.
        if (name is not null && email is null && Person(name) is { Email: not null } split)
            return split with { Address = address };
        return new FeedPerson(name, email, address);
    }

    /// <summary>Takes apart <c>me@example.com (Name)</c>, <c>Name (me@example.com)</c> and <c>Name &lt;me@example.com&gt;</c>.</summary>
    internal static FeedPerson? Person(string text)
    {
        text = text.Trim();
        if (text.Length == 0)
            return null;
        var mail = MailForm().Match(text);
        if (!mail.Success)
            return new FeedPerson(text, null, null);
        var rest = text.Replace(mail.Value, "").Replace("mailto:", "", StringComparison.OrdinalIgnoreCase)
            .Replace("()", "").Replace("<>", "").Replace("[]", "").Trim();
        if (rest is ['(', .., ')'] or ['[', .., ']'])
            rest = rest[1..^1];
        return new FeedPerson(Empty(rest.Trim(' ', '"', ',', '-', ':')), mail.Value, null);
    }

    private List<FeedMedia> Media(XmlNode node)
    {
        var media = new List<FeedMedia>();
        void Add(string? address, XmlNode at, string? type)
        {
            if (Resolve(address, at) is { } uri && media.Count < 20 && media.All(m => m.Address != uri))
                media.Add(new FeedMedia(uri, Empty(type?.Trim())));
        }
        foreach (var e in node.Elements.Concat(node.Elements.Where(e => e.Name == "media:group").SelectMany(g => g.Elements)))
        {
            if (e.Name == "enclosure")
                Add(e["url"], e, e["type"]);
            else if (e.Name == "link" && e["rel"] == "enclosure")
                Add(e["href"], e, e["type"]);
            else if (e.Name == "media:content")
                Add(e["url"], e, e["type"] ?? e["medium"]);
            else if (e.Name == "media:thumbnail")
                Add(e["url"], e, "image");
            else if (e.Name == "itunes:image")
                Add(e["href"], e, "image");
            else if (e.Name == "content")
                Add(e["src"], e, e["type"]);
        }
        return media;
    }

    private TimeSpan? Every()
    {
        var found = new List<TimeSpan>();
        var ttl = _channel.First("ttl")?.AllText().Trim();
        if (int.TryParse(ttl, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes > 0)
            found.Add(TimeSpan.FromMinutes(Math.Min(minutes, 60 * 24 * 365)));
        var period = _channel.First("sy:updateperiod")?.AllText().Trim().ToLowerInvariant() switch
        {
            "hourly" => TimeSpan.FromHours(1),
            "daily" => TimeSpan.FromDays(1),
            "weekly" => TimeSpan.FromDays(7),
            "monthly" => TimeSpan.FromDays(30),
            "yearly" => TimeSpan.FromDays(365),
            _ => TimeSpan.Zero,
        };
        var frequency = _channel.First("sy:updatefrequency")?.AllText().Trim();
        var often = int.TryParse(frequency, NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times > 1 ? times : 1;
        if (period > TimeSpan.Zero)
            found.Add(period / often);
        return found.Count == 0 ? null : found.Min();
    }

    private string? Language(XmlNode node)
    {
        var said = node.First("language") ?? node.First("dc:language");
        for (var at = node; at is not null && said is null; at = at.Parent)
        {
            if (at["xml:lang"] is { } lang)
                return Empty(lang.Trim());
        }
        said ??= _channel.First("language") ?? _channel.First("dc:language");
        return Empty(said?.AllText().Trim());
    }

    private FeedText? Text(XmlNode node, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            foreach (var element in node.Elements)
            {
                if (element.Name == name && FeedText.Read(element, _atom, Base(element)) is { Html.Length: > 0 } text)
                    return text;
            }
        }
        return null;
    }

    private static DateTimeOffset? Date(XmlNode node, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            // Where one is written twice the later one corrects the earlier.
            if (node.Elements.LastOrDefault(e => e.Name == name) is { } element && FeedDates.Parse(element.AllText()) is { } date)
                return date;
        }
        return null;
    }

    private Uri? Base(XmlNode node)
    {
        var chain = new Stack<string>();
        for (var at = node; at is not null; at = at.Parent)
        {
            if (at["xml:base"] is { Length: > 0 } written)
                chain.Push(written.Trim());
        }
        var result = _address;
        foreach (var step in chain)
        {
            if (Uri.TryCreate(step, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https")
                result = absolute;
            else if (result is not null && Uri.TryCreate(result, step, out var joined) && joined.Scheme is "http" or "https")
                result = joined;
        }
        return result;
    }

    private Uri? Resolve(string? text, XmlNode node) => Address(text, Base(node));

    internal static Uri? Address(string? text, Uri? @base)
    {
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
            return null;
        // "/path" counts as a file on Unix when asked whether it is absolute.
        if (text[0] != '/' && Uri.TryCreate(text, UriKind.Absolute, out var absolute))
            return absolute.Scheme is "http" or "https" or "ftp" or "mailto" or "news" or "magnet" ? absolute : null;
        return @base is not null && Uri.TryCreate(@base, text, out var joined) ? joined : null;
    }

    internal static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    internal static string Start(string text) => text.Length > 500 ? text[..500] : text;

    [GeneratedRegex(@"[\w.+%-]+@[\w-]+(\.[\w-]+)+")]
    private static partial Regex MailForm();
}
