using System.Text.Json;
using System.Text.RegularExpressions;
using Echolot.Connectors.Http;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.Sites;

/// <summary>
/// Finds where a publisher reserves text and data mining in a form that programs can read (§ 44b (3) UrhG, Art. 4 (3)
/// of Directive (EU) 2019/790): TDM Reservation Protocol, robots rules for miners, and the tags <c>noai</c>. Pure.
/// </summary>
internal static partial class Reserved
{
    /// <summary>What an answer and its page say about themselves.</summary>
    public static IEnumerable<Reservation> In(IncomingAnswer answer, string html)
    {
        if (answer.Header("tdm-reservation")?.Trim() == "1")
            yield return new(ReservationKind.TdmHeader, answer.Address, answer.Header("tdm-policy"));
        if (NoAi().IsMatch(answer.Header("X-Robots-Tag") ?? ""))
            yield return new(ReservationKind.NoAi, answer.Address, "X-Robots-Tag");
        foreach (Match meta in Meta().Matches(html[..Math.Min(html.Length, 200_000)]))
        {
            var (tag, name) = (meta.Value, Name().Match(meta.Value).Groups[1].Value.ToLowerInvariant());
            var content = Content().Match(tag).Groups[1].Value;
            if (name == "tdm-reservation" && content.Trim() == "1")
                yield return new(ReservationKind.TdmMeta, answer.Address, null);
            else if (name is "robots" or Robots.Us && NoAi().IsMatch(content))
                yield return new(ReservationKind.NoAi, answer.Address, "meta");
        }
    }

    /// <summary>What <c>/.well-known/tdmrep.json</c> says about an address: the first rule that fits counts.</summary>
    public static Reservation? In(ReadOnlyMemory<byte> tdmRep, Uri address)
    {
        try
        {
            using var json = JsonDocument.Parse(tdmRep, new() { MaxDepth = 8 });
            if (json.RootElement.ValueKind != JsonValueKind.Array) return null;
            foreach (var rule in json.RootElement.EnumerateArray().Take(1_000))
            {
                if (rule.Text("location", 2_000) is not { } location || !Fits(location, address.AbsolutePath)) continue;
                return rule.Number("tdm-reservation") == 1
                    ? new(ReservationKind.TdmFile, new Uri(address, SiteRules.TdmRep), rule.Text("tdm-policy")) : null;
            }
        }
        catch (JsonException)
        {
            // A file nobody can read reserves nothing in a form that can be read.
        }
        return null;
    }

    private static bool Fits(string location, string path)
    {
        var star = location.IndexOf('*', StringComparison.Ordinal);
        var end = location.EndsWith('$') ? location.Length - 1 : location.Length;
        return star >= 0
            ? path.StartsWith(location[..star], StringComparison.Ordinal)
                && path.EndsWith(location[(star + 1)..end].Split('*')[^1], StringComparison.Ordinal)
            : location.EndsWith('$') ? path == location[..end] : path.StartsWith(location, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"<meta\b[^>]{0,1000}>", RegexOptions.IgnoreCase)]
    private static partial Regex Meta();

    [GeneratedRegex("""\bname\s*=\s*["']?([\w-]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Name();

    [GeneratedRegex("""\bcontent\s*=\s*["']?([^"'>]*)""", RegexOptions.IgnoreCase)]
    private static partial Regex Content();

    [GeneratedRegex(@"\b(noai|noimageai|notdm)\b", RegexOptions.IgnoreCase)]
    private static partial Regex NoAi();
}
