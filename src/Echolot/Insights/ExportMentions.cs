using System.Globalization;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Tables;

namespace Echolot.Insights;

public sealed partial class Analyst
{
    /// <summary>
    /// Writes every mention under the filter, newest first, without a limit and in constant memory. Who exported what
    /// stands in the audit log before the first row is written.
    /// </summary>
    /// <param name="by">Staff member; null from the command line.</param>
    /// <param name="people">Names of our own people, for whom mentions are assigned to.</param>
    /// <returns>How many mentions were written.</returns>
    /// <exception cref="QueryException">The search is not a query; nothing has been written.</exception>
    public async Task<long> ExportAsync(
        MentionFilter filter, ExportFormat format, Stream target, long? by, IReadOnlyDictionary<long, string> people,
        CancellationToken cancel)
    {
        Archive.Sought(filter);
        await RecordExportAsync(filter, format, by, cancel);
        var monitors = (await watchlist.ListAsync(cancel)).ToDictionary(m => m.Id, m => m.Name);
        IReadOnlyDictionary<long, long> notes = new Dictionary<long, long>();
        await using var table = TableFile.Open(format, target, MentionColumn.All(
            monitors, people, id => notes.GetValueOrDefault(id)), archive.Zone);
        await table.BeginAsync(cancel);
        var written = 0L;
        string? cursor = null;
        do
        {
            var page = await archive.ListAsync(filter, cursor, Archive.LargestPage, cancel);
            notes = await archive.NoteCountsAsync([.. page.Items.Select(m => m.Id)], cancel);
            await table.WriteAsync(page.Items, cancel);
            written += page.Items.Count;
            cursor = page.Next;
        }
        while (cursor is not null);
        await table.EndAsync(cancel);
        return written;
    }

    // Numbers and names of fields only: a search may hold the name of a person.
    internal static IReadOnlyList<string> Restrictions(MentionFilter filter)
    {
        var fields = new List<string>();
        if (filter.Monitors.Count > 0) fields.Add($"monitors {string.Join(' ', filter.Monitors)}");
        if (filter.From is { } from) fields.Add("from " + from.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
        if (filter.To is { } to) fields.Add("to " + to.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
        (string Name, bool On)[] more =
        [
            ("search", filter.Search is not null), ("author", filter.AuthorId is not null),
            ("site", filter.Site is not null), ("sources", filter.Sources.Count + filter.Connectors.Count > 0),
            ("languages", filter.Languages.Count > 0), ("sentiments", filter.Sentiments.Count > 0),
            ("kinds", filter.Kinds.Count > 0), ("tags", filter.Tags.Count > 0),
            ("labels", filter.Labels.Count + filter.Named.Count + filter.NotNamed.Count > 0),
            ("sites", filter.Sites.Count > 0), ("classes", filter.Classes.Count > 0), ("duplicates", filter.DuplicateGroup is not null),
            ("story", filter.Story is not null), ("chosen ones", filter.Ids is not null),
            ("verdicts", filter.Verdicts.Count > 0), ("flagged", filter.Flagged is not null),
            ("assigned", filter.Assigned is not null || filter.AssignedTo is not null || filter.NotAssignedTo is not null),
            ("read", filter.Read is not null && filter.Reader is not null), ("hidden", filter.Hidden),
            ("put aside by the list", filter.AsideForLists), ("weekdays", filter.Weekdays.Count > 0),
            ("hours", filter.Hours.Count > 0), ("grouped", filter.Grouping is not Grouping.None),
        ];
        fields.AddRange(more.Where(f => f.On).Select(f => f.Name));
        return fields;
    }

    private Task RecordExportAsync(MentionFilter filter, ExportFormat format, long? by, CancellationToken cancel)
    {
        var fields = Restrictions(filter);
        return db.WriteAsync(scope => privacy.RecordAsync(
            scope, by, "mentions.exported", $"mentions:{format.ToString().ToLowerInvariant()}",
            fields.Count == 0 ? "everything" : string.Join(", ", fields), cancel), cancel);
    }
}
