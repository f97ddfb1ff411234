using Echolot.Conversations;
using Echolot.Teams;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class ResponseClocksTests
{
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    private static readonly BusinessCalendar Office = BusinessCalendar.Of(
        Berlin,
        new[] { IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday }
            .ToDictionary(day => day, _ => (IReadOnlyList<Opening>)[new(8 * 60, 12 * 60), new(12 * 60 + 30, 18 * 60)]),
        "DE-HH", false, []);

    private static readonly ClockTarget First = new(ClockKind.FirstResponse, Duration.FromHours(12), Office, Duration.FromHours(1));
    private static readonly ClockTarget Next = new(ClockKind.NextResponse, Duration.FromHours(4), Office);
    private static readonly ClockTarget Update = new(ClockKind.Update, Duration.FromHours(2), Office);
    private static readonly ClockTarget Solve = new(ClockKind.Resolution, Duration.FromHours(20), Office);

    /// <summary>A moment of November 2026 in Hamburg; the 24th is a Tuesday.</summary>
    private static Instant At(int day, int hour, int minute = 0) =>
        new LocalDateTime(2026, 11, day, hour, minute).InZoneLeniently(Berlin).ToInstant();

    private static IReadOnlyList<ClockReading> Read(Instant now, IReadOnlyList<ClockTarget> targets, params Happening[] then) =>
        ResponseClocks.Read([new TargetsChanged(At(1, 0), targets), .. then], now);

    private static ClockReading One(ClockKind kind, Instant now, params Happening[] then) =>
        Read(now, [First, Next, Update, Solve], then).Last(clock => clock.Kind == kind);

    [Fact]
    public void Complaint_at_9_12_on_Tuesday_is_due_after_twelve_office_hours()
    {
        var clock = One(ClockKind.FirstResponse, At(24, 10), new CustomerWrote(At(24, 9, 12)));
        clock.Outcome.ShouldBe(ClockOutcome.Running);
        // 8 h 18 on Tuesday (lunch left out), 3 h 42 on Wednesday.
        clock.DueAt.ShouldBe(At(25, 11, 42));
        clock.WarnAt.ShouldBe(At(25, 10, 42));
        clock.Elapsed.ShouldBe(Duration.FromMinutes(48));
    }

    [Fact]
    public void Clock_explains_lunch_night_pause_and_holiday()
    {
        var clock = One(ClockKind.Resolution, At(25, 9), new CustomerWrote(At(24, 11)),
            new StateChanged(At(24, 14), ConversationState.WaitingForCustomer),
            new StateChanged(At(24, 15), ConversationState.Open));
        clock.Stretches.Select(s => (s.Pause, s.Closed, s.Length.TotalMinutes)).ShouldBe(
        [
            (null, null, 60), (null, ClosedBecause.Break, 30), (null, null, 90),
            (ConversationState.WaitingForCustomer, null, 60), (null, null, 180), (null, ClosedBecause.OutsideHours, 14 * 60),
            (null, null, 60),
        ]);
        clock.Elapsed.ShouldBe(Duration.FromMinutes(390));
        clock.Stretches.Where(s => s.Counts).Sum(s => s.Length.TotalMinutes).ShouldBe(390);
    }

    [Fact]
    public void Zammad_5177_update_target_does_not_overtake_the_first_response()
    {
        var clocks = Read(At(24, 12), [First, Update], new CustomerWrote(At(24, 9)));
        clocks.Select(c => c.Kind).ShouldBe([ClockKind.FirstResponse]);
        clocks[0].DueAt.ShouldBe(At(25, 11, 30));
    }

    [Fact]
    public void Zammad_3140_nothing_is_overdue_because_the_customer_does_not_answer()
    {
        var clocks = Read(At(27, 18), [First, Next, Update], new CustomerWrote(At(24, 9)),
            new Replied(At(24, 10), Replier.Person), new StateChanged(At(24, 10), ConversationState.WaitingForCustomer));
        clocks.Select(c => (c.Kind, c.Outcome)).ShouldBe(
            [(ClockKind.FirstResponse, ClockOutcome.Met), (ClockKind.Update, ClockOutcome.Paused)]);
        clocks[1].DueAt.ShouldBeNull();
    }

    [Fact]
    public void Answer_and_waiting_state_in_one_step_meet_the_first_response()
    {
        var clock = One(ClockKind.FirstResponse, At(24, 11), new CustomerWrote(At(24, 9)),
            new StateChanged(At(24, 10), ConversationState.Snoozed), new Replied(At(24, 10), Replier.Person));
        clock.Outcome.ShouldBe(ClockOutcome.Met);
        clock.EndedAt.ShouldBe(At(24, 10));
    }

    [Fact]
    public void Zammad_2579_closing_always_ends_the_resolution_and_says_how_long_it_took()
    {
        var clock = One(ClockKind.Resolution, At(27, 9), new CustomerWrote(At(24, 9)), new StateChanged(At(24, 11), ConversationState.Done));
        (clock.Outcome, clock.Elapsed).ShouldBe((ClockOutcome.Met, Duration.FromHours(2)));
        One(ClockKind.FirstResponse, At(27, 9), new CustomerWrote(At(24, 9)), new StateChanged(At(24, 11), ConversationState.Done))
            .Outcome.ShouldBe(ClockOutcome.Dropped, "closed without an answer is neither met nor missed");
    }

    [Fact]
    public void Zammad_904_merged_conversation_has_no_clock_any_more()
    {
        foreach (var clock in Read(At(27, 9), [First, Solve], new CustomerWrote(At(24, 9)), new MergedAway(At(24, 10)),
            new CustomerWrote(At(25, 9))))
            (clock.Outcome, clock.EndedAt).ShouldBe((ClockOutcome.Dropped, At(24, 10)));
    }

    [Fact]
    public void After_opening_again_the_next_response_counts_from_the_new_word_only()
    {
        var clocks = Read(At(27, 10), [First, Next, Solve], new CustomerWrote(At(2, 9)), new Replied(At(2, 10), Replier.Person),
            new StateChanged(At(2, 11), ConversationState.Done), new CustomerWrote(At(27, 9)),
            new StateChanged(At(27, 9), ConversationState.Open), new Replied(At(27, 9, 30), Replier.Person));
        clocks.Count(c => c.Kind == ClockKind.FirstResponse).ShouldBe(1);
        var next = clocks.Single(c => c.Kind == ClockKind.NextResponse);
        (next.StartedAt, next.Elapsed, next.Outcome).ShouldBe((At(27, 9), Duration.FromMinutes(30), ClockOutcome.Met));
        var solve = clocks.Single(c => c.Kind == ClockKind.Resolution);
        (solve.Outcome, solve.Elapsed).ShouldBe((ClockOutcome.Running, Duration.FromHours(3)));
    }

    [Fact]
    public void Bot_that_answers_stops_no_clock_and_hides_no_waiting()
    {
        var clock = One(ClockKind.FirstResponse, At(24, 12), new CustomerWrote(At(24, 9)), new Replied(At(24, 9), Replier.Bot),
            new CustomerWrote(At(24, 10)));
        (clock.StartedAt, clock.Outcome).ShouldBe((At(24, 9), ClockOutcome.Running));
    }

    /// <summary>The first response of a person was counted from the opening, over the days in which a bot had closed it.</summary>
    [Fact]
    public void Chatwoot_12058_a_person_who_answers_ten_minutes_after_it_is_opened_again_took_ten_minutes()
    {
        var clock = One(ClockKind.FirstResponse, At(27, 12), new CustomerWrote(At(23, 9)), new Replied(At(23, 9, 1), Replier.Bot),
            new StateChanged(At(23, 9, 2), ConversationState.Done), new CustomerWrote(At(27, 9)),
            new StateChanged(At(27, 9), ConversationState.Open), new Replied(At(27, 9, 10), Replier.Person));
        (clock.StartedAt, clock.Elapsed, clock.Outcome).ShouldBe((At(27, 9), Duration.FromMinutes(10), ClockOutcome.Met));
    }

    [Fact]
    public void Where_we_wrote_first_nobody_waits_for_a_first_response()
    {
        var clocks = Read(At(24, 12), [First, Next], new Replied(At(24, 9), Replier.Person), new CustomerWrote(At(24, 10)));
        clocks.Select(c => (c.Kind, c.StartedAt)).ShouldBe([(ClockKind.NextResponse, At(24, 10))]);
    }

    [Fact]
    public void Pause_before_a_change_of_target_stays_a_pause()
    {
        var clock = One(ClockKind.Resolution, At(24, 16), new CustomerWrote(At(24, 9)),
            new StateChanged(At(24, 10), ConversationState.WaitingForCustomer),
            new TargetsChanged(At(24, 11), [Solve with { Within = Duration.FromHours(3) }]),
            new StateChanged(At(24, 14), ConversationState.Open));
        (clock.Elapsed, clock.DueAt).ShouldBe((Duration.FromHours(3), At(24, 16)));
    }

    [Fact]
    public void Target_that_came_later_counts_from_the_beginning_and_knows_the_pauses_before_it()
    {
        var clocks = ResponseClocks.Read(
        [
            new CustomerWrote(At(24, 8)), new StateChanged(At(24, 9), ConversationState.Snoozed),
            new StateChanged(At(24, 11), ConversationState.Open), new TargetsChanged(At(24, 12), [Solve]),
        ], At(24, 12));
        clocks.Single().Elapsed.ShouldBe(Duration.FromHours(2));
    }

    [Fact]
    public void Department_without_an_update_target_drops_the_clock()
    {
        var clock = One(ClockKind.Update, At(24, 16), new CustomerWrote(At(24, 9)), new Replied(At(24, 10), Replier.Person),
            new TargetsChanged(At(24, 11), [First]));
        (clock.Outcome, clock.EndedAt).ShouldBe((ClockOutcome.Dropped, At(24, 11)));
    }

    [Fact]
    public void Crisis_gives_fifteen_minutes_from_the_alarm()
    {
        var crisis = new ClockTarget(ClockKind.FirstResponse, Duration.FromMinutes(15), BusinessCalendar.Always);
        var clock = One(ClockKind.FirstResponse, At(24, 21, 50), new CustomerWrote(At(24, 17)),
            new TargetsChanged(At(24, 21, 44), [crisis], Afresh: true));
        (clock.StartedAt, clock.DueAt, clock.Outcome).ShouldBe((At(24, 21, 44), At(24, 21, 59), ClockOutcome.Running));
        One(ClockKind.FirstResponse, At(24, 21, 50), new CustomerWrote(At(24, 17)), new TargetsChanged(At(24, 21, 44), [crisis]))
            .Outcome.ShouldBe(ClockOutcome.Overdue);
    }

    [Fact]
    public void Once_the_crisis_is_over_the_whole_time_counts_again()
    {
        var crisis = new ClockTarget(ClockKind.FirstResponse, Duration.FromMinutes(15), BusinessCalendar.Always);
        var normal = crisis with { Within = Duration.FromHours(12) };
        var clock = ResponseClocks.Read(
        [
            new TargetsChanged(At(24, 9), [normal]), new CustomerWrote(At(24, 9)),
            new TargetsChanged(At(24, 12), [crisis], Afresh: true), new TargetsChanged(At(24, 13), [normal], Whole: true),
        ], At(24, 14)).Single();
        (clock.StartedAt, clock.DueAt, clock.Elapsed, clock.Outcome).ShouldBe(
            (At(24, 9), At(24, 21), Duration.FromHours(5), ClockOutcome.Running));
    }

    [Fact]
    public void Happenings_out_of_order_and_two_targets_of_a_kind_are_refused()
    {
        Should.Throw<ArgumentException>(() => Read(At(25, 9), [First], new CustomerWrote(At(24, 9)), new CustomerWrote(At(23, 9))));
        Should.Throw<ArgumentException>(() => Read(At(25, 9), [First, First], new CustomerWrote(At(24, 9))));
    }
}
