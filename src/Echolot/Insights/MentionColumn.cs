using System.Text.Json;
using Echolot.Mentions;
using Echolot.Tables;

namespace Echolot.Insights;

/// <summary>Columns of exported mentions.</summary>
internal static class MentionColumn
{
    /// <summary>Every column in its order; the same in every format.</summary>
    /// <param name="monitors">Names of monitors; those that are gone are left out.</param>
    /// <param name="people">Names of our own people.</param>
    /// <param name="notes">How many notes a mention has.</param>
    public static IReadOnlyList<TableColumn<StoredMention>> All(
        IReadOnlyDictionary<long, string> monitors, IReadOnlyDictionary<long, string> people, Func<long, long> notes) =>
    [
        // A spreadsheet keeps 15 digits of a number; ids have 19.
        new("id", m => m.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new("published_at", m => m.PublishedAt),
        new("seen_at", m => m.SeenAt),
        new("connector", m => m.Connector),
        new("source", m => m.Source),
        new("kind", m => Word(m.Kind)),
        new("language", m => m.Findings.Language),
        new("sentiment", m => Word(m.Sentiment)),
        new("score", m => Math.Round((double)m.Findings.Score, 3)),
        new("confidence", m => Math.Round((double)m.Findings.Confidence, 3)),
        new("title", m => m.Title),
        new("text", m => m.Text),
        new("url", m => m.Url),
        new("site", m => m.Site),
        new("author_id", m => m.AuthorId),
        new("author_handle", m => m.AuthorHandle),
        new("author_name", m => m.AuthorName),
        new("author_profile", m => m.AuthorProfile),
        new("author_followers", m => m.AuthorFollowers),
        new("likes", m => m.Engagement?.Likes),
        new("replies", m => m.Engagement?.Replies),
        new("shares", m => m.Engagement?.Shares),
        new("quotes", m => m.Engagement?.Quotes),
        new("views", m => m.Engagement?.Views),
        new("reach", m => m.Engagement?.Reach),
        new("rating", m => (double?)m.Rating),
        new("monitors", m => m.Matches.Select(x => monitors.GetValueOrDefault(x.MonitorId)).OfType<string>().ToList()),
        new("tags", m => m.Tags),
        new("duplicates", m => (long)m.DuplicateCount),
        new("external_id", m => m.ExternalId),
        new("parent_id", m => m.ParentId),
        new("quoted_id", m => m.QuotedId),
        new("language_declared", m => m.LanguageDeclared),
        new("country", m => m.Country),
        new("region", m => m.Place?.Region),
        new("city", m => m.Place?.City),
        new("attachments", m => m.Attachments.Select(a => a.Remote?.OriginalString).OfType<string>().ToList()),
        new("read", m => Word(m.Work.Read)),
        new("flagged", m => Word(m.Work.Flagged)),
        new("verdict", m => Word(m.Work.Verdict)),
        new("assigned_to", m => m.Work.AssignedTo is { } person
            ? people.GetValueOrDefault(person) ?? person.ToString(System.Globalization.CultureInfo.InvariantCulture) : null),
        new("labels", m => m.Work.Labels.Select(l => l.Path).ToList()),
        new("notes", m => notes(m.Id)),
        new("story", m => m.Story?.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new("story_mentions", m => (long?)m.Story?.Count),
    ];

    private static string Word(bool yes) => yes ? "true" : "false";

    private static string Word<T>(T value) where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
