using System.Security.Cryptography;
using System.Text;

namespace Echolot.Connectors.Feeds;

/// <summary>An item with the identity we know it by.</summary>
/// <param name="Mark">Identity and content in the form the cursor keeps.</param>
internal sealed record KnownItem(FeedItem Item, string Id, string Revision, bool Edited)
{
    public string Mark => FeedNews.Mark(Id, Revision);
}

/// <summary>What a reading brought: new and edited items, oldest first, and what to remember.</summary>
/// <param name="Overflowed">The feed does not reach back to what we knew: what came between is lost.</param>
/// <param name="Standing">How many of what to remember, at its end, stand in the document now, in their order.</param>
internal sealed record FeedNews(
    IReadOnlyList<KnownItem> Items, IReadOnlyList<UnreadableItem> Unreadable, bool Overflowed,
        IReadOnlyList<string> Seen, int Standing)
{
    // Feeds hold some 10 to 100 items; some bring old ones back. 2,000 marks of 18 characters are 36 kB.
    private const int MostSeen = 2000;

    /// <summary>
    /// Compares a document with what was seen before. An item that vanished is not deleted, only old.
    /// </summary>
    /// <param name="stood">How many of those, at the end, stood in the document at the last reading; 0: not known.</param>
    public static FeedNews Compare(FeedDocument feed, IReadOnlyList<string> seen, Uri address, int stood = 0)
    {
        var known = new Dictionary<string, string>();
        foreach (var mark in seen)
            known[Key(mark)] = mark;
        var identified = Identify(feed.Items, address);
        var fresh = new List<KnownItem>();
        foreach (var item in identified)
        {
            if (!known.TryGetValue(Key(item.Mark), out var before))
                fresh.Add(item);
            else if (before != item.Mark)
                fresh.Add(item with { Edited = true });
        }
        var bad = feed.Unreadable.Where(u => !known.ContainsKey(Key(MarkOf(u)))).ToList();
        var now = identified.Select(i => i.Mark).Concat(feed.Unreadable.Select(MarkOf)).ToList();
        var nowKeys = now.Select(Key).ToHashSet();
        var last = seen.TakeLast(stood).Select(Key).ToList();
        // Where all of the last reading still stands, the list has only become longer.
        var overflowed = seen.Count > 0 && identified.Count > 1 && !(last.Count > 0 && last.TrueForAll(nowKeys.Contains))
            && RunsOver(identified, known, last, Ascends(feed.Items));
        var remembered = seen.Where(s => !nowKeys.Contains(Key(s))).Concat(now).TakeLast(Math.Max(MostSeen, now.Count))
            .ToList();
        // Oldest first; feeds without dates are newest first by custom.
        fresh.Reverse();
        return new FeedNews(
            [.. fresh.OrderBy(f => f.Item.Published ?? f.Item.Updated ?? DateTimeOffset.MaxValue)], bad, overflowed,
                remembered, now.Count);
    }

    /// <summary>Whether a document shows its oldest items first, as far as their dates tell.</summary>
    public static bool Ascends(IReadOnlyList<FeedItem> items)
    {
        var dates = items.Select(i => i.Published ?? i.Updated).OfType<DateTimeOffset>().ToList();
        var steps = dates.Zip(dates.Skip(1), (one, next) => next.CompareTo(one)).ToList();
        // One step up may be an old item that is pinned on top.
        return steps.Count(s => s > 0) is > 1 and var up && up > steps.Count(s => s < 0);
    }

    /// <summary>
    /// Whether items were lost behind the last new one. What is known and stands before it is pinned, or moved up: it tells nothing
    /// of what stood behind, unless most of the document is known (one that is in no order). What stood on top at the last reading as
    /// well is pinned for sure.
    /// </summary>
    private static bool RunsOver(
        List<KnownItem> items, Dictionary<string, string> known, List<string> last, bool ascending)
    {
        var keys = items.ConvertAll(i => Key(i.Mark));
        var pinned = 0;
        if (ascending) keys.Reverse();
        else while (pinned < keys.Count && pinned < last.Count && keys[pinned] == last[pinned]) pinned++;
        var rest = keys.Skip(pinned).Select(known.ContainsKey).ToList();
        return rest.Count > 0 && !rest[^1] && rest.Count(k => k) < rest.Count(k => !k);
    }

    /// <summary>
    /// Hash of identity and content, 11 and 6 characters; 64 bits make a mix-up among 2,000 items unthinkable.
    /// </summary>
    internal static string Mark(string id, string revision) =>
        $"{Hash(id, 8)}.{(revision.Length > 6 ? revision[..6] : revision)}";

    private static string MarkOf(UnreadableItem item) => Mark("unreadable " + item.Excerpt, "");

    private static string Key(string mark) => mark.Split('.')[0];

    /// <summary>
    /// Identity in this order: guid or atom:id, normalised link, hash of title and date. An id that stands on several
    /// items of a document is none.
    /// </summary>
    private static List<KnownItem> Identify(IReadOnlyList<FeedItem> items, Uri address)
    {
        var ids = items.CountBy(i => i.Id ?? "").ToDictionary();
        var links = items.CountBy(i => Link(i) ?? "").ToDictionary();
        var result = new List<KnownItem>();
        var taken = new HashSet<string>();
        foreach (var item in items)
        {
            string id;
            if (item.Id is { } own && (ids[own] == 1 || links[Link(item) ?? ""] > 1 && Same(items, own)))
                id = Scoped(own, address);
            else if (Link(item) is { } link && links[link] == 1)
                id = link;
            else
                id = Scoped(item.Named(), address);
            if (taken.Add(id))
                result.Add(new KnownItem(item, id, Revision(item), Edited: false));
        }
        return result;
    }

    private static bool Same(IReadOnlyList<FeedItem> items, string id) =>
        items.Where(i => i.Id == id).Select(i => i.Title).Distinct().Count() == 1;

    /// <summary>
    /// A name in the space of the feed's own host counts everywhere (the same article in two feeds of a paper is one);
    /// any other only within the feed, so that nobody can overwrite the articles of somebody else.
    /// </summary>
    internal static string Scoped(string id, Uri address)
    {
        var host = Host(address.Host);
        var authority = Uri.TryCreate(id, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri.Host
            : id.StartsWith("tag:", StringComparison.OrdinalIgnoreCase) ? id[4..].Split(',')[0]
            : "";
        return authority.Length > 0 && Host(authority) == host
            ? id
            : $"{address.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped)}#{id}";
    }

    private static string Host(string host)
    {
        var lower = host.ToLowerInvariant();
        return lower.StartsWith("www.", StringComparison.Ordinal) ? lower[4..] : lower;
    }

    private static string? Link(FeedItem item) => item.Link is { } link ? FeedAddress.Normal(link) : null;

    private static string Revision(FeedItem item) => Hash(
        $"{item.Title}\n{item.Text}\n{item.Link}{(item.Stamp is null ? "" : "\n" + item.Stamp)}", 12);

    internal static string Hash(string text, int bytes) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, bytes))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
