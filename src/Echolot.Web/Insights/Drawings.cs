using System.Globalization;
using System.Text.Json;
using Echolot.Insights;
using Echolot.Sources;
using Echolot.Web.Mentions;
using Echolot.Web.Shell;

namespace Echolot.Web.Insights;

/// <summary>Columns of time as <c>charts.ts</c> draws them, with names and links in the reader's language.</summary>
/// <param name="monitors">Whose mentions a column leads to; none means everything stored.</param>
internal sealed class Drawings(
    IReadOnlyList<Column> course, Bucket bucket, IReadOnlyList<StoredGap> gaps, IReadOnlyList<long> monitors,
    Func<long, string> sourceName)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Names of the sentiments in the order they are stacked, with colour token and filter.</summary>
    public static IReadOnlyList<(Sentiments Tone, string Color, int Swatch)> Tones { get; } =
    [
        (Sentiments.Negative, "--chart-2", 2), (Sentiments.Neutral, "--chart-6", 6), (Sentiments.Positive, "--chart-1", 1),
    ];

    /// <param name="compare">The period before is drawn as well.</param>
    public string Course(bool compare) => WriteColumns("course",
    [
        new(OverviewText.Mentions, "--chart-1", [.. course.Select(c => c.Count.All)], true),
        .. compare
            ? new Series[] { new(OverviewText.Before, "--chart-6", [.. course.Select(c => c.Before)], Dashed: true) }
            : [],
    ]);

    public string Tone() => WriteColumns("stack",
        [.. Tones.Select(t => new Series(ListeningText.ToneName(OfTone(t.Tone)), t.Color,
            [.. course.Select(c => CountOf(c.Count, t.Tone))], Links: [.. course.Select(c => LinkOf(c, t.Tone))]))]);

    /// <param name="kind">As <c>charts.ts</c> names it.</param>
    public string WriteColumns(string kind, IReadOnlyList<Series> series) => Write(new Chart(
        kind, Labels(), Titles(), series, Links(), Partial, OverviewText.Live, Gaps()));

    public static string Week(Overview overview, IReadOnlyList<long> monitors)
    {
        var days = Weekdays();
        var hours = Enumerable.Range(0, 24).Select(h => h.ToString("00", CultureInfo.InvariantCulture)).ToList();
        return Write(new Chart("week", hours, [.. days.SelectMany(day => hours.Select(hour => OverviewText.Hour.With(day, hour)))],
            [.. overview.Week.Select((row, i) => new Series(days[i], "--chart-1", row))],
            [.. Enumerable.Range(0, 7 * 24).Select(cell => HourLink(overview, monitors, cell / 24, cell % 24))],
            null, "", [], days));
    }

    /// <summary>Monday first, as the reader abbreviates them.</summary>
    public static IReadOnlyList<string> Weekdays()
    {
        var names = CultureInfo.CurrentCulture.DateTimeFormat.AbbreviatedDayNames;
        return [.. Enumerable.Range(1, 7).Select(i => names[i % 7])];
    }

    /// <summary>What stands before a column's numbers in a table, or is read out.</summary>
    public string TitleOf(Column column) => bucket switch
    {
        Bucket.Hour => column.From.ToString(new Phrase("ddd d. MMM, HH:mm", "ddd d MMM, HH:mm"), CultureInfo.CurrentCulture),
        Bucket.Month => column.From.ToString("Y", CultureInfo.CurrentCulture),
        Bucket.Week => $"{Short(column.From)} – {Short(column.To.AddDays(-1))}",
        _ => column.From.ToString(new Phrase("ddd d. MMM yyyy", "ddd d MMM yyyy"), CultureInfo.CurrentCulture),
    };

    public string LinkOf(Column column, Sentiments? tone = null) => tone is { } one
        ? OverviewAddress.Mentions(monitors, column.From, column.To, ("tone", one.ToString().ToLowerInvariant()))
        : OverviewAddress.Mentions(monitors, column.From, column.To);

    /// <summary>Mentions of an hour of the week, in all weeks of the period; null where there are none.</summary>
    public static string? HourLink(Overview overview, IReadOnlyList<long> monitors, int weekday, int hour)
    {
        if (overview.Week[weekday][hour] == 0) return null;
        if ((overview.To - overview.From).TotalDays > 7.1)
            return OverviewAddress.Mentions(monitors, overview.From, overview.Course[^1].To,
                ("weekday", ((DayOfWeek)((weekday + 1) % 7)).ToString().ToLowerInvariant()),
                ("hour", hour.ToString(CultureInfo.InvariantCulture)));
        for (var day = overview.Question.From; day <= overview.Question.To; day = day.AddDays(1))
        {
            if (((int)day.DayOfWeek + 6) % 7 != weekday) continue;
            var local = day.ToDateTime(new TimeOnly(hour, 0));
            if (overview.Zone.IsInvalidTime(local)) return null;
            var from = At(local);
            var next = local.AddHours(1);
            // The hour that the end of summer time brings twice is one cell: both count.
            return OverviewAddress.Mentions(monitors, from, overview.Zone.IsInvalidTime(next) ? from.AddHours(1) : At(next));
        }
        return null;

        DateTimeOffset At(DateTime local) => new(
            local, overview.Zone.IsAmbiguousTime(local) ? overview.Zone.GetAmbiguousTimeOffsets(local).Max() : overview.Zone.GetUtcOffset(local));
    }

    public static long CountOf(Tally count, Sentiments tone) => tone switch
    {
        Sentiments.Negative => count.Negative,
        Sentiments.Positive => count.Positive,
        _ => count.Neutral,
    };

    public static Echolot.Mentions.Sentiment OfTone(Sentiments tone) => tone switch
    {
        Sentiments.Negative => Echolot.Mentions.Sentiment.Negative,
        Sentiments.Positive => Echolot.Mentions.Sentiment.Positive,
        _ => Echolot.Mentions.Sentiment.Neutral,
    };

    private int? Partial => course.ToList().FindIndex(c => c.Partial) is >= 0 and var at ? at : null;

    private IReadOnlyList<string> Labels() => [.. course.Select(c => bucket switch
    {
        Bucket.Hour => c.From.ToString("HH:mm", CultureInfo.CurrentCulture),
        Bucket.Month => c.From.ToString("MMM yy", CultureInfo.CurrentCulture),
        _ => Short(c.From),
    })];

    private IReadOnlyList<string> Titles() => [.. course.Select(TitleOf)];

    /// <summary>Places of the course where a source heard nothing: first and last of each stretch.</summary>
    public IReadOnlyList<(int From, int To)> GapSpans
    {
        get
        {
            var spans = new List<(int From, int To)>();
            foreach (var gap in Gaps().OrderBy(g => g.From))
            {
                if (spans is [.., var last] && gap.From <= last.To) spans[^1] = (last.From, Math.Max(last.To, gap.To));
                else spans.Add((gap.From, gap.To));
            }
            return spans;
        }
    }

    private IReadOnlyList<string?> Links() => [.. course.Select(c => LinkOf(c))];

    private IReadOnlyList<DrawnGap> Gaps() => [.. gaps.Select(g =>
    {
        var from = course.ToList().FindIndex(c => c.To > g.From);
        var to = course.ToList().FindLastIndex(c => c.From < g.To);
        return new DrawnGap(Math.Max(0, from), Math.Max(0, to), OverviewText.GapName.With(sourceName(g.SourceId)));
    })];

    private static string Short(DateTimeOffset at) => at.ToString(
        new Phrase("d.M.", "d MMM"), CultureInfo.CurrentCulture);

    internal static string Write(Chart chart) => JsonSerializer.Serialize(chart, Json);

    internal sealed record Chart(
        string Kind, IReadOnlyList<string> Labels, IReadOnlyList<string> Titles, IReadOnlyList<Series> Series,
        IReadOnlyList<string?> Links, int? Partial, string PartialText, IReadOnlyList<DrawnGap> Gaps,
        IReadOnlyList<string>? Rows = null);

    /// <param name="Links">What stands behind its part of each column; null where a column leads to all of it.</param>
    internal sealed record Series(
        string Name, string Color, IReadOnlyList<long> Values, bool Area = false, bool Dashed = false,
        IReadOnlyList<string>? Links = null);

    internal sealed record DrawnGap(int From, int To, string Name);
}

/// <summary>Sentiments that a chart shows.</summary>
internal enum Sentiments { Negative, Neutral, Positive }
