using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Echolot.Web.Shell;

/// <summary>
/// How much one address may ask: 1,200 requests a minute in all (a busy office behind one address), and 20 a minute
/// where passwords and secrets are tried. Health checks and bundled files are free.
/// </summary>
internal static class RateLimits
{
    /// <summary>Policy of routes where secrets are tried.</summary>
    public const string Secrets = "secrets";

    public static void Add(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
            Free(http.Request.Path) ? RateLimitPartition.GetNoLimiter("") : Window(Address(http), 1200));
        options.AddPolicy(Secrets, http => Window("secrets " + Address(http), 20));
        options.OnRejected = (rejected, _) =>
        {
            if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
            {
                rejected.HttpContext.Response.Headers.RetryAfter =
                    ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            }
            return ValueTask.CompletedTask;
        };
    }

    private static bool Free(PathString path) =>
        path.StartsWithSegments(Urls.Assets) || path.StartsWithSegments("/health");

    private static string Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    private static RateLimitPartition<string> Window(string key, int permits) =>
        RateLimitPartition.GetSlidingWindowLimiter(
        key, _ =>
            new() { PermitLimit = permits, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, QueueLimit = 0 });
}
