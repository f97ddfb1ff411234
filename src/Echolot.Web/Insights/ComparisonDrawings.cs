using Echolot.Insights;

namespace Echolot.Web.Insights;

/// <summary>Monitors side by side as <c>charts.ts</c> draws them.</summary>
internal sealed class ComparisonDrawings(
    Comparison comparison, Func<long, string> monitorName, Func<long, string> sourceName)
{
    private readonly Drawings _columns = new(
        comparison.Monitors[0].Course, comparison.Bucket, comparison.Gaps,
            [.. comparison.Monitors.Select(m => m.MonitorId)],
        sourceName);

    /// <summary>Colour of the monitor at a place, by its number among those of charts.</summary>
    public static int SwatchOf(int place) => place + 1;

    public string Course() => _columns.WriteColumns("course", Lines(linked: false));

    /// <summary>Each column as a whole of 100 percent.</summary>
    public string Shares() => _columns.WriteColumns("share", Lines(linked: true));

    public string TitleOf(Column column) => _columns.TitleOf(column);

    private IReadOnlyList<Drawings.Series> Lines(bool linked) =>
    [
        .. comparison.Monitors.Select((m, i) => new Drawings.Series(
            monitorName(m.MonitorId), $"--chart-{SwatchOf(i)}", [.. m.Course.Select(c => c.Count.All)],
            Links: linked ? [.. m.Course.Select(c => OverviewAddress.Mentions([m.MonitorId], c.From, c.To))] : null)),
    ];
}
