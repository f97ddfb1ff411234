using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Echolot.Connectors.Tests.Contract;

/// <summary>What happens to the next writing on its way.</summary>
public enum Mishap { None, BreaksBeforeItArrives, BreaksAfterItArrived, TokenRefused, Forbidden, TooMany, Busy, Fails }

/// <summary>The way to a network, real or played, on which writings get lost as a test says.</summary>
/// <param name="writes">Whether a request publishes something; all others pass unharmed.</param>
internal sealed class WeakLine(Func<HttpRequest, bool> writes) : IAsyncDisposable
{
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Transfer-Encoding", "Keep-Alive", "Upgrade",
    };

    /// <summary>Which requests the next mishap strikes.</summary>
    public Func<HttpRequest, bool> Writes { get; set; } = writes;

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseProxy = false, AutomaticDecompression = DecompressionMethods.None,
    });

    private WebApplication? _app;
    private int _contacts;

    public Uri Address { get; private set; } = null!;

    public Uri To { get; private set; } = null!;

    /// <summary>Strikes one writing and is over; a refusal strikes all.</summary>
    public Mishap Next { get; set; }

    /// <summary>Whether it goes on striking.</summary>
    public bool Stays { get; set; }

    /// <summary>Requests so far.</summary>
    public int Contacts => _contacts;

    public async Task OpenAsync(Uri to)
    {
        To = to;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(PassAsync);
        await _app.StartAsync();
        Address = new Uri(_app.Urls.First());
    }

    public async Task CloseAsync()
    {
        if (_app is null) return;
        using var quickly = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(quickly.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (_app is not null) await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        Interlocked.Increment(ref _contacts);
        var mishap = Mishap.None;
        if (Next != Mishap.None && Writes(context.Request))
            (mishap, Next) = (Next, Stays || Next is Mishap.TokenRefused or Mishap.Forbidden ? Next : Mishap.None);
        var refusal = mishap switch
        {
            Mishap.TokenRefused => 401,
            Mishap.Forbidden => 403,
            Mishap.TooMany => 429,
            Mishap.Busy => 503,
            Mishap.Fails => 500,
            _ => 0,
        };
        if (refusal > 0)
        {
            context.Response.StatusCode = refusal;
            if (refusal is 429 or 503) context.Response.Headers.RetryAfter = "7";
            await context.Response.WriteAsJsonAsync(new { error = "no", message = "no" });
            return;
        }
        if (mishap == Mishap.BreaksBeforeItArrives)
        {
            context.Abort();
            return;
        }
        using var answer = await _client.SendAsync(await AgainAsync(context.Request), context.RequestAborted);
        var body = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (mishap == Mishap.BreaksAfterItArrived)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
            if (!Own.Contains(name)) context.Response.Headers[name] = values.ToArray();
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }

    private async Task<HttpRequestMessage> AgainAsync(HttpRequest request)
    {
        var again = new HttpRequestMessage(
            new HttpMethod(request.Method), new Uri(To, request.Path.ToUriComponent() + request.QueryString));
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        if (body.Length > 0)
        {
            again.Content = new ByteArrayContent(body.ToArray());
            again.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType ?? "application/json");
        }
        foreach (var (name, values) in request.Headers)
            if (!Own.Contains(name) && !name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
                again.Headers.TryAddWithoutValidation(name, values.ToArray());
        return again;
    }
}
