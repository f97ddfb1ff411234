using Dapper;
using Echolot.Privacy;

namespace Echolot.Sources;

public sealed partial class SourceRunner
{
    /// <summary>When sources were paused, oldest first; without an end they still are.</summary>
    /// <param name="since">Pauses that were over before are left out.</param>
    public async Task<IReadOnlyList<(long SourceId, DateTimeOffset From, DateTimeOffset? To)>> PausesAsync(
        DateTimeOffset since, CancellationToken cancel)
    {
        await using var connection = await _db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<SourcePauseRow>(new CommandDefinition(
            """
            select source_id as SourceId, from_at as FromAt, to_at as ToAt from source_pause
            where to_at is null or to_at >= @since order by from_at
            """, new { since = since.ToUnixTimeMilliseconds() }, cancellationToken: cancel)))
            .Select(p => (p.SourceId, At(p.FromAt)!.Value, At(p.ToAt)))];
    }
}

[NotPersonal("source_pause")]
internal sealed record SourcePauseRow
{
    public long SourceId { get; init; }
    public long FromAt { get; init; }
    public long? ToAt { get; init; }
}
