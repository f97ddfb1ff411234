using System.Data.Common;
using Dapper;
using Echolot.Matching;
using Echolot.Storage;

namespace Echolot.Mentions;

public sealed partial class Archive
{
    /// <summary>
    /// Time that counting under a search may take before it says what it has so far: a screen asks for a page, the
    /// count and the facets together and is to have them in a tenth of a second.
    /// </summary>
    internal TimeSpan InTime { get; init; } = TimeSpan.FromMilliseconds(25);

    // Nothing narrows hours of the week, and there is one walk and not one for each word: it may take longer.
    private TimeSpan ByClockInTime => InTime * 10;

    /// <summary>Exact count under the filter.</summary>
    /// <remarks>
    /// Under a search every hit is read: with a frequent word that takes seconds; see <see cref="CountInTimeAsync"/>.
    /// </remarks>
    public async Task<long> CountAsync(MentionFilter filter, CancellationToken cancel) =>
        (await CountAsync(filter, Timeout.InfiniteTimeSpan, cancel)).Value;

    /// <summary>
    /// The count under the filter, exact unless a search, or a filter by hours of the week with others, finds
    /// more than can be counted in time for a screen.
    /// </summary>
    public Task<Counted> CountInTimeAsync(MentionFilter filter, CancellationToken cancel) =>
        CountAsync(filter, InTime, cancel);

    /// <summary>How many mentions are newer than the given id under the filter.</summary>
    public async Task<long> CountNewerAsync(MentionFilter filter, long afterId, CancellationToken cancel)
    {
        filter = StateTerms.Read(filter);
        await using var connection = await db.ReadAsync(cancel);
        var channels = await Reading.ChannelsAsync(connection);
        var selection = await SelectionAsync(connection, filter, channels);
        if (QueryOf(filter) is not { } query) return await CountAsync(connection, selection, afterId + 1);
        await using var walk = new SearchWalk(
            connection, db.Engine, selection.Above(afterId + 1), query, channels, Present, long.MaxValue, long.MaxValue);
        var count = 0L;
        while (await walk.NextAsync(1000, cancel) is { Count: > 0 and var found }) count += found;
        return count;
    }

    private async Task<Counted> CountAsync(MentionFilter filter, TimeSpan time, CancellationToken cancel)
    {
        filter = StateTerms.Read(filter);
        if (Parted(filter) is { } parted)
        {
            var whole = await CountAsync(parted.Whole, time, cancel);
            return whole with { Value = whole.Value - (await CountAsync(parted.Part, time, cancel)).Value };
        }
        await using var connection = await db.ReadAsync(cancel);
        var channels = await Reading.ChannelsAsync(connection);
        var selection = await SelectionAsync(connection, filter, channels);
        if (selection.Nothing) return new Counted(0, true);
        if (QueryOf(filter) is { } query)
        {
            var (ids, complete) = await HitsAsync(connection, selection, query, channels, time, cancel);
            return new Counted(ids.Count, complete);
        }
        if (!selection.Direct && !selection.Tallied)
        {
            var combinations = await new Tallies(connection, selection).CombinationsAsync(
                channels.ToDictionary(c => c.Id));
            return new Counted(combinations.Where(c => selection.Fits(c)).Sum(c => c.Count), true);
        }
        if (selection.Hours is not null)
        {
            var counted = await new ClockTallies(connection, db.Engine, selection).ByMonitorAsync(selection.Monitors);
            return new Counted(counted.Values.Sum(), true);
        }
        if (selection.ByClock && time != Timeout.InfiniteTimeSpan)
        {
            var count = 0L;
            var all = await new ClockTallies(connection, db.Engine, selection).NewestFirstAsync(
                ByClockInTime, clock, async (from, before) => count += await CountAsync(connection, selection, from, before));
            return new Counted(count, all);
        }
        if (!selection.Tallied) return new Counted(await CountAsync(connection, selection, selection.From), true);
        var sums = await new Tallies(connection, selection).ByAsync<long>(
            "l.monitor_id", "l.monitor_id", $"l.monitor_id = {selection.Monitors[0]}");
        return new Counted(sums.Values.Sum(), true);
    }

