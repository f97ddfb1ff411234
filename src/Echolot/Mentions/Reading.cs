using System.Data.Common;
using Dapper;
using Echolot.Mentions.Stories;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>Makes whole mentions of ids: a handful of statements a page, however long the page is.</summary>
internal static class Reading
{
    public static async Task<IReadOnlyList<ChannelRow>> ChannelsAsync(DbConnection connection) =>
        (await connection.QueryAsync<ChannelRow>("select id, connector, source from channel")).AsList();

    /// <summary>The mentions in the order of the ids; ids of which nothing is stored are left out.</summary>
    public static async Task<IReadOnlyList<StoredMention>> MentionsAsync(
        DbConnection connection, Engine engine, IReadOnlyList<long> ids, long? reader = null)
    {
        if (ids.Count == 0) return [];
        var wanted = new { ids = Sql.List(engine, ids) };
        var rows = (await connection.QueryAsync<MentionRow>(
            $"select {MentionRow.Columns} from mention m where {Sql.In(engine, "m.id", "ids")}", wanted)).ToDictionary(r => r.Id);
        var authors = (await connection.QueryAsync<AuthorRow>(
            $"select id, connector, external_id, handle, name, profile, followers, verified, is_bot, bio, hidden, hidden_reason, seen_at from author where {Sql.In(engine, "id", "ids")}",
            new { ids = Sql.List(engine, rows.Values.Select(r => r.AuthorId).Distinct()) })).ToDictionary(a => a.Id);
        var channels = (await ChannelsAsync(connection)).ToDictionary(c => c.Id);
        var work = await WorkAsync(connection, engine, ids, reader);
        var groups = (await connection.QueryAsync<(long Group, long Count, long Newest)>(
            Lookups.Counts(LookupKind.Duplicates, Sql.In(engine, "hash", "ids")),
            new { ids = Sql.List(engine, rows.Values.Select(r => r.DuplicateGroup).OfType<long>().Distinct()) })).ToDictionary(g => g.Group, g => g.Count);
        var stories = await StoriesAsync(connection, engine, ids);
        return [.. ids.Where(rows.ContainsKey).Select(id =>
        {
            var row = rows[id];
            return Of(row, authors.GetValueOrDefault(row.AuthorId), channels[row.ChannelId], work(row),
                row.DuplicateGroup is { } group ? groups.GetValueOrDefault(group, 1) : 1) with { Story = stories.GetValueOrDefault(id) };
        })];
    }

    private static async Task<IReadOnlyDictionary<long, StoryPlace>> StoriesAsync(
        DbConnection connection, Engine engine, IReadOnlyList<long> ids)
    {
        var places = (await connection.QueryAsync<StoryRow>(
            $"""
            select mention_id as MentionId, story as Story, reason as Reason, with_id as WithId, share as Share
            from story_mention where {Sql.In(engine, "mention_id", "ids")}
            """, new { ids = Sql.List(engine, ids) })).AsList();
        if (places.Count == 0) return new Dictionary<long, StoryPlace>();
        var counts = (await connection.QueryAsync<(long Story, long Count, long Newest)>(
            Lookups.Counts(LookupKind.Story, Sql.In(engine, "hash", "stories")),
            new { stories = Sql.List(engine, places.Select(p => p.Story).Distinct()) }))
            .ToDictionary(s => s.Story, s => (int)s.Count);
        return places.ToDictionary(p => p.MentionId, p => new StoryPlace(
            p.Story, counts.GetValueOrDefault(p.Story, 1), (StoryReason)p.Reason, p.WithId, p.Share));
    }

    private static async Task<Func<MentionRow, MentionWork>> WorkAsync(
        DbConnection connection, Engine engine, IReadOnlyList<long> ids, long? reader)
    {
        var wanted = new { reader, ids = Sql.List(engine, ids) };
        var mine = Sql.In(engine, "mention_id", "ids");
        var states = (await connection.QueryAsync<StateRow>(
            $"select {StateRow.Columns} from mention_state where {mine}", wanted)).ToDictionary(s => s.MentionId);
        var labelled = (await connection.QueryAsync<(long Mention, long Label)>(
            $"select mention_id, label_id from mention_label where {mine}", wanted)).ToLookup(l => l.Mention, l => l.Label);
        var labels = labelled.Count == 0 ? null : await Labels.ReadAsync(connection);
        var read = reader is null ? [] : (await connection.QueryAsync<long>(
            $"select mention_id from mention_read where person_id = @reader and {mine}", wanted)).ToHashSet();
        return row =>
        {
            var state = states.GetValueOrDefault(row.Id);
            return new MentionWork(
                state is { Flagged: 1 }, (Verdict)(state?.Verdict ?? 0), (Sentiment?)row.SentimentSet,
                state?.AssignedTo, (row.Hidden & Hiding.PutAside) != 0, read.Contains(row.Id),
                [.. labelled[row.Id].Select(id => labels?.Resolve(id)).OfType<Label>().DistinctBy(l => l.Id)
                    .OrderBy(l => l.IsCategory).ThenBy(l => l.Path, StringComparer.OrdinalIgnoreCase)]);
        };
    }

    private static StoredMention Of(
        MentionRow row, AuthorRow? author, ChannelRow channel, MentionWork work, long copies)
    {
        var attachments = Compact.Attachments(row.Attachments);
        return new(
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
            Compact.Matches(row.Matches), [.. work.Labels.Where(l => !l.IsCategory).Select(l => l.Name)],
            row.DuplicateGroup ?? row.Id, (int)copies)
        {
            Work = work, ParentId = row.ParentId, QuotedId = row.QuotedId, LanguageDeclared = row.LanguageDeclared,
            Place = StatedPlace.Of(row.Country, row.Region, row.City), Attachments = attachments, AuthorBio = author?.Bio,
            SourceType = SourceTypes.Of(channel.Key, (ItemKind)row.Kind, attachments),
        };
    }

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
