using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Echolot.Sources.Imports;

namespace Echolot.Sources.Subscriptions;

/// <summary>A feed in a list of subscriptions.</summary>
/// <param name="Address">Null where what is written is no address on the web.</param>
/// <param name="Folder">Titles of the outlines around it, joined by a slash; null at the top.</param>
public sealed record SubscribedFeed(string? Title, Uri? Address, string? Folder)
{
    /// <summary>The address as it stands in the file.</summary>
    public string Written { get; init; } = Address?.AbsoluteUri ?? "";

    /// <summary>What to call it: its title, else its host.</summary>
    public string Name => Title ?? Address?.Host ?? Written;
}

/// <summary>OPML 1.0 and 2.0, the form in which feed readers hand lists of feeds to each other. Pure.</summary>
public static class Opml
{
    /// <summary>Longest list; the largest seen in the wild has about three thousand.</summary>
    public const int Most = 5_000;

    // Folders in folders: nobody nests deeper, and a hostile file must not cost the stack.
    private const int Deepest = 30;

    /// <summary>Everything in a file that has an address, in its order, also what stands there twice.</summary>
    /// <exception cref="FileProblem">It is no OPML, or holds no feed.</exception>
    public static IReadOnlyList<SubscribedFeed> Read(Stream file)
    {
        XElement? body;
        try
        {
            // Ignored, a DTD is neither fetched nor are its entities expanded.
            using var reader = XmlReader.Create(file, new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, MaxCharactersInDocument = 20_000_000,
            });
            var root = XDocument.Load(reader).Root;
            body = root?.Name.LocalName.Equals("opml", StringComparison.OrdinalIgnoreCase) == true
                ? root.Elements().FirstOrDefault(e => e.Name.LocalName == "body") : null;
        }
        catch (XmlException wrong)
        {
            throw new FileProblem($"the file is not XML: it breaks in line "
                + $"{wrong.LineNumber.ToString(CultureInfo.InvariantCulture)}");
        }
        if (body is null) throw new FileProblem("the file is not OPML: it has no <opml> with a <body>");
        var found = new List<SubscribedFeed>();
        Collect(body, null, 0, found);
        if (found.Count == 0) throw new FileProblem("the file names no feed: no outline has an xmlUrl");
        if (found.Count > Most)
            throw new FileProblem($"the file names {found.Count} feeds; {Most} at once are the most");
        return found;
    }

    /// <summary>Writes a list; folders become outlines in outlines.</summary>
    public static string Write(string title, IEnumerable<SubscribedFeed> feeds, DateTimeOffset at)
    {
        var body = new XElement("body");
        var folders = new Dictionary<string, XElement>();
        foreach (var feed in feeds)
        {
            var parent = body;
            var path = "";
            var parts = (feed.Folder ?? "").Split(
                '/', Deepest, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            foreach (var part in parts)
            {
                path += "/" + part;
                if (!folders.TryGetValue(path, out var folder))
                {
                    folders[path] = folder = new XElement("outline", new XAttribute("text", Clean(part)));
                    parent.Add(folder);
                }
                parent = folder;
            }
            parent.Add(new XElement("outline", new XAttribute("type", "rss"), new XAttribute("text", Clean(feed.Name)),
                new XAttribute("xmlUrl", feed.Written)));
        }
        return new XDocument(new XElement("opml", new XAttribute("version", "2.0"),
            new XElement("head", new XElement("title", Clean(title)),
                new XElement("dateCreated", at.ToString("r", CultureInfo.InvariantCulture))), body)).ToString();
    }

    private static void Collect(XElement parent, string? folder, int depth, List<SubscribedFeed> found)
    {
        if (depth > Deepest) return;
        foreach (var outline in parent.Elements().Where(e => e.Name.LocalName == "outline"))
        {
            var title = Attribute(outline, "title") ?? Attribute(outline, "text");
            if (Attribute(outline, "xmlUrl") is { } written)
            {
                var known = Uri.TryCreate(written, UriKind.Absolute, out var address)
                    && address.Scheme is "http" or "https";
                found.Add(known ? new(title, address, folder) : new(title, null, folder) { Written = written });
            }
            else
            {
                Collect(outline, title is null ? folder : folder is null ? title : $"{folder}/{title}", depth + 1,
                    found);
            }
        }
    }

    private static string? Attribute(XElement outline, string name) =>
        outline.Attributes().FirstOrDefault(a => a.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?.Value.Trim() is { Length: > 0 and <= 4_000 } value ? value : null;

    private static string Clean(string text) => new([.. text.Where(XmlConvert.IsXmlChar)]);
}
