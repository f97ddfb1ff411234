using System.Globalization;

namespace Echolot.Web;

/// <summary>Addresses of what alerts would have done under two versions.</summary>
public static partial class Urls
{
    public const string MonitorVersionAlertsPattern = "/monitors/{id:long}/versions/alerts";

    public static string MonitorVersionAlerts(long id, int from, int to) =>
        string.Create(CultureInfo.InvariantCulture, $"{MonitorVersions(id)}/alerts?from={from}&to={to}");
}
