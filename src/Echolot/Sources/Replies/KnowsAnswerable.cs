using Echolot.Mentions;

namespace Echolot.Sources;

/// <summary>Whether one thing that somebody said can be answered, as its network tells before anything is sent.</summary>
public abstract record Answerable
{
    private Answerable() { }

    /// <summary>Nothing is known that speaks against it.</summary>
    public sealed record Open : Answerable;

    /// <summary>It can, and fewer will read the answer than is meant.</summary>
    /// <param name="Reason">Who will, and why.</param>
    public sealed record Narrower(LocalText Reason) : Answerable;

    /// <summary>The network would refuse it: the thread is closed, comments are, or what is answered is gone.</summary>
    /// <param name="Reason">Why, for whoever wants to write.</param>
    public sealed record Closed(LocalText Reason) : Answerable;

    /// <summary>What speaks against it; null: nothing.</summary>
    public LocalText? Why => this switch { Narrower narrower => narrower.Reason, Closed closed => closed.Reason, _ => null };
}

/// <summary>Can tell of one thing that somebody said whether we can answer it, beside what its source can in general.</summary>
/// <remarks>
/// What is told holds for a moment: a thread may be closed between the question and the answer, so that sending says the same
/// again. Nothing is written at the network.
/// </remarks>
public interface IKnowsAnswerable : ISendsReplies
{
    /// <summary>Asks the network. Called only for a leg that <see cref="ISendsReplies.Abilities"/> allows.</summary>
    /// <param name="item">Global id of what would be answered.</param>
    /// <param name="local">The same by the id of this instance, where it has one.</param>
    /// <exception cref="SourceTrouble">Nobody could be asked.</exception>
    Task<Answerable> AnswerableAsync(SourceConfig source, Leg leg, ExternalId item, string? local, CancellationToken cancel);
}
