using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Echolot.Connectors.Http;
using Echolot.Connectors.Listings;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.Reddit;

/// <summary>
/// Reads new posts and comments of subreddits with an approved application of one's own; see the README.
/// </summary>
public sealed partial class RedditConnector : IReadsMentions, IBackfillsGaps, IKeepsBudgets
{
    /// <summary>Part of every mention's identity.</summary>
    public const string Name = "reddit";

    // Reddit allows 100 queries a minute to an application.
    private const int MostRate = 100, UsualRate = 30, MostTargets = 25;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _clock;
    private readonly JsonApi _api;
    private readonly Uri _signIn;
    private readonly Uri _server;
    private readonly TimeSpan? _every;
    private readonly TimeSpan _window;
    private readonly ConcurrentDictionary<(string Client, string Secret),
        (string Token, DateTimeOffset Until)> _tokens = new();
    private readonly ConcurrentDictionary<string, Pace> _paces = new();

    public RedditConnector(IGuardedHttp http, TimeProvider clock)
        : this(http, clock, new Uri("https://www.reddit.com"), new Uri("https://oauth.reddit.com"), null)
    {
    }

    /// <param name="window">Span for which requests are counted; Reddit counts minutes.</param>
    internal RedditConnector(
        IGuardedHttp http, TimeProvider clock, Uri signIn, Uri server, TimeSpan? every, TimeSpan? window = null) =>
        (_clock, _api, _signIn, _server, _every, _window) =
            (clock, new JsonApi(http, clock), signIn, server, every, window ?? Minute);

    public ConnectorDescription Description { get; } = new(
        Name, "Reddit", "messages-square",
        [
            new("client", new("Client-ID", "Client id"),
                new("Einer Anwendung, der Reddit den Zugang genehmigt hat.",
                    "Of an application to which Reddit has granted access."),
                Required: true),
            new("secret", new("Client-Geheimnis", "Client secret"),
                new("Wird verschlüsselt gespeichert.", "Stored encrypted."), Required: true, Secret: true,
                    Kind: "password"),
            new("subreddits", new("Subreddits", "Subreddits"),
                new("Durch Leerzeichen getrennt, mit oder ohne r/.", "Separated by spaces, with or without r/."),
                Required: true, Kind: "textarea"),
            new("rate", new("Anfragen in der Minute", "Requests a minute"),
                new("Reddit erlaubt einer Anwendung 100.", "Reddit allows an application 100."),
                Default: UsualRate.ToString(CultureInfo.InvariantCulture), Kind: "number"),
            new("approved", new("Reddit hat diese Nutzung genehmigt", "Reddit has approved this use"),
                new("Seit November 2025 braucht jeder Zugang eine Genehmigung, gewerbliche Nutzung einen Vertrag.",
                    "Since November 2025 every access needs an approval, commercial use a contract."),
                Required: true, Default: "false", Kind: "switch"),
        ],
        SeesDeletions: true, SeesEdits: true, ReplayHorizon: null,
        new("Neue Beiträge und Kommentare in Subreddits, mit eigener genehmigter Anwendung.",
            "New posts and comments in subreddits, with an approved application of your own."),
        new("Öffentliche Beiträge: Art. 6 Abs. 1 lit. f DSGVO; dazu Ihr Vertrag mit Reddit. Gelöschtes wird entfernt.",
            "Public posts: Art. 6(1)(f) GDPR; and your contract with Reddit. What is deleted is removed."))
    {
        Sees = new("Neue Beiträge und Kommentare der genannten Subreddits; Änderungen und Löschungen der letzten 250.",
            "New posts and comments of the named subreddits; edits and deletions of the last 250."),
        Misses = new("Alles außerhalb dieser Subreddits; was bei mehr als 1.000 Beiträgen zwischen zwei Abrufen "
            + "durchläuft.",
            "Everything outside these subreddits; what passes when more than 1,000 posts come between two readings."),
        Rereads = new("So weit zurück, wie Reddit seine neuesten Beiträge zeigt: höchstens 1.000 je Subreddit.",
            "As far back as Reddit shows its newest posts: 1,000 of a subreddit at most."),
        Cost = new("Nach Ihrem Vertrag mit Reddit; höchstens 100 Anfragen in der Minute.",
            "By your contract with Reddit; at most 100 requests a minute."),
    };

