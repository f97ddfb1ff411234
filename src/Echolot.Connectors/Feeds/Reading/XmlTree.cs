using System.Text;

namespace Echolot.Connectors.Feeds.Reading;

/// <summary>A node of the tree: an element, or text where <see cref="Name"/> is empty.</summary>
internal sealed class XmlNode
{
    /// <summary>Local name in lower case, with a well-known prefix for the modules we know (<c>dc:creator</c>), and the
    /// namespace in braces for those we do not.</summary>
    public string Name { get; init; } = "";

    /// <summary>Name as written, without prefix.</summary>
    public string Written { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Text { get; init; } = "";

    public IReadOnlyList<KeyValuePair<string, string>> Attributes { get; init; } = [];

    public List<XmlNode> Children { get; } = [];

    public XmlNode? Parent { get; init; }

    public bool IsText => Written.Length == 0;

    public IEnumerable<XmlNode> Elements => Children.Where(c => !c.IsText);

    public string? this[string attribute]
    {
        get
        {
            foreach (var (name, value) in Attributes)
            {
                if (name.Equals(attribute, StringComparison.OrdinalIgnoreCase))
                    return value;
            }
            return null;
        }
    }

    /// <summary>All text inside, in order.</summary>
    public string AllText()
    {
        if (IsText)
            return Text;
        if (Children.Count == 1)
            return Children[0].AllText();
        var text = new StringBuilder();
        foreach (var child in Children)
            text.Append(child.AllText());
        return text.ToString();
    }

    public XmlNode? First(string name) => Elements.FirstOrDefault(e => e.Name == name);
}

/// <summary>
/// Builds a tree out of any XML, broken or not: end tags close the nearest element of their name, others are passed
/// over; elements left open end with their parent. Entities of an internal subset are known if they are plain text;
/// nothing outside the document is ever fetched.
/// </summary>
internal static class XmlTree
{
    // Deeper nesting exists only to break readers.
    private const int Deepest = 250;

    private const int LongestEntity = 10_000;

    public static XmlNode Parse(string text)
    {
        var root = new XmlNode { Written = "#document", Name = "#document" };
        var open = new List<Open> { new(root, "#document", new Dictionary<string, string>(Namespaces.Assumed)) };
        Dictionary<string, string>? entities = null;
        foreach (var piece in Markup.Cut(text, html: false))
        {
            var top = open[^1];
            switch (piece.Kind)
            {
                case MarkupKind.Text:
                    top.Node.Children.Add(new XmlNode { Text = Entities.Decode(piece.Text, entities).Replace("\r\n", "\n"), Parent = top.Node });
                    break;
                case MarkupKind.CData:
                    top.Node.Children.Add(new XmlNode { Text = piece.Text.Replace("\r\n", "\n"), Parent = top.Node });
                    break;
                case MarkupKind.Declaration when piece.Text.StartsWith("DOCTYPE", StringComparison.OrdinalIgnoreCase):
                    entities ??= Subset(piece.Text);
                    break;
                case MarkupKind.Start:
                    var (node, scope) = Element(piece, top, entities);
                    top.Node.Children.Add(node);
                    if (!piece.Closed && open.Count < Deepest)
                        open.Add(new(node, piece.Name, scope));
                    break;
                case MarkupKind.End:
                    Close(open, piece.Name);
                    break;
            }
        }
        return root;
    }

    private static (XmlNode, Dictionary<string, string>) Element(MarkupPiece piece, Open parent, Dictionary<string, string>? entities)
    {
        var scope = parent.Scope;
        var attributes = new List<KeyValuePair<string, string>>(piece.Attributes.Count);
        foreach (var (key, raw) in piece.Attributes)
        {
            var value = Entities.Decode(raw, entities);
            attributes.Add(new(key, value));
            if (key != "xmlns" && !key.StartsWith("xmlns:", StringComparison.Ordinal))
                continue;
            if (ReferenceEquals(scope, parent.Scope))
                scope = new Dictionary<string, string>(scope);
            scope[key.Length > 6 ? key[6..] : ""] = value.Trim();
        }
        var colon = piece.Name.IndexOf(':');
        var prefix = colon < 0 ? "" : piece.Name[..colon];
        var local = piece.Name[(colon + 1)..];
        var space = scope.GetValueOrDefault(prefix) ?? prefix;
        // Whatever the root declares as its own namespace is the language of the feed.
        var stranger = Namespaces.Short(space) == "{" + space + "}";
        if (parent.Node.Written == "#document" && prefix.Length == 0 && stranger)
            scope = new Dictionary<string, string>(scope) { [""] = space = "" };
        var known = Namespaces.Short(space);
        var name = known.Length == 0 ? local : known + (known[0] == '{' ? "" : ":") + local;
        var node = new XmlNode
        {
            Name = name.ToLowerInvariant(), Written = local.Length > 0 ? local : piece.Name, Namespace = space,
            Attributes = attributes, Parent = parent.Node,
        };
        return (node, scope);
    }

    private static void Close(List<Open> open, string name)
    {
        var at = open.FindLastIndex(o => o.Name == name);
        if (at < 0)
            at = open.FindLastIndex(o => o.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (at < 1)
            return;
        // <br> and its like never close: what follows them belongs beside them.
        for (var i = open.Count - 1; i > at; i--)
        {
            if (!SafeHtml.IsVoid(open[i].Node.Written))
                continue;
            var (node, parent) = (open[i].Node, open[i - 1].Node);
            parent.Children.AddRange(node.Children);
            node.Children.Clear();
        }
        open.RemoveRange(at, open.Count - at);
    }

    /// <summary>Plain general entities of an internal subset: no parameters, nothing external, nothing nested.</summary>
    private static Dictionary<string, string> Subset(string doctype)
    {
        var found = new Dictionary<string, string>();
        var start = doctype.IndexOf('[');
        if (start < 0)
            return found;
        foreach (var declared in doctype[(start + 1)..].Split("<!ENTITY").Skip(1))
        {
            var parts = declared.TrimStart();
            var nameEnd = parts.AsSpan().IndexOfAny(" \t\r\n");
            var quoted = nameEnd < 0 ? "" : parts[nameEnd..].TrimStart();
            if (nameEnd < 1 || parts[0] == '%' || quoted.Length < 2 || quoted[0] is not ('"' or '\''))
                continue;
            var end = quoted.IndexOf(quoted[0], 1);
            if (end > 0 && end <= LongestEntity && found.Count < 500)
                found.TryAdd(parts[..nameEnd], Entities.Decode(quoted[1..end]));
        }
        return found;
    }

    private sealed record Open(XmlNode Node, string Name, Dictionary<string, string> Scope);
}
