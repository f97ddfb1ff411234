namespace Echolot.Web;

/// <summary>Addresses for people who work on Echolot; only with <c>--dev</c>.</summary>
public static partial class Urls
{
    /// <summary>Fails, so that what people then see can be looked at.</summary>
    public const string Failure = "/dev/failure";
}
