using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

internal sealed partial class Tables
{
    /// <summary>Writes down one monitor less of mentions, and takes them out of its list and counts.</summary>
    public async Task UnlistAsync(long monitor, IReadOnlyCollection<MentionRow> mentions, CancellationToken cancel)
    {
        await UpdateMatches.RunAsync(scope, [.. mentions.OrderBy(m => m.Id)], cancel);
        foreach (var group in mentions.GroupBy(m => PlaceOf(monitor, m)))
        {
            if (group.Key is not { } place) continue;
            await scope.Connection.ExecuteAsync(
                $"delete from listing where monitor_id = @place and {Sql.In(scope.Engine, "mention_id", "ids")}",
                new { place, ids = Sql.List(scope.Engine, group.Select(m => m.Id)) }, scope.Transaction);
            foreach (var mention in group) Count(place, mention, -1);
        }
    }
}