    public async Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var problems = new Dictionary<string, LocalText>();
        var client = settings.GetValueOrDefault("client")?.Trim() ?? "";
        var secret = settings.GetValueOrDefault("secret")?.Trim() ?? "";
        if (!Credential().IsMatch(client)) problems["client"] =
            new("Das ist keine Client-ID.", "This is no client id.");
        if (!Credential().IsMatch(secret)) problems["secret"] =
            new("Das ist kein Geheimnis von Reddit.", "This is no secret of Reddit.");
        var subreddits = Subreddits(settings.GetValueOrDefault("subreddits"), out var wrong);
        if (wrong is not null) problems["subreddits"] =
            new($"„{wrong}“ ist kein Subreddit.", $"“{wrong}” is no subreddit.");
        else if (subreddits.Count is 0 or > MostTargets) problems["subreddits"] =
            new($"1 bis {MostTargets} Subreddits.", $"1 to {MostTargets} subreddits.");
        if (Rate(settings) is not { } rate)
        {
            problems["rate"] = new("Eine Zahl von 1 bis 100.", "A number from 1 to 100.");
            rate = UsualRate;
        }
        if (settings.GetValueOrDefault("approved") != "true")
            problems["approved"] = new("Ohne Genehmigung von Reddit wird nicht gelesen.",
                "Without the approval of Reddit nothing is read.");
        if (problems.Count > 0) return new(null, null, settings, problems);
        var kept = new Dictionary<string, string>
        {
            ["client"] = client, ["secret"] = secret, ["subreddits"] = string.Join(' ', subreddits),
            ["rate"] = rate.ToString(CultureInfo.InvariantCulture), ["approved"] = "true",
        };
        var key = new SourceKey(Name, "reddit.com", string.Join(' ', subreddits));
        try
        {
            await PageAsync(new SourceConfig(0, key, kept), $"/r/{subreddits[0]}/new", null, cancel);
        }
        catch (SourceTrouble trouble)
        {
            return new(null, null, settings, new Dictionary<string, LocalText>
            {
                [trouble.Message.Contains("404", StringComparison.Ordinal) ? "subreddits" : "client"] =
                    new($"Reddit lehnt ab: {trouble.Message}", trouble.Message),
            });
        }
        return new(key, subreddits.Count == 1 ? "r/" + subreddits[0] : "Reddit", kept, problems);
    }

    public IAsyncEnumerable<SourceEvent> ReadAsync(
        SourceConfig source, string? cursor, CancellationToken cancel) =>
        new ListingWatch(_clock).ReadAsync(ListingOf(source), cursor, cancel);

    /// <inheritdoc />
    public bool CanBackfill(SourceConfig source) => true;

    /// <inheritdoc />
    public IAsyncEnumerable<SourceEvent> BackfillAsync(
        SourceConfig source, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) =>
        new ListingWatch(_clock).BackfillAsync(ListingOf(source), from, to, cancel);

    private Listing ListingOf(SourceConfig source)
    {
        var targets = Subreddits(source["subreddits"], out _)
            .SelectMany(s => new[] { $"/r/{s}/new", $"/r/{s}/comments" }).ToList();
        return new Listing(
            targets, (target, page, stop) => PageAsync(source, target, page, stop),
            (names, stop) => AliveAsync(source, names, stop))
        {
            Every = _every ?? Minute, CheckEvery = _every ?? TimeSpan.FromHours(1), AtOnce = 100,
            IdOf = ThingRecord.IdOf,
        };
    }

    /// <inheritdoc />
    public SourceBudget BudgetOf(SourceConfig source, string? cursor, DateTimeOffset now) => new(
        new("Anfragen in der Minute", "requests a minute"), Rate(source.Settings) ?? UsualRate,
        _paces.TryGetValue(source["client"] ?? "", out var pace) ? pace.Spent(now) : 0, now + Minute);

    private async Task<ListedPage> PageAsync(SourceConfig source, string target, string? after,
        CancellationToken cancel)
    {
        var paging = after is null ? "" : "&after=" + Uri.EscapeDataString(after);
        using var json = await AskAsync(source, $"{target}.json?limit=100&raw_json=1{paging}", cancel);
        var now = _clock.GetUtcNow();
        var data = json.RootElement.Field("data") ?? default;
        return new(
            [.. data.Items("children").Where(c => !ThingRecord.IsGone(c))
                .Select(c => ThingRecord.Read(c, source.Key, now))],
            data.Text("after", 40));
    }

    private async Task<IReadOnlySet<string>> AliveAsync(SourceConfig source, IReadOnlyList<string> names,
        CancellationToken cancel)
    {
        // What could not be read has no name that Reddit knows.
        var known = names.Where(n => n.StartsWith("t1_", StringComparison.Ordinal)
            || n.StartsWith("t3_", StringComparison.Ordinal)).ToList();
        var alive = names.Except(known).ToHashSet(StringComparer.Ordinal);
        if (known.Count == 0) return alive;
        using var json = await AskAsync(source, "/api/info.json?raw_json=1&id="
            + string.Join(',', known.Select(Uri.EscapeDataString)), cancel);
        alive.UnionWith((json.RootElement.Field("data") ?? default).Items("children")
            .Where(c => !ThingRecord.IsGone(c)).Select(c => c.Field("data")?.Text("name", 40)).OfType<string>());
        return alive;
    }

    private async Task<JsonDocument> AskAsync(SourceConfig source, string path, CancellationToken cancel)
    {
        var client = source["client"] is { Length: > 0 } id ? id
            : throw new SourceTrouble("The source has no client id. Change the source.", final: true);
        var pace = _paces.GetOrAdd(client, _ => new Pace(_window));
        await pace.WaitAsync(Rate(source.Settings) ?? UsualRate, _clock, cancel);
        var token = await TokenAsync(client, source["secret"] ?? "", pace, cancel);
        try
        {
            var (json, answer) = await _api.AskAsync(
                new OutgoingRequest(new Uri(_server, path)) { Headers = [new("Authorization", "Bearer " + token)] },
                    null, cancel);
            // What is left of Reddit's own window, and how many seconds it lasts.
            if (Number(answer, "X-Ratelimit-Remaining") is <= 5 and >= 0
                && Number(answer, "X-Ratelimit-Reset") is { } seconds)
                pace.Rest(_clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Clamp(seconds, 1, 600)));
            return json;
        }
        catch (SourceTrouble trouble) when (trouble.Final)
        {
            // An hour old token, or one that was withdrawn: the next try begins with a new one.
            _tokens.TryRemove((client, source["secret"] ?? ""), out _);
            throw new SourceTrouble(trouble.Message, cause: trouble);
        }
    }

    private async Task<string> TokenAsync(string client, string secret, Pace pace, CancellationToken cancel)
    {
        var now = _clock.GetUtcNow();
        if (_tokens.TryGetValue((client, secret), out var known) && known.Until > now) return known.Token;
        var (json, _) = await _api.AskAsync(new OutgoingRequest(new Uri(_signIn, "/api/v1/access_token"))
        {
            Method = "POST", Body = "grant_type=client_credentials"u8.ToArray(), ContentType =
                "application/x-www-form-urlencoded",
            Headers = [new("Authorization", "Basic "
                + Convert.ToBase64String(Encoding.ASCII.GetBytes($"{client}:{secret}")))],
        }, null, cancel);
        pace.Count(now);
        using (json)
        {
            var token = json.RootElement.Text("access_token", 4_000)
                ?? throw new SourceTrouble("Reddit gave no token for these access data. Check the source.",
                    final: true);
            // Renewed a minute early, so that none runs out on its way.
            _tokens[(client, secret)] = (token, now.AddSeconds(
                Math.Clamp(json.RootElement.Number("expires_in") ?? 3600, 120, 86_400) - 60));
            return token;
        }
    }

    private static double? Number(IncomingAnswer answer, string header) =>
        double.TryParse(answer.Header(header), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number : null;

    private static List<string> Subreddits(string? written, out string? wrong)
    {
        wrong = null;
        var found = new List<string>();
        foreach (var word in (written ?? "")
            .Split([' ', ',', ';', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            var name = word.TrimStart('/');
            if (name.StartsWith("r/", StringComparison.OrdinalIgnoreCase)) name = name[2..];
            if (Subreddit().IsMatch(name)) found.Add(name.ToLowerInvariant());
            else wrong ??= word;
        }
        return [.. found.Distinct()];
    }

    private static int? Rate(IReadOnlyDictionary<string, string> settings) =>
        settings.GetValueOrDefault("rate") is not { Length: > 0 } written ? UsualRate
            : int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var rate)
                && rate is >= 1 and <= MostRate
                ? rate : null;

    /// <summary>The requests of the last minute of one application; all its sources share them.</summary>
    private sealed class Pace(TimeSpan window)
    {
        private readonly Queue<DateTimeOffset> _sent = new();
        private readonly SemaphoreSlim _turn = new(1, 1);
        private DateTimeOffset _rest;

        public long Spent(DateTimeOffset now)
        {
            lock (_sent) return _sent.Count(at => now - at < window);
        }

        public void Count(DateTimeOffset now)
        {
            lock (_sent) _sent.Enqueue(now);
        }

        public void Rest(DateTimeOffset until) => _rest = until;

        /// <summary>Waits until one more request stays within the limit.</summary>
        public async Task WaitAsync(int rate, TimeProvider clock, CancellationToken cancel)
        {
            await _turn.WaitAsync(cancel);
            try
            {
                while (true)
                {
                    var now = clock.GetUtcNow();
                    TimeSpan wait;
                    lock (_sent)
                    {
                        while (_sent.TryPeek(out var oldest) && now - oldest >= window) _sent.Dequeue();
                        wait = _sent.Count >= rate ? _sent.Peek() + window - now : TimeSpan.Zero;
                        if (_rest > now && _rest - now > wait) wait = _rest - now;
                        if (wait <= TimeSpan.Zero)
                        {
                            _sent.Enqueue(now);
                            return;
                        }
                    }
                    await Task.Delay(wait, clock, cancel);
                }
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    [GeneratedRegex(@"^[\w-]{10,100}\z")]
    private static partial Regex Credential();

    [GeneratedRegex(@"^[A-Za-z0-9_]{2,50}\z")]
    private static partial Regex Subreddit();
}
