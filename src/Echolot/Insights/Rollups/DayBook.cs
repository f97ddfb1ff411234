using System.Data.Common;
using Dapper;
using Echolot.Mentions;
using Echolot.Storage;

namespace Echolot.Insights.Rollups;

/// <summary>Counts of a scope on a day, and whether they were counted just now or come of sums that still hold.</summary>
internal sealed record DayCounts(
    int[] Slots, IReadOnlyDictionary<long, int> Channels, IReadOnlyDictionary<string, int> Languages);

/// <summary>
/// Exact counts of days: from the sums where they hold, else from the archive's listings, which takes about a
/// microsecond a mention.
/// </summary>
internal sealed class DayBook(EcholotDb db, Archive archive, LocalDays days)
{
    /// <summary>Counts by scope and day; days without mentions are left out.</summary>
    /// <param name="parts">Sources and languages are wanted too.</param>
    public async Task<Dictionary<(long Scope, long Day), DayCounts>> CountsAsync(
        IReadOnlyList<Scope> scopes, long first, long end, bool parts, CancellationToken cancel)
    {
        var stamps = (await archive.DayStatesAsync(
            scopes.SelectMany(s => s.Listings).ToHashSet(), first - 1, end + 2, cancel))
            .ToDictionary(s => (s.Monitor, s.Day), s => s.Stamp);
        var rows = await RowsAsync(scopes, first, end, parts, cancel);
        var counts = new Dictionary<(long, long), DayCounts>();
        foreach (var scope in scopes)
            for (var day = first; day < end; day++)
            {
                var stamp = scope.StampOf(day, days, stamps);
                if (stamp == 0) continue;
                counts[(scope.Number, day)] = rows.TryGetValue((scope.Number, day), out var row) && row.Stamp == stamp
                    ? Unpacked(row)
                    : await CountedAsync(scope, day, cancel);
            }
        return counts;
    }

    private async Task<Dictionary<(long, long), DayRow>> RowsAsync(
        IReadOnlyList<Scope> scopes, long first, long end, bool parts, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<DayRow>(new CommandDefinition(
            $"""
            select scope, day, stamp, slots{(parts ? ", channels, languages" : "")} from insight_day
            where {Sql.In(db.Engine, "scope", "scopes")} and day >= @first and day < @end
            """,
            new { scopes = Sql.List(db.Engine, scopes.Select(s => s.Number)), first, end }, cancellationToken: cancel)))
            .ToDictionary(r => (r.Scope, r.Day));
    }

    private static DayCounts Unpacked(DayRow row)
    {
        var counts = new DayCounts(
            new int[LocalDays.Slots * DaySums.Tones], new Dictionary<long, int>(), new Dictionary<string, int>());
        Packing.Unpack(row.Slots, counts.Slots);
        var channels = (Dictionary<long, int>)counts.Channels;
        Packing.Unpack(row.Channels, channels);
        Packing.Unpack(row.Languages, ((Dictionary<string, int>)counts.Languages).Add);
        return counts;
    }

    private async Task<DayCounts> CountedAsync(Scope scope, long day, CancellationToken cancel)
    {
        var sums = new DaySums(days, day, new Vocabulary());
        foreach (var mention in await archive.CountedAsync(scope.Monitors, days.Start(day), days.Start(day + 1), cancel))
            sums.Add(mention);
        return new(sums.Slots.ToArray(), sums.Channels, sums.Languages);
    }
}
