using System.Data.Common;
using System.Runtime.InteropServices;
using Dapper;
using Echolot.Messaging;
using Echolot.Storage;

namespace Echolot.Mentions.Stories;

/// <summary>
/// Finds out which mentions tell the same story: by the same or much the same text, by a link to the same page, and by
/// answering, quoting or passing on each other.
/// </summary>
/// <remarks>
/// Works from the fact that mentions were kept, so it holds up no intake. Places in stories, their marks and lookups
/// are written in one transaction; a fact that comes again finds them and changes nothing. Stories join where a mention
/// belongs to two (union-find); they never come apart, an edit leaves a mention where it was.
/// Similar texts are found by the smallest hashes of their pieces (bottom-k sketch, Cohen and Kaplan 2007, a cheaper
/// kin of MinHash: one hash a piece, eight rows a mention) and then compared whole.
/// </remarks>
public sealed class StoryDesk
{
    private const string SubscriberName = "stories";

    /// <summary>Mentions looked at together: some milliseconds of the writer's turn.</summary>
    private const int Portion = 200;

    /// <summary>
    /// Mentions that one hash leads to, of stories that still go on. More of the same are in the story already, or the
    /// hash says nothing.
    /// </summary>
    private const int Holders = 16;

    /// <summary>Texts that one text is compared with.</summary>
    private const int Compared = 12;

    /// <summary>Marks removed in one transaction.</summary>
    private const int PrunedAtOnce = 20_000;

    private static readonly BulkInsert<MarkRow> PutMarks = new("story_mark",
    [
        new("hash", m => m.Hash),
        new("mention_id", m => m.MentionId),
    ], "on conflict (hash, mention_id) do nothing");

    private static readonly BulkInsert<StoryRow> PutPlaces = new("story_mention",
    [
        new("mention_id", s => s.MentionId),
        new("story", s => s.Story),
        new("reason", s => s.Reason),
        new("with_id", s => s.WithId),
        new("share", s => s.Share),
    ], "on conflict (mention_id) do nothing");

    private readonly EcholotDb _db;
    private readonly TimeProvider _clock;

    /// <summary>Listens from its making on; make it before the bus starts.</summary>
    public StoryDesk(EcholotDb db, Bus bus, TimeProvider clock)
    {
        (_db, _clock) = (db, clock);
        bus.Subscribe<MentionsKept>(SubscriberName, (fact, cancel) => HearAsync(fact, cancel));
    }

