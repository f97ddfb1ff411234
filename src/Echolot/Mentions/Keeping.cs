using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>Keeps one batch: decides item by item in memory, then writes each table once.</summary>
internal sealed class Keeping(
    WriteScope scope, Tombstones tombstones, KnownAuthors known, StoredKeys keys, DateTimeOffset now)
{
    private readonly Tables _tables = new(scope);
    private readonly Dictionary<MentionIdentity, Draft> _drafts = [];
    private readonly HashSet<long> _idsTaken = [];
    private readonly List<RevisionRow> _revisions = [];
    private readonly List<KeptMention> _facts = [];

    /// <summary>What the transaction published is about these.</summary>
    public IReadOnlyList<KeptMention> Facts => _facts;

    public async Task<IReadOnlyList<Kept>> KeepAsync(IReadOnlyList<PreparedKeep> batch, CancellationToken cancel)
    {
        await _tables.TakeTurnAsync();
        await tombstones.LoadAsync([.. batch.Select(k => k.Keep.Mention)]);
        var channels = await Channels.IdsAsync(scope, batch.Select(k => k.Keep.Mention.Source).Distinct());
        await LoadAsync(batch, cancel);
        var authors = await Authors.KeepAsync(
            scope, [.. batch.Where(k => IsWanted(k) && !tombstones.Hold(k.Keep.Mention)).Select(k => k.Author)], known,
            cancel);

        var kept = new List<Kept>(batch.Count);
        foreach (var keep in batch)
        {
            cancel.ThrowIfCancellationRequested();
            kept.Add(tombstones.Hold(keep.Keep.Mention)
                ? new Kept(0, KeepOutcome.DeletedBefore)
                : await TakeAsync(keep, channels[keep.Keep.Mention.Source], authors));
        }

        var touched = _drafts.Values.Where(d => d.Before != d.Now).ToList();
        await _tables.UpdateCountsAsync([.. touched.Where(d => d.SameText).Select(d => d.Now!)]);
        var changed = touched.Where(d => !d.SameText).ToList();
        await _tables.RemoveAsync([.. changed.Select(d => d.Before).OfType<MentionRow>()]);
        keys.Add(scope, changed.Select(d => d.Now!.Key));
        await _tables.AddAsync(changed.Select(d => d.Now!), cancel);
        await _tables.AddRevisionsAsync(_revisions, cancel);
        await _tables.AddRawAsync([.. changed.Select(d => d.Raw).OfType<RawRow>()], cancel);
        await _tables.FinishAsync(cancel);
        return kept;
    }

    private bool IsWanted(PreparedKeep keep) => keep.Keep is { Matches.Count: > 0 } or { Anyway: true } || _drafts.ContainsKey(keep.Identity);

    private async Task LoadAsync(IReadOnlyList<PreparedKeep> batch, CancellationToken cancel)
    {
        _idsTaken.UnionWith(await _tables.TakenAsync(batch.Select(k => k.Row.Id).Distinct(), cancel));
        var rows = await _tables.FindAsync(batch.Select(k => k.Row.Key).Where(keys.May).Distinct(), cancel);
        if (rows.Count == 0) return;
        var wanted = batch.Select(k => k.Identity).ToHashSet();
        var connectors = await Channels.ConnectorsAsync(scope, rows.Select(r => r.ChannelId).Distinct());
        foreach (var row in rows)
        {
            var id = new MentionIdentity(row.Key, connectors[row.ChannelId], row.ExternalId);
            if (wanted.Contains(id)) _drafts[id] = new Draft { Before = row, Now = row };
        }
    }

    private async ValueTask<Kept> TakeAsync(PreparedKeep keep, long channel, IReadOnlyDictionary<long, bool> authors)
    {
        var mention = keep.Keep.Mention;
        var id = keep.Identity;
        if (!_drafts.TryGetValue(id, out var draft) || draft.Now is not { } stored)
        {
            if (keep.Keep is { Matches.Count: 0, Anyway: false }) return new Kept(0, KeepOutcome.NotWanted);
            draft = _drafts[id] = new Draft();
            return await AddAsync(draft, keep, channel, authors);
        }
        if (stored.Revision == mention.Revision || await HasAsync(stored.Id, mention.Revision))
        {
            Observe(draft, mention);
            return new Kept(stored.Id, KeepOutcome.AlreadyKnown);
        }
        var seen = mention.ReceivedAt.ToUnixTimeMilliseconds();
        var edited = mention.EditedAt?.ToUnixTimeMilliseconds();
        if (Revisions.IsOlder(new TextAge(stored.EditedAt, stored.RevisionSeenAt), new TextAge(edited, seen)))
        {
            _revisions.Add(new RevisionRow
            {
                MentionId = stored.Id, Revision = mention.Revision, SeenAt = seen, EditedAt = edited, Title = mention.Title, Text = mention.Text,
            });
            draft.Change(stored with { RevisionCount = stored.RevisionCount + 1 });
            return new Kept(stored.Id, KeepOutcome.AlreadyKnown);
        }
        return Revise(draft, stored, keep);
    }

    private async ValueTask<Kept> AddAsync(
        Draft draft, PreparedKeep keep, long channel, IReadOnlyDictionary<long, bool> authors)
    {
        var row = keep.Row;
        row.Id = await FreeIdAsync(row.Id);
        row.ChannelId = channel;
        row.StoredAt = now.ToUnixTimeMilliseconds();
        row.Hidden = (authors[keep.Author.Id] ? Hiding.AuthorGone : 0) | (keep.Keep.PutAside ? Hiding.PutAside : 0);
        draft.Change(row, RawOf(row.Id, keep));
        Note(row, row.Monitors!, revised: false);
        return new Kept(row.Id, KeepOutcome.Added);
    }

    private Kept Revise(Draft draft, MentionRow stored, PreparedKeep keep)
    {
        _revisions.Add(new RevisionRow
        {
            MentionId = stored.Id, Revision = stored.Revision, SeenAt = stored.RevisionSeenAt, EditedAt = stored.EditedAt,
            Title = stored.Title, Text = stored.Text,
        });
        var matches = Revisions.Matches(Compact.Matches(stored.Matches), keep.Keep.Matches);
        var row = keep.Row with
        {
            // An edit changes what is said, never which mention it is, whose, or when it came.
            Id = stored.Id,
            Key = stored.Key,
            ChannelId = stored.ChannelId,
            ExternalId = stored.ExternalId,
            RevisionCount = stored.RevisionCount + 1,
            PublishedAt = stored.PublishedAt,
            SeenAt = stored.SeenAt,
            StoredAt = stored.StoredAt,
            ClockSuspect = stored.ClockSuspect,
            AuthorId = stored.AuthorId,
            Hidden = stored.Hidden,
            // A colleague may have judged it meanwhile.
            SentimentSet = stored.SentimentSet ?? keep.Row.SentimentSet,
            Engagement = keep.Row.Engagement ?? stored.Engagement,
            // Of one place the parts belong together; an edit that names none says nothing of it.
            Country = SaysPlace(keep.Row) ? keep.Row.Country : stored.Country,
            Region = SaysPlace(keep.Row) ? keep.Row.Region : stored.Region,
            City = SaysPlace(keep.Row) ? keep.Row.City : stored.City,
            Matches = Compact.Matches(matches),
            Monitors = [.. matches.Select(m => m.MonitorId).Distinct()],
        };
        draft.Change(row, RawOf(stored.Id, keep));
        Note(stored, row.Monitors, revised: true);
        return new Kept(stored.Id, KeepOutcome.Revised);
    }

    private static bool SaysPlace(MentionRow row) => (row.Country ?? row.Region ?? row.City) is not null;

    // Counts of reactions change without a new text; the newest observation stays.
    private static void Observe(Draft draft, Mention mention)
    {
        var stored = draft.Now!;
        if (stored.Revision != mention.Revision || mention.Engagement is not { } fresh) return;
        if (Compact.Engagement(stored.Engagement) is { } known && known.ObservedAt >= fresh.ObservedAt) return;
        draft.Change(stored with { Engagement = Compact.Engagement(fresh) });
    }

    private void Note(MentionRow row, IReadOnlyList<long> monitors, bool revised)
    {
        if (row.Hidden == 0)
            _facts.Add(new KeptMention(
                row.Id, revised, monitors, DateTimeOffset.FromUnixTimeMilliseconds(row.PublishedAt),
                DateTimeOffset.FromUnixTimeMilliseconds(row.SeenAt)));
    }

    private RawRow? RawOf(long id, PreparedKeep keep) => keep is { RawJson: null, Keep.Mention.Html: null }
        ? null
        : new RawRow(id, now.ToUnixTimeMilliseconds(), keep.Keep.Mention.Html, keep.RawJson);

    private async ValueTask<bool> HasAsync(long id, string revision) =>
        _revisions.Any(r => r.MentionId == id && r.Revision == revision)
        || await scope.Connection.ExecuteScalarAsync<long>(
            "select count(*) from mention_revision where mention_id = @id and revision = @revision", new { id, revision },
            scope.Transaction) > 0;

    private async ValueTask<long> FreeIdAsync(long wanted)
    {
        if (_idsTaken.Add(wanted)) return wanted;
        do wanted++;
        while (!_idsTaken.Add(wanted) || await scope.Connection.ExecuteScalarAsync<long?>(
            "select 1 from mention where id = @wanted", new { wanted }, scope.Transaction) is not null);
        return wanted;
    }

    private sealed class Draft
    {
        /// <summary>What the database holds; null for a new mention.</summary>
        public MentionRow? Before { get; init; }
        public MentionRow? Now { get; set; }
        public RawRow? Raw { get; private set; }

        /// <summary>Nothing changed that lists, counts and the full-text index know.</summary>
        public bool SameText => Before is not null && Now is not null
            && Before with { Engagement = Now.Engagement, RevisionCount = Now.RevisionCount } == Now;

        public void Change(MentionRow row, RawRow? raw = null)
        {
            Now = row;
            Raw = raw ?? Raw;
        }
    }
}
