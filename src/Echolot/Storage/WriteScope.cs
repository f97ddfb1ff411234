using System.Data.Common;

namespace Echolot.Storage;

/// <summary>One open transaction. Pass it on; never keep it.</summary>
public sealed class WriteScope
{
    private readonly List<Action> _afterCommit = [];
    private readonly Dictionary<object, Func<CancellationToken, Task>> _beforeCommit = [];

    public required DbConnection Connection { get; init; }
    public required DbTransaction Transaction { get; init; }
    public required Engine Engine { get; init; }

    /// <summary>Commands that live as long as the writer's connection; null where the engine prepares by itself.</summary>
    internal PreparedCommands? Prepared { get; init; }

    /// <summary>Runs after the commit, never after a rollback; must not throw.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    /// <summary>
    /// Runs once as the last thing before the commit, however often it is asked for under the same key: for work
    /// that must hold a lock as shortly as possible.
    /// </summary>
    internal void BeforeCommit(object key, Func<CancellationToken, Task> work) => _beforeCommit.TryAdd(key, work);

    internal async Task FinishAsync(CancellationToken cancel)
    {
        foreach (var work in _beforeCommit.Values) await work(cancel);
    }

    internal void Committed()
    {
        foreach (var action in _afterCommit) action();
    }
}
