using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Threading.RateLimiting;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Api;

/// <summary>The web API: everything the screens do, one file a slice.</summary>
internal static class EcholotApi
{
    public static IServiceCollection AddEcholotApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => Configure(json.SerializerOptions));
        // A mistake in a call is told to the caller with its reason, see Problems.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddOpenApi("v1", Description.Describe);
        services.AddSingleton<CallLimit>();
        return services;
    }

    public static void MapEcholotApi(this WebApplication app)
    {
        app.UseWhen(http => http.Request.Path.StartsWithSegments(Urls.Api), branch =>
        {
            branch.Use(AnswerRefusalsAsync);
            branch.UseMiddleware<CallLimit>();
        });
        var api = app.MapGroup(Urls.Api);
        api.MapMentions();
        api.MapSearches();
        api.MapWork();
        api.MapTriage();
        api.MapConversations();
        api.MapConversationWork();
        api.MapIncidentProposals();
        api.MapEnquiries();
        api.MapConversationLists();
        api.MapCareSettings();
        api.MapDepartments();
        api.MapWorkflows();
        api.MapMacros();
        api.MapOpinionFigures();
        api.MapCare();
        api.MapReplyFileOrders();
        api.MapAnswers();
        api.MapApprovals();
        api.MapAutoReplyOrders();
        api.MapRotaWork();
        api.MapScenarioOrders();
        api.MapDraftingOrders();
        api.MapLists();
        api.MapClasses();
        api.MapInsights();
        api.MapMonitors();
        api.MapSources();
        api.MapIngest();
        api.MapImports();
        api.MapNotifications();
        api.MapAlerts();
        api.MapComparison();
        api.MapWebhooks();
        api.MapPeople();
        api.MapWorkspace();
        api.MapErasures();
        api.MapContacts();
        api.MapRotaSettings();
        api.MapAnswerShelf();
        api.MapOpinionSources();
        api.MapHouseWords();
        api.MapEvents();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.MapReference();
    }

    /// <summary>
    /// Names and words of the API: <c>snake_case</c>; unknown fields are refused, because a mistyped one would be lost
    /// in silence, and so are calls without what they need.
    /// </summary>
    public static void Configure(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.DictionaryKeyPolicy = null;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
        json.TypeInfoResolver = (json.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(NoGaps.Refuse);
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    }

    private static async Task AnswerRefusalsAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (Exception refused) when (!http.Response.HasStarted && Problems.Of(refused) is { } problem)
        {
            await problem.ExecuteAsync(http);
        }
    }
}

/// <summary>
/// Limits calls a minute for each token or person and says in every answer how many are left
/// (IETF draft "RateLimit header fields for HTTP").
/// </summary>
internal sealed class CallLimit(Allowances allowances) : IMiddleware, IDisposable
{
    private static readonly TimeSpan window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _calls = PartitionedRateLimiter.Create<string, string>(caller =>
        RateLimitPartition.GetSlidingWindowLimiter(caller, _ => new()
        {
            PermitLimit = allowances.Calls, Window = window, SegmentsPerWindow = 6, QueueLimit = 0,
        }));

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.FindActor() is not { } actor)
        {
            // Pushes signed by a source have no actor; the limit per network address holds for them.
            await next(http);
            return;
        }
        var caller = string.Create(
            CultureInfo.InvariantCulture, $"{(actor.TokenId is { } token ? "token" : "person")} "
                + $"{actor.TokenId ?? actor.Person.Id}");
        using var lease = _calls.AttemptAcquire(caller);
        var left = _calls.GetStatistics(caller)?.CurrentAvailablePermits ?? 0;
        http.Response.Headers["RateLimit-Policy"] = string.Create(
            CultureInfo.InvariantCulture, $"\"calls\";q={allowances.Calls};w={(int)window.TotalSeconds}");
        http.Response.Headers["RateLimit"] = string.Create(
            CultureInfo.InvariantCulture, $"\"calls\";r={left};t={(int)window.TotalSeconds / 6}");
        if (lease.IsAcquired)
        {
            await next(http);
            return;
        }
        http.Response.Headers.RetryAfter = ((int)window.TotalSeconds / 6).ToString(CultureInfo.InvariantCulture);
        await Problems.Of(
                StatusCodes.Status429TooManyRequests, "too_many_calls",
                $"More than {allowances.Calls} calls in a minute; wait as long as Retry-After says.")
            .ExecuteAsync(http);
    }

    public void Dispose() => _calls.Dispose();
}
