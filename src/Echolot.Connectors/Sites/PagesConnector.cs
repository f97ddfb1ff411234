using System.Globalization;
using Echolot.Connectors.Feeds;
using Echolot.Connectors.Feeds.Reading;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.Sites;

/// <summary>Watches pages without a feed, such as forums, by CSS selectors; see the README of this folder.</summary>
public sealed class PagesConnector : IReadsMentions, ILooksForReservations
{
    /// <summary>Part of every mention's identity.</summary>
    public const string Name = "pages";

    private const string Accept = "text/html, application/xhtml+xml;q=0.9";

    private readonly IGuardedHttp _http;
    private readonly FeedWatch _watch;
    private readonly SiteRules _rules;
    private readonly ArticleFetch _articles;
    private readonly TimeProvider _clock;

    public PagesConnector(IGuardedHttp http, FeedPace pace, TimeProvider clock)
    {
        (_http, _clock) = (http, clock);
        _watch = new FeedWatch(http, pace, clock);
        _rules = new SiteRules(http, clock);
        _articles = new ArticleFetch(http, _rules, clock);
    }

    public ConnectorDescription Description { get; } = new(
        Name, "Websites", "text-search",
        [
            new("address", new("Adresse", "Address"),
                new("Seite mit den neuesten Beiträgen zuerst.", "Page with the newest posts."), Required: true,
                    Kind: "url"),
            new("entry", new("Eintrag", "Entry"),
                new("CSS-Selektor, der auf jeden Eintrag passt, zum Beispiel article.post oder li.topic.",
                    "CSS selector that fits each entry, such as article.post or li.topic."), Required: true),
            new("title", new("Titel", "Title"),
                new("Selektor innerhalb des Eintrags; leer: die Überschrift.",
                    "Selector inside the entry; empty: its heading.")),
            new("link", new("Link", "Link"),
                new("Selektor des Links auf den Beitrag; leer: der Link der Überschrift.",
                    "Selector of the link to the post; empty: the link of the heading.")),
            new("text", new("Text", "Text"),
                new("Selektor des Textes; leer: der ganze Eintrag.", "Selector of the text; empty: the whole entry.")),
            new("author", new("Verfasser", "Author"), new("Selektor des Namens.", "Selector of the name.")),
            new("date", new("Zeitpunkt", "Time"),
                new("Selektor der Zeitangabe; leer: das Element time.",
                    "Selector of the time; empty: the time element.")),
            new("zone", new("Zeitzone der Seite", "Time zone of the page"),
                new("Für Zeiten ohne Zone.", "For times without a zone."), Default: "Europe/Berlin"),
            new("fulltext", new("Verlinkte Seite lesen", "Read the linked page"),
                new("Holt zu jedem neuen Eintrag den ganzen Text von seiner Seite.",
                    "Fetches the whole text of each new entry from its page."), Default: "false", Kind: "switch"),
        ],
        SeesDeletions: false, SeesEdits: true, ReplayHorizon: null,
        new("Liest Foren und Seiten ohne Feed: einmal zeigen, wo die Einträge stehen.",
            "Reads forums and pages without a feed: show once where the entries are."),
        new("Öffentlich zugängliche Seiten; Art. 6 Abs. 1 lit. f DSGVO, Text und Data Mining nach § 44b UrhG, soweit "
            + "nicht "
            + "vorbehalten. robots.txt wird befolgt; Nutzungsbedingungen des Forums prüfen.",
            "Publicly accessible pages; Art. 6(1)(f) GDPR, text and data mining under § 44b UrhG unless reserved. "
                + "robots.txt "
            + "is obeyed; check the terms of the forum."))
    {
        Sees = new("Was auf der beobachteten Seite steht, auch Änderungen, solange es dort steht.",
            "What stands on the watched page, and edits as long as it stands there."),
        Misses = new("Was hinter einer Anmeldung liegt, nur mit Skripten erscheint, was robots.txt verbietet; "
            + "Löschungen.",
            "What lies behind a sign-in, appears with scripts only, what robots.txt forbids; deletions."),
        Rereads = new("Nicht möglich: eine Seite zeigt nur, was jetzt auf ihr steht.",
            "Not possible: a page shows only what stands on it now."),
        Cost = new("Kostenlos.", "Free."),
    };

