using System.Runtime.InteropServices;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>
/// Writing to the tables that a mention lies in; keeping, editing, hiding and forgetting all go through here.
/// </summary>
internal sealed partial class Tables(WriteScope scope)
{
    private static readonly List<Column<MentionRow>> MentionColumns =
    [
        new("id", m => m.Id),
        new("key", m => m.Key),
        new("channel_id", m => m.ChannelId),
        new("external_id", m => m.ExternalId),
        new("local_id", m => m.LocalId),
        new("revision", m => m.Revision),
        new("revision_seen_at", m => m.RevisionSeenAt),
        new("revision_count", m => m.RevisionCount),
        new("kind", m => m.Kind),
        new("visibility", m => m.Visibility),
        new("origin", m => m.Origin),
        new("published_at", m => m.PublishedAt),
        new("edited_at", m => m.EditedAt),
        new("seen_at", m => m.SeenAt),
        new("stored_at", m => m.StoredAt),
        new("clock_suspect", m => m.ClockSuspect),
        new("title", m => m.Title),
        new("text", m => m.Text),
        new("url", m => m.Url),
        new("site", m => m.Site),
        new("author_id", m => m.AuthorId),
        new("parent_id", m => m.ParentId),
        new("root_id", m => m.RootId),
        new("quoted_id", m => m.QuotedId),
        new("language_declared", m => m.LanguageDeclared),
        new("attachments", m => m.Attachments),
        new("engagement", m => m.Engagement),
        new("rating", m => m.Rating),
        new("language", m => m.Language),
        new("language_confidence", m => m.LanguageConfidence),
        new("sentiment", m => m.Sentiment),
        new("score", m => m.Score),
        new("confidence", m => m.Confidence),
        new("because", m => m.Because),
        new("matches", m => m.Matches),
        new("duplicate_group", m => m.DuplicateGroup),
        new("hidden", m => m.Hidden),
        new("sentiment_set", m => m.SentimentSet),
        new("country", m => m.Country),
        new("region", m => m.Region),
        new("city", m => m.City),
    ];

    private static readonly BulkInsert<MentionRow> InsertMentions = new("mention", MentionColumns);

    private static readonly BulkInsert<MentionRow> InsertMentionsWithWords = new("mention",
        [.. MentionColumns, new("words", m => FullText.Vector(WordsOf(m)), "tsvector")]);

    private static readonly BulkUpdate<MentionRow> UpdateMatches =
        new("mention", new("matches", m => m.Matches), new("id", m => m.Id));

    private static readonly BulkInsert<MentionRow> InsertWords = new("mention_words",
        [new("rowid", m => m.Id), new("words", WordsOf)]);

    private static readonly BulkInsert<(long Monitor, MentionRow Mention)> InsertListings = new("listing",
    [
        new("monitor_id", l => l.Monitor),
        new("mention_id", l => l.Mention.Id),
        new("channel_id", l => l.Mention.ChannelId),
        new("language", l => l.Mention.Language),
        new("sentiment", l => l.Mention.Tone),
        new("kind", l => l.Mention.Kind),
    ]);

    private static readonly BulkInsert<TallyRow> AddTallies = new("tally",
    [
        new("monitor_id", t => t.MonitorId),
        new("day", t => t.Day),
        new("channel_id", t => t.ChannelId),
        new("language", t => t.Language),
        new("sentiment", t => t.Sentiment),
        new("kind", t => t.Kind),
        new("count", t => t.Count),
    ], "on conflict (monitor_id, day, channel_id, language, sentiment, kind) do update set count = tally.count + excluded.count");

    private static readonly BulkInsert<TallyTotalRow> AddTotals = new("tally_total",
    [
        new("monitor_id", t => t.MonitorId),
        new("day", t => t.Day),
        new("count", t => t.Count),
        new("stamp", t => t.Stamp),
    ], "on conflict (monitor_id, day) do update set count = tally_total.count + excluded.count, stamp = excluded.stamp");

