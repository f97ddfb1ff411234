using System.Globalization;
using System.Threading.RateLimiting;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.RateLimiting;

namespace Echolot.Web.Shell;

/// <summary>
/// How much anybody may ask: 1,200 requests a minute each person who is signed in, as many each address of strangers, and
/// 20 a minute each address where passwords and secrets are tried. Health checks and bundled files are free.
/// </summary>
/// <remarks>
/// Counted by person behind the authentication: two hundred agents of one office share an address, and their open pages
/// alone ask for thousands of lists a minute on a busy day.
/// </remarks>
internal static class RateLimits
{
    /// <summary>Policy of routes where secrets are tried.</summary>
    public const string Secrets = "secrets";

    public static void Add(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
            Free(http.Request.Path) ? RateLimitPartition.GetNoLimiter("") : Window(Caller(http), 1200));
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

    private static string Caller(HttpContext http) => http.FindActor() is { } actor
        ? string.Create(CultureInfo.InvariantCulture, $"person {actor.Person.Id}")
        : Address(http);

    private static string Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    private static RateLimitPartition<string> Window(string key, int permits) =>
        RateLimitPartition.GetSlidingWindowLimiter(
        key, _ =>
            new() { PermitLimit = permits, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, QueueLimit = 0 });
}
