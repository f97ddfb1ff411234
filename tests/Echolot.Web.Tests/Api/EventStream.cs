using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Echolot.Web.Tests.Api;

/// <summary>One event of a stream.</summary>
public sealed record StreamedEvent(string Id, string Name, JsonElement Data);

/// <summary>Reads server-sent events one by one.</summary>
public sealed class EventStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly IAsyncEnumerator<SseItem<string>> _items;

    private EventStream(HttpResponseMessage answer, IAsyncEnumerator<SseItem<string>> items) =>
        (_answer, _items) = (answer, items);

    public static async Task<EventStream> OpenAsync(
        HttpClient http, string path, string? after, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (after is not null)
            request.Headers.Add("Last-Event-ID", after);
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        answer.EnsureSuccessStatusCode();
        var items = SseParser.Create(await answer.Content.ReadAsStreamAsync(cancel))
            .EnumerateAsync(cancel).GetAsyncEnumerator(cancel);
        return new(answer, items);
    }

    /// <summary>The next event, or the next one of a name.</summary>
    public async Task<StreamedEvent> NextAsync(CancellationToken cancel, string? name = null)
    {
        while (await _items.MoveNextAsync())
        {
            cancel.ThrowIfCancellationRequested();
            var item = _items.Current;
            if (name is null || item.EventType == name)
                return new(item.EventId ?? "", item.EventType, JsonDocument.Parse(item.Data).RootElement);
        }
        throw new InvalidOperationException("The stream ended.");
    }

    public async ValueTask DisposeAsync()
    {
        await _items.DisposeAsync();
        _answer.Dispose();
    }
}
