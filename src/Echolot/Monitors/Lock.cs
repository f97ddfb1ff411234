using Dapper;
using Echolot.Storage;
using Echolot.Teams;

namespace Echolot.Monitors;

/// <summary>Somebody keeps a monitor as it is.</summary>
/// <param name="By">Null where that person was erased; then only administrators open it.</param>
public sealed record MonitorLock(DateTimeOffset At, long? By);

/// <summary>The monitor is locked, and not by whoever wanted to change it.</summary>
public sealed class MonitorLockedException(Monitor monitor) : Exception(
    $"The monitor {monitor.Id} is locked. Ask the person who locked it, or an administrator, to open it.")
{
    public Monitor Monitor { get; } = monitor;
}

public sealed partial class Watchlist
{
    /// <summary>Whether this person may change the monitor as far as its lock goes.</summary>
    public static bool MayChange(Monitor monitor, Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return monitor.Lock is not { } held || held.By == person.Id || person.Role == Role.Administrator;
    }

    /// <summary>Keeps the monitor as it is for all but this person and administrators.</summary>
    /// <exception cref="KeyNotFoundException">There is no such monitor.</exception>
    /// <exception cref="MonitorLockedException">Somebody else has locked it.</exception>
    public Task<Monitor> LockAsync(long id, long by, CancellationToken cancel) =>
        SetLockAsync(id, by, "monitor.locked", time.GetUtcNow().ToUnixTimeMilliseconds(), by, cancel);

    /// <summary>Lets everybody change the monitor again who may change monitors.</summary>
    /// <exception cref="KeyNotFoundException">There is no such monitor.</exception>
    /// <exception cref="MonitorLockedException">Somebody else has locked it.</exception>
    public Task<Monitor> UnlockAsync(long id, long by, CancellationToken cancel) =>
        SetLockAsync(id, by, "monitor.unlocked", null, null, cancel);

    private async Task<Monitor> SetLockAsync(
        long id, long by, string what, long? at, long? locker, CancellationToken cancel)
    {
        var person = await roster.FindAsync(by, cancel);
        return await db.WriteAsync(async scope =>
        {
            RefuseLocked(await FindAsync(scope, id), by, person);
            await scope.Connection.ExecuteAsync(
                "update monitor set locked_at = @at, locked_by = @locker where id = @id", new { id, at, locker },
                scope.Transaction);
            await privacy.RecordAsync(scope, by, what, $"monitor:{id}", null, cancel);
            return (await FindAsync(scope, id)).AsMonitor();
        }, cancel);
    }

    private async Task<Person?> PersonAsync(long? by, CancellationToken cancel) =>
        by is { } id ? await roster.FindAsync(id, cancel) : null;

    /// <param name="by">Null: the product itself, which no lock stops.</param>
    private static void RefuseLocked(MonitorRow row, long? by, Person? person)
    {
        if (by is null || row.LockedAt is null) return;
        var monitor = row.AsMonitor();
        if (person is null || !MayChange(monitor, person)) throw new MonitorLockedException(monitor);
    }

    private static async Task<MonitorRow> FindAsync(WriteScope scope, long id) =>
        await scope.Connection.QuerySingleOrDefaultAsync<MonitorRow>(
            $"{MonitorRow.Select} where id = @id", new { id }, scope.Transaction)
        ?? throw new KeyNotFoundException($"There is no monitor {id}. It was removed meanwhile; add it again.");
}
