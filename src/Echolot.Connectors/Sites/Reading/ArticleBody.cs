using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Echolot.Connectors.Feeds.Reading;

namespace Echolot.Connectors.Sites.Reading;

/// <summary>
/// Finds the body of an article in a page: drops what never belongs to one, weighs paragraphs by length, commas and
/// share of links (as Readability does), takes the heaviest container and leaves out blocks in it that are mostly
/// links or say what pages say around articles. Pure.
/// </summary>
internal static partial class ArticleBody
{
    // Larger pages are lists or made to cost us; 40,000 elements are read in about a tenth of a second.
    private const int MostElements = 60_000;

    private const int ShortestParagraph = 25, ShortestBody = 140;

    // Text directly in a container, between line breaks, is a paragraph from about one line on.
    private const int LongOwnText = 80;

    // Shorter ones say who wrote it and when.
    private const int ShortestLead = 60;

    private static readonly HashSet<string> Never = Words(
        "script style noscript template iframe button input select textarea svg canvas object embed nav footer dialog "
        + "menu head link meta figcaption audio video map label fieldset progress meter datalist");

    private static readonly HashSet<string> Blocks = Words(
        "p div section article main header ul ol li dl dt dd table tbody thead tr td th blockquote pre h1 h2 h3 h4 h5 "
        + "h6 figure form details summary center address hr body aside");

    /// <summary>Paragraphs of the article, apart by an empty line; null where the page seems to hold none.</summary>
    public static string? Of(string html)
    {
        var strict = Read(html, strict: true);
        if (strict?.Length >= ShortestBody) return strict;
        // The names of the containers led astray: once more, trusting only what the text itself says.
        var lenient = Read(html, strict: false);
        return lenient?.Length >= ShortestBody ? lenient
            : strict?.Length >= ShortestParagraph ? strict
            : null;
    }

    private static string? Read(string html, bool strict)
    {
        using var page = Page.Parse(html);
        if (page.Body is not { } body) return null;
        var all = body.QuerySelectorAll("*");
        if (all.Length > MostElements) return null;
        foreach (var element in all)
            if (Never.Contains(element.LocalName) || IsHidden(element)) element.Remove();
        if (strict)
        {
            var before = Weigh(body);
            var whole = Math.Max(1, before[body].Paragraphs);
            foreach (var element in body.QuerySelectorAll("*"))
            {
                if (element.ParentElement is null || !IsAround(element)) continue;
                // A wrapper around everything may be called what it likes; comments may outweigh what they are about.
                var weight = before[element];
                if (weight.Paragraphs > whole * 0.4
                    && !(weight.Ahead >= ShortestBody && Discussion().IsMatch(Names(element)))) continue;
                element.Remove();
            }
        }
        var weights = Weigh(body);
        var top = Widen(Together(Heaviest(body, weights) ?? body, weights), weights);
        var text = Text(top, weights);
        return Lead(body, top, weights) is { } lead && text.Length > lead.Length ? $"{lead}\n\n{text}" : text;
    }

    private sealed class Weight
    {
        public int Text, Links, Commas, Paragraphs;

        /// <summary>Paragraphs that stand before it in the page, and among its children so far counted.</summary>
        public int Ahead, Passed;

        public double Score;

        public double LinkShare => Text == 0 ? 0 : (double)Links / Text;
    }

    private static Dictionary<IElement, Weight> Weigh(IElement root)
    {
        var order = new List<IElement> { root };
        order.AddRange(root.QuerySelectorAll("*"));
        var weights = order.ToDictionary(e => e, _ => new Weight());
        for (var i = order.Count - 1; i >= 0; i--)
        {
            var (element, weight) = (order[i], weights[order[i]]);
            var own = 0;
            foreach (var node in element.ChildNodes)
            {
                if (node is not IText { Data: var data }) continue;
                foreach (var c in data)
                {
                    if (!char.IsWhiteSpace(c)) own++;
                    if (c is ',' or '،' or '、' or '，') weight.Commas++;
                }
            }
            weight.Text += own;
            if (element.LocalName == "a") weight.Links = weight.Text;
            if (element.LocalName is "p" or "pre" && weight.LinkShare < 0.5) weight.Paragraphs = weight.Text;
            else if (element.LocalName is "div" or "section" or "td" or "li" && own >= LongOwnText) weight.Paragraphs += own;
            if (element == root || !weights.TryGetValue(element.ParentElement!, out var parent)) continue;
            parent.Text += weight.Text;
            parent.Links += weight.Links;
            parent.Commas += weight.Commas;
            parent.Paragraphs += weight.Paragraphs;
        }
        foreach (var element in order.Skip(1))
        {
            if (!weights.TryGetValue(element.ParentElement!, out var parent)) continue;
            weights[element].Ahead = parent.Ahead + parent.Passed;
            parent.Passed += weights[element].Paragraphs;
        }
        return weights;
    }

