using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Echolot.Connectors.Http;
using Echolot.Connectors.Listings;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;
using Thread = Echolot.Connectors.Listings.Thread;

namespace Echolot.Connectors.YouTube;

/// <summary>
/// Reads comments below the videos of channels, or of single videos, within a daily allowance; see the README.
/// </summary>
public sealed partial class YouTubeConnector : IReadsMentions, IBackfillsGaps, IKeepsBudgets
{
    /// <summary>Part of every mention's identity.</summary>
    public const string Name = "youtube";

    // What Google gives a project a day; and what one source takes of it unless told otherwise.
    private const long MostUnits = 10_000, UsualUnits = 2_000;

    private const int MostTargets = 50;

    /// <summary>Google counts by days of its own headquarters.</summary>
    private static readonly TimeZoneInfo Pacific = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");

    private readonly TimeProvider _clock;
    private readonly JsonApi _api;
    private readonly Uri _server;
    private readonly TimeSpan? _every;
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<long, Allowance>> _spent = new(StringComparer.Ordinal);

    // Which of them a source belongs to: its key is not told to whoever asks for its budget.
    private readonly ConcurrentDictionary<long, SharedAllowance> _shared = [];

    public YouTubeConnector(IGuardedHttp http, TimeProvider clock)
        : this(http, clock, new Uri("https://www.googleapis.com"), null)
    {
    }

    internal YouTubeConnector(IGuardedHttp http, TimeProvider clock, Uri server, TimeSpan? every) =>
        (_clock, _api, _server, _every) = (clock, new JsonApi(http, clock), server, every);

    public ConnectorDescription Description { get; } = new(
        Name, "YouTube", "play",
        [
            new("key", new("API-Schlüssel", "API key"),
                new("Aus der Google Cloud Console, für „YouTube Data API v3“ freigeschaltet.",
                    "From the Google Cloud Console, enabled for “YouTube Data API v3”."),
                Required: true, Secret: true, Kind: "password"),
            new("targets", new("Kanäle oder Videos", "Channels or videos"),
                new("Kanal-IDs (UC…), Video-IDs oder Adressen von Videos, durch Leerzeichen getrennt.",
                    "Channel ids (UC…), video ids or addresses of videos, separated by spaces."),
                Required: true, Kind: "textarea"),
            new("budget", new("Einheiten am Tag", "Units a day"),
                new("Google gibt einem Projekt 10.000; eine Seite mit 100 Kommentaren kostet eine.",
                    "Google gives a project 10,000; a page of 100 comments costs one."),
                Default: UsualUnits.ToString(CultureInfo.InvariantCulture), Kind: "number"),
        ],
        SeesDeletions: true, SeesEdits: true, ReplayHorizon: null,
        new("Kommentare unter Videos eigener und fremder Kanäle.",
            "Comments below videos of your own and other channels."),
        new("Öffentliche Kommentare über die amtliche Schnittstelle: Art. 6 Abs. 1 lit. f DSGVO und die Bedingungen "
            + "der YouTube-API; "
            + "danach sind Daten nach 30 Tagen zu erneuern oder zu löschen – Aufbewahrung entsprechend einstellen.",
            "Public comments by the official interface: Art. 6(1)(f) GDPR and the terms of the YouTube API, by which "
                + "data are to "
            + "be refreshed or deleted after 30 days – set retention accordingly."))
    {
        Sees = new("Neue Kommentare und ihre Antworten, auch späte, soweit die Einheiten des Tages reichen; Änderungen und "
            + "Löschungen der letzten 250.",
            "New comments and their replies, also late ones, as far as the day's units go; edits and deletions of the last 250."),
        Misses = new("Antworten unter älteren Kommentaren als den letzten 250; Änderungen und Löschungen von Antworten über die "
            + "fünf hinaus, die mit einem Kommentar kommen; Suche nach Wörtern im ganzen Netz: dafür gibt Google nur 100 "
            + "Anfragen am Tag.",
            "Replies below comments older than the last 250; edits and deletions of replies beyond the five that come with a "
                + "comment; searching the whole network for words: Google gives 100 requests a day for that."),
        Rereads = new("Die neuesten 1.000 Kommentare je Kanal oder Video mit ihren Antworten, für bis zu 30 Einheiten zusätzlich.",
            "The newest 1,000 comments of a channel or video with their replies, for up to 30 units beside the day's."),
        Cost = new("Kostenlos bis 10.000 Einheiten am Tag für alle Quellen mit demselben Schlüssel; Echolot hält vorher an.",
            "Free up to 10,000 units a day for all sources with the same key; Echolot stops before that."),
    };

