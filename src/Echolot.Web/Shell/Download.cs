using Microsoft.Net.Http.Headers;

namespace Echolot.Web.Shell;

/// <summary>Hands out files that people brought: to be saved, so that nothing of them runs or is shown as a page of ours.</summary>
internal static class Download
{
    public static IResult Of(HttpContext http, string name, string type, byte[] content)
    {
        var headers = http.Response.Headers;
        // Whatever a browser makes of the content, it may do nothing.
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        headers.CacheControl = "private, no-store";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        headers.ContentDisposition = disposition.ToString();
        return TypedResults.Bytes(content, type);
    }
}
