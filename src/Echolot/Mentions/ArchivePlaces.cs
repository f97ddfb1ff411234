using System.Data.Common;
using Dapper;

namespace Echolot.Mentions;

/// <summary>Regions and cities that sources have stated, in the order of the alphabet.</summary>
public sealed record KnownPlaces(IReadOnlyList<string> Regions, IReadOnlyList<string> Cities);

public sealed partial class Archive
{
    /// <summary>More than anybody chooses from.</summary>
    private const int MostPlaces = 500;

    /// <summary>What <c>region:</c> and <c>city:</c> find something with; of very many the first ones.</summary>
    public async Task<KnownPlaces> PlacesAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return new(await StatedAsync(connection, "region"), await StatedAsync(connection, "city"));
    }

    // From each value to the next one in the index: what takes time is how many differ, not how many mentions there are.
    private static async Task<IReadOnlyList<string>> StatedAsync(DbConnection connection, string column) =>
        (await connection.QueryAsync<string>(
            $"""
            with recursive known(value) as (
                select min({column}) from mention where {column} is not null
                union all
                select (select min({column}) from mention where {column} is not null and {column} > known.value)
                from known where known.value is not null)
            select value from known where value is not null limit @most
            """, new { most = MostPlaces })).AsList();
}
