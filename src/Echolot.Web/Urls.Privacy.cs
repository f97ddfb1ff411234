namespace Echolot.Web;

/// <summary>Addresses of what whoever handles privacy decides.</summary>
public static partial class Urls
{
    public const string Erasures = "/settings/erasures";
    public const string ErasurePattern = "/settings/erasures/{id:long}";
    public const string ErasureKeepPattern = "/settings/erasures/{id:long}/keep";

    public static string Erasure(long id) => Under(Erasures, id);

    public static string ErasureKeep(long id) => Under(Erasures, id) + "/keep";
}