    private static Task<long> CountAsync(
        DbConnection connection, Selection selection, long from, long before = long.MaxValue) => selection.Nothing
        ? Task.FromResult(0L)
        : connection.ExecuteScalarAsync<long>(
            $"select count(*) from ({selection.Select("l.mention_id")}) x", selection.Range(from, before));

    private async Task<(List<long> Ids, bool Complete)> HitsAsync(
        DbConnection connection, Selection selection, Query query, IReadOnlyList<ChannelRow> channels, TimeSpan time, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        await using var walk = new SearchWalk(
            connection, db.Engine, selection, query, channels, Present, long.MaxValue, long.MaxValue)
        {
            Stops = () => time != Timeout.InfiniteTimeSpan && clock.GetElapsedTime(started) > time,
        };
        var ids = new List<long>();
        while (await walk.NextAsync(500, cancel) is { Count: > 0 } found) ids.AddRange(found);
        return (ids, !walk.StoppedEarly);
    }

    /// <summary>
    /// Counts by monitor, connector, source, language, sentiment, kind and tag, each with its own restriction lifted.
    /// </summary>
    public async Task<IReadOnlyList<Facet>> FacetsAsync(MentionFilter filter, CancellationToken cancel)
    {
        filter = StateTerms.Read(filter);
        if (Parted(filter) is { } parted)
        {
            var less = (await FacetsAsync(parted.Part, cancel)).ToDictionary(
                f => f.Field, f => f.Values.ToDictionary(v => v.Value, v => v.Count));
            return [.. (await FacetsAsync(parted.Whole, cancel)).Select(f => f with
            {
                Values = [.. f.Values.Select(
                    v => v with { Count = v.Count - (less.GetValueOrDefault(f.Field)?.GetValueOrDefault(v.Value) ?? 0) })
                    .Where(v => v.Count > 0).OrderByDescending(v => v.Count)],
            })];
        }
        await using var connection = await db.ReadAsync(cancel);
        var channels = (await Reading.ChannelsAsync(connection)).ToDictionary(c => c.Id);
        var counting = new FacetCounting(
            connection, db.Engine, filter, channels, await Labels.ReadAsync(connection), ClockOf(filter));
        if (QueryOf(filter) is not { } query) return await counting.ByTalliesAsync(ByClockInTime, clock);
        var (ids, complete) = await HitsAsync(
            connection, counting.Lifted, query, [.. channels.Values], InTime, cancel);
        return await counting.OfHitsAsync(ids, complete);
    }

    /// <summary>
    /// What a filter of unread, unchecked or unflagged mentions leaves is everything less what people touched: the
    /// tallies know the one, and the other is little. Null where nothing of that kind is asked, or the filter is narrow
    /// anyway.
    /// </summary>
    private static (MentionFilter Whole, MentionFilter Part)? Parted(MentionFilter filter)
    {
        if (filter.Search is not null || filter.Classes.Count > 0 || filter.Ids is not null || filter.Flagged is true || filter.Assigned is true
            || filter.AssignedTo is not null || filter.DuplicateGroup is not null || filter.AuthorId is not null
            || filter.Site is not null || filter.Sites.Count > 0 || filter.AsideForLists || filter.Read is true
            || filter.Tags.Count + filter.Labels.Count > 0
            || filter.Named.Count + filter.NotNamed.Count + filter.Weekdays.Count + filter.Hours.Count > 0
            || filter.NotAssignedTo is not null
            || (filter.Verdicts.Count > 0 && !filter.Verdicts.Contains(Verdict.None))) return null;
        if (filter is { Read: false, Reader: not null })
            return (filter with { Read = null }, filter with { Read = true });
        if (filter.Flagged is false) return (filter with { Flagged = null }, filter with { Flagged = true });
        if (filter.Assigned is false) return (filter with { Assigned = null }, filter with { Assigned = true });
        if (filter.Verdicts.Distinct().Count() is not (1 or 2)) return null;
        return (filter with { Verdicts = [] }, filter with { Verdicts = [.. Selection.Complement(filter.Verdicts)] });
    }
}
