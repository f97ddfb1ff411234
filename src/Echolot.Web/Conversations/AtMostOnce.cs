namespace Echolot.Web.Conversations;

/// <summary>Makes what many ask for: each thing at most once in a while, for all who wait for it together.</summary>
/// <remarks>
/// Whoever asks gets what was begun after they asked, never something older: they came because something changed.
/// Thread-safe.
/// </remarks>
/// <param name="pause">Between two beginnings of one thing; whoever comes earlier waits.</param>
internal sealed class AtMostOnce<TKey, TMade>(TimeSpan pause, TimeProvider clock) where TKey : notnull
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(1);

    private readonly Lock _turn = new();
    private readonly Dictionary<TKey, Making> _things = [];
    private DateTimeOffset _tidied;

    private sealed class Making
    {
        public DateTimeOffset BegunAt { get; set; }

        /// <summary>Waits to be begun; null where nobody has asked since the last was.</summary>
        public Task<TMade>? Next { get; set; }
    }

    /// <param name="make">Makes it for everybody who waits: it must not end with the request of one of them.</param>
    public async Task<TMade> AskAsync(TKey key, Func<Task<TMade>> make, CancellationToken cancel)
    {
        Task<TMade> next;
        lock (_turn)
        {
            Tidy();
            if (!_things.TryGetValue(key, out var making)) _things.Add(key, making = new Making());
            next = making.Next ??= MakeAsync(making, make);
        }
        return await next.WaitAsync(cancel);
    }

    private async Task<TMade> MakeAsync(Making making, Func<Task<TMade>> make)
    {
        // Leaves the turn before anything is done.
        await Task.Yield();
        if (making.BegunAt + pause - clock.GetUtcNow() is { Ticks: > 0 } wait) await Task.Delay(wait, clock);
        lock (_turn) (making.BegunAt, making.Next) = (clock.GetUtcNow(), null);
        return await make();
    }

    private void Tidy()
    {
        var now = clock.GetUtcNow();
        if (now - _tidied < Forgotten) return;
        _tidied = now;
        foreach (var (key, making) in _things.ToList())
            if (making.Next is null && now - making.BegunAt > Forgotten) _things.Remove(key);
    }
}
