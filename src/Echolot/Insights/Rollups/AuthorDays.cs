using System.Buffers;
using Dapper;
using Echolot.Storage;

namespace Echolot.Insights.Rollups;

/// <summary>
/// Authors of days as they lie in the store, one after the other. A busy day has megabytes and sixty of them are read for
/// one overview, so they are read into buffers that are lent and given back: making and clearing new ones took longer than
/// reading and adding up.
/// </summary>
internal sealed class AuthorDays : IDisposable
{
    private readonly List<(long Day, long MadeAt, byte[] Lent, int Length)> _days = [];

    private AuthorDays()
    {
    }

    /// <summary>Reads the days of a scope that have sums.</summary>
    public static async Task<AuthorDays> ReadAsync(EcholotDb db, Scope scope, long first, long end, CancellationToken cancel)
    {
        var days = new AuthorDays();
        try
        {
            await using var connection = await db.ReadAsync(cancel);
            await using var reader = await connection.ExecuteReaderAsync(new CommandDefinition(
                "select day, made_at, authors from insight_day where scope = @scope and day >= @first and day < @end",
                new { scope = scope.Number, first, end }, cancellationToken: cancel));
            while (await reader.ReadAsync(cancel))
            {
                var length = (int)reader.GetBytes(2, 0, null, 0, 0);
                var lent = ArrayPool<byte>.Shared.Rent(length);
                days._days.Add((reader.GetInt64(0), reader.GetInt64(1), lent, length));
                reader.GetBytes(2, 0, lent, 0, length);
            }
            return days;
        }
        catch
        {
            days.Dispose();
            throw;
        }
    }

    /// <summary>The days that have sums.</summary>
    public IEnumerable<long> Numbers => _days.Select(d => d.Day);

    /// <summary>When the oldest sums from a day on were made; null where there are none.</summary>
    public DateTimeOffset? MadeAt(long first) =>
        _days.Where(d => d.Day >= first).Select(d => (DateTimeOffset?)DateTimeOffset.FromUnixTimeMilliseconds(d.MadeAt)).Min();

    /// <summary>Packed authors of each day; they hold until this is disposed.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Packed(Func<long, bool> wanted) =>
        [.. _days.Where(d => wanted(d.Day)).Select(d => (ReadOnlyMemory<byte>)d.Lent.AsMemory(0, d.Length))];

    public void Dispose()
    {
        foreach (var (_, _, lent, _) in _days) ArrayPool<byte>.Shared.Return(lent);
        _days.Clear();
    }
}
