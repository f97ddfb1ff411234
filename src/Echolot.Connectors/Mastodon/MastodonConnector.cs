using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Echolot.Connectors.Http;
using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Connectors.Mastodon;

/// <summary>
/// Reads hashtags, lists and mentions of an account at a Mastodon instance and answers in its name; see the README.
/// </summary>
public sealed class MastodonConnector : IReadsMentions, IBackfillsGaps, IActsOnItems, IKnowsAnswerable
{
    /// <summary>Part of every mention's identity.</summary>
    public const string Name = "mastodon";

    private const int MostFeeds = 25;

    private static readonly TimeSpan BeforeReconnecting = TimeSpan.FromSeconds(1);

    // No instance says when it has begun to tell of a feed.
    private static readonly TimeSpan UntilSubscribed = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _clock;
    private readonly TimeSpan _pollEvery, _lookEvery;
    private readonly Instances _instances;
    private readonly Answering _answering;
    private readonly ConcurrentDictionary<SourceKey, TextLimit> _limits = new();
    private readonly ConcurrentDictionary<SourceKey, FileLimits> _files = new();

    public MastodonConnector(GuardedHttp http, TimeProvider clock)
        : this(http, clock, TimeSpan.FromSeconds(30))
    {
    }

    /// <param name="pollEvery">Pause between two rounds where an instance gives us no stream.</param>
    /// <param name="lookEvery">
    /// Pause between two looks at who mentions the account while the stream is open, five minutes: that does not tell of
    /// edits by people whom the account does not follow.
    /// </param>
    internal MastodonConnector(GuardedHttp http, TimeProvider clock, TimeSpan pollEvery, TimeSpan? lookEvery = null)
    {
        (_clock, _pollEvery, _lookEvery) = (clock, pollEvery, lookEvery ?? TimeSpan.FromMinutes(5));
        _instances = new Instances(http, clock);
        _answering = new Answering(_instances, new Posting(http, clock), clock);
    }

    public ConnectorDescription Description { get; } = new(
        Name, "Mastodon", "at-sign",
        [
            new("instance", new("Instanz", "Instance"),
                new("Wo das Konto liegt, zum Beispiel social.example.",
                    "Where the account is, such as social.example."),
                Required: true),
            new("token", new("Zugangstoken", "Access token"),
                new("In Mastodon unter Einstellungen → Entwicklung eine Anwendung mit dem Recht „read“ anlegen, zum "
                    + "Antworten auch „write:statuses“, für Bilder „write:media“, zum Favorisieren „write:favourites“, und ihr Token hier einsetzen.",
                    "In Mastodon under Preferences → Development make an application that may “read”, for answering "
                        + "“write:statuses” as well, for pictures “write:media”, for favourites “write:favourites”, and put its token here."),
                Required: true, Secret: true, Kind: "password"),
            new("hashtags", new("Hashtags", "Hashtags"),
                new("Durch Leerzeichen getrennt, mit oder ohne #.", "Separated by spaces, with or without #."),
                Kind: "textarea"),
            new("lists", new("Listen", "Lists"),
                new("Nummern oder Adressen von Listen des Kontos, durch Leerzeichen getrennt.",
                    "Numbers or addresses of lists of the account, separated by spaces.")),
            new("mentions", new("Erwähnungen des Kontos", "Mentions of the account"),
                new("Auch Antworten und private Nachrichten an das Konto.",
                    "Replies and private messages to the account as well."), Default: "true", Kind: "switch"),
            new("answers", new("In diesem Namen antworten", "Answer in this name"),
                new("Öffentlich und privat. Dafür werden auch die Erwähnungen des Kontos gelesen.",
                    "In public and privately. The mentions of the account are read for it as well."), Default: "false",
                        Kind: "switch"),
            new("boosts", new("Geteilte Beiträge", "Boosts"),
                new("Wer in einer Liste einen Beitrag teilt, zählt als eigene Erwähnung.",
                    "Whoever boosts a post in a list counts as a mention of its own."), Default: "false",
                        Kind: "switch"),
        ],
        SeesDeletions: true, SeesEdits: true, ReplayHorizon: null,
        new("Hashtags, Listen und Erwähnungen eines Kontos in Echtzeit, mit Änderungen und Löschungen.",
            "Hashtags, lists and mentions of an account in real time, with edits and deletions."),
        new("Öffentliche Beiträge: Art. 6 Abs. 1 lit. f DSGVO nach Abwägung; Nachrichten an das eigene Konto: lit. b "
            + "oder f. "
            + "Regeln der Instanz beachten: manche verbieten automatisches Auslesen.",
            "Public posts: Art. 6(1)(f) GDPR after weighing interests; messages to your own account: (b) or (f). "
            + "Mind the rules of the instance: some forbid automated reading."))
    {
        Sees = new("Beiträge mit den Hashtags, die die Instanz kennt; Beiträge der Listen; wer das Konto erwähnt.",
            "Posts with the hashtags that the instance knows; posts of the lists; who mentions the account."),
        Misses = new("Instanzen, denen niemand von hier folgt: das Fediverse hat keine gemeinsame Suche. Volltext, "
            + "weil nur wenige ihn freigeben.",
            "Instances that nobody here follows: the Fediverse has no common search. Full text, because few people "
                + "open it."),
        Rereads = new("Hashtags, soweit die Instanz sie führt, bei GoToSocial und Pleroma die neuesten 4.000 Beiträge. Listen "
            + "und Erwähnungen werden beim Wiederanfang von selbst nachgelesen, soweit die Instanz sie noch zeigt; was dann fehlt, "
            + "ist verloren.",
            "Hashtags, as far back as the instance lists them, of GoToSocial and Pleroma the newest 4,000 posts. Lists and "
                + "mentions are caught up on by themselves as far as the instance still shows them; what is missing then is lost."),
        Cost = new("Kostenlos; 300 Anfragen in 5 Minuten.", "Free; 300 requests in 5 minutes."),
    };

