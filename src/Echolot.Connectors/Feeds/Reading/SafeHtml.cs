using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace Echolot.Connectors.Feeds.Reading;

/// <summary>
/// Makes foreign HTML harmless by building it anew: only listed elements and attributes are written, every text and
/// value is escaped again, every tag is closed, addresses are made absolute and keep only listed schemes. What is left
/// out: script, style sheets, event handlers, frames, plug-ins, SVG and MathML (both can carry script).
/// </summary>
internal static partial class SafeHtml
{
    private const int Deepest = 200;

    private static readonly FrozenSet<string> Elements = Words("""
        a abbr acronym address area article aside audio b big blockquote br button canvas caption center cite code col
        colgroup command datagrid datalist dd del details dfn dialog dir div dl dt em event-source fieldset figcaption
        figure font footer form h1 h2 h3 h4 h5 h6 header hr i img input ins kbd keygen label legend li m main map mark
        menu meter multicol nav nextid noscript ol optgroup option output p picture pre progress q rp rt ruby s samp
        section select small sound source spacer span strike strong sub summary sup table tbody td textarea tfoot th
        thead time tr track tt u ul var video wbr
        """);

    private static readonly FrozenSet<string> Attributes = Words("""
        abbr accept accept-charset accesskey action align alt autocomplete autofocus axis background balance bgcolor
        bgproperties border bordercolor bordercolordark bordercolorlight bottompadding cellpadding cellspacing ch
        challenge char charoff charset checked choff cite class clear color cols colspan compact contenteditable controls
        coords data datafld datapagesize datasrc datetime default delay dir disabled draggable dynsrc enctype end face for
        form frame galleryimg gutter headers height hidden hidefocus high href hreflang hspace icon id inputmode ismap
        keytype label lang leftspacing list longdesc loop loopcount loopend loopstart low lowsrc max maxlength media
        method min multiple name nohref noshade nowrap open optimum pattern ping point-size poster pqg preload prompt
        radiogroup readonly rel repeat-max repeat-min replace required rev rightspacing rows rowspan rules scope selected
        shape size span src start step style summary suppress tabindex target template title toppadding type unselectable
        urn usemap valign value variable volume vrml vspace width wrap xml:lang
        """);

    private static readonly FrozenSet<string> Addresses =
        Words("action background cite data dynsrc href icon longdesc lowsrc ping poster src usemap");

    private static readonly FrozenSet<string> Schemes =
        Words("http https mailto ftp ftps sftp tel sms news nntp irc ircs xmpp magnet geo feed gopher callto skype sip sips");

    private static readonly FrozenSet<string> Voids =
        Words("area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr");

    /// <summary>Left out together with what is inside.</summary>
    private static readonly FrozenSet<string> Gone = Words("script style applet svg math template");

    /// <summary>HTML, but not written.</summary>
    private static readonly FrozenSet<string> Others =
        Words("html head body title object iframe frameset noframes noembed marquee blink nobr layer ilayer xml bdo bdi hgroup");

    private static readonly FrozenSet<string> Styles = Words("""
        azimuth background background-color border border-bottom-color border-collapse border-color border-left-color
        border-right-color border-top-color clear color cursor direction display elevation float font font-family
        font-size font-style font-variant font-weight height letter-spacing line-height overflow pause pause-after
        pause-before pitch pitch-range richness speak speak-header speak-numeral speak-punctuation speech-rate stress
        text-align text-decoration text-indent unicode-bidi vertical-align voice-family volume white-space width
        """);

    private static readonly FrozenSet<string> StyleWords = Words("""
        auto aqua black block blue bold both bottom brown center collapse dashed dotted fuchsia gray green !important
        italic left lime maroon medium none navy normal nowrap olive pointer purple red right solid silver teal top
        transparent underline white yellow
        """);

    /// <summary>Elements without an end tag.</summary>
    public static bool IsVoid(string name) => Voids.Contains(name);

