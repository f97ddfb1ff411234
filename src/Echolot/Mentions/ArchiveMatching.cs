using Dapper;
using Echolot.Matching;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>A stored mention that a query matches, and where.</summary>
public sealed record ArchiveMatch(long Id, IReadOnlyList<MatchSpan> Spans);

/// <summary>Part of a walk through everything that a query matches.</summary>
/// <param name="Found">Newest first.</param>
/// <param name="Reached">Everything with this id or a higher one has been looked at; 0 at the end.</param>
public sealed record MatchPortion(IReadOnlyList<ArchiveMatch> Found, long Reached);

public sealed partial class Archive
{
    /// <summary>
    /// Matches a query against stored mentions below an id, newest first, until so many texts were read or so many
    /// matches found: the walk of a search, with the places of each match as live matching gives them.
    /// </summary>
    public async Task<MatchPortion> MatchAsync(
        Query query, long before, int texts, int matches, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var channels = await Reading.ChannelsAsync(connection);
        var selection = Selection.Of(db.Engine, new MentionFilter(), channels);
        var spans = new Dictionary<long, IReadOnlyList<MatchSpan>>();
        await using var walk = new SearchWalk(connection, db.Engine, selection, query, channels, Present, before, texts) { Spans = spans };
        var ids = new List<long>();
        while (ids.Count < matches && await walk.NextAsync(matches - ids.Count, cancel) is { Count: > 0 } found)
            ids.AddRange(found);
        return new(
            [.. ids.Select(id => new ArchiveMatch(id, spans[id]))],
            ids.Count == matches || walk.StoppedEarly ? walk.Reached : 0);
    }

    /// <summary>Where a query matches these mentions; those that it does not match are left out.</summary>
    public async Task<IReadOnlyList<ArchiveMatch>> SpansAsync(
        Query query, IReadOnlyList<long> ids, CancellationToken cancel)
    {
        if (ids.Count == 0) return [];
        await using var connection = await db.ReadAsync(cancel);
        var channels = await Reading.ChannelsAsync(connection);
        return await new Verification(query, channels, Present).SpansAsync(connection, db.Engine, ids);
    }

    /// <summary>
    /// Puts stored mentions under a monitor that found them afterwards. Idempotent: what lies under the monitor already
    /// stays as it is. Nothing is published, because old mentions are no news.
    /// </summary>
    /// <returns>How many were not under the monitor before.</returns>
    public async Task<int> AddMatchesAsync(
        WriteScope scope, long monitor, int version, IReadOnlyList<ArchiveMatch> matches, CancellationToken cancel)
    {
        if (matches.Count == 0) return 0;
        // What an earlier version had left over and this one finds is left over no more.
        await scope.Connection.ExecuteAsync(
            $"delete from leftover where monitor_id = @monitor and {Sql.In(scope.Engine, "mention_id", "ids")}",
            new { monitor, ids = Sql.List(scope.Engine, matches.Select(m => m.Id)) }, scope.Transaction);
        return await PutUnderAsync(
            scope, monitor, matches.ToDictionary(m => m.Id, m => new MonitorMatch(monitor, version, m.Spans)), cancel);
    }

    private static async Task<int> PutUnderAsync(
        WriteScope scope, long monitor, IReadOnlyDictionary<long, MonitorMatch> matches, CancellationToken cancel)
    {
        var tables = new Tables(scope);
        await tables.TakeTurnAsync();
        var added = new List<MentionRow>();
        foreach (var row in await MatchedRowsAsync(scope, matches.Keys))
        {
            var known = Compact.Matches(row.Matches);
            if (known.Any(m => m.MonitorId == monitor)) continue;
            added.Add(row with { Matches = Compact.Matches([.. known.Append(matches[row.Id]).OrderBy(m => m.MonitorId)]) });
        }
        await tables.ListAsync(monitor, added, cancel);
        await tables.FinishAsync(cancel);
        return added.Count;
    }

    /// <summary>What lists and counts of a monitor depend on.</summary>
    private static Task<IEnumerable<MentionRow>> MatchedRowsAsync(WriteScope scope, IEnumerable<long> ids) =>
        scope.Connection.QueryAsync<MentionRow>(
            $"""
            select m.id, m.channel_id, m.language, m.sentiment, m.sentiment_set, m.kind, m.hidden, m.matches
            from mention m where {Sql.In(scope.Engine, "m.id", "ids")}
            """,
            new { ids = Sql.List(scope.Engine, ids) }, scope.Transaction);
}
