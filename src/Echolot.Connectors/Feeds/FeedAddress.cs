using System.Globalization;
using System.Net.Http.Headers;
using AngleSharp.Dom;
using Echolot.Connectors.Feeds.Reading;
using Echolot.Network;
using Echolot.Sources.Hubs;

namespace Echolot.Connectors.Feeds;

/// <summary>Addresses: typed by people, normalised, and found on a site (autodiscovery).</summary>
internal static class FeedAddress
{
    public const string Accept =
        "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, " +
        "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.5";

    private static readonly string[] Types =
    [
        "application/rss+xml", "application/atom+xml", "application/feed+json", "application/json", "application/rdf+xml",
        "application/xml", "text/xml",
    ];

    // Where the common systems keep theirs: WordPress, Ghost, Jekyll, Hugo, Drupal, TYPO3, Blogger.
    private static readonly string[] Usual =
    [
        "/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json", "/feeds/posts/default", "/blog/feed",
    ];

    // Somebody is waiting in front of the form.
    private static readonly TimeSpan GuessTimeout = TimeSpan.FromSeconds(8);

    private static readonly string[] Trackers = ["fbclid", "gclid", "mc_cid", "mc_eid", "igshid", "wt_mc", "wt_zmc", "xtor", "ref_src"];

    /// <summary>What somebody typed, as an address; null where it is none. Without a scheme it is https.</summary>
    public static Uri? Typed(string? text)
    {
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
            return null;
        if (text.StartsWith("feed:", StringComparison.OrdinalIgnoreCase))
            text = text[5..].TrimStart('/');
        if (!text.Contains("://", StringComparison.Ordinal))
            text = "https://" + text;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 ? uri : null;
    }

    /// <summary>The same page gets the same text: host in lower case, no fragment, no tracking parameters, no default port.</summary>
    public static string Normal(Uri link)
    {
        if (!link.IsAbsoluteUri || link.Scheme is not ("http" or "https"))
            return link.OriginalString;
        var kept = link.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(p => !IsTracker(p.Split('=')[0]));
        var builder = new UriBuilder(link) { Fragment = "", Query = string.Join('&', kept) };
        if (builder.Uri.IsDefaultPort)
            builder.Port = -1;
        return builder.Uri.AbsoluteUri;
    }

    /// <summary>Reads the feed at an address, or finds one on the site there.</summary>
    /// <exception cref="NetworkRefused">The address itself cannot be read.</exception>
    /// <exception cref="NotAFeed">There is no feed, neither there nor at the usual places.</exception>
    public static async Task<(Uri Address, FeedDocument Feed)> FindAsync(
        IGuardedHttp http, Uri address, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancel)
    {
        var answer = await http.SendAsync(new OutgoingRequest(address) { Headers = [new("Accept", Accept), .. headers] }, cancel);
        if (!answer.Success)
        {
            var status = answer.Status.ToString(CultureInfo.InvariantCulture);
            throw new NotAFeed($"'{address.Host}' answers with status {status}. Check the address and the access.");
        }
        if (Try(answer, out var here, out var problem))
            return (Settled(address, answer), here);
        var tried = new HashSet<string> { answer.Address.AbsoluteUri };
        foreach (var candidate in Linked(answer).Take(8).Concat(Usual.Select(p => new Uri(answer.Address, p))))
        {
            if (!tried.Add(candidate.AbsoluteUri))
                continue;
            IncomingAnswer found;
            try
            {
                found = await http.SendAsync(
                    new OutgoingRequest(candidate) { Headers = [new("Accept", Accept), .. headers], Timeout = GuessTimeout }, cancel);
            }
            catch (NetworkRefused)
            {
                continue; // a guess; the next one may be right
            }
            if (found.Success && Try(found, out var feed, out _))
                return (Settled(candidate, found), feed);
        }
        throw new NotAFeed(
            $"No feed was found at '{address.Host}': neither named in the page nor at the usual places. ({problem})");
    }

    /// <summary>The address to remember: as far as redirects are permanent from the start on.</summary>
    public static Uri Settled(Uri address, IncomingAnswer answer) =>
        answer.Hops.TakeWhile(h => h.Permanent).LastOrDefault()?.To ?? address;

