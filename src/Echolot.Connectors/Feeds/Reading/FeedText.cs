using System.Text;

namespace Echolot.Connectors.Feeds.Reading;

/// <summary>Text of an element in all the ways feeds write it: plain, escaped HTML, inline XHTML, base64.</summary>
/// <param name="Html">Clean HTML, ready to be stored.</param>
/// <param name="Plain">The text without markup.</param>
/// <param name="Marked">It was written as markup.</param>
internal sealed record FeedText(string Html, string Plain, bool Marked)
{
    public static FeedText? Read(XmlNode? node, bool atom, Uri? @base)
    {
        if (node is null || (node["src"] is { Length: > 0 } && node.Name == "content"))
            return null;
        var type = (node["type"] ?? "").Trim().ToLowerInvariant().Split(';')[0];
        var mode = (node["mode"] ?? "").Trim().ToLowerInvariant();
        var inline = node.Elements.Any();
        var text = node.AllText();
        if (!inline && (mode == "base64" || (atom && IsBinary(type))) && Base64(text) is { } unpacked)
        {
            // Only text types stay plain; for the rest the publisher packed markup.
            return type.StartsWith("text/plain", StringComparison.Ordinal) ? OfPlain(unpacked) : OfGuess(unpacked, @base);
        }
        if (inline)
        {
            var wrapped = type == "xhtml" || (type == "application/xhtml+xml" && node.Namespace == "http://www.w3.org/2005/Atom");
            return OfHtml(SafeHtml.Inner(wrapped ? Unwrapped(node) : node), @base);
        }
        if (type is "html" or "text/html" or "xhtml" || IsXml(type))
            return OfHtml(mode == "escaped" || (type is "html" or "text/html" && mode != "xml") ? text : SafeHtml.FromText(text), @base);
        if (!atom && node.Name is not ("title" or "dc:title" or "media:title"))
            return SafeHtml.HasHtml(text) ? OfHtml(text, @base) : OfPlain(text);
        if (!atom || (type.Length == 0 && mode == "escaped"))
            return OfGuess(text, @base);
        return OfPlain(text);
    }

    public static FeedText OfHtml(string html, Uri? @base)
    {
        var clean = SafeHtml.Clean(html, @base).Trim();
        return new FeedText(clean, PlainText.Of(clean), true);
    }

    public static FeedText OfPlain(string text) =>
        new(SafeHtml.FromText(text.Trim()), text.Replace("\r\n", "\n").Replace('\u00A0', ' ').Trim(), false);

    /// <summary>RSS never says which; markup is taken as markup (what every reader does).</summary>
    public static FeedText OfGuess(string text, Uri? @base) => SafeHtml.LooksLikeHtml(text) ? OfHtml(text, @base) : OfPlain(text);

    /// <summary>The div of XHTML content is a wrapper, not content (RFC 4287, 3.1.1.3).</summary>
    private static XmlNode Unwrapped(XmlNode node) =>
        node.Children.Where(c => !c.IsText || !string.IsNullOrWhiteSpace(c.Text)).ToList() is [{ Written: "div" } div] ? div : node;

    private static bool IsXml(string type) =>
        type.EndsWith("+xml", StringComparison.Ordinal) || type.EndsWith("/xml", StringComparison.Ordinal);

    private static bool IsBinary(string type) =>
        type.Contains('/') && !type.StartsWith("text/", StringComparison.Ordinal) && !IsXml(type);

    private static string? Base64(string text)
    {
        var packed = new string([.. text.Where(c => !char.IsWhiteSpace(c))]);
        var bytes = new byte[(packed.Length * 3 / 4) + 3];
        return Convert.TryFromBase64String(packed, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
