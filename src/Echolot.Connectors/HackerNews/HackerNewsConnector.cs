using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Echolot.Connectors.Feeds;
using Echolot.Connectors.Feeds.Reading;
using Echolot.Connectors.Http;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.HackerNews;

/// <summary>Reads every story and comment of Hacker News by counting up its items; see the README.</summary>
public sealed class HackerNewsConnector : IReadsMentions, IBackfillsGaps
{
    /// <summary>Part of every mention's identity.</summary>
    public const string Name = "hackernews";

    // States that are remembered, so that each is told once: an hour of the forum. The list of updates names about a
    // hundred items, mostly young ones.
    private const int Remembered = 500;

    // A number is given before its item is there; what is still empty after two minutes stays so.
    private static readonly TimeSpan Empty = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _clock;
    private readonly JsonApi _api;
    private readonly Uri _server;
    private readonly TimeSpan _every;
    private readonly TimeSpan _updatesEvery;

    public HackerNewsConnector(IGuardedHttp http, TimeProvider clock)
        : this(http, clock, new Uri("https://hacker-news.firebaseio.com"), TimeSpan.FromSeconds(30),
            TimeSpan.FromMinutes(5))
    {
    }

    internal HackerNewsConnector(IGuardedHttp http, TimeProvider clock, Uri server, TimeSpan every,
        TimeSpan updatesEvery) =>
        (_clock, _api, _server, _every, _updatesEvery) = (clock, new JsonApi(http, clock), server, every, updatesEvery);

    public ConnectorDescription Description { get; } = new(
        Name, "Hacker News", "zap",
        [
            new("kinds", new("Auch Kommentare", "Comments as well"),
                new("Aus: nur Beiträge und Stellenanzeigen.", "Off: stories and job offers only."), Default: "true",
                    Kind: "switch"),
        ],
        SeesDeletions: true, SeesEdits: true, ReplayHorizon: null,
        new("Alle Beiträge und Kommentare des Forums news.ycombinator.com.",
            "All stories and comments of the forum news.ycombinator.com."),
        new("Öffentliche Beiträge über die amtliche Schnittstelle: Art. 6 Abs. 1 lit. f DSGVO; Gelöschtes wird "
            + "entfernt.",
            "Public posts by the official interface: Art. 6(1)(f) GDPR; what is deleted is removed."))
    {
        Sees = new("Jeden Beitrag und Kommentar; Änderungen und Löschungen, solange die Schnittstelle sie nennt.",
            "Every story and comment; edits and deletions as long as the interface names them."),
        Misses = new("Änderungen, die während eines längeren Ausfalls geschehen.",
            "Edits that happen during a longer outage."),
        Rereads = new("Jederzeit: alles ist fortlaufend nummeriert.", "At any time: everything is numbered."),
        Cost = new("Kostenlos, ohne Schlüssel.", "Free, without a key."),
    };

