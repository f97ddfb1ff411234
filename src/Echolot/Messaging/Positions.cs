using System.Data.Common;
using Dapper;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Messaging;

/// <summary>
/// How far each subscriber came, written down at most five times a second and for all together: one commit per fact and
/// subscriber would make the disk the limit. After a crash the facts of the last fifth of a second come again.
/// </summary>
internal sealed class Positions
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly EcholotDb _db;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SubscriberRow> _changed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SubscriberRow> _current;

    public Positions(EcholotDb db, TimeProvider clock, IEnumerable<Subscriber> subscribers)
    {
        (_db, _clock) = (db, clock);
        _current = subscribers.ToDictionary(
            s => s.Name, s => new SubscriberRow { Name = s.Name }, StringComparer.Ordinal);
    }

    /// <summary>
    /// Where the subscriber stands: as stored, or further where the last steps are not written down yet.
    /// </summary>
    public async Task<long> LoadAsync(DbConnection connection, string name)
    {
        var stored = await connection.QuerySingleOrDefaultAsync<SubscriberRow>(
            "select name, position, failures, last_error as LastError from subscriber where name = @name", new { name });
        lock (_gate)
        {
            if (stored is not null && stored.Position > _current[name].Position) _current[name] = stored;
            return _current[name].Position;
        }
    }

    public void Reached(string name, long position)
    {
        lock (_gate)
            _changed[name] = _current[name] = new SubscriberRow { Name = name, Position = position };
    }

    public void Failed(string name, long failures, string error)
    {
        lock (_gate)
            _changed[name] = _current[name] = _current[name] with { Failures = failures, LastError = error };
    }

    /// <summary>Writes down what changed until cancelled.</summary>
    public async Task KeepAsync(ILogger log, CancellationToken cancel)
    {
        using var ticks = new PeriodicTimer(Pause, _clock);
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await ticks.WaitForNextTickAsync(cancel);
                await WriteAsync(cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception wrong) when (wrong is DbException or StorageException or IOException)
            {
                log.LogError(wrong, "Positions of subscribers could not be written down; trying again");
            }
        }
    }

    /// <summary>Writes down what changed.</summary>
    public async Task WriteAsync(CancellationToken cancel)
    {
        List<SubscriberRow> rows;
        lock (_gate)
        {
            rows = [.. _changed.Values];
            _changed.Clear();
        }
        if (rows.Count == 0) return;
        try
        {
            await _db.WriteAsync(async scope =>
            {
                var at = _clock.GetUtcNow().ToUnixTimeMilliseconds();
                foreach (var row in rows)
                    await scope.Connection.ExecuteAsync(
                        """
                        insert into subscriber (name, position, failures, last_error, changed_at)
                        values (@Name, @Position, @Failures, @LastError, @at)
                        on conflict (name) do update set position = excluded.position, failures = excluded.failures,
                            last_error = excluded.last_error, changed_at = excluded.changed_at
                        """,
                        new { row.Name, row.Position, row.Failures, row.LastError, at }, scope.Transaction);
            }, cancel);
        }
        catch
        {
            lock (_gate)
            {
                foreach (var row in rows) _changed.TryAdd(row.Name, row);
            }
            throw;
        }
    }
}
