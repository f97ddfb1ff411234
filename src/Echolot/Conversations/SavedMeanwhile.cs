using Dapper;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>Of two people who save one workflow or one macro, the second is told instead of writing over the first.</summary>
public sealed partial class Inbox
{
    /// <summary>Each change has a moment of its own, so that it tells one from another.</summary>
    private const string LaterThanBefore = "changed_at = case when changed_at < @ChangedAt then @ChangedAt else changed_at + 1 end";

    /// <summary>Still as whoever saves has read it, where they say how.</summary>
    private const string AsSeen = "(cast(@seen as bigint) is null or changed_at = cast(@seen as bigint))";

    private static DynamicParameters WithSeen(object row, DateTimeOffset? seen)
    {
        var values = new DynamicParameters(row);
        values.Add("seen", seen?.ToUnixTimeMilliseconds());
        return values;
    }

    /// <summary>Why nothing was saved: somebody was first, or it is gone.</summary>
    private static async Task<InboxException> NotSavedAsync(WriteScope scope, string table, long? id, Func<long?, InboxException> gone) =>
        await scope.Connection.ExecuteScalarAsync<long>($"select count(*) from {table} where id = @id", new { id }, scope.Transaction) > 0
            ? new(InboxRefusal.ChangedMeanwhile, "Somebody saved it since it was read; read it again and save with its changed_at.")
            : gone(id);
}
