using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Echolot.Messaging;

/// <summary>
/// Screens that listen now: each has a short queue, and a slow one loses its oldest facts instead of slowing others.
/// </summary>
internal sealed class Watchers
{
    // A fact names a whole transaction, so 256 of them are minutes of a busy day.
    private const int Capacity = 256;

    private readonly ConcurrentDictionary<IWatcher, bool> _all = [];
    private long _dropped;

    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Types that somebody listens for, by stored name.</summary>
    public IReadOnlyDictionary<string, Type> Types =>
        _all.Keys.Select(w => w.Type).Distinct().ToDictionary(Facts.NameOf, StringComparer.Ordinal);

    public IAsyncEnumerable<TFact> Add<TFact>(CancellationToken cancel) where TFact : IFact
    {
        var watcher = new Watcher<TFact>(() => Interlocked.Increment(ref _dropped));
        _all.TryAdd(watcher, true);
        // Also covers the caller who never reads.
        cancel.Register(() => _all.TryRemove(watcher, out _));
        return ReadAsync(watcher, cancel);
    }

    private async IAsyncEnumerable<TFact> ReadAsync<TFact>(
        Watcher<TFact> watcher, [EnumeratorCancellation] CancellationToken cancel)
        where TFact : IFact
    {
        try
        {
            await foreach (var fact in watcher.Reader.ReadAllAsync(cancel)) yield return fact;
        }
        finally
        {
            _all.TryRemove(watcher, out _);
        }
    }

    public void Hand(IReadOnlyList<IFact> facts)
    {
        foreach (var watcher in _all.Keys)
            foreach (var fact in facts)
                watcher.Offer(fact);
    }

    private interface IWatcher
    {
        Type Type { get; }

        void Offer(object fact);
    }

    private sealed class Watcher<TFact>(Action dropped) : IWatcher where TFact : IFact
    {
        private readonly Channel<TFact> _queue = Channel.CreateBounded<TFact>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest }, _ => dropped());

        public Type Type => typeof(TFact);

        public ChannelReader<TFact> Reader => _queue.Reader;

        public void Offer(object fact)
        {
            if (fact is TFact ours) _queue.Writer.TryWrite(ours);
        }
    }
}
