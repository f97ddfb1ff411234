using System.Globalization;
using Echolot.Connectors.Feeds;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.Sites;

/// <summary>Reads what news sites list in their sitemaps; see the README of this folder.</summary>
public sealed class SitemapsConnector : IReadsMentions, ILooksForReservations
{
    /// <summary>Part of every mention's identity.</summary>
    public const string Name = "sitemaps";

    private const string Accept = "application/xml, text/xml;q=0.9, */*;q=0.5";

    // News sitemaps hold two days. What is older was read, or was there before we listened.
    private static readonly TimeSpan Window = TimeSpan.FromDays(3);

    // Sitemaps of an index that are read in one round, and pages of one round: an archive of twenty years stays
    // outside.
    private const int MostSitemaps = 20, MostPages = 1_000, Deepest = 2;

    private readonly IGuardedHttp _http;
    private readonly FeedWatch _watch;
    private readonly SiteRules _rules;
    private readonly ArticleFetch _articles;
    private readonly TimeProvider _clock;

    public SitemapsConnector(IGuardedHttp http, FeedPace pace, TimeProvider clock)
    {
        (_http, _clock) = (http, clock);
        _watch = new FeedWatch(http, pace, clock);
        _rules = new SiteRules(http, clock);
        _articles = new ArticleFetch(http, _rules, clock);
    }

    public ConnectorDescription Description { get; } = new(
        Name, "Sitemaps", "newspaper",
        [
            new("address", new("Adresse", "Address"),
                new("Adresse der Sitemap oder der Website; robots.txt nennt die Sitemaps.",
                    "Address of the sitemap or of the site; robots.txt names the sitemaps."), Required: true,
                        Kind: "url"),
            new("path", new("Nur Pfade mit", "Only paths with"),
                new("Zum Beispiel /wirtschaft/; leer: alle.", "Such as /business/; empty: all.")),
        ],
        SeesDeletions: false, SeesEdits: true, ReplayHorizon: null,
        new("Liest Artikel von Nachrichtenseiten, die mehr veröffentlichen, als ihr Feed zeigt.",
            "Reads articles of news sites that publish more than their feed shows."),
        new("Öffentlich bereitgestellte Inhalte; Art. 6 Abs. 1 lit. f DSGVO, Text und Data Mining nach § 44b UrhG, "
            + "soweit nicht "
            + "maschinenlesbar vorbehalten; dann wird nur die Überschrift gelesen.",
            "Content published for anyone to read; Art. 6(1)(f) GDPR, text and data mining under § 44b UrhG unless "
                + "reserved in "
            + "machine-readable form; then only the headline is read."))
    {
        Sees = new("Seiten, die in den letzten drei Tagen erschienen sind oder geändert wurden.",
            "Pages that appeared or changed in the last three days."),
        Misses = new("Bezahlte Artikel und solche mit Vorbehalt bis auf die Überschrift; Seiten ohne Datum, wenn es "
            + "über tausend sind; Löschungen.",
            "Paid and reserved articles but for their headline; pages without a date where there are more than a "
                + "thousand; deletions."),
        Rereads = new("Nicht nötig: was die Sitemap noch nennt, wird beim nächsten Lesen gefunden; anderes ist verloren.",
            "Not needed: what the sitemap still names is found at the next reading; the rest is lost."),
        Cost = new("Kostenlos; eine Seite in der Sekunde.", "Free; one page a second."),
    };

    public async Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        if (FeedAddress.Typed(settings.GetValueOrDefault("address")) is not { } typed)
            return Refused("Das ist keine Internetadresse.", "This is not an address on the web.");
        try
        {
            var robots = await _rules.RobotsAsync(typed, cancel);
            if (robots.Trouble is { } trouble)
                return Refused($"Die robots.txt von „{typed.Host}“ ist gerade nicht zu lesen. Später noch einmal versuchen.", trouble);
            // News sitemaps first: they are short and hold what is new.
            var candidates = robots.Sitemaps.Where(s => Sitemap.SameSite(s, typed))
                .OrderByDescending(s => s.AbsolutePath.Contains("news", StringComparison.OrdinalIgnoreCase))
                .Append(new Uri(typed, "/sitemap.xml")).Prepend(typed).Distinct().Take(8);
            var why = "";
            foreach (var candidate in candidates)
            {
                if (!robots.Allows(candidate)) continue;
                try
                {
                    var answer = await _http.SendAsync(
                        new OutgoingRequest(candidate) { Headers = [new("Accept", Accept)], Polite = true }, cancel);
                    if (!answer.Success) continue;
                    _ = Sitemap.Read(answer.Body.Span, answer.Address);
                    var path = settings.GetValueOrDefault("path", "").Trim();
                    return new(
                        new SourceKey(Name, candidate.Host, FeedAddress.Normal(candidate)
                            + (path.Length > 0 ? " " + path : "")),
                        candidate.Host, new Dictionary<string,
                            string> { ["address"] = candidate.AbsoluteUri, ["path"] = path },
                        new Dictionary<string, LocalText>());
                }
                catch (NotAFeed nothing)
                {
                    why = nothing.Message;
                }
            }
            return Refused($"Bei „{typed.Host}“ wurde keine Sitemap gefunden.",
                $"No sitemap was found at '{typed.Host}'. {why}".TrimEnd());
        }
        catch (NetworkRefused refused)
        {
            return Refused($"„{typed.Host}“ kann nicht gelesen werden.", refused.Message);
        }

