using Dapper;

namespace Echolot.Storage;

/// <summary>Rows that people keep in an order of their own, by a column <c>position</c> that counts from 1.</summary>
public static class Ordering
{
    /// <summary>Puts a row at a place; the others make room. False where there is no such row.</summary>
    /// <param name="table">Its name; never what somebody typed.</param>
    public static async Task<bool> MoveAsync(WriteScope scope, string table, long id, int position)
    {
        var ids = (await scope.Connection.QueryAsync<long>(
            $"select id from {table} order by position, id", transaction: scope.Transaction)).AsList();
        if (!ids.Remove(id)) return false;
        ids.Insert(Math.Clamp(position - 1, 0, ids.Count), id);
        for (var i = 0; i < ids.Count; i++)
            await scope.Connection.ExecuteAsync(
                $"update {table} set position = @position where id = @id", new { position = i + 1L, id = ids[i] },
                scope.Transaction);
        return true;
    }
}
