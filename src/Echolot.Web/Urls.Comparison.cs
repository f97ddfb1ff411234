using System.Globalization;

namespace Echolot.Web;

/// <summary>Addresses of monitors side by side.</summary>
public static partial class Urls
{
    public const string Comparison = "/overview/comparison";

    /// <param name="days">Period or days as the address has them.</param>
    public static string ComparisonOf(IEnumerable<long> monitors, string days) =>
        $"{Comparison}?{string.Concat(monitors.Select(Asked))}{days}";

    private static string Asked(long monitor) => string.Create(CultureInfo.InvariantCulture, $"monitor={monitor}&");
}
