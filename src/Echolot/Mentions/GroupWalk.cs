using System.Data.Common;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>Passes on one mention of each duplicate group, or of each story: the newest that fits.</summary>
/// <remarks>
/// Every page decides alone: whether a mention is the newest of its group does not depend on what earlier pages showed.
/// </remarks>
internal sealed class GroupWalk(
    Walk inner, DbConnection connection, Engine engine, Selection selection, Verification? verification,
    bool stories) : Walk
{
    private const int LargestPortion = 1024;

    private readonly HashSet<Group> _seen = [];
    private readonly Queue<long> _found = [];
    private int _portion = 64;

    public override long Reached => _found.TryPeek(out var next) ? next + 1 : inner.Reached;

    public override bool StoppedEarly => inner.StoppedEarly;

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    public override async Task<IReadOnlyList<long>> NextAsync(int count, CancellationToken cancel)
    {
        while (_found.Count < count)
        {
            var ids = await inner.NextAsync(Math.Max(_portion, count), cancel);
            if (ids.Count == 0) break;
            _portion = Math.Min(_portion * 2, LargestPortion);
            await TakeAsync(ids, cancel);
        }
        var taken = new List<long>(count);
        while (taken.Count < count && _found.TryDequeue(out var id)) taken.Add(id);
        return taken;
    }

    private async Task TakeAsync(IReadOnlyList<long> ids, CancellationToken cancel)
    {
        var groups = new Dictionary<long, Group>();
        if (stories)
            await FindAsync(LookupKind.Story, $"select mention_id, story from story_mention where {Sql.In(engine, "mention_id", "ids")}");
        // Told by one voice alone, or not looked at yet: then at least the same words are one.
        await FindAsync(LookupKind.Duplicates, $"select id, duplicate_group from mention where duplicate_group is not null and {Sql.In(engine, "id", "ids")}");
        var newest = new Dictionary<Group, long>();
        foreach (var kind in groups.Values.Distinct().GroupBy(g => g.Kind))
            foreach (var (hash, _, id) in await connection.QueryAsync<(long, long, long)>(
                Lookups.Counts(kind.Key, Sql.In(engine, "hash", "groups")),
                new { groups = Sql.List(engine, kind.Select(g => g.Hash)) }))
                newest[new(kind.Key, hash)] = id;
        foreach (var id in ids)
        {
            cancel.ThrowIfCancellationRequested();
            if (!groups.TryGetValue(id, out var group)) _found.Enqueue(id);
            else if (_seen.Add(group) && (newest.GetValueOrDefault(group) == id || !await HasNewerAsync(group, id)))
                _found.Enqueue(id);
        }

        async Task FindAsync(LookupKind kind, string sql)
        {
            foreach (var (id, hash) in await connection.QueryAsync<(long, long)>(
                sql, new { ids = Sql.List(engine, ids.Where(id => !groups.ContainsKey(id))) }))
                groups[id] = new(kind, hash);
        }
    }

    private readonly record struct Group(LookupKind Kind, long Hash);

    // Newer ones of the group may not fit the filter.
    private async Task<bool> HasNewerAsync(Group group, long id)
    {
        var lead = $"({Lookups.Ids(group.Kind, "hash = @group_of and mention_id > @newer_than")}) d";
        var monitor = selection.Monitors.Count == 1 ? selection.Monitors[0] : selection.All;
        var values = selection.Range(selection.From, selection.To, verification is null ? 1 : 1000);
        values.Add("group_of", group.Hash);
        values.Add("newer_than", id);
        var newer = (await connection.QueryAsync<long>(
            selection.Select(monitor, "l.mention_id", lead) + " order by d.id limit @limit", values)).AsList();
        return verification is null
            ? newer.Count > 0
            : (await verification.KeepAsync(connection, engine, newer)).Count > 0;
    }
}
