using Dapper;
using Echolot.Mentions;

namespace Echolot.Sources;

public sealed partial class SourceRunner
{
    /// <summary>
    /// Items that a source brought by the hour of arrival, wanted or not, without empty hours; kept for 60 days.
    /// </summary>
    /// <param name="sourceId">The source.</param>
    /// <param name="from">First hour, counted from 1970.</param>
    /// <param name="before">First hour that is not asked for.</param>
    /// <param name="cancel">Stops reading.</param>
    public async Task<IReadOnlyList<PulseCount>> HoursAsync(
        long sourceId, long from, long before, CancellationToken cancel)
    {
        const long Width = 3_600_000;
        await using var connection = await _db.ReadAsync(cancel);
        return (await connection.QueryAsync<PulseCount>(new CommandDefinition(
            $"""
            select hour / {Width} as At, cast(items as bigint) as "All", cast(0 as bigint) as Negative from source_hour
            where source_id = @sourceId and hour >= @from and hour < @before and items > 0 order by hour
            """,
            new { sourceId, from = from * Width, before = before * Width }, cancellationToken: cancel))).AsList();
    }
}
