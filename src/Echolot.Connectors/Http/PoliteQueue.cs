using System.Collections.Concurrent;

namespace Echolot.Connectors.Http;

/// <summary>Keeps us from being a burden: few requests to one host at a time, and a pause between polite ones.</summary>
internal sealed class PoliteQueue(int perHost, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Host> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits for a place at the host; disposing the result gives it back.</summary>
    /// <param name="gap">Pause behind the start of this request, which later ones with a pause keep.</param>
    public async Task<IDisposable> EnterAsync(string authority, TimeSpan gap, CancellationToken cancel)
    {
        var host = _hosts.GetOrAdd(authority, _ => new Host(perHost));
        await host.Places.WaitAsync(cancel);
        try
        {
            if (gap > TimeSpan.Zero)
            {
                var wait = host.NextStart(clock.GetUtcNow(), gap);
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, clock, cancel);
            }
        }
        catch
        {
            host.Places.Release();
            throw;
        }
        return new Place(host.Places);
    }

    private sealed class Host(int places)
    {
        private readonly Lock _gate = new();
        private DateTimeOffset _next;

        public SemaphoreSlim Places { get; } = new(places);

        public TimeSpan NextStart(DateTimeOffset now, TimeSpan gap)
        {
            lock (_gate)
            {
                var start = _next > now ? _next : now;
                _next = start + gap;
                return start - now;
            }
        }
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private SemaphoreSlim? _places = places;

        public void Dispose() => Interlocked.Exchange(ref _places, null)?.Release();
    }
}
