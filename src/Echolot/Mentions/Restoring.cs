using System.Globalization;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>Takes one removal or merging of labels back, as far as nobody decided otherwise since.</summary>
internal sealed class Restoring(WriteScope scope, long removal, long now)
{
    private readonly HashSet<long> _back = [];
    private Dictionary<long, LabelRow> _tree = [];
    private Dictionary<long, LabelBeforeRow> _gone = [];

    public async Task RestoreAsync()
    {
        _tree = (await scope.Connection.QueryAsync<LabelRow>(
            "select id, category, parent_id, name, color, merged_into, changed_at from label", transaction: scope.Transaction))
            .ToDictionary(r => r.Id);
        // What a later removal took along comes back with that one.
        var before = (await scope.Connection.QueryAsync<LabelBeforeRow>(
            """
            select removal_id, label_id, category, parent_id, name, color from label_before b where removal_id = @removal
                and not exists (select 1 from label_before l where l.label_id = b.label_id and l.removal_id > @removal)
            """, new { removal }, scope.Transaction)).ToList();
        _gone = before.Where(r => !IsThere(r.LabelId)).ToDictionary(r => r.LabelId);
        var moved = before.Where(r => IsThere(r.LabelId) && WasOnlyMerged(r)).ToList();
        foreach (var id in _gone.Keys.Where(_tree.ContainsKey)) _tree[id] = _tree[id] with { ParentId = null };
        // First, so that one of the name of what it lay below makes place for that.
        foreach (var row in moved) await PutAsync(row, _tree[row.LabelId].Name, row.ParentId);
        foreach (var row in _gone.Values) await BackAsync(row);
        await CarryAsync();
    }

    private bool IsThere(long id) => _tree.TryGetValue(id, out var row) && row.MergedInto is null;

    /// <summary>The merging moved it, and nobody moved it since.</summary>
    private bool WasOnlyMerged(LabelBeforeRow row) =>
        row.ParentId is { } above && _gone.ContainsKey(above) && _tree.TryGetValue(above, out var merged)
        && _tree[row.LabelId].ParentId == merged.MergedInto;

    // Those above come first: below what is gone for good, a category stands on top.
    private async Task BackAsync(LabelBeforeRow row)
    {
        if (!_back.Add(row.LabelId)) return;
        if (row.ParentId is { } above && _gone.TryGetValue(above, out var parent)) await BackAsync(parent);
        await PutAsync(row, row.Name, row.ParentId is { } place && IsThere(place) && !LiesBelow(place, row.LabelId) ? place : null);
    }

    private bool LiesBelow(long id, long label)
    {
        var (above, steps) = ((long?)id, 0);
        while (above is { } at && at != label && steps++ < _tree.Count && _tree.TryGetValue(at, out var row)) above = row.ParentId;
        return above == label || steps > _tree.Count;
    }

    private async Task PutAsync(LabelBeforeRow row, string called, long? place)
    {
        var name = called;
        for (var again = 2; IsTaken(); again++) name = string.Create(CultureInfo.InvariantCulture, $"{called} ({again})");
        await scope.Connection.ExecuteAsync(
            $"""
            insert into label (id, category, parent_id, name, color, changed_at)
            {(scope.Engine is Engine.Postgres ? "overriding system value" : "")} values (@LabelId, @Category, @place, @name, @Color, @now)
            on conflict (id) do update set parent_id = excluded.parent_id, name = excluded.name, merged_into = null, {Merging.Changed}
            """,
            new { row.LabelId, row.Category, place, name, row.Color, now }, scope.Transaction);
        _tree[row.LabelId] = new() { Id = row.LabelId, Category = row.Category, ParentId = place, Name = name, Color = row.Color };

        bool IsTaken() => _tree.Values.Any(l => l.Id != row.LabelId && l.MergedInto is null && l.Category == row.Category
            && l.ParentId == place && string.Equals(l.Name, name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>What only the merging put on mentions goes; what came back stands again on those that are still there.</summary>
    private async Task CarryAsync()
    {
        foreach (var sql in new[]
        {
            // What was merged into another one since leaves nothing there where it alone was the reason.
            """
            delete from mention_label where exists (
                select 1 from label_before_mention c
                join label_before_mention b on b.removal_id = @removal and b.added = 1 and b.mention_id = c.mention_id
                join label_before_mention g on g.removal_id = c.removal_id and g.added = 0
                    and g.label_id = b.label_id and g.mention_id = c.mention_id
                where c.removal_id > @removal and c.added = 1
                and c.label_id = mention_label.label_id and c.mention_id = mention_label.mention_id
                and not exists (
                    select 1 from label_before_mention o where o.removal_id = c.removal_id and o.added = 0
                    and o.mention_id = c.mention_id and o.label_id <> g.label_id))
            """,
            // What was removed or merged since does not bring it back either.
            """
            delete from label_before_mention where added = 0 and removal_id > @removal and exists (
                select 1 from label_before_mention b where b.removal_id = @removal and b.added = 1
                and b.label_id = label_before_mention.label_id and b.mention_id = label_before_mention.mention_id)
            """,
            """
            delete from mention_label where exists (select 1 from label_before_mention b where b.removal_id = @removal and b.added = 1
                and b.label_id = mention_label.label_id and b.mention_id = mention_label.mention_id)
            """,
            $"""
            insert into mention_label (label_id, mention_id)
            select b.label_id, b.mention_id from label_before_mention b join mention m on m.id = b.mention_id
            where b.removal_id = @removal and b.added = 0 and {Sql.In(scope.Engine, "b.label_id", "gone")}
            on conflict (label_id, mention_id) do nothing
            """,
            "delete from label_before_mention where removal_id = @removal",
            "delete from label_before where removal_id = @removal",
        })
            await scope.Connection.ExecuteAsync(sql, new { removal, gone = Sql.List(scope.Engine, _gone.Keys) }, scope.Transaction);
    }
}