        SourceCheck Refused(string de, string en) =>
            new(null, null, settings, new Dictionary<string, LocalText> { ["address"] = new(de, en) });
    }

    public IAsyncEnumerable<SourceEvent> ReadAsync(SourceConfig source, string? cursor, CancellationToken cancel)
    {
        var address = AddressOf(source);
        var path = source["path"] ?? "";
        return _watch.ReadAsync(source, cursor, new Watched(
            address, Accept, [], "sitemap",
            async (answer, stop) => Newest(await CollectAsync(answer, stop), answer.Address, path))
        {
            Refused = async stop => (await _rules.RobotsAsync(address, stop)).Refuses(address, "sitemap"),
            Gap = async stop => (await _rules.RobotsAsync(address, stop)).Delay,
            Complete = CompleteAsync,
            // The child changes, the index often does not.
            Conditional = false,
        }, cancel);
    }

    /// <inheritdoc />
    public async Task<ReservationLook> LookAsync(SourceConfig source, CancellationToken cancel) =>
        (await _rules.SaysAsync(AddressOf(source), cancel)).Look;

    private async Task<Sitemap> CollectAsync(IncomingAnswer answer, CancellationToken cancel)
    {
        var (pages, unreadable) = (new List<FeedItem>(), new List<UnreadableItem>());
        var since = _clock.GetUtcNow() - Window;
        var waiting = new Queue<(Sitemap Map, int Depth)>([(Sitemap.Read(answer.Body.Span, answer.Address), 0)]);
        var read = 0;
        while (waiting.TryDequeue(out var at))
        {
            pages.AddRange(at.Map.Pages);
            unreadable.AddRange(at.Map.Unreadable);
            if (at.Depth >= Deepest) continue;
            foreach (var (address, _) in at.Map.More.Where(m => m.Changed is null || m.Changed >= since)
                .OrderByDescending(m => m.Changed ?? DateTimeOffset.MinValue))
            {
                if (read++ >= MostSitemaps || !(await _rules.RobotsAsync(address, cancel)).Allows(address)) continue;
                waiting.Enqueue((await ChildAsync(address, cancel), at.Depth + 1));
            }
        }
        return new(pages, [], unreadable);
    }

    private async Task<Sitemap> ChildAsync(Uri address, CancellationToken cancel)
    {
        IncomingAnswer answer;
        try
        {
            answer = await _http.SendAsync(
                new OutgoingRequest(address)
                {
                    Headers = [new("Accept", Accept)], Polite = true, Gap = (await _rules.RobotsAsync(address, cancel)).Delay,
                },
                cancel);
        }
        catch (NetworkRefused refused)
        {
            throw new SourceTrouble(refused.Message, cause: refused);
        }
        // Half an index read would look as if the rest had been there before.
        if (!answer.Success)
        {
            throw new SourceTrouble(
                $"'{address.Host}' answered with status {answer.Status.ToString(CultureInfo.InvariantCulture)} to a "
                    + $"part of its sitemap.",
                answer.RetryAfter(_clock.GetUtcNow()));
        }
        return Sitemap.Read(answer.Body.Span, answer.Address);
    }

    // What is dated and old is left out; of what has no date, the first thousand count.
    private FeedDocument Newest(Sitemap map, Uri address, string path)
    {
        var since = _clock.GetUtcNow() - Window;
        var pages = map.Pages.DistinctBy(p => p.Link)
            .Where(p => path.Length == 0 || p.Link!.AbsolutePath.Contains(path, StringComparison.OrdinalIgnoreCase))
            .Where(p => (p.Updated ?? p.Published) is not { } at || at >= since)
            .OrderByDescending(p => p.Updated ?? p.Published ?? DateTimeOffset.MinValue).Take(MostPages).ToList();
        return new FeedDocument("sitemap", address.Host, new Uri(address, "/"), null, null, null, pages,
            map.Unreadable);
    }

    private async Task<FeedItem> CompleteAsync(FeedItem item, CancellationToken cancel)
    {
        var (article, _) = await _articles.ReadAsync(item.Link!, cancel);
        return article is null ? item : item with
        {
            Title = article.Title ?? item.Title, Text = article.Text ?? item.Text,
            Published = item.Published ?? article.Published, Updated = item.Updated ?? article.Modified,
            Language = item.Language ?? article.Language, Reserved = article.Reserved,
            Authors = article.Author is { } author ? [new FeedPerson(author, null, null)] : item.Authors,
        };
    }

    private static Uri AddressOf(SourceConfig source) => FeedAddress.Typed(source["address"])
        ?? throw new SourceTrouble("The source has no valid address. Change the source.", final: true);
}
