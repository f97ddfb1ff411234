using Echolot.Privacy;
using Echolot.Sources;

namespace Echolot.Conversations;

/// <summary>Where a reply is on its way out.</summary>
public enum SendState
{
    /// <summary>Waits for its time; can be taken back.</summary>
    Queued,

    /// <summary>Handed to the network; what became of it is not known yet.</summary>
    Sending,

    Sent,

    /// <summary>Perhaps sent: looked for, and never sent again before that.</summary>
    Unknown,

    /// <summary>Surely not sent; a person decides.</summary>
    Failed,

    /// <summary>Taken back before it left.</summary>
    Undone,
}

/// <summary>A reply of ours and how sending it stands.</summary>
/// <param name="NotBefore">It leaves then at the earliest; until then it can be taken back.</param>
/// <param name="Problem">Why it did not go out or is not known to be; a text for people.</param>
public sealed record Send(
    long Id, SendState State, long? PersonId, DateTimeOffset NotBefore, int Attempts, LocalText? Problem,
    DateTimeOffset ChangedAt)
{
    /// <summary>Nobody knows and looking is over: a person says what became of it.</summary>
    public bool Undecided { get; init; }
}

/// <summary>A reply on its way out as it is stored. Names who wrote it.</summary>
[Personal("send")]
internal sealed record SendRow
{
    public const string Columns =
        """
        id, key, conversation_id, message_id, source_id, leg, reply_to, state, person_id, next_state, not_before, attempts,
        looks, problem, problem_en, created_at, changed_at
        """;

    public long Id { get; init; }
    public string Key { get; init; } = "";
    public long ConversationId { get; init; }
    public long MessageId { get; init; }
    public long SourceId { get; init; }
    public long Leg { get; init; }
    public long? ReplyTo { get; init; }
    public string State { get; init; } = nameof(SendState.Queued);
    public long? PersonId { get; init; }
    public long? NextState { get; init; }
    public long NotBefore { get; init; }
    public long Attempts { get; init; }
    public long Looks { get; init; }
    public string? Problem { get; init; }
    public string? ProblemEn { get; init; }
    public long CreatedAt { get; init; }
    public long ChangedAt { get; init; }

    /// <summary>Claimed for sending; else for a look.</summary>
    public bool IsBeingSent => State == nameof(SendState.Sending);

    public LocalText? Why => Problem is null ? null : new(Problem, ProblemEn ?? Problem);

    public Send AsSend() => new(
        Id, Enum.Parse<SendState>(State), PersonId, Stored.Time(NotBefore), (int)Attempts, Why, Stored.Time(ChangedAt))
    {
        Undecided = State == nameof(SendState.Unknown) && Looks >= Outbox.MostLooks,
    };
}
