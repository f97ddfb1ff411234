using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>Keeps one batch: decides item by item in memory, then writes each table once.</summary>
internal sealed class Keeping(WriteScope scope, Tombstones tombstones, DateTimeOffset now)
{
    private readonly Tables _tables = new(scope);
    private readonly Dictionary<(string Connector, string Id), Draft> _drafts = [];
    private readonly HashSet<long> _idsTaken = [];
    private readonly Dictionary<(string Connector, string Id), long> _keys = [];
    private readonly List<RevisionRow> _revisions = [];
    private readonly List<KeptMention> _facts = [];

    /// <summary>What the transaction published is about these.</summary>
    public IReadOnlyList<KeptMention> Facts => _facts;

    public async Task<IReadOnlyList<Kept>> KeepAsync(IReadOnlyList<Keep> batch, CancellationToken cancel)
    {
        await _tables.TakeTurnAsync();
        var mentions = batch.Select(k => k.Mention).ToList();
        await tombstones.LoadAsync(mentions);
        var channels = await Channels.IdsAsync(scope, mentions.Select(m => m.Source).Distinct());
        await LoadAsync(mentions);
        var authors = await Authors.KeepAsync(
            scope, batch.Where(k => IsWanted(k) && !tombstones.Hold(k.Mention)).Select(k => k.Mention), cancel);

        var kept = new List<Kept>(batch.Count);
        foreach (var keep in batch)
        {
            cancel.ThrowIfCancellationRequested();
            kept.Add(tombstones.Hold(keep.Mention)
                ? new Kept(0, KeepOutcome.DeletedBefore)
                : await TakeAsync(keep, channels[keep.Mention.Source], authors));
        }

        var touched = _drafts.Values.Where(d => d.Before != d.Now).ToList();
        await _tables.UpdateCountsAsync([.. touched.Where(d => d.SameText).Select(d => d.Now!)]);
        var changed = touched.Where(d => !d.SameText).ToList();
        await _tables.RemoveAsync([.. changed.Select(d => d.Before).OfType<MentionRow>()]);
        await _tables.AddAsync(changed.Select(d => d.Now!), cancel);
        await _tables.AddRevisionsAsync(_revisions, cancel);
        await _tables.AddRawAsync([.. changed.Select(d => d.Raw).OfType<RawRow>()], cancel);
        await _tables.FinishAsync(cancel);
        return kept;
    }

    private bool IsWanted(Keep keep) =>
        keep.Matches.Count > 0 || _drafts.ContainsKey(IdOf(keep.Mention));

    private async Task LoadAsync(IReadOnlyList<Mention> mentions)
    {
        foreach (var mention in mentions)
            _keys.TryAdd(IdOf(mention), MentionIds.KeyOf(mention.Source.Connector, mention.Id.Value));
        var byKey = _keys.ToLookup(k => k.Value, k => k.Key);
        _idsTaken.UnionWith(await scope.Connection.QueryAsync<long>(
            $"select id from mention where {Sql.In(scope.Engine, "id", "ids")}",
            new { ids = Sql.List(scope.Engine, mentions.Select(WantedIdOf)) }, scope.Transaction));
        var rows = await _tables.FindAsync(byKey.Select(k => k.Key));
        if (rows.Count == 0) return;
        var connectors = await Channels.ConnectorsAsync(scope, rows.Select(r => r.ChannelId).Distinct());
        foreach (var row in rows)
        {
            var id = (connectors[row.ChannelId], row.ExternalId);
            if (byKey[row.Key].Contains(id)) _drafts[id] = new Draft { Before = row, Now = row };
        }
    }

