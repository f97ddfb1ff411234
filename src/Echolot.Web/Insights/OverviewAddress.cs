using System.Globalization;
using Echolot.Insights;
using Echolot.Web.Mentions;

namespace Echolot.Web.Insights;

/// <summary>What an overview shows, as it stands in the address; what cannot be read is left out.</summary>
public sealed record OverviewAddress(
    long? Monitor, string? Folder, string Period, DateOnly From, DateOnly To, bool Compare, bool Wrong)
{
    private const string Usual = "7d";

    /// <summary>Periods to choose from, in the order of the bar.</summary>
    public static IReadOnlyList<string> Periods { get; } = ["today", "yesterday", "7d", "30d", "90d"];

    /// <param name="today">On the workspace's clock.</param>
    public static OverviewAddress Read(IQueryCollection query, DateOnly today)
    {
        long? monitor = long.TryParse(query["monitor"], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : null;
        // The form has one field for both.
        var about = query["about"].ToString();
        if (about.StartsWith("folder:", StringComparison.Ordinal)) (monitor, about) = (null, about["folder:".Length..]);
        else if (long.TryParse(about, NumberStyles.None, CultureInfo.InvariantCulture, out var chosen)) (monitor, about) = (chosen, "");
        else about = query["folder"].ToString();
        var (from, to) = (Day(query["from"]), Day(query["to"]));
        var compare = query["compare"] == "1";
        var folder = about is { Length: > 0 and <= 200 } ? about : null;
        var period = query["period"].ToString();
        var usual = Of(monitor, folder, Periods.Contains(period) ? period : Usual, today, compare, wrong: false);
        // The form sends the days of a period along; only other ones are days of one's own.
        if (from is not { } begin || (Periods.Contains(period) && (from, to) == (usual.From, usual.To))) return usual;
        var end = to is { } last && last < today ? last : today;
        return begin <= end && end.DayNumber - begin.DayNumber < Analyst.MostDays
            ? new(monitor, folder, "own", begin, end, compare, false)
            : Of(monitor, folder, Usual, today, compare, wrong: true);
    }

    /// <summary>The same overview over another period.</summary>
    public string Over(string period) => Link(period, Compare);

    public string Comparing(bool compare) => Link(Period, compare);

    /// <summary>The same days also when it is another day.</summary>
    public string Permanent => Link("own", Compare);

    /// <summary>A word that stands out as a query.</summary>
    public static string Quoted(string term) => term.StartsWith('#') ? term : $"\"{term}\"";

    /// <summary>Link to the mentions behind a number, each copy shown.</summary>
    public static string Mentions(IReadOnlyList<long> monitors, DateTimeOffset from, DateTimeOffset to, params (string Name, string Value)[] more)
    {
        IEnumerable<(string Name, string Value)> all =
        [
            .. monitors.Select(m => ("monitor", m.ToString(CultureInfo.InvariantCulture))), .. more, ("group", "0"),
            ("from", FilterAddress.Spell(from)), ("to", FilterAddress.Spell(to)),
        ];
        return $"{Urls.Search}?{string.Join('&', all.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"))}";
    }

    private static OverviewAddress Of(long? monitor, string? folder, string period, DateOnly today, bool compare, bool wrong) =>
        period switch
        {
            "today" => new(monitor, folder, period, today, today, compare, wrong),
            "yesterday" => new(monitor, folder, period, today.AddDays(-1), today.AddDays(-1), compare, wrong),
            "30d" => new(monitor, folder, period, today.AddDays(-29), today, compare, wrong),
            "90d" => new(monitor, folder, period, today.AddDays(-89), today, compare, wrong),
            _ => new(monitor, folder, period, today.AddDays(-6), today, compare, wrong),
        };

    /// <summary>The days of a period as an address has them.</summary>
    internal string DaysOf(string period) => period == "own"
        ? string.Create(CultureInfo.InvariantCulture,
            $"from={From:yyyy-MM-dd}&to={To:yyyy-MM-dd}") : "period=" + period;

    private string Link(string period, bool compare)
    {
        var parts = new List<string>();
        if (Monitor is { } id) parts.Add(string.Create(CultureInfo.InvariantCulture, $"monitor={id}"));
        if (Folder is not null) parts.Add("folder=" + Uri.EscapeDataString(Folder));
        parts.Add(DaysOf(period));
        if (compare) parts.Add("compare=1");
        return $"{Urls.Overview}?{string.Join('&', parts)}";
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year > 1970
            ? day
            : null;
}