    public async Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var problems = new Dictionary<string, LocalText>();
        var key = settings.GetValueOrDefault("key")?.Trim() ?? "";
        if (!Key().IsMatch(key)) problems["key"] = new("Das ist kein API-Schlüssel.", "This is no API key.");
        var targets = Targets(settings.GetValueOrDefault("targets"), out var wrong);
        if (wrong is not null) problems["targets"] =
            new($"„{wrong}“ ist weder Kanal noch Video.", $"“{wrong}” is neither a channel nor a video.");
        else if (targets.Count is 0 or > MostTargets) problems["targets"] =
            new($"1 bis {MostTargets} Kanäle oder Videos.", $"1 to {MostTargets} channels or videos.");
        if (Budget(settings) is not { } budget)
        {
            problems["budget"] = new("Eine Zahl von 10 bis 10000.", "A number from 10 to 10000.");
            budget = UsualUnits;
        }
        if (problems.Count > 0) return new(null, null, settings, problems);
        try
        {
            // One unit: whether the key is good and the first target exists.
            await PageAsync(new SourceKey(Name, "", ""), key, targets[0], null, cancel);
        }
        catch (SourceTrouble trouble)
        {
            return new(null, null, settings, new Dictionary<string, LocalText>
            {
                [trouble.Message.Contains("404", StringComparison.Ordinal) ? "targets" : "key"] =
                    new($"YouTube lehnt ab: {trouble.Message}", trouble.Message),
            });
        }
        return new(
            new SourceKey(Name, "youtube.com", string.Join(' ', targets)), targets.Count == 1 ? $"YouTube {targets[0]}"
                : "YouTube",
            new Dictionary<string, string>
            {
                ["key"] = key, ["targets"] = string.Join(' ', targets), ["budget"] =
                    budget.ToString(CultureInfo.InvariantCulture),
            }, problems);
    }

    public IAsyncEnumerable<SourceEvent> ReadAsync(
        SourceConfig source, string? cursor, CancellationToken cancel) =>
        new ListingWatch(_clock).ReadAsync(ListingOf(source), cursor, cancel);

    /// <inheritdoc />
    public bool CanBackfill(SourceConfig source) => true;

    /// <inheritdoc />
    public bool BackfillCosts => true;

    /// <inheritdoc />
    public IAsyncEnumerable<SourceEvent> BackfillAsync(
        SourceConfig source, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) =>
        new ListingWatch(_clock).BackfillAsync(ListingOf(source), from, to, cancel);

    private Listing ListingOf(SourceConfig source)
    {
        var key = source["key"] is { Length: > 0 } stored ? stored
            : throw new SourceTrouble("The source has no API key. Change the source.", final: true);
        var targets = Targets(source["targets"], out _);
        var budget = Budget(source.Settings) ?? UsualUnits;
        var shared = _shared[source.Id] = new(_spent.GetOrAdd(key, _ => new()), source.Id, MostUnits);
        return new Listing(
            targets, (target, page, stop) => PageAsync(source.Key, key, target, page, stop),
            (ids, stop) => AliveAsync(key, ids, stop))
        {
            // Spread over the day, with a third left for more pages and for looking after deletions.
            Every = _every ?? Longer(TimeSpan.FromMinutes(2), TimeSpan.FromDays(1) * (targets.Count * 1.5 / budget)),
            CheckEvery = _every ?? TimeSpan.FromHours(6), UnitsADay = budget, Zone = Pacific, IdOf = CommentRecord.IdOf,
            Shared = shared,
            Look = (ids, stop) => LookAsync(source.Key, key, ids, stop),
            Below = (thread, page, stop) => BelowAsync(source.Key, key, thread, page, stop), ThreadOf = CommentRecord.ThreadOf,
        };
    }

    /// <inheritdoc />
    public SourceBudget BudgetOf(SourceConfig source, string? cursor, DateTimeOffset now)
    {
        var place = ListingPlace.Parse(cursor);
        return new(
            new("Einheiten am Tag", "units a day"), Budget(source.Settings) ?? UsualUnits,
            place.Allowance.On(now, Pacific).Spent, Allowance.Next(now, Pacific))
        {
            Unread = place.Owed, GivenUp = place.GivenUp,
            Shared = _shared.TryGetValue(source.Id, out var shared) && shared.HasOthers(now, Pacific)
                ? new(shared.Most, shared.Spent(place.Allowance, now, Pacific)) : null,
        };
    }

    private async Task<ListedPage> PageAsync(SourceKey source, string key, string target, string? page,
        CancellationToken cancel)
    {
        var of = IsChannel(target) ? "allThreadsRelatedToChannelId" : "videoId";
        var (json, _) = await AskAsync(
            $"/youtube/v3/commentThreads?part=snippet,replies&order=time&maxResults=100&textFormat=plainText"
            + $"&{of}={target}"
            + (page is null ? "" : "&pageToken=" + Uri.EscapeDataString(page)), key, cancel);
        using (json)
        {
            var now = _clock.GetUtcNow();
            var threads = json.RootElement.Items("items").ToList();
            return new(
                [.. threads.SelectMany(t => CommentRecord.Thread(t, source, now))],
                json.RootElement.Text("nextPageToken", 500)) { Threads = [.. threads.Select(CommentRecord.Answers).OfType<Thread>()] };
        }
    }

    // With a thread come five of its answers at most.
    private async Task<ListedPage> BelowAsync(
        SourceKey source, string key, string thread, string? page, CancellationToken cancel)
    {
        var (json, _) = await AskAsync(
            $"/youtube/v3/comments?part=snippet&maxResults=100&textFormat=plainText&parentId={Uri.EscapeDataString(thread)}"
            + (page is null ? "" : "&pageToken=" + Uri.EscapeDataString(page)), key, cancel);
        using (json)
        {
            var now = _clock.GetUtcNow();
            return new(
                [.. json.RootElement.Items("items").Select(a => CommentRecord.Answer(a, source, thread, now))],
                json.RootElement.Text("nextPageToken", 500));
        }
    }

    // Late answers come with their thread, for the unit that looking after it costs anyway.
    private async Task<Looked> LookAsync(
        SourceKey source, string key, IReadOnlyList<string> ids, CancellationToken cancel)
    {
        var (json, _) = await AskAsync(
            $"/youtube/v3/commentThreads?part=snippet,replies&textFormat=plainText&id={string.Join(',', ids.Select(Uri.EscapeDataString))}",
                key, cancel);
        using (json)
        {
            var now = _clock.GetUtcNow();
            var threads = json.RootElement.Items("items").ToList();
            return new(
                threads.Select(t => t.Text("id", 200)).OfType<string>().ToHashSet(StringComparer.Ordinal),
                [.. threads.SelectMany(t => CommentRecord.Thread(t, source, now)).Reverse()])
            {
                Threads = [.. threads.Select(CommentRecord.Answers).OfType<Thread>()],
            };
        }
    }

    private async Task<IReadOnlySet<string>> AliveAsync(string key, IReadOnlyList<string> ids, CancellationToken cancel)
    {
        var (json, _) = await AskAsync(
            $"/youtube/v3/comments?part=id&maxResults=100&id={string.Join(',', ids.Select(Uri.EscapeDataString))}",
                key, cancel);
        using (json)
            return json.RootElement.Items("items").Select(i => i.Text("id", 200)).OfType<string>()
                .ToHashSet(StringComparer.Ordinal);
    }

    // The key goes into a header: addresses end up in logs.
    private Task<(JsonDocument, IncomingAnswer)> AskAsync(string path, string key, CancellationToken cancel) =>
        _api.AskAsync(
        new OutgoingRequest(new Uri(_server, path)) { Headers =
            [new("X-Goog-Api-Key", key), new("Accept", "application/json")] },
        answer => answer.Status == 403
            && Reason(answer) is "quotaExceeded" or "dailyLimitExceeded" or "rateLimitExceeded"
            ? Allowance.Next(_clock.GetUtcNow(), Pacific) - _clock.GetUtcNow() : null, cancel);

    private static string? Reason(IncomingAnswer answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            return json.RootElement.Field("error")?.Items("errors").Select(e => e.Text("reason", 100)).FirstOrDefault();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static List<string> Targets(string? written, out string? wrong)
    {
        wrong = null;
        var found = new List<string>();
        foreach (var word in (written ?? "")
            .Split([' ', ',', ';', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            var id = Address().Match(word) is { Success: true } match ? match.Groups["id"].Value : word;
            if (IsChannel(id) || Video().IsMatch(id)) found.Add(id);
            else wrong ??= word;
        }
        return [.. found.Distinct()];
    }

    private static bool IsChannel(string id) => Channel().IsMatch(id);

    private static long? Budget(IReadOnlyDictionary<string, string> settings) =>
        settings.GetValueOrDefault("budget") is not { Length: > 0 } written ? UsualUnits
            : long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var units)
                && units is >= 10 and <= MostUnits ? units : null;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    [GeneratedRegex(@"^[\w-]{20,100}\z")]
    private static partial Regex Key();

    [GeneratedRegex(@"^UC[\w-]{22}\z")]
    private static partial Regex Channel();

    [GeneratedRegex(@"^[\w-]{11}\z")]
    private static partial Regex Video();

    [GeneratedRegex(@"(?:[?&]v=|youtu\.be/|/shorts/|/live/|/channel/)(?<id>[\w-]{11,24})")]
    private static partial Regex Address();
}
