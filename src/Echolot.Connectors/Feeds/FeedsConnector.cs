using System.Text;
using Echolot.Connectors.Sites;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;
using Echolot.Sources.Hubs;

namespace Echolot.Connectors.Feeds;

/// <summary>Reads RSS, Atom and JSON feeds of news sites, blogs and forums. See README.md in this folder.</summary>
public sealed class FeedsConnector : IReadsMentions, IBackfillsGaps, IHearsHubs, ILooksForReservations
{
    public const string Name = "feeds";

    private readonly IGuardedHttp _http;
    private readonly FeedWatch _watch;
    private readonly SiteRules _rules;
    private readonly ArticleFetch _articles;

    public FeedsConnector(IGuardedHttp http, FeedPace pace, TimeProvider clock)
    {
        _http = http;
        _watch = new FeedWatch(http, pace, clock);
        _rules = new SiteRules(http, clock);
        _articles = new ArticleFetch(http, _rules, clock);
    }

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
            new("fulltext", new("Ganzen Text abrufen", "Fetch the full text"),
                new("Liest zu jedem Eintrag die Seite; nur wo robots.txt es erlaubt und kein Vorbehalt gegen Text und "
                    + "Data Mining steht.",
                    "Reads the page of each item; only where robots.txt allows it and text and data mining is not "
                        + "reserved."),
                Default: "false", Kind: "switch"),
            new("folder", new("Ordner", "Folder"),
                new("Wie in der OPML-Liste; Ebenen mit Schrägstrich.", "As in the OPML list; levels by slashes.")),
        ],
        SeesDeletions: false, SeesEdits: true, ReplayHorizon: null,
        new("Liest Artikel von Nachrichtenseiten, Blogs und Foren, sobald sie im Feed stehen.",
            "Reads articles of news sites, blogs and forums as soon as they are in the feed."),
        new("Öffentlich bereitgestellte Inhalte; berechtigtes Interesse (Art. 6 Abs. 1 Buchst. f DSGVO), Text und "
            + "Data Mining " +
            "nach § 44b UrhG, soweit der Anbieter es sich nicht maschinenlesbar vorbehalten hat.",
            "Content published for anyone to read; legitimate interest (Art. 6(1)(f) GDPR), text and data mining "
                + "under " +
            "§ 44b UrhG (Art. 4 DSM Directive) unless the publisher has reserved it in machine-readable form."))
    {
        Sees = new("Was im Feed steht, auch spätere Änderungen.", "What stands in the feed, later edits as well."),
        Misses = new("Was der Anbieter nicht in den Feed stellt oder schneller daraus verschwindet, als gelesen wird; "
            + "Löschungen.",
            "What the publisher does not put into the feed, or takes out faster than it is read; deletions."),
        Rereads = new("Was noch im Feed steht, und ältere Seiten, wo der Feed welche nennt (RFC 5005, JSON Feed).",
            "What still stands in the feed, and older pages where the feed names them (RFC 5005, JSON Feed)."),
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
            var (address, feed) = await FeedAddress.FindAsync(_http, typed, Headers(settings), cancel);
            var key = new SourceKey(Name, address.Host, FeedAddress.Normal(address));
            return new SourceCheck(
                key, feed.Title ?? address.Host, new Dictionary<string,
                    string>(settings) { ["address"] = address.AbsoluteUri },
                new Dictionary<string, LocalText>());
        }
        catch (NetworkRefused e)
        {
            return Refused(settings, e.Problem switch
            {
                NetworkProblem.AddressRefused =>
                    $"„{typed.Host}“ liegt in einem privaten oder reservierten Netz und wird nicht abgerufen. Ist es "
                        + "Ihr eigenes, setzen Sie Echolot:Network:AllowPrivate auf true.",
                NetworkProblem.TooSlow => $"„{typed.Host}“ antwortet zu langsam. Später noch einmal versuchen.",
                NetworkProblem.TooLarge => $"Die Antwort von „{typed.Host}“ ist zu groß.",
                NetworkProblem.TooManyRedirects => $"„{typed.Host}“ leitet im Kreis weiter.",
                _ => $"„{typed.Host}“ ist nicht erreichbar. Schreibweise der Adresse prüfen.",
            }, e.Message);
        }
        catch (NotAFeed e)
        {
            return Refused(settings, $"Unter „{typed.Host}“ wurde kein Feed gefunden. Die Adresse des Feeds direkt "
                + $"eingeben.", e.Message);
        }
    }

    /// <inheritdoc />
    public IAsyncEnumerable<SourceEvent> ReadAsync(
        SourceConfig source, string? cursor, CancellationToken cancel) =>
        _watch.ReadAsync(source, cursor, WatchedOf(source), cancel);

    private Watched WatchedOf(SourceConfig source)
    {
        var address = FeedAddress.Typed(source["address"])
            ?? throw new SourceTrouble("The source has no valid address. Change the source.", final: true);
        return new Watched(
            address, FeedAddress.Accept, Headers(source.Settings), "feed",
            (answer, _) => Task.FromResult(
                FeedReader.Read(answer.Body.Span, answer.Header("Content-Type"), answer.Address)))
        {
            Complete = source["fulltext"] == "true" ? CompleteAsync : null,
        };
    }

    /// <inheritdoc />
    public bool CanBackfill(SourceConfig source) => true;

    /// <inheritdoc />
    public IAsyncEnumerable<SourceEvent> BackfillAsync(
        SourceConfig source, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) =>
        _watch.BackfillAsync(source, WatchedOf(source), from, to, cancel);

    /// <inheritdoc />
    public Hub? HubOf(string? cursor) => FeedCursor.HubOf(cursor);

    /// <inheritdoc />
    public void Deliver(long sourceId, HubNews news) => _watch.Inbox.Put(sourceId, news);

    /// <inheritdoc />
    public async Task<ReservationLook> LookAsync(SourceConfig source, CancellationToken cancel)
    {
        var address = FeedAddress.Typed(source["address"])
            ?? throw new SourceTrouble("The source has no valid address. Change the source.", final: true);
        return (await _rules.SaysAsync(address, cancel)).Look;
    }

    private async Task<FeedItem> CompleteAsync(FeedItem item, CancellationToken cancel)
    {
        if (item.Link is null)
            return item;
        var (article, _) = await _articles.ReadAsync(item.Link, cancel);
        if (article is { Reserved.Count: > 0 }) return item with { Reserved = article.Reserved };
        // The page may be a teaser as well: the longer text is the fuller one.
        return article?.Text is { } text && text.Length > (item.Text?.Length ?? 0)
            ? item with { Text = text, Html = null } : item;
    }

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
