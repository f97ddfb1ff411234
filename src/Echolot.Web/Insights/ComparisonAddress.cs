using System.Globalization;
using Echolot.Insights;

namespace Echolot.Web.Insights;

/// <summary>Which monitors are compared over which days, as it stands in the address.</summary>
/// <param name="Monitors">In the order chosen; none: the page chooses.</param>
/// <param name="TooMany">More were asked for than can be compared; the first ones are.</param>
public sealed record ComparisonAddress(IReadOnlyList<long> Monitors, OverviewAddress Days, bool TooMany)
{
    /// <param name="today">On the workspace's clock.</param>
    public static ComparisonAddress Read(IQueryCollection query, DateOnly today)
    {
        var asked = query["monitor"].Concat(query["add"])
            .Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0).Distinct().ToList();
        var days = OverviewAddress.Read(query, today) with { Monitor = null, Folder = null, Compare = false };
        return new([.. asked.Take(Analyst.MostCompared)], days, asked.Count > Analyst.MostCompared);
    }

    /// <summary>The same monitors over another period.</summary>
    public string Over(string period) => Urls.ComparisonOf(Monitors, Days.DaysOf(period));

    public string Without(long monitor) =>
        Urls.ComparisonOf(Monitors.Where(id => id != monitor), Days.DaysOf(Days.Period));

    /// <summary>The same days also when it is another day.</summary>
    public string Permanent => Over("own");
}
