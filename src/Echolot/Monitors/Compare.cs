using Echolot.Matching;
using Echolot.Mentions;

namespace Echolot.Monitors;

/// <summary>Mentions that one of two queries finds, or both.</summary>
/// <param name="Newest">The newest, with the places that made the query match.</param>
public sealed record ComparedHits(
    long Count, IReadOnlyList<(StoredMention Mention, IReadOnlyList<MatchSpan> Spans)> Newest);

/// <summary>One UTC day of both queries.</summary>
public readonly record struct ComparedDay(DateOnly Day, long OnlyFirst, long OnlySecond, long Both);

/// <summary>What two queries find in the same stretch of what is stored.</summary>
/// <param name="Since">From here on both were looked for to the end.</param>
/// <param name="Complete">False: the time was over before the whole range was looked at.</param>
public sealed record QueryComparison(
    ComparedHits OnlyFirst, ComparedHits OnlySecond, ComparedHits Both, IReadOnlyList<ComparedDay> Daily,
    DateTimeOffset Since, bool Complete);

public sealed partial class Watchlist
{
    /// <summary>
    /// The time machine of queries: what each of two would have found, alone and in common. Writes nothing.
    /// </summary>
    /// <param name="first">Text and forms of the one, such as a version of a monitor.</param>
    /// <param name="second">Of the other, such as a text that is not saved.</param>
    /// <param name="range">How far back from now.</param>
    /// <param name="patience">For each of both; what is not looked at by then is left out on both sides.</param>
    /// <param name="samples">Mentions to show of each part, 0 to 50.</param>
    /// <param name="cancel">Stops looking.</param>
    /// <exception cref="QueryException">One of the texts is not a query.</exception>
    public async Task<QueryComparison> CompareAsync(
        (string Text, QueryOptions Options) first, (string Text, QueryOptions Options) second, TimeSpan range,
        TimeSpan patience, int samples, CancellationToken cancel)
    {
        var (one, other) = (Query.Parse(first.Text, first.Options), Query.Parse(second.Text, second.Options));
        var now = time.GetUtcNow();
        var from = now - range;
        var (a, b) = (
            await archive.HitsAsync(one, from, patience, cancel), await archive.HitsAsync(other, from, patience, cancel));
        // Where one of them was not looked for to the end, the other has no advantage.
        var reached = Math.Max(a.Reached, b.Reached);
        var (inFirst, inSecond) = (
            a.Ids.Where(id => id >= reached).ToHashSet(), b.Ids.Where(id => id >= reached).ToHashSet());
        var both = inFirst.Where(inSecond.Contains).ToList();
        var onlyFirst = inFirst.Where(id => !inSecond.Contains(id)).ToList();
        var onlySecond = inSecond.Where(id => !inFirst.Contains(id)).ToList();
        var since = reached == 0 ? from : MentionIds.TimeOf(reached);
        return new(
            await ShownAsync(one, onlyFirst), await ShownAsync(other, onlySecond), await ShownAsync(other, both),
            Days(), since, a.Complete && b.Complete);

        async Task<ComparedHits> ShownAsync(Query query, List<long> ids)
        {
            var newest = ids.OrderDescending().Take(Math.Clamp(samples, 0, 50)).ToList();
            return new(ids.Count, await WithSpansAsync(query, await archive.FindAsync(newest, cancel), cancel));
        }

        IReadOnlyList<ComparedDay> Days()
        {
            var (firsts, seconds, boths) = (ByDay(onlyFirst), ByDay(onlySecond), ByDay(both));
            var start = archive.DayOf(since);
            return
            [
                .. Enumerable.Range(0, Math.Max(1, archive.DayOf(now).DayNumber - start.DayNumber + 1))
                    .Select(start.AddDays)
                    .Select(day => new ComparedDay(
                        day, firsts.GetValueOrDefault(day), seconds.GetValueOrDefault(day), boths.GetValueOrDefault(day))),
            ];
        }

        Dictionary<DateOnly, int> ByDay(List<long> ids) =>
            ids.CountBy(id => archive.DayOf(MentionIds.TimeOf(id))).ToDictionary();
    }
}
