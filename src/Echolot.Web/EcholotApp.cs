using Echolot.Connectors;
using Echolot.Storage;
using Echolot.Web.Alerts;
using Echolot.Web.Answers;
using Echolot.Web.Api;
using Echolot.Web.Chat;
using Echolot.Web.Conversations;
using Echolot.Web.Conversations.Reports;
using Echolot.Web.Development;
using Echolot.Web.Insights;
using Echolot.Web.Live;
using Echolot.Web.Mentions;
using Echolot.Web.Monitors;
using Echolot.Web.Observability;
using Echolot.Web.Opinions;
using Echolot.Web.OutOfHours;
using Echolot.Web.Shell;
using Echolot.Web.Shell.Errors;
using Echolot.Web.Shell.Own;
using Echolot.Web.Shell.SetUp;
using Echolot.Web.Shell.SignIn;
using Echolot.Web.Shell.Today;
using Echolot.Web.Sources;
using Echolot.Web.Sources.Imports;
using Echolot.Web.Sources.Subscriptions;
using Echolot.Web.Teams;
using Echolot.Web.Triage;
using Microsoft.AspNetCore.HttpOverrides;

namespace Echolot.Web;

/// <summary>What a server needs to know to start; everything else is configuration (<c>Echolot:…</c>).</summary>
public sealed record EcholotOptions
{
    /// <summary>Address to listen on, such as <c>http://127.0.0.1:5080</c>; port 0 takes a free one.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:5080";

    /// <summary>Folder of the database, the keys and the backups; made where missing.</summary>
    public required string DataFolder { get; init; }

    /// <summary>
    /// PostgreSQL connection string; null: SQLite in the data folder, or what <c>Echolot:Database</c> says.
    /// </summary>
    public string? Database { get; init; }

    /// <summary>Lets connectors reach private and loopback addresses. For demos and tests.</summary>
    public bool AllowPrivateNetwork { get; init; }

    /// <summary>Adds the development pages.</summary>
    public bool Development { get; init; }

    /// <summary>Changes registrations before the server is built, such as the clock of a test.</summary>
    public Action<WebApplicationBuilder>? Configure { get; init; }
}

/// <summary>The whole server in one process: pages, API, live stream, and the loops that read and match.</summary>
public static class EcholotApp
{
    /// <summary>
    /// Opens the database (applying missing migrations) and builds the server; start it with <c>RunAsync</c>.
    /// </summary>
    public static async Task<WebApplication> BuildAsync(EcholotOptions options, CancellationToken cancel = default)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(options.DataFolder);
        else Directory.CreateDirectory(
            options.DataFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(EcholotApp).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = options.Development ? Environments.Development : Environments.Production,
        });
        builder.WebHost.UseUrls(options.Urls);
        // One line per request and per framework step tells nobody anything; warnings and our own lines stay.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Microsoft.Hosting", LogLevel.Warning)
            // Its only warning is that the keys lie unencrypted in the data folder, which only its owner may read.
            .AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement", LogLevel.Error);
        if (options.AllowPrivateNetwork)
            builder.Configuration.AddInMemoryCollection([new("Echolot:Network:AllowPrivate", "true")]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 32 << 20;
            // A query of 20,000 signs stands in the address, and once more in the headers that say where the request comes from.
            kestrel.Limits.MaxRequestLineSize = 128 << 10;
            kestrel.Limits.MaxRequestHeadersTotalSize = 384 << 10;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = TimeSpan.FromSeconds(30);
            // Work in the background begins again by itself; what cannot must not die unseen.
            host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.StopHost;
        });

        var db = await EcholotDb.OpenAsync(StorageOf(options, builder.Configuration), cancel);
        builder.Services.AddEcholot(db, new(options.DataFolder));
        builder.Services.AddConnectors(builder.Configuration);
        builder.Services.AddSingleton(Allowances.Of(builder.Configuration));
        builder.Services.AddShell(options);
        builder.Services.AddEcholotApi();
        builder.AddObservability();
        builder.Services.AddEcholotWork();
        options.Configure?.Invoke(builder);

        builder.Services.AddSingleton<OpenDatabase>();

        var app = builder.Build();
        // Made first, so disposed last: everything else may still write while it ends.
        app.Services.GetRequiredService<OpenDatabase>();
        app.UseRequestLog();
        app.UseShell();
        app.MapShell(options);
        app.MapPages();
        app.MapEcholotApi();
        app.MapObservability();
        return app;
    }

    /// <summary>The pages of the slices, one line each.</summary>
    private static void MapPages(this WebApplication app)
    {
        app.MapListening();
        app.MapInbox();
        app.MapChat();
        app.MapChatSettings();
        app.MapOpinions();
        app.MapWording();
        app.MapCareReports();
        app.MapAnswering();
        app.MapApprovals();
        app.MapAnswers();
        app.MapOutOfHours();
        app.MapSearch();
        app.MapTriage();
        app.MapOverview();
        app.MapMonitors();
        app.MapSources();
        app.MapSubscriptions();
        app.MapHubs();
        app.MapImports();
        app.MapAlerts();
        app.MapTeams();
        app.MapErasures();
    }

    private static StorageOptions StorageOf(EcholotOptions options, ConfigurationManager configuration) =>
        (options.Database ?? configuration["Echolot:Database"]) is { Length: > 0 } postgres
            ? new(Engine.Postgres, postgres)
            : new(Engine.Sqlite, Path.Combine(options.DataFolder, "echolot.db"));

    private static void AddShell(this IServiceCollection services, EcholotOptions options)
    {
        services.AddSingleton(options);
        services.AddRazorComponents();
        services.AddHttpContextAccessor();
        services.AddEcholotAuthentication();
        services.AddAntiForgery();
        services.AddResponseCompression(compression => compression.EnableForHttps = true);
        services.AddSingleton<RateLimits>();
        services.AddProblemDetails();
        services.AddSingleton<LiveFeed>();
        services.AddHostedService(all => all.GetRequiredService<LiveFeed>());
        services.AddSingleton<SetUpGate>();
        services.AddSingleton<ChatLimits>();
        services.AddSingleton<FollowedLists>();
        services.AddSingleton<ViewCounts>();
        services.AddSingleton<Mentions.LabelUses>();
    }

    /// <summary>What every request passes, outermost first.</summary>
    private static void UseShell(this WebApplication app)
    {
        // A proxy in front tells the real address and scheme; only loopback proxies are believed unless configured.
        app.UseForwardedHeaders(
            new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto });
        app.UseSecurityHeaders();
        app.UseResponseCompression();
        app.UseErrorPages();
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<RateLimits>();
        app.UseLanguage();
        app.UseSetUpGate();
        app.UseAntiForgery();
        app.UseAuthorization();
    }

    private static void MapShell(this WebApplication app, EcholotOptions options)
    {
        app.MapBundle();
        app.MapSignIn();
        app.MapToday();
        app.MapOwn();
        app.MapSetUp();
        app.MapPalette();
        app.MapLive();
        if (options.Development || app.Environment.IsDevelopment()) app.MapDevelopment();
    }
}

/// <summary>Closes the database with the server; the container does not dispose what it was given ready-made.</summary>
internal sealed class OpenDatabase(EcholotDb db) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => db.DisposeAsync();
}
