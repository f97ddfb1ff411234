using Echolot.Mentions;

namespace Echolot.Sources;

/// <summary>What we do at a network with what somebody else said there, beside answering; the names are stored.</summary>
public enum ItemAct { Like, Unlike, Hide, Spam, Trash, Show }

/// <summary>What acts are to each other.</summary>
public static class ItemActs
{
    /// <summary>Takes back what others of its kind did.</summary>
    public static bool IsUndo(this ItemAct act) => act is ItemAct.Unlike or ItemAct.Show;

    /// <summary>Takes this act back.</summary>
    public static ItemAct Undo(this ItemAct act) => IsLiking(act) ? ItemAct.Unlike : ItemAct.Show;

    /// <summary>Takes away from everybody what somebody said: nobody does so without saying why.</summary>
    public static bool TakesAway(this ItemAct act) => act is ItemAct.Hide or ItemAct.Spam or ItemAct.Trash;

    /// <summary>About liking; the others are about who can see it. Of each kind the newest one holds.</summary>
    public static bool IsLiking(this ItemAct act) => act is ItemAct.Like or ItemAct.Unlike;
}

/// <summary>Can like, hide or remove what somebody said where the network lets an account of ours.</summary>
/// <remarks>
/// An act says how things are to be, not what is to change: done again it changes nothing, also where nobody knows whether it
/// was done before. So it is repeated until the network says that it is so, which a reply never is.
/// <see cref="ReplyAbilities.Acts"/> tells which ones a source can.
/// </remarks>
public interface IActsOnItems : ISendsReplies
{
    /// <summary>Brings it about. Never throws for what the network says or fails to say: that is the outcome.</summary>
    /// <param name="item">Global id of what was said.</param>
    /// <param name="local">The same by the id of this instance, where it has one.</param>
    Task<ActOutcome> ActAsync(SourceConfig source, ItemAct act, ExternalId item, string? local, CancellationToken cancel);
}

/// <summary>What became of an act.</summary>
public abstract record ActOutcome
{
    private ActOutcome() { }

    /// <summary>It is so now.</summary>
    public sealed record Done : ActOutcome;

    /// <summary>It cannot be so; a person has to know.</summary>
    public sealed record Refused(LocalText Why) : ActOutcome;

    /// <summary>Not done, or nobody knows: it is tried again.</summary>
    public sealed record Later(TimeSpan After, LocalText Why) : ActOutcome;

    /// <summary>What writing came to where the network gave no answer to read.</summary>
    public static ActOutcome Of(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Refused refused => new Refused(refused.Why),
        SendOutcome.Later later => new Later(later.After, later.Why),
        SendOutcome.Unknown unknown => new Later(TimeSpan.FromMinutes(1), unknown.Why),
        _ => new Done(),
    };
}