    public async Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var problems = new Dictionary<string, LocalText>();
        var server = Access.Typed(settings.GetValueOrDefault("instance"));
        var tags = Followed.Hashtags(settings.GetValueOrDefault("hashtags"), out var wrongTag);
        var lists = Followed.Lists(settings.GetValueOrDefault("lists"), out var wrongList);
        var answers = settings.GetValueOrDefault("answers") == "true";
        var mentions = answers || settings.GetValueOrDefault("mentions", "true") == "true";
        var token = settings.GetValueOrDefault("token")?.Trim() ?? "";
        if (server is null)
            problems["instance"] = new("Das ist keine Instanz. Beispiel: social.example.",
                "This is no instance. Example: social.example.");
        if (token.Length is 0 or > 500 || token.Any(c => c is <= ' ' or > '~'))
            problems["token"] = new("Das ist kein Zugangstoken.", "This is no access token.");
        if (wrongTag is not null)
            problems["hashtags"] = new($"„{wrongTag}“ ist kein Hashtag.", $"“{wrongTag}” is no hashtag.");
        if (wrongList is not null)
            problems["lists"] = new($"„{wrongList}“ ist keine Liste.", $"“{wrongList}” is no list.");
        if (tags.Count + lists.Count + (mentions ? 1 : 0) is 0 or > MostFeeds)
            problems.TryAdd("hashtags", new(
                $"Mindestens eins und höchstens {MostFeeds} zu lesen: Hashtags, Listen oder Erwähnungen.",
                $"Read at least one and at most {MostFeeds}: hashtags, lists or mentions."));
        if (problems.Count > 0) return new(null, null, settings, problems);
        var access = new Access(server!, token);
        try
        {
            using var account = await _instances.GetAsync(access, "/api/v1/accounts/verify_credentials", cancel);
            if (account?.RootElement.Text("acct", 200) is not { } name || account.RootElement.Id("id") is not { } number)
                return Refused("instance", $"„{server!.Host}“ ist keine Mastodon-Instanz.",
                    $"“{server.Host}” is no Mastodon instance.");
            foreach (var list in lists)
            {
                using var there = await _instances.GetAsync(access, "/api/v1/lists/" + list.Name, cancel);
                if (there is null)
                    return Refused("lists", $"Das Konto hat keine Liste {list.Name}.",
                        $"The account has no list {list.Name}.");
            }
            var scopes = answers ? await ScopesAsync(access, cancel) : [];
            if (answers && !May(scopes, "statuses"))
                return Refused("token", "Das Token darf nicht schreiben. Der Anwendung „write:statuses“ geben und ihr Token "
                    + "neu erzeugen.",
                    "The token may not write. Give the application “write:statuses” and make its token anew.");
            using var about = await _instances.GetAsync(access, "/api/v2/instance", cancel);
            var limit = Answering.LimitOf(about?.RootElement);
            return new(
                new SourceKey(Name, server!.Authority, "@" + name), $"Mastodon @{name}@{server.Host}",
                new Dictionary<string, string>
                {
                    ["instance"] = server.AbsoluteUri.TrimEnd('/'), ["token"] = token,
                    ["hashtags"] = string.Join(' ', tags.Select(t => "#" + t.Name)),
                    ["lists"] = string.Join(' ', lists.Select(l => l.Name)),
                    ["mentions"] = mentions ? "true" : "false",
                    ["boosts"] = settings.GetValueOrDefault("boosts") == "true" ? "true" : "false",
                    ["answers"] = answers ? "true" : "false",
                    ["account"] = number, ["self"] = StatusRecord.Author(account.RootElement, server.Host).Id.Value,
                    ["longest"] = Answering.Written(limit.Most),
                    ["link"] = Answering.Written(limit.LinkWeight ?? 0),
                    ["media"] = answers && May(scopes, "media") ? "true" : "false",
                    ["likes"] = answers && May(scopes, "favourites") ? "true" : "false",
                }, problems);
        }
        catch (SourceTrouble trouble)
        {
            return trouble.Final
                ? Refused("token", "Die Instanz nimmt dieses Token nicht an.",
                    "The instance does not accept this token.")
                : Refused("instance", $"„{server!.Host}“ antwortet nicht wie eine Mastodon-Instanz. "
                    + $"({trouble.Message})", trouble.Message);
        }

