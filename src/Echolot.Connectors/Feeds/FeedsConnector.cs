using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Echolot.Connectors.Http;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;
using Echolot.Sources.Hubs;

namespace Echolot.Connectors.Feeds;

/// <summary>Reads RSS, Atom and JSON feeds of news sites, blogs and forums. See README.md in this folder.</summary>
public sealed class FeedsConnector(IGuardedHttp http, FeedPace pace, TimeProvider clock) : IReadsMentions, IHearsHubs
{
    public const string Name = "feeds";

    // A publisher that says "too many" without a time is left alone this long.
    private static readonly TimeSpan Unsaid = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly FeedInbox _inbox = new(clock);

    public ConnectorDescription Description { get; } = new(
        Name, "Feeds (RSS, Atom, JSON Feed)", "rss",
        [
            new("address", new("Adresse", "Address"),
                new("Adresse des Feeds oder der Website; der Feed wird gesucht.",
                    "Address of the feed or of the site; the feed is looked for."),
                Required: true, Kind: "url"),
            new("user", new("Benutzername", "User name"),
                new("Nur wenn der Feed eine Anmeldung verlangt.", "Only where the feed asks for a sign-in.")),
            new("password", new("Passwort", "Password"),
                new("Wird verschlüsselt gespeichert.", "Stored encrypted."), Secret: true, Kind: "password"),
        ],
        SeesDeletions: false, SeesEdits: true, ReplayHorizon: null,
        new("Liest Artikel von Nachrichtenseiten, Blogs und Foren, sobald sie im Feed stehen.",
            "Reads articles of news sites, blogs and forums as soon as they are in the feed."),
        new("Öffentlich bereitgestellte Inhalte; berechtigtes Interesse (Art. 6 Abs. 1 Buchst. f DSGVO), Text und Data Mining " +
            "nach § 44b UrhG, soweit der Anbieter es sich nicht maschinenlesbar vorbehalten hat.",
            "Content published for anyone to read; legitimate interest (Art. 6(1)(f) GDPR), text and data mining under " +
            "§ 44b UrhG (Art. 4 DSM Directive) unless the publisher has reserved it in machine-readable form."))
    {
        Sees = new("Was im Feed steht, auch spätere Änderungen.", "What stands in the feed, later edits as well."),
        Misses = new("Was der Anbieter nicht in den Feed stellt oder schneller daraus verschwindet, als gelesen wird; Löschungen.",
            "What the publisher does not put into the feed, or takes out faster than it is read; deletions."),
        Cost = new("Kostenlos.", "Free."),
    };

