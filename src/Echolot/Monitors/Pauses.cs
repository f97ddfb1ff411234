using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Monitors;

public sealed partial class Watchlist
{
    /// <summary>When monitors were paused, oldest first; without an end they still are.</summary>
    /// <param name="since">Pauses that were over before are left out.</param>
    public async Task<IReadOnlyList<(long MonitorId, DateTimeOffset From, DateTimeOffset? To)>> PausesAsync(
        DateTimeOffset since, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<MonitorPauseRow>(new CommandDefinition(
            """
            select monitor_id as MonitorId, from_at as FromAt, to_at as ToAt from monitor_pause
            where to_at is null or to_at >= @since order by from_at
            """, new { since = since.ToUnixTimeMilliseconds() }, cancellationToken: cancel)))
            .Select(p => (
                p.MonitorId, DateTimeOffset.FromUnixTimeMilliseconds(p.FromAt),
                p.ToAt is { } to ? DateTimeOffset.FromUnixTimeMilliseconds(to) : (DateTimeOffset?)null))];
    }

    private static Task NotePauseAsync(WriteScope scope, MonitorRow row, long now) => scope.Connection.ExecuteAsync(
        row.Paused != 0 ? "insert into monitor_pause (monitor_id, from_at) values (@Id, @now)"
            : "update monitor_pause set to_at = @now where monitor_id = @Id and to_at is null",
        new { row.Id, now }, scope.Transaction);
}

[NotPersonal("monitor_pause")]
internal sealed record MonitorPauseRow
{
    public long MonitorId { get; init; }
    public long FromAt { get; init; }
    public long? ToAt { get; init; }
}
