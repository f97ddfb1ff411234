namespace Echolot.Web;

/// <summary>Addresses of what the editor of a monitor asks beside its preview.</summary>
public static partial class Urls
{
    public const string MonitorWrite = "/monitors/write";
    public const string MonitorDraftVerdicts = "/monitors/verdicts";
    public const string MonitorTakeOutPattern = "/monitors/{id:long}/leftovers/take-out";
    public const string MonitorPutBackPattern = "/monitors/{id:long}/leftovers/put-back";

    /// <summary>Which alerts a query that is not saved would have set off.</summary>
    public const string MonitorUnsavedAlertsPattern = "/monitors/{id:long}/unsaved/alerts";

    public static string MonitorUnsavedAlerts(long id) => Of(MonitorUnsavedAlertsPattern, id);

    public static string MonitorTakeOut(long id) => Of(MonitorTakeOutPattern, id);

    public static string MonitorPutBack(long id) => Of(MonitorPutBackPattern, id);

    /// <param name="leftOut">Filters of a search that the query cannot have, by name.</param>
    public static string NewMonitorOf(string query, IReadOnlyList<string>? leftOut = null) =>
        $"{NewMonitor}?query={Uri.EscapeDataString(query)}{string.Concat((leftOut ?? []).Select(f => "&without=" + f))}";

    /// <summary>Values of a field that begin as somebody types.</summary>
    public const string MonitorValues = "/monitors/values";
}
