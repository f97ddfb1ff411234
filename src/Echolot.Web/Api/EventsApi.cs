using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Web.Live;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Api;

/// <summary>Mentions that are gone; drop your copies.</summary>
internal sealed record ForgottenMentions(IReadOnlyList<Id> Ids, string Reason);

/// <summary>Nothing new. Where <c>missed</c> is true, events were lost: list what you need again.</summary>
internal sealed record Beat(bool Missed);

internal static class EventsApi
{
    private static readonly TimeSpan heartbeat = TimeSpan.FromSeconds(15);

    public static void MapEvents(this RouteGroupBuilder api) => api.MapGet("/events", Open)
        .RequirePermission(Permission.ReadMentions)
        .WithTags("Events")
        .Named("streamMentions", "Stream mentions as they are kept",
            "Server-sent events: `mention` (a mention that was added or revised), `forgotten` (ids that are gone; "
            + "drop your copies) and `beat` at least "
            + "every 15 seconds. `monitor` narrows to some monitors. After a break send the last id in "
            + "`Last-Event-ID`: the stream goes on there; where "
            + "that is not possible any more, the first `beat` says `missed`.");

    private static IResult Open(
        [FromQuery(Name = "monitor")] Id[]? monitors, HttpContext http, LiveFeed feed, Archive archive, Roster roster,
        TimeProvider clock,
        IHostApplicationLifetime host)
    {
        http.Response.Headers["X-Accel-Buffering"] = "no";
        var wanted = (monitors ?? []).Select(m => m.Value).ToHashSet();
        return TypedResults.ServerSentEvents(
            StreamAsync(http, wanted, feed, archive, roster, clock, host.ApplicationStopping, http.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<object>> StreamAsync(
        HttpContext http, HashSet<long> monitors, LiveFeed feed, Archive archive, Roster roster, TimeProvider clock,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancel);
        var asked = http.Request.Headers["Last-Event-ID"].ToString();
        var known = feed.PositionOf(asked);
        var position = known ?? feed.Now;
        yield return Item("beat", new Beat(asked.Length > 0 && known is null), position);
        while (!either.IsCancellationRequested)
        {
            IReadOnlyList<Numbered> facts;
            try
            {
                facts = await feed.AfterAsync(position, heartbeat, clock, either.Token);
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                yield break;
            }
            if (facts.Count == 0)
            {
                // A token that was revoked meanwhile must not go on listening.
                if (!await StillMayAsync(http, roster, cancel))
                    yield break;
                yield return Item("beat", new Beat(false), position);
                continue;
            }
            if (facts[0].Number > position + 1)
                yield return Item("beat", new Beat(true), facts[0].Number - 1);
            foreach (var (number, fact) in facts)
            {
                position = number;
                if (fact is MentionsForgotten gone)
                    yield return Item(
                        "forgotten", new ForgottenMentions([.. gone.Ids.Select(id => (Id)id)], gone.Reason), number);
                if (fact is not MentionsKept kept)
                    continue;
                var ids = kept.Items.Where(i => monitors.Count == 0 || i.Monitors.Any(monitors.Contains))
                    .Select(i => i.Id).ToList();
                if (ids.Count == 0)
                    continue;
                foreach (var mention in await archive.FindAsync(ids, cancel))
                    yield return Item("mention", ApiMention.Of(mention), number);
            }
        }

        SseItem<object> Item(string name, object data, long at) =>
            new(data, name) { EventId = feed.NameOf(at), ReconnectionInterval = TimeSpan.FromSeconds(2) };
    }

    private static async Task<bool> StillMayAsync(HttpContext http, Roster roster, CancellationToken cancel)
    {
        var authorization = http.Request.Headers.Authorization.ToString();
        var actor = authorization.Length > 0
            ? await roster.ByTokenAsync(authorization[(authorization.IndexOf(' ') + 1)..].Trim(), cancel)
            : SessionCookie.Read(http) is { } session ? await roster.BySessionAsync(session, cancel) : null;
        return actor?.May(Permission.ReadMentions) == true;
    }
}
