using System.Globalization;
using Echolot.Mentions;

namespace Echolot.Triage;

public sealed partial class TriageDesk
{
    private const int MostNamed = 20;

    /// <summary>Merges a label into another; who did stands in the audit log. False where one of them is gone.</summary>
    /// <exception cref="ArgumentException">They are the same, or the other lies below the first.</exception>
    public Task<bool> MergeLabelAsync(long id, long into, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        if (await Archive.MergeLabelAsync(scope, id, into, Now) is not var (from, target)) return false;
        await privacy.RecordAsync(scope, by, "label.merged", LabelTarget(id), $"{from} → {target}", cancel);
        return true;
    }, cancel);

    /// <summary>
    /// Removes a label with everything below it; mentions lose them. Who did, what went and from how many mentions stands in the
    /// audit log.
    /// </summary>
    public Task RemoveLabelAsync(long id, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var (paths, mentions) = await Archive.RemoveLabelAsync(scope, id, Now);
        if (paths.Count == 0) return;
        var more = paths.Count > MostNamed ? FormattableString.Invariant($", {paths.Count - MostNamed} more") : "";
        await privacy.RecordAsync(
            scope, by, "label.removed", LabelTarget(id),
            FormattableString.Invariant($"{string.Join(", ", paths.Take(MostNamed))}{more}; {mentions} mentions"), cancel);
    }, cancel);

    /// <summary>
    /// Takes the removal or merging of a label back, with what it stood on; who did stands in the audit log. False where that is
    /// too long ago, or was done already.
    /// </summary>
    public Task<bool> RestoreLabelAsync(long removalId, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        if (await Archive.RestoreLabelAsync(scope, removalId, Now) is not { } path) return false;
        await privacy.RecordAsync(
            scope, by, "label.restored", string.Create(CultureInfo.InvariantCulture, $"label-removal:{removalId}"), path, cancel);
        return true;
    }, cancel);

    private static string LabelTarget(long id) => string.Create(CultureInfo.InvariantCulture, $"label:{id}");
}
