using Dapper;
using Echolot.Matching;
using Echolot.Storage;

namespace Echolot.Monitors;

/// <summary>Somebody else changed the monitor after it was read.</summary>
/// <param name="monitor">As it is stored now.</param>
public sealed class MonitorChangedMeanwhileException(Monitor monitor) : Exception(
    $"The monitor {monitor.Id} was changed meanwhile. Read it again, and send the change with its changed_at.")
{
    public Monitor Monitor { get; } = monitor;
}

public sealed partial class Watchlist
{
    /// <summary>Most characters of the name of a monitor, and of its folder.</summary>
    public const int LongestName = 120;

    /// <inheritdoc cref="AddAsync(MonitorDraft, long?, string?, CancellationToken)"/>
    public Task<MonitorSaved> AddAsync(MonitorDraft draft, long? by, CancellationToken cancel) =>
        AddAsync(draft, by, null, cancel);

    /// <summary>Adds a monitor at version 1, or returns the errors of its query.</summary>
    /// <param name="by">Staff member, for versions and audit log.</param>
    /// <param name="note">Why there is one; stands with the first version.</param>
    public Task<MonitorSaved> AddAsync(MonitorDraft draft, long? by, string? note, CancellationToken cancel) =>
        SaveAsync(null, draft, by, note, null, cancel);

    /// <summary>Changes a monitor. A new query text, or other forms, make a new version; everything else does not.</summary>
    /// <exception cref="KeyNotFoundException">There is no such monitor.</exception>
    /// <exception cref="MonitorLockedException">Somebody else has locked it.</exception>
    public Task<MonitorSaved> ChangeAsync(
        long id, MonitorDraft draft, long? by, string? note, CancellationToken cancel) =>
        SaveAsync(id, draft, by, note, null, cancel);

    /// <param name="seen">
    /// <see cref="Monitor.ChangedAt"/> of what the change began with, so that nobody writes over what somebody else saved
    /// meanwhile; null: whatever is stored is changed.
    /// </param>
    /// <exception cref="MonitorChangedMeanwhileException">It was changed since.</exception>
    /// <inheritdoc cref="ChangeAsync(long, MonitorDraft, long?, string?, CancellationToken)"/>
    public Task<MonitorSaved> ChangeAsync(
        long id, MonitorDraft draft, long? by, string? note, DateTimeOffset? seen, CancellationToken cancel) =>
        SaveAsync(id, draft, by, note, seen, cancel);

    /// <inheritdoc cref="RemoveAsync(long, long?, CancellationToken)"/>
    public Task RemoveAsync(long id, CancellationToken cancel) => RemoveAsync(id, null, cancel);