    private static readonly BulkInsert<TallyHourRow> AddHours = new("tally_hour",
    [
        new("monitor_id", t => t.MonitorId),
        new("hour", t => t.Hour),
        new("count", t => t.Count),
        new("negative", t => t.Negative),
    ], "on conflict (monitor_id, hour) do update set count = tally_hour.count + excluded.count, negative = tally_hour.negative + excluded.negative");

    private static readonly BulkInsert<RevisionRow> InsertRevisions = new("mention_revision",
    [
        new("mention_id", r => r.MentionId),
        new("revision", r => r.Revision),
        new("seen_at", r => r.SeenAt),
        new("edited_at", r => r.EditedAt),
        new("title", r => r.Title),
        new("text", r => r.Text),
    ], "on conflict (mention_id, revision) do nothing");

    private static readonly BulkInsert<RawRow> InsertRaw = new("mention_raw",
    [
        new("mention_id", r => r.MentionId),
        new("at", r => r.At),
        new("html", r => r.Html),
        new("json", r => r.Json),
    ], "on conflict (mention_id) do update set at = excluded.at, html = excluded.html, json = excluded.json");

    private static readonly BulkFind ById = new(condition => $"select id from mention where {condition}", "id");

    private readonly Dictionary<TallyKey, long> _tallies = [];
    private readonly Dictionary<(long Monitor, long Hour), (long All, long Negative)> _hours = [];
    private readonly List<LookupRow> _lookups = [];

    // Any number will do as long as nothing else in the database uses it.
    private const long WriterLock = 0x4563686F6C6F7403;

    /// <summary>
    /// One transaction at a time writes mentions: on PostgreSQL several processes would else add the same post twice
    /// and wait for each other's counts in a circle. Held until the commit.
    /// </summary>
    public async Task TakeTurnAsync()
    {
        if (scope.Engine is Engine.Postgres)
            await scope.Connection.ExecuteAsync(
                $"select pg_advisory_xact_lock({WriterLock})", transaction: scope.Transaction);
    }

    /// <summary>Which of these ids mentions have already.</summary>
    public Task<List<long>> TakenAsync(IEnumerable<long> ids, CancellationToken cancel) =>
        ById.RunAsync(scope, ids, cancel);

    /// <summary>Mentions with one of these keys, mostly none; whoever asked compares the ids themselves.</summary>
    public async Task<List<MentionRow>> FindAsync(IEnumerable<long> keys, CancellationToken cancel)
    {
        var ids = await Lookups.FindAsync(scope, keys, cancel);
        return ids.Count == 0 ? [] : (await scope.Connection.QueryAsync<MentionRow>(
            $"select {MentionRow.Columns} from mention m where {Sql.In(scope.Engine, "m.id", "ids")}",
            new { ids = Sql.List(scope.Engine, ids) }, scope.Transaction)).AsList();
    }

    /// <summary>
    /// Mentions with one of these keys or local ids; whoever asked compares the ids themselves.
    /// </summary>
    public async Task<List<MentionRow>> FindAsync(IEnumerable<long> keys, IEnumerable<string> localIds)
    {
        var engine = scope.Engine;
        var found = (await scope.Connection.QueryAsync<MentionRow>(
            $"select {MentionRow.Columns} from mention m where m.id in ({Lookups.Ids(LookupKind.Identity, Sql.In(engine, "hash", "keys"))})",
            new { keys = Sql.List(engine, keys) }, scope.Transaction)).AsList();
        found.AddRange(await scope.Connection.QueryAsync<MentionRow>(
            $"select {MentionRow.Columns} from mention m where m.local_id is not null and {Sql.In(engine, "m.local_id", "ids")}",
            new { ids = Sql.List(engine, localIds) }, scope.Transaction));
        return found;
    }

