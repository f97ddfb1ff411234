using System.Globalization;
using System.Runtime.CompilerServices;
using Echolot.Connectors.Http;
using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Connectors.Bluesky;

/// <summary>
/// Reads every public post of Bluesky as it happens, from Jetstream, and answers in the name of an account; see the
/// README.
/// </summary>
/// <remarks>
/// The stream carries the whole network (tens to hundreds of posts a second); what nobody asked for is forgotten in
/// the intake. Any number of sources may be read at the same time.
/// </remarks>
public sealed class BlueskyConnector : IReadsMentions, IBackfillsGaps, INamesAuthors, IActsOnItems, IKnowsAnswerable
{
    internal const string DefaultHosts =
        "wss://jetstream.us-west.bsky.network wss://jetstream1.us-east.bsky.network "
            + "wss://jetstream2.us-east.bsky.network "
        + "wss://jetstream1.us-west.bsky.network wss://jetstream2.us-west.bsky.network";

    private const string DefaultServer = "https://bsky.social";

    private static readonly TimeSpan BeforeReconnecting = TimeSpan.FromSeconds(1);

    // In the whole network something is said every second; a silence of minutes is what the host has forgotten.
    private static readonly TimeSpan Tolerated = TimeSpan.FromMinutes(2);

    private readonly TimeProvider clock;
    private readonly Endpoints endpoints;
    private readonly Profiles profiles;
    private readonly Handles handles = new();
    private readonly Answering answering;

    public BlueskyConnector(GuardedHttp http, TimeProvider clock)
    {
        this.clock = clock;
        endpoints = new Endpoints(http, clock);
        profiles = new Profiles(http);
        answering = new Answering(http, clock);
    }

    public ConnectorDescription Description { get; } = new(
        "bluesky", "Bluesky", "cloud",
        [
            new("hosts", new("Jetstream-Server", "Jetstream hosts"),
                new("Mit wss://, durch Leerzeichen getrennt; fällt einer aus, springt der nächste ein.",
                    "With wss://, separated by spaces; if one fails, the next takes over."),
                Default: DefaultHosts, Kind: "textarea"),
            new("profiles", new("Server für Namen", "Server for names"),
                new("Im Strom stehen nur Kennungen; hier werden Namen zu behaltenen Beiträgen erfragt. Leer: nicht "
                    + "fragen.",
                    "The stream has ids only; names for kept posts are asked for here. Empty: do not ask."),
                Default: Profiles.Default),
            new("account", new("Konto, das antwortet", "Account that answers"),
                new("Zum Beispiel nordlicht.bsky.social. Leer: nur lesen.",
                    "Such as nordlicht.bsky.social. Empty: read only.")),
            new("password", new("App-Passwort", "App password"),
                new("In Bluesky unter Einstellungen → Datenschutz und Sicherheit → App-Passwörter anlegen.",
                    "Made in Bluesky under Settings → Privacy and security → App passwords."),
                Secret: true, Kind: "password"),
            new("server", new("Server des Kontos", "Server of the account"),
                new("Nur für ein Konto auf einem eigenen Server.", "Only for an account on a server of its own."),
                Default: DefaultServer),
        ],
        SeesDeletions: true, SeesEdits: true, ReplayHorizon: Endpoints.V1Horizon,
        new("Alle öffentlichen Beiträge von Bluesky in Echtzeit, mit Änderungen, Löschungen und gelöschten Konten.",
            "All public posts of Bluesky in real time, with edits, deletions and deleted accounts."),
        new("Öffentliche Beiträge eines offenen Protokolls: Art. 6 Abs. 1 lit. f DSGVO nach Abwägung; Löschungen "
            + "werden befolgt.",
            "Public posts of an open protocol: Art. 6(1)(f) GDPR after weighing interests; deletions are honoured."))
    {
        Sees = new("Alle öffentlichen Beiträge, Antworten und Zitate.", "All public posts, replies and quotes."),
        Misses = new("Direktnachrichten; was länger zurückliegt, als der Server nachspielt (mindestens 36 Stunden).",
            "Direct messages; what lies further back than the host replays (36 hours at least)."),
        Rereads = new("Soweit der Server zurückspielt: mindestens 36 Stunden.",
            "As far back as the host replays: 36 hours at least."),
        Cost = new("Kostenlos; Bandbreite für das ganze Netz.", "Free; bandwidth for the whole network."),
    };

