using System.Threading.Channels;

namespace Echolot.Messaging;

/// <summary>A durable subscriber: its handlers by type of fact, and the bell that a commit rings.</summary>
internal sealed class Subscriber(string name)
{
    private readonly Dictionary<string, (Type Type, Func<object, CancellationToken, Task> Handle)> _handlers = new(
        StringComparer.Ordinal);

    private readonly Channel<bool> _bell =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public string Name => name;

    public void Add<TFact>(Func<TFact, CancellationToken, Task> handler) where TFact : IFact
    {
        if (!_handlers.TryAdd(
            Facts.NameOf(typeof(TFact)), (typeof(TFact), (fact, cancel) => handler((TFact)fact, cancel))))
            throw new InvalidOperationException(
                $"The subscriber {name} takes {typeof(TFact).Name} already: use another name for the second one.");
    }

    public void Wake() => _bell.Writer.TryWrite(true);

    /// <summary>Returns at the next ring, or after <paramref name="atMost"/>.</summary>
    public async Task RestAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            await _bell.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Nobody rang: look all the same, a bell may have been missed.
        }
    }

    /// <summary>Hands the fact on; facts of types that nobody asked for are done at once.</summary>
    public Task HandleAsync(OutboxRow row, CancellationToken cancel) => _handlers.TryGetValue(row.Type, out var handler)
        ? handler.Handle(Facts.Read(row.Json, handler.Type), cancel)
        : Task.CompletedTask;
}
