using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Echolot.Play.Networks;

/// <summary>A network played in process after its documentation, on loopback, with the knobs that tests turn.</summary>
internal abstract class PlayedNetwork : IAsyncDisposable
{
    private WebApplication? _app;
    private int _contacts;

    public Uri Address { get; private set; } = null!;

    /// <summary>Requests and connections so far.</summary>
    public int Contacts => _contacts;

    /// <summary>Whether it says "too many requests" to everybody.</summary>
    public bool Limited { get; set; }

    /// <summary>Its routes, also for somebody who plays several networks on one address.</summary>
    public abstract void Map(IEndpointRouteBuilder routes);

    public async Task StartAsync(string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Use(async (context, next) =>
        {
            Interlocked.Increment(ref _contacts);
            if (Limited) Refuse(context.Response);
            else await next(context);
        });
        Map(_app);
        await _app.StartAsync();
        Address = new Uri(_app.Urls.First());
    }

    /// <summary>The network's own word for too many requests.</summary>
    protected virtual void Refuse(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = "1";
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_app is null) return;
        using var quickly = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(quickly.Token);
        await _app.DisposeAsync();
    }
}
