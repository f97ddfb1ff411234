using System.Globalization;
using System.Threading.RateLimiting;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.RateLimiting;

namespace Echolot.Web.Shell;

/// <summary>How much is answered in a minute, <c>Echolot:Limits</c> of the configuration.</summary>
internal sealed record Allowances
{
    public const string Section = "Echolot:Limits";

    /// <summary>Requests of a person who is signed in, or of an address of strangers.</summary>
    public int Requests { get; init; } = 1200;

    /// <summary>Calls of the API with one token, or of one person who uses it from a browser.</summary>
    public int Calls { get; init; } = 600;

    /// <summary>As the settings say.</summary>
    /// <exception cref="InvalidOperationException">Nobody could ask anything.</exception>
    public static Allowances Of(IConfiguration settings)
    {
        var allowances = settings.GetSection(Section).Get<Allowances>() ?? new();
        return allowances is { Requests: > 0, Calls: > 0 } ? allowances
            : throw new InvalidOperationException($"{Section}:Requests and {Section}:Calls are at least 1; a large number is no limit.");
    }
}

/// <summary>
/// How much anybody may ask (<see cref="Allowances"/>), and 20 times a minute each address where passwords and secrets are
/// tried. Health checks and bundled files are free.
/// </summary>
/// <remarks>
/// Counted by person behind the authentication: two hundred agents of one office share an address, and their open pages
/// alone ask for thousands of lists a minute on a busy day. Not the middleware of the framework: its limiter of routes has a
/// timer that nobody ends, which keeps a whole server in memory after it was stopped.
/// </remarks>
internal sealed class RateLimits(Allowances allowances) : IMiddleware, IDisposable
{
    /// <summary>Policy of routes where secrets are tried.</summary>
    public const string Secrets = "secrets";

    private const int Segments = 6;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _requests = Limit(allowances.Requests);
    private readonly PartitionedRateLimiter<string> _secrets = Limit(20);

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (MayGoOn(http)) return next(http);
        http.Response.Headers.RetryAfter = (Window / Segments).TotalSeconds.ToString(CultureInfo.InvariantCulture);
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _requests.Dispose();
        _secrets.Dispose();
    }

    private bool MayGoOn(HttpContext http) =>
        (Free(http.Request.Path) || Takes(_requests, Caller(http)))
        && (http.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName != Secrets || Takes(_secrets, Address(http)));

    private static bool Takes(PartitionedRateLimiter<string> limiter, string who)
    {
        using var lease = limiter.AttemptAcquire(who);
        return lease.IsAcquired;
    }

    private static bool Free(PathString path) =>
        path.StartsWithSegments(Urls.Assets) || path.StartsWithSegments("/health");

    private static string Caller(HttpContext http) => http.FindActor() is { } actor
        ? string.Create(CultureInfo.InvariantCulture, $"person {actor.Person.Id}")
        : Address(http);

    private static string Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    private static PartitionedRateLimiter<string> Limit(int permits) =>
        PartitionedRateLimiter.Create<string, string>(who => RateLimitPartition.GetSlidingWindowLimiter(who, _ => new()
        {
            PermitLimit = permits, Window = Window, SegmentsPerWindow = Segments, QueueLimit = 0,
        }));
}
