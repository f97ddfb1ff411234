using System.Globalization;
using Echolot.Conversations;
using Echolot.Web.Insights;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations.Reports;

/// <summary>Reports of the care desk as <c>charts.ts</c> draws them.</summary>
internal static class CareDrawings
{
    private const int MostCauses = 5;
    private static readonly (string Color, int Swatch)[] colors =
        [("--chart-1", 1), ("--chart-4", 4), ("--chart-5", 5), ("--chart-2", 2), ("--chart-6", 6)];

    public static string Course(CareReport report, CareAddress address)
    {
        var course = report.Course;
        List<Drawings.Series> series =
        [
            new(CareText.Of(CareMetrics.Of(CareCount.Opened).Name), "--chart-1", Values(CareCount.Opened), true),
            new(CareText.Of(CareMetrics.Of(CareCount.Closed).Name), "--chart-4", Values(CareCount.Closed)),
        ];
        series.Add(new(CareText.Of(CareMetrics.Find("backlog")!.Name), "--chart-6", [.. course.Select(c => c.Backlog ?? 0)], Dashed: true));
        return Drawings.Write(new(
            "course", [.. course.Select(c => Label(c.From, report.Bucket))], [.. course.Select(c => Title(c.From, c.To, report.Bucket))],
            series, [.. course.Select(c => LinkOf(address, c.From, c.To, CareMetrics.Of(CareCount.Opened)))],
            Partial(course), CareText.Partial, []));

        IReadOnlyList<long> Values(CareCount what) => [.. course.Select(c => c.Count[what])];
    }

    public static string Clocks(CareReport report, CareAddress address) => Drawings.Write(new(
        "stack", [.. report.Course.Select(c => Label(c.From, report.Bucket))],
        [.. report.Course.Select(c => Title(c.From, c.To, report.Bucket))],
        [
            new(CareText.Missed, "--chart-2", [.. report.Course.Select(c => c.Count[address.Clock].Missed)]),
            new(CareText.Met, "--chart-1", [.. report.Course.Select(c => c.Count[address.Clock].Met)]),
        ],
        [.. report.Course.Select(c => LinkOf(address, c.From, c.To, CareMetrics.Of(address.Clock, ClockFigure.MetShare)))],
        Partial(report.Course), CareText.Partial, []));

    /// <summary>The most frequent causes, each with its colour; fixes are marked.</summary>
    public static string Causes(CauseReport report, CareAddress address, DateOnly today)
    {
        var shown = report.Causes.Take(MostCauses).ToList();
        var marks = report.Fixes.Where(f => shown.Any(c => CausePath.IsWithin(f.Fix.Cause, c.Cause) || CausePath.IsWithin(c.Cause, f.Fix.Cause)))
            .Select(f => (Name: LastPart(f.Fix.Cause), At: report.Columns.ToList().FindIndex(c => f.Fix.Day >= c.From && f.Fix.Day <= c.To)))
            .Where(m => m.At >= 0).Select(m => new Drawings.DrawnGap(m.At, m.At, m.Name)).ToList();
        var partial = report.Columns.ToList().FindIndex(c => c.To >= today);
        return Drawings.Write(new(
            "course", [.. report.Columns.Select(c => Label(c.From, report.Bucket))],
            [.. report.Columns.Select(c => Title(c.From, c.To, report.Bucket))],
            [.. shown.Select((c, i) => new Drawings.Series(LastPart(c.Cause), colors[i].Color, c.Course))],
            [.. report.Columns.Select(c => LinkOf(address, c.From, c.To, CareMetrics.Of(CareCount.Opened), report.Above))],
            partial < 0 ? null : partial, CareText.Partial, marks));
    }

    public static IReadOnlyList<(string, int, bool)> Legend(CauseReport report) =>
        [.. report.Causes.Take(MostCauses).Select((c, i) => (LastPart(c.Cause), colors[i].Swatch, false))];

    public static string LastPart(string cause) => CausePath.Parts(cause) is [.., var last] ? last : cause;

    /// <summary>What stands before a column's numbers in a table, or is read out.</summary>
    public static string Title(DateOnly from, DateOnly to, CareBucket bucket) => bucket switch
    {
        CareBucket.Month => from.ToString("Y", CultureInfo.CurrentCulture),
        CareBucket.Week => $"{Short(from)} – {Short(to)}",
        _ => from.ToString(new Phrase("ddd d. MMM yyyy", "ddd d MMM yyyy"), CultureInfo.CurrentCulture),
    };

    /// <summary>The rows of a column.</summary>
    public static string LinkOf(CareAddress address, DateOnly from, DateOnly to, CareMetric metric, string? cause = null) =>
        (address with { Period = "own", From = from, To = to }).Lines(metric, cause is { Length: > 0 } ? cause : null);

    private static int? Partial(IReadOnlyList<CareColumn> course) =>
        course.ToList().FindIndex(c => c.Partial) is >= 0 and var at ? at : null;

    private static string Label(DateOnly from, CareBucket bucket) =>
        bucket is CareBucket.Month ? from.ToString("MMM yy", CultureInfo.CurrentCulture) : Short(from);

    private static string Short(DateOnly at) => at.ToString(Phrase.InGerman ? "d.M." : "d MMM", CultureInfo.CurrentCulture);
}
