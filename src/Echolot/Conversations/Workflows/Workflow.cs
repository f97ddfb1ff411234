using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Privacy;

namespace Echolot.Conversations;

/// <summary>When a workflow looks at a conversation; the numbers are stored.</summary>
public enum WorkflowTrigger
{
    Opened = 1,

    /// <summary>The customer wrote, also the first time.</summary>
    CustomerWrote = 2,

    StateChanged = 3,

    /// <summary>The target of a clock is soon used up.</summary>
    ClockWarned = 4,

    /// <summary>The target of a clock is used up.</summary>
    ClockMissed = 5,

    /// <summary>The customer has waited for an answer of a person for so long.</summary>
    Unanswered = 6,

    /// <summary>The customer has said nothing for so long after our answer.</summary>
    Silent = 7,
}

/// <summary>Whether the business hours have to be open.</summary>
public enum WorkflowHours { Any, Open, Closed }

/// <summary>Who can read what was said.</summary>
public enum WorkflowLeg { Any, Public, Private }

/// <summary>What a workflow asks of a conversation; everything that is named must hold.</summary>
public sealed record WorkflowCondition
{
    /// <summary>Query of the query language over the customer's newest words.</summary>
    public string? Query { get; init; }

    public IReadOnlyList<Sentiment> Sentiments { get; init; } = [];
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Any of these labels, or one below it, on the conversation or on a mention of it.</summary>
    public IReadOnlyList<long> Labels { get; init; } = [];

    /// <summary>Crisis level and above.</summary>
    public int? Crisis { get; init; }

    /// <summary>So many followers or more.</summary>
    public long? Followers { get; init; }

    /// <summary>Whether we have spoken with this person before.</summary>
    public bool? KnownContact { get; init; }

    public IReadOnlyList<string> Connectors { get; init; } = [];

    /// <summary>Answering accounts.</summary>
    public IReadOnlyList<long> Sources { get; init; } = [];

    public WorkflowLeg Leg { get; init; }

    /// <summary>This priority and above.</summary>
    public Priority? Above { get; init; }

    /// <summary>Any of these departments or what is below; 0 stands for none.</summary>
    public IReadOnlyList<long> Departments { get; init; } = [];

    public IReadOnlyList<ConversationState> States { get; init; } = [];

    /// <summary>Whether somebody has it.</summary>
    public bool? Assigned { get; init; }

    public WorkflowHours Hours { get; init; }

    /// <summary>Of which hours; null: of the department's.</summary>
    public long? CalendarId { get; init; }
}

/// <summary>Parts of a condition, by which a trace says what did not hold.</summary>
public enum WorkflowClause
{
    Query, Sentiment, Language, Label, Crisis, Followers, Contact, Channel, Source, Leg, Priority, Department, State,
    Assigned, Hours,
}

/// <summary>What a workflow does; the numbers are stored.</summary>
public enum WorkflowActionKind
{
    Department = 1, Assign = 2, Route = 3, Priority = 4, Label = 5, State = 6, Snooze = 7, Note = 8, TellPerson = 9,
    TellDepartment = 10, TakeOut = 11, Crisis = 12, Field = 13, Cause = 14,

    /// <summary>Of macros alone: puts a reply into the composer of whoever runs it.</summary>
    Reply = 15,

    /// <summary>Of macros alone: sends that reply as if it had been pressed by hand.</summary>
    Send = 16,

    /// <summary>Of workflows alone: calls a webhook about it.</summary>
    Webhook = 17,
}

/// <summary>One thing that a workflow does.</summary>
/// <param name="Value">
/// Id of the department, person, label, field, webhook or item of the library; the priority, state or crisis level (0: takes back what
/// workflows said of it); minutes to snooze.
/// </param>
/// <param name="Text">Of a note or a reply; what stands in the field then; the path of the cause.</param>
public sealed record WorkflowAction(WorkflowActionKind Kind, long? Value = null, string? Text = null);

/// <summary>What somebody fills in about a workflow.</summary>
/// <param name="Folder">Under which heading it is shown; empty: under none.</param>
/// <param name="Minutes">For <see cref="WorkflowTrigger.Unanswered"/> and <see cref="WorkflowTrigger.Silent"/>.</param>
/// <param name="CalendarId">Minutes of its open time; null: by the clock on the wall.</param>
/// <param name="Stops">Later workflows leave alone what this one held for, this time.</param>
public sealed record WorkflowDraft(
    string Name, WorkflowTrigger Trigger, WorkflowCondition Condition, IReadOnlyList<WorkflowAction> Actions,
    string Folder = "", int? Minutes = null, long? CalendarId = null, bool Active = true, bool Stops = false);

