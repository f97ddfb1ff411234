using System.Diagnostics;
using System.Globalization;
using Dapper;
using Echolot.Insights.Rollups;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Insights;

public sealed partial class Analyst
{
    // Any number will do as long as nothing else in the database uses it.
    private const long RefreshLock = 0x4563686F6C6F7409;

    private const int Portion = 5000;

    /// <summary>
    /// A day that changes all the time takes at most a twentieth of the time of one processor; after a pass over many
    /// days others work for at least as long, up to a minute.
    /// </summary>
    private const int Ease = 20;

    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RestOfPass = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(10);

    private readonly Dictionary<long, DateTimeOffset> _notBefore = [];

    /// <summary>
    /// Keeps the sums of days up to date until cancelled: after mentions came or went, and every ten minutes in case
    /// nobody said so. What screens show does not wait for it, except for authors and words.
    /// </summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var bell = new SemaphoreSlim(0, 1);
        var heard = Task.WhenAll(
            RingAsync<MentionsKept>(bell, cancel), RingAsync<MentionsForgotten>(bell, cancel),
            RingAsync<Monitors.MonitorBackfilled>(bell, cancel), RingAsync<Monitors.MonitorChanged>(bell, cancel));
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                var started = Stopwatch.GetTimestamp();
                try
                {
                    await RefreshAsync(resting: true, cancel);
                }
                catch (Exception wrong) when (!cancel.IsCancellationRequested)
                {
                    log.LogError(wrong, "The sums of the overview could not be made; they are tried again");
                }
                var rest = Stopwatch.GetElapsedTime(started) * Ease;
                if (rest > RestOfPass) rest = RestOfPass;
                await Task.Delay(rest < ShortestRest ? ShortestRest : rest, time, cancel);
                await bell.WaitAsync(LongestRest, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            log.LogDebug("Making sums has stopped; what is missing is made at the next start");
        }
        await heard;
    }

    /// <summary>
    /// Makes the sums of every monitor, every folder and of everything that do not hold any more, newest day first;
    /// each
    /// day in a transaction of its own, with the stamp of what it was made from. Idempotent.
    /// </summary>
    /// <returns>How many sums were made.</returns>
    public Task<int> RefreshAsync(CancellationToken cancel) => RefreshAsync(resting: false, cancel);

    private async Task<int> RefreshAsync(bool resting, CancellationToken cancel)
    {
        await using var turn = await db.HoldAsync(RefreshLock, cancel);
        if (turn is null) return 0;
        var days = new LocalDays(archive.Zone);
        var scopes = await ScopesAsync(cancel);
        var stamps = StampsOf(await archive.DayStatesAsync(cancel));
        var known = await KnownAsync(cancel);
        await RemoveGoneAsync(scopes, days, stamps, known, cancel);
        // A UTC day lies in two local ones.
        var touched = stamps.Keys.Select(s => s.Day).Distinct()
            .SelectMany(utc => new[] { utc - 1, utc, utc + 1 }).Distinct().OrderDescending();
        var made = 0;
        foreach (var day in touched)
        {
            if (resting && _notBefore.TryGetValue(day, out var moment) && time.GetUtcNow() < moment) continue;
            var stale = new List<(Scope Scope, long Stamp)>();
            foreach (var scope in scopes)
                if (scope.StampOf(day, days, stamps) is not 0 and var stamp
                    && known.GetValueOrDefault((scope.Number, day)) != stamp) stale.Add((scope, stamp));
            if (stale.Count == 0) continue;
            var started = Stopwatch.GetTimestamp();
            var rows = await SumAsync(day, days, stale, cancel);
            await db.WriteAsync(
                write => write.Connection.ExecuteAsync(DayRow.Insert, rows, write.Transaction), cancel);
            made += rows.Count;
            // Today changes all the time: the more a day costs, the longer it rests.
            _notBefore[day] = time.GetUtcNow() + Stopwatch.GetElapsedTime(started) * Ease;
        }
        return made;
    }

    private async Task RingAsync<TFact>(SemaphoreSlim bell, CancellationToken cancel) where TFact : IFact
    {
        try
        {
            await foreach (var _ in bus.WatchAsync<TFact>(cancel))
                if (bell.CurrentCount == 0) bell.Release();
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            log.LogDebug("Stopped hearing of {Fact}", typeof(TFact).Name);
        }
    }

    private async Task<IReadOnlyList<Scope>> ScopesAsync(CancellationToken cancel)
    {
        var monitors = await watchlist.ListAsync(cancel);
        return [.. monitors.Select(m => Scope.Of([m.Id]))
            .Concat(monitors.Where(m => m.Folder is not null).GroupBy(m => m.Folder).Select(f => Scope.Of(f.Select(m => m.Id))))
            .Append(Scope.Everything).DistinctBy(s => s.Number)];
    }

    private static Dictionary<(long Monitor, long Day), long> StampsOf(IEnumerable<DayState> states) =>
        states.ToDictionary(s => (s.Monitor, s.Day), s => s.Stamp);

    private async Task<Dictionary<(long Scope, long Day), long>> KnownAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<(long Scope, long Day, long Stamp)>(
            new CommandDefinition("select scope, day, stamp from insight_day", cancellationToken: cancel)))
            .ToDictionary(r => (r.Scope, r.Day), r => r.Stamp);
    }

    // Sums of monitors and folders that are gone, and of days of which nothing is left.
    private async Task RemoveGoneAsync(
        IReadOnlyList<Scope> scopes, LocalDays days, Dictionary<(long, long), long> stamps,
        Dictionary<(long Scope, long Day), long> known, CancellationToken cancel)
    {
        var byNumber = scopes.ToDictionary(s => s.Number);
        var gone = known.Keys.Where(
            k => !byNumber.TryGetValue(k.Scope, out var scope) || scope.StampOf(k.Day, days, stamps) == 0)
            .Select(k => new { scope = k.Scope, day = k.Day }).ToList();
        if (gone.Count == 0) return;
        await db.WriteAsync(write => write.Connection.ExecuteAsync(
            "delete from insight_day where scope = @scope and day = @day", gone, write.Transaction), cancel);
    }

    // The stamps were read before the mentions: what changes meanwhile makes the sums stale again.
    private async Task<IReadOnlyList<DayRow>> SumAsync(
        long day, LocalDays days, IReadOnlyList<(Scope Scope, long Stamp)> stale, CancellationToken cancel)
    {
        var (from, to) = (MentionIds.From(days.Start(day)), days.Start(day + 1));
        var words = new Vocabulary();
        var sums = stale.Select(s => (s.Scope, s.Stamp, Sums: new DaySums(days, day, words))).ToList();
        while (true)
        {
            var written = await archive.WrittenAsync(from, to, Portion, cancel);
            if (written.Count == 0) break;
            var before = written.Count < Portion ? MentionIds.From(to) : written[^1].Id + 1;
            var read = written.ToDictionary(w => w.Id, w => (w.Author, Terms: words.Of(w.Title, w.Text)));
            foreach (var (scope, _, sum) in sums)
                foreach (var mention in await archive.CountedBetweenAsync(scope.Monitors, from, before, cancel))
                {
                    // Came in between the two readings; its stamp makes the day stale.
                    if (!read.TryGetValue(mention.Id, out var said)) continue;
                    sum.Add(mention);
                    sum.Add(said.Author, said.Terms);
                }
            from = before;
            if (written.Count < Portion) break;
        }
        var now = time.GetUtcNow();
        return [.. sums.Select(s => s.Sums.AsRow(s.Scope, s.Stamp, now))];
    }
}