    private async Task<Kept> TakeAsync(Keep keep, long channel, IReadOnlyDictionary<long, bool> authors)
    {
        var mention = keep.Mention;
        var id = IdOf(mention);
        if (!_drafts.TryGetValue(id, out var draft) || draft.Now is not { } stored)
        {
            if (keep.Matches.Count == 0) return new Kept(0, KeepOutcome.NotWanted);
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

    private async Task<Kept> AddAsync(Draft draft, Keep keep, long channel, IReadOnlyDictionary<long, bool> authors)
    {
        var mention = keep.Mention;
        var author = MentionIds.KeyOf(mention.Source.Connector, mention.Author.Id.Value);
        var row = Written(
            new MentionRow
            {
                Id = await FreeIdAsync(WantedIdOf(mention)),
                Key = _keys[IdOf(mention)],
                ChannelId = channel,
                ExternalId = mention.Id.Value,
                RevisionCount = 1,
                PublishedAt = mention.PublishedAt.ToUnixTimeMilliseconds(),
                SeenAt = mention.ReceivedAt.ToUnixTimeMilliseconds(),
                StoredAt = now.ToUnixTimeMilliseconds(),
                ClockSuspect = mention.ClockSuspect || mention.PublishedAt > mention.ReceivedAt ? 1 : 0,
                AuthorId = author,
                Hidden = authors[author] ? 1 : 0,
            },
            keep, keep.Matches);
        draft.Change(row, RawOf(row.Id, mention));
        Note(row, keep.Matches, revised: false);
        return new Kept(row.Id, KeepOutcome.Added);
    }

    private Kept Revise(Draft draft, MentionRow stored, Keep keep)
    {
        _revisions.Add(new RevisionRow
        {
            MentionId = stored.Id, Revision = stored.Revision, SeenAt = stored.RevisionSeenAt, EditedAt = stored.EditedAt,
            Title = stored.Title, Text = stored.Text,
        });
        var matches = Revisions.Matches(Compact.Matches(stored.Matches), keep.Matches);
        draft.Change(Written(stored with { RevisionCount = stored.RevisionCount + 1 }, keep, matches), RawOf(
            stored.Id, keep.Mention));
        Note(stored, matches, revised: true);
        return new Kept(stored.Id, KeepOutcome.Revised);
    }

    // Counts of reactions change without a new text; the newest observation stays.
    private static void Observe(Draft draft, Mention mention)
    {
        var stored = draft.Now!;
        if (stored.Revision != mention.Revision || mention.Engagement is not { } fresh) return;
        if (Compact.Engagement(stored.Engagement) is { } known && known.ObservedAt >= fresh.ObservedAt) return;
        draft.Change(stored with { Engagement = Compact.Engagement(fresh) });
    }

    private void Note(MentionRow row, IReadOnlyList<MonitorMatch> matches, bool revised)
    {
        if (row.Hidden == 0)
            _facts.Add(new KeptMention(
                row.Id, revised, [.. matches.Select(m => m.MonitorId)], DateTimeOffset.FromUnixTimeMilliseconds(
                    row.PublishedAt),
                DateTimeOffset.FromUnixTimeMilliseconds(row.SeenAt)));
    }

    private static MentionRow Written(MentionRow row, Keep keep, IReadOnlyList<MonitorMatch> matches)
    {
        var (mention, findings) = (keep.Mention, keep.Findings);
        var words = FullText.Words(mention.Title, mention.Text);
        return row with
        {
            LocalId = mention.LocalId,
            Revision = mention.Revision,
            RevisionSeenAt = mention.ReceivedAt.ToUnixTimeMilliseconds(),
            Kind = (long)mention.Kind,
            Visibility = (long)mention.Visibility,
            Origin = (long)mention.Origin,
            EditedAt = mention.EditedAt?.ToUnixTimeMilliseconds(),
            Title = mention.Title,
            Text = mention.Text,
            Url = mention.Url is { IsAbsoluteUri: true } url ? url.AbsoluteUri : mention.Url?.OriginalString,
            Site = AsPost.SiteOf(mention.Url),
            ParentId = mention.ParentId?.Value,
            RootId = mention.RootId?.Value,
            QuotedId = mention.QuotedId?.Value,
            LanguageDeclared = mention.LanguageDeclared,
            Attachments = Compact.Attachments(mention.Attachments),
            Engagement = Compact.Engagement(mention.Engagement) ?? row.Engagement,
            Rating = (double?)mention.Rating,
            Language = findings.Language,
            LanguageConfidence = findings.LanguageConfidence,
            Sentiment = (long)findings.Sentiment,
            Score = findings.Score,
            Confidence = findings.Confidence,
            Because = Compact.Because(findings.Because),
            Matches = Compact.Matches(matches),
            DuplicateGroup = DuplicateText.GroupOf(mention.Text, mention.Title is null ? words : null),
            Words = words,
            Monitors = [.. matches.Select(m => m.MonitorId)],
        };
    }

    private RawRow? RawOf(long id, Mention mention) => mention.Raw is null && mention.Html is null
        ? null
        : new RawRow(id, now.ToUnixTimeMilliseconds(), mention.Html, mention.Raw?.GetRawText());

    private async ValueTask<bool> HasAsync(long id, string revision) =>
        _revisions.Any(r => r.MentionId == id && r.Revision == revision)
        || await scope.Connection.ExecuteScalarAsync<long>(
            "select count(*) from mention_revision where mention_id = @id and revision = @revision", new { id, revision },
            scope.Transaction) > 0;

    private long WantedIdOf(Mention mention) =>
        MentionIds.Of(mention.PublishedAt, mention.ReceivedAt, _keys[IdOf(mention)]);

    private static (string Connector, string Id) IdOf(Mention mention) => (mention.Source.Connector, mention.Id.Value);

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
