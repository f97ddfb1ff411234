using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>
    /// What more conversations have is met by walking the list; what fewer have is looked up and sorted, about 2 µs each.
    /// Reading the words of one that is met on the way costs 25 to 45 µs.
    /// </summary>
    internal int MostFound { get; set; } = 25_000;

    // Those that wait to be read by the index are looked into by each search.
    private const int MostDue = 2_000;

    // A page may be short, and the next one goes on, rather than read everything: half a second.
    private const int MostTexts = 20_000;

    // So that counting what a filter leaves of a search has an end.
    private const int MostCounted = 100_000;

    private const int SearchPortion = 500;

    private const int MostFrequent = 1_000;
    private static readonly TimeSpan StaysFrequent = TimeSpan.FromMinutes(10);

    // Until when words count as too frequent to look up. At worst a list is walked that could be looked up by now.
    private readonly ConcurrentDictionary<(string Match, int Most), DateTimeOffset> _frequent = [];

    /// <summary>Why what somebody wants to search is no query; empty where it is one, or nothing.</summary>
    public static IReadOnlyList<QueryError> WrongWith(string? search)
    {
        IReadOnlyList<QueryError> errors = [];
        return string.IsNullOrWhiteSpace(search) || Query.TryParse(search.Trim(), default, out _, out errors) ? [] : errors;
    }

    /// <summary>What is searched; null: nothing.</summary>
    /// <exception cref="QueryException">It is no query.</exception>
    private static Query? Sought(string? search) => string.IsNullOrWhiteSpace(search) ? null : Query.Parse(search.Trim());

    /// <summary>Conversations that may have what is searched; null where that are too many to look up.</summary>
    private async Task<IReadOnlyList<long>?> MayHaveAsync(Query query, CancellationToken cancel)
    {
        if (FullText.Condition(query.Prefilter, db.Engine) is not { } match) return null;
        var asked = (match, MostFound);
        if (_frequent.TryGetValue(asked, out var until) && until > clock.GetUtcNow()) return null;
        await using var connection = await db.ReadAsync(cancel);
        var found = (await connection.QueryAsync<long>(new CommandDefinition(
            (db.Engine is Engine.Sqlite
                ? "select rowid from conversation_words where conversation_words match @match"
                : "select conversation_id from conversation_words where words @@ cast(@match as tsquery)") + " limit @most",
            new { match, most = MostFound + 1 }, cancellationToken: cancel))).AsList();
        if (found.Count > MostFound)
        {
            if (_frequent.Count >= MostFrequent) _frequent.Clear();
            _frequent[asked] = clock.GetUtcNow() + StaysFrequent;
            return null;
        }
        found.AddRange(await connection.QueryAsync<long>(new CommandDefinition(
            "select conversation_id from conversation_words_due order by id desc limit @MostDue", new { MostDue }, cancellationToken: cancel)));
        return [.. found.Distinct()];
    }

    /// <summary>Those that have what is searched, of what a filter leaves; in the order of their numbers.</summary>
    private async Task<IReadOnlyList<long>> SearchedAsync(InboxFilter filter, Sight sight, int most, CancellationToken cancel)
    {
        var sought = new TalkSearch(Sought(filter.Search)!, db.Engine);
        var (conditions, values) = await WhereAsync(filter, sight, cancel, byNumber: true);
        var found = new List<long>();
        var after = 0L;
        var portion = Math.Clamp(most, SearchPortion, 10 * SearchPortion);
        values.Add("limit", portion);
        await using var connection = await db.ReadAsync(cancel);
        while (found.Count < most)
        {
            values.Add("after", after);
            var ids = (await connection.QueryAsync<long>(new CommandDefinition(
                $"select c.id from conversation c where {string.Join(" and ", conditions)} and c.id > @after order by c.id limit @limit",
                values, cancellationToken: cancel))).AsList();
            var met = await sought.HaveAsync(connection, ids, cancel);
            found.AddRange(ids.Where(met.Contains));
            if (ids.Count < portion) break;
            after = ids[^1];
        }
        return found.Count > most ? found[..most] : found;
    }

    /// <inheritdoc cref="SearchedAsync"/>
    /// <returns>Null: nothing is searched.</returns>
    private async Task<IReadOnlyList<long>?> ExactlyAsync(InboxFilter filter, Sight sight, CancellationToken cancel) =>
        string.IsNullOrWhiteSpace(filter.Search) ? null : await SearchedAsync(filter, sight, MostCounted, cancel);

    /// <summary>A page of a list that is searched through.</summary>
    /// <param name="sql">The rows of the list; true: only what comes after <c>@at</c> and <c>@id</c>.</param>
    /// <param name="from">Whether those are given.</param>
    private async Task<(List<ConversationRow> Rows, ConversationRow? GoesOnAfter, Dictionary<long, FoundIn> Found)> SearchPageAsync(
        Query query, Func<bool, string> sql, DynamicParameters values, Func<ConversationRow, long> key, bool from, int limit,
        CancellationToken cancel)
    {
        var sought = new TalkSearch(query, db.Engine);
        var (rows, found) = (new List<ConversationRow>(), new Dictionary<long, FoundIn>());
        var (portion, texts) = (Math.Max(limit + 1, 64), 0);
        await using var connection = await db.ReadAsync(cancel);
        while (true)
        {
            values.Add("limit", portion);
            var read = (await connection.QueryAsync<ConversationRow>(new CommandDefinition(
                sql(from), values, cancellationToken: cancel))).AsList();
            // So many as fill the page are nearly always among the first.
            foreach (var part in read.Chunk(64))
            {
                var met = await sought.MeetAsync(connection, [.. part.Select(r => r.Id)], cancel);
                foreach (var row in part)
                {
                    if (!met.TryGetValue(row.Id, out var place)) continue;
                    if (rows.Count == limit) return (rows, rows[^1], found);
                    rows.Add(row);
                    found.Add(row.Id, place);
                }
            }
            texts += read.Count;
            if (read.Count < portion) return (rows, null, found);
            if (texts >= MostTexts) return (rows, read[^1], found);
            from = true;
            values.Add("at", key(read[^1]));
            values.Add("id", read[^1].Id);
            portion = Math.Min(portion * 2, 1024);
        }
    }

    /// <summary>Reads conversations with a compiled query. For one thread.</summary>
    private sealed class TalkSearch(Query query, Engine engine)
    {
        private readonly Matcher _matcher = QuerySet.Build([(1, query)]).NewMatcher();

        // What the index passes over costs a fortieth of reading a conversation.
        private const int Sparse = 40;

        private readonly string? _words = query.PrefilterDecides ? FullText.Condition(query.Prefilter, engine) : null;

        /// <summary>Those that have what is searched.</summary>
        /// <param name="ids">In order.</param>
        public async Task<IReadOnlySet<long>> HaveAsync(DbConnection connection, IReadOnlyList<long> ids, CancellationToken cancel)
        {
            if (_words is null || ids.Count == 0 || ids[^1] - ids[0] > (long)ids.Count * Sparse)
                return await MetAsync(connection, ids, cancel);
            var range = new { match = _words, first = ids[0], last = ids[^1], ids = Sql.List(engine, ids) };
            var notYet = await AskAsync("select below from conversation_words_filling where below > @first");
            if (notYet.Any()) return await MetAsync(connection, ids, cancel);
            // Before the index: what is read into it in between stands in both then.
            var due = (await AskAsync(
                "select conversation_id from conversation_words_due where conversation_id between @first and @last")).ToHashSet();
            var have = (await AskAsync(engine is Engine.Sqlite
                ? $"""
                select rowid from conversation_words where conversation_words match @match and rowid between @first and @last
                    and {Sql.In(engine, "+rowid", "ids")}
                """
                : $"""
                select conversation_id from conversation_words
                where words @@ cast(@match as tsquery) and {Sql.In(engine, "conversation_id", "ids")}
                """)).ToHashSet();
            have.ExceptWith(due);
            have.UnionWith(await MetAsync(connection, ids.Where(due.Contains), cancel));
            return have;

            Task<IEnumerable<long>> AskAsync(string sql) =>
                connection.QueryAsync<long>(new CommandDefinition(sql, range, cancellationToken: cancel));
        }

        // A part at a time: each brings all its words.
        private async Task<HashSet<long>> MetAsync(DbConnection connection, IEnumerable<long> ids, CancellationToken cancel)
        {
            var met = new HashSet<long>();
            foreach (var part in ids.Chunk(SearchPortion)) met.UnionWith((await MeetAsync(connection, part, cancel)).Keys);
            return met;
        }

        /// <summary>Those that have what is searched, each with the place.</summary>
        public async Task<IReadOnlyDictionary<long, FoundIn>> MeetAsync(
            DbConnection connection, IReadOnlyCollection<long> ids, CancellationToken cancel)
        {
            var met = new Dictionary<long, FoundIn>();
            foreach (var talk in await TalkText.ReadAsync(connection, null, engine, ids, cancel))
            {
                var post = talk.Post;
                if (_matcher.Match(post).Length > 0) met.Add(talk.Id, talk.FoundIn(_matcher.Hits(query, post)));
            }
            return met;
        }
    }
}
