using System.Globalization;

namespace Echolot.Web;

/// <summary>Addresses of the bar for many and of saved views.</summary>
public static partial class Urls
{
    public const string BulkCount = "/listening/bulk/count";
    public const string RunGoOnPattern = "/listening/runs/{id:long}/go-on";

    public static string RunGoOn(long id) => Under(Runs, id) + "/go-on";

    public const string ViewPattern = "/listening/views/{id:long}";

    public static string View(long id) => Under(Views, id);

    /// <summary>A mention with what a search found in it marked.</summary>
    public static string MentionFound(long id, string search) => $"{Mention(id)}?q={Uri.EscapeDataString(search)}";

    public static string EvidenceOf(long mention) =>
        string.Create(CultureInfo.InvariantCulture, $"{Evidence}?mention={mention}");

    /// <summary>Everything stored of a source, also what no monitor wants.</summary>
    public static string SearchOfSource(string key) => $"{Search}?source={Uri.EscapeDataString(key)}";
}