    /// <summary>Puts mentions in: rows, words and, unless hidden, listings and tallies.</summary>
    public async Task AddAsync(IEnumerable<MentionRow> mentions, CancellationToken cancel)
    {
        // In the order of ids: the full-text index starts a new segment wherever an id is smaller than the one before.
        var rows = mentions.ToList();
        if (rows.Count == 0) return;
        rows.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        if (scope.Engine is Engine.Postgres)
        {
            await InsertMentionsWithWords.RunAsync(scope, rows, cancel);
        }
        else
        {
            await InsertMentions.RunAsync(scope, rows, cancel);
            await InsertWords.RunAsync(scope, rows, cancel);
        }
        _lookups.AddRange(rows.SelectMany(LookupsOf));
        await ListAsync(rows, cancel);
        // A new one is in no story yet.
        if (rows.Where(r => r.RevisionCount > 1).ToList() is { Count: > 0 } edited) await TellAgainAsync(edited);
    }

    /// <summary>Writes down reactions and number of texts, which no list, count or index depends on.</summary>
    public async Task UpdateCountsAsync(IReadOnlyList<MentionRow> mentions)
    {
        foreach (var mention in mentions)
            await scope.Connection.ExecuteAsync(
                "update mention set engagement = @Engagement, revision_count = @RevisionCount where id = @Id", mention, scope.Transaction);
    }

    /// <summary>Takes mentions out of everything that <see cref="AddAsync"/> put them into.</summary>
    public async Task RemoveAsync(IReadOnlyCollection<MentionRow> mentions)
    {
        if (mentions.Count == 0) return;
        await HideAsync(mentions);
        await AddLookupsAsync(CancellationToken.None);
        await Lookups.RemoveAsync(scope, [.. mentions.SelectMany(LookupsOf)]);
        var ids = mentions.Select(m => m.Id).ToList();
        if (scope.Engine is Engine.Sqlite) await DeleteAsync("mention_words", "rowid", ids);
        // An edited one is matched anew: whatever an earlier version found in its old text is over.
        await DeleteAsync("leftover", "mention_id", ids);
        await DeleteAsync("mention", "id", ids);
    }

    // Everything beside the row itself that knows a mention by its id.
    private static readonly string[] Traces =
    [
        "mention_revision", "mention_raw", "mention_label", "label_before_mention", "mention_state", "mention_read", "mention_history", "note",
        "story_mention", "story_mark",
    ];

    /// <summary>
    /// Removes older texts, raw data and everybody's work as well; after this nothing of the mention is left.
    /// </summary>
    public async Task RemoveTracesAsync(IReadOnlyCollection<long> ids)
    {
        foreach (var table in Traces) await DeleteAsync(table, "mention_id", ids);
    }

    /// <summary>Puts mentions into the lists and counts that they belong to: visible, put aside, or none.</summary>
    public async Task ShowAsync(IReadOnlyCollection<MentionRow> mentions, CancellationToken cancel)
    {
        await ListAsync(mentions, cancel);
        await TellAgainAsync(mentions);
    }

    private async Task TellAgainAsync(IReadOnlyCollection<MentionRow> mentions) =>
        _lookups.AddRange(await StoriesOfAsync(mentions.Where(m => m.Hidden == 0)));

    /// <summary>Where visible mentions stand among the stories.</summary>
    private async Task<List<LookupRow>> StoriesOfAsync(IEnumerable<MentionRow> mentions) =>
        [.. (await scope.Connection.QueryAsync<(long Story, long Mention)>(
            $"select story, mention_id from story_mention where {Sql.In(scope.Engine, "mention_id", "ids")}",
            new { ids = Sql.List(scope.Engine, mentions.Select(m => m.Id)) }, scope.Transaction))
            .Select(s => new LookupRow((long)LookupKind.Story, s.Story, s.Mention))];