    public async Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        try
        {
            using var newest = await AskAsync("/v0/maxitem.json", cancel);
            return new(
                new SourceKey(Name, "news.ycombinator.com", "all"), "Hacker News",
                new Dictionary<string, string> { ["kinds"] = settings.GetValueOrDefault("kinds", "true") == "true"
                    ? "true" : "false" },
                new Dictionary<string, LocalText>());
        }
        catch (SourceTrouble trouble)
        {
            return new(null, null, settings, new Dictionary<string, LocalText>
            {
                [""] = new($"Hacker News ist nicht erreichbar: {trouble.Message}", trouble.Message),
            });
        }
    }

    public async IAsyncEnumerable<SourceEvent> ReadAsync(
        SourceConfig source, string? cursor, [EnumeratorCancellation] CancellationToken cancel)
    {
        var at = Place.Parse(cursor);
        var (empty, emptySince) = (0L, DateTimeOffset.MinValue);
        var updatesDue = DateTimeOffset.MinValue;
        while (true)
        {
            var newest = await NewestAsync(cancel);
            if (at is null)
            {
                at = new(newest, []);
                yield return new Progress(at.ToString(), _clock.GetUtcNow());
            }
            while (at.Last < newest)
            {
                var (id, now) = (at.Last + 1, _clock.GetUtcNow());
                using var item = await ItemAsync(id, cancel);
                if (item.RootElement.ValueKind == JsonValueKind.Null)
                {
                    if (empty != id) (empty, emptySince) = (id, now);
                    if (now - emptySince < Empty && newest - id < 50) break;
                }
                var read = Event(item.RootElement, source, id);
                at = at.After(id, read);
                yield return read is null ? new Progress(at.ToString(), now) : read with { Cursor = at.ToString() };
            }
            if (_clock.GetUtcNow() >= updatesDue)
            {
                updatesDue = _clock.GetUtcNow() + _updatesEvery;
                foreach (var id in await UpdatesAsync(at.Last, cancel))
                {
                    using var item = await ItemAsync(id, cancel);
                    var told = Event(item.RootElement, source, id);
                    if (told is null or Unreadable || at.Told.Contains(Place.Mark(id, told))) continue;
                    at = at.After(at.Last, told, id);
                    yield return told with { Cursor = at.ToString() };
                }
            }
            yield return new Progress(at.ToString(), _clock.GetUtcNow());
            await Task.Delay(_every, _clock, cancel);
        }
    }

    /// <inheritdoc />
    public bool CanBackfill(SourceConfig source) => true;

    /// <summary>Items are numbered in the order of their times: halving finds where a gap begins.</summary>
    /// <inheritdoc />
    public async IAsyncEnumerable<SourceEvent> BackfillAsync(
        SourceConfig source, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancel)
    {
        var newest = await NewestAsync(cancel);
        var (low, high) = (1L, newest + 1);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (await TimeAsync(middle, high, cancel) is { } time && time < from) low = middle + 1;
            else high = middle;
        }
        for (var id = low; id <= newest; id++)
        {
            using var item = await ItemAsync(id, cancel);
            if (item.RootElement.Number("time") is { } seconds && DateTimeOffset.FromUnixTimeSeconds(seconds) >= to)
                yield break;
            switch (Event(item.RootElement, source, id))
            {
                case Upserted post:
                    yield return post with { Mention = post.Mention with { Origin = Origin.Backfill } };
                    break;
                case { } other:
                    yield return other;
                    break;
            }
        }
    }

    // An item may be empty; the next one that is not tells as much.
    private async Task<DateTimeOffset?> TimeAsync(long id, long before, CancellationToken cancel)
    {
        for (; id < before; id++)
        {
            using var item = await ItemAsync(id, cancel);
            if (item.RootElement.ValueKind == JsonValueKind.Object && item.RootElement.Number("time") is > 0 and { } time)
                return DateTimeOffset.FromUnixTimeSeconds(time);
        }
        return null;
    }

    private SourceEvent? Event(JsonElement item, SourceConfig source, long id)
    {
        var now = _clock.GetUtcNow();
        if (item.ValueKind != JsonValueKind.Object) return item.ValueKind == JsonValueKind.Null ? null
            : new Unreadable(item.Beginning(), "The item is no object.", null, now);
        var address = IdOf(id);
        if (item.Flag("deleted") == true)
            return new Deleted(new ExternalId(address), DeleteReason.DeletedAtSource, null, now);
        if (item.Flag("dead") == true)
            return new Deleted(new ExternalId(address), DeleteReason.TakenDown, null, now);
        var kind = item.Text("type", 30);
        if (kind is "pollopt" || (kind is "comment" && source["kinds"] == "false")) return null;
        var html = item.Text("text", 400_000);
        var title = item.Text("title", 1_000);
        if (item.Text("by", 100) is not { } author || item.Number("time") is not (> 0 and { } time)
            || (html ?? title) is null)
            return new Unreadable(item.Beginning(), "The item lacks author, time or text.", null, now);
        var text = PlainText.Of(html ?? "");
        var published = DateTimeOffset.FromUnixTimeSeconds(time);
        var parent = item.Number("parent");
        return new Upserted(new Mention
        {
            Source = source.Key,
            Id = new ExternalId(address),
            Revision = FeedNews.Hash($"{title}\n{text}\n{item.Text("url")}", 8),
            Kind = kind == "comment" ? ItemKind.Comment : ItemKind.Post,
            Origin = Origin.Poll,
            PublishedAt = published <= now ? published : now,
            ReceivedAt = now,
            Title = title,
            Text = text,
            Html = html,
            Url = new Uri(address),
            ParentId = parent is { } above ? new ExternalId(IdOf(above)) : null,
            Author = new AuthorRef(
                new ExternalId("hn:" + author), author, null,
                new Uri("https://news.ycombinator.com/user?id=" + Uri.EscapeDataString(author))),
            Attachments = item.Link("url") is { } link ? [new Attachment("link", link)] : [],
            Engagement = new Engagement(item.Count("score"), item.Count("descendants"), null, null, null, now),
        }, null, now);
    }

    private static string IdOf(long id) =>
        "https://news.ycombinator.com/item?id=" + id.ToString(CultureInfo.InvariantCulture);

    private async Task<long> NewestAsync(CancellationToken cancel)
    {
        using var json = await AskAsync("/v0/maxitem.json", cancel);
        return json.RootElement.ValueKind == JsonValueKind.Number && json.RootElement.TryGetInt64(out var id) && id >= 0
            ? id : throw new SourceTrouble($"'{_server.Host}' does not say how many items there are.");
    }

    // Only what was read before: the rest comes by its number.
    private async Task<IReadOnlyList<long>> UpdatesAsync(long last, CancellationToken cancel)
    {
        using var json = await AskAsync("/v0/updates.json", cancel);
        return [.. json.RootElement.Items("items").Take(500)
            .Where(i => i.ValueKind == JsonValueKind.Number && i.TryGetInt64(out _)).Select(i => i.GetInt64())
            .Where(i => i <= last && i > 0).Order()];
    }

    private Task<JsonDocument> ItemAsync(long id, CancellationToken cancel) =>
        AskAsync($"/v0/item/{id.ToString(CultureInfo.InvariantCulture)}.json", cancel);

    private async Task<JsonDocument> AskAsync(string path, CancellationToken cancel) =>
        (await _api.AskAsync(new OutgoingRequest(new Uri(_server, path)), null, cancel)).Json;

    /// <summary>The last item read, and which updates have been told, as <c>id revision</c>.</summary>
    internal sealed record Place(long Last, IReadOnlyList<string> Told)
    {
        public static string Mark(long id, SourceEvent? told) => string.Create(
            CultureInfo.InvariantCulture, $"{id} {(told is Upserted u ? u.Mention.Revision : "gone")}");

        /// <summary>After an item was read, by its number or as an update.</summary>
        public Place After(long last, SourceEvent? told, long? id = null) =>
            new(last, told is null or Unreadable ? Told
                : [.. Told.Append(Mark(id ?? last, told)).TakeLast(Remembered)]);

        public static Place? Parse(string? text)
        {
            try
            {
                return text is null ? null : JsonSerializer.Deserialize<Place>(text) is { Told: not null } place
                    ? place : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }

        public override string ToString() => JsonSerializer.Serialize(this);
    }
}