    private static IElement? Heaviest(IElement body, Dictionary<IElement, Weight> weights)
    {
        foreach (var (element, weight) in weights)
        {
            var isParagraph = element.LocalName is "p" or "pre" or "blockquote" or "td"
                || (element.LocalName is "div" or "section" && HasOwnText(element));
            if (!isParagraph || weight.Text < ShortestParagraph) continue;
            var score = (1 + weight.Commas + Math.Min(weight.Text / 100.0, 3)) * (1 - weight.LinkShare);
            if (element.LocalName is "div" or "section") weight.Score += score;
            if (element.ParentElement is not { } parent || !weights.TryGetValue(parent, out var above)) continue;
            above.Score += score;
            if (parent.ParentElement is { } grand
                && weights.TryGetValue(grand, out var higher)) higher.Score += score / 2;
            if (parent.ParentElement?.ParentElement is { } great && weights.TryGetValue(great, out var highest))
                highest.Score += score / 4;
        }
        IElement? best = null;
        var most = 0.0;
        foreach (var (element, weight) in weights)
        {
            if (weight.Score <= 0) continue;
            var score = weight.Score * (1 - weight.LinkShare) * Liking(element);
            if (score <= most) continue;
            (best, most) = (element, score);
        }
        return best;
    }

    // Where the article goes on beside the heaviest part: in siblings that hold as much again in paragraphs.
    private static IElement Widen(IElement top, Dictionary<IElement, Weight> weights)
    {
        for (var steps = 0; steps < 6 && top.ParentElement is { } parent && parent.LocalName != "html"; steps++)
        {
            if (!weights.TryGetValue(parent, out var wider)) break;
            // A page that goes on with the next article is not one long one.
            if (top.LocalName == "article" && parent.QuerySelectorAll("article").Length > 1) break;
            var own = weights[top];
            var more = wider.Paragraphs - own.Paragraphs;
            var rest = Math.Max(1, wider.Text - own.Text);
            var restLinks = (double)(wider.Links - own.Links) / rest;
            if (more < 0.15 * own.Paragraphs || (double)more / rest < 0.6 || restLinks > 0.25)
            {
                // One more step may still be worth it when this one adds nothing at all.
                if (rest > 1) break;
            }
            top = parent;
        }
        return top;
    }

    // Tickers, threads and picture stories are made of many parts that are built alike: the heaviest is only one of them.
    private static IElement Together(IElement top, Dictionary<IElement, Weight> weights)
    {
        var own = weights[top].Paragraphs;
        var part = top;
        for (var steps = 0; steps < 4 && part.ParentElement is { } whole && weights.ContainsKey(whole); steps++, part = whole)
        {
            if (part.LocalName == "article" || string.IsNullOrEmpty(part.ClassName)) continue;
            var alike = whole.Children.Where(child => child.LocalName == part.LocalName && child.ClassName == part.ClassName
                && weights.TryGetValue(child, out var weight) && weight.Paragraphs >= ShortestParagraph && weight.LinkShare < 0.4)
                .ToList();
            // With headlines of their own they are articles, one after the other.
            if (alike.Count >= 3 && alike.Sum(child => weights[child].Paragraphs) >= 2 * own
                && !alike.Exists(child => child.QuerySelector("h1, h2") is not null)
                && !Discussion().IsMatch($"{Names(part)} {Names(whole)}")) return whole;
        }
        return top;
    }

    /// <summary>Whole sentences between the headline and the body: the lead, where it stands outside of that.</summary>
    private static string? Lead(IElement body, IElement top, Dictionary<IElement, Weight> weights)
    {
        if (body.QuerySelectorAll("h1") is not { Length: 1 } headlines) return null;
        var headline = headlines[0];
        if (!Follows(headline, top) || top.Contains(headline)) return null;
        var lead = weights.Keys.Where(element => element.LocalName == "p" && Follows(headline, element)
                && Follows(element, top) && !element.Contains(top) && weights[element].LinkShare < 0.2)
            .Select(element => Whitespace().Replace(element.TextContent, " ").Trim())
            .Where(line => line.Length >= ShortestLead && line[^1] is '.' or '!' or '?' or '…' && !Around().IsMatch(line))
            .Take(3).ToList();
        return lead.Count == 0 ? null : string.Join("\n\n", lead);
    }