    public async Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var problems = new Dictionary<string, LocalText>();
        var address = FeedAddress.Typed(settings.GetValueOrDefault("address"));
        if (address is null)
            problems["address"] = new("Das ist keine Internetadresse.", "This is not an address on the web.");
        if (settings.GetValueOrDefault("entry") is not { Length: > 0 })
            problems["entry"] = new("Ohne Selektor ist nicht zu erkennen, was ein Eintrag ist.",
                "Without a selector nobody knows what an entry is.");
        foreach (var field in new[] { "entry", "title", "link", "text", "author", "date" })
            if (settings.GetValueOrDefault(field) is { Length: > 0 } selector && !PageSelectors.IsValid(selector))
                problems.TryAdd(field, new("Das ist kein CSS-Selektor.", "This is not a CSS selector."));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(ZoneOf(settings), out var zone))
            problems["zone"] = new("Diese Zeitzone gibt es nicht. Beispiel: Europe/Berlin.",
                "There is no such time zone. Example: Europe/Berlin.");
        if (problems.Count > 0) return new(null, null, settings, problems);
        try
        {
            var robots = await _rules.RobotsAsync(address!, cancel);
            if (robots.Trouble is { } trouble)
                return Refused("address",
                    $"Die robots.txt von „{address!.Host}“ ist gerade nicht zu lesen. Später noch einmal versuchen.", trouble);
            if (!robots.Allows(address!))
                return Refused("address", $"„{address!.Host}“ verbietet in robots.txt, diese Seite zu lesen.",
                    $"“{address.Host}” forbids reading this page in its robots.txt.");
            var answer = await _http.SendAsync(
                new OutgoingRequest(address!) { Headers = [new("Accept", Accept)], Polite = true }, cancel);
            if (!answer.Success)
            {
                var status = answer.Status.ToString(CultureInfo.InvariantCulture);
                return Refused("address", $"„{address!.Host}“ antwortet mit Status {status}.",
                    $"“{address.Host}” answers with status {status}.");
            }
            var page = PageEntries.Read(Html(answer), answer.Address, SelectorsOf(settings), zone!, _clock.GetUtcNow());
            return new(
                new SourceKey(Name, address!.Host, FeedAddress.Normal(address) + " " + settings["entry"]),
                page.Title ?? address.Host, new Dictionary<string,
                    string>(settings) { ["address"] = address.AbsoluteUri }, problems);
        }
        catch (NetworkRefused refused)
        {
            return Refused("address", $"„{address!.Host}“ kann nicht gelesen werden.", refused.Message);
        }
        catch (NotAFeed nothing)
        {
            return Refused("entry", "Auf der Seite passt nichts auf diesen Selektor.", nothing.Message);
        }

        SourceCheck Refused(string field, string de, string en) =>
            new(null, null, settings, new Dictionary<string, LocalText> { [field] = new(de, en) });
    }

    public IAsyncEnumerable<SourceEvent> ReadAsync(SourceConfig source, string? cursor, CancellationToken cancel)
    {
        var address = AddressOf(source);
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(ZoneOf(source.Settings), out var known) ? known
            : TimeZoneInfo.Utc;
        var selectors = SelectorsOf(source.Settings);
        return _watch.ReadAsync(source, cursor, new Watched(
            address, Accept, [], "page",
            (answer, _) => Task.FromResult(
                PageEntries.Read(Html(answer), answer.Address, selectors, zone, _clock.GetUtcNow())))
        {
            Refused = async stop => (await _rules.RobotsAsync(address, stop)).Refuses(address, "page"),
            Gap = async stop => (await _rules.RobotsAsync(address, stop)).Delay,
            Kind = ItemKind.Post,
            Complete = source["fulltext"] == "true" ? CompleteAsync : null,
        }, cancel);
    }

    /// <inheritdoc />
    public async Task<ReservationLook> LookAsync(SourceConfig source, CancellationToken cancel)
    {
        var address = AddressOf(source);
        var site = await _rules.SaysAsync(address, cancel);
        if (site.Closed) return site.Look;
        try
        {
            var answer = await _http.SendAsync(
                new OutgoingRequest(address)
                {
                    Headers = [new("Accept", Accept)], Polite = true, Gap = (await _rules.RobotsAsync(address, cancel)).Delay,
                }, cancel);
            return answer.Success
                ? site.Look with { Found = [.. site.Look.Found, .. Reserved.In(answer, Html(answer))] }
                : site.Look with
                {
                    Unknown = $"'{address.Host}' answered with status {answer.Status.ToString(CultureInfo.InvariantCulture)}.",
                };
        }
        catch (NetworkRefused refused)
        {
            return site.Look with { Unknown = refused.Message };
        }
    }

    private async Task<FeedItem> CompleteAsync(FeedItem item, CancellationToken cancel)
    {
        if (item.Link is null) return item;
        var (article, _) = await _articles.ReadAsync(item.Link, cancel);
        return article is null ? item : item with
        {
            Title = item.Title ?? article.Title, Text = article.Text ?? item.Text,
            Html = article.Text is null ? item.Html : null, Published = item.Published ?? article.Published,
            Reserved = article.Reserved,
        };
    }

    private static string Html(IncomingAnswer answer) =>
        CharacterSet.Decode(answer.Body.Span, answer.Header("Content-Type"));

    private static Uri AddressOf(SourceConfig source) => FeedAddress.Typed(source["address"])
        ?? throw new SourceTrouble("The source has no valid address. Change the source.", final: true);

    private static string ZoneOf(IReadOnlyDictionary<string, string> settings) =>
        settings.GetValueOrDefault("zone") is { Length: > 0 } zone ? zone : "Europe/Berlin";

    private static PageSelectors SelectorsOf(IReadOnlyDictionary<string, string> settings)
    {
        return new(settings.GetValueOrDefault("entry") ?? "article", Of("title"), Of("link"), Of("text"), Of("author"),
            Of("date"));

        string? Of(string key) => settings.GetValueOrDefault(key) is { Length: > 0 } selector ? selector : null;
    }
}
