using Dapper;
using Echolot.Mentions;

namespace Echolot.Triage;

public sealed partial class TriageDesk
{
    /// <summary>
    /// Leaves an author or a site out from now on. Where they are to be hidden, what is stored is hidden as well, by
    /// runs; where they are never to be collected, what is stored stays.
    /// </summary>
    /// <exception cref="ArgumentException">No author of a network, or no host.</exception>
    public async Task<Exclusion> ExcludeAsync(ExclusionDraft draft, long by, CancellationToken cancel)
    {
        var exclusion = await archive.ExcludeAsync(draft, by, cancel);
        await NoteAsync("exclusion.added", exclusion, by, cancel);
        if (exclusion.Mode is ExclusionMode.Hide) await WorkOnStoredAsync(exclusion, hide: true, by, cancel);
        return exclusion;
    }

    /// <summary>
    /// Takes an author or a site from the list; what was put aside for it is shown again, unless another entry or what a
    /// person, a rule or another run did keeps it aside. False where it is gone.
    /// </summary>
    public async Task<bool> IncludeAsync(long id, long by, CancellationToken cancel)
    {
        if (await archive.IncludeAsync(id, cancel) is not { } exclusion) return false;
        await NoteAsync("exclusion.removed", exclusion, by, cancel);
        if (!exclusion.Hid) return true;
        await using (var connection = await db.ReadAsync(cancel))
            foreach (var run in (await connection.QueryAsync<long>(
                "select id from run where exclusion_id = @id and state in ('Waiting', 'Running')", new { id })).AsList())
                await CancelRunAsync(run, cancel);
        await WorkOnStoredAsync(exclusion, hide: false, by, cancel);
        return true;
    }

    private async Task WorkOnStoredAsync(Exclusion exclusion, bool hide, long by, CancellationToken cancel)
    {
        foreach (var stored in await archive.StoredOfAsync(exclusion, cancel))
        {
            var filter = stored with { Hidden = !hide, AsideForLists = !hide };
            if (await archive.CountAsync(filter, cancel) is > 0 and var total)
                await StartAsync(
                    RunKind.Bulk, null, null, filter, [WorkChange.Hide(hide)], by, cancel, (total, $"{total} mentions"),
                    exclusion.Id);
        }
    }

    private Task NoteAsync(string what, Exclusion exclusion, long by, CancellationToken cancel) => db.WriteAsync(
        scope => privacy.RecordAsync(
            scope, by, what, FormattableString.Invariant($"exclusion:{exclusion.Id}"),
            $"{exclusion.Kind}, {exclusion.Mode}", cancel), cancel);
}
