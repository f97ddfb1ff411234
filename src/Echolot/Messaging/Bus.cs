using Echolot.Storage;

namespace Echolot.Messaging;

/// <summary>Something that happened, named in the past tense. Serialised as JSON; holds ids, never mention text.</summary>
public interface IFact;

/// <summary>
/// Facts from slice to slice over the outbox table: published inside the transaction that made them true, handed
/// to every durable subscriber at least once and in order, also after a crash.
/// </summary>
public sealed class Bus
{
    /// <summary>Writes the fact to the outbox of this transaction.</summary>
    public Task PublishAsync(WriteScope scope, IFact fact, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>
    /// Registers a durable subscriber before the host starts. Its position is stored under
    /// <paramref name="subscriber"/>; the handler must be idempotent.
    /// </summary>
    public void Subscribe<TFact>(string subscriber, Func<TFact, CancellationToken, Task> handler) where TFact : IFact =>
        throw new NotImplementedException();

    /// <summary>Live facts from now on, for screens; lossy when the reader is slow (oldest dropped, and counted).</summary>
    public IAsyncEnumerable<TFact> WatchAsync<TFact>(CancellationToken cancel) where TFact : IFact =>
        throw new NotImplementedException();
}