        SourceCheck Refused(string field, string de, string en) =>
            new(null, null, settings, new Dictionary<string, LocalText> { [field] = new(de, en) });
    }

    public async IAsyncEnumerable<SourceEvent> ReadAsync(
        SourceConfig source, string? cursor, [EnumeratorCancellation] CancellationToken cancel)
    {
        var access = AccessOf(source);
        var feeds = FeedsOf(source);
        var reading = new Reading(
            source.Key, access.Server.Host, source["boosts"] == "true", feeds, Place.Parse(cursor));
        var catchingUp = new CatchingUp(_instances, access, _clock);
        var streaming = await StreamingAsync(source.Key, access, cancel);
        while (true)
        {
            // First the stream, then the past: what comes in between is in both and known by its mark.
            var socket = await _instances.OpenAsync(access, streaming, feeds, cancel);
            await using var incoming = socket is null ? null : new Incoming(socket, _clock) { SignOfLife = _pollEvery };
            foreach (var feed in feeds)
                await foreach (var past in catchingUp.RunAsync(
                    reading, feed, socket is null ? Origin.Poll : Origin.Backfill, cancel))
                    yield return past;
            if (incoming is null)
            {
                yield return new Progress(reading.Cursor, _clock.GetUtcNow());
                await Task.Delay(_pollEvery * (0.9 + Random.Shared.NextDouble() / 5), _clock, cancel);
                continue;
            }
            var (looked, subscribed) = (_clock.GetTimestamp(), false);
            var pause = UntilSubscribed < _lookEvery ? UntilSubscribed : _lookEvery;
            for (var came = Came.Quiet; came != Came.End;)
            {
                came = await incoming.NextAsync(cancel);
                var now = _clock.GetUtcNow();
                foreach (var happened in came switch
                {
                    Came.Frame => reading.Take(incoming.Frame, now),
                    Came.TooLarge => [reading.TooLarge(now)],
                    Came.Quiet => [new Progress(reading.Cursor, now)],
                    _ => [],
                })
                    yield return happened;
                if (_clock.GetElapsedTime(looked) < pause) continue;
                looked = _clock.GetTimestamp();
                // Once more all of them: what came after the past was read and before the stream told of it.
                foreach (var feed in feeds.Where(f => !subscribed || f.Kind == FollowedKind.Notifications))
                    await foreach (var past in catchingUp.RunAsync(reading, feed, Origin.Poll, cancel))
                        yield return past;
                (subscribed, pause) = (true, _lookEvery);
            }
            cancel.ThrowIfCancellationRequested();
            await Task.Delay(BeforeReconnecting * (0.5 + Random.Shared.NextDouble() / 2), _clock, cancel);
        }
    }

    /// <inheritdoc />
    public IAsyncEnumerable<SourceEvent> BackfillAsync(
        SourceConfig source, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) =>
        new CatchingUp(_instances, AccessOf(source), _clock).BetweenAsync(
            source.Key, FeedsOf(source), source["boosts"] == "true", from, to, cancel);

    /// <inheritdoc />
    public bool CanBackfill(SourceConfig source) => FeedsOf(source).Any(f => f.Kind == FollowedKind.Hashtag);

    /// <inheritdoc />
    public ReplyAbilities? Abilities(SourceConfig source)
    {
        if (source["answers"] != "true" || AccountOf(source) is not { } account) return null;
        var limit = LimitOf(source);
        return new(limit, limit, OpensPrivate: true, Mentions: true, Self: account.Id)
        {
            Files = FilesOf(source), Acts = source["likes"] == "false" ? [] : [ItemAct.Like, ItemAct.Unlike],
        };
    }

    /// <inheritdoc />
    public async Task<SendOutcome> SendAsync(SourceConfig source, OutgoingReply reply, CancellationToken cancel) =>
        Abilities(source) is null
            ? new SendOutcome.Refused(new(
                "Diese Quelle darf nicht antworten. Es in ihren Einstellungen erlauben.",
                "This source may not answer. Allow it in its settings."))
            : await _answering.SendAsync(AccessOf(source), LimitOf(source), FilesOf(source), reply, cancel);

    /// <inheritdoc />
    public Task<Answerable> AnswerableAsync(
        SourceConfig source, Leg leg, ExternalId item, string? local, CancellationToken cancel) =>
        _answering.AnswerableAsync(AccessOf(source), leg, item, local, cancel);

    /// <inheritdoc />
    public Task<SendFinding> FindAsync(SourceConfig source, OutgoingReply reply, CancellationToken cancel) =>
        _answering.FindAsync(
            AccessOf(source),
            AccountOf(source) ?? throw new SourceTrouble("The source does not name its account.", final: true), reply,
            cancel);

    /// <inheritdoc />
    public Task<ActOutcome> ActAsync(
        SourceConfig source, ItemAct act, ExternalId item, string? local, CancellationToken cancel) =>
        _answering.ActAsync(AccessOf(source), act, item, local, cancel);

    // Only newer servers tell; who does not is asked when the first reply goes out.
    private async Task<List<string>> ScopesAsync(Access access, CancellationToken cancel)
    {
        using var app = await _instances.GetAsync(access, "/api/v1/apps/verify_credentials", cancel);
        return app?.RootElement.Items("scopes").Select(s => s.ToString()).ToList() ?? [];
    }

    private static bool May(List<string> scopes, string write) =>
        scopes.Count == 0 || scopes.Contains("write") || scopes.Contains("write:" + write);

    // A source of before has not been asked; what the token may not do the instance says then.
    private FileLimits? FilesOf(SourceConfig source) =>
        source["media"] == "false" ? null : _files.GetValueOrDefault(source.Key) ?? Answering.Files;

    private TextLimit LimitOf(SourceConfig source) => _limits.GetValueOrDefault(source.Key)
        ?? Answering.Limit(Number(source["longest"]), Number(source["link"]));

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Account? AccountOf(SourceConfig source) =>
        source["account"] is { Length: > 0 } number && source["self"] is { Length: > 0 } self
            ? new(number, new(self)) : null;

    private async Task<Uri> StreamingAsync(SourceKey source, Access access, CancellationToken cancel)
    {
        using var about = await _instances.GetAsync(access, "/api/v2/instance", cancel);
        if (about is not null)
        {
            _limits[source] = Answering.LimitOf(about.RootElement);
            _files[source] = Answering.FilesOf(about.RootElement);
        }
        var stated = about?.RootElement.Field("configuration")?.Field("urls")?.Text("streaming", 500);
        return Uri.TryCreate(stated, UriKind.Absolute, out var streaming) && streaming.Scheme is "ws" or "wss"
            ? streaming
            : new UriBuilder(access.Server) { Scheme = access.Server.Scheme == "http" ? "ws" : "wss", Port =
                access.Server.Port }.Uri;
    }

    private static Access AccessOf(SourceConfig source) =>
        Access.Typed(source["instance"]) is { } server && source["token"] is { Length: > 0 } token
            ? new Access(server, token)
            : throw new SourceTrouble("The source has no instance or no access token. Change the source.", final: true);

    private static List<Followed> FeedsOf(SourceConfig source) =>
    [
        .. Followed.Hashtags(source["hashtags"], out _), .. Followed.Lists(source["lists"], out _),
        .. source["mentions"] == "true" ? new[] { Followed.Mentions } : [],
        .. source["mentions"] == "true" && AccountOf(source) is { } account ? new[] { Followed.Own(account.Number) } : [],
    ];
}