    private static bool Follows(IElement one, IElement other) =>
        one.CompareDocumentPosition(other).HasFlag(DocumentPositions.Following);

    private static double Liking(IElement element)
    {
        var liking = element.LocalName switch { "article" => 1.35, "main" => 1.15, "body" => 0.6, "td" => 0.9, _ =>
            1.0 };
        if (element.GetAttribute("itemprop")?.Contains("articleBody",
            StringComparison.OrdinalIgnoreCase) == true) liking *= 1.8;
        var names = Names(element);
        if (Body().IsMatch(names)) liking *= 1.4;
        else if (Content().IsMatch(names)) liking *= 1.2;
        return liking;
    }

    private static string Text(IElement top, Dictionary<IElement, Weight> weights)
    {
        var blocks = new List<(string Name, string Text, double Links)>();
        Collect(top, weights, blocks);
        var text = new StringBuilder();
        string? heading = null;
        foreach (var (name, block, links) in blocks)
        {
            var line = block.Trim();
            if (line.Length == 0) continue;
            if (name is ['h', >= '1' and <= '6'])
            {
                // The headline stands elsewhere; a heading belongs to what follows it.
                heading = name == "h1" || links > 0.5 || Around().IsMatch(line) ? null : line;
                continue;
            }
            if (links > (line.Length < 80 ? 0.4 : 0.55)) continue;
            if (line.Length < 120 && Around().IsMatch(line)) continue;
            if (name != "p" && line.Length < 30 && !Ends(line)
                && name is not ("li" or "td" or "pre" or "blockquote" or "dd")) continue;
            if (heading is not null) text.Append(text.Length > 0 ? "\n\n" : "").Append(heading);
            heading = null;
            text.Append(text.Length > 0 ? "\n\n" : "").Append(line);
        }
        return text.ToString();
    }

    private static bool Ends(string line) =>
        line[^1] is '.' or '!' or '?' or '…' or ':' or '"' or '“' or '”' or '»' or ')';

    /// <summary>Blocks in reading order; text directly inside a container is a block of its own.</summary>
    private static void Collect(IElement top, Dictionary<IElement, Weight> weights,
        List<(string, string, double)> blocks)
    {
        var text = new StringBuilder();
        var links = 0;
        var name = top.LocalName;
        var stack = new Stack<(INode Node, bool Close)>();
        stack.Push((top, false));
        var inLink = 0;
        void Flush(string next)
        {
            var line = Whitespace().Replace(text.ToString(), " ").Trim();
            if (line.Length > 0) blocks.Add((name, line, (double)links / Math.Max(1, line.Length)));
            text.Clear();
            (links, name) = (0, next);
        }
        while (stack.TryPop(out var at))
        {
            if (at.Node is IText { Data: var data })
            {
                text.Append(data);
                if (inLink > 0) links += data.Trim().Length;
                continue;
            }
            if (at.Node is not IElement element || !weights.ContainsKey(element)) continue;
            var isBlock = Blocks.Contains(element.LocalName);
            if (at.Close)
            {
                if (element.LocalName == "a") inLink--;
                if (isBlock) Flush(element.ParentElement?.LocalName ?? "");
                continue;
            }
            if (element.LocalName == "br")
            {
                text.Append(BreakAfter(element) ? "\n" : " ");
                continue;
            }
            if (IsListOfLinks(element, weights)) continue;
            if (isBlock) Flush(element.LocalName);
            if (element.LocalName == "a") inLink++;
            stack.Push((element, true));
            foreach (var child in element.ChildNodes.Reverse()) stack.Push((child, false));
        }
        Flush("");
    }

    private static bool BreakAfter(IElement br) => br.NextElementSibling?.LocalName == "br";

    private static bool IsListOfLinks(IElement element, Dictionary<IElement, Weight> weights) =>
        element.LocalName is "ul" or "ol" or "table" or "div" or "section" or "dl"
            && weights[element] is { Text: > 0, LinkShare: > 0.6 };

    private static bool HasOwnText(IElement element) =>
        element.ChildNodes.OfType<IText>().Sum(text => text.Data.Trim().Length) >= LongOwnText;

    private static bool IsHidden(IElement element) =>
        element.HasAttribute("hidden") || element.GetAttribute("aria-hidden") == "true"
        || (element.GetAttribute("style") is { } style && Invisible().IsMatch(style));