    public async Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var written = settings.GetValueOrDefault("hosts");
        var hosts = Hosts(string.IsNullOrWhiteSpace(written) ? DefaultHosts : written, out var wrong);
        if (wrong is not null || hosts.Count == 0)
        {
            var problem = new LocalText(
                $"„{wrong}“ ist keine Adresse eines Streams; gemeint ist etwas wie "
                    + $"wss://jetstream1.us-east.bsky.network.",
                $"“{wrong}” is not the address of a stream; write e.g. wss://jetstream1.us-east.bsky.network.");
            return Refused("hosts", problem);
        }
        var names = settings.GetValueOrDefault("profiles", Profiles.Default).Trim();
        if (names.Length > 0 && !(Uri.TryCreate(names, UriKind.Absolute, out var server)
            && server.Scheme is "http" or "https"))
        {
            var problem = new LocalText(
                $"„{names}“ ist keine Webadresse; gemeint ist etwas wie {Profiles.Default}.",
                $"“{names}” is not a web address; write e.g. {Profiles.Default}.");
            return Refused("profiles", problem);
        }
        var kept = new Dictionary<string, string>
        {
            ["hosts"] = string.Join(' ', hosts.Select(host => host.GetLeftPart(UriPartial.Authority))),
            ["profiles"] = names,
        };
        if (settings.GetValueOrDefault("account")?.Trim().TrimStart('@') is { Length: > 0 } account
            && await SignInAsync(account, settings, kept, cancel) is var (field, wrongAccount))
            return Refused(field, wrongAccount);
        var ours = kept["hosts"] == DefaultHosts;
        return new SourceCheck(
            new SourceKey("bluesky", ours ? "bsky.network" : hosts[0].Authority, "stream"),
            ours ? "Bluesky" : $"Bluesky ({hosts[0].Host})", kept, new Dictionary<string, LocalText>());

