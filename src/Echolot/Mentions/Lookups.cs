using System.Globalization;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>What a lookup finds mentions by; the numbers are stored.</summary>
internal enum LookupKind { Identity = 1, Author = 2, Duplicates = 3, Story = 4 }

/// <summary>
/// A hash, and a mention that is found by it. Authors are found by a hash of their id, so the table is theirs as well.
/// </summary>
[Personal("lookup")]
internal readonly record struct LookupRow(long Kind, long Hash, long MentionId);

/// <summary>
/// Finds mentions by what has nothing to do with time: identity, author, group of duplicates and story
/// (visible ones only).
/// </summary>
/// <remarks>
/// Hashes lie anywhere in an index, so each entry that goes into a large one rewrites a page of 4 kB of its own: ten
/// times the mention itself. Entries therefore go into a small table first and move over in bulk, as in a
/// log-structured merge tree (O'Neil et al. 1996); readers ask both. What comes in bulk is a sorted run of its own in
/// the small table, so it fills pages one after the other instead of rewriting all of them.
/// </remarks>
internal static class Lookups
{
    // Full transactions of 8,192 mentions: 120,000 of them, in fifteen megabytes; moving takes some seconds at ten
    // million. The more move at once, the more of them share a page of the large table.
    private const int MostRuns = 15;

    // 40,000 mentions in run 0, which is written anew all over.
    private const long MostInFirst = 120_000;

    // A thousand mentions; fewer go into run 0, among what is there.
    private const int OwnRun = 3000;

    // Counting takes a millisecond: a larger transaction counts more often.
    private const int CountEvery = 1000;

    // Named one by one, so that an index that begins with the run is asked by the hash.
    private static readonly string Fresh =
        $"lookup_fresh where run in ({string.Join(", ", Enumerable.Range(0, MostRuns + 1))})";

    private static readonly BulkInsert<LookupRow>[] Insert =
    [
        .. Enumerable.Range(0, MostRuns + 1).Select(run => new BulkInsert<LookupRow>("lookup_fresh",
        [
            new("run", _ => (long)run),
            new("kind", l => l.Kind),
            new("hash", l => l.Hash),
            new("mention_id", l => l.MentionId),
        ], "on conflict (run, kind, hash, mention_id) do nothing")),
    ];

    private static readonly BulkFind ByIdentity = new(condition => Ids(LookupKind.Identity, condition), "hash");

    /// <summary>
    /// Query for ids (column <c>id</c>) of the mentions found by hashes that fulfil a condition on <c>hash</c>.
    /// </summary>
    public static string Ids(LookupKind kind, string condition)
    {
        var number = ((int)kind).ToString(CultureInfo.InvariantCulture);
        return $"select mention_id as id from lookup where kind = {number} and {condition} " +
            $"union all select mention_id as id from {Fresh} and kind = {number} and {condition}";
    }

    /// <summary>
    /// Query for groups of duplicates, or stories, with the number of their visible mentions and the newest of them.
    /// </summary>
    public static string Counts(LookupKind kind, string condition) =>
        $"""
        select hash, cast(sum(c) as bigint), max(newest) from (
            select hash, count(*) as c, max(mention_id) as newest from lookup where kind = {(int)kind} and {condition} group by hash
            union all
            select hash, count(*) as c, max(mention_id) as newest from {Fresh} and kind = {(int)kind} and {condition} group by hash
        ) g group by hash
        """;

    /// <summary>Ids of the mentions with one of these hashes of identity.</summary>
    public static Task<List<long>> FindAsync(WriteScope scope, IEnumerable<long> keys, CancellationToken cancel) =>
        ByIdentity.RunAsync(scope, keys, cancel);

    /// <summary>Adds the rows, all of a transaction at once if possible; moves the small table over when it is full.</summary>
    public static async Task AddAsync(WriteScope scope, List<LookupRow> rows, CancellationToken cancel)
    {
        if (rows.Count == 0) return;
        rows.Sort(static (a, b) => a.Kind != b.Kind ? a.Kind.CompareTo(b.Kind)
            : a.Hash != b.Hash ? a.Hash.CompareTo(b.Hash) : a.MentionId.CompareTo(b.MentionId));
        var run = rows.Count < OwnRun ? 0 : 1 + await scope.Connection.ExecuteScalarAsync<long>(
            "select coalesce(max(run), 0) from lookup_fresh", transaction: scope.Transaction);
        if (run > MostRuns)
        {
            await MoveAsync(scope);
            run = 1;
        }
        await Insert[run].RunAsync(scope, rows, cancel);
        if (run == 0 && Random.Shared.Next(CountEvery) < rows.Count && await scope.Connection.ExecuteScalarAsync<long>(
            "select count(*) from lookup_fresh where run = 0", transaction: scope.Transaction) >= MostInFirst)
            await MoveAsync(scope);
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
            foreach (var table in new[] { "lookup where", Fresh + " and" })
                await scope.Connection.ExecuteAsync(
                    $"delete from {table} kind = @kind and {Sql.In(engine, "hash", "hashes")} and {Sql.In(engine, "mention_id", "ids")}",
                    values, scope.Transaction);
        }
    }

    /// <summary>Takes over into one story what stood in another.</summary>
    public static Task JoinStoriesAsync(WriteScope scope, long from, long to) => scope.Connection.ExecuteAsync(
        $"""
        update lookup set hash = @to where kind = {(int)LookupKind.Story} and hash = @from;
        update {Fresh.Replace(" where", " set hash = @to where", StringComparison.Ordinal)} and kind = {(int)LookupKind.Story} and hash = @from;
        """, new { from, to }, scope.Transaction);

    private static Task MoveAsync(WriteScope scope) => scope.Connection.ExecuteAsync(
        """
        insert into lookup (kind, hash, mention_id)
        select kind, hash, mention_id from lookup_fresh where true order by kind, hash, mention_id on conflict (kind, hash, mention_id) do nothing;
        delete from lookup_fresh;
        """, transaction: scope.Transaction);
}
