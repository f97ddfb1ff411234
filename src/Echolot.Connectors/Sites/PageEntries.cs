using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Css.Parser;
using AngleSharp.Dom;
using Echolot.Connectors.Feeds;
using Echolot.Connectors.Feeds.Reading;

namespace Echolot.Connectors.Sites;

/// <summary>Which parts of a page are its entries, as CSS selectors; null takes what is usual.</summary>
internal sealed record PageSelectors(
    string Entry, string? Title, string? Link, string? Text, string? Author, string? Date)
{
    /// <summary>Whether a selector can be read.</summary>
    public static bool IsValid(string selector) =>
        selector.Length <= 500 && new CssSelectorParser().ParseSelector(selector) is not null;
}

/// <summary>Reads the entries of a page, such as the posts of a forum, as the items of a feed. Pure.</summary>
internal static partial class PageEntries
{
    private const int Most = 500;

    public static FeedDocument Read(
        string html, Uri address, PageSelectors selectors, TimeZoneInfo zone, DateTimeOffset now)
    {
        using var page = Page.Parse(html);
        var home = page.QuerySelector("base[href]")?.GetAttribute("href");
        var @base = XmlFeed.Address(home, address) ?? address;
        var items = new List<FeedItem>();
        var unreadable = new List<UnreadableItem>();
        foreach (var entry in page.QuerySelectorAll(selectors.Entry).Take(Most))
        {
            if (Item(entry, @base, selectors, zone, now) is { } item) items.Add(item);
            else unreadable.Add(new(XmlFeed.Start(entry.OuterHtml), "The entry has neither text nor link."));
        }
        if (items.Count == 0 && unreadable.Count == 0)
            throw new NotAFeed($"Nothing on the page fits the selector '{selectors.Entry}'; has the page changed?");
        return new FeedDocument(
            "page", XmlFeed.Empty(PlainText.Line(page.Title ?? "")), address, page.DocumentElement.GetAttribute("lang"),
            null, null, items, unreadable);
    }

    private static FeedItem? Item(
        IElement entry, Uri @base, PageSelectors selectors, TimeZoneInfo zone, DateTimeOffset now)
    {
        var link = XmlFeed.Address(
            (selectors.Link is { } wish ? One(entry, wish) : Linked(entry))?.GetAttribute("href"), @base);
        if (link?.Scheme is not ("http" or "https")) link = null;
        var title = selectors.Title is { } named ? One(entry, named)
            : entry.QuerySelector("h1, h2, h3, h4, .title, .subject, .topictitle");
        var text = selectors.Text is { } body ? One(entry, body) : entry;
        var html = text is null ? "" : SafeHtml.Clean(text.InnerHtml, @base);
        var plain = PlainText.Of(html);
        if (plain.Length == 0 && link is null) return null;
        var author = selectors.Author is { } by ? One(entry, by)?.TextContent
            : entry.QuerySelector("[itemprop=author], .author, .username")?.TextContent;
        var time = selectors.Date is { } dated ? One(entry, dated) : entry.QuerySelector("time");
        var name = XmlFeed.Empty(PlainText.Line(author ?? ""));
        return new FeedItem(
            // Posts of a forum are places in a page: their address is its fragment.
            link is { Fragment.Length: > 1 } ? link.AbsoluteUri : entry.Id is { Length: > 0 } id && link is null
                ? new Uri(@base, "#" + Uri.EscapeDataString(id)).AbsoluteUri : null,
            XmlFeed.Empty(PlainText.Line(title?.TextContent ?? "")), null, link,
            name is null ? [] : [new FeedPerson(name.Length > 200 ? name[..200] : name, null, null)],
            time is null ? null : DateOf(time, zone, now), null, XmlFeed.Empty(html), null, XmlFeed.Empty(plain),
            null, null, []);
    }

    // The selected element itself counts too, so that a list of links needs one selector only.
    private static IElement? One(IElement entry, string selector) =>
        entry.QuerySelector(selector) ?? (entry.Matches(selector) ? entry : null);

