using System.Globalization;
using System.Runtime.CompilerServices;
using Echolot.Connectors.Http;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;
using Echolot.Sources.Hubs;

namespace Echolot.Connectors.Feeds;

/// <summary>What is watched: a document with a list of items that changes from time to time.</summary>
/// <param name="Noun">What it is called in messages.</param>
/// <param name="Read">Understands an answer; may fetch more that belongs to it.</param>
internal sealed record Watched(
    Uri Address, string Accept, IReadOnlyList<KeyValuePair<string, string>> Headers, string Noun,
    Func<IncomingAnswer, CancellationToken, Task<FeedDocument>> Read)
{
    /// <summary>Adds what an item's own page says; asked for new and edited items only.</summary>
    public Func<FeedItem, CancellationToken, Task<FeedItem>>? Complete { get; init; }

    /// <summary>Why the site does not let us read it now (robots.txt), if so; null: it is meant for programs.</summary>
    public Func<CancellationToken, Task<string?>>? Refused { get; init; }

    /// <summary>Pause between two requests that the site asks for; null: none of its own.</summary>
    public Func<CancellationToken, Task<TimeSpan?>>? Gap { get; init; }

    /// <summary>Whether an unchanged answer means that there is nothing new.</summary>
    public bool Conditional { get; init; } = true;

    public ItemKind Kind { get; init; } = ItemKind.Article;
}

/// <summary>
/// Asks for a document again and again at the pace it allows and tells what is new in it: conditional requests, moved
/// and gone addresses, waiting as asked, gaps. Feeds, pages and sitemaps are read by it.
/// </summary>
internal sealed class FeedWatch(IGuardedHttp http, FeedPace pace, TimeProvider clock)
{
    // A publisher that says "too many" without a time is left alone this long.
    private static readonly TimeSpan Unsaid = TimeSpan.FromMinutes(15);