    /// <summary>Whether text is meant as HTML: it closes a tag or holds a reference, and every tag in it is an HTML one.</summary>
    public static bool LooksLikeHtml(string text)
    {
        if (!text.Contains('<') || !CloseTag().IsMatch(text))
            return Entities.Has(text) && !text.Contains('<');
        return Markup.Cut(text, html: true).All(p => p.Kind is not (MarkupKind.Start or MarkupKind.End) || IsKnown(p.Name));
    }

    /// <summary>Whether there is any HTML in a text that is meant to hold some.</summary>
    public static bool HasHtml(string text) =>
        Entities.Has(text) || (text.Contains('<') && Markup.Cut(text, html: true).Any(
            p => p.Kind is MarkupKind.Start or MarkupKind.End ? IsKnown(p.Name) : p.Kind is MarkupKind.Comment or MarkupKind.Declaration));

    /// <summary>Harmless HTML of the same look and text.</summary>
    public static string Clean(string html, Uri? @base)
    {
        var result = new StringBuilder(html.Length);
        var open = new List<string>();
        string? gone = null;
        var inside = 0;
        foreach (var piece in Markup.Cut(html, html: true))
        {
            var name = Lower(piece.Name);
            if (gone is not null)
            {
                // <svg> in <svg>: only the last end tag ends it.
                if (name == gone && piece is { Kind: MarkupKind.Start, Closed: false })
                    inside++;
                else if (name == gone && piece.Kind == MarkupKind.End && --inside == 0)
                    gone = null;
                continue;
            }
            switch (piece.Kind)
            {
                case MarkupKind.Text:
                    Escape(result, Entities.Decode(piece.Text), quotes: false);
                    break;
                case MarkupKind.CData:
                    Escape(result, piece.Text, quotes: false);
                    break;
                case MarkupKind.Start when Gone.Contains(name):
                    (gone, inside) = piece.Closed && name is not ("script" or "style") ? (null, 0) : (name, 1);
                    break;
                case MarkupKind.Start when Elements.Contains(name):
                    if (open.Count >= Deepest && !Voids.Contains(name))
                        break;
                    Start(result, name, piece.Attributes, @base);
                    if (!Voids.Contains(name))
                        open.Add(name);
                    break;
                case MarkupKind.End:
                    End(result, name, open);
                    break;
            }
        }
        for (var i = open.Count - 1; i >= 0; i--)
            result.Append("</").Append(open[i]).Append('>');
        return result.ToString();
    }

    /// <summary>Text as HTML.</summary>
    public static string FromText(string text)
    {
        var result = new StringBuilder(text.Length);
        Escape(result, text, quotes: false);
        return result.ToString();
    }

    /// <summary>Writes what is inside a node of a feed as markup; still to be cleaned.</summary>
    public static string Inner(XmlNode node)
    {
        var result = new StringBuilder();
        foreach (var child in node.Children)
            Write(result, child);
        return result.ToString();
    }

    /// <summary>An address made absolute, or null where its scheme is not harmless.</summary>
    public static string? Address(string value, Uri? @base)
    {
        var trimmed = new string([.. value.Where(c => c > ' ' && c != '\x7f' || c == ' ')]).Trim();
        var scheme = Scheme().Match(trimmed.Replace(" ", ""));
        if (scheme.Success)
            return Schemes.Contains(scheme.Groups[1].Value) ? trimmed : null;
        return @base is not null && Uri.TryCreate(@base, trimmed, out var absolute) && Schemes.Contains(absolute.Scheme)
            ? absolute.AbsoluteUri
            : trimmed;
    }

    private static bool IsKnown(string name) =>
        Elements.Contains(name) || Gone.Contains(name) || Voids.Contains(name) || Others.Contains(name);

    private static void Write(StringBuilder result, XmlNode node)
    {
        if (node.IsText)
        {
            Escape(result, node.Text, quotes: false);
            return;
        }
        result.Append('<').Append(node.Written);
        foreach (var (name, value) in node.Attributes)
        {
            if (name.StartsWith("xmlns", StringComparison.Ordinal))
                continue;
            result.Append(' ').Append(name).Append("=\"");
            Escape(result, value, quotes: true);
            result.Append('"');
        }
        if (Voids.Contains(node.Written) && node.Children.Count == 0)
        {
            result.Append(" />");
            return;
        }
        result.Append('>');
        foreach (var child in node.Children)
            Write(result, child);
        result.Append("</").Append(node.Written).Append('>');
    }

