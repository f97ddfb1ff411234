using System.Globalization;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Web.Mentions;
using Echolot.Web.Shell;

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
    /// known when a post comes in, so they are left out; <see cref="LeftOut"/> names them.
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
        Add("site:", filter.Site is { } site ? [site] : filter.Sites);
        Add("class:", filter.Classes.Select(SourceClassText.Word));
        Add("author.id:", filter.AuthorId is { } author ? [Quoted(author)] : []);
        // Half of the kinds would find less than was found here.
        if (filter.Kinds.All(Kinds.ContainsKey)) Add("is:", filter.Kinds.Select(k => Kinds[k]));
        if (filter.Hours.Count > 0) parts.Add(HoursOf(filter.Hours));
        if (parts.Count < 2) return parts.FirstOrDefault() ?? "";
        if (words is { Length: > 0 }) parts[0] = $"({parts[0]})";
        return string.Join(" AND ", parts);

        void Add(string field, IEnumerable<string> values)
        {
            var all = values.ToList();
            if (all.Count > 0) parts.Add(field + (all.Count == 1 ? all[0] : $"({string.Join(" OR ", all)})"));
        }
    }

    private static string HoursOf(IReadOnlyList<int> hours)
    {
        var parts = hours.Distinct().Order().Select(h => string.Create(CultureInfo.InvariantCulture, $"hour:{h}")).ToList();
        return parts.Count == 1 ? parts[0] : $"({string.Join(" OR ", parts)})";
    }

    /// <summary>What <see cref="Of"/> cannot take over, by the names that filters have in the address.</summary>
    /// <exception cref="QueryException">A word about states stands where it could mean two things.</exception>
    public static IReadOnlyList<string> LeftOut(MentionFilter filter)
    {
        var asked = Archive.Understand(filter);
        return [.. Names.Where(n => n.Is(asked)).Select(n => n.Name)];
    }

    /// <summary>What people call a filter that is left out; null for a name that none has.</summary>
    public static string? NameOf(string leftOut) =>
        Names.Where(n => n.Name == leftOut).Select(n => n.Said.ToString()).FirstOrDefault();

    private static readonly IReadOnlyList<(string Name, Phrase Said, Func<MentionFilter, bool> Is)> Names =
    [
        ("range", ListeningText.Period, f => f.From is not null || f.To is not null),
        ("monitor", ListeningText.Monitor, f => f.Monitors.Count > 0),
        ("weekday", ListeningText.Weekday, f => f.Weekdays.Count > 0),
        ("tone", ListeningText.Tone, f => f.Sentiments.Count > 0),
        ("tag", ListeningText.Tag, f => f.Tags.Count > 0),
        ("category", WorkText.Labels, f => f.Labels.Count + f.Named.Count + f.NotNamed.Count > 0),
        ("kind", ListeningText.Kind, f => f.Kinds.Any(k => !Kinds.ContainsKey(k))),
        ("same", ListeningText.SameText, f => f.DuplicateGroup is not null),
        ("story", ListeningText.OfStory, f => f.Story is not null),
        ("read", WorkText.States, f => f.Read is not null || f.Flagged is not null || f.Verdicts.Count > 0 || f.Hidden
            || f.Assigned is not null || f.AssignedTo is not null || f.NotAssignedTo is not null),
    ];

    /// <summary>
    /// A query that finds the mention and its like: the words that made it match, or its title, or its first words.
    /// </summary>
    public static string Like(StoredMention mention)
    {
        var words = mention.Matches.SelectMany(m => m.Spans).Where(s => s.Field == "text")
            .Where(s => s.Start >= 0 && s.Length > 0 && s.Length <= mention.Text.Length - s.Start)
            .Select(s => mention.Text.Substring(s.Start, s.Length)).Distinct(StringComparer.OrdinalIgnoreCase);
        var tags = mention.Text.Split(
                [' ', '\n', '\r', '\t', ',', '.', '!', '?'], StringSplitOptions.RemoveEmptyEntries)
            .Where(w => w is ['#', _, _, ..]).Distinct(StringComparer.OrdinalIgnoreCase);
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

    private static string Quoted(string text) => $"\"{string.Join(' ', text.Split(Quotes)).Trim()}\"";

    // Whatever ends a phrase in the query language.
    private static readonly char[] Quotes = ['"', '„', '“', '”', '‟', '»', '«', '‹', '›', '＂', '″'];
}
