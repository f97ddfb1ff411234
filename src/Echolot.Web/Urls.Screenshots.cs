namespace Echolot.Web;

public static partial class Urls
{
    public const string ScreenshotsPattern = "/listening/evidence/{id:long}/screenshots";
    public const string ScreenshotPattern = "/listening/evidence/{id:long}/screenshots/{shot:long}";
    public const string ScreenshotRemovePattern = "/listening/evidence/{id:long}/screenshots/{shot:long}/remove";

    public static string Screenshots(long evidence) => Under(Evidence, evidence) + "/screenshots";

    public static string Screenshot(long evidence, long shot) => FormattableString.Invariant($"{Screenshots(evidence)}/{shot}");

    public static string ScreenshotRemove(long evidence, long shot) => Screenshot(evidence, shot) + "/remove";
}
