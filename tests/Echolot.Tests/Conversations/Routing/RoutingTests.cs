using Echolot.Conversations;
using Echolot.Teams;
using Shouldly;
using Xunit;
using Decide = Echolot.Conversations.Routing;

namespace Echolot.Tests.Conversations.Routing;

/// <summary>Who is given a conversation, decided over records.</summary>
public sealed class RoutingTests
{
    private static readonly DateTimeOffset morning = new(2026, 11, 3, 9, 0, 0, TimeSpan.Zero);
    private static readonly Wanted plain = new(1, "de", " wo ist mein paket ", null, null);

    [Fact]
    public void In_turn_goes_round_whoever_is_away_in_between()
    {
        var staff = new[] { One(1), One(2, given: morning), One(3) with { AbsentUntil = morning.AddDays(1) } };
        var choice = Choose(Strategy.InTurn, staff);
        choice.PersonId.ShouldBe(1);
        choice.PassedOver.ShouldBe([new(3, PassedBecause.Absent)]);
        Choose(Strategy.InTurn, One(1, given: morning), One(2), One(3)).PersonId.ShouldBe(2);
        Choose(Strategy.InTurn, One(1), One(2)).PersonId.ShouldBe(1);
    }

    [Fact]
    public void Least_load_takes_whoever_has_least_and_of_equals_whoever_was_idle_for_longer()
    {
        Choose(Strategy.LeastLoad, One(1, load: 3), One(2, load: 2), One(3, load: 2) with { BusyAt = morning }).PersonId.ShouldBe(2);
        Choose(Strategy.LongestIdle, One(1) with { BusyAt = morning }, One(2) with { BusyAt = morning.AddMinutes(-9) }).PersonId
            .ShouldBe(2);
    }

    [Fact]
    public void Whoever_answered_before_gets_it_and_else_the_other_strategy_says_so()
    {
        var wanted = plain with { LastAgent = 2 };
        var known = Decide.Choose(Strategy.LastAgent, Strategy.LeastLoad, wanted, [One(1), One(2, load: 9)]);
        (known.PersonId, known.By, known.Instead).ShouldBe((2, Strategy.LastAgent, null));
        var other = Decide.Choose(
            Strategy.LastAgent, Strategy.LeastLoad, wanted, [One(1), One(2) with { AbsentUntil = morning }]);
        (other.PersonId, other.By, other.Instead).ShouldBe((1, Strategy.LeastLoad, Strategy.LastAgent));
    }

    [Fact]
    public void Skills_are_words_of_what_was_said_however_they_are_spelled()
    {
        var wanted = plain with { Words = $" {Matching.Folding.Words("Der Reißverschluss klemmt, Rücksendung bitte")} " };
        var choice = Decide.Choose(
            Strategy.Skill, Strategy.LeastLoad, wanted,
            [One(1, skills: ["rechnung"]), One(2, load: 5, skills: ["Reissverschluss", "RÜCKSENDUNG"]), One(3, skills: ["Rücksendung"])]);
        (choice.PersonId, choice.By).ShouldBe((2, Strategy.Skill));
        choice.Known.ShouldBe(["Reissverschluss", "RÜCKSENDUNG"]);
        Decide.Choose(Strategy.Skill, Strategy.LeastLoad, plain, [One(1, load: 1, skills: ["Jacke"]), One(2)]).Instead
            .ShouldBe(Strategy.Skill);
    }

    [Fact]
    public void A_language_goes_to_whoever_speaks_it()
    {
        var wanted = plain with { Language = "en" };
        var choice = Decide.Choose(Strategy.Language, Strategy.LeastLoad, wanted, [One(1), One(2, load: 4) with { Languages = ["de", "en"] }]);
        choice.PersonId.ShouldBe(2);
        choice.Known.ShouldBe(["en"]);
    }

