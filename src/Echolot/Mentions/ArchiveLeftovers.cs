using Dapper;
using Echolot.Matching;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>A mention that only an earlier version of a monitor found; one that was taken out keeps its match.</summary>
[NotPersonal("leftover")]
internal sealed record LeftoverRow
{
    public long MentionId { get; init; }
    public string Taken { get; init; } = "";
}

/// <summary>What is left over of earlier versions of a monitor.</summary>
/// <param name="Listed">Stands under the monitor still.</param>
/// <param name="TakenOut">Stands there no more and can be put back.</param>
public readonly record struct Leftovers(long Listed, long TakenOut);

public sealed partial class Archive
{
    /// <summary>
    /// Of the mentions under a monitor below an id, newest first, those that only an earlier version of it found; and
    /// where the next portion begins, 0 at the end.
    /// </summary>
    public async Task<(IReadOnlyList<long> LeftOver, long Reached)> JudgeAsync(
        long monitor, int version, Query query, long before, int count, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var ids = (await connection.QueryAsync<long>(
            $"select mention_id from ({Part("@monitor", "a")} union all {Part("@hidden", "b")}) c order by mention_id desc limit @count",
            new { monitor, hidden = ListingRow.HiddenUnder(monitor), before, count })).AsList();
        if (ids.Count == 0) return ([], 0);
        var earlier = (await connection.QueryAsync<(long Id, string Matches)>(
            $"select m.id, m.matches from mention m where {Sql.In(db.Engine, "m.id", "ids")}",
            new { ids = Sql.List(db.Engine, ids) }))
            .Where(m => Compact.Matches(m.Matches).Any(x => x.MonitorId == monitor && x.MonitorVersion < version))
            .Select(m => m.Id).ToList();
        var found = (await SpansAsync(query, earlier, cancel)).Select(m => m.Id).ToHashSet();
        return ([.. earlier.Where(id => !found.Contains(id))], ids.Count < count ? 0 : ids[^1]);

        // Each of both lists is walked from its end; taken together they would be sorted whole.
        static string Part(string list, string name) =>
            $"select mention_id from (select mention_id from listing where monitor_id = {list} and mention_id < @before order by mention_id desc limit @count) {name}";
    }

    /// <summary>Writes down what was found to be left over.</summary>
    public static Task KeepLeftoversAsync(WriteScope scope, long monitor, IReadOnlyList<long> mentions) =>
        scope.Connection.ExecuteAsync(
            $"""
            insert into leftover (monitor_id, mention_id)
            select @monitor, m.id from mention m where {Sql.In(scope.Engine, "m.id", "ids")} on conflict do nothing
            """,
            new { monitor, ids = Sql.List(scope.Engine, mentions) }, scope.Transaction);

    /// <summary>Another version judges anew; what was taken out can still be put back.</summary>
    public static Task ForgetLeftoversAsync(WriteScope scope, long monitor) => scope.Connection.ExecuteAsync(
        "delete from leftover where monitor_id = @monitor and taken is null", new { monitor }, scope.Transaction);

    /// <summary>What is left over of earlier versions of a monitor.</summary>
    public async Task<Leftovers> LeftoversAsync(long monitor, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var (listed, taken) = await connection.QuerySingleAsync<(long, long)>(
            """
            select (select count(*) from leftover where monitor_id = @monitor and taken is null),
                   (select count(*) from leftover where monitor_id = @monitor and taken is not null)
            """, new { monitor });
        return new(listed, taken);
    }

    /// <summary>
    /// Mentions of a time that stand under a monitor and that its present version does not find, for each monitor that
    /// has some.
    /// </summary>
    public async Task<IReadOnlyDictionary<long, long>> LeftoversAsync(
        IReadOnlyList<long> monitors, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        if (monitors.Count == 0) return new Dictionary<long, long>();
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<(long Monitor, long Count)>(
            $"""
            select monitor_id, count(*) from leftover
            where {Sql.In(db.Engine, "monitor_id", "monitors")} and mention_id >= @from and mention_id < @before and taken is null
            group by monitor_id
            """,
            new
            {
                monitors = Sql.List(db.Engine, monitors), from = MentionIds.From(from), before = MentionIds.From(to),
            })).ToDictionary(l => l.Monitor, l => l.Count);
    }

    /// <summary>Some of what is left over, newest first: listed, or taken out.</summary>
    public async Task<IReadOnlyList<long>> LeftoverIdsAsync(
        long monitor, bool takenOut, int count, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<long>(
            $"""
            select mention_id from leftover where monitor_id = @monitor and taken is {(takenOut ? "not null" : "null")}
            order by mention_id desc limit @count
            """, new { monitor, count })).AsList();
    }

    /// <summary>
    /// Takes left-over mentions from under the monitor; they stay stored, and can be put back. Those that the query finds
    /// after all, because they were edited since, are left over no more.
    /// </summary>
    public async Task TakeOutAsync(
        WriteScope scope, long monitor, int version, IReadOnlyList<long> mentions, IReadOnlySet<long> found,
        CancellationToken cancel)
    {
        var tables = new Tables(scope);
        await tables.TakeTurnAsync();
        var taken = new List<MentionRow>();
        var matches = new Dictionary<long, string>();
        foreach (var row in await MatchedRowsAsync(scope, mentions.Where(m => !found.Contains(m))))
        {
            var known = Compact.Matches(row.Matches);
            if (known.FirstOrDefault(m => m.MonitorId == monitor) is not { } match || match.MonitorVersion >= version) continue;
            matches.Add(row.Id, Compact.Matches([match]));
            taken.Add(row with { Matches = Compact.Matches([.. known.Where(m => m.MonitorId != monitor)]) });
        }
        await tables.UnlistAsync(monitor, taken, cancel);
        await tables.FinishAsync(cancel);
        foreach (var mention in mentions)
            await scope.Connection.ExecuteAsync(
                matches.ContainsKey(mention)
                    ? "update leftover set taken = @match where monitor_id = @monitor and mention_id = @mention"
                    : "delete from leftover where monitor_id = @monitor and mention_id = @mention",
                new { match = matches.GetValueOrDefault(mention), monitor, mention }, scope.Transaction);
    }

    /// <summary>Puts mentions under the monitor again that were taken out, as they stood there.</summary>
    public async Task PutBackAsync(
        WriteScope scope, long monitor, IReadOnlyList<long> mentions, CancellationToken cancel)
    {
        var mine = $"monitor_id = @monitor and {Sql.In(scope.Engine, "mention_id", "ids")}";
        var ids = new { monitor, ids = Sql.List(scope.Engine, mentions) };
        var matches = (await scope.Connection.QueryAsync<LeftoverRow>(
            $"select mention_id, taken from leftover where {mine} and taken is not null", ids, scope.Transaction))
            .ToDictionary(l => l.MentionId, l => Compact.Matches(l.Taken).Single());
        await PutUnderAsync(scope, monitor, matches, cancel);
        await scope.Connection.ExecuteAsync($"update leftover set taken = null where {mine}", ids, scope.Transaction);
    }
}
