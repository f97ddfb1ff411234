using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Echolot.Connectors.Http;
using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Connectors.Mastodon;

/// <summary>Reads by REST what came while nobody listened: the stream has no memory.</summary>
internal sealed class CatchingUp(Instances instances, Access access, TimeProvider clock)
{
    private const int PageSize = 40;

    // 4,000 posts: of a server whose ids tell no time, everything since the gap has to be passed by.
    private const int MostPages = 100;

    private static readonly TimeSpan Apart = TimeSpan.FromDays(1);

    /// <summary>Everything of a feed behind its place, oldest first, and what is gone of what was known.</summary>
    public async IAsyncEnumerable<SourceEvent> RunAsync(
        Reading reading, Followed feed, Origin origin, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (reading.At.Of(feed) is not { } place)
        {
            using var newest = await ListAsync(feed, "limit=1", cancel);
            reading.Begin(
                feed, Elements(newest).Select(item => item.Id("id")).FirstOrDefault(id => id is not null) ?? "0",
                clock.GetUtcNow());
            yield return new Progress(reading.Cursor, clock.GetUtcNow());
            yield break;
        }
        var there = new HashSet<string>(StringComparer.Ordinal);
        var from = place.From;
        for (var first = true; ; first = false)
        {
            using var page = await ListAsync(feed, $"min_id={Uri.EscapeDataString(from)}&limit={PageSize}", cancel);
            var items = Elements(page).Reverse().ToList();
            var now = clock.GetUtcNow();
            if (first && items.Count == PageSize && place.Seen.Count > 0 && !place.Remembers(items[0].Id("id"))
                && await IsCutOffAsync(feed, items[0], cancel) && items[0].Moment("created_at") is { } begins)
            {
                var since = DateTimeOffset.FromUnixTimeMilliseconds(place.At);
                yield return new Gap(since, begins > since ? begins : since, GapReason.FeedOverflow, null, now);
            }
            foreach (var item in items)
            {
                if (item.Id("id") is { } id)
                {
                    there.Add(id);
                    if (FeedPlace.Newer(id, from) > 0) from = id;
                }
                foreach (var happened in reading.Take(feed, item, origin, now)) yield return happened;
            }
            // Pages may be short because of what the server filters; only an empty one is the end.
            if (items.Count == 0) break;
        }
        foreach (var mark in place.Seen.Where(mark => !there.Contains(FeedPlace.IdOf(mark))).ToList())
        {
            var notified = feed.Kind == FollowedKind.Notifications;
            if ((notified ? FeedPlace.PostOf(mark) : FeedPlace.IdOf(mark)) is not { } id) continue;
            // Not listed any more: lost its hashtag, put away, or gone. Only the last is a deletion.
            using var one = await instances.GetAsync(access, "/api/v1/statuses/" + Uri.EscapeDataString(id), cancel);
            if (one is null || notified) reading.Forget(feed, id);
            if (one is not null) continue;
            yield return new Deleted(
                new ExternalId(StatusRecord.LocalId(access.Server.Host, id)), DeleteReason.NotFoundOnRecheck,
                reading.Cursor, clock.GetUtcNow());
        }
    }

