using System.Data.Common;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>Passes on one mention of each duplicate group: the newest that fits.</summary>
/// <remarks>
/// Every page decides alone: whether a mention is the newest of its group does not depend on what earlier pages showed.
/// </remarks>
internal sealed class GroupWalk(
    Walk inner, DbConnection connection, Engine engine, Selection selection, Verification? verification) : Walk
{
    private const int LargestPortion = 1024;

    private readonly HashSet<long> _seen = [];
    private readonly Queue<long> _found = [];
    private int _portion = 64;

    public override long Reached => _found.TryPeek(out var next) ? next + 1 : inner.Reached;

    public override bool StoppedEarly => inner.StoppedEarly;

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
        var groups = (await connection.QueryAsync<(long Id, long Group)>(
            $"select id, duplicate_group from mention where duplicate_group is not null and {Sql.In(engine, "id", "ids")}",
            new { ids = Sql.List(engine, ids) })).ToDictionary(g => g.Id, g => g.Group);
        var newest = (await connection.QueryAsync<(long Group, long Count, long Newest)>(
            Lookups.Counts(Sql.In(engine, "hash", "groups")),
            new { groups = Sql.List(engine, groups.Values.Distinct()) })).ToDictionary(g => g.Group, g => g.Newest);
        foreach (var id in ids)
        {
            cancel.ThrowIfCancellationRequested();
            if (!groups.TryGetValue(id, out var group)) _found.Enqueue(id);
            else if (_seen.Add(group) && (newest.GetValueOrDefault(group) == id || !await HasNewerAsync(group, id)))
                _found.Enqueue(id);
        }
    }

    // Newer ones of the group may not fit the filter.
    private async Task<bool> HasNewerAsync(long group, long id)
    {
        var lead = $"({Lookups.Ids(LookupKind.Duplicates, "hash = @group_of and mention_id > @newer_than")}) d";
        var monitor = selection.Monitors.Count == 1 ? selection.Monitors[0] : selection.All;
        var values = selection.Range(selection.From, selection.To, verification is null ? 1 : 1000);
        values.Add("group_of", group);
        values.Add("newer_than", id);
        var newer = (await connection.QueryAsync<long>(
            selection.Select(monitor, "l.mention_id", lead) + " order by d.id limit @limit", values)).AsList();
        return verification is null
            ? newer.Count > 0
            : (await verification.KeepAsync(connection, engine, newer)).Count > 0;
    }
}
