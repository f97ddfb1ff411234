using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Echolot.Connectors.Bluesky;

/// <summary>Finds links, handles and hashtags in a text; the network shows as such only what is marked by bytes.</summary>
internal static partial class Facets
{
    private const int MostHandles = 10;

    /// <param name="didOf">Account of a handle; null: there is none, so that it stays plain text.</param>
    public static async Task<JsonArray> OfAsync(string text, Func<string, Task<string?>> didOf)
    {
        var found = new List<(int From, int Length, JsonObject Feature)>();
        foreach (Match link in Link().Matches(text))
            found.Add((link.Index, link.Length, Feature("link", "uri", link.Value)));
        foreach (var handle in Handle().Matches(text).Take(MostHandles))
            if (!Inside(found, handle) && await didOf(handle.Groups[1].Value) is { } did)
                found.Add((handle.Index, handle.Length, Feature("mention", "did", did)));
        foreach (Match tag in Tag().Matches(text))
            if (!Inside(found, tag))
                found.Add((tag.Index, tag.Length, Feature("tag", "tag", tag.Value[1..])));
        return new JsonArray([.. found.OrderBy(f => f.From).Select(f => (JsonNode)new JsonObject
        {
            ["index"] = new JsonObject
            {
                ["byteStart"] = Encoding.UTF8.GetByteCount(text.AsSpan(0, f.From)),
                ["byteEnd"] = Encoding.UTF8.GetByteCount(text.AsSpan(0, f.From + f.Length)),
            },
            ["features"] = new JsonArray(f.Feature),
        })]);
    }

    private static bool Inside(List<(int From, int Length, JsonObject)> found, Match match) =>
        found.Exists(f => match.Index >= f.From && match.Index < f.From + f.Length);

    private static JsonObject Feature(string kind, string name, string value) =>
        new() { ["$type"] = "app.bsky.richtext.facet#" + kind, [name] = value };

    [GeneratedRegex(@"https?://\S*[^\s.,;:!?)\]}'""»“”…]", RegexOptions.None, 500)]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w@/.])@((?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z][a-zA-Z0-9-]*)",
        RegexOptions.None, 500)]
    private static partial Regex Handle();

    [GeneratedRegex(@"(?<![\w#&/])#(?=[\p{L}\p{N}_]*\p{L})[\p{L}\p{M}\p{N}_]{1,64}", RegexOptions.None, 500)]
    private static partial Regex Tag();
}
