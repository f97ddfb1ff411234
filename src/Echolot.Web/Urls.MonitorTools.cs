namespace Echolot.Web;

/// <summary>Addresses of what the editor of a monitor asks beside its preview.</summary>
public static partial class Urls
{
    public const string MonitorWrite = "/monitors/write";
    public const string MonitorDraftVerdicts = "/monitors/verdicts";
    public const string MonitorTakeOutPattern = "/monitors/{id:long}/leftovers/take-out";
    public const string MonitorPutBackPattern = "/monitors/{id:long}/leftovers/put-back";

    public static string MonitorTakeOut(long id) => Of(MonitorTakeOutPattern, id);

    public static string MonitorPutBack(long id) => Of(MonitorPutBackPattern, id);
}
