using System.Globalization;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>What a lookup finds mentions by; the numbers are stored.</summary>
internal enum LookupKind { Identity = 1, Author = 2, Duplicates = 3 }

/// <summary>
/// A hash, and a mention that is found by it. Authors are found by a hash of their id, so the table is theirs as well.
/// </summary>
[Personal("lookup")]
internal sealed record LookupRow(long Kind, long Hash, long MentionId);

/// <summary>
/// Finds mentions by what has nothing to do with time: identity, author, group of duplicates (visible ones only).
/// </summary>
/// <remarks>
/// Hashes lie anywhere in an index, so each entry that goes into a large one rewrites a page of 4 kB of its own: ten
/// times the mention itself. Entries therefore go into a small table first and move over in bulk, as in a
/// log-structured merge tree (O'Neil et al. 1996); readers ask both.
/// </remarks>
internal static class Lookups
{
    // 10,000 mentions: the small table stays below a megabyte, and moving takes some tenths of a second at a million.
    private const long MostFresh = 30_000;

    private static readonly BulkInsert<LookupRow> Insert = new("lookup_fresh",
    [
        new("kind", l => l.Kind),
        new("hash", l => l.Hash),
        new("mention_id", l => l.MentionId),
    ], "on conflict (kind, hash, mention_id) do nothing");

    private static readonly BulkFind ByIdentity = new(condition => Ids(LookupKind.Identity, condition), "hash");

    /// <summary>
    /// Query for ids (column <c>id</c>) of the mentions found by hashes that fulfil a condition on <c>hash</c>.
    /// </summary>
    public static string Ids(LookupKind kind, string condition)
    {
        var number = ((int)kind).ToString(CultureInfo.InvariantCulture);
        return $"select mention_id as id from lookup where kind = {number} and {condition} " +
            $"union all select mention_id as id from lookup_fresh where kind = {number} and {condition}";
    }

    /// <summary>
    /// Query for groups of duplicates with the number of their visible mentions and the newest of them.
    /// </summary>
    public static string Counts(string condition) =>
        $"""
        select hash, cast(sum(c) as bigint), max(newest) from (
            select hash, count(*) as c, max(mention_id) as newest from lookup where kind = {(int)LookupKind.Duplicates} and {condition} group by hash
            union all
            select hash, count(*) as c, max(mention_id) as newest from lookup_fresh where kind = {(int)LookupKind.Duplicates} and {condition} group by hash
        ) g group by hash
        """;

    /// <summary>Ids of the mentions with one of these hashes of identity.</summary>
    public static Task<List<long>> FindAsync(WriteScope scope, IEnumerable<long> keys, CancellationToken cancel) =>
        ByIdentity.RunAsync(scope, keys, cancel);

    public static Task AddAsync(WriteScope scope, IEnumerable<LookupRow> rows, CancellationToken cancel)
    {
        var sorted = rows.ToList();
        sorted.Sort((a, b) => (a.Kind, a.Hash, a.MentionId).CompareTo((b.Kind, b.Hash, b.MentionId)));
        return Insert.RunAsync(scope, sorted, cancel);
    }

    public static async Task RemoveAsync(WriteScope scope, IReadOnlyCollection<LookupRow> rows)
    {
        var engine = scope.Engine;
        foreach (var kind in rows.GroupBy(r => r.Kind))
        {
            var values = new
            {
                kind = kind.Key,
                hashes = Sql.List(engine, kind.Select(r => r.Hash).Distinct()),
                ids = Sql.List(engine, kind.Select(r => r.MentionId)),
            };
            foreach (var table in new[] { "lookup", "lookup_fresh" })
                await scope.Connection.ExecuteAsync(
                    $"delete from {table} where kind = @kind and {Sql.In(engine, "hash", "hashes")} and {Sql.In(engine, "mention_id", "ids")}",
                    values, scope.Transaction);
        }
    }

    /// <summary>Moves the small table over where it has grown too large for one.</summary>
    public static async Task MoveAsync(WriteScope scope)
    {
        var fresh = await scope.Connection.ExecuteScalarAsync<long>(
            "select count(*) from lookup_fresh", transaction: scope.Transaction);
        if (fresh < MostFresh) return;
        await scope.Connection.ExecuteAsync(
            """
            insert into lookup (kind, hash, mention_id)
            select kind, hash, mention_id from lookup_fresh where true order by kind, hash, mention_id on conflict (kind, hash, mention_id) do nothing;
            delete from lookup_fresh;
            """, transaction: scope.Transaction);
    }
}
