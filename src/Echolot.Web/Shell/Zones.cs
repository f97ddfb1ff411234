using NodaTime;
using NodaTime.TimeZones;

namespace Echolot.Web.Shell;

/// <summary>Time zones to choose from: those where people live, by their tz database name.</summary>
public static class Zones
{
    /// <summary>Zone a form starts with where the browser says nothing.</summary>
    public const string Default = "Europe/Berlin";

    /// <summary>Value and text for <c>Select</c>, Europe first.</summary>
    public static IReadOnlyList<(string Value, string Text)> Choices { get; } =
    [
        .. (TzdbDateTimeZoneSource.Default.ZoneLocations ?? [])
            .Select(place => place.ZoneId).Append("UTC").Distinct()
            .OrderBy(zone => !zone.StartsWith("Europe/", StringComparison.Ordinal)).ThenBy(
                zone => zone, StringComparer.Ordinal)
            .Select(zone => (zone, zone.Replace('_', ' '))),
    ];

    public static bool Knows(string? zone) =>
        zone is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not null;
}
