using System.Globalization;
using System.Runtime.CompilerServices;
using Echolot.Connectors.Http;
using Echolot.Connectors.Listings;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.WordPress;

/// <summary>Reads the comments of one's own blog and answers them; see the README.</summary>
public sealed class WordPressConnector : IReadsMentions, IActsOnItems, IKnowsAnswerable
{
    /// <summary>Part of every mention's identity.</summary>
    public const string Name = "wordpress";

    private readonly TimeProvider _clock;
    private readonly TimeSpan? _every;
    private readonly BlogApi _api;
    private readonly Answering _answering;
    private readonly Moderating _moderating;

    public WordPressConnector(IGuardedHttp http, TimeProvider clock)
        : this(http, clock, null)
    {
    }

    /// <param name="every">Pause between two rounds; null: a minute, and an hour for deletions.</param>
    internal WordPressConnector(IGuardedHttp http, TimeProvider clock, TimeSpan? every)
    {
        (_clock, _every, _api) = (clock, every, new BlogApi(http, clock));
        _answering = new Answering(_api);
        _moderating = new Moderating(_api);
    }

    public ConnectorDescription Description { get; } = new(
        Name, "WordPress", "message-square",
        [
            new("address", new("Adresse des Blogs", "Address of the blog"),
                new("Zum Beispiel https://blog.nordlicht.example.", "Such as https://blog.nordlicht.example."),
                Required: true),
            new("user", new("Benutzername", "User name"),
                new("Ein Konto, das Kommentare moderieren darf (Rolle Redakteur).",
                    "An account that may moderate comments (role editor)."), Required: true),
            new("password", new("Anwendungspasswort", "Application password"),
                new("In WordPress unter Benutzer → Profil → Anwendungspasswörter anlegen.",
                    "Made in WordPress under Users → Profile → Application passwords."),
                Required: true, Secret: true, Kind: "password"),
        ],
        SeesDeletions: true, SeesEdits: true, ReplayHorizon: null,
        new("Kommentare im eigenen Blog lesen und beantworten.", "Read and answer the comments of your own blog."),
        new("Kommentare im eigenen Blog: Art. 6 Abs. 1 lit. f DSGVO, Antworten auf Anfragen: lit. b; Löschungen werden "
            + "befolgt.",
            "Comments in your own blog: Art. 6(1)(f) GDPR, answers to requests: (b); deletions are honoured."))
    {
        Sees = new("Freigegebene Kommentare, die neuesten hundert mit Änderungen.",
            "Approved comments, the newest hundred with their edits."),
        Misses = new("Was auf Freigabe wartet; Kommentare fremder Blogs.",
            "What waits for approval; comments in blogs of others."),
        Rereads = new("Beim Wiederanfang von selbst, bis zu tausend Kommentare zurück.",
            "When reading begins again, by itself, up to a thousand comments back."),
        Cost = new("Kostenlos; eine Anfrage in der Minute.", "Free; one request a minute."),
    };

    public async Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var problems = new Dictionary<string, LocalText>();
        var address = Typed(settings.GetValueOrDefault("address"));
        var user = settings.GetValueOrDefault("user")?.Trim() ?? "";
        // WordPress shows the password in groups of four and takes it with or without the spaces.
        var password = (settings.GetValueOrDefault("password") ?? "").Replace(" ", "", StringComparison.Ordinal);
        if (address is null)
            problems["address"] = new("Das ist keine Webadresse. Beispiel: https://blog.example.",
                "This is no web address. Example: https://blog.example.");
        if (user.Length is 0 or > 200 || user.Contains(':', StringComparison.Ordinal))
            problems["user"] = new("Das ist kein Benutzername.", "This is no user name.");
        if (password.Length is 0 or > 200) problems["password"] = new(
            "Das ist kein Anwendungspasswort.", "This is no application password.");
        if (problems.Count > 0) return new(null, null, settings, problems);
        try
        {
            if (await _api.RouteAsync(address!, cancel) is not { } route)
                return Refused("address", $"„{address!.Host}“ ist kein WordPress mit REST-Schnittstelle.",
                    $"“{address.Host}” is no WordPress with a REST interface.");
            var blog = new Blog(address!, route, user, password, 0);
            var me = await _api.AskAsync(blog, "users/me?context=edit", cancel);
            if (me.Status is 401 or 403)
                return Refused("password", "Benutzername oder Anwendungspasswort stimmt nicht.",
                    "User name or application password is wrong.");
            using var json = BlogApi.Json(me, blog);
            if (json.RootElement.Number("id") is not > 0 || json.RootElement.Text("slug", 200) is not { } slug)
                return Refused("address", $"„{address!.Host}“ ist kein WordPress mit REST-Schnittstelle.",
                    $"“{address.Host}” is no WordPress with a REST interface.");
            if (json.RootElement.Field("capabilities")?.Flag("moderate_comments") is not true)
                return Refused("user", "Dieses Konto darf keine Kommentare moderieren. Ihm die Rolle Redakteur geben.",
                    "This account may not moderate comments. Give it the role editor.");
            return new(
                new SourceKey(Name, address!.Authority + address.AbsolutePath.TrimEnd('/'), "@" + slug),
                $"WordPress {address.Host}", new Dictionary<string, string>
                {
                    ["address"] = address.AbsoluteUri.TrimEnd('/'), ["user"] = user, ["password"] = password,
                    ["route"] = route, ["account"] = json.RootElement.Id("id")!,
                }, problems);
        }
        catch (SourceTrouble trouble)
        {
            return Refused("address", $"„{address!.Host}“ antwortet nicht wie ein WordPress. ({trouble.Message})",
                trouble.Message);
        }

