using System.Diagnostics;

namespace Echolot.Matching.Engine;

/// <summary>Counts per query what <see cref="QuerySet.Report"/> says.</summary>
internal sealed class Tally(int queries)
{
    private readonly long[] candidates = new long[queries], matches = new long[queries], ticks = new long[queries];

    public void Add(int slot, bool matched, long started)
    {
        candidates[slot]++;
        if (matched) matches[slot]++;
        ticks[slot] += Stopwatch.GetTimestamp() - started;
    }

    public QueryCost Of(int slot, long id) =>
        new(id, candidates[slot], matches[slot], Stopwatch.GetElapsedTime(0, ticks[slot]));
}
