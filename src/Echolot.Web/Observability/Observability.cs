using System.Diagnostics;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Echolot.Web.Observability;

/// <summary>How the server tells how it is doing: health, numbers, traces, and a log without personal data.</summary>
internal static class Observability
{
    public static void AddObservability(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Instruments>();
        builder.Services.AddSingleton<Health>();
        // The framework logs whole addresses with what people searched for; RequestLog logs the route instead.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
            builder.Services.AddHostedService<Export>();
    }

    public static void UseRequestLog(this WebApplication app) => app.UseMiddleware<RequestLog>();

    public static void MapObservability(this WebApplication app)
    {
        // Listening begins now, not with the first question.
        app.Services.GetRequiredService<Instruments>();
        app.MapGet(Urls.HealthLive, () => TypedResults.Text("alive")).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(Urls.HealthReady, ReadyAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(Urls.Metrics, Metrics).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(Health health, CancellationToken cancel)
    {
        var readiness = await health.AskAsync(cancel);
        return TypedResults.Json(
            readiness, statusCode: readiness.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Numbers tell how much a firm works: for this machine, and for administrators with a token.</summary>
    private static IResult Metrics(HttpContext http, Instruments instruments)
    {
        var here = http.Connection.RemoteIpAddress is not { } address || System.Net.IPAddress.IsLoopback(address);
        return here || http.FindActor()?.May(Permission.Administer) == true
            ? TypedResults.Text(instruments.Write(), "text/plain; version=0.0.4; charset=utf-8")
            : TypedResults.StatusCode(StatusCodes.Status403Forbidden);
    }

    /// <summary>Sends traces and numbers to the collector that the standard variables name.</summary>
    private sealed class Export : IHostedService, IDisposable
    {
        private TracerProvider? _traces;
        private MeterProvider? _numbers;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            var resource = ResourceBuilder.CreateDefault()
                .AddService("echolot", serviceVersion: typeof(Observability).Assembly.GetName().Version?.ToString(3));
            _traces = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource).AddSource("Echolot", "Echolot.*", "Microsoft.AspNetCore")
                .AddProcessor(new WithoutPeople()).AddOtlpExporter().Build();
            _numbers = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
                .AddMeter("Echolot", "Echolot.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
                    "System.Runtime").AddOtlpExporter().Build();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
            _traces?.Dispose();
            _numbers?.Dispose();
        }
    }

    /// <summary>Takes searches, network addresses and browsers out of traces before they leave the house.</summary>
    private sealed class WithoutPeople : BaseProcessor<Activity>
    {
        private static readonly string[] tags = ["url.query", "url.full", "url.path", "client.address",
            "network.peer.address", "user_agent.original"];

        public override void OnEnd(Activity data)
        {
            foreach (var tag in tags)
                data.SetTag(tag, null);
        }
    }
}
