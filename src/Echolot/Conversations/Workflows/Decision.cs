using Echolot.Mentions;
using Echolot.Teams;

namespace Echolot.Conversations;

/// <summary>A conversation at a moment, as far as workflows ask.</summary>
/// <param name="Matched">Workflows whose query the customer's newest words match.</param>
/// <param name="Labels">Its labels and those above them.</param>
/// <param name="Open">Calendars that are open.</param>
public sealed record Circumstances(
    IReadOnlySet<long> Matched, string Language, Sentiment Sentiment, int Crisis, IReadOnlySet<long> Labels,
    long? Followers, bool KnownContact, string Connector, long? SourceId, bool IsPrivate, Priority Priority,
    long? DepartmentId, long? AssigneeId, ConversationState State, IReadOnlySet<long> Open)
{
    /// <summary>Why it belongs to a crisis.</summary>
    public IReadOnlyList<CrisisReason> CrisisBecause { get; init; } = [];

    /// <summary>The priority was set and does not go by points.</summary>
    public bool PrioritySet { get; init; }

    /// <summary>The points that it has.</summary>
    public IReadOnlyList<PriorityReason> PriorityBecause { get; init; } = [];

    /// <summary>How points are counted.</summary>
    public ScoringRules Scoring { get; init; } = ScoringRules.Shipped;

    /// <summary>Fields that closing asks for and that are empty; 0 stands for the cause.</summary>
    public IReadOnlySet<long> Lacks { get; init; } = new HashSet<long>();

    /// <summary>Nothing that closing asks for is missing.</summary>
    public bool MayClose => Lacks.Count == 0;
}

/// <summary>What workflows decided.</summary>
/// <param name="Do">What is to be done, in the order of the workflows.</param>
/// <param name="Limited">Some were not tried, because workflows did too much within an hour.</param>
public sealed record WorkflowDecision(
    IReadOnlyList<TriedWorkflow> Tried, IReadOnlyList<(Workflow Workflow, WorkflowAction Action)> Do, bool Limited);

/// <summary>
/// Decides what workflows do: a pure function, the same live and for the past. A later one sees what an earlier one has
/// changed.
/// </summary>
public static class Deciding
{
    /// <param name="inOrder">Workflows that look at this moment.</param>
    /// <param name="left">How many may still hold within this hour.</param>
    public static WorkflowDecision Decide(
        IReadOnlyList<Workflow> inOrder, Circumstances now, Departments departments, int left)
    {
        var (tried, todo) = (new List<TriedWorkflow>(), new List<(Workflow, WorkflowAction)>());
        var (alone, limited) = (false, false);
        foreach (var workflow in inOrder)
        {
            if (alone)
            {
                tried.Add(new(workflow.Id, workflow.Name, TriedOutcome.LeftAlone, []));
                continue;
            }
            var failed = Failed(workflow, now, departments);
            if (failed.Count > 0)
            {
                tried.Add(new(workflow.Id, workflow.Name, TriedOutcome.Failed, failed));
                continue;
            }
            if (left-- <= 0)
            {
                tried.Add(new(workflow.Id, workflow.Name, TriedOutcome.Limited, []));
                limited = true;
                continue;
            }
            var held = new TriedWorkflow(workflow.Id, workflow.Name, TriedOutcome.Held, []);
            foreach (var action in workflow.Draft.Actions)
            {
                if (!now.MayClose && action is { Kind: WorkflowActionKind.State, Value: (long)ConversationState.Done })
                {
                    held = held with { NotClosed = true };
                    continue;
                }
                todo.Add((workflow, action));
                now = After(now, workflow, action, departments);
                alone |= action.Kind is WorkflowActionKind.TakeOut;
            }
            tried.Add(held);
            alone |= workflow.Draft.Stops;
        }
        return new(tried, todo, limited);
    }

