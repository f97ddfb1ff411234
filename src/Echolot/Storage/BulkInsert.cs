using System.Data.Common;

namespace Echolot.Storage;

/// <summary>
/// Inserts many rows fast: a prepared statement per row on SQLite, arrays in one statement on PostgreSQL.
/// </summary>
/// <remarks>Immutable and safe to share; the transaction that is passed in is used by one thread at a time.</remarks>
/// <param name="table">Table to insert into.</param>
/// <param name="columns">Columns with what a row holds for each.</param>
/// <param name="tail">What follows the values, such as an <c>on conflict</c> clause.</param>
public sealed class BulkInsert<T>(string table, IReadOnlyList<Column<T>> columns, string tail = "")
{
    private readonly string _names = string.Join(", ", columns.Select(c => c.Name));

    private readonly string _oneRow =
        $"insert into {table} ({string.Join(", ", columns.Select(c => c.Name))}) values ({string.Join(", ", columns.Select((_, i) => $"?{i + 1}"))}) {tail}";

    // PostgreSQL sends a statement as one message: rows of some kilobytes stay far below its limit of 1 GB.
    internal const int PostgresRows = 5000;

    /// <summary>Inserts the rows in their order.</summary>
    public async Task RunAsync(WriteScope scope, IReadOnlyList<T> rows, CancellationToken cancel)
    {
        if (scope.Prepared is { } prepared)
        {
            prepared.RunEach(_oneRow, columns, rows, cancel);
            return;
        }
        foreach (var part in rows.Chunk(PostgresRows)) await InsertArraysAsync(scope, part, cancel);
    }

    private async Task InsertArraysAsync(WriteScope scope, T[] rows, CancellationToken cancel)
    {
        await using var command = scope.Connection.CreateCommand();
        command.Transaction = scope.Transaction;
        var arrays = Arrays.Bind(command, columns, rows);
        var read = string.Join(", ", columns.Select(c => c.Cast is null ? $"u.{c.Name}" : $"u.{c.Name}::{c.Cast}"));
        command.CommandText =
            $"insert into {table} ({_names}) select {read} from unnest({arrays}) as u({_names}) {tail}";
        await command.ExecuteNonQueryAsync(cancel);
    }
}

/// <summary>Rows as the arrays that PostgreSQL takes.</summary>
internal static class Arrays
{
    /// <summary>Binds one array a column; returns them as the arguments of <c>unnest</c>.</summary>
    public static string Bind<T>(DbCommand command, IReadOnlyList<Column<T>> columns, T[] rows) =>
        string.Join(", ", columns.Select((column, i) =>
        {
            var (values, type) = column.ArrayOf(rows);
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"p{i}";
            parameter.Value = values;
            command.Parameters.Add(parameter);
            return $"@p{i}::{type}[]";
        }));
}
