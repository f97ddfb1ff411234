namespace Echolot.Web;

/// <summary>Addresses of the bar for many and of saved views.</summary>
public static partial class Urls
{
    public const string BulkCount = "/listening/bulk/count";
    public const string ViewPattern = "/listening/views/{id:long}";

    public static string View(long id) => Under(Views, id);
}