    private static IElement? Linked(IElement entry) =>
        entry.LocalName == "a" && entry.HasAttribute("href") ? entry
            : entry.QuerySelector("h1 a[href], h2 a[href], h3 a[href], .title a[href], a.title[href], "
                + "a.topictitle[href]")
                ?? entry.QuerySelector("a[href*='#p'], a[href*='#post'], a[href*='#comment']")
                    ?? entry.QuerySelector("a[href]");

    private static DateTimeOffset? DateOf(IElement time, TimeZoneInfo zone, DateTimeOffset now) =>
        new[] { time.GetAttribute("datetime"), time.GetAttribute("title"), time.GetAttribute("data-time"),
            time.TextContent }
            .Select(said => DateOf(said, zone, now)).FirstOrDefault(at => at is not null);

    /// <summary>
    /// A date as forums write it, in German or English; times without a zone are in <paramref name="zone"/>.
    /// </summary>
    internal static DateTimeOffset? DateOf(string? said, TimeZoneInfo zone, DateTimeOffset now)
    {
        said = PlainText.Line(said ?? "").Trim();
        if (said.Length is 0 or > 120) return null;
        if (said.All(char.IsAsciiDigit) && said.Length is 10 or 13
            && long.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var unix))
            return said.Length == 10 ? DateTimeOffset.FromUnixTimeSeconds(unix)
                : DateTimeOffset.FromUnixTimeMilliseconds(unix);
        if (Ago().Match(said) is { Success: true } ago)
        {
            var count = ago.Groups["n"].Value is { Length: > 0 } n
                && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number : 1;
            return char.ToLowerInvariant(ago.Groups["unit"].Value[0]) switch
            {
                's' when ago.Groups["unit"].Value.StartsWith("st", StringComparison.OrdinalIgnoreCase) =>
                    now.AddHours(-count),
                's' => now.AddSeconds(-count),
                'm' when ago.Groups["unit"].Value.StartsWith("mo", StringComparison.OrdinalIgnoreCase) =>
                    now.AddDays(-30 * count),
                'm' => now.AddMinutes(-count),
                'h' => now.AddHours(-count),
                'w' => now.AddDays(-7 * count),
                _ => now.AddDays(-count),
            };
        }
        var clock = Clock().Match(said);
        var time = clock.Success
            ? new TimeOnly(Number(clock.Groups["h"]), Number(clock.Groups["m"])) : TimeOnly.MinValue;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        if (Today().IsMatch(said)) return At(today, time, zone);
        if (Yesterday().IsMatch(said)) return At(today.AddDays(-1), time, zone);
        if (German().Match(said) is { Success: true } date)
        {
            var (year, month, day) = (Number(date.Groups["y"]), Number(date.Groups["M"]), Number(date.Groups["d"]));
            year += year < 100 ? 2000 : 0;
            return month is >= 1 and <= 12 && day >= 1 && year is > 1990 and < 2100
                && day <= DateTime.DaysInMonth(year, month)
                ? At(new DateOnly(year, month, day), time, zone) : null;
        }
        return FeedDates.Parse(said);
    }

    private static DateTimeOffset At(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        // An hour that the clocks skip in spring is read as the one after it.
        if (zone.IsInvalidTime(local)) local = local.AddHours(1);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("""
        ^(vor\s+)?(?<n>\d{1,4}|a|an|einer?|einem)\s+
        (?<unit>sek\w*|sec\w*|minut?\w*|min|std|stunden?|hours?|tagen?|days?|wochen?|weeks?|monat\w*|months?)\.?(\s+ago)?$
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Ago();

    [GeneratedRegex(@"\b(?<h>[01]?\d|2[0-3])[:.](?<m>[0-5]\d)(?!\.?\d)(?=\D|$)")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\b(heute|today)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Today();

    [GeneratedRegex(@"\b(gestern|yesterday)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Yesterday();

    [GeneratedRegex(@"\b(?<d>\d{1,2})\.\s?(?<M>\d{1,2})\.\s?(?<y>\d{4}|\d{2})\b")]
    private static partial Regex German();
}
