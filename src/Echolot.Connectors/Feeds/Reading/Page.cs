using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Echolot.Connectors.Feeds.Reading;

/// <summary>Parses pages of strangers in time that grows with their length only.</summary>
internal static class Page
{
    // Real pages nest some thirty deep. The parser looks through all open elements at each tag, so that 30,000 nested
    // ones, 150 kB, cost it 15 seconds.
    private const int Deepest = 800;

    // Elements without an end tag, and those whose end tag may be left out (HTML, 13.1.2.4).
    private static readonly HashSet<string> NotCounted = new(StringComparer.OrdinalIgnoreCase)
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
            "p",
        "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "rt", "rp",
            "html",
        "head", "body",
    };

    public static IHtmlDocument Parse(string html) => new HtmlParser().ParseDocument(Bounded(html));

    /// <summary>The page up to where it nests deeper than any page does.</summary>
    internal static string Bounded(string html)
    {
        var depth = 0;
        for (var at = html.IndexOf('<', StringComparison.Ordinal); at >= 0; at = html.IndexOf('<', at + 1))
        {
            var closes = at + 1 < html.Length && html[at + 1] == '/';
            var begin = at + (closes ? 2 : 1);
            var end = begin;
            while (end < html.Length && char.IsAsciiLetterOrDigit(html[end])) end++;
            if (end == begin || !char.IsAsciiLetter(html[begin])) continue;
            var name = html[begin..Math.Min(end, begin + 12)];
            if (NotCounted.Contains(name)) continue;
            if (closes) depth = Math.Max(0, depth - 1);
            else if (++depth > Deepest) return html[..at];
            if (closes || !(name.Equals("script", StringComparison.OrdinalIgnoreCase)
                    || name.Equals("style", StringComparison.OrdinalIgnoreCase))) continue;
            // Tags in a script are text.
            var over = html.IndexOf($"</{name}", end, StringComparison.OrdinalIgnoreCase);
            if (over < 0) return html;
            (at, depth) = (over, depth - 1);
        }
        return html;
    }
}