    /// <inheritdoc />
    public async Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        if (FeedAddress.Typed(settings.GetValueOrDefault("address")) is not { } typed)
        {
            return Refused(settings, "Das ist keine Internetadresse. Beispiel: https://www.example.com/feed",
                "This is not an address on the web. Example: https://www.example.com/feed");
        }
        try
        {
            var (address, feed) = await FeedAddress.FindAsync(http, typed, Headers(settings), cancel);
            var key = new SourceKey(Name, address.Host, FeedAddress.Normal(address));
            return new SourceCheck(
                key, feed.Title ?? address.Host, new Dictionary<string, string>(settings) { ["address"] = address.AbsoluteUri },
                new Dictionary<string, LocalText>());
        }
        catch (NetworkRefused e)
        {
            return Refused(settings, e.Problem switch
            {
                NetworkProblem.AddressRefused => $"'{typed.Host}' liegt in einem privaten oder reservierten Netz und wird nicht abgerufen.",
                NetworkProblem.TooSlow => $"'{typed.Host}' antwortet zu langsam. Später noch einmal versuchen.",
                NetworkProblem.TooLarge => $"Die Antwort von '{typed.Host}' ist zu groß.",
                NetworkProblem.TooManyRedirects => $"'{typed.Host}' leitet im Kreis weiter.",
                _ => $"'{typed.Host}' ist nicht erreichbar. Schreibweise der Adresse prüfen.",
            }, e.Message);
        }
        catch (NotAFeed e)
        {
            return Refused(settings, $"Unter '{typed.Host}' wurde kein Feed gefunden. Die Adresse des Feeds direkt eingeben.", e.Message);
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<SourceEvent> ReadAsync(
        SourceConfig source, string? cursor, [EnumeratorCancellation] CancellationToken cancel)
    {
        var address = FeedAddress.Typed(source["address"])
            ?? throw new SourceTrouble("The source has no valid address. Change the source.", final: true);
        var at = FeedCursor.Parse(cursor, address.AbsoluteUri);
        while (true)
        {
            var wait = DateTimeOffset.FromUnixTimeMilliseconds(at.NotBefore ?? 0) - clock.GetUtcNow();
            if (wait > TimeSpan.Zero
                && await _inbox.NextAsync(source.Id, wait < LongestWait ? wait : LongestWait, cancel) is { } told)
            {
                var (events, after) = Told(told, source, address, at);
                foreach (var one in events)
                    yield return one;
                at = after;
                yield return new Progress(at.ToString(), clock.GetUtcNow());
                continue;
            }

            var asked = at.Moved is { } moved ? new Uri(moved) : address;
            var answer = await AskAsync(source, asked, at, cancel);
            var now = clock.GetUtcNow();
            if (answer.Status is 429 or 503 && (answer.RetryAfter(now) ?? (answer.Status == 429 ? Unsaid : null)) is { } pause)
            {
                at = at with { NotBefore = (now + (pause < LongestWait ? pause : LongestWait)).ToUnixTimeMilliseconds() };
                yield return new Progress(at.ToString(), now);
                if (answer.Status == 503)
                    throw new SourceTrouble($"'{asked.Host}' is not available now and asked us to wait.", pause);
                continue;
            }
            if (answer.Status == 410)
            {
                yield return new Progress((at with { NotBefore = (now + LongestWait).ToUnixTimeMilliseconds() }).ToString(), now);
                throw new SourceTrouble(
                    $"'{asked.Host}' says that this feed is gone for good (410). Remove the source or change its address.", final: true);
            }
            if (answer.Status == 304)
            {
                pause = Pause(at, news: false, [], FeedPace.Fresh(answer));
                at = at with { Pause = pause.TotalSeconds, NotBefore = (now + pause).ToUnixTimeMilliseconds() };
                yield return new Progress(at.ToString(), now);
                continue;
            }
            if (!answer.Success)
                throw Trouble(asked, answer.Status);

            var feed = Read(asked, answer);
            var news = FeedNews.Compare(feed, at.Seen, address);
            if (news.Overflowed && at.ReadAt is { } before)
                yield return new Gap(DateTimeOffset.FromUnixTimeMilliseconds(before), now, GapReason.FeedOverflow, null, now);
            foreach (var bad in news.Unreadable)
                yield return new Unreadable(bad.Excerpt, bad.Problem, null, now);
            foreach (var item in news.Items)
            {
                var origin = at.ReadAt is null ? Origin.Backfill : Origin.Poll;
                yield return new Upserted(FeedMention.Of(item, feed, source.Key, address, origin, now), null, now);
            }

            var wish = Longer(feed.Every, FeedPace.Fresh(answer));
            var dates = feed.Items.Select(i => i.Published ?? i.Updated).OfType<DateTimeOffset>();
            pause = Pause(at, news.Items.Count > 0, dates, wish);
            var settled = FeedAddress.Settled(asked, answer);
            var hub = FeedAddress.HubOf(answer, feed);
            at = at with
            {
                Etag = answer.Header("ETag"), Modified = answer.Header("Last-Modified"),
                Moved = settled == address ? null : settled.AbsoluteUri, Seen = news.Seen,
                ReadAt = now.ToUnixTimeMilliseconds(), NotBefore = (now + pause).ToUnixTimeMilliseconds(), Pause = pause.TotalSeconds,
                Hub = hub?.Address.AbsoluteUri, Topic = hub?.Topic.AbsoluteUri,
            };
            // The position moves once all items of the reading are out: stopped before, they are read again.
            yield return new Progress(at.ToString(), now);
        }
    }

    /// <inheritdoc />
    public Hub? HubOf(string? cursor) => FeedCursor.HubOf(cursor);

    /// <inheritdoc />
    public void Deliver(long sourceId, HubNews news) => _inbox.Put(sourceId, news);

    // A hub sends what is new, not the whole feed: nothing known in it is no sign of a gap.
    private (IReadOnlyList<SourceEvent> Events, FeedCursor After) Told(
        HubNews told, SourceConfig source, Uri address, FeedCursor at)
    {
        var now = clock.GetUtcNow();
        try
        {
            var feed = FeedReader.Read(told.Body.Span, told.ContentType, address);
            var news = FeedNews.Compare(feed, at.Seen, address);
            return (
                [
                    .. news.Unreadable.Select(bad => new Unreadable(bad.Excerpt, bad.Problem, null, now)),
                    .. news.Items.Select(item => new Upserted(
                        FeedMention.Of(item, feed, source.Key, address, Origin.Webhook, now), null, now)),
                ], at with { Seen = news.Seen });
        }
        catch (NotAFeed wrong)
        {
            return ([new Unreadable(
                JsonFields.Beginning(told.Body.Span), $"The hub did not send a feed. {wrong.Message}", null, now)], at);
        }
    }

    private async Task<IncomingAnswer> AskAsync(SourceConfig source, Uri address, FeedCursor at, CancellationToken cancel)
    {
        var headers = new List<KeyValuePair<string, string>> { new("Accept", FeedAddress.Accept) };
        headers.AddRange(Headers(source.Settings));
        if (at.Etag is { } etag)
            headers.Add(new("If-None-Match", etag));
        if (at.Modified is { } modified)
            headers.Add(new("If-Modified-Since", modified));
        try
        {
            return await http.SendAsync(new OutgoingRequest(address) { Headers = headers, Polite = true }, cancel);
        }
        catch (NetworkRefused e)
        {
            throw new SourceTrouble(e.Message, cause: e);
        }
    }

    private static FeedDocument Read(Uri asked, IncomingAnswer answer)
    {
        try
        {
            return FeedReader.Read(answer.Body.Span, answer.Header("Content-Type"), answer.Address);
        }
        catch (NotAFeed e)
        {
            throw new SourceTrouble($"'{asked.Host}' did not send a feed. {e.Message}", cause: e);
        }
    }

    private static SourceTrouble Trouble(Uri asked, int status)
    {
        var said = status.ToString(CultureInfo.InvariantCulture);
        return new SourceTrouble(status switch
        {
            401 or 403 => $"'{asked.Host}' does not let us read the feed ({said}). Check user name and password of the source.",
            404 => $"'{asked.Host}' has no feed at this address (404). Check the address of the source.",
            _ => $"'{asked.Host}' answered with status {said}.",
        });
    }

    private TimeSpan Pause(FeedCursor at, bool news, IEnumerable<DateTimeOffset> dates, TimeSpan? wish) =>
        pace.Next(at.Pause is { } last ? TimeSpan.FromSeconds(last) : null, news, dates, wish, Random.Shared.NextDouble());

    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) => one is null || other > one ? other : one;

    private static List<KeyValuePair<string, string>> Headers(IReadOnlyDictionary<string, string> settings)
    {
        var user = settings.GetValueOrDefault("user");
        if (string.IsNullOrEmpty(user))
            return [];
        var pair = Encoding.UTF8.GetBytes($"{user}:{settings.GetValueOrDefault("password")}");
        return [new("Authorization", "Basic " + Convert.ToBase64String(pair))];
    }

    private static SourceCheck Refused(IReadOnlyDictionary<string, string> settings, string de, string en) =>
        new(null, null, settings, new Dictionary<string, LocalText> { ["address"] = new(de, en) });
}
