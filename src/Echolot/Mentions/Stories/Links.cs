using System.Text.RegularExpressions;

namespace Echolot.Mentions.Stories;

/// <summary>Pages that a mention leads to, in one spelling each.</summary>
internal static partial class Links
{
    private const int Most = 8;

    // What says where a click came from, and not where it leads.
    private static readonly HashSet<string> Ignored = new(StringComparer.OrdinalIgnoreCase)
    {
        "fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "ref", "ref_src", "si", "wt_mc", "xtor", "feature",
    };

    /// <summary>Links in the text, attached ones, and the address of the mention itself where it is a page.</summary>
    public static IReadOnlyList<string> Of(
        ItemKind kind, string text, string? url, IReadOnlyList<Attachment> attachments)
    {
        var links = new List<string>();
        if (kind is ItemKind.Article or ItemKind.Post && url is not null) Add(url);
        foreach (var attachment in attachments)
            if (attachment is { Kind: "link", Remote: { } remote }) Add(remote.OriginalString);
        if (text.Contains("http", StringComparison.Ordinal))
            foreach (Match found in InText().Matches(text)) Add(found.Value.TrimEnd('.', ',', ';', ':', '!', '?', ')', '"', '\''));
        return links;

        void Add(string link)
        {
            if (links.Count < Most && Plain(link) is { } plain && !links.Contains(plain)) links.Add(plain);
        }
    }

    /// <summary>The spelling that links to the same page share; null for a front page, which is no story.</summary>
    public static string? Plain(string link)
    {
        if (!Uri.TryCreate(link, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) return null;
        var path = uri.AbsolutePath.TrimEnd('/');
        var query = string.Join('&', uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(p => !p.StartsWith("utm_", StringComparison.OrdinalIgnoreCase) && !Ignored.Contains(p.Split('=')[0]))
            .Order(StringComparer.Ordinal));
        if (path.Length == 0 && query.Length == 0) return null;
        var host = uri.IdnHost.ToLowerInvariant();
        foreach (var prefix in (ReadOnlySpan<string>)["www.", "m.", "amp."])
            if (host.StartsWith(prefix, StringComparison.Ordinal)) host = host[prefix.Length..];
        return query.Length == 0 ? host + path : $"{host}{path}?{query}";
    }

    [GeneratedRegex(@"https?://[^\s<>""]{1,2000}", RegexOptions.CultureInvariant)]
    private static partial Regex InText();
}
