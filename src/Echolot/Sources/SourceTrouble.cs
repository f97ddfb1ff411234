namespace Echolot.Sources;

/// <summary>
/// Thrown out of <see cref="IReadsMentions.ReadAsync"/> when a source cannot be read now or ever again. The runner
/// shows the message in the source's health, waits at least <see cref="Wait"/> and reads on from the last stored
/// cursor, or stops the source when <see cref="Final"/>. Any other exception counts as trouble without a wish.
/// </summary>
/// <param name="message">What happened at which host and what to do; without secrets, text or names of people.</param>
public sealed class SourceTrouble(string message, TimeSpan? wait = null, bool final = false, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>Pause the source asked for; null leaves it to the runner.</summary>
    public TimeSpan? Wait { get; } = wait;

    /// <summary>Reading again is pointless until a person changes the source.</summary>
    public bool Final { get; } = final;

    /// <summary>It is about what was asked for, such as a closed group: other things of the source can be read.</summary>
    public bool OfTarget { get; init; }
}