    [Fact]
    public void Nobody_gets_more_than_fits_and_never_twice_in_a_row()
    {
        var heavy = plain with { Weight = 3, NotTo = 2 };
        var choice = Decide.Choose(
            Strategy.LeastLoad, Strategy.LeastLoad, heavy, [One(1, load: 8, capacity: 10), One(2), One(3, load: 7, capacity: 10)]);
        choice.PersonId.ShouldBe(3);
        choice.PassedOver.ShouldBe([new(1, PassedBecause.Full), new(2, PassedBecause.HadIt)]);
        Decide.Choose(Strategy.InTurn, Strategy.LeastLoad, heavy, [One(2)]).PersonId.ShouldBeNull();
    }

    [Fact]
    public void Every_choice_is_a_candidate_with_room_for_any_staff_and_strategy()
    {
        var random = new Random(11);
        for (var run = 0; run < 2000; run++)
        {
            var staff = Enumerable.Range(1, random.Next(0, 6)).Select(i => One(
                i, random.Next(0, 9), random.Next(3) == 0 ? null : random.Next(0, 12),
                random.Next(2) == 0 ? null : morning.AddMinutes(random.Next(60)), random.Next(2) == 0 ? ["paket"] : []) with
            {
                AbsentUntil = random.Next(4) == 0 ? morning : null, Languages = random.Next(2) == 0 ? ["de"] : [],
            }).ToList();
            var wanted = plain with { Weight = random.Next(0, 4), LastAgent = random.Next(1, 7), NotTo = random.Next(3) == 0 ? random.Next(1, 6) : null };
            var choice = Decide.Choose((Strategy)random.Next(1, 7), (Strategy)random.Next(1, 4), wanted, staff);
            bool Fits(Candidate c) => c.AbsentUntil is null && c.PersonId != wanted.NotTo && (c.Capacity is not { } most || c.Load + wanted.Weight <= most);
            if (choice.PersonId is { } who) Fits(staff.Single(c => c.PersonId == who)).ShouldBeTrue();
            else staff.Any(Fits).ShouldBeFalse();
            choice.PassedOver.Count.ShouldBe(staff.Count(c => !Fits(c)));
        }
    }

    [Fact]
    public void A_day_is_played_with_the_function_that_decides_live()
    {
        var staff = new[] { One(1, capacity: 1), One(2, capacity: 1) };
        var arrivals = new[]
        {
            Came(1, 0, leaves: 60), Came(2, 5, leaves: 20), Came(3, 10, leaves: 40), Came(4, 50, leaves: null),
        };
        var day = Simulation.Run(new(Strategy.LeastLoad), staff, [], arrivals, morning.AddHours(8));
        // The third waits until the second has left its desk.
        day.Turns.Select(t => (t.Arrival.Id, t.Choice.PersonId, Minute: (t.At - morning)?.TotalMinutes)).ShouldBe(
            [(1, 1, 0), (2, 2, 5), (3, 2, 20), (4, 2, 50)]);
        (day.Waited, day.LongestWait).ShouldBe((1, TimeSpan.FromMinutes(10)));
        day.Desks.ShouldBe([new(1, 1, 1), new(2, 3, 1)]);
    }

    [Fact]
    public void Whoever_was_away_that_day_is_away_when_it_is_played()
    {
        var absences = new[] { new Absence(1, 1, morning.AddHours(-1), morning.AddMinutes(30), null, null) };
        var day = Simulation.Run(
            new(Strategy.InTurn), [One(1), One(2)], absences, [Came(1, 0, 5), Came(2, 10, 15), Came(3, 40, 45)], morning.AddHours(1));
        day.Turns.Select(t => t.Choice.PersonId).ShouldBe([2, 2, 1]);
    }

    private static Arrival Came(long id, int minute, int? leaves) => new(
        id, morning.AddMinutes(minute), leaves is { } m ? morning.AddMinutes(m) : null, "Kim", plain);

    private static Choice Choose(Strategy strategy, params Candidate[] staff) =>
        Decide.Choose(strategy, Strategy.LeastLoad, plain, staff);

    private static Candidate One(
        long id, int load = 0, int? capacity = null, DateTimeOffset? given = null, IReadOnlyList<string>? skills = null) =>
        new(id, load, capacity, given, null, null, skills ?? [], []);
}
