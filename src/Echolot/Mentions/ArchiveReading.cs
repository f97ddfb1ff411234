using System.Data.Common;
using Dapper;
using Echolot.Matching;
using Echolot.Storage;

namespace Echolot.Mentions;

public sealed partial class Archive
{
    /// <summary>Most mentions that one page may have.</summary>
    public const int LargestPage = 1000;

    /// <summary>Texts that a search without a required word may read for one page: about half a second.</summary>
    private const long MostTexts = 50_000;

    /// <summary>One page of mentions, newest first.</summary>
    /// <param name="cursor"><see cref="MentionPage.Next"/> of the page before; null for the first page.</param>
    /// <param name="size">1 to <see cref="LargestPage"/>.</param>
    /// <exception cref="ArgumentException">The cursor is none of ours.</exception>
    /// <exception cref="QueryException">The search is not a query.</exception>
    public async Task<MentionPage> ListAsync(MentionFilter filter, string? cursor, int size, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, LargestPage);
        var before = cursor is null ? long.MaxValue : PageCursor.Read(cursor);
        filter = StateTerms.Read(filter);
        var query = QueryOf(filter);
        await using var connection = await db.ReadAsync(cancel);
        var channels = await Reading.ChannelsAsync(connection);
        var selection = await SelectionAsync(connection, filter, channels);
        Walk walk = query is null
            ? new ListingWalk(connection, db.Engine, selection, before)
            : new SearchWalk(connection, db.Engine, selection, query, channels, Present, before, MostTexts);
        await using var whole = walk;
        if (filter.Grouping is not Grouping.None)
            walk = new GroupWalk(
                walk, connection, db.Engine, selection, query is null ? null : new Verification(query, channels, Present),
                filter.Grouping is Grouping.Stories);
        var ids = new List<long>(size + 1);
        while (ids.Count <= size && await walk.NextAsync(size + 1 - ids.Count, cancel) is { Count: > 0 } more)
            ids.AddRange(more);
        var full = ids.Count > size;
        if (full) ids.RemoveAt(size);
        var next = full ? ids[^1] : walk.StoppedEarly ? walk.Reached : (long?)null;
        return new MentionPage(
            WithClasses(await Reading.MentionsAsync(connection, db.Engine, ids, filter.Reader)), next is { } position
                ? PageCursor.Write(position)
                : null)
        {
            Partial = !full && walk.StoppedEarly,
        };
    }

    /// <summary>The filter with the search's own words about states (<c>is:flagged</c>) turned into conditions.</summary>
    /// <exception cref="QueryException">Such a word stands where it could mean two things.</exception>
    public static MentionFilter Understand(MentionFilter filter) => StateTerms.Read(filter);

    /// <summary>
    /// What is left of the search as a query, words about states taken out; null where there is nothing to look for.
    /// </summary>
    /// <exception cref="QueryException">The search is not a query.</exception>
    public static Query? Sought(MentionFilter filter) => QueryOf(StateTerms.Read(filter));

    /// <summary>Where the search under a filter hit these mentions; null where it looks for no words.</summary>
    /// <exception cref="QueryException">The search is not a query.</exception>
    public async Task<IReadOnlyDictionary<long, IReadOnlyList<MatchSpan>>?> SpansAsync(
        MentionFilter filter, IReadOnlyList<StoredMention> mentions, CancellationToken cancel) =>
        mentions.Count == 0 || Sought(filter) is not { } query
            ? null
            : (await SpansAsync(query, [.. mentions.Select(m => m.Id)], cancel)).ToDictionary(m => m.Id, m => m.Spans);

    private static Query? QueryOf(MentionFilter filter)
    {
        var options = new QueryOptions(Forms: filter.SearchForms);
        var search = string.IsNullOrWhiteSpace(filter.Search) ? null : Query.Parse(filter.Search, options);
        if (filter.Classes.Count == 0) return search;
        // As one would write it: what a filter leaves and what a query finds are the same.
        var classes = $"class:({string.Join(" OR ", filter.Classes.Distinct().Select(c => c.ToString().ToLowerInvariant()))})";
        return Query.Parse(search is null ? classes : $"({filter.Search}\n) AND {classes}", options);
    }

    private HoursOfWeek? ClockOf(MentionFilter filter) => WallClock.Condition(filter, Zone, clock.GetUtcNow());

    /// <summary>What the filter says of labels is resolved first: merged ones, and what lies below each.</summary>
    private async Task<Selection> SelectionAsync(
        DbConnection connection, MentionFilter filter, IReadOnlyList<ChannelRow> channels)
    {
        var named = filter.Labels.Count + filter.Tags.Count + filter.Named.Count + filter.NotNamed.Count > 0;
        return Selection.Of(db.Engine, filter, channels, named ? await Labels.ReadAsync(connection) : null, ClockOf(filter));
    }

    /// <summary>
    /// Ids under the filter below an id, newest first, for work on all of them; and where the next portion begins, 0
    /// at the end. Duplicates are not grouped.
    /// </summary>
    /// <exception cref="QueryException">The search is not a query.</exception>
    public async Task<(IReadOnlyList<long> Ids, long Before)> WalkAsync(
        MentionFilter filter, long before, int count, CancellationToken cancel)
    {
        filter = StateTerms.Read(filter);
        await using var connection = await db.ReadAsync(cancel);
        var channels = await Reading.ChannelsAsync(connection);
        var selection = await SelectionAsync(connection, filter, channels);
        await using Walk walk = QueryOf(filter) is { } query
            ? new SearchWalk(connection, db.Engine, selection, query, channels, Present, before, MostTexts)
            : new ListingWalk(connection, db.Engine, selection, before);
        var ids = await walk.NextAsync(count, cancel);
        return (ids, ids.Count == 0 && !walk.StoppedEarly ? 0 : ids.Count == count ? ids[^1]
            : walk.StoppedEarly ? walk.Reached : 0);
    }

    public async Task<StoredMention?> FindAsync(long id, CancellationToken cancel, long? reader = null) =>
        (await FindAsync([id], cancel, reader)).FirstOrDefault();

    /// <summary>
    /// The mentions in the order of the ids; forgotten ones and those whose author is away are left out.
    /// </summary>
    /// <param name="reader">Whose reading counts.</param>
    public async Task<IReadOnlyList<StoredMention>> FindAsync(
        IReadOnlyList<long> ids, CancellationToken cancel, long? reader = null)
    {
        if (ids.Count == 0) return [];
        await using var connection = await db.ReadAsync(cancel);
        var visible = (await connection.QueryAsync<long>(
            $"select id from mention where hidden in (0, {Hiding.PutAside}) and {Sql.In(db.Engine, "id", "ids")}", new { ids = Sql.List(
                db.Engine, ids) })).ToHashSet();
        return WithClasses(await Reading.MentionsAsync(connection, db.Engine, [.. ids.Where(visible.Contains)], reader));
    }

    /// <summary>What the source sent as JSON, while that is kept; null where it is not.</summary>
    public async Task<string?> RawAsync(long id, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<string?>(
            "select json from mention_raw where mention_id = @id", new { id });
    }

    /// <summary>Older texts of a mention, newest first; the current one is not among them.</summary>
    public async Task<IReadOnlyList<MentionRevision>> RevisionsAsync(long id, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var rows = await connection.QueryAsync<RevisionRow>(
            "select mention_id, revision, seen_at, edited_at, title, text from mention_revision where mention_id = @id", new { id });
        return [.. rows.OrderByDescending(r => r.EditedAt ?? 0).ThenByDescending(r => r.SeenAt)
            .Select(r => new MentionRevision(
                r.Revision, DateTimeOffset.FromUnixTimeMilliseconds(r.SeenAt), r.Title, r.Text))];
    }

    /// <summary>
    /// Which of these items are stored, in whatever revision, hidden ones too: they need no matching again.
    /// </summary>
    public async Task<IReadOnlyDictionary<ExternalId, KnownMention>> KnownAsync(
        string connector, IReadOnlyList<ExternalId> ids, CancellationToken cancel)
    {
        var known = new Dictionary<ExternalId, KnownMention>();
        var keys = ids.Select(i => MentionIds.KeyOf(connector, i.Value)).Where(_keys.May).Distinct().ToList();
        if (keys.Count == 0) return known;
        await using var connection = await db.ReadAsync(cancel);
        var rows = await connection.QueryAsync<(long Id, string ExternalId, string Revision)>(
            $"""
            select m.id, m.external_id, m.revision from mention m join channel c on c.id = m.channel_id
            where c.connector = @connector and m.id in ({Lookups.Ids(LookupKind.Identity, Sql.In(db.Engine, "hash", "keys"))})
            """,
            new { connector, keys = Sql.List(db.Engine, keys) });
        var wanted = ids.ToHashSet();
        foreach (var row in rows.Where(r => wanted.Contains(new ExternalId(r.ExternalId))))
            known[new ExternalId(row.ExternalId)] = new KnownMention(row.Id, row.Revision);
        return known;
    }
}
