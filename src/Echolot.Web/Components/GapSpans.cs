using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Web.Components;

/// <summary>Where charts mark that a source heard nothing: there a low line is no calm.</summary>
internal static class GapSpans
{
    /// <summary>Gaps as stretches of a period, those that touch as one, oldest first.</summary>
    public static IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Of(
        IEnumerable<StoredGap> gaps, DateTimeOffset from, DateTimeOffset to)
    {
        var spans = new List<(DateTimeOffset From, DateTimeOffset To)>();
        foreach (var gap in gaps.Where(g => g.To > from && g.From < to).OrderBy(g => g.From))
        {
            var (begins, ends) = (gap.From < from ? from : gap.From, gap.To > to ? to : gap.To);
            if (spans is [.., var last] && begins <= last.To) spans[^1] = (last.From, ends > last.To ? ends : last.To);
            else spans.Add((begins, ends));
        }
        return spans;
    }

    /// <summary>The same of what is stored for a course of the workspace's days.</summary>
    public static async Task<IReadOnlyList<(int From, int To)>> OfDaysAsync(
        SourceRunner sources, Archive archive, DateOnly first, int count, CancellationToken cancel) => OfDays(
        await sources.GapsAsync(archive.BeginningOf(first), archive.BeginningOf(first.AddDays(count)), filled: false, cancel),
        archive, first, count);

    /// <summary>Gaps as stretches of a course of the workspace's days: first and last place of each, counted from 0.</summary>
    public static IReadOnlyList<(int From, int To)> OfDays(
        IEnumerable<StoredGap> gaps, Archive archive, DateOnly first, int count)
    {
        var days = new List<(int From, int To)>();
        foreach (var (from, to) in Of(gaps, archive.BeginningOf(first), archive.BeginningOf(first.AddDays(count))))
        {
            // What ends at midnight does not touch the day that begins then.
            var (one, other) = (Place(from), Place(to.AddTicks(-1)));
            if (days is [.., var last] && one <= last.To + 1) days[^1] = (last.From, Math.Max(last.To, other));
            else days.Add((one, Math.Max(one, other)));
        }
        return days;

        int Place(DateTimeOffset at) => archive.DayOf(at).DayNumber - first.DayNumber;
    }
}
