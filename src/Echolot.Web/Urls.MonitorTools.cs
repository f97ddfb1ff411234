namespace Echolot.Web;

/// <summary>Addresses of what the editor of a monitor asks beside its preview.</summary>
public static partial class Urls
{
    public const string MonitorWrite = "/monitors/write";
}
