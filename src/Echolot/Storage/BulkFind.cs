using Dapper;

namespace Echolot.Storage;

/// <summary>
/// Finds whole numbers by many others fast: a prepared statement per key on SQLite, an array on PostgreSQL.
/// </summary>
/// <remarks>
/// For keys that mostly find nothing, such as ids of new posts. Immutable and safe to share; the transaction that is
/// passed in is used by one thread at a time.
/// </remarks>
/// <param name="select">Query with one column of whole numbers, for a condition on <paramref name="column"/>.</param>
/// <param name="column">Column that is one of the keys.</param>
public sealed class BulkFind(Func<string, string> select, string column)
{
    private readonly string _oneKey = select($"{column} = ?1");
    private readonly string _manyKeys = select($"{column} = any(@keys)");

    /// <summary>What the query gives for all keys, in no order.</summary>
    public async Task<List<long>> RunAsync(WriteScope scope, IEnumerable<long> keys, CancellationToken cancel)
    {
        // Neighbours in the index lie on the same page.
        var sorted = keys.ToArray();
        Array.Sort(sorted);
        if (scope.Prepared is { } prepared) return prepared.FindEach(_oneKey, sorted, cancel);
        return (await scope.Connection.QueryAsync<long>(_manyKeys, new { keys = sorted }, scope.Transaction)).AsList();
    }
}
