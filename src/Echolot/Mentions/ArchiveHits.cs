using System.Data.Common;
using System.Globalization;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

public sealed partial class Archive
{
    /// <summary>Newest mentions that are looked at where no search narrows them: about 20 ms.</summary>
    private const int MostLookedAt = 5000;

    /// <summary>Sites and authors that are counted by name; rarer ones are left out.</summary>
    public const int MostValues = 50;

    /// <summary>
    /// Counts by site, class, author and day of the workspace's clock, of what fits the whole filter: of every hit that a
    /// search finds in time for a screen, or of the newest 5,000 mentions without one. Complete says whether that was
    /// all. The most frequent 50 sites and authors; days newest first.
    /// </summary>
    public async Task<IReadOnlyList<Facet>> HitFacetsAsync(MentionFilter filter, CancellationToken cancel)
    {
        filter = StateTerms.Read(filter);
        await using var connection = await db.ReadAsync(cancel);
        var channels = await Reading.ChannelsAsync(connection);
        var selection = await SelectionAsync(connection, filter, channels);
        var (ids, complete) = selection.Nothing ? ([], true)
            : QueryOf(filter) is { } query
                ? await HitsAsync(connection, selection, query, channels, InTime, cancel)
                : await NewestAsync(connection, selection, cancel);
        return await HitFacetsAsync(connection, ids, complete);
    }

    /// <summary>
    /// What a screen shows beside a page: <see cref="CountInTimeAsync"/>, <see cref="FacetsAsync"/> and
    /// <see cref="HitFacetsAsync(MentionFilter, CancellationToken)"/>, of one walk through the hits of a search instead of
    /// three.
    /// </summary>
    /// <param name="hits">Whether facets by site, author and day are wanted too.</param>
    public async Task<(Counted Count, IReadOnlyList<Facet> Facets)> SurveyAsync(
        MentionFilter filter, bool hits, CancellationToken cancel)
    {
        filter = StateTerms.Read(filter);
        if (QueryOf(filter) is not { } query)
            return (await CountInTimeAsync(filter, cancel),
                [.. await FacetsAsync(filter, cancel), .. hits ? await HitFacetsAsync(filter, cancel) : []]);
        await using var connection = await db.ReadAsync(cancel);
        var channels = await Reading.ChannelsAsync(connection);
        var selection = await SelectionAsync(connection, filter, channels);
        var (ids, complete) = selection.Nothing ? ([], true)
            : await HitsAsync(connection, selection, query, channels, InTime, cancel);
        var counting = new FacetCounting(
            connection, db.Engine, filter, channels.ToDictionary(c => c.Id), await Labels.ReadAsync(connection), ClockOf(filter));
        var (lifted, allLifted) = counting.LiftsNothing ? (ids, complete)
            : await HitsAsync(connection, counting.Lifted, query, channels, InTime, cancel);
        return (new Counted(ids.Count, complete),
            [
                .. await counting.OfHitsAsync(lifted, allLifted),
                .. hits ? await HitFacetsAsync(connection, ids, complete) : [],
            ]);
    }

    private async Task<IReadOnlyList<Facet>> HitFacetsAsync(
        DbConnection connection, IReadOnlyList<long> ids, bool complete)
    {
        var sites = new Dictionary<string, long>(StringComparer.Ordinal);
        var authors = new Dictionary<long, long>();
        var classes = new Dictionary<string, long>(StringComparer.Ordinal);
        var standing = _classes;
        var keys = standing.Any ? (await Reading.ChannelsAsync(connection)).ToDictionary(c => c.Id, c => c.Key) : [];
        foreach (var part in ids.Chunk(5000))
            foreach (var (site, author, channel) in await connection.QueryAsync<(string? Site, long Author, long Channel)>(
                $"select site, author_id, channel_id from mention where {Sql.In(db.Engine, "id", "ids")}",
                new { ids = Sql.List(db.Engine, part) }))
            {
                if (site is not null) sites[site] = sites.GetValueOrDefault(site) + 1;
                authors[author] = authors.GetValueOrDefault(author) + 1;
                if (standing.WordOf(site, keys.GetValueOrDefault(channel)) is { } of)
                    classes[of] = classes.GetValueOrDefault(of) + 1;
            }
        var days = ids.CountBy(id => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(MentionIds.TimeOf(id), Zone).DateTime));
        return
        [
            new("site", Top(sites).Select(s => new FacetValue(s.Key, s.Value)).ToList()) { Complete = complete },
            new("class", [.. Top(classes).Select(c => new FacetValue(c.Key, c.Value))]) { Complete = complete },
            new("author", await NamedAsync(connection, Top(authors).ToList())) { Complete = complete },
            new("day", [.. days.OrderByDescending(d => d.Key).Select(
                d => new FacetValue(d.Key.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), d.Value))])
            { Complete = complete },
        ];
    }

    private static IEnumerable<KeyValuePair<T, long>> Top<T>(Dictionary<T, long> counts) where T : notnull =>
        counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key).Take(MostValues);

    private async Task<(List<long> Ids, bool Complete)> NewestAsync(
        DbConnection connection, Selection selection, CancellationToken cancel)
    {
        var walk = new ListingWalk(connection, db.Engine, selection, long.MaxValue);
        var ids = (await walk.NextAsync(MostLookedAt, cancel)).ToList();
        return (ids, ids.Count < MostLookedAt);
    }

    private async Task<IReadOnlyList<FacetValue>> NamedAsync(
        DbConnection connection, IReadOnlyList<KeyValuePair<long, long>> counts)
    {
        var names = (await connection.QueryAsync<AuthorRow>(
            $"select id, external_id, handle, name from author where {Sql.In(db.Engine, "id", "ids")}",
            new { ids = Sql.List(db.Engine, counts.Select(c => c.Key)) })).ToDictionary(a => a.Id);
        return [.. counts.Where(c => names.ContainsKey(c.Key)).Select(c => new FacetValue(
            names[c.Key].ExternalId, c.Value) { Name = names[c.Key].Name ?? names[c.Key].Handle })];
    }
}
