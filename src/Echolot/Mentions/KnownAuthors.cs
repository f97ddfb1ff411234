using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>
/// Authors as the database holds them, of those who wrote lately: nearly every post comes from somebody whose name has
/// not changed since the one before, and needs no look into the database then.
/// </summary>
/// <remarks>
/// Right only where this process alone writes, which is so on SQLite. Learns at the commit; forgets at once, before the
/// commit, because an author too many that is looked up costs microseconds and one that is wrongly known is never
/// written. Thread-safe.
/// </remarks>
internal sealed class KnownAuthors
{
    // Some 10 MB, and as much again for what people write about themselves. Beyond that it starts anew, which costs one look for each.
    private const int Most = 20_000;

    private readonly Lock _turn = new();
    private readonly Dictionary<long, AuthorRow> _rows = [];
    private long _forgettings;

    /// <summary>The author as stored; null where that is not known.</summary>
    public AuthorRow? Find(WriteScope scope, long id)
    {
        if (scope.Engine is not Engine.Sqlite) return null;
        lock (_turn) return _rows.GetValueOrDefault(id);
    }

    /// <summary>Remembers rows as they are in the database, once the transaction is committed.</summary>
    public void Learn(WriteScope scope, IReadOnlyList<AuthorRow> rows)
    {
        if (rows.Count == 0 || scope.Engine is not Engine.Sqlite) return;
        long forgettings;
        lock (_turn) forgettings = _forgettings;
        scope.AfterCommit(() =>
        {
            lock (_turn)
            {
                // Later in this transaction, or in the next one already, some of them were changed or erased.
                if (forgettings != _forgettings) return;
                if (_rows.Count + rows.Count > Most) _rows.Clear();
                foreach (var row in rows.Take(Most)) _rows[row.Id] = row;
            }
        });
    }

    /// <summary>Forgets authors that are about to be changed, hidden or erased.</summary>
    public void Forget(IEnumerable<long> ids)
    {
        lock (_turn)
        {
            _forgettings++;
            foreach (var id in ids) _rows.Remove(id);
        }
    }
}