    private async Task ListAsync(IReadOnlyCollection<MentionRow> mentions, CancellationToken cancel)
    {
        _lookups.AddRange(mentions.SelectMany(DuplicatesOf));
        var places = new List<(long Monitor, MentionRow Mention)>(mentions.Count * 4);
        foreach (var mention in mentions)
        {
            if (PlaceOf(ListingRow.All, mention) is { } all) places.Add((all, mention));
            foreach (var monitor in MonitorsOf(mention))
                if (PlaceOf(monitor, mention) is { } place) places.Add((place, mention));
        }
        // Neighbours in the index lie on the same page.
        places.Sort(static (a, b) => a.Monitor != b.Monitor
            ? a.Monitor.CompareTo(b.Monitor)
            : a.Mention.Id.CompareTo(b.Mention.Id));
        foreach (var (monitor, mention) in places) Count(monitor, mention, 1);
        await InsertListings.RunAsync(scope, places, cancel);
    }

    /// <summary>Writes down one more monitor of mentions, and lists and counts them under it.</summary>
    public async Task ListAsync(long monitor, IReadOnlyCollection<MentionRow> mentions, CancellationToken cancel)
    {
        var rows = mentions.OrderBy(m => m.Id).ToList();
        await UpdateMatches.RunAsync(scope, rows, cancel);
        var places = new List<(long Monitor, MentionRow Mention)>(rows.Count);
        foreach (var mention in rows)
        {
            if (PlaceOf(monitor, mention) is not { } place) continue;
            Count(place, mention, 1);
            places.Add((place, mention));
        }
        await InsertListings.RunAsync(scope, places, cancel);
    }

    /// <summary>Takes mentions out of the lists and counts.</summary>
    public async Task HideAsync(IReadOnlyCollection<MentionRow> mentions)
    {
        await AddLookupsAsync(CancellationToken.None);
        await Lookups.RemoveAsync(scope, [.. mentions.SelectMany(DuplicatesOf), .. await StoriesOfAsync(mentions)]);
        var engine = scope.Engine;
        foreach (var group in mentions.SelectMany(
            m => MonitorsOf(m).Prepend(ListingRow.All).Select(monitor => (Place: PlaceOf(monitor, m), m)))
            .Where(p => p.Place is not null).GroupBy(p => p.Place!.Value, p => p.m))
        {
            await scope.Connection.ExecuteAsync(
                $"delete from listing where monitor_id = @monitor and {Sql.In(engine, "mention_id", "ids")}",
                new { monitor = group.Key, ids = Sql.List(engine, group.Select(m => m.Id)) }, scope.Transaction);
            foreach (var mention in group) Count(group.Key, mention, -1);
        }
    }

    public Task AddRevisionsAsync(IReadOnlyList<RevisionRow> revisions, CancellationToken cancel) =>
        InsertRevisions.RunAsync(scope, revisions, cancel);

    public Task AddRawAsync(IReadOnlyList<RawRow> raw, CancellationToken cancel) =>
        InsertRaw.RunAsync(scope, raw, cancel);