    /// <summary>Removes the monitor and its versions. What it brought stays until its retention ends.</summary>
    /// <exception cref="MonitorLockedException">Somebody else has locked it.</exception>
    public async Task RemoveAsync(long id, long? by, CancellationToken cancel)
    {
        var person = await PersonAsync(by, cancel);
        await _changing.WaitAsync(cancel);
        try
        {
            await db.WriteAsync(async scope =>
            {
                var row = await scope.Connection.QuerySingleOrDefaultAsync<MonitorRow>(
                    $"{MonitorRow.Select} where id = @id", new { id }, scope.Transaction);
                if (row is null) return;
                RefuseLocked(row, by, person);
                await scope.Connection.ExecuteAsync(
                    "delete from monitor where id = @id", new { id }, scope.Transaction);
                await privacy.RecordAsync(scope, by, "monitor.removed", $"monitor:{id}", null, cancel);
                await bus.PublishAsync(scope, new MonitorRemoved(id), cancel);
            }, cancel);
            _compiled = _compiled?.Without(id);
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task<MonitorSaved> SaveAsync(
        long? id, MonitorDraft draft, long? by, string? note, DateTimeOffset? seen, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(draft.Name) || draft.Name.Trim().Length > LongestName
            || draft.Folder?.Trim().Length > LongestName)
            return new(null, [new(
                "monitor.unnamed", "The monitor has no name, or one that is too long.", 0, 0,
                "Give it a name of one to 120 characters, and a folder of at most 120.")]);
        if (!Query.TryParse(draft.QueryText, draft.Options, out var query, out var errors)) return new(null, errors);
        var person = await PersonAsync(by, cancel);
        await _changing.WaitAsync(cancel);
        try
        {
            var saved = await db.WriteAsync(async scope =>
            {
                var before = id is { } known ? await FindAsync(scope, known) : null;
                if (before is not null) RefuseLocked(before, by, person);
                if (before is not null && seen is { } at && before.ChangedAt != at.ToUnixTimeMilliseconds())
                    throw new MonitorChangedMeanwhileException(before.AsMonitor());
                return await StoreAsync(scope, before, draft, by, note, cancel);
            }, cancel);
            // Before the first load there is nothing to keep up to date.
            _compiled = saved.Paused ? _compiled?.Without(saved.Id) : _compiled?.With(saved.Id, saved.Version, query);
            return new(saved, query.Lint());
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task<Monitor> StoreAsync(
        WriteScope scope, MonitorRow? before, MonitorDraft draft, long? by, string? note, CancellationToken cancel)
    {
        // Each change has a moment of its own: by it one sees whether somebody was faster.
        var now = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), (before?.ChangedAt ?? 0) + 1);
        var row = new MonitorRow
        {
            Id = before?.Id ?? 0,
            Name = draft.Name.Trim(),
            QueryText = draft.QueryText,
            Forms = draft.Forms.ToString(),
            Purpose = draft.Purpose.ToString(),
            OwnerId = draft.OwnerId,
            Folder = string.IsNullOrWhiteSpace(draft.Folder) ? null : draft.Folder.Trim(),
            Paused = draft.Paused ? 1 : 0,
            Version = before is null ? 1
                : before.QueryText == draft.QueryText && before.Forms == draft.Forms.ToString() ? before.Version
                : before.Version + 1,
            Color = draft.Color ?? before?.Color ?? Palette.Next(await UsedColorsAsync(scope)),
            CreatedAt = before?.CreatedAt ?? now,
            ChangedAt = now,
            LockedAt = before?.LockedAt,
            LockedBy = before?.LockedBy,
        };
        row = row with { Id = await WriteRowAsync(scope, row, isNew: before is null) };
        if (row.Paused != (before?.Paused ?? 0)) await NotePauseAsync(scope, row, now);
        if (row.Version != before?.Version)
            await scope.Connection.ExecuteAsync(
                """
                insert into monitor_version (monitor_id, version, query_text, forms, changed_at, changed_by, note)
                values (@Id, @Version, @QueryText, @Forms, @ChangedAt, @by, @note)
                """,
                new { row.Id, row.Version, row.QueryText, row.Forms, row.ChangedAt, by, note }, scope.Transaction);
        // What a monitor missed while it stood still is as new to it as what came before it.
        if (row.Paused == 0 && (row.Version != before?.Version || before.Paused != 0))
            await backfills.AskAsync(scope, row.Id, row.Version);
        else if (before is not null && row.Version != before.Version)
            await BackfillDesk.SetAsideAsync(scope, row.Id);
        await privacy.RecordAsync(
            scope, by, before is null ? "monitor.added" : "monitor.changed", $"monitor:{row.Id}",
            $"version {row.Version}", cancel);
        await bus.PublishAsync(scope, new MonitorChanged(row.Id, row.Paused != 0 ? 0 : (int)row.Version), cancel);
        return row.AsMonitor();
    }

    private static Task<long> WriteRowAsync(WriteScope scope, MonitorRow row, bool isNew) =>
        scope.Connection.ExecuteScalarAsync<long>(
        isNew
            ? """
              insert into monitor
                  (name, query_text, forms, purpose, owner_id, folder, paused, version, color, created_at, changed_at)
              values
                  (@Name, @QueryText, @Forms, @Purpose, @OwnerId, @Folder, @Paused, @Version, @Color, @CreatedAt,
                   @ChangedAt)
              returning id
              """
            : """
              update monitor set name = @Name, query_text = @QueryText, forms = @Forms, purpose = @Purpose,
                  owner_id = @OwnerId, folder = @Folder, paused = @Paused, version = @Version, color = @Color, changed_at = @ChangedAt
              where id = @Id returning id
              """, row, scope.Transaction);

    private static Task<IEnumerable<string>> UsedColorsAsync(WriteScope scope) =>
        scope.Connection.QueryAsync<string>("select color from monitor", transaction: scope.Transaction);
}
