using System.Data.Common;

namespace Echolot.Storage;

/// <summary>One open transaction. Pass it on; never keep it.</summary>
public sealed class WriteScope
{
    private readonly List<Action> _afterCommit = [];
    private readonly List<Func<CancellationToken, Task>> _beforeCommit = [];
    private readonly Dictionary<object, object> _kept = [];

    public required DbConnection Connection { get; init; }
    public required DbTransaction Transaction { get; init; }
    public required Engine Engine { get; init; }

    /// <summary>
    /// Statements that live as long as the writer's connection; null where the engine prepares by itself.
    /// </summary>
    internal PreparedStatements? Prepared { get; init; }

    /// <summary>Runs after the commit, never after a rollback; must not throw.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    /// <summary>
    /// Runs as the last thing before the commit: for work that must hold a lock as shortly as possible.
    /// </summary>
    internal void BeforeCommit(Func<CancellationToken, Task> work) => _beforeCommit.Add(work);

    /// <summary>What <paramref name="owner"/> collects during this transaction; made at the first call.</summary>
    internal T Kept<T>(object owner, Func<T> make) where T : class
    {
        if (_kept.TryGetValue(owner, out var kept)) return (T)kept;
        var made = make();
        _kept.Add(owner, made);
        return made;
    }

    internal async Task FinishAsync(CancellationToken cancel)
    {
        foreach (var work in _beforeCommit) await work(cancel);
    }

    internal void Committed()
    {
        foreach (var action in _afterCommit) action();
    }
}
