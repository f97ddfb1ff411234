namespace Echolot.Web;

public static partial class Urls
{
    public const string Classes = "/listening/classes";
    public const string ClassesImport = "/listening/classes/import";
    public const string ClassesFile = "/listening/classes/file";
    public const string ClassRemovePattern = "/listening/classes/{id:long}/remove";

    public static string ClassRemove(long id) => Under(Classes, id) + "/remove";

    /// <summary>Where a site is put into a class.</summary>
    public static string ClassOf(string site) => $"{Classes}?site={Uri.EscapeDataString(site)}";
}
