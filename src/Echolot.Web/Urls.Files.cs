using System.Globalization;

namespace Echolot.Web;

/// <summary>Addresses of files that go out with replies.</summary>
public static partial class Urls
{
    public const string ReplyFilesPattern = "/inbox/{id:long}/files";
    public const string ReplyFileAltPattern = "/inbox/{id:long}/files/{file:long}/alt";
    public const string ReplyFileRemovePattern = "/inbox/{id:long}/files/{file:long}/remove";
    public const string ReplyFilePattern = "/inbox/files/{id:long}";
    public const string IncidentFilesPattern = "/incidents/{id:long}/files";
    public const string IncidentFileAltPattern = "/incidents/{id:long}/files/{file:long}/alt";
    public const string IncidentFileRemovePattern = "/incidents/{id:long}/files/{file:long}/remove";
    public const string ApprovalLinkFilePattern = "/approve/{secret}/files/{file:long}";

    public static string ReplyFile(long id) => Of(ReplyFilePattern, id);

    /// <summary>A file for somebody without an account who decides about the reply that it goes with.</summary>
    public static string ApprovalLinkFile(string secret, long file) =>
        $"{ApprovalLink(secret)}/files/{file.ToString(CultureInfo.InvariantCulture)}";
}
