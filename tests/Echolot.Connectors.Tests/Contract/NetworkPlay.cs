using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Connectors.Tests.Contract;

/// <summary>
/// A network played for one connector: a real server on loopback with a few knobs, and the connector reading it.
/// Texts passed in must come out as the text of the mention (a title in front is fine).
/// </summary>
public abstract class NetworkPlay : IAsyncDisposable
{
    public abstract ConnectorDescription Description { get; }

    /// <summary>Cursor from before anything was published, where null means "from now on".</summary>
    public virtual string? Beginning => null;

    /// <summary>Whether we hold the position; pushes have none: the sender repeats, and identity makes that harmless.</summary>
    public virtual bool HasCursor => true;

    /// <summary>Real time after which silence means that nothing more comes.</summary>
    public virtual TimeSpan Quiet => TimeSpan.FromMilliseconds(400);

    /// <summary>Contacts (requests, connections) that are still polite while the network says "too many" for <see cref="Quiet"/>.</summary>
    public virtual int PoliteContacts => 3;

    /// <summary>Whether the network can forget what we have not read yet.</summary>
    public virtual bool CanOutrun => true;

    /// <summary>Requests or connections that reached the network so far.</summary>
    public abstract int Contacts { get; }

    /// <summary>Reads as the runner does: from the cursor on until cancelled.</summary>
    public abstract IAsyncEnumerable<SourceEvent> ReadAsync(string? cursor, CancellationToken cancel);

    /// <summary>What reads gaps again; null where the network gives no past.</summary>
    public virtual (IBackfillsGaps Connector, SourceConfig Source)? Backfills => null;

    /// <summary>Somebody posts.</summary>
    public abstract Task<ExternalId> PublishAsync(string text);

    /// <summary>The post says something else now. Called only where <see cref="ConnectorDescription.SeesEdits"/>.</summary>
    public abstract Task EditAsync(ExternalId id, string text);

    /// <summary>The post is gone from the network.</summary>
    public abstract Task DeleteAsync(ExternalId id);

    /// <summary>The name by which the network speaks of a deleted post, where it is not its id.</summary>
    public virtual ExternalId NameWhenDeleted(ExternalId id) => id;

    /// <summary>Something nobody can read appears among the posts.</summary>
    public abstract Task BreakAsync();

    /// <summary>The network refuses with its own word for "too many requests", or stops doing so.</summary>
    public abstract Task LimitAsync(bool on);

    /// <summary>The network goes on so far that what came after any earlier cursor is partly lost.</summary>
    public abstract Task OutrunAsync();

    public abstract ValueTask DisposeAsync();
}
