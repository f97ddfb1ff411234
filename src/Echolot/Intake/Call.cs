using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Intake;

/// <summary>What one caller handed over at once; done when each of its events is decided.</summary>
internal sealed class Call(SourceConfig source, IReadOnlyList<SourceEvent> events)
{
    private readonly TaskCompletionSource<IReadOnlyList<Taken>> _done = new(
        TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Taken[] _taken = new Taken[events.Count];
    private int _open = events.Count;
    private volatile bool _failed;

    public SourceConfig Source => source;

    public IReadOnlyList<SourceEvent> Events => events;

    public Task<IReadOnlyList<Taken>> Done => _done.Task;

    /// <summary>
    /// An earlier part was not stored: later ones must not be either, or the cursor would jump over the hole.
    /// </summary>
    public bool Failed => _failed;

    public void Decide(int index, Taken taken)
    {
        _taken[index] = taken;
        if (Interlocked.Decrement(ref _open) == 0) _done.TrySetResult(_taken);
    }

    public void Fail(Exception why)
    {
        _failed = true;
        _done.TrySetException(why);
        // Nobody may be waiting any more; then the error is in the log and must not come up again as unobserved.
        _ = _done.Task.Exception;
    }
}

/// <summary>A stretch of a call, small enough that calls can take turns.</summary>
internal readonly record struct Part(Call Call, int From, int Count, long Since)
{
    public IEnumerable<Arrived> Arrivals()
    {
        for (var i = From; i < From + Count; i++) yield return new Arrived(Call, i);
    }
}

/// <summary>One event on its way through the gate.</summary>
internal sealed class Arrived(Call call, int index)
{
    public Call Call => call;

    public SourceConfig Source => call.Source;

    public SourceEvent Event => call.Events[index];

    /// <summary>The item to keep, once somebody wants it.</summary>
    public PreparedKeep? Keep { get; set; }

    /// <summary>Decided without storing anything: known already, not wanted, refused.</summary>
    public Taken? Verdict { get; set; }

    /// <summary>Why it goes to the poison list.</summary>
    public string? Problem { get; set; }

    public void Decide(Taken taken) => call.Decide(index, taken);
}
