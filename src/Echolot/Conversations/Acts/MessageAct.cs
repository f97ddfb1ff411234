using Echolot.Privacy;
using Echolot.Sources;

namespace Echolot.Conversations;

/// <summary>How an act on a message stands; the names are stored.</summary>
public enum ActState { Waiting, Done, Failed }

/// <summary>Why somebody hides what a customer said, or takes it away; the names are stored.</summary>
public enum ActReason { Insult, Advertising, PersonalData, Unlawful, HouseRules, Falsehood, Other }

/// <summary>Why, for those who ask later.</summary>
/// <param name="Words">In their own words, up to <see cref="LongestWords"/> characters; of <see cref="ActReason.Other"/> never null.</param>
public sealed record ActWhy(ActReason Reason, string? Words = null)
{
    public const int LongestWords = 200;
}

/// <summary>What somebody of ours wants to be so of what a customer said: liked, hidden, in the bin.</summary>
/// <param name="PersonId">Who; null: erased.</param>
/// <param name="At">When they said so.</param>
/// <param name="Done">What the network last said that it is so; null: nothing yet.</param>
public sealed record MessageAct(
    ItemAct Act, ActState State, long? PersonId, DateTimeOffset At, ItemAct? Done, LocalText? Problem)
{
    /// <summary>Why it was hidden or taken away; null: for other acts, and for those of earlier versions.</summary>
    public ActWhy? Why { get; init; }

    /// <summary>It holds, or will: nobody takes it back.</summary>
    public bool Holds => !Act.IsUndo() && State is not ActState.Failed || State is ActState.Failed && Done is { } done && !done.IsUndo();
}

/// <summary>An act as it is stored: one row for liking and one for who can see it. Names who wants it.</summary>
[Personal("message_act")]
internal sealed record MessageActRow
{
    public const string Columns =
        """
        a.message_id, a.liking, a.source_id, a.act, a.state, a.person_id, a.at, a.due_at, a.held_until, a.tries, a.done,
        a.problem_de, a.problem_en, a.reason, a.words
        """;

    public long MessageId { get; init; }
    public long Liking { get; init; }
    public long SourceId { get; init; }
    public string Act { get; init; } = "";
    public string State { get; init; } = "";
    public long? PersonId { get; init; }
    public long At { get; init; }
    public long DueAt { get; init; }
    public long HeldUntil { get; init; }
    public long Tries { get; init; }
    public string? Done { get; init; }
    public string? ProblemDe { get; init; }
    public string? ProblemEn { get; init; }

    public string? Reason { get; init; }
    public string? Words { get; init; }

    public ItemAct Wanted => Enum.Parse<ItemAct>(Act);

    public MessageAct AsAct() => new(
        Wanted, Enum.Parse<ActState>(State), PersonId, Stored.Time(At), Done is null ? null : Enum.Parse<ItemAct>(Done),
        ProblemDe is null ? null : new(ProblemDe, ProblemEn ?? ""))
    {
        Why = Reason is null ? null : new(Enum.Parse<ActReason>(Reason), Words),
    };
}