    /// <summary>
    /// What a hashtag had between two moments, oldest first. Ids of Mastodon carry the time; others (GoToSocial, Pleroma)
    /// are paged back from the newest.
    /// </summary>
    /// <exception cref="SourceTrouble">
    /// Some of the gap is lost: it begins further back than we page, or lists or mentions are followed too, which forget.
    /// </exception>
    public async IAsyncEnumerable<SourceEvent> BetweenAsync(
        SourceKey source, IReadOnlyList<Followed> feeds, bool boosts, DateTimeOffset from, DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var feed in feeds.Where(f => f.Kind == FollowedKind.Hashtag))
        {
            var reading = new Reading(source, access.Server.Host, boosts, [feed], Place.Parse(null));
            using (var newest = await ListAsync(feed, "limit=1", cancel))
                if (!Elements(newest).All(CarriesTime))
                {
                    await foreach (var happened in BackwardsAsync(reading, feed, from, to, cancel)) yield return happened;
                    continue;
                }
            var last = IdAt(to);
            for (var (at, more) = (IdAt(from), true); more;)
            {
                using var page = await ListAsync(feed, $"min_id={at}&max_id={last}&limit={PageSize}", cancel);
                var items = Elements(page).Reverse().ToList();
                reading.Begin(feed, at, from);
                foreach (var item in items)
                {
                    if (item.Id("id") is { } id && FeedPlace.Newer(id, at) > 0) at = id;
                    // The past must not move the place of the present.
                    foreach (var happened in reading.Take(feed, item, Origin.Backfill, clock.GetUtcNow()))
                        yield return happened with { Cursor = null };
                }
                more = items.Count > 0;
            }
        }
        // A gap does not say of which feed it is.
        if (feeds.Any(f => f.Kind != FollowedKind.Hashtag))
            throw new SourceTrouble("The hashtags of the gap were read again; what is missing of lists and mentions is lost, "
                + $"because '{access.Server.Host}' shows their newest posts only.", final: true);
    }

    private async IAsyncEnumerable<SourceEvent> BackwardsAsync(
        Reading reading, Followed feed, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancel)
    {
        var pages = new Stack<JsonDocument>();
        try
        {
            var complete = false;
            for (var paging = ""; !complete && pages.Count < MostPages;)
            {
                var (page, older) = await PageAsync(feed, $"{paging}limit={PageSize}", cancel);
                pages.Push(page);
                var items = Elements(page).ToList();
                older ??= items.Select(i => i.Id("id")).LastOrDefault(id => id is not null);
                // Posts of other servers come late: a page may be out of order in itself.
                complete = older is null || items.All(i => i.Moment("created_at") < from);
                paging = $"max_id={Uri.EscapeDataString(older ?? "")}&";
            }
            DateTimeOffset? oldest = null;
            while (pages.TryPop(out var page))
            {
                using (page)
                {
                    reading.Begin(feed, "0", from);
                    foreach (var item in Elements(page).Reverse())
                    {
                        if (item.Moment("created_at") is not { } at) continue;
                        oldest ??= at;
                        if (at < from || at >= to) continue;
                        foreach (var happened in reading.Take(feed, item, Origin.Backfill, clock.GetUtcNow()))
                            yield return happened with { Cursor = null };
                    }
                }
            }
            if (!complete)
                throw new SourceTrouble(string.Create(CultureInfo.InvariantCulture,
                    $"'{access.Server.Host}' was read back to {oldest:yyyy-MM-dd HH:mm} UTC; older posts of the gap are lost."));
        }
        finally
        {
            foreach (var page in pages) page.Dispose();
        }
    }

    private static bool CarriesTime(JsonElement post) =>
        long.TryParse(post.Id("id"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && post.Moment("created_at") is { } at
        && (DateTimeOffset.UnixEpoch.AddMilliseconds(number >> 16) - at).Duration() < Apart;

    // Lists hold a few hundred posts. When nothing lies before the first one we get, ours has dropped out of it.
    private async Task<bool> IsCutOffAsync(Followed feed, JsonElement first, CancellationToken cancel)
    {
        if (first.Id("id") is not { } id) return false;
        using var before = await ListAsync(feed, $"max_id={Uri.EscapeDataString(id)}&limit=1", cancel);
        return !Elements(before).Any();
    }

    private async Task<JsonDocument> ListAsync(Followed feed, string paging, CancellationToken cancel) =>
        (await PageAsync(feed, paging, cancel)).Page;

    private async Task<(JsonDocument Page, string? Older)> PageAsync(Followed feed, string paging, CancellationToken cancel)
    {
        var (page, older) = await instances.PageAsync(access, feed.Path + paging, cancel);
        return (page ?? throw new SourceTrouble(feed.Kind switch
        {
            FollowedKind.List =>
                $"'{access.Server.Host}' has no list {feed.Name} for this account. Change the source.",
            _ => $"'{access.Server.Host}' does not offer what the source reads (404).",
        }), older);
    }

    private static IEnumerable<JsonElement> Elements(JsonDocument list) =>
        list.RootElement.ValueKind == JsonValueKind.Array ? list.RootElement.EnumerateArray() : [];

    // Mastodon numbers posts by unix milliseconds and 16 bits of chance.
    private static string IdAt(DateTimeOffset at) =>
        (Math.Max(0, at.ToUnixTimeMilliseconds()) << 16).ToString(CultureInfo.InvariantCulture);
}
