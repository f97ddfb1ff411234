using Dapper;
using Echolot.Storage;

namespace Echolot.Messaging;

/// <summary>Reads the facts of other processes from the outbox for the screens of this one.</summary>
internal sealed class ScreenTail(EcholotDb db, string node, Watchers watchers)
{
    private long _position;

    public async Task StartAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        _position = await connection.ExecuteScalarAsync<long>("select coalesce(max(seq), 0) from outbox");
    }

    public async Task ReadAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var rows = await connection.QueryAsync<OutboxRow>(
            "select seq, type, json, node from outbox where seq > @_position order by seq", new { _position });
        var types = watchers.Types;
        foreach (var row in rows)
        {
            _position = row.Seq;
            if (row.Node != node && types.TryGetValue(row.Type, out var type))
                watchers.Hand([(IFact)Facts.Read(row.Json, type)]);
        }
    }
}