/// <summary>A workflow with its place in the order, counted from 1, and how often it held.</summary>
public sealed record Workflow(
    long Id, int Position, WorkflowDraft Draft, long Hits, DateTimeOffset? HitAt, DateTimeOffset ChangedAt, long? ChangedBy)
{
    public string Name => Draft.Name;
}

/// <summary>How it went for one workflow.</summary>
public enum TriedOutcome
{
    Held,

    /// <summary>A part of its condition did not hold.</summary>
    Failed,

    /// <summary>An earlier one held and said that later ones leave it alone.</summary>
    LeftAlone,

    /// <summary>Workflows have done too much to this conversation within an hour.</summary>
    Limited,
}

/// <summary>A workflow that was tried, by the name that it had.</summary>
/// <param name="Failed">What did not hold.</param>
public sealed record TriedWorkflow(
    long WorkflowId, string Name, TriedOutcome Outcome, IReadOnlyList<WorkflowClause> Failed)
{
    /// <summary>It did not close the conversation: a cause or a field that closing asks for is missing.</summary>
    public bool NotClosed { get; init; }
}

/// <summary>One time that workflows were tried for a conversation.</summary>
public sealed record WorkflowTry(
    DateTimeOffset At, IReadOnlyList<WorkflowTrigger> Triggers, IReadOnlyList<TriedWorkflow> Tried)
{
    /// <summary>Unlike any other of the conversation.</summary>
    public string Occasion { get; init; } = "";
}

/// <summary>A workflow asks that a webhook is called about a conversation; names nobody and never what was said.</summary>
/// <param name="Key">The same however often this is told.</param>
/// <param name="Workflow">Its name.</param>
public sealed record WebhookAsked(
    string Key, long WebhookId, long ConversationId, long WorkflowId, string Workflow, string Occasion, DateTimeOffset At) : IFact;

public static class WorkflowTriggers
{
    /// <summary>Whether it waits for time to pass.</summary>
    public static bool IsClocked(this WorkflowTrigger trigger) => trigger >= WorkflowTrigger.ClockWarned;

    /// <summary>Whether it needs minutes.</summary>
    public static bool NeedsMinutes(this WorkflowTrigger trigger) =>
        trigger is WorkflowTrigger.Unanswered or WorkflowTrigger.Silent;
}

/// <summary>A workflow as it is stored. Names who changed it.</summary>
[Personal("workflow")]
internal sealed record WorkflowRow
{
    public const string Columns =
        """
        id, name, folder, position, active, stops, starts_on, minutes, calendar_id, condition, actions, hits, hit_at,
        created_at, changed_at, changed_by
        """;

    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string Folder { get; init; } = "";
    public long Position { get; init; }
    public long Active { get; init; }
    public long Stops { get; init; }
    public long StartsOn { get; init; }
    public long? Minutes { get; init; }
    public long? CalendarId { get; init; }
    public string Condition { get; init; } = "{}";
    public string Actions { get; init; } = "[]";
    public long Hits { get; init; }
    public long? HitAt { get; init; }
    public long CreatedAt { get; init; }
    public long ChangedAt { get; init; }
    public long? ChangedBy { get; init; }

    public Workflow AsWorkflow() => new(
        Id, (int)Position,
        new(
            Name, (WorkflowTrigger)StartsOn, Stored.Read<WorkflowCondition>(Condition),
            Stored.Read<List<WorkflowAction>>(Actions), Folder, (int?)Minutes, CalendarId, Active != 0, Stops != 0),
        Hits, Stored.Time(HitAt), Stored.Time(ChangedAt), ChangedBy);
}

/// <summary>That a workflow held, as it is stored.</summary>
[NotPersonal("workflow_hit")]
internal sealed record WorkflowHitRow(long WorkflowId, long ConversationId, string Occasion, long At);

/// <summary>That workflows were tried, as it is stored; names workflows and never what was said.</summary>
[NotPersonal("workflow_try")]
internal sealed record WorkflowTryRow
{
    public long ConversationId { get; init; }
    public string Occasion { get; init; } = "";
    public long At { get; init; }
    public string StartsOn { get; init; } = "[]";
    public string Tried { get; init; } = "[]";

    public WorkflowTry AsTry() => new(
        Stored.Time(At), Stored.Read<List<WorkflowTrigger>>(StartsOn), Stored.Read<List<TriedWorkflow>>(Tried)) { Occasion = Occasion };
}