        SourceCheck Refused(string at, LocalText why) =>
            new(null, null, settings, new Dictionary<string, LocalText> { [at] = why });
    }

    private async Task<(string Field, LocalText Why)?> SignInAsync(
        string name, IReadOnlyDictionary<string, string> settings, Dictionary<string, string> kept,
        CancellationToken cancel)
    {
        var password = settings.GetValueOrDefault("password")?.Trim() ?? "";
        var written = settings.GetValueOrDefault("server")?.Trim() is { Length: > 0 } own ? own : DefaultServer;
        if (!Uri.TryCreate(written, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https")
            || server.UserInfo.Length > 0)
            return ("server", new(
                $"„{written}“ ist keine Webadresse; gemeint ist etwas wie {DefaultServer}.",
                $"“{written}” is not a web address; write e.g. {DefaultServer}."));
        if (password.Length == 0)
            return ("password", new("Zum Antworten gehört ein App-Passwort.", "Answering needs an app password."));
        try
        {
            if (await answering.SignInAsync(server, name, password, cancel) is not var (did, handle))
                return ("password", new(
                    "Name oder App-Passwort stimmt nicht. Ein neues anlegen und hier eintragen.",
                    "Name or app password is wrong. Make a new one and put it here."));
            (kept["account"], kept["password"], kept["server"], kept["did"]) =
                (handle, password, server.GetLeftPart(UriPartial.Authority), did);
            return null;
        }
        catch (SourceTrouble trouble)
        {
            return ("server", new(
                $"„{server.Host}“ antwortet nicht wie ein Bluesky-Server. ({trouble.Message})", trouble.Message));
        }
    }

    /// <inheritdoc />
    public ReplyAbilities? Abilities(SourceConfig source) => AccountOf(source) is { } account
        ? new(Answering.Limit, null, Self: new(account.Did))
        {
            Files = Answering.Files, Acts = [ItemAct.Like, ItemAct.Unlike],
        } : null;

    /// <inheritdoc />
    public async Task<SendOutcome> SendAsync(SourceConfig source, OutgoingReply reply, CancellationToken cancel) =>
        AccountOf(source) is { } account ? await answering.SendAsync(account, reply, cancel)
            : new SendOutcome.Refused(new(
                "Diese Quelle hat kein Konto, das antwortet. In ihren Einstellungen eins eintragen.",
                "This source has no account that answers. Put one into its settings."));

    /// <inheritdoc />
    public Task<Answerable> AnswerableAsync(
        SourceConfig source, Leg leg, ExternalId item, string? local, CancellationToken cancel) =>
        answering.AnswerableAsync(
            AccountOf(source) ?? throw new SourceTrouble("The source has no account that answers.", final: true), item, cancel);

    /// <inheritdoc />
    public Task<SendFinding> FindAsync(SourceConfig source, OutgoingReply reply, CancellationToken cancel) =>
        answering.FindAsync(
            AccountOf(source) ?? throw new SourceTrouble("The source has no account that answers.", final: true),
            reply, cancel);

    /// <inheritdoc />
    public async Task<ActOutcome> ActAsync(
        SourceConfig source, ItemAct act, ExternalId item, string? local, CancellationToken cancel) =>
        AccountOf(source) is { } account ? await answering.ActAsync(account, act, item, cancel)
            : new ActOutcome.Refused(new(
                "Diese Quelle hat kein Konto mehr, das antwortet.", "This source has no account that answers any more."));

    private static Account? AccountOf(SourceConfig source) =>
        source["did"] is { Length: > 0 } did && source["password"] is { Length: > 0 } password
            && Uri.TryCreate(source["server"], UriKind.Absolute, out var server)
            ? new(server, did, source["account"] ?? did, password) : null;

    public async IAsyncEnumerable<SourceEvent> ReadAsync(
        SourceConfig source, string? cursor, [EnumeratorCancellation] CancellationToken cancel)
    {
        var hosts = Hosts(source["hosts"] ?? DefaultHosts, out _);
        var from = Position.Parse(cursor);
        var events = new List<SourceEvent>();
        while (true)
        {
            var opened = await endpoints.OpenAsync(hosts, from, cancel);
            await using var incoming = new Incoming(opened.Socket, clock);
            var reading = new Reading(
                source.Key, opened.Wire, opened.Host.Authority, opened.From, opened.MissingSince, handles,
                AccountOf(source)?.Did);
            if (from is null)
            {
                // From now on: also when we are stopped before the first post comes.
                from = new Position(opened.Wire, "", 0, Position.Microseconds(clock.GetUtcNow()), 0);
                yield return new Progress(from.ToString(), clock.GetUtcNow());
            }
            var frames = 0;
            for (var came = Came.Quiet; came != Came.End && reading.Error is null;)
            {
                came = await incoming.NextAsync(cancel);
                var now = clock.GetUtcNow();
                if (came == Came.Frame) reading.Take(incoming.Frame, now, events);
                else if (came == Came.TooLarge) events.Add(reading.TooLarge(now));
                else if (came == Came.Quiet) events.Add(new Progress(reading.At?.ToString(), now));
                frames += events.Count;
                foreach (var one in events) yield return one;
                events.Clear();
            }
            from = reading.At ?? from;
            cancel.ThrowIfCancellationRequested();
            if (reading.Error == "ConsumerTooSlow")
                throw new SourceTrouble($"'{opened.Host.Host}' let us go because we read too slowly. Is this machine "
                    + $"too busy?", TimeSpan.FromSeconds(5));
            if (reading.Error is { } error) throw new SourceTrouble($"'{opened.Host.Host}' ended the stream: {error}.");
            if (frames == 0) throw new SourceTrouble($"'{opened.Host.Host}' gave nothing: {incoming.Reason}.");
            // A server that was restarted; half of the pause is jitter, so that not all its readers come back at once.
            await Task.Delay(BeforeReconnecting * (0.5 + Random.Shared.NextDouble() / 2), clock, cancel);
        }
    }

    /// <inheritdoc />
    public bool CanBackfill(SourceConfig source) => true;

    /// <summary>Plays the stream again from the beginning of the gap to its end, beside the one that is read.</summary>
    /// <inheritdoc />
    public async IAsyncEnumerable<SourceEvent> BackfillAsync(
        SourceConfig source, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancel)
    {
        var hosts = Hosts(source["hosts"] ?? DefaultHosts, out _);
        var opened = await endpoints.OpenAsync(
            hosts, new Position(Wire.V2, "", 0, Position.Microseconds(from), 0), cancel);
        await using var incoming = new Incoming(opened.Socket, clock);
        var reading = new Reading(
            source.Key, opened.Wire, opened.Host.Authority, opened.From, opened.MissingSince, handles,
            AccountOf(source)?.Did);
        var events = new List<SourceEvent>();
        DateTimeOffset? first = null;
        while (true)
        {
            var came = await incoming.NextAsync(cancel);
            if (came == Came.End || reading.Error is not null)
                throw new SourceTrouble($"'{opened.Host.Host}' ended the stream before the end of the gap: "
                    + $"{reading.Error ?? incoming.Reason}. Try again.");
            // The stream has caught up with the present: nothing more comes of the past.
            if (came == Came.Quiet && to <= clock.GetUtcNow()) break;
            if (came != Came.Frame) continue;
            reading.Take(incoming.Frame, clock.GetUtcNow(), events);
            first ??= reading.At?.Time;
            if (reading.At is { } past && past.Time >= to) break;
            // By time the host begins a little early.
            if (reading.At is { } before && before.Time < from) events.Clear();
            foreach (var one in events)
            {
                if (one is Upserted post)
                    yield return post with { Mention = post.Mention with { Origin = Origin.Backfill } };
                else if (one is not Gap) yield return one;
            }
            events.Clear();
        }
        if (first is { } begins && begins > from + Tolerated)
            throw new SourceTrouble(string.Create(CultureInfo.InvariantCulture,
                $"'{opened.Host.Host}' replays from {begins:yyyy-MM-dd HH:mm} UTC on; what lies before is lost."));
    }

    public async Task<IReadOnlyList<AuthorRef>> NameAsync(
        SourceConfig source, IReadOnlyList<ExternalId> authors, CancellationToken cancel)
    {
        if (!Uri.TryCreate(source["profiles"], UriKind.Absolute, out var server)) return [];
        var found = await profiles.NameAsync(server, authors, cancel);
        foreach (var author in found) handles.Heard(author.Id.Value, author.Handle!);
        return found;
    }

    private static List<Uri> Hosts(string written, out string? wrong)
    {
        var hosts = new List<Uri>();
        wrong = null;
        foreach (var one in written.Split(
            [' ', ',', '\n', '\r', '\t', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Uri.TryCreate(one, UriKind.Absolute, out var host) && host.Scheme is "ws" or "wss"
                && host.Host.Length > 0 && host.UserInfo.Length == 0)
                hosts.Add(host);
            else wrong ??= one;
        }
        return hosts;
    }
}
