using Echolot.Connectors.Push;
using Echolot.Mentions;

namespace Echolot.Connectors.Import;

/// <summary>Fills a draft from the fields of one row of a table.</summary>
internal static class TableRow
{
    /// <summary>Fills <paramref name="draft"/> with the fields and tags of the row.</summary>
    public static void Read(
        IReadOnlyList<string> record, IReadOnlyList<(int Column, string Field)> places, ExportProfile? profile,
        PostDraft draft)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (column, field) in places)
        {
            var value = record[column];
            if (string.IsNullOrWhiteSpace(value)) continue;
            if (field == ImportFields.Tags)
            {
                foreach (var tag in PostDraft.TagsOf(value)) draft.Tag(tag);
            }
            else if (!values.TryGetValue(field, out var before)) values[field] = value;
            else if (ImportFields.IsCount(field)) values[field] = Larger(before, value);
            else if (field == PostFields.Text && profile?.JoinsTexts == true) values[field] = Joined(before, value);
        }
        // What another tool's machine said is worth a label; what stands in a file of one's own is one's own verdict.
        if (profile is not null && values.Remove(PostFields.Sentiment, out var judged)
            && ForeignValues.SentimentTag(judged, profile.Title) is { } said) draft.Tag(said);
        if (values.Remove(ImportFields.Time, out var time) && values.TryGetValue(PostFields.Published, out var day)
            && !day.Contains(':', StringComparison.Ordinal)) values[PostFields.Published] = $"{day.Trim()} {time.Trim()}";
        if (profile is not null) Translate(values);
        foreach (var (field, value) in values) draft.Set(field, value);
    }

    private static void Translate(Dictionary<string, string> values)
    {
        ItemKind? usual = null;
        var stated = values.Remove(PostFields.Platform, out var name) ? ForeignValues.Platform(name) : null;
        if (stated is var (platform, kind)) (values[PostFields.Platform], usual) = (platform, kind);
        else if (values.TryGetValue(PostFields.Url, out var link) && ForeignValues.PlatformOfLink(link) is { } network)
            values[PostFields.Platform] = network;
        // Posts of networks have no headline.
        else if (values.ContainsKey(PostFields.Title)) usual = ItemKind.Article;
        var told = values.Remove(PostFields.Kind, out var written) ? ForeignValues.Kind(written) : null;
        if ((told ?? usual) is { } known) values[PostFields.Kind] = known.ToString();
        if (values.TryGetValue(PostFields.Lang, out var language)) values[PostFields.Lang] = ForeignValues.Language(language);
    }

    // A row is a post of one network; the columns of all others say 0 or nothing.
    private static string Larger(string one, string other) =>
        PostDraft.CountOf(other) is { } more && !(PostDraft.CountOf(one) >= more) ? other : one;

    private static string Joined(string one, string other) =>
        one.Contains(other.Trim(), StringComparison.Ordinal) ? one
        : other.Contains(one.Trim(), StringComparison.Ordinal) ? other
        : one + "\n" + other;
}
