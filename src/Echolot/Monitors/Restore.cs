namespace Echolot.Monitors;

public sealed partial class Watchlist
{
    /// <summary>Puts an earlier version in force again, as a new version.</summary>
    /// <param name="note">Null: a note that names the version.</param>
    /// <exception cref="KeyNotFoundException">There is no such monitor, or no such version of it.</exception>
    /// <exception cref="MonitorLockedException">Somebody else has locked it.</exception>
    public Task<MonitorSaved> RestoreAsync(long id, int version, long? by, string? note, CancellationToken cancel) =>
        RestoreAsync(id, version, by, note, null, cancel);

    /// <param name="seen">
    /// <see cref="Monitor.ChangedAt"/> of what whoever restores saw; null: of what is stored as this begins. What somebody saves
    /// meanwhile is never written over.
    /// </param>
    /// <exception cref="MonitorChangedMeanwhileException">It was changed since.</exception>
    /// <inheritdoc cref="RestoreAsync(long, int, long?, string?, CancellationToken)"/>
    public async Task<MonitorSaved> RestoreAsync(
        long id, int version, long? by, string? note, DateTimeOffset? seen, CancellationToken cancel)
    {
        var monitor = await FindAsync(id, cancel)
            ?? throw new KeyNotFoundException($"There is no monitor {id}. It was removed meanwhile; add it again.");
        var earlier = await FindVersionAsync(id, version, cancel)
            ?? throw new KeyNotFoundException($"The monitor {id} has no version {version}; choose one that it had.");
        return await ChangeAsync(
            id,
            new(monitor.Name, earlier.QueryText, monitor.Purpose, monitor.OwnerId, monitor.Folder, monitor.Paused,
                monitor.Color, earlier.Forms),
            by, note ?? $"Version {version}", seen ?? monitor.ChangedAt, cancel);
    }

    /// <summary>One version, or null where the monitor never had it.</summary>
    public async Task<MonitorVersion?> FindVersionAsync(long id, int version, CancellationToken cancel) =>
        (await VersionsAsync(id, cancel)).FirstOrDefault(v => v.Version == version);
}
