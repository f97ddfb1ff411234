using System.Globalization;
using Echolot.Conversations;
using NodaTime;
using Shouldly;
using Xunit;
using Kind = Echolot.Conversations.ConversationEventKind;

namespace Echolot.Tests.Conversations.Reports;

public sealed class FiguresTests
{
    private static readonly ConversationRow row = new() { Id = 1, Connector = "mail", OpenedAt = 0, Priority = 2, DepartmentId = 4 };

    [Fact]
    public void Answers_of_a_bot_are_no_answers()
    {
        var steps = StepsOf(Event(1, Kind.Replied, after: "bot"), Event(2, Kind.Replied, person: 7), Event(3, Kind.StateChanged, "0", "5", 7));
        steps.Select(s => ((CareStep)s.Kind, s.Number, s.PersonId)).ShouldBe(
            [(CareStep.Opened, 0, null), (CareStep.BotAnswered, 0, null), (CareStep.Answered, 1, 7), (CareStep.Closed, 1, 7)]);
        DayPack.Meanings(steps[^1]).ShouldBe([CareCount.Closed, CareCount.OneTouch]);
    }

    [Fact]
    public void A_change_between_done_and_ignored_is_neither_a_closing_nor_a_reopening()
    {
        var steps = StepsOf(Event(1, Kind.StateChanged, "0", "5"), Event(2, Kind.StateChanged, "5", "6"), Event(3, Kind.StateChanged, "6", "1"));
        steps.Select(s => (CareStep)s.Kind).ShouldBe([CareStep.Opened, CareStep.Closed, CareStep.Reopened]);
        steps[1].Lasts.ShouldBe(0);
    }

    [Fact]
    public void A_step_has_the_priority_that_held_then_and_an_opening_the_one_of_now()
    {
        var steps = StepsOf(
            Event(1, Kind.PriorityScored, "1", "2"), Event(2, Kind.Replied, person: 7), Event(3, Kind.PriorityChanged, "2", "3"), Event(4, Kind.Replied, person: 7),
            Event(5, Kind.PriorityChanged, "3", null), Event(6, Kind.Replied, person: 7));
        steps.Select(s => s.Priority).ShouldBe([2, 2, 3, 2]);
    }

    [Fact]
    public void A_pack_says_what_its_rows_say()
    {
        var random = new Random(5);
        var outcomes = Enumerable.Range(0, 500).Select(_ => new OutcomeRow
        {
            Kind = random.Next(4), Outcome = 3 + random.Next(3), Connector = random.Next(2) == 0 ? "mail" : "mastodon",
            DepartmentId = random.Next(3) is > 0 and var d ? d : null, Priority = random.Next(4), PersonId = random.Next(5),
            Counted = (long)Math.Exp(random.NextDouble() * 22),
        }).ToList();
        var tally = new CareTally();
        var mail = new CareTally();
        DayPack.Read(DayPack.Of(outcomes, []), part => part.Connector == "mail" ? [tally, mail] : [tally]);
        foreach (var kind in Enum.GetValues<ClockKind>())
        {
            var of = outcomes.Where(o => o.Kind == (long)kind).ToList();
            (tally[kind].Met, tally[kind].Missed, tally[kind].Dropped).ShouldBe((Count(of, 3), Count(of, 4), Count(of, 5)));
            mail[kind].Met.ShouldBe(Count(of.Where(o => o.Connector == "mail"), 3));
            var times = of.Where(o => o.Outcome != 5).Select(o => Grain.Time(Grain.Of(o.Counted))).Order().ToList();
            tally[kind].Percentile(0.9).ShouldBe(times[(int)Math.Ceiling(times.Count * 0.9) - 1]);
        }

        static long Count(IEnumerable<OutcomeRow> of, long outcome) => of.Count(o => o.Outcome == outcome);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(59_999, 59)]
    [InlineData(3_599_999, 3599)]
    [InlineData(3_600_000, 3600)]
    [InlineData(3_659_999, 3600)]
    [InlineData(604_799_999, 604_740)]
    [InlineData(604_800_000, 604_800)]
    [InlineData(900_000_000, 900_000)]
    [InlineData(903_599_999, 900_000)]
    public void Times_are_told_in_seconds_then_minutes_then_hours(long milliseconds, long seconds) =>
        Grain.Time(Grain.Of(milliseconds)).TotalSeconds.ShouldBe(seconds);

    [Fact]
    public void Every_metric_has_a_name_of_its_own_in_both_languages()
    {
        CareMetrics.All.Select(m => m.Key).ShouldBeUnique();
        CareMetrics.All.Select(m => m.Name.De).ShouldBeUnique();
        CareMetrics.All.Select(m => m.Name.En).ShouldBeUnique();
    }

    private static List<StepRow> StepsOf(params EventRow[] happened) => [.. Figures.Of(row, happened, []).Steps];

    private static EventRow Event(
        int hour, Kind kind, string? before = null, string? after = null, long? person = null) => new()
        {
            Id = hour, At = Duration.FromHours(hour).ToInt64Nanoseconds() / 1_000_000, Kind = (long)kind, PersonId = person,
            Before = before, After = after ?? (kind is Kind.Replied ? hour.ToString(CultureInfo.InvariantCulture) : null),
        };
}