    /// <summary>Parts of the condition that do not hold; none: the workflow holds.</summary>
    public static IReadOnlyList<WorkflowClause> Failed(Workflow workflow, Circumstances now, Departments departments)
    {
        var asked = workflow.Draft.Condition;
        var failed = new List<WorkflowClause>();
        Ask(WorkflowClause.Query, asked.Query is null || now.Matched.Contains(workflow.Id));
        Ask(WorkflowClause.Sentiment, asked.Sentiments.Count == 0 || asked.Sentiments.Contains(now.Sentiment));
        Ask(WorkflowClause.Language, asked.Languages.Count == 0 || asked.Languages.Contains(now.Language));
        Ask(WorkflowClause.Label, asked.Labels.Count == 0 || asked.Labels.Any(now.Labels.Contains));
        Ask(WorkflowClause.Crisis, asked.Crisis is not { } level || now.Crisis >= level);
        // Unknown is not few, and not many either.
        Ask(WorkflowClause.Followers, asked.Followers is not { } many || now.Followers >= many);
        Ask(WorkflowClause.Contact, asked.KnownContact is not { } known || known == now.KnownContact);
        Ask(WorkflowClause.Channel, asked.Connectors.Count == 0 || asked.Connectors.Contains(now.Connector));
        Ask(WorkflowClause.Source, asked.Sources.Count == 0 || now.SourceId is { } source && asked.Sources.Contains(source));
        Ask(WorkflowClause.Leg, asked.Leg is WorkflowLeg.Any || asked.Leg is WorkflowLeg.Private == now.IsPrivate);
        Ask(WorkflowClause.Priority, asked.Above is not { } above || now.Priority >= above);
        Ask(WorkflowClause.Department, asked.Departments.Count == 0 || asked.Departments.Any(
            d => d == 0 ? now.DepartmentId is null : departments.Within(d).Any(below => below.Id == now.DepartmentId)));
        Ask(WorkflowClause.State, asked.States.Count == 0 || asked.States.Contains(now.State));
        Ask(WorkflowClause.Assigned, asked.Assigned is not { } has || has == now.AssigneeId is not null);
        Ask(WorkflowClause.Hours, asked.Hours is WorkflowHours.Any || asked.Hours is WorkflowHours.Open == IsOpen());
        return failed;

        void Ask(WorkflowClause clause, bool holds)
        {
            if (!holds) failed.Add(clause);
        }

        bool IsOpen() => (asked.CalendarId ?? departments.CalendarOf(now.DepartmentId)) is not { } calendar
            || now.Open.Contains(calendar);
    }

    /// <summary>What a conversation is like after an action, as far as later workflows ask.</summary>
    private static Circumstances After(
        Circumstances now, Workflow workflow, WorkflowAction action, Departments departments) => action switch
    {
        { Kind: WorkflowActionKind.Crisis, Value: { } level } => InCrisis(now, Crisis(now.CrisisBecause, workflow, level)),
        { Kind: WorkflowActionKind.Department, Value: 0 } => now with { DepartmentId = null },
        { Kind: WorkflowActionKind.Department, Value: { } id } when departments.Find(id) is not null => now with
        {
            DepartmentId = id,
            AssigneeId = now.AssigneeId is { } who && departments.Within(id).Any(d => d.Members.Contains(who)) ? who : null,
        },
        { Kind: WorkflowActionKind.Assign, Value: 0 } => now with { AssigneeId = null },
        { Kind: WorkflowActionKind.Assign, Value: { } person } => now with
        {
            AssigneeId = person, State = now.State is ConversationState.New ? ConversationState.Open : now.State,
        },
        { Kind: WorkflowActionKind.Route } => now with { AssigneeId = null },
        { Kind: WorkflowActionKind.Priority, Value: { } priority } => now with { Priority = (Priority)priority, PrioritySet = true },
        { Kind: WorkflowActionKind.Label, Value: { } label } => now with { Labels = now.Labels.Append(label).ToHashSet() },
        { Kind: WorkflowActionKind.State, Value: { } state } => now with { State = (ConversationState)state },
        { Kind: WorkflowActionKind.Field, Value: { } field } => now with { Lacks = now.Lacks.Where(f => f != field).ToHashSet() },
        { Kind: WorkflowActionKind.Cause } => now with { Lacks = now.Lacks.Where(f => f != 0).ToHashSet() },
        { Kind: WorkflowActionKind.Snooze } => now with { State = ConversationState.Snoozed },
        _ => now,
    };

    /// <summary>Its points follow the crisis, as they do live.</summary>
    private static Circumstances InCrisis(Circumstances now, IReadOnlyList<CrisisReason> because)
    {
        if (now.CrisisBecause.SequenceEqual(because)) return now;
        var level = CrisisReason.LevelOf(because);
        var (priority, points) = Conversations.Scoring.In(now.Scoring, level, now.PriorityBecause);
        return now with
        {
            CrisisBecause = because, Crisis = level, PriorityBecause = points, Priority = now.PrioritySet ? now.Priority : priority,
        };
    }

    /// <summary>The reasons after a workflow has set a crisis level, or taken back what workflows said.</summary>
    public static IReadOnlyList<CrisisReason> Crisis(IReadOnlyList<CrisisReason> because, Workflow workflow, long level) =>
        level == 0
            ? [.. because.Where(r => r.By is not CrisisBy.Workflow)]
            : CrisisReason.Said(because, CrisisBy.Workflow, workflow.Id, (int)level, workflow.Name);
}
