using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>Merges a label into another, with what lies below it.</summary>
/// <param name="labels">As they were before.</param>
/// <param name="removal">Keeps what is needed to take it back.</param>
internal sealed class Merging(WriteScope scope, Labels labels, long removal, long now)
{
    /// <summary>Sets when a label was changed last, later than before.</summary>
    public const string Changed = "changed_at = case when label.changed_at < @now then @now else label.changed_at + 1 end";

    private readonly HashSet<long> _merged = [];

    public async Task MergeAsync(long from, long target)
    {
        _merged.Add(from);
        // Before those below it come, so that one of its own name can take its place.
        foreach (var sql in new[]
        {
            """
            insert into label_before_mention (removal_id, label_id, mention_id, added)
            select @removal, @target, mention_id, 1 from mention_label f where f.label_id = @from and not exists (
                select 1 from mention_label t where t.label_id = @target and t.mention_id = f.mention_id)
            """,
            """
            insert into mention_label (label_id, mention_id) select @target, mention_id from mention_label
            where label_id = @from on conflict (label_id, mention_id) do nothing
            """,
            "delete from mention_label where label_id = @from",
            "update label set merged_into = @target where id = @from",
        })
            await scope.Connection.ExecuteAsync(sql, new { removal, from, target }, scope.Transaction);
        // Where both have a category of the same name, those become one as well.
        foreach (var child in labels.All.Where(l => l.ParentId == from).ToList())
        {
            if (labels.All.FirstOrDefault(l => l.ParentId == target && !_merged.Contains(l.Id) && string.Equals(
                l.Name, child.Name, StringComparison.OrdinalIgnoreCase)) is { } namesake)
                await MergeAsync(child.Id, namesake.Id);
            else
                await scope.Connection.ExecuteAsync(
                    $"update label set parent_id = @target, {Changed} where id = @Id", new { target, child.Id, now }, scope.Transaction);
        }
    }
}