    /// <summary>Writes down how the counts changed; the last step of every change.</summary>
    public async Task FinishAsync(CancellationToken cancel)
    {
        var changed = new List<TallyRow>(_tallies.Count);
        var days = new Dictionary<(long Monitor, long Day), long>();
        foreach (var (key, count) in _tallies)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(days, (key.Monitor, key.Day), out _) += count;
            if (count != 0) changed.Add(key.With(count));
        }
        _tallies.Clear();
        changed.Sort(static (a, b) => a.MonitorId != b.MonitorId
            ? a.MonitorId.CompareTo(b.MonitorId)
            : a.Day.CompareTo(b.Day));
        // An edit leaves the counts and changes what is said: the day is stamped anew all the same.
        var stamp = Random.Shared.NextInt64(1, long.MaxValue);
        var totals = days.Select(d => new TallyTotalRow(d.Key.Monitor, d.Key.Day, d.Value, stamp))
            .OrderBy(t => t.MonitorId).ThenBy(t => t.Day).ToList();
        await AddTallies.RunAsync(scope, changed, cancel);
        await AddTotals.RunAsync(scope, totals, cancel);
        await FinishHoursAsync(cancel);
        await AddLookupsAsync(cancel);
        foreach (var (monitor, day) in changed.Where(t => t.Count < 0).Select(t => (t.MonitorId, t.Day)).Distinct())
            await scope.Connection.ExecuteAsync(
                """
                delete from tally where monitor_id = @monitor and day = @day and count = 0;
                delete from tally_total where monitor_id = @monitor and day = @day and count = 0;
                """, new { monitor, day }, scope.Transaction);
    }

    private async Task AddLookupsAsync(CancellationToken cancel)
    {
        await Lookups.AddAsync(scope, _lookups, cancel);
        _lookups.Clear();
    }

    private async Task FinishHoursAsync(CancellationToken cancel)
    {
        var changed = _hours.Where(h => h.Value != default)
            .Select(h => new TallyHourRow(h.Key.Monitor, h.Key.Hour, h.Value.All, h.Value.Negative))
            .OrderBy(h => h.MonitorId).ThenBy(h => h.Hour).ToList();
        _hours.Clear();
        await AddHours.RunAsync(scope, changed, cancel);
        foreach (var (monitor, hour, _, _) in changed.Where(h => h.Count < 0))
            await scope.Connection.ExecuteAsync(
                "delete from tally_hour where monitor_id = @monitor and hour = @hour and count = 0",
                new { monitor, hour }, scope.Transaction);
    }

    /// <summary>Number of a monitor's list that the mention stands in; null: in none.</summary>
    private static long? PlaceOf(long monitor, MentionRow mention) => mention.Hidden switch
    {
        0 => monitor,
        Hiding.PutAside => ListingRow.HiddenUnder(monitor),
        _ => null,
    };

    private void Count(long monitor, MentionRow mention, int by)
    {
        ref var hour = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _hours, (monitor, MentionIds.HourOf(mention.Id)), out _);
        hour.All += by;
        if (mention.Tone == (long)Sentiment.Negative) hour.Negative += by;
        var key = new TallyKey(
            monitor, MentionIds.DayOf(mention.Id), mention.ChannelId, mention.Language, mention.Tone, mention.Kind);
        CollectionsMarshal.GetValueRefOrAddDefault(_tallies, key, out _) += by;
    }

    private readonly record struct TallyKey(
        long Monitor, long Day, long Channel, string Language, long Sentiment, long Kind)
    {
        public TallyRow With(long count) => new()
        {
            MonitorId = Monitor, Day = Day, ChannelId = Channel, Language = Language, Sentiment = Sentiment, Kind = Kind,
            Count = count,
        };
    }

    private static IEnumerable<LookupRow> LookupsOf(MentionRow mention) =>
    [
        new((long)LookupKind.Identity, mention.Key, mention.Id), new(
            (long)LookupKind.Author, mention.AuthorId, mention.Id),
    ];

    private static IEnumerable<LookupRow> DuplicatesOf(MentionRow mention) =>
        mention is { DuplicateGroup: { } group, Hidden: 0 } ? [new((long)LookupKind.Duplicates, group, mention.Id)] : [];

    private static string WordsOf(MentionRow mention) => mention.Words ?? FullText.Words(mention.Title, mention.Text);

    private static IReadOnlyList<long> MonitorsOf(MentionRow mention) =>
        mention.Monitors ?? [.. Compact.MonitorIds(mention.Matches).Distinct()];

    private Task DeleteAsync(string table, string column, IEnumerable<long> ids) => scope.Connection.ExecuteAsync(
        $"delete from {table} where {Sql.In(scope.Engine, column, "ids")}", new { ids = Sql.List(
            scope.Engine, ids) }, scope.Transaction);
}
