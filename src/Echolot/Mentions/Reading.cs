using System.Data.Common;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>Makes whole mentions of ids: a handful of statements a page, however long the page is.</summary>
internal static class Reading
{
    public static async Task<IReadOnlyList<ChannelRow>> ChannelsAsync(DbConnection connection) =>
        (await connection.QueryAsync<ChannelRow>("select id, connector, source from channel")).AsList();

    /// <summary>The mentions in the order of the ids; ids of which nothing is stored are left out.</summary>
    public static async Task<IReadOnlyList<StoredMention>> MentionsAsync(
        DbConnection connection, Engine engine, IReadOnlyList<long> ids)
    {
        if (ids.Count == 0) return [];
        var wanted = new { ids = Sql.List(engine, ids) };
        var rows = (await connection.QueryAsync<MentionRow>(
            $"select {MentionRow.Columns} from mention m where {Sql.In(engine, "m.id", "ids")}", wanted)).ToDictionary(r => r.Id);
        var authors = (await connection.QueryAsync<AuthorRow>(
            $"select id, connector, external_id, handle, name, profile, followers, verified, is_bot, hidden, hidden_reason, seen_at from author where {Sql.In(engine, "id", "ids")}",
            new { ids = Sql.List(engine, rows.Values.Select(r => r.AuthorId).Distinct()) })).ToDictionary(a => a.Id);
        var channels = (await ChannelsAsync(connection)).ToDictionary(c => c.Id);
        var tags = (await connection.QueryAsync<(long Id, string Tag)>(
            $"select mention_id, tag from mention_tag where {Sql.In(engine, "mention_id", "ids")} order by tag", wanted)).ToLookup(t => t.Id, t => t.Tag);
        var groups = (await connection.QueryAsync<(long Group, long Count, long Newest)>(
            Lookups.Counts(Sql.In(engine, "hash", "ids")),
            new { ids = Sql.List(engine, rows.Values.Select(r => r.DuplicateGroup).OfType<long>().Distinct()) })).ToDictionary(g => g.Group, g => g.Count);
        return [.. ids.Where(rows.ContainsKey).Select(id =>
        {
            var row = rows[id];
            return Of(row, authors.GetValueOrDefault(row.AuthorId), channels[row.ChannelId], [.. tags[id]],
                row.DuplicateGroup is { } group ? groups.GetValueOrDefault(group, 1) : 1);
        })];
    }

    private static StoredMention Of(
        MentionRow row, AuthorRow? author, ChannelRow channel, IReadOnlyList<string> tags, long copies) => new(
        row.Id, channel.Connector, channel.Source, row.ExternalId, row.Revision, (int)row.RevisionCount, (
            ItemKind)row.Kind,
        (Visibility)row.Visibility, At(row.PublishedAt), At(row.SeenAt), At(
            row.StoredAt), row.ClockSuspect != 0, row.Title, row.Text,
        row.Url, row.Site, author?.ExternalId ?? "", author?.Handle, author?.Name, author?.Profile, author?.Followers,
        Compact.Engagement(row.Engagement), (decimal?)row.Rating,
        new Findings(
            row.Language, (float)row.LanguageConfidence, (Sentiment)row.Sentiment, (float)row.Score, (
                float)row.Confidence,
            Compact.Because(row.Because)),
        Compact.Matches(row.Matches), tags, row.DuplicateGroup ?? row.Id, (int)copies);

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