    /// <summary>The hub of a feed: Link headers first, then what stands in the document (WebSub, chapter 4).</summary>
    public static Hub? HubOf(IncomingAnswer answer, FeedDocument feed)
    {
        Uri? hub = null, self = null;
        foreach (var part in (answer.Header("Link") ?? "").Split(','))
        {
            var end = part.IndexOf('>');
            if (!part.TrimStart().StartsWith('<') || end < 0)
                continue;
            var address = XmlFeed.Address(part[(part.IndexOf('<') + 1)..end], answer.Address);
            if (Says(part[end..], "rel=\"hub\"", "rel=hub"))
                hub ??= address;
            else if (Says(part[end..], "rel=\"self\"", "rel=self"))
                self ??= address;
        }
        (hub, self) = (hub ?? feed.Hub, self ?? feed.Self ?? answer.Address);
        return hub is { Scheme: "http" or "https" } && self is { Scheme: "http" or "https" } ? new Hub(hub, self) : null;
    }

    /// <summary>Feeds a page names: Link header, then link elements, then plain links that look like one; comment feeds last.</summary>
    internal static IEnumerable<Uri> Linked(IncomingAnswer answer)
    {
        var found = new List<(Uri Address, bool Comments)>();
        foreach (var part in (answer.Header("Link") ?? "").Split(','))
        {
            var end = part.IndexOf('>');
            if (!part.TrimStart().StartsWith('<') || end < 0 || !Says(part, "alternate"))
                continue;
            if (Types.Any(t => part.Contains(t, StringComparison.OrdinalIgnoreCase)))
                Add(part[(part.IndexOf('<') + 1)..end], answer.Address, false);
        }
        var type = MediaTypeHeaderValue.TryParse(answer.Header("Content-Type"), out var media) ? media.MediaType : null;
        if (type is null || type.Contains("html", StringComparison.OrdinalIgnoreCase))
        {
            var page = Page.Parse(CharacterSet.Decode(answer.Body.Span, answer.Header("Content-Type")));
            var home = page.QuerySelector("base[href]")?.GetAttribute("href");
            var @base = XmlFeed.Address(home, answer.Address) ?? answer.Address;
            foreach (var link in page.QuerySelectorAll("link[href][rel~='alternate' i], link[href][rel~='feed' i]"))
            {
                var href = link.GetAttribute("href")!;
                var stated = (link.GetAttribute("type") ?? "").Split(';')[0].Trim().ToLowerInvariant();
                if (Types.Contains(stated) || IsRel(link, "feed"))
                    Add(href, @base, Says(link.GetAttribute("title"), "comment", "kommentar") || Says(href, "/comments"));
            }
            var plain = page.QuerySelectorAll("a[href]").Select(a => a.GetAttribute("href")!);
            foreach (var href in plain.Where(h => Says(h, "/feed", "/rss", ".rss", "atom.xml", "rss.xml")).Take(3))
                Add(href, @base, true);
        }
        return found.OrderBy(f => f.Comments).Select(f => f.Address).Distinct();

        void Add(string href, Uri @base, bool comments)
        {
            if (XmlFeed.Address(href, @base) is { Scheme: "http" or "https" } uri)
                found.Add((uri, comments));
        }
    }

    private static bool IsRel(IElement link, string rel) =>
        (link.GetAttribute("rel") ?? "").Split(' ').Contains(rel, StringComparer.OrdinalIgnoreCase);

    private static bool Says(string? text, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true)
                return true;
        }
        return false;
    }

    private static bool IsTracker(string name) =>
        name.StartsWith("utm_", StringComparison.OrdinalIgnoreCase) || Trackers.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool Try(IncomingAnswer answer, out FeedDocument feed, out string problem)
    {
        try
        {
            feed = FeedReader.Read(answer.Body.Span, answer.Header("Content-Type"), answer.Address);
            problem = "";
            return true;
        }
        catch (NotAFeed e)
        {
            (feed, problem) = (null!, e.Message);
            return false;
        }
    }
}
