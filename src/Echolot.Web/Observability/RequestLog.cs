using System.Diagnostics;

namespace Echolot.Web.Observability;

/// <summary>
/// One line a request: method, route, status, time. The route, not the address: addresses hold searches, ids and
/// one-time secrets.
/// </summary>
internal sealed class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var since = Stopwatch.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "no route";
            var status = http.Response.StatusCode;
            // What asks every few seconds and what every page loads would bury the rest.
            var level = status >= 500 ? LogLevel.Error : Quiet(http.Request.Path)
                ? LogLevel.Debug
                : LogLevel.Information;
            log.Log(level, "{Method} {Route} {Status} in {Milliseconds} ms", http.Request.Method, route, status,
                (long)Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }
    }

    private static bool Quiet(PathString path) =>
        path.StartsWithSegments(Urls.Assets) || path.StartsWithSegments("/health")
            || path.StartsWithSegments(Urls.Metrics);
}
