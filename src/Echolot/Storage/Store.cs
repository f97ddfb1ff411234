using System.Data.Common;

namespace Echolot.Storage;

/// <summary>What differs between the engines: opening connections and taking turns at writing.</summary>
internal abstract class Store : IAsyncDisposable
{
    public abstract ValueTask<DbConnection> ReadAsync(CancellationToken cancel);

    public abstract ValueTask<WriteLease> BeginWriteAsync(CancellationToken cancel);

    /// <summary>Tells of every call on a channel with what was said, and once with nothing when the ear is open.</summary>
    public abstract Task ListenAsync(string channel, Action<string> heard, CancellationToken cancel);

    /// <summary>Calls to whoever listens on a channel now; where there is one process only, nobody does.</summary>
    public abstract Task CallAsync(string channel, string words, CancellationToken cancel);

    /// <summary>
    /// A connection for reading that holds a lock while it is open; null where another process holds it.
    /// </summary>
    public abstract ValueTask<DbConnection?> HoldAsync(long number, CancellationToken cancel);

    public abstract ValueTask DisposeAsync();
}

/// <summary>The right to write, with an open transaction; disposing without a commit rolls back.</summary>
internal sealed class WriteLease(
    DbConnection connection, DbTransaction transaction, PreparedStatements? prepared, Func<ValueTask> giveBack) : IAsyncDisposable
{
    public DbConnection Connection => connection;
    public DbTransaction Transaction => transaction;
    public PreparedStatements? Prepared => prepared;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
        }
        finally
        {
            await giveBack();
        }
    }
}

/// <summary>
/// Lets one through at a time, strictly in the order of arrival, so that a busy writer starves nobody.
/// </summary>
internal sealed class Turnstile
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private bool _taken;

    public async ValueTask EnterAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource> place;
        lock (_gate)
        {
            if (!_taken)
            {
                _taken = true;
                return;
            }
            place = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        await using var registration = cancel.Register(() =>
        {
            lock (_gate)
            {
                // Whoever was let through already has the turn and must use it.
                if (place.List is null) return;
                _waiting.Remove(place);
            }
            place.Value.TrySetCanceled(cancel);
        });
        await place.Value.Task;
    }

    public void Leave()
    {
        TaskCompletionSource next;
        lock (_gate)
        {
            if (_waiting.First is not { } first)
            {
                _taken = false;
                return;
            }
            _waiting.Remove(first);
            next = first.Value;
        }
        next.TrySetResult();
    }
}
