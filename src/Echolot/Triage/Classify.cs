using System.Globalization;
using Echolot.Mentions;

namespace Echolot.Triage;

public sealed partial class TriageDesk
{
    /// <summary>
    /// Gives sites and sources their classes, from the next post on and for what is stored; who did stands in the audit log.
    /// </summary>
    /// <returns>How many are new, and how many changed.</returns>
    /// <exception cref="ArgumentException">One is no site and no source, or there would be too many; then none has changed.</exception>
    public async Task<(int Added, int Changed)> ClassifyAsync(
        IReadOnlyList<ClassDraft> drafts, long? by, CancellationToken cancel)
    {
        var done = await db.WriteAsync(async scope =>
        {
            var (added, changed) = await archive.ClassifyAsync(scope, drafts, cancel);
            if (added + changed > 0)
                await privacy.RecordAsync(
                    scope, by, "class.set", "source_class",
                    drafts is [var one] ? string.Create(CultureInfo.InvariantCulture, $"{one.Kind} {one.Value}: {one.Class}")
                        : string.Create(CultureInfo.InvariantCulture, $"{added} new, {changed} changed"), cancel);
            return (added, changed);
        }, cancel);
        await archive.LoadClassesAsync(cancel);
        return done;
    }

    /// <summary>Takes the class from a site or a source; false where it is gone.</summary>
    public async Task<bool> UnclassifyAsync(long id, long? by, CancellationToken cancel)
    {
        var gone = await db.WriteAsync(async scope =>
        {
            if (await archive.UnclassifyAsync(scope, id, cancel) is not { } was) return false;
            await privacy.RecordAsync(
                scope, by, "class.removed", "source_class",
                string.Create(CultureInfo.InvariantCulture, $"{was.Kind} {was.Value}: {was.Class}"), cancel);
            return true;
        }, cancel);
        await archive.LoadClassesAsync(cancel);
        return gone;
    }
}
