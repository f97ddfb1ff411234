namespace Echolot.Storage;

/// <summary>
/// Sets one column of many rows fast: a prepared statement per row on SQLite, arrays in one statement on PostgreSQL.
/// </summary>
/// <remarks>Immutable and safe to share; the transaction that is passed in is used by one thread at a time.</remarks>
/// <param name="table">Table to change.</param>
/// <param name="set">Column that is set, with what a row holds for it.</param>
/// <param name="key">Column by which a row is found.</param>
public sealed class BulkUpdate<T>(string table, Column<T> set, Column<T> key)
{
    private readonly string _oneRow = $"update {table} set {set.Name} = ?1 where {key.Name} = ?2";

    /// <summary>Changes the rows in their order; those that are not there are left out.</summary>
    public async Task RunAsync(WriteScope scope, IReadOnlyList<T> rows, CancellationToken cancel)
    {
        if (scope.Prepared is { } prepared)
        {
            prepared.RunEach(_oneRow, [set, key], rows, cancel);
            return;
        }
        foreach (var part in rows.Chunk(BulkInsert<T>.PostgresRows))
        {
            await using var command = scope.Connection.CreateCommand();
            command.Transaction = scope.Transaction;
            var arrays = Arrays.Bind(command, [set, key], part);
            command.CommandText =
                $"update {table} t set {set.Name} = u.{set.Name} from unnest({arrays}) as u({set.Name}, {key.Name}) "
                + $"where t.{key.Name} = u.{key.Name}";
            await command.ExecuteNonQueryAsync(cancel);
        }
    }
}
