using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Echolot.Alerts;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Live;

/// <summary><c>GET /live</c>: server-sent events for the person who is signed in.</summary>
internal static class LiveRoutes
{
    /// <summary>At most four batches a second, however much arrives.</summary>
    private static readonly TimeSpan Throttle = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Something is sent at least this often, so that proxies keep the connection and a dead one is noticed.
    /// </summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void MapLive(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Urls.Live, Open).RequirePermission(Permission.ReadMentions).ExcludeFromDescription();

    private static IResult Open(
        HttpContext http, LiveFeed feed, AlertDesk alerts, Roster roster, TimeProvider clock,
        IHostApplicationLifetime host, string? after)
    {
        // A browser that reconnects by itself names the last event in the header, a page that was hidden in the
        // address.
        var name = http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : after;
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(
            StreamAsync(http, feed, alerts, roster, clock, name, host.ApplicationStopping, http.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<object>> StreamAsync(
        HttpContext http, LiveFeed feed, AlertDesk alerts, Roster roster, TimeProvider clock, string? name,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancel);
        var actor = http.Actor();
        var known = feed.PositionOf(name);
        var position = known ?? feed.Now;
        yield return Item(new("beat", new LiveBeat(Missed: name is not null && known is null)), position);
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
                // Somebody who signed out or was switched off must not go on listening.
                if (await StillInAsync(http, roster, cancel) is not { } still) yield break;
                actor = still;
                yield return Item(new("beat", new LiveBeat(false)), position);
                continue;
            }
            position = facts[^1].Number;
            var unread = LiveDecision.Mine(facts, actor).Any() ? await alerts.UnreadAsync(actor.Person.Id, cancel) : 0;
            foreach (var told in LiveDecision.Of(facts, actor, unread)) yield return Item(told, position);
            await Task.Delay(Throttle, clock, cancel);
        }

        SseItem<object> Item(LiveEvent told, long at) =>
            new(told.Data, told.Name) { EventId = feed.NameOf(at), ReconnectionInterval = TimeSpan.FromSeconds(2) };
    }

    private static async Task<Actor?> StillInAsync(HttpContext http, Roster roster, CancellationToken cancel)
    {
        if (SessionCookie.Read(http) is { } secret) return await roster.BySessionAsync(secret, cancel);
        return http.FindActor();
    }
}
