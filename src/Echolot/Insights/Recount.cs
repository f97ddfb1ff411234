using Echolot.Mentions;

namespace Echolot.Insights;

/// <summary>A number of an overview or an alert as it was counted.</summary>
/// <param name="Monitors">These monitors together; none means everything stored.</param>
/// <param name="At">When it was counted.</param>
public sealed record CountedThen(
    IReadOnlyList<long> Monitors, DateTimeOffset From, DateTimeOffset To, DateTimeOffset At, long Mentions);

/// <summary>A monitor whose query is another one than then.</summary>
/// <param name="Then">Null: it was not there yet.</param>
public sealed record QueryChange(long MonitorId, string Name, int? Then, int Now);

/// <summary>A number then and now, and why they differ.</summary>
public sealed record Recount(CountedThen Then, long Now, ChangesSince Since, IReadOnlyList<QueryChange> Queries)
{
    /// <summary>
    /// What neither arriving nor hiding explains: deleted, expired, edited, or looked for by another query. Null where what
    /// changed since could not be counted in time.
    /// </summary>
    public long? Rest =>
        Since.Complete ? Now - Then.Mentions - Since.Arrived - Since.ShownAgain + Since.Hidden : null;
}

public sealed partial class Analyst
{
    // Somebody pressed a button and waits.
    private static readonly TimeSpan RecountTime = TimeSpan.FromSeconds(2);

    /// <summary>Counts again what was counted then, and says what has changed since.</summary>
    public async Task<Recount> RecountAsync(CountedThen then, CancellationToken cancel)
    {
        var filter = new MentionFilter { Monitors = then.Monitors, From = then.From, To = then.To };
        var queries = new List<QueryChange>();
        foreach (var id in then.Monitors)
        {
            if (await watchlist.FindAsync(id, cancel) is not { } monitor) continue;
            var before = (await watchlist.VersionsAsync(id, cancel)).FirstOrDefault(v => v.ChangedAt <= then.At)?.Version;
            if (before != monitor.Version) queries.Add(new(id, monitor.Name, before, monitor.Version));
        }
        return new(
            then, await archive.CountAsync(filter, cancel),
            await archive.ChangesSinceAsync(filter, then.At, RecountTime, cancel), queries);
    }
}
