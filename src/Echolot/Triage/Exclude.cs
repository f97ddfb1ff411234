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
        if (exclusion.Mode is ExclusionMode.Hide) await HideAsync(exclusion, hide: true, by, cancel);
        return exclusion;
    }

    /// <summary>Takes an author or a site from the list; what was hidden for it is shown again. False where it is
    /// gone.</summary>
    public async Task<bool> IncludeAsync(long id, long by, CancellationToken cancel)
    {
        if (await archive.IncludeAsync(id, cancel) is not { } exclusion) return false;
        await NoteAsync("exclusion.removed", exclusion, by, cancel);
        if (exclusion.Mode is ExclusionMode.Hide) await HideAsync(exclusion, hide: false, by, cancel);
        return true;
    }

    private async Task HideAsync(Exclusion exclusion, bool hide, long by, CancellationToken cancel)
    {
        MentionFilter[] stored = exclusion.Kind is ExclusionKind.Author
            ? [new() { AuthorId = exclusion.Value, Connectors = [exclusion.Connector!], Hidden = !hide }]
            : [
                new() { Site = exclusion.Value, Hidden = !hide }, new() { Site = "www." + exclusion.Value, Hidden = !hide },
            ];
        foreach (var filter in stored)
            if (await archive.CountAsync(filter, cancel) > 0)
                await StartAsync(filter, [WorkChange.Hide(hide)], by, cancel);
    }

    private Task NoteAsync(string what, Exclusion exclusion, long by, CancellationToken cancel) => db.WriteAsync(
        scope => privacy.RecordAsync(
            scope, by, what, FormattableString.Invariant($"exclusion:{exclusion.Id}"),
            $"{exclusion.Kind}, {exclusion.Mode}", cancel), cancel);
}
