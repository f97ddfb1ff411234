using Dapper;
using Microsoft.Extensions.Logging;

namespace Echolot.Sources;

public sealed partial class SourceRunner
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TidyEvery = TimeSpan.FromHours(6);

    private readonly SemaphoreSlim _switching = new(1, 1);
    private readonly Dictionary<long, Reader> _readers = [];
    private bool _running;

    /// <summary>Starts reading all sources; returns when cancelled and every reader has stopped.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await StartAllAsync(cancel);
            await WatchAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Told to stop while still starting: that is a stop like any other.
            _log.LogInformation("Sources stop before all of them have started");
        }
        finally
        {
            await StopAllAsync();
        }
    }

    private async Task StartAllAsync(CancellationToken cancel)
    {
        await _switching.WaitAsync(cancel);
        try
        {
            _running = true;
            foreach (var source in await ListAsync(cancel)) Start(source);
        }
        finally
        {
            _switching.Release();
        }
    }

    private async Task WatchAsync(CancellationToken cancel)
    {
        var tidied = DateTimeOffset.MinValue;
        using var timer = new PeriodicTimer(LookEvery, _time);
        try
        {
            do
            {
                try
                {
                    await LookForSilenceAsync(cancel);
                    if (_time.GetUtcNow() - tidied > TidyEvery)
                    {
                        await TidyAsync(cancel);
                        tidied = _time.GetUtcNow();
                    }
                }
                catch (Exception wrong) when (!cancel.IsCancellationRequested)
                {
                    _log.LogError(wrong, "Looking after the sources failed; tried again in {Seconds} s",
                        (int)LookEvery.TotalSeconds);
                }
            }
            while (await timer.WaitForNextTickAsync(cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            _log.LogInformation("Sources are stopping");
        }
    }

    private async Task StopAllAsync()
    {
        await _switching.WaitAsync(CancellationToken.None);
        try
        {
            _running = false;
            await Task.WhenAll(_readers.Values.Select(r => r.StopAsync()));
            _readers.Clear();
        }
        finally
        {
            _switching.Release();
        }
    }

    /// <summary>Begins to read a new source, unless the start of all of them has found it already.</summary>
    private async Task StartReaderAsync(long id)
    {
        await _switching.WaitAsync(CancellationToken.None);
        try
        {
            if (_running && !_readers.ContainsKey(id) && await FindAsync(id, CancellationToken.None) is { } source) Start(source);
        }
        finally
        {
            _switching.Release();
        }
    }

    private async Task RestartReaderAsync(long id)
    {
        await _switching.WaitAsync(CancellationToken.None);
        try
        {
            if (_readers.Remove(id, out var reader)) await reader.StopAsync();
            if (_running && await FindAsync(id, CancellationToken.None) is { } source) Start(source);
        }
        finally
        {
            _switching.Release();
        }
    }

    private async Task StopReaderAsync(long id)
    {
        await _switching.WaitAsync(CancellationToken.None);
        try
        {
            if (_readers.Remove(id, out var reader)) await reader.StopAsync();
        }
        finally
        {
            _switching.Release();
        }
    }

    private void Start(Source source)
    {
        if (source.Paused) return;
        if (_connectors.GetValueOrDefault(source.Key.Connector) is not IReadsMentions connector) return;
        _readers[source.Id] = Reader.Start(source.Id, connector, this, _db, _gate, _logbook, _time, _log);
    }

    // Hours older than the lists look back, and days older than a rhythm is remembered.
    private Task TidyAsync(CancellationToken cancel) => _db.WriteAsync(async scope =>
    {
        var now = _time.GetUtcNow();
        await scope.Connection.ExecuteAsync(
            "delete from source_bucket where (what = 'lag' and since < @hours) or (what = 'pause' and since < @days)",
            new
            {
                hours = Logbook.Hour(now.AddHours(-48)),
                days = Logbook.Day(now - Silence.Memory - TimeSpan.FromDays(1)),
            },
            scope.Transaction);
        await scope.Connection.ExecuteAsync(
            "delete from source_hour where hour < @before", new { before = Logbook.Hour(now.AddDays(-60)) },
            scope.Transaction);
    }, cancel);
}
