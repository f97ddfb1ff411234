using Echolot.Mentions;
using Echolot.Sources;
using Microsoft.AspNetCore.Http;

namespace Echolot.Connectors.Tests.Contract;

/// <summary>What our account has said at the network, as the network shows it.</summary>
/// <param name="Pictures">Descriptions of the pictures that it shows.</param>
internal sealed record Shown(ExternalId Id, string Text, bool Public, string? Parent, IReadOnlyList<string>? Pictures = null);

/// <summary>A network, real or played, behind a weak line, with an account of ours that answers.</summary>
internal abstract class ReplyPlay : IAsyncDisposable
{
    public abstract ISendsReplies Connector { get; }

    /// <summary>Our account, reached over <see cref="Line"/>.</summary>
    public abstract SourceConfig Source { get; }

    public abstract WeakLine Line { get; }

    /// <summary>Whether looking can tell for sure that a reply is not there.</summary>
    public virtual bool KnowsWhatIsMissing => true;

    /// <summary>Requests that hand a picture over; null: the network takes none.</summary>
    public virtual Func<HttpRequest, bool>? Uploads => null;

    /// <summary>Somebody says something to us in public.</summary>
    /// <returns>A reply to it under a new key.</returns>
    public abstract Task<OutgoingReply> AskedAsync(string text);

    /// <summary>Somebody says something to us alone. Called only where private words can be answered.</summary>
    public virtual Task<OutgoingReply> AskedPrivatelyAsync(string text) => throw new NotSupportedException();

    /// <summary>What this reply answers is deleted by its author.</summary>
    public abstract Task WithdrawAsync(OutgoingReply reply);

    public abstract Task<IReadOnlyList<Shown>> ShownAsync();

    /// <summary>The acts that hold for what this reply answers, as the network shows it; called only where there are some.</summary>
    public virtual Task<IReadOnlyList<ItemAct>> ActedAsync(OutgoingReply reply) => throw new NotSupportedException();

    /// <summary>The source as it is while it may not answer.</summary>
    public abstract SourceConfig Silent { get; }

    /// <summary>A reply whose text fills a limit exactly, with what the network counts in its own way.</summary>
    public abstract string Filling(TextLimit limit);

    /// <summary>The parent of what a reply is, by the name that <see cref="ShownAsync"/> uses.</summary>
    public virtual string? ParentOf(OutgoingReply reply) => reply.ReplyTo?.Value;

    public abstract ValueTask DisposeAsync();

    protected static string NewKey() => Guid.CreateVersion7().ToString("N");
}