    // Pages of older items that are read for a gap.
    private const int MostPages = 20;

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1), Forbidden = TimeSpan.FromHours(1);

    /// <summary>What hubs have sent.</summary>
    public FeedInbox Inbox { get; } = new(clock);

    /// <summary>Reads until cancelled, from the cursor on.</summary>
    public async IAsyncEnumerable<SourceEvent> ReadAsync(
        SourceConfig source, string? cursor, Watched watched, [EnumeratorCancellation] CancellationToken cancel)
    {
        var address = watched.Address;
        var at = FeedCursor.Parse(cursor, address.AbsoluteUri);
        while (true)
        {
            var wait = DateTimeOffset.FromUnixTimeMilliseconds(at.NotBefore ?? 0) - clock.GetUtcNow();
            if (wait > TimeSpan.Zero
                && await Inbox.NextAsync(source.Id, wait < LongestWait ? wait : LongestWait, cancel) is { } told)
            {
                var (events, after) = await ToldAsync(told, source, watched, at, cancel);
                foreach (var one in events)
                    yield return one;
                at = after;
                yield return new Progress(at.ToString(), clock.GetUtcNow());
                continue;
            }

            if (watched.Refused is { } refused && await refused(cancel) is { } why) throw new SourceTrouble(why, Forbidden);
            var asked = at.Moved is { } moved ? new Uri(moved) : address;
            var answer = await AskAsync(watched, asked, at, cancel);
            var now = clock.GetUtcNow();
            if (answer.Status is 429 or 503
                && (answer.RetryAfter(now) ?? (answer.Status == 429 ? Unsaid : null)) is { } pause)
            {
                at = at with { NotBefore = (now + (pause < LongestWait ? pause : LongestWait))
                    .ToUnixTimeMilliseconds() };
                yield return new Progress(at.ToString(), now);
                if (answer.Status == 503)
                    throw new SourceTrouble($"'{asked.Host}' is not available now and asked us to wait.", pause);
                continue;
            }
            if (answer.Status == 410)
            {
                yield return new Progress((at with { NotBefore = (now + LongestWait).ToUnixTimeMilliseconds() })
                    .ToString(), now);
                throw new SourceTrouble(
                    $"'{asked.Host}' says that this {watched.Noun} is gone for good (410). Remove the source or "
                        + $"change its address.", final: true);
            }
            if (answer.Status == 304)
            {
                pause = Pause(at, news: false, [], FeedPace.Fresh(answer));
                at = at with { Pause = pause.TotalSeconds, NotBefore = (now + pause).ToUnixTimeMilliseconds() };
                yield return new Progress(at.ToString(), now);
                continue;
            }
            if (!answer.Success)
                throw Trouble(watched, asked, answer.Status);

            var feed = await ReadAsync(watched, asked, answer, cancel);
            var news = FeedNews.Compare(feed, at.Seen, address, at.Standing ?? 0);
            if (news.Overflowed && at.ReadAt is { } before)
                yield return new Gap(DateTimeOffset.FromUnixTimeMilliseconds(before), now, GapReason.FeedOverflow,
                    null, now);
            foreach (var bad in news.Unreadable)
                yield return new Unreadable(bad.Excerpt, bad.Problem, null, now);
            foreach (var item in news.Items)
            {
                var whole = await CompleteAsync(watched, item, cancel);
                var origin = at.ReadAt is null ? Origin.Backfill : Origin.Poll;
                foreach (var reserved in whole.Item.Reserved) yield return new ReservationFound(reserved, null, now);
                yield return new Upserted(
                    FeedMention.Of(whole, feed, source.Key, address, origin, watched.Kind, now), null, now);
            }

            var wish = Longer(feed.Every, FeedPace.Fresh(answer));
            var dates = feed.Items.Select(i => i.Published ?? i.Updated).OfType<DateTimeOffset>();
            pause = Pause(at, news.Items.Count > 0, dates, wish);
            var settled = FeedAddress.Settled(asked, answer);
            var hub = FeedAddress.HubOf(answer, feed);
            at = at with
            {
                Etag = answer.Header("ETag"), Modified = answer.Header("Last-Modified"),
                Moved = settled == address ? null : settled.AbsoluteUri, Seen = news.Seen, Standing = news.Standing,
                ReadAt = now.ToUnixTimeMilliseconds(), NotBefore = (now + pause).ToUnixTimeMilliseconds(), Pause =
                    pause.TotalSeconds,
                Hub = hub?.Address.AbsoluteUri, Topic = hub?.Topic.AbsoluteUri,
            };
            // The position moves once all items of the reading are out: stopped before, they are read again.
            yield return new Progress(at.ToString(), now);
        }
    }

    /// <summary>
    /// What was published between two moments and still stands in the document or on the older pages it names; items
    /// without a date are left out, because nobody can say when they were published.
    /// </summary>
    public async IAsyncEnumerable<SourceEvent> BackfillAsync(
        SourceConfig source, Watched watched, DateTimeOffset from, DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        var (asked, read) = (watched.Address, new HashSet<Uri>());
        DateTimeOffset? back = null;
        var found = new List<(DateTimeOffset At, KnownItem Item, FeedDocument Feed)>();
        Uri? next = asked;
        SourceTrouble? cut = null;
        while (next is { } page && read.Count < MostPages && read.Add(page))
        {
            FeedDocument feed;
            try
            {
                var answer = await AskAsync(watched, page, FeedCursor.Parse(null, watched.Address.AbsoluteUri), cancel);
                if (!answer.Success) throw Trouble(watched, page, answer.Status);
                feed = await ReadAsync(watched, page, answer, cancel);
            }
            catch (SourceTrouble trouble) when (found.Count > 0)
            {
                // What was found on the pages before is not lost with this one.
                cut = trouble;
                break;
            }
            foreach (var item in FeedNews.Compare(feed, [], watched.Address).Items)
            {
                if ((item.Item.Published ?? item.Item.Updated) is not { } dated) continue;
                if (dated >= from && dated < to) found.Add((dated, item, feed));
            }
            // An old item on top is pinned: where the last one stands, the page ends.
            var dates = feed.Items.Select(i => i.Published ?? i.Updated).OfType<DateTimeOffset>().ToList();
            if (dates.Count > 0) back = FeedNews.Ascends(feed.Items) ? dates[0] : dates[^1];
            next = back < from ? null : feed.Older;
        }
        foreach (var (_, item, feed) in found.OrderBy(f => f.At))
        {
            var whole = await CompleteAsync(watched, item, cancel);
            var now = clock.GetUtcNow();
            yield return new Upserted(
                FeedMention.Of(whole, feed, source.Key, watched.Address, Origin.Backfill, watched.Kind, now), null, now);
        }
        if (cut is not null) throw cut;
        if (back is null || back >= from)
            throw new SourceTrouble(back is null
                ? $"'{asked.Host}' gives its items no dates; nobody can say which belong to the gap."
                : string.Create(CultureInfo.InvariantCulture,
                    $"'{asked.Host}' shows items back to {back:yyyy-MM-dd HH:mm} UTC and names no older pages."));
    }

    // A hub sends what is new, not the whole feed: nothing known in it is no sign of a gap.
    private async Task<(IReadOnlyList<SourceEvent> Events, FeedCursor After)> ToldAsync(
        HubNews told, SourceConfig source, Watched watched, FeedCursor at, CancellationToken cancel)
    {
        var address = watched.Address;
        var now = clock.GetUtcNow();
        try
        {
            var feed = FeedReader.Read(told.Body.Span, told.ContentType, address);
            var news = FeedNews.Compare(feed, at.Seen, address);
            var events = new List<SourceEvent>(
                news.Unreadable.Select(bad => new Unreadable(bad.Excerpt, bad.Problem, null, now)));
            foreach (var item in news.Items)
            {
                var whole = await CompleteAsync(watched, item, cancel);
                events.AddRange(whole.Item.Reserved.Select(reserved => new ReservationFound(reserved, null, now)));
                events.Add(new Upserted(
                    FeedMention.Of(whole, feed, source.Key, address, Origin.Webhook, watched.Kind, now), null, now));
            }
            return (events, at with { Seen = news.Seen, Standing = null });
        }
        catch (NotAFeed wrong)
        {
            return ([new Unreadable(
                JsonFields.Beginning(told.Body.Span), $"The hub did not send a feed. {wrong.Message}", null, now)], at);
        }
    }

    private async Task<IncomingAnswer> AskAsync(Watched watched, Uri address, FeedCursor at, CancellationToken cancel)
    {
        var headers = new List<KeyValuePair<string, string>> { new("Accept", watched.Accept) };
        headers.AddRange(watched.Headers);
        if (watched.Conditional && at.Etag is { } etag)
            headers.Add(new("If-None-Match", etag));
        if (watched.Conditional && at.Modified is { } modified)
            headers.Add(new("If-Modified-Since", modified));
        try
        {
            var gap = watched.Gap is { } asks ? await asks(cancel) : null;
            return await http.SendAsync(new OutgoingRequest(address) { Headers = headers, Polite = true, Gap = gap }, cancel);
        }
        catch (NetworkRefused e)
        {
            throw new SourceTrouble(e.Message, cause: e);
        }
    }

    private static async Task<FeedDocument> ReadAsync(
        Watched watched, Uri asked, IncomingAnswer answer, CancellationToken cancel)
    {
        try
        {
            return await watched.Read(answer, cancel);
        }
        catch (NotAFeed e)
        {
            throw new SourceTrouble($"'{asked.Host}' did not send a {watched.Noun}. {e.Message}", cause: e);
        }
    }

    private static async Task<KnownItem> CompleteAsync(Watched watched, KnownItem item, CancellationToken cancel) =>
        watched.Complete is null ? item : item with { Item = await watched.Complete(item.Item, cancel) };

    private static SourceTrouble Trouble(Watched watched, Uri asked, int status)
    {
        var said = status.ToString(CultureInfo.InvariantCulture);
        return new SourceTrouble(status switch
        {
            401 or 403 => $"'{asked.Host}' does not let us read the {watched.Noun} ({said}). Check user name and "
                + $"password of the source.",
            404 => $"'{asked.Host}' has no {watched.Noun} at this address (404). Check the address of the source.",
            _ => $"'{asked.Host}' answered with status {said}.",
        });
    }

    private TimeSpan Pause(FeedCursor at, bool news, IEnumerable<DateTimeOffset> dates, TimeSpan? wish) =>
        pace.Next(at.Pause is { } last ? TimeSpan.FromSeconds(last) : null, news, dates, wish,
            Random.Shared.NextDouble());

    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) => one is null || other > one ? other : one;
}