    private static bool IsAround(IElement element)
    {
        if (element.LocalName is "body" or "article" or "main" or "p" or "html") return false;
        if (element.LocalName is "aside" or "header") return true;
        if (Role().IsMatch(element.GetAttribute("role") ?? "")) return true;
        var names = Names(element);
        return names.Length > 1 && Boilerplate().IsMatch(names) && !Body().IsMatch(names);
    }

    // camelCase and BEM names are cut into words, so that "shareBar" is a bar to share and "shared-borders" is not.
    private static string Names(IElement element) =>
        Camel().Replace($"{element.ClassName} {element.Id}", "$1-$2").ToLowerInvariant();

    private static HashSet<string> Words(string list) => [.. list.Split(' ')];

    [GeneratedRegex(@"([a-z])([A-Z])")]
    private static partial Regex Camel();

    [GeneratedRegex(@"display\s*:\s*none|visibility\s*:\s*hidden", RegexOptions.IgnoreCase)]
    private static partial Regex Invisible();

    [GeneratedRegex(@"^(navigation|banner|complementary|contentinfo|search|dialog|alert|menu|menubar|toolbar|tooltip)$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Role();

    [GeneratedRegex("""
        (?<![a-z])(comments?|kommentare?|disqus|discussion|diskussion|(user|customer|reader|guest)-?(reviews?|opinions?|ratings?)|
        (leser|kunden|nutzer)(meinung|meinungen|bewertungen|stimmen)|user(?![-_]*(content|post|text))|userinfo|postprofile|signature|
        signatur|sidebar|share|shares|sharing|sharebar|
        social|related|recommend\w*|promo\w*|newsletter\w*|subscri\w+|abo|paywall|cookie\w*|consent|gdpr|breadcrumbs?|pagination|pager|nav|navbar|navigation|
        menu\w*|footer|masthead|banner|advert\w*|ads?|adslot|adbox|sponsor\w*|teasers?|outbrain|taboola|popup|modal|
        overlay|widgets?|tags|tagged|taglist|byline|dateline|author|authors|bio|rating|ratings|toolbar|skip|login|signup|
        trending|popular|readmore|caption|captions|credit|credits|copyright|correction|print|tooltip|toc|metadata|meta|infobox|
        noprint|hidden|hide|invisible|timestamp|signin|follow|donate|more-(from|stories|news|on)|most-(read|popular|viewed)|
        read-(more|next|also)|also-read|see-also|up-next|post-(footer|meta|nav|info)|entry-(footer|meta)|article-(footer|meta|tools|info)|
        mehr-zum-thema|lesen-sie|meistgelesen)(?![a-z])
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Boilerplate();

    [GeneratedRegex("(?<![a-z])(comments?|kommentare?|disqus|discussion|diskussion)(?![a-z])")]
    private static partial Regex Discussion();

    [GeneratedRegex("""
        (?<![a-z])((article|story|post|entry|content|text|main)[-_]*(body|content|text|main)|articletext|bodytext|storytext)
        (?![a-z])
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Body();

    [GeneratedRegex("""
        (?<![a-z])(article|artikel|story|post|entry|content|beitrag|text|hentry|body|main|blog)(?![a-z])
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Content();

    // What pages say around an article, in the beginning of a short line.
    [GeneratedRegex("""
        ^\W*(advertis\w+|anzeige\b|werbung\b|sponsored|share\b|teilen\b|tweet\b|follow\s(us|@)|folgen\ssie|read\s(more|also|next|the\sfull)|
        see\salso|related\b|also\sread|more:|mehr\s(zum|dazu|aus)|lesen\ssie|lesetipp|das\skönnte|copyright|©|\(c\)|all\srights|alle\srechte|
        subscribe|sign\sup|abonnieren|newsletter|click\shere|hier\sklicken|foto:|photo\s?(by|credit|:)|image\s(source|credit|:)|bild:|quelle:|
        comments?\b.{0,15}$|kommentare?\b.{0,15}$|loading|print\b.{0,12}$|drucken|by\s[A-Z][\w.]+\s[A-Z][\w.]+$|von\s[A-Z]\w+\s[A-Z]\w+$|
        posted\s(on|by|in)|published\b.{0,40}$|updated\b.{0,40}$|tags?:|filed\sunder|topics?:|watch:|video:|continue\sreading|story\scontinues|
        article\scontinues|skip\s|back\sto|most\s(read|popular)|recommended|trending|download\sour|enter\syour|get\sthe\s.{0,40}newsletter)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase)]
    private static partial Regex Around();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