    private static void Start(StringBuilder result, string name, IReadOnlyList<KeyValuePair<string, string>> attributes, Uri? @base)
    {
        result.Append('<').Append(name);
        HashSet<string>? seen = null;
        foreach (var (written, raw) in attributes)
        {
            var key = Lower(written);
            if (!Attributes.Contains(key) || !(seen ??= []).Add(key))
                continue;
            var value = Entities.Decode(raw);
            if (Addresses.Contains(key))
                value = value.Length == 0 ? "" : Address(value, @base) ?? "";
            if (key == "style" && (value = Style(value)).Length == 0)
                continue;
            result.Append(' ').Append(key).Append("=\"");
            Escape(result, value, quotes: true);
            result.Append('"');
        }
        result.Append(Voids.Contains(name) ? " />" : ">");
    }

    private static void End(StringBuilder result, string name, List<string> open)
    {
        var at = open.LastIndexOf(name);
        if (at < 0)
            return;
        for (var i = open.Count - 1; i >= at; i--)
            result.Append("</").Append(open[i]).Append('>');
        open.RemoveRange(at, open.Count - at);
    }

    /// <summary>Declarations of listed properties, if the whole attribute has a harmless form; nothing that loads or runs.</summary>
    private static string Style(string style)
    {
        style = StyleAddress().Replace(style, " ");
        if (style.Length > 2000 || !StyleForm().IsMatch(style) || StyleDeclaration().Replace(style, "").Trim().Length > 0)
            return "";
        var kept = new List<string>();
        foreach (Match m in StylePair().Matches(style))
        {
            var (property, value) = (m.Groups[1].Value, m.Groups[2].Value);
            if (string.IsNullOrWhiteSpace(value))
                continue;
            var family = Lower(property.Split('-')[0]);
            if (Styles.Contains(property)
                || (family is "background" or "border" or "margin" or "padding"
                    && value.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(w => StyleWords.Contains(w) || StyleValue().IsMatch(w))))
            {
                kept.Add($"{property}: {value};");
            }
        }
        return string.Join(' ', kept);
    }

    private static void Escape(StringBuilder result, string text, bool quotes)
    {
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => result.Append("&amp;"),
                '<' => result.Append("&lt;"),
                '>' => result.Append("&gt;"),
                '"' when quotes => result.Append("&quot;"),
                _ => result.Append(c),
            };
        }
    }

    private static string Lower(string name) => name.ToLowerInvariant();

    private static FrozenSet<string> Words(string list) =>
        list.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"</[a-zA-Z][a-zA-Z0-9]*\s*>|<[a-zA-Z][^<>]*/>|<(br|hr|p|img)\b[^<>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex CloseTag();

    [GeneratedRegex(@"^([a-zA-Z][a-zA-Z0-9+.-]*):")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"url\s*\([^)]*\)?\s*", RegexOptions.IgnoreCase)]
    private static partial Regex StyleAddress();

    // No backslashes, no comments, no functions but lists of numbers.
    [GeneratedRegex("""^([:,;#%.\sa-zA-Z0-9!-]|'[\s\w]+'|"[\s\w]+"|\([\d,\s%]+\))*$""", RegexOptions.NonBacktracking)]
    private static partial Regex StyleForm();

    [GeneratedRegex(@"\s*[-\w]+\s*:\s*[^:;]*;?", RegexOptions.NonBacktracking)]
    private static partial Regex StyleDeclaration();

    [GeneratedRegex(@"([-\w]+)\s*:\s*([^:;]*)")]
    private static partial Regex StylePair();

    // No negative or large lengths: nothing may leave its place on the page.
    [GeneratedRegex(@"^(#[0-9a-f]+|rgb\(\d+%?,\d*%?,?\d*%?\)?|\d{0,2}\.?\d{0,2}(cm|em|ex|in|mm|pc|pt|px|%|,|\))?)$")]
    private static partial Regex StyleValue();
}
