using System.Globalization;
using System.IO.Compression;
using Echolot.Connectors.Feeds;
using Echolot.Connectors.Feeds.Reading;

namespace Echolot.Connectors.Sites;

/// <summary>A sitemap: pages, or more sitemaps (sitemaps.org, and Google's news extension).</summary>
/// <param name="More">Sitemaps an index names, with the time of their last change where it states one.</param>
internal sealed record Sitemap(
    IReadOnlyList<FeedItem> Pages, IReadOnlyList<(Uri Address, DateTimeOffset? Changed)> More,
    IReadOnlyList<UnreadableItem> Unreadable)
{
    // The protocol allows 50,000 entries a file.
    private const int Most = 50_000;

    // Unpacked; the protocol's own limit.
    private const int MostBytes = 50 * 1024 * 1024;

    /// <exception cref="NotAFeed">It is no sitemap.</exception>
    public static Sitemap Read(ReadOnlySpan<byte> bytes, Uri address)
    {
        var text = bytes.StartsWith(new byte[] { 0x1f, 0x8b }) ? Unpacked(bytes) : CharacterSet.Decode(bytes, null);
        var root = XmlTree.Parse(text).Elements.FirstOrDefault(e => Local(e) is "urlset" or "sitemapindex")
            ?? throw new NotAFeed("It is no sitemap: its root is neither urlset nor sitemapindex.");
        var pages = new List<FeedItem>();
        var more = new List<(Uri, DateTimeOffset?)>();
        var unreadable = new List<UnreadableItem>();
        foreach (var entry in root.Elements.Take(Most))
        {
            var kind = Local(entry);
            if (kind is not ("url" or "sitemap")) continue;
            var link = XmlFeed.Address(Value(entry, "loc"), address);
            // A site speaks for itself only (sitemaps.org, "location"); an index may point to its own subdomains.
            if (link is not { Scheme: "http" or "https" } || !SameSite(link, address))
            {
                unreadable.Add(new(XmlFeed.Start(entry.AllText().Trim()), "The entry has no address on this site."));
                continue;
            }
            var changed = FeedDates.Parse(Value(entry, "lastmod"));
            if (kind == "sitemap") more.Add((link, changed));
            else pages.Add(Page(entry, link, changed));
        }
        return new(pages, more, unreadable);
    }

    private static FeedItem Page(XmlNode entry, Uri link, DateTimeOffset? changed)
    {
        var news = entry.Elements.FirstOrDefault(e => Local(e) == "news");
        var published = news is null ? null : FeedDates.Parse(Value(news, "publication_date"));
        var publication = news?.Elements.FirstOrDefault(e => Local(e) == "publication");
        return new FeedItem(
            null, news is null ? null : XmlFeed.Empty(PlainText.Line(Value(news, "title") ?? "")), null, link, [],
            published, changed, null, null, null, publication is null ? null : Value(publication, "language"), null, [])
        {
            Stamp = changed?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        };
    }

    internal static bool SameSite(Uri one, Uri other) => Site(one.Host) == Site(other.Host);

    private static string Site(string host)
    {
        if (Uri.CheckHostName(host) is UriHostNameType.IPv4 or UriHostNameType.IPv6) return host;
        var labels = host.Split('.');
        return string.Join('.', labels.TakeLast(2)).ToLowerInvariant();
    }

    private static string? Value(XmlNode entry, string name) =>
        entry.Elements.FirstOrDefault(e => Local(e) == name)?.AllText().Trim();

    private static string Local(XmlNode node) => node.Written.ToLowerInvariant();

    private static string Unpacked(ReadOnlySpan<byte> bytes)
    {
        using var packed = new GZipStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
        using var text = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = packed.Read(buffer)) > 0;)
            {
                if (text.Length + read > MostBytes) throw new NotAFeed("The sitemap has more than 50 MiB unpacked.");
                text.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            throw new NotAFeed("The sitemap says it is packed, and cannot be unpacked.");
        }
        return CharacterSet.Decode(text.GetBuffer().AsSpan(0, (int)text.Length), null);
    }
}
