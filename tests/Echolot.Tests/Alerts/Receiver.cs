using System.Collections.Concurrent;
using System.Net;
using Echolot.Network;
using Echolot.Play.Networks;

namespace Echolot.Tests.Alerts;

/// <summary>A call as a receiver saw it.</summary>
internal sealed record Received(byte[] Body, string Signature, string Delivery)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}

/// <summary>A webhook receiver on loopback with scripted answers.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _work;

    public Receiver()
    {
        _listener.Prefixes.Add(Url.AbsoluteUri);
        _listener.Start();
        _work = ServeAsync();
    }

    public Uri Url { get; } = new($"http://127.0.0.1:{FreePorts.Find()}/hook/");

    public ConcurrentQueue<Received> Calls { get; } = new();

    /// <summary>Answers in order; 200 when there are none left.</summary>
    public ConcurrentQueue<int> Answers { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _work.WaitAsync(TimeSpan.FromSeconds(10)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            Calls.Enqueue(
                new(body.ToArray(), context.Request.Headers["X-Echolot-Signature"] ?? "",
                context.Request.Headers["X-Echolot-Delivery"] ?? "")
                {
                    Headers = context.Request.Headers.AllKeys.OfType<string>()
                        .ToDictionary(name => name, name => context.Request.Headers[name]!, StringComparer.OrdinalIgnoreCase),
                });
            context.Response.StatusCode = Answers.TryDequeue(out var status) ? status : 200;
            context.Response.Close();
        }
    }
}

/// <summary>The way out without the address rules, which would refuse loopback.</summary>
internal sealed class OpenHttp : IGuardedHttp, IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public async Task<IncomingAnswer> SendAsync(OutgoingRequest request, CancellationToken cancel)
    {
        using var message = new HttpRequestMessage(
            new(request.Method), request.Address) { Content = new ReadOnlyMemoryContent(request.Body ?? default) };
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (request.ContentType is not null) message.Content!.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        try
        {
            using var answer = await _client.SendAsync(message, cancel);
            var body = await answer.Content.ReadAsByteArrayAsync(cancel);
            return new((int)answer.StatusCode, request.Address, new Dictionary<string, string>(), body, []);
        }
        catch (HttpRequestException wrong)
        {
            throw new NetworkRefused(NetworkProblem.Unreachable, "The receiver cannot be reached.", wrong);
        }
    }

    public void Dispose() => _client.Dispose();
}
