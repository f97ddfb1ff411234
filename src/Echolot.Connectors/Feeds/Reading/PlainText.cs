using System.Collections.Frozen;
using System.Text;

namespace Echolot.Connectors.Feeds.Reading;

/// <summary>
/// Text of HTML as a person would copy it: blocks on lines of their own, paragraphs apart by an empty line, runs of
/// white space as one space, preformatted text as it is.
/// </summary>
internal static class PlainText
{
    private static readonly FrozenSet<string> Apart = new[]
    {
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "dl", "table", "pre", "figure",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Lines = new[]
    {
        "div", "li", "dt", "dd", "tr", "section", "article", "aside", "header", "footer", "nav", "main", "address", "form",
        "fieldset", "figcaption", "caption", "center", "hr", "option", "details", "summary", "body",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static string Of(string html)
    {
        if (!html.Contains('<') && !html.Contains('&'))
            return Tidy(html);
        var text = new StringBuilder(html.Length);
        var (breaks, space, verbatim) = (0, false, 0);

        void Put(string part)
        {
            foreach (var c in part)
            {
                if (verbatim == 0 && IsSpace(c))
                {
                    space = true;
                    continue;
                }
                if (breaks > 0 && text.Length > 0)
                    text.Append('\n', breaks);
                else if (space && text.Length > 0 && text[^1] != '\n')
                    text.Append(' ');
                (breaks, space) = (0, false);
                text.Append(c);
            }
        }

        foreach (var piece in Markup.Cut(html, html: true))
        {
            switch (piece.Kind)
            {
                case MarkupKind.Text:
                    Put(Entities.Decode(piece.Text));
                    break;
                case MarkupKind.Start or MarkupKind.End:
                    var name = piece.Name;
                    if (name.Equals("pre", StringComparison.OrdinalIgnoreCase))
                        verbatim = Math.Max(0, verbatim + (piece.Kind == MarkupKind.Start ? 1 : -1));
                    if (name.Equals("br", StringComparison.OrdinalIgnoreCase))
                        breaks = Math.Min(2, breaks + 1);
                    else if (Apart.Contains(name))
                        breaks = 2;
                    else if (Lines.Contains(name))
                        breaks = Math.Max(1, breaks);
                    else if (name.Equals("td", StringComparison.OrdinalIgnoreCase) || name.Equals("th", StringComparison.OrdinalIgnoreCase))
                        space = true;
                    break;
            }
        }
        return text.ToString().Trim();
    }

    /// <summary>Text on one line.</summary>
    public static string Line(string text)
    {
        var result = new StringBuilder(text.Length);
        var space = false;
        foreach (var c in text)
        {
            if (IsSpace(c))
            {
                space = result.Length > 0;
                continue;
            }
            if (space)
                result.Append(' ');
            space = false;
            result.Append(c);
        }
        return result.ToString();
    }

    private static string Tidy(string text) => text.Replace("\r\n", "\n").Replace('\u00A0', ' ').Trim();

    // A no-break space is a layout wish; to a reader and to a query it is a space.
    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f' or '\u00A0';
}
