using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Web.Mentions;

namespace Echolot.Web.Insights;

/// <summary>A search with its filters, or one mention, as the query of a monitor.</summary>
internal static class SearchQuery
{
    private static readonly Dictionary<ItemKind, string> Kinds = new()
    {
        [ItemKind.Comment] = "comment", [ItemKind.Reply] = "reply", [ItemKind.Quote] = "quote",
        [ItemKind.Repost] = "repost", [ItemKind.Review] = "review", [ItemKind.Article] = "article",
    };

    /// <summary>
    /// The query that finds the same from now on. Time, sentiment, monitors and what people do with mentions are not
    /// known when a post comes in, so they are left out.
    /// </summary>
    /// <exception cref="QueryException">A word about states stands where it could mean two things.</exception>
    public static string Of(MentionFilter filter)
    {
        var parts = new List<string>();
        var words = Archive.Understand(filter).Search?.Trim();
        if (words is { Length: > 0 }) parts.Add(words);
        Add("lang:", filter.Languages);
        Add("source:", filter.Connectors);
        Add("channel:", filter.Sources.Select(Quoted));
        Add("site:", filter.Site is { } site ? [site] : []);
        Add("author.id:", filter.AuthorId is { } author ? [Quoted(author)] : []);
        Add("is:", filter.Kinds.Select(k => Kinds.GetValueOrDefault(k)).OfType<string>());
        if (parts.Count < 2) return parts.FirstOrDefault() ?? "";
        if (words is { Length: > 0 }) parts[0] = $"({parts[0]})";
        return string.Join(" AND ", parts);

        void Add(string field, IEnumerable<string> values)
        {
            var all = values.ToList();
            if (all.Count > 0) parts.Add(field + (all.Count == 1 ? all[0] : $"({string.Join(" OR ", all)})"));
        }
    }

    /// <summary>
    /// A query that finds the mention and its like: the words that made it match, or its title, or its first words.
    /// </summary>
    public static string Like(StoredMention mention)
    {
        var words = mention.Matches.SelectMany(m => m.Spans).Where(s => s.Field == "text")
            .Where(s => s.Start >= 0 && s.Length > 0 && s.Length <= mention.Text.Length - s.Start)
            .Select(s => mention.Text.Substring(s.Start, s.Length)).Distinct(StringComparer.OrdinalIgnoreCase).Take(6);
        var tags = mention.Text.Split(
                [' ', '\n', '\r', '\t', ',', '.', '!', '?'], StringSplitOptions.RemoveEmptyEntries)
            .Where(w => w is ['#', _, _, ..]).Distinct(StringComparer.OrdinalIgnoreCase).Take(4);
        string[] candidates =
        [
            Joined(words, tags),
            Quoted(mention.Title ?? ""),
            Quoted(string.Join(' ', mention.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(6))),
        ];
        // Texts of strangers: only what is a query is offered.
        return candidates.FirstOrDefault(c => Query.TryParse(c, default, out _, out _)) ?? "";
    }

    private static string Joined(IEnumerable<string> words, IEnumerable<string> tags)
    {
        var hits = string.Join(" OR ", words.Select(Quoted));
        var topics = string.Join(" OR ", tags.Where(t => !hits.Contains(t, StringComparison.OrdinalIgnoreCase)));
        return (hits.Length, topics.Length) switch
        {
            (0, _) => topics,
            (_, 0) => hits,
            _ => $"({hits}) AND ({topics})",
        };
    }

    private static string Quoted(string text) =>
        "\"" + text.Replace('"', ' ').Replace('„', ' ').Replace('“', ' ').Replace('”', ' ').Trim() + "\"";
}
