using Dapper;

namespace Echolot.Sources;

public sealed partial class SourceRunner
{
    /// <inheritdoc cref="PauseAsync(long, bool, long?, CancellationToken)"/>
    public Task PauseAsync(long id, bool paused, CancellationToken cancel) => PauseAsync(id, paused, null, cancel);

    /// <summary>Stops reading and keeps the position, or reads on from it.</summary>
    public async Task PauseAsync(long id, bool paused, long? by, CancellationToken cancel)
    {
        await _db.WriteAsync(async scope =>
        {
            var changed = await scope.Connection.ExecuteAsync(
                "update source set paused = @paused where id = @id and paused <> @paused",
                new { id, paused = paused ? 1L : 0L }, scope.Transaction);
            if (changed == 0) return;
            await scope.Connection.ExecuteAsync(
                paused ? "insert into source_pause (source_id, from_at) values (@id, @now)"
                    : "update source_pause set to_at = @now where source_id = @id and to_at is null",
                new { id, now = _time.GetUtcNow().ToUnixTimeMilliseconds() }, scope.Transaction);
            if (paused) await _logbook.TurnAsync(scope, id, SourceState.Paused, _time.GetUtcNow(), cancel);
            else await _logbook.BeginAgainAsync(scope, id, _time.GetUtcNow(), cancel);
            await _privacy.RecordAsync(
                scope, by, paused ? "source.paused" : "source.resumed", $"source:{id}", null, cancel);
            await _bus.PublishAsync(scope, new SourceChanged(id, false), cancel);
        }, cancel);
        await RestartReaderAsync(id);
    }

    /// <inheritdoc cref="RemoveAsync(long, long?, CancellationToken)"/>
    public Task RemoveAsync(long id, CancellationToken cancel) => RemoveAsync(id, null, cancel);

    /// <summary>Stops reading and removes the source; its mentions stay.</summary>
    public async Task RemoveAsync(long id, long? by, CancellationToken cancel)
    {
        await StopReaderAsync(id);
        await _db.WriteAsync(async scope =>
        {
            var removed = await scope.Connection.ExecuteAsync(
                "delete from source where id = @id", new { id }, scope.Transaction);
            if (removed == 0) return;
            await _privacy.RecordAsync(scope, by, "source.removed", $"source:{id}", null, cancel);
            await _bus.PublishAsync(scope, new SourceChanged(id, true), cancel);
        }, cancel);
        _patience.TryRemove(id, out _);
    }
}
