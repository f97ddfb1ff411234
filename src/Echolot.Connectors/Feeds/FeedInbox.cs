using System.Collections.Concurrent;
using System.Threading.Channels;
using Echolot.Sources.Hubs;

namespace Echolot.Connectors.Feeds;

/// <summary>What hubs sent for sources and no reader has taken yet. Thread-safe.</summary>
/// <remarks>
/// In memory only: what a crash loses is in the feed still and comes with the next asking. Sixteen wait for each
/// source; the reader takes them within milliseconds, unless it is asking the site at the moment.
/// </remarks>
internal sealed class FeedInbox(TimeProvider clock)
{
    private readonly ConcurrentDictionary<long, Channel<HubNews>> _bySource = new();

    public void Put(long sourceId, HubNews news) => Of(sourceId).Writer.TryWrite(news);

    /// <summary>The next one; null when none has come for <paramref name="wait"/>.</summary>
    public async Task<HubNews?> NextAsync(long sourceId, TimeSpan wait, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(wait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            return await Of(sourceId).Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    private Channel<HubNews> Of(long sourceId) => _bySource.GetOrAdd(sourceId, _ => Channel.CreateBounded<HubNews>(
        new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest }));
}
