using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Echolot.Conversations;
using Echolot.Web.Live;

namespace Echolot.Web.Chat;

/// <summary>The whole conversation as the visitor may see it; what it says replaces what was shown.</summary>
internal sealed record LinesEvent(IReadOnlyList<ChatLine> Lines);

/// <summary>
/// The open chat: whenever something changes, the whole conversation once more. So nothing is lost or doubled, whatever
/// broke in between; 200 lines at most make that cheap.
/// </summary>
internal static class ChatStream
{
    private static readonly TimeSpan Throttle = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static async Task<IResult> OpenAsync(
        HttpContext http, ChatDesk desk, ChatLimits limits, LiveFeed feed, TimeProvider clock,
        IHostApplicationLifetime host, CancellationToken cancel)
    {
        if (await http.VisitorAsync(desk, cancel) is not { } visitor)
            return ChatRoutes.Refused(StatusCodes.Status401Unauthorized, "over");
        if (limits.Open(http.AddressOf()) is not { } place)
            return ChatRoutes.Refused(StatusCodes.Status429TooManyRequests, "too_many");
        http.Response.RegisterForDispose(place);
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(
            StreamAsync(http, visitor, desk, feed, clock, host.ApplicationStopping, http.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<object>> StreamAsync(
        HttpContext http, ChatVisitor visitor, ChatDesk desk, LiveFeed feed, TimeProvider clock, CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancel);
        // The place first, the words after it: what comes in between is told twice rather than not at all.
        var position = feed.Now;
        var conversation = await desk.ConversationAsync(visitor, cancel);
        yield return Item("lines", new LinesEvent(await desk.LinesAsync(http.Chat(), visitor, cancel)));
        while (!either.IsCancellationRequested)
        {
            IReadOnlyList<Numbered> facts;
            try
            {
                facts = await feed.AfterAsync(position, Heartbeat, clock, either.Token);
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                yield break;
            }
            if (facts.Count == 0)
            {
                // Erased, or over: the browser asks again and hears so.
                if (await http.VisitorAsync(desk, cancel) is null) yield break;
                yield return Item("beat", new { });
                continue;
            }
            var missed = facts[0].Number > position + 1;
            position = facts[^1].Number;
            if (conversation is { } here && facts.Any(f => f.Fact is Typing { Ours: true } t && t.ConversationId == here))
                yield return Item("typing", new { });
            if (!missed && !facts.Any(f => f.Fact is ConversationChanged c && (conversation is null ? c.CustomerWrote : c.Id == conversation)))
                continue;
            if (await http.VisitorAsync(desk, cancel) is null) yield break;
            // Merging moves it.
            conversation = await desk.ConversationAsync(visitor, cancel);
            yield return Item("lines", new LinesEvent(await desk.LinesAsync(http.Chat(), visitor, cancel)));
            await Task.Delay(Throttle, clock, cancel);
        }

        static SseItem<object> Item(string name, object data) => new(data, name);
    }
}
