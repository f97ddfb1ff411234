using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Workflows;

/// <summary>What workflows decide, over records.</summary>
public sealed class DecidingTests
{
    private static readonly Departments house = new(
    [
        Department(1, null, 10), Department(2, 1, 20), Department(3, null, 30),
    ]);

    private static readonly Circumstances calm = new(
        new HashSet<long>(), "de", Sentiment.Neutral, 0, new HashSet<long>(), 100, false, "mastodon", 5, false,
        Priority.Normal, null, null, ConversationState.New, new HashSet<long>());

    [Fact]
    public void A_later_one_sees_what_an_earlier_one_has_changed()
    {
        var decision = Deciding.Decide(
        [
            Flow(1, new() { Sentiments = [Sentiment.Negative] }, new(WorkflowActionKind.Department, 2), new(WorkflowActionKind.Priority, (long)Priority.Urgent)),
            Flow(2, new() { Departments = [1], Above = Priority.Urgent }, new WorkflowAction(WorkflowActionKind.Assign, 20)),
            Flow(3, new() { Assigned = true, States = [ConversationState.Open] }, new WorkflowAction(WorkflowActionKind.Label, 7)),
        ], calm with { Sentiment = Sentiment.Negative }, house, 20);
        decision.Tried.ShouldAllBe(t => t.Outcome == TriedOutcome.Held);
        decision.Do.Select(d => d.Action.Kind).ShouldBe(
            [WorkflowActionKind.Department, WorkflowActionKind.Priority, WorkflowActionKind.Assign, WorkflowActionKind.Label]);
    }

    [Fact]
    public void One_that_stops_lets_later_ones_leave_it_alone_and_the_trace_says_so()
    {
        var first = Flow(1, new(), new WorkflowAction(WorkflowActionKind.Label, 7));
        var decision = Deciding.Decide(
            [first with { Draft = first.Draft with { Stops = true } }, Flow(2, new(), new WorkflowAction(WorkflowActionKind.Label, 8))],
            calm, house, 20);
        decision.Tried.Select(t => t.Outcome).ShouldBe([TriedOutcome.Held, TriedOutcome.LeftAlone]);
        decision.Do.ShouldHaveSingleItem().Action.Value.ShouldBe(7);
    }

    [Fact]
    public void What_a_crisis_makes_of_the_priority_goes_by_the_points_of_the_house()
    {
        var mild = ScoringRules.Shipped with
        {
            Rules = [.. ScoringRules.Shipped.Rules.Select(r => r.Name == "crisis" ? r with { Points = 1 } : r)],
        };
        Workflow[] flows =
        [
            Flow(1, new(), new WorkflowAction(WorkflowActionKind.Crisis, 1)),
            Flow(2, new() { Above = Priority.Urgent }, new WorkflowAction(WorkflowActionKind.Label, 7)),
        ];
        Outcome(calm with { Scoring = mild }).ShouldBe(TriedOutcome.Failed);
        Outcome(calm with { Scoring = mild, PriorityBecause = [new("legal", 4), new("negative", 2)] }).ShouldBe(TriedOutcome.Held);
        Outcome(calm).ShouldBe(TriedOutcome.Held);

        TriedOutcome Outcome(Circumstances now) => Deciding.Decide(flows, now, house, 20).Tried[1].Outcome;
    }

    [Fact]
    public void What_is_taken_out_is_left_alone_at_once() =>
        Deciding.Decide(
            [Flow(1, new(), new WorkflowAction(WorkflowActionKind.TakeOut)), Flow(2, new(), new WorkflowAction(WorkflowActionKind.Route))],
            calm, house, 20).Tried[1].Outcome.ShouldBe(TriedOutcome.LeftAlone);

    [Fact]
    public void Too_much_within_an_hour_is_not_done_and_said()
    {
        var decision = Deciding.Decide(
            [Flow(1, new(), new WorkflowAction(WorkflowActionKind.Label, 1)), Flow(2, new(), new WorkflowAction(WorkflowActionKind.Label, 2))],
            calm, house, 1);
        decision.Tried.Select(t => t.Outcome).ShouldBe([TriedOutcome.Held, TriedOutcome.Limited]);
        decision.Limited.ShouldBeTrue();
        decision.Do.Count.ShouldBe(1);
    }

    public static TheoryData<string, WorkflowCondition, Circumstances> Clauses() => new()
    {
        { nameof(WorkflowClause.Query), new() { Query = "anwalt" }, calm with { Matched = new HashSet<long> { 1 } } },
        { nameof(WorkflowClause.Sentiment), new() { Sentiments = [Sentiment.Negative] }, calm with { Sentiment = Sentiment.Negative } },
        { nameof(WorkflowClause.Language), new() { Languages = ["en"] }, calm with { Language = "en" } },
        { nameof(WorkflowClause.Label), new() { Labels = [7] }, calm with { Labels = new HashSet<long> { 7 } } },
        { nameof(WorkflowClause.Crisis), new() { Crisis = 2 }, calm with { Crisis = 2 } },
        { nameof(WorkflowClause.Followers), new() { Followers = 1000 }, calm with { Followers = 1000 } },
        { nameof(WorkflowClause.Contact), new() { KnownContact = true }, calm with { KnownContact = true } },
        { nameof(WorkflowClause.Channel), new() { Connectors = ["bluesky"] }, calm with { Connector = "bluesky" } },
        { nameof(WorkflowClause.Source), new() { Sources = [6] }, calm with { SourceId = 6 } },
        { nameof(WorkflowClause.Leg), new() { Leg = WorkflowLeg.Private }, calm with { IsPrivate = true } },
        { nameof(WorkflowClause.Priority), new() { Above = Priority.High }, calm with { Priority = Priority.Urgent } },
        { nameof(WorkflowClause.Department), new() { Departments = [1] }, calm with { DepartmentId = 2 } },
        { nameof(WorkflowClause.State), new() { States = [ConversationState.Open] }, calm with { State = ConversationState.Open } },
        { nameof(WorkflowClause.Assigned), new() { Assigned = true }, calm with { AssigneeId = 10 } },
        { nameof(WorkflowClause.Hours), new() { Hours = WorkflowHours.Open, CalendarId = 4 }, calm with { Open = new HashSet<long> { 4 } } },
    };

    [Theory, MemberData(nameof(Clauses))]
    public void Each_clause_holds_or_is_named(string clause, WorkflowCondition asked, Circumstances holds)
    {
        Deciding.Failed(Flow(1, asked), calm, house).ShouldBe([Enum.Parse<WorkflowClause>(clause)]);
        Deciding.Failed(Flow(1, asked), holds, house).ShouldBeEmpty();
    }

    [Fact]
    public void A_department_without_a_calendar_is_never_closed()
    {
        Deciding.Failed(Flow(1, new() { Hours = WorkflowHours.Closed }), calm with { DepartmentId = 3 }, house)
            .ShouldBe([WorkflowClause.Hours]);
        Deciding.Failed(Flow(1, new() { Departments = [0] }), calm, house).ShouldBeEmpty();
    }

    private static Department Department(long id, long? above, long member) =>
        new(id, new($"D{id}", above), new(), [member], $"D{id}", above is null ? 1 : 2);

    private static Workflow Flow(long id, WorkflowCondition condition, params WorkflowAction[] actions) => new(
        id, (int)id, new($"W{id}", WorkflowTrigger.Opened, condition, actions), 0, null, DateTimeOffset.UnixEpoch, null);
}