    /// <summary>Forgets the marks by which stories were recognised that are over; the stories stay.</summary>
    public async Task PruneAsync(CancellationToken cancel)
    {
        // A day more than a story lasts: what comes late still finds it.
        var before = MentionIds.From(_clock.GetUtcNow() - Joining.Lasts - TimeSpan.FromDays(1));
        while (await _db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            $"""
            delete from story_mark where mention_id in (
                select mention_id from story_mark where mention_id < @before order by mention_id limit {PrunedAtOnce})
            """, new { before }, scope.Transaction), cancel) > 0)
            cancel.ThrowIfCancellationRequested();
    }

    internal async Task HearAsync(MentionsKept fact, CancellationToken cancel)
    {
        foreach (var portion in fact.Items.Chunk(Portion))
        {
            var ids = portion.Select(m => m.Id).Distinct().ToList();
            var revised = portion.Where(m => m.Revised).Select(m => m.Id).ToHashSet();
            if (await DecideAsync(ids, revised, cancel) is not var (joining, marks)) continue;
            await _db.WriteAsync(scope => WriteAsync(scope, joining, marks, revised, cancel), cancel);
        }
    }

    private async Task<(Joining Joining, IReadOnlyList<MarkRow> Marks)?> DecideAsync(
        IReadOnlyList<long> ids, HashSet<long> revised, CancellationToken cancel)
    {
        await using var connection = await _db.ReadAsync(cancel);
        var rows = await connection.QueryAsync<StoryDraftRow>(
            $"""
            select m.id, c.connector, m.external_id, m.kind, m.title, m.text, m.url, m.parent_id, m.root_id, m.quoted_id,
                m.attachments
            from mention m join channel c on c.id = m.channel_id where {Sql.In(_db.Engine, "m.id", "ids")} order by m.id
            """, new { ids = Sql.List(_db.Engine, ids) });
        var drafts = rows.Select(r => new Draft(r)).ToList();
        if (drafts.Count == 0) return null;
        var holders = await HoldersAsync(connection, drafts, revised);
        var others = holders.Values.SelectMany(h => h).Concat(ids).Distinct().ToList();
        var stories = (await connection.QueryAsync<(long Id, long Story)>(
            $"select mention_id, story from story_mention where {Sql.In(_db.Engine, "mention_id", "ids")}",
            new { ids = Sql.List(_db.Engine, others) })).ToDictionary(s => s.Id, s => s.Story);
        var joining = new Joining(stories);
        var marks = new List<MarkRow>();
        var known = drafts.ToDictionary(d => d.Id, d => d.Pieces);
        foreach (var draft in drafts)
        {
            cancel.ThrowIfCancellationRequested();
            // What people see first comes first: the reason that brings a mention into its story is the one it shows.
            await CompareAsync(connection, draft, holders, known, joining);
            foreach (var other in Of(draft.Ancestors.Append(draft.Key)))
                joining.Join(draft.Id, other, StoryReason.Thread);
            foreach (var other in Of(draft.Links)) joining.Join(draft.Id, other, StoryReason.SameLink);
            foreach (var hash in draft.Marks)
            {
                ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(holders, hash, out _);
                list ??= [];
                if (list.Contains(draft.Id) || list.Count(id => joining.Takes(id, draft.Id)) >= Holders) continue;
                list.Add(draft.Id);
                marks.Add(new MarkRow(hash, draft.Id));
            }
            // What answers it and came in the same portion.
            ref var answered = ref CollectionsMarshal.GetValueRefOrAddDefault(holders, draft.Key, out _);
            (answered ??= []).Add(draft.Id);

            IEnumerable<long> Of(IEnumerable<long> hashes) => hashes
                .SelectMany(h => holders.GetValueOrDefault(h) ?? []).Where(id => id != draft.Id).Distinct();
        }
        return (joining, marks);
    }

    /// <summary>Mentions that have a hash, and those that are what a hash of identity says.</summary>
    private async Task<Dictionary<long, List<long>>> HoldersAsync(
        DbConnection connection, IReadOnlyList<Draft> drafts, HashSet<long> revised)
    {
        var holders = new Dictionary<long, List<long>>();
        foreach (var (hash, id) in await connection.QueryAsync<(long, long)>(
            $"select hash, mention_id from story_mark where {Sql.In(_db.Engine, "hash", "hashes")}",
            new { hashes = Sql.List(_db.Engine, drafts.SelectMany(d => d.Looks).Distinct()) }))
            // What an edited one said before leads nowhere any more.
            if (!revised.Contains(id)) Add(hash, id);
        var ancestors = drafts.SelectMany(d => d.Ancestors).Distinct().ToList();
        if (ancestors.Count == 0) return holders;
        foreach (var (hash, id) in await connection.QueryAsync<(long, long)>(
            $"""
            select m.key, m.id from mention m
            where m.id in ({Lookups.Ids(LookupKind.Identity, Sql.In(_db.Engine, "hash", "keys"))})
            """, new { keys = Sql.List(_db.Engine, ancestors) }))
            Add(hash, id);
        return holders;

        void Add(long hash, long id)
        {
            ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(holders, hash, out _);
            (list ??= []).Add(id);
        }
    }

    // Those with most marks in common first; one of each story is enough.
    private async Task CompareAsync(
        DbConnection connection, Draft draft, Dictionary<long, List<long>> holders, Dictionary<long, Pieces> known,
        Joining joining)
    {
        var candidates = draft.Texts.SelectMany(h => holders.GetValueOrDefault(h) ?? [])
            .Where(id => id != draft.Id && joining.Takes(id, draft.Id)).CountBy(id => id).OrderByDescending(c => c.Value).ThenBy(c => c.Key).Select(c => c.Key)
            .DistinctBy(id => joining.StoryOf(id) ?? id).Take(Compared).ToList();
        if (candidates.Count == 0) return;
        var missing = candidates.Where(id => !known.ContainsKey(id)).ToList();
        if (missing.Count > 0)
            foreach (var (id, title, text) in await connection.QueryAsync<(long, string?, string)>(
                $"select id, title, text from mention where {Sql.In(_db.Engine, "id", "ids")}",
                new { ids = Sql.List(_db.Engine, missing) }))
                known[id] = Shingles.Of(title, text);
        foreach (var id in candidates)
        {
            if (joining.Together(draft.Id, id) || !known.TryGetValue(id, out var pieces)) continue;
            var (share, alike) = draft.Pieces.With(pieces);
            if (alike)
                joining.Join(
                    draft.Id, id, share == 1 ? StoryReason.SameWords : StoryReason.SimilarText, Math.Round(share, 3));
        }
    }

    private static async Task WriteAsync(
        WriteScope scope, Joining joining, IReadOnlyList<MarkRow> marks, IReadOnlyCollection<long> revised,
        CancellationToken cancel)
    {
        var (engine, places) = (scope.Engine, joining.Added.ToList());
        await new Tables(scope).TakeTurnAsync();
        // Forgotten while it was looked at: nothing of it may come back.
        var there = (await scope.Connection.QueryAsync<(long Id, long Hidden)>(
            $"select id, hidden from mention where {Sql.In(engine, "id", "ids")}",
            new { ids = Sql.List(engine, marks.Select(m => m.MentionId).Concat(places.Select(p => p.MentionId)).Distinct()) },
            scope.Transaction)).ToDictionary(m => m.Id, m => m.Hidden);
        await scope.Connection.ExecuteAsync(
            $"delete from story_mark where {Sql.In(engine, "mention_id", "ids")}",
            new { ids = Sql.List(engine, revised) }, scope.Transaction);
        await PutMarks.RunAsync(scope, [.. marks.Where(m => there.ContainsKey(m.MentionId))], cancel);
        foreach (var (from, to) in joining.Merged)
        {
            await scope.Connection.ExecuteAsync(
                "update story_mention set story = @to where story = @from", new { from, to }, scope.Transaction);
            await Lookups.JoinStoriesAsync(scope, from, to);
        }
        places.RemoveAll(p => !there.ContainsKey(p.MentionId));
        await PutPlaces.RunAsync(scope, places, cancel);
        await Lookups.AddAsync(
            scope, [.. places.Where(p => there[p.MentionId] == 0).Select(
                p => new LookupRow((long)LookupKind.Story, p.Story, p.MentionId))], cancel);
    }
}
