using Echolot.Alerts;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Sources;

namespace Echolot.Web.Live;

/// <summary>A fact with its number in this process.</summary>
internal readonly record struct Numbered(long Number, IFact Fact);

/// <summary>Somebody is writing in a chat right now; told to whoever looks and stored nowhere.</summary>
/// <param name="Ours">One of us is; else the visitor.</param>
internal sealed record Typing(long ConversationId, bool Ours) : IFact;

/// <summary>
/// The last facts of this process for everybody who looks: listens to the bus once, keeps a short memory so that a
/// browser that lost its connection gets what it missed, and wakes the open pages. Thread-safe.
/// </summary>
internal sealed class LiveFeed(Bus bus) : BackgroundService
{
    /// <summary>Facts remembered; at 20 transactions a second this is about three minutes.</summary>
    internal const int Memory = 4096;

    private readonly Lock gate = new();
    private readonly Queue<Numbered> memory = new();
    private readonly string process = Guid.NewGuid().ToString("N")[..8];
    private TaskCompletionSource changed = NewSignal();
    private long last;

    /// <summary>Where a page that opens now begins.</summary>
    public long Now { get { lock (gate) return last; } }

    /// <summary>Name of a position for <c>Last-Event-ID</c>; means nothing to another process.</summary>
    public string NameOf(long position) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{process}-{position}");

    /// <summary>
    /// The position of a name, or null when it is not ours or too long ago: then something was missed.
    /// </summary>
    public long? PositionOf(string? name)
    {
        if (name?.Split('-') is not [var from, var number] || from != process) return null;
        if (!long.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out var position)) return null;
        lock (gate) return position <= last && position >= last - memory.Count ? position : null;
    }

    /// <summary>
    /// Everything after the position, oldest first; waits up to <paramref name="patience"/> when there is nothing.
    /// </summary>
    public async Task<IReadOnlyList<Numbered>> AfterAsync(
        long position, TimeSpan patience, TimeProvider clock, CancellationToken cancel)
    {
        Task signal;
        lock (gate)
        {
            if (last > position) return [.. memory.Where(fact => fact.Number > position)];
            signal = changed.Task;
        }
        var waited = await Task.WhenAny(signal, Task.Delay(patience, clock, cancel));
        cancel.ThrowIfCancellationRequested();
        if (waited != signal) return [];
        lock (gate) return [.. memory.Where(fact => fact.Number > position)];
    }

    internal void Remember(IFact fact)
    {
        TaskCompletionSource wake;
        lock (gate)
        {
            memory.Enqueue(new(++last, fact));
            if (memory.Count > Memory) memory.Dequeue();
            wake = changed;
            changed = NewSignal();
        }
        wake.SetResult();
    }

    protected override Task ExecuteAsync(CancellationToken stopping) => Task.WhenAll(
        HearAsync<MentionsKept>(stopping), HearAsync<Notified>(stopping), HearAsync<SourceStateChanged>(stopping),
        HearAsync<SourceChanged>(stopping),
        HearAsync<MentionsForgotten>(stopping), HearAsync<AlertChanged>(stopping), HearAsync<FiringShown>(stopping),
        HearAsync<MentionsWorked>(stopping), HearAsync<ConversationChanged>(stopping));

    private async Task HearAsync<TFact>(CancellationToken stopping) where TFact : IFact
    {
        try
        {
            await foreach (var fact in bus.WatchAsync<TFact>(stopping)) Remember(fact);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops; nobody is left to tell.
        }
    }

    // Asynchronous continuations: the one who remembers must not run the code of those who wait.
    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
