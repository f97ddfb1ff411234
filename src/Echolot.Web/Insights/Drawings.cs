using System.Globalization;
using System.Text.Json;
using Echolot.Insights;
using Echolot.Web.Mentions;

namespace Echolot.Web.Insights;

/// <summary>An overview as <c>charts.ts</c> draws it, with names and links in the reader's language.</summary>
internal sealed class Drawings(Overview overview, IReadOnlyList<long> monitors, bool compare, Func<long, string> sourceName)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly IReadOnlyList<Column> _course = overview.Course;

    /// <summary>Names of the sentiments in the order they are stacked, with colour token and filter.</summary>
    public static IReadOnlyList<(Sentiments Tone, string Color, int Swatch)> Tones { get; } =
    [
        (Sentiments.Negative, "--chart-2", 2), (Sentiments.Neutral, "--chart-6", 6), (Sentiments.Positive, "--chart-1", 1),
    ];

    public string Course() => Write(new Chart("course", Labels(), Titles(),
    [
        new(OverviewText.Mentions, "--chart-1", [.. _course.Select(c => c.Count.All)], true),
        .. compare
            ? new Series[] { new(OverviewText.Before, "--chart-6", [.. _course.Select(c => c.Before)], Dashed: true) }
            : [],
    ], Links(), Partial, OverviewText.Live, Gaps()));

    public string Tone() => Write(new Chart("stack", Labels(), Titles(),
        [.. Tones.Select(t => new Series(ListeningText.ToneName(OfTone(t.Tone)), t.Color, [.. _course.Select(c => CountOf(c.Count, t.Tone))]))],
        Links(), Partial, OverviewText.Live, Gaps()));

    public string Week()
    {
        var days = Weekdays();
        var hours = Enumerable.Range(0, 24).Select(h => h.ToString("00", CultureInfo.InvariantCulture)).ToList();
        return Write(new Chart("week", hours, [.. days.SelectMany(day => hours.Select(hour => OverviewText.Hour.With(day, hour)))],
            [.. overview.Week.Select((row, i) => new Series(days[i], "--chart-1", row))],
            [.. Enumerable.Range(0, 7 * 24).Select(cell => HourLink(cell / 24, cell % 24))], null, "", [], days));
    }

    /// <summary>Monday first, as the reader abbreviates them.</summary>
    public static IReadOnlyList<string> Weekdays()
    {
        var names = CultureInfo.CurrentCulture.DateTimeFormat.AbbreviatedDayNames;
        return [.. Enumerable.Range(1, 7).Select(i => names[i % 7])];
    }

    /// <summary>What stands before a column's numbers in a table, or is read out.</summary>
    public string TitleOf(Column column) => overview.Bucket switch
    {
        Bucket.Hour => column.From.ToString("ddd d. MMM, HH:mm", CultureInfo.CurrentCulture),
        Bucket.Month => column.From.ToString("Y", CultureInfo.CurrentCulture),
        Bucket.Week => $"{Short(column.From)} – {Short(column.To.AddDays(-1))}",
        _ => column.From.ToString("ddd d. MMM yyyy", CultureInfo.CurrentCulture),
    };

    public string LinkOf(Column column, Sentiments? tone = null) => tone is { } one
        ? OverviewAddress.Mentions(monitors, column.From, column.To, ("tone", one.ToString().ToLowerInvariant()))
        : OverviewAddress.Mentions(monitors, column.From, column.To);

    /// <summary>Mentions of one hour, where the period has it once only.</summary>
    public string? HourLink(int weekday, int hour)
    {
        if (overview.Week[weekday][hour] == 0 || (overview.To - overview.From).TotalDays > 7.1) return null;
        for (var day = overview.Question.From; day <= overview.Question.To; day = day.AddDays(1))
        {
            if (((int)day.DayOfWeek + 6) % 7 != weekday) continue;
            var local = day.ToDateTime(new TimeOnly(hour, 0));
            if (overview.Zone.IsInvalidTime(local)) return null;
            var from = new DateTimeOffset(local, overview.Zone.GetUtcOffset(local));
            return OverviewAddress.Mentions(monitors, from, from.AddHours(1));
        }
        return null;
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

    private int? Partial => _course.ToList().FindIndex(c => c.Partial) is >= 0 and var at ? at : null;

    private IReadOnlyList<string> Labels() => [.. _course.Select(c => overview.Bucket switch
    {
        Bucket.Hour => c.From.ToString("HH:mm", CultureInfo.CurrentCulture),
        Bucket.Month => c.From.ToString("MMM yy", CultureInfo.CurrentCulture),
        _ => Short(c.From),
    })];

    private IReadOnlyList<string> Titles() => [.. _course.Select(TitleOf)];

    private IReadOnlyList<string?> Links() => [.. _course.Select(c => LinkOf(c))];

    private IReadOnlyList<DrawnGap> Gaps() => [.. overview.Gaps.Select(g =>
    {
        var from = _course.ToList().FindIndex(c => c.To > g.From);
        var to = _course.ToList().FindLastIndex(c => c.From < g.To);
        return new DrawnGap(Math.Max(0, from), Math.Max(0, to), OverviewText.GapName.With(sourceName(g.SourceId)));
    })];

    private static string Short(DateTimeOffset at) => at.ToString(
        Echolot.Web.Shell.Phrase.InGerman ? "d.M." : "d MMM", CultureInfo.CurrentCulture);

    internal static string Write(Chart chart) => JsonSerializer.Serialize(chart, Json);

    internal sealed record Chart(
        string Kind, IReadOnlyList<string> Labels, IReadOnlyList<string> Titles, IReadOnlyList<Series> Series,
        IReadOnlyList<string?> Links, int? Partial, string PartialText, IReadOnlyList<DrawnGap> Gaps,
        IReadOnlyList<string>? Rows = null);

    internal sealed record Series(
        string Name, string Color, IReadOnlyList<long> Values, bool Area = false, bool Dashed = false);

    internal sealed record DrawnGap(int From, int To, string Name);
}

/// <summary>Sentiments that a chart shows.</summary>
internal enum Sentiments { Negative, Neutral, Positive }
