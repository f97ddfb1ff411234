using System.Globalization;
using Echolot.Conversations;

namespace Echolot.Web.Conversations.Reports;

/// <summary>Which report is shown, as its address says it; what cannot be read is left out.</summary>
/// <param name="Clock">Whose figures the tables show.</param>
public sealed record CareAddress(
    string Period, DateOnly From, DateOnly To, string? Connector, long? Department, Priority? Priority, long? Person,
    ClockKind Clock, bool Wrong)
{
    /// <summary>Only conversations in whose field this stands.</summary>
    public FieldPart? Field { get; init; }

    private const string Usual = "30d";

    /// <summary>Periods to choose from, in the order of the bar.</summary>
    public static IReadOnlyList<string> Periods { get; } = ["7d", Usual, "90d", "365d"];

    /// <param name="today">On the workspace's clock.</param>
    public static CareAddress Read(IQueryCollection query, DateOnly today)
    {
        var period = Periods.Contains(query["period"].ToString()) ? query["period"].ToString() : Usual;
        var (from, to) = (Day(query["from"]), Day(query["to"]));
        var address = new CareAddress(
            period, today.AddDays(1 - int.Parse(period[..^1], CultureInfo.InvariantCulture)), today,
            query["channel"].ToString() is { Length: > 0 and <= 100 } channel ? channel : null,
            Number(query["department"]), Named<Priority>(query["priority"]), Number(query["person"]),
            Named<ClockKind>(query["clock"]) ?? ClockKind.FirstResponse, false)
        {
            Field = FieldPart.Parse(query["field"]),
        };
        // The form sends the days of a period along; only other ones are days of one's own.
        if (from is not { } begin || (from, to) == (address.From, address.To)) return address;
        var end = to is { } last && last < today ? last : today;
        return begin <= end && end.DayNumber - begin.DayNumber < CareReports.MostDays
            ? address with { Period = "own", From = begin, To = end }
            : address with { Wrong = true };
    }

    /// <summary>This report at an address, with more in it.</summary>
    public string At(string path, params (string Name, string? Value)[] more)
    {
        List<(string Name, string? Value)> parts = Period == "own"
            ? [("from", Iso(From)), ("to", Iso(To))]
            : [("period", Period)];
        parts.AddRange([
            ("channel", Connector), ("department", Number(Department)), ("priority", Low(Priority)), ("person", Number(Person)),
            ("field", Field?.ToString()),
            ("clock", Clock is ClockKind.FirstResponse ? null : Low<ClockKind>(Clock)), .. more,
        ]);
        return $"{path}?{string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"))}";
    }

    /// <summary>The rows behind a number.</summary>
    public string Lines(CareMetric metric, string? cause = null) => At(Urls.CareLines, ("metric", metric.Key), ("cause", cause));

    public CareQuestion Question(IReadOnlyList<long>? departments) => new(From, To, Connector, departments, Priority, Person) { Field = Field };

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Low<T>(T? value) where T : struct, Enum => value?.ToString().ToLowerInvariant();

    private static string? Number(long? id) => id?.ToString(CultureInfo.InvariantCulture);

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static T? Named<T>(string? text) where T : struct, Enum =>
        text is { Length: > 0 } && !char.IsDigit(text[0]) && Enum.TryParse<T>(text, true, out var value) && Enum.IsDefined(value)
            ? value
            : null;

    internal static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year > 1970
            ? day
            : null;
}