        SourceCheck Refused(string field, string de, string en) =>
            new(null, null, settings, new Dictionary<string, LocalText> { [field] = new(de, en) });
    }

    public async IAsyncEnumerable<SourceEvent> ReadAsync(
        SourceConfig source, string? cursor, [EnumeratorCancellation] CancellationToken cancel)
    {
        var blog = BlogOf(source) ?? throw new SourceTrouble(
            "The source has no address or no password. Change the source.", final: true);
        var listing = new Listing(
            ["comments"], (_, page, stop) => PageAsync(source.Key, blog, page, stop),
            (ids, stop) => _api.AliveAsync(blog, ids, stop))
        {
            Every = _every ?? TimeSpan.FromMinutes(1), CheckEvery = _every ?? TimeSpan.FromHours(1),
            AtOnce = BlogApi.PageSize,
            IdOf = id => CommentRecord.IdOf(blog.Address, id).Value,
        };
        var self = CommentRecord.UserOf(blog.Address, blog.Account);
        await foreach (var happened in new ListingWatch(_clock).ReadAsync(listing, cursor, cancel))
        {
            if (happened is Upserted comment)
            {
                var ours = comment.Mention.Author.Id == self;
                yield return new Addressed(comment.Mention, ours, null, comment.ReceivedAt);
                if (ours) continue;
            }
            yield return happened;
        }
    }

    /// <inheritdoc />
    public ReplyAbilities? Abilities(SourceConfig source) => BlogOf(source) is { } blog
        ? new(Answering.Limit, null, Self: CommentRecord.UserOf(blog.Address, blog.Account)) { Acts = Moderating.Acts } : null;

    /// <inheritdoc />
    public async Task<SendOutcome> SendAsync(SourceConfig source, OutgoingReply reply, CancellationToken cancel) =>
        BlogOf(source) is { } blog ? await _answering.SendAsync(blog, reply, cancel)
            : new SendOutcome.Refused(new(
                "Diese Quelle hat keine Zugangsdaten. In ihren Einstellungen ein Anwendungspasswort eintragen.",
                "This source has no access data. Put an application password into its settings."));

    /// <inheritdoc />
    public Task<Answerable> AnswerableAsync(
        SourceConfig source, Leg leg, ExternalId item, string? local, CancellationToken cancel) =>
        _answering.AnswerableAsync(
            BlogOf(source) ?? throw new SourceTrouble("The source has no access data.", final: true), item, cancel);

    /// <inheritdoc />
    public Task<SendFinding> FindAsync(SourceConfig source, OutgoingReply reply, CancellationToken cancel) =>
        _answering.FindAsync(
            BlogOf(source) ?? throw new SourceTrouble("The source has no access data.", final: true), reply, cancel);

    /// <inheritdoc />
    public async Task<ActOutcome> ActAsync(
        SourceConfig source, ItemAct act, ExternalId item, string? local, CancellationToken cancel) =>
        BlogOf(source) is { } blog ? await _moderating.ActAsync(blog, act, item, cancel)
            : new ActOutcome.Refused(new(
                "Diese Quelle hat keine Zugangsdaten mehr.", "This source has no access data any more."));

    private async Task<ListedPage> PageAsync(SourceKey source, Blog blog, string? page, CancellationToken cancel)
    {
        using var list = await _api.PageAsync(blog, page, cancel);
        var now = _clock.GetUtcNow();
        var items = list.RootElement.EnumerateArray()
            .Select(c => CommentRecord.Read(c, source, blog.Address, now)).ToList();
        var number = page is null ? 1 : int.Parse(page, CultureInfo.InvariantCulture);
        return new(items, items.Count < BlogApi.PageSize ? null
            : (number + 1).ToString(CultureInfo.InvariantCulture));
    }

    private static Blog? BlogOf(SourceConfig source) =>
        Typed(source["address"]) is { } address && source["route"] is { Length: > 0 } route
            && source["user"] is { Length: > 0 } user && source["password"] is { Length: > 0 } password
            && long.TryParse(
                source["account"], NumberStyles.None, CultureInfo.InvariantCulture, out var account)
            ? new(address, route, user, password, account) : null;

    private static Uri? Typed(string? text)
    {
        text = text?.Trim().TrimEnd('/') ?? "";
        if (text.Length > 0 && !text.Contains("://", StringComparison.Ordinal)) text = "https://" + text;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && uri.Host.Length > 0 && uri.UserInfo.Length == 0 && uri.Query.Length == 0 ? uri : null;
    }
}
