using Echolot.Privacy;

namespace Echolot.Conversations;

/// <summary>What is written down of a conversation to be counted; the numbers are stored.</summary>
public enum CareStep
{
    Opened = 1,

    /// <summary>An answer of a person went out.</summary>
    Answered = 2,

    BotAnswered = 3, Closed = 4, Ignored = 5, Reopened = 6,
}

/// <summary>A clock that has ended, as it is stored. Names who ended it.</summary>
[Personal("clock_outcome")]
internal sealed record OutcomeRow
{
    public const string Columns =
        """
        conversation_id, position, kind, outcome, started_at, ended_at, counted, within, connector, department_id, priority,
        person_id
        """;

    public long ConversationId { get; init; }
    public long Position { get; init; }
    public long Kind { get; init; }
    public long Outcome { get; init; }
    public long StartedAt { get; init; }
    public long EndedAt { get; init; }
    public long Counted { get; init; }
    public long Within { get; init; }
    public string Connector { get; init; } = "";
    public long? DepartmentId { get; init; }
    public long Priority { get; init; }
    public long? PersonId { get; init; }
}

/// <summary>Something that is counted, as it is stored. Names who did it.</summary>
[Personal("care_step")]
internal sealed record StepRow
{
    public const string Columns =
        """
        conversation_id, position, kind, at, number, lasts, connector, department_id, priority, person_id, cause
        """;

    public long ConversationId { get; init; }
    public long Position { get; init; }
    public long Kind { get; init; }
    public long At { get; init; }
    public long Number { get; init; }
    public long Lasts { get; init; }
    public string Connector { get; init; } = "";
    public long? DepartmentId { get; init; }
    public long Priority { get; init; }
    public long? PersonId { get; init; }
    public string? Cause { get; init; }
}

/// <summary>A packed day, as it is stored: counts and times without words of people outside. Names colleagues by id.</summary>
[Personal("care_day")]
internal sealed record DayRow
{
    public long Day { get; init; }
    public long FromAt { get; init; }
    public long ToAt { get; init; }
    public long Stamp { get; init; }
    public byte[] Body { get; init; } = [];
}

[NotPersonal("care_change")]
internal sealed record ChangeRow(long UtcDay, long Changes);
