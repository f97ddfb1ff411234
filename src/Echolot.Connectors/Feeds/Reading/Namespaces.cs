namespace Echolot.Connectors.Feeds.Reading;

/// <summary>Namespaces met in feeds, each with the short prefix under which the reader knows it.</summary>
internal static class Namespaces
{
    private static readonly Dictionary<string, string> ByAddress = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = "",
        ["http://www.w3.org/2005/Atom"] = "",
        ["http://purl.org/atom/ns#"] = "",
        ["http://purl.org/rss/1.0/"] = "",
        ["http://my.netscape.com/rdf/simple/0.9/"] = "",
        ["http://channel.netscape.com/rdf/simple/0.9/"] = "",
        ["http://purl.org/rss/"] = "",
        ["http://purl.org/net/rss1.1#"] = "",
        ["http://backend.userland.com/rss"] = "",
        ["http://backend.userland.com/rss2"] = "",
        ["http://backend.userland.com/rss191"] = "",
        ["http://blogs.law.harvard.edu/tech/rss"] = "",
        ["http://www.rssboard.org/rss-specification"] = "",
        ["http://my.netscape.com/publish/formats/rss-0.91.dtd"] = "",
        ["http://www.w3.org/1999/02/22-rdf-syntax-ns#"] = "rdf",
        ["http://www.w3.org/1999/xhtml"] = "xhtml",
        ["http://www.w3.org/2000/svg"] = "svg",
        ["http://www.w3.org/1998/Math/MathML"] = "math",
        ["http://purl.org/dc/elements/1.1/"] = "dc",
        ["http://purl.org/dc/elements/1.0/"] = "dc",
        ["http://purl.org/dc/terms/"] = "dcterms",
        ["http://purl.org/rss/1.0/modules/content/"] = "content",
        ["http://purl.org/rss/1.0/modules/syndication/"] = "sy",
        ["http://purl.org/rss/1.0/modules/slash/"] = "slash",
        ["http://search.yahoo.com/mrss/"] = "media",
        ["http://search.yahoo.com/mrss"] = "media",
        ["http://video.search.yahoo.com/mrss"] = "media",
        ["http://video.search.yahoo.com/mrss/"] = "media",
        ["http://www.itunes.com/DTDs/Podcast-1.0.dtd"] = "itunes",
        ["http://purl.org/syndication/thread/1.0"] = "thr",
        ["http://rssnamespace.org/feedburner/ext/1.0"] = "feedburner",
        ["http://prismstandard.org/namespaces/basic/2.0/"] = "prism",
        ["http://wellformedweb.org/CommentAPI/"] = "wfw",
        ["http://www.w3.org/XML/1998/namespace"] = "xml",
    };

    /// <summary>Prefixes that mean something even where nobody declared them.</summary>
    public static IReadOnlyDictionary<string, string> Assumed { get; } = new Dictionary<string, string>
    {
        ["xml"] = "http://www.w3.org/XML/1998/namespace",
        ["rdf"] = "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        ["atom"] = "http://www.w3.org/2005/Atom",
        ["atom03"] = "http://purl.org/atom/ns#",
        ["atom10"] = "http://www.w3.org/2005/Atom",
        ["a10"] = "http://www.w3.org/2005/Atom",
        ["rss"] = "http://purl.org/rss/1.0/",
        ["xhtml"] = "http://www.w3.org/1999/xhtml",
        ["dc"] = "http://purl.org/dc/elements/1.1/",
        ["dcterms"] = "http://purl.org/dc/terms/",
        ["content"] = "http://purl.org/rss/1.0/modules/content/",
        ["sy"] = "http://purl.org/rss/1.0/modules/syndication/",
        ["media"] = "http://search.yahoo.com/mrss/",
        ["itunes"] = "http://www.itunes.com/DTDs/Podcast-1.0.dtd",
        ["thr"] = "http://purl.org/syndication/thread/1.0",
        ["feedburner"] = "http://rssnamespace.org/feedburner/ext/1.0",
        ["wfw"] = "http://wellformedweb.org/CommentAPI/",
        ["prism"] = "http://prismstandard.org/namespaces/basic/2.0/",
    };

    /// <summary>Short prefix; empty for the languages of feeds themselves; the address in braces for strangers.</summary>
    public static string Short(string address) => ByAddress.TryGetValue(address, out var known) ? known : "{" + address + "}";
}
