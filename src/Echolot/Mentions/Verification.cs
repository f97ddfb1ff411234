using System.Data.Common;
using Dapper;
using Echolot.Matching;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>Reads stored mentions with a compiled query. For one thread.</summary>
internal sealed class Verification(Query query, IReadOnlyList<ChannelRow> channels, Present present)
{
    private readonly Matcher _matcher = QuerySet.Build([(1, query)]).NewMatcher();
    private readonly Dictionary<long, ChannelRow> _channels = channels.ToDictionary(c => c.Id);

    private delegate void Take(long id, in Post post);

    /// <summary>Those of the candidates that match, in their order.</summary>
    /// <param name="spans">Takes the places of each match; null where nobody wants them.</param>
    public async Task<IReadOnlyList<long>> KeepAsync(
        DbConnection connection, Engine engine, IReadOnlyList<long> candidates,
        Dictionary<long, IReadOnlyList<MatchSpan>>? spans = null)
    {
        var matching = new HashSet<long>();
        await ReadAsync(connection, engine, candidates, (long id, in Post post) =>
        {
            if (_matcher.Match(post).Length == 0) return;
            matching.Add(id);
            spans?.Add(id, MatchSpan.Of(_matcher.Hits(query, post)));
        });
        return [.. candidates.Where(matching.Contains)];
    }

    /// <summary>Those of the candidates that match, in their order, with the places of the match.</summary>
    public async Task<IReadOnlyList<ArchiveMatch>> SpansAsync(
        DbConnection connection, Engine engine, IReadOnlyList<long> candidates)
    {
        if (candidates.Count == 0) return [];
        var spans = new Dictionary<long, IReadOnlyList<MatchSpan>>();
        var found = await KeepAsync(connection, engine, candidates, spans);
        return [.. found.Select(id => new ArchiveMatch(id, spans[id]))];
    }

    /// <summary>The mentions as the query language sees them, in the order of the ids.</summary>
    public async Task<IReadOnlyList<StoredPost>> PostsAsync(
        DbConnection connection, Engine engine, IReadOnlyList<long> ids)
    {
        var texts = (await TextsAsync(connection, engine, ids)).ToDictionary(t => t.Id);
        return [.. ids.Where(texts.ContainsKey).Select(id => new StoredPost(id, PostOf(texts[id])))];
    }

    /// <summary>
    /// Reads as much of the mentions as the query asks for, in no order. Of nearly all queries that is title and text: a
    /// fifth of the time of the whole.
    /// </summary>
    private async Task ReadAsync(DbConnection connection, Engine engine, IReadOnlyList<long> ids, Take take)
    {
        if (!query.AsksOnlyText)
        {
            foreach (var text in await TextsAsync(connection, engine, ids)) take(text.Id, PostOf(text));
            return;
        }
        await using var reader = await connection.ExecuteReaderAsync(
            $"select m.id, m.title, m.text from mention m where {Sql.In(engine, "m.id", "ids")}",
            new { ids = Sql.List(engine, ids) });
        while (await reader.ReadAsync())
            take(reader.GetInt64(0), new Post
            {
                Title = await reader.IsDBNullAsync(1) ? null : reader.GetString(1),
                Text = reader.GetString(2),
            });
    }

    private async Task<IReadOnlyList<TextRow>> TextsAsync(
        DbConnection connection, Engine engine, IReadOnlyList<long> ids)
    {
        var texts = (await connection.QueryAsync<TextRow>(
            $"""
            select m.id, m.channel_id, m.title, m.text, m.url, m.kind, m.parent_id, m.root_id, m.quoted_id, m.attachments,
                m.engagement, m.rating, m.published_at, m.language, m.country, m.region, m.city,
                a.external_id, a.handle, a.name, a.followers, a.verified, a.is_bot, a.bio
            from mention m join author a on a.id = m.author_id where {Sql.In(engine, "m.id", "ids")}
            """, new { ids = Sql.List(engine, ids) })).AsList();
        // A source may have brought its first mention since the walk began.
        if (texts.Exists(t => !_channels.ContainsKey(t.ChannelId)))
            foreach (var channel in await Reading.ChannelsAsync(connection)) _channels[channel.Id] = channel;
        return texts;
    }

    private Post PostOf(TextRow row) => AsPost.Of(
        new Mention
        {
            Source = _channels[row.ChannelId].Key,
            Id = default,
            Revision = "",
            Kind = (ItemKind)row.Kind,
            Origin = Origin.Search,
            PublishedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.PublishedAt),
            ReceivedAt = default,
            Title = row.Title,
            Text = row.Text,
            Url = row.Url is null ? null : new Uri(row.Url, UriKind.RelativeOrAbsolute),
            ParentId = row.ParentId is null ? null : new ExternalId(row.ParentId),
            RootId = row.RootId is null ? null : new ExternalId(row.RootId),
            QuotedId = row.QuotedId is null ? null : new ExternalId(row.QuotedId),
            Author = new AuthorRef(new ExternalId(row.ExternalId), row.Handle, row.Name, Followers: row.Followers,
                Verified: row.Verified is { } verified ? verified != 0 : null, IsBot: row.IsBot is { } bot ? bot != 0 : null) { Bio = row.Bio },
            Attachments = Compact.Attachments(row.Attachments),
            Engagement = Compact.Engagement(row.Engagement),
            Rating = (decimal?)row.Rating,
            Place = StatedPlace.Of(row.Country, row.Region, row.City),
        }, row.Language, present);

    private sealed record TextRow
    {
        public long Id { get; init; }
        public long ChannelId { get; init; }
        public string? Title { get; init; }
        public string Text { get; init; } = "";
        public string? Url { get; init; }
        public long Kind { get; init; }
        public string? ParentId { get; init; }
        public string? RootId { get; init; }
        public string? QuotedId { get; init; }
        public string? Attachments { get; init; }
        public string? Engagement { get; init; }
        public double? Rating { get; init; }
        public long PublishedAt { get; init; }
        public string Language { get; init; } = "";
        public string? Country { get; init; }
        public string? Region { get; init; }
        public string? City { get; init; }
        public string ExternalId { get; init; } = "";
        public string? Handle { get; init; }
        public string? Name { get; init; }
        public long? Followers { get; init; }
        public long? Verified { get; init; }
        public long? IsBot { get; init; }
        public string? Bio { get; init; }
    }
}
