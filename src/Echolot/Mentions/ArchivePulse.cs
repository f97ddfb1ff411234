using System.Globalization;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>Visible mentions under a monitor in one hour or minute.</summary>
/// <param name="At">The hour or minute, counted from 1970.</param>
/// <param name="All">How many were published in it.</param>
/// <param name="Negative">How many of them are negative.</param>
public readonly record struct PulseCount(long At, long All, long Negative);

/// <summary>What is known of how people reacted to a mention, and how many follow who wrote it.</summary>
public readonly record struct Reactions(long Id, Engagement? Engagement, long? AuthorFollowers);

public sealed partial class Archive
{
    private const long MinuteWidth = 60_000L << 21;

    /// <summary>
    /// Mentions by the hour of publication, without empty hours; read from tallies, so it costs the same for ten
    /// mentions an hour and for a million.
    /// </summary>
    /// <param name="monitor">Null: everything that is kept.</param>
    /// <param name="from">First hour, counted from 1970.</param>
    /// <param name="before">First hour that is not asked for.</param>
    public async Task<IReadOnlyList<PulseCount>> HoursAsync(
        long? monitor, long from, long before, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<PulseCount>(new CommandDefinition(
            """
            select hour as At, count as "All", negative as Negative from tally_hour
            where monitor_id = @monitor and hour >= @from and hour < @before and count > 0 order by hour
            """,
            new { monitor = monitor ?? ListingRow.All, from, before }, cancellationToken: cancel))).AsList();
    }

    /// <summary>
    /// Mentions by the minute of publication, without empty minutes; walks the stretch in the index of the monitor's
    /// list, so ask for the hours you need.
    /// </summary>
    public async Task<IReadOnlyList<PulseCount>> MinutesAsync(
        long? monitor, long from, long before, CancellationToken cancel)
    {
        var negative = ((int)Sentiment.Negative).ToString(CultureInfo.InvariantCulture);
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<PulseCount>(new CommandDefinition(
            $"""
            select l.mention_id / {MinuteWidth} as At, count(*) as "All",
                cast(sum(case when l.sentiment = {negative} then 1 else 0 end) as bigint) as Negative
            from listing l
            where l.monitor_id = @monitor and l.mention_id >= @from and l.mention_id < @before group by 1 order by 1
            """,
            new { monitor = monitor ?? ListingRow.All, from = from * MinuteWidth, before = before * MinuteWidth },
            cancellationToken: cancel))).AsList();
    }

    /// <summary>
    /// These mentions by the minute of publication, without empty minutes, oldest first; hidden ones are left out.
    /// </summary>
    /// <param name="newestFirst">The oldest ones are left out once the time is over.</param>
    /// <param name="atOnce">So many are looked up together.</param>
    /// <returns>And the id above which all of them were looked up; 0: all were.</returns>
    public async Task<(IReadOnlyList<PulseCount> Minutes, long Reached)> MinutesOfAsync(
        IReadOnlyList<long> newestFirst, int atOnce, TimeSpan patience, CancellationToken cancel)
    {
        var (started, reached) = (clock.GetTimestamp(), 0L);
        await using var connection = await db.ReadAsync(cancel);
        var minutes = new SortedDictionary<long, (long All, long Negative)>();
        foreach (var part in newestFirst.Chunk(atOnce))
        {
            if (clock.GetElapsedTime(started) > patience)
            {
                reached = part[0] + 1;
                break;
            }
            foreach (var (id, tone) in await connection.QueryAsync<(long, long)>(new CommandDefinition(
                $"""
                select mention_id, sentiment from listing
                where monitor_id = {ListingRow.All} and {Sql.In(db.Engine, "mention_id", "ids")}
                """,
                new { ids = Sql.List(db.Engine, part) }, cancellationToken: cancel)))
            {
                var (all, negative) = minutes.GetValueOrDefault(id / MinuteWidth);
                minutes[id / MinuteWidth] = (all + 1, tone == (long)Sentiment.Negative ? negative + 1 : negative);
            }
        }
        return ([.. minutes.Select(m => new PulseCount(m.Key, m.Value.All, m.Value.Negative))], reached);
    }

    /// <summary>
    /// Which of these mentions were written by somebody on a list of handles or ids, upper and lower case alike.
    /// </summary>
    public async Task<IReadOnlySet<long>> ByAuthorsAsync(
        IReadOnlyList<long> ids, IReadOnlyList<string> names, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<long>(new CommandDefinition(
            $"""
            select m.id from mention m join author a on a.id = m.author_id
            where {Sql.In(db.Engine, "m.id", "ids")} and {NamedIn("names")}
            """,
            new { ids = Sql.List(db.Engine, ids), names = Sql.List(db.Engine, Names(names)) },
            cancellationToken: cancel))).ToHashSet();
    }

    /// <summary>
    /// Mentions under a monitor by authors on a list, oldest first, newest at most; looks through the authors once.
    /// </summary>
    public async Task<IReadOnlyList<long>> IdsByAuthorsAsync(
        long? monitor, IReadOnlyList<string> names, DateTimeOffset from, DateTimeOffset to, int most,
        CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var authors = (await connection.QueryAsync<long>(new CommandDefinition(
            $"select a.id from author a where {NamedIn("names")}",
            new { names = Sql.List(db.Engine, Names(names)) }, cancellationToken: cancel))).AsList();
        if (authors.Count == 0) return [];
        var ids = (await connection.QueryAsync<long>(new CommandDefinition(
            $"""
            select l.mention_id from listing l
            where l.monitor_id = @monitor and l.mention_id >= @from and l.mention_id < @before
                and l.mention_id in ({Lookups.Ids(LookupKind.Author, Sql.In(db.Engine, "hash", "authors"))})
            order by l.mention_id desc limit @most
            """,
            new
            {
                monitor = monitor ?? ListingRow.All, authors = Sql.List(db.Engine, authors),
                from = MentionIds.From(from), before = MentionIds.From(to), most,
            },
            cancellationToken: cancel))).AsList();
        ids.Reverse();
        return ids;
    }

    /// <summary>Ids of the mentions under a monitor, oldest first, the newest that many.</summary>
    public async Task<IReadOnlyList<long>> IdsAsync(
        long? monitor, DateTimeOffset from, DateTimeOffset to, int most, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var ids = (await connection.QueryAsync<long>(new CommandDefinition(
            """
            select mention_id from listing
            where monitor_id = @monitor and mention_id >= @from and mention_id < @before
            order by mention_id desc limit @most
            """,
            new { monitor = monitor ?? ListingRow.All, from = MentionIds.From(from), before = MentionIds.From(to), most },
            cancellationToken: cancel))).AsList();
        ids.Reverse();
        return ids;
    }

    /// <summary>When these mentions were first seen; those that are gone are missing.</summary>
    public async Task<IReadOnlyDictionary<long, DateTimeOffset>> SeenAsync(
        IReadOnlyCollection<long> ids, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var seen = new Dictionary<long, DateTimeOffset>(ids.Count);
        foreach (var part in ids.Chunk(5_000))
            foreach (var (id, at) in await connection.QueryAsync<(long, long)>(new CommandDefinition(
                $"select id, seen_at from mention where {Sql.In(db.Engine, "id", "ids")}",
                new { ids = Sql.List(db.Engine, part) }, cancellationToken: cancel)))
                seen[id] = DateTimeOffset.FromUnixTimeMilliseconds(at);
        return seen;
    }

    /// <summary>What sources brought to each monitor since a day, read from tallies; monitor 0 is everything.</summary>
    public async Task<IReadOnlyList<(long Monitor, string Connector, string Source, long Count)>> FeedersAsync(
        DateTimeOffset since, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<(long Monitor, string Connector, string Source, long Count)>(
            new CommandDefinition(
                """
                select t.monitor_id, c.connector, c.source, cast(sum(t.count) as bigint)
                from tally t join channel c on c.id = t.channel_id where t.day >= @day group by 1, 2, 3
                """,
                new { day = MentionIds.DayOf(MentionIds.From(since)) }, cancellationToken: cancel))).AsList();
    }

    /// <summary>Which of some sources ever brought something to which of some monitors, read from tallies.</summary>
    /// <param name="since">Looks no further back; null: as far as there is anything.</param>
    public async Task<IReadOnlyList<(long Monitor, string Connector, string Source)>> FedAsync(
        IReadOnlyCollection<long> monitors, IReadOnlyCollection<(string Connector, string Source)> sources, DateTimeOffset? since,
        CancellationToken cancel)
    {
        if (monitors.Count == 0 || sources.Count == 0) return [];
        await using var connection = await db.ReadAsync(cancel);
        var channels = (await connection.QueryAsync<(long Id, string Connector, string Source)>(
            new CommandDefinition("select id, connector, source from channel", cancellationToken: cancel)))
            .Where(c => sources.Contains((c.Connector, c.Source))).ToDictionary(c => c.Id, c => (c.Connector, c.Source));
        if (channels.Count == 0) return [];
        var fed = await connection.QueryAsync<(long Monitor, long Channel)>(new CommandDefinition(
            $"""
            with m (id) as (values {Rows(monitors)}), c (id) as (values {Rows(channels.Keys)})
            select cast(m.id as bigint), cast(c.id as bigint) from m cross join c where exists (
                select 1 from tally t where t.monitor_id = m.id and t.channel_id = c.id and t.day >= @day)
            """,
            new { day = since is { } at ? MentionIds.DayOf(MentionIds.From(at)) : long.MinValue }, cancellationToken: cancel));
        return [.. fed.Select(f => (f.Monitor, channels[f.Channel].Connector, channels[f.Channel].Source))];

        static string Rows(IEnumerable<long> ids) =>
            string.Join(',', ids.Distinct().Select(id => string.Create(CultureInfo.InvariantCulture, $"({id})")));
    }

    /// <summary>How people reacted to mentions, in no order; no text is read, and those that are gone are left out.</summary>
    public async Task<IReadOnlyList<Reactions>> ReactionsAsync(IReadOnlyList<long> ids, CancellationToken cancel)
    {
        if (ids.Count == 0) return [];
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<(long Id, string? Engagement, long? Followers)>(new CommandDefinition(
            $"""
            select m.id, m.engagement, a.followers from mention m left join author a on a.id = m.author_id
            where {Sql.In(db.Engine, "m.id", "ids")}
            """,
            new { ids = Sql.List(db.Engine, ids) }, cancellationToken: cancel)))
            .Select(r => new Reactions(r.Id, Compact.Engagement(r.Engagement), r.Followers))];
    }

    private string NamedIn(string names) =>
        $"({Sql.In(db.Engine, "lower(ltrim(a.handle, '@'))", names)} or {Sql.In(db.Engine, "lower(a.external_id)", names)})";

    private static IEnumerable<string> Names(IEnumerable<string> names) =>
        names.Select(n => n.Trim().TrimStart('@').ToLowerInvariant()).Where(n => n.Length > 0).Distinct();

    /// <summary>The first hour in which a monitor has a mention, counted from 1970; null where it has none.</summary>
    public async Task<long?> FirstHourAsync(long? monitor, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "select min(hour) from tally_hour where monitor_id = @monitor",
            new { monitor = monitor ?? ListingRow.All }, cancellationToken: cancel));
    }
}
