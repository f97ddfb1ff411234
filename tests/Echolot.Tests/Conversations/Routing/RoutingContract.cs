using System.Text.Json;
using Echolot.Conversations;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Routing;

public sealed class RoutingOnSqlite() : RoutingContract(Engine.Sqlite);

public sealed class RoutingOnPostgres() : RoutingContract(Engine.Postgres);

/// <summary>Conversations are given out, taken back and handed on.</summary>
public abstract class RoutingContract(Engine engine) : CareDeskContract(engine)
{
    [Fact]
    public async Task What_comes_to_a_department_is_given_out_with_the_reason()
    {
        var service = await DepartmentAsync("Service", null, new(Strategy.LeastLoad), Jonas, Ida);
        var ids = new[] { await ComeAsync(service, "a"), await ComeAsync(service, "b"), await ComeAsync(service, "c") };
        await Inbox.TurnAsync(Cancel);
        var owners = new List<long?>();
        foreach (var id in ids) owners.Add((await TalkAsync(id)).AssigneeId);
        owners.Count(o => o == Jonas).ShouldBeInRange(1, 2);
        owners.ShouldAllBe(o => o == Jonas || o == Ida);
        var choice = await ChoiceAsync(ids[0]);
        (choice.PersonId, choice.By).ShouldBe((Jonas, Strategy.LeastLoad));
        (await TalkAsync(ids[0])).State.ShouldBe(ConversationState.Open);
    }

    [Fact]
    public async Task Capacity_counts_by_the_weight_of_the_channel_and_what_does_not_fit_waits()
    {
        await Inbox.SaveWeightsAsync(new Dictionary<string, int> { [TalkingNetwork.Name] = 3 }, Mira, Cancel);
        await Roster.SaveSeatAsync(Admin, new(Jonas, Reach.All, 4, [], []), Cancel);
        var service = await DepartmentAsync("Service", null, new(Strategy.InTurn), Jonas);
        var (first, second) = (await ComeAsync(service, "a"), await ComeAsync(service, "b"));
        await Inbox.TurnAsync(Cancel);
        ((await TalkAsync(first)).AssigneeId, (await TalkAsync(second)).AssigneeId).ShouldBe((Jonas, null));
        (await Inbox.LoadsAsync(new(Jonas, null), Cancel))[Jonas].ShouldBe(3);
        (await Inbox.LoadsAsync(new(Ida, null), Cancel)).ShouldBeEmpty("figures of single people are off");
        (await ChoiceAsync(second)).PassedOver.ShouldBe([new(Jonas, PassedBecause.Full)]);
        await Inbox.EnterAsync(first, ConversationState.Done, null, "Zusteller", Sight.Everything, Cancel);
        Clock.Now += TimeSpan.FromSeconds(31);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(second)).AssigneeId.ShouldBe(Jonas);
        (await ThreadAsync(second)).Events.Count(e => e.Kind is ConversationEventKind.Routed).ShouldBe(2);
    }

    [Fact]
    public async Task What_nobody_answers_is_given_back_by_the_hours_of_the_department_and_to_somebody_else()
    {
        var hours = await OfficeHoursAsync();
        var service = (await Roster.SaveDepartmentAsync(Admin, null, new("Service", null, hours), Cancel)).Id;
        await Roster.SetMembersAsync(Admin, service, [Jonas, Ida], Cancel);
        await Roster.SetDistributionAsync(Admin, service, new(Strategy.InTurn, ReturnAfter: 60), Cancel);
        // Half an hour before the office closes.
        Clock.Now = Morning.AddHours(7).AddMinutes(30);
        var talk = await ComeAsync(service, "a");
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).AssigneeId.ShouldBe(Jonas);
        Clock.Now = Morning.AddDays(1).AddMinutes(29);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).AssigneeId.ShouldBe(Jonas);
        Clock.Now = Morning.AddDays(1).AddMinutes(30);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).AssigneeId.ShouldBe(Ida);
        var thread = await ThreadAsync(talk);
        thread.Events.Single(e => e.Kind is ConversationEventKind.GivenBack).ShouldSatisfyAllConditions(
            e => e.Before.ShouldBe($"{Jonas}"), e => e.After.ShouldBe(nameof(GivenBackBecause.Unanswered)));
        await ReplyAsync(talk, new(Ida, null));
        Clock.Now = Morning.AddDays(3);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).AssigneeId.ShouldBe(Ida);
    }

    [Fact]
    public async Task What_nobody_answers_is_nobodys_again_where_it_is_given_out_by_hand()
    {
        var service = await DepartmentAsync("Service", null, new(Strategy.ByHand, ReturnAfter: 60), Jonas, Ida);
        var talk = await ComeAsync(service, "a");
        await Inbox.AssignAsync(talk, Jonas, Sight.Everything, Cancel);
        Clock.Now += TimeSpan.FromMinutes(59);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).AssigneeId.ShouldBe(Jonas);
        Clock.Now += TimeSpan.FromMinutes(1);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).AssigneeId.ShouldBeNull();
        (await Inbox.ListAsync(new(InboxView.Unassigned), Sight.Everything, null, 10, Cancel)).Items.ShouldHaveSingleItem();
        (await ThreadAsync(talk)).Events.Single(e => e.Kind is ConversationEventKind.GivenBack).After.ShouldBe(nameof(GivenBackBecause.Unanswered));
    }

    [Fact]
    public async Task What_the_customer_says_after_an_answer_is_to_be_answered_in_time_as_well()
    {
        var (service, talk) = await GivenAsync();
        await ReplyAsync(talk, new(Jonas, null));
        Clock.Now += TimeSpan.FromHours(3);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).AssigneeId.ShouldBe(Jonas);
        await SayAsync("Und jetzt?", "a", again: true);
        Clock.Now += TimeSpan.FromMinutes(40);
        // A further word does not put off the first one.
        await SayAsync("Hallo?", "a", again: true);
        Clock.Now += TimeSpan.FromMinutes(19);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).AssigneeId.ShouldBe(Jonas);
        Clock.Now += TimeSpan.FromMinutes(1);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).ShouldSatisfyAllConditions(
            t => t.AssigneeId.ShouldBeNull(), t => t.DepartmentId.ShouldBe(service));
    }

    [Fact]
    public async Task What_a_bot_says_is_no_answer_of_whoever_has_it()
    {
        await Inbox.SaveAutoReplyAsync(
            null, new("Immer", null, null, AutoReplyHours.Always, null, 0, null, AutoReplyLegs.Both, new("Bald.", "Soon.")), Mira, Cancel);
        var (_, talk) = await GivenAsync();
        await Inbox.AnswerByItselfAsync(new(talk, 1, true), Cancel);
        Clock.Now += Inbox.TakeBackTime;
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[^1].Send?.State is SendState.Sent);
        Clock.Now += TimeSpan.FromMinutes(60);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).AssigneeId.ShouldBeNull();
    }

    [Fact]
    public async Task What_was_laid_aside_counts_from_when_it_comes_back()
    {
        var (_, talk) = await GivenAsync();
        await Inbox.EnterAsync(talk, ConversationState.Snoozed, Clock.Now.AddDays(2), null, new(Jonas, null), Cancel);
        Clock.Now += TimeSpan.FromDays(2);
        await Inbox.WakeAsync(Cancel);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).AssigneeId.ShouldBe(Jonas);
        Clock.Now += TimeSpan.FromMinutes(60);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).AssigneeId.ShouldBeNull();
    }

    [Fact]
    public async Task Where_only_one_works_it_does_not_come_back_to_them_twice_in_a_row()
    {
        var service = await DepartmentAsync("Service", null, new(Strategy.InTurn, ReturnAfter: 10), Jonas);
        var talk = await ComeAsync(service, "a");
        await Inbox.TurnAsync(Cancel);
        Clock.Now += TimeSpan.FromMinutes(10);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).AssigneeId.ShouldBeNull();
        (await ChoiceAsync(talk)).PassedOver.ShouldBe([new(Jonas, PassedBecause.HadIt)]);
        // It has waited for others as long: rather to them again than to nobody.
        Clock.Now += TimeSpan.FromMinutes(9);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).AssigneeId.ShouldBeNull();
        Clock.Now += TimeSpan.FromMinutes(1);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).AssigneeId.ShouldBe(Jonas);
    }

    [Fact]
    public async Task What_somebody_had_who_was_away_is_theirs_again_where_nobody_else_is_free()
    {
        await Roster.SaveSeatAsync(Admin, new(Ida, Reach.All, 1, [], []), Cancel);
        var service = await DepartmentAsync("Service", null, new(Strategy.InTurn), Jonas, Ida);
        var (one, other) = (await ComeAsync(service, "a"), await ComeAsync(service, "b"));
        foreach (var talk in new[] { one, other }) await Inbox.AssignAsync(talk, Jonas, Sight.Everything, Cancel);
        Clock.Now += TimeSpan.FromMinutes(1);
        var absence = await Roster.AddAbsenceAsync(Admin, Jonas, Clock.Now, Clock.Now.AddDays(7), null, Cancel);
        await Inbox.TurnAsync(Cancel);
        ((await TalkAsync(one)).AssigneeId, (await TalkAsync(other)).AssigneeId).ShouldBe((Ida, null));
        await Roster.EndAbsenceAsync(Admin, absence.Id, Cancel);
        Clock.Now += TimeSpan.FromMinutes(1);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(other)).AssigneeId.ShouldBe(Jonas);
        (await ChoiceAsync(other)).PassedOver.ShouldBe([new(Ida, PassedBecause.Full)]);
    }

    [Fact]
    public async Task Whoever_is_away_gives_what_is_open_to_the_substitute_or_back_to_routing()
    {
        var service = await DepartmentAsync("Service", null, new(Strategy.LeastLoad), Jonas, Ida);
        var (routed, free) = (await ComeAsync(service, "a"), await SayAsync("ohne Abteilung", "b"));
        foreach (var id in new[] { routed, free }) await Inbox.AssignAsync(id, Jonas, Sight.Everything, Cancel);
        Clock.Now += TimeSpan.FromMinutes(1);
        var absence = await Roster.AddAbsenceAsync(Admin, Jonas, Clock.Now.AddMinutes(5), Clock.Now.AddDays(7), null, Cancel);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(routed)).AssigneeId.ShouldBe(Jonas);
        Clock.Now += TimeSpan.FromMinutes(5);
        await Inbox.TurnAsync(Cancel);
        ((await TalkAsync(routed)).AssigneeId, (await TalkAsync(free)).AssigneeId).ShouldBe((Ida, null));
        // Given on purpose, it stays.
        await Inbox.AssignAsync(free, Jonas, Sight.Everything, Cancel);
        Clock.Now += TimeSpan.FromMinutes(5);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(free)).AssigneeId.ShouldBe(Jonas);

        await Roster.EndAbsenceAsync(Admin, absence.Id, Cancel);
        Clock.Now += TimeSpan.FromMinutes(1);
        await Roster.AddAbsenceAsync(Admin, Jonas, Clock.Now, Clock.Now.AddDays(1), Mira, Cancel);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(free)).AssigneeId.ShouldBe(Mira);
    }

    [Fact]
    public async Task Nobody_is_given_what_they_could_not_answer()
    {
        var reader = await JoinAsync("Nora", Role.ReadOnly);
        var talk = await SayAsync("Wo ist mein Paket?");
        foreach (var give in new Func<Task>[]
        {
            () => Inbox.AssignAsync(talk, reader, Sight.Everything, Cancel),
            () => Inbox.ChangeManyAsync([talk], new(), new BulkChange.Assign(reader), Sight.Everything, Cancel),
        })
            (await Should.ThrowAsync<InboxException>(give)).Why.ShouldBe(InboxRefusal.PersonMissing);
    }

    [Fact]
    public async Task Somebody_says_for_themselves_when_they_are_away_and_not_for_others()
    {
        var ida = (await Roster.FindAsync(Ida, Cancel))!;
        var acts = new Actor(ida, ida.Permissions, null);
        await Roster.AddAbsenceAsync(acts, Ida, Morning, Morning.AddDays(1), null, Cancel);
        (await Should.ThrowAsync<RosterException>(() => Roster.AddAbsenceAsync(acts, Jonas, Morning, Morning.AddDays(1), null, Cancel)))
            .Why.ShouldBe(RosterRefusal.NotAllowed);
        (await Should.ThrowAsync<RosterException>(() => Roster.AddAbsenceAsync(acts, Ida, Morning, Morning, null, Cancel)))
            .Why.ShouldBe(RosterRefusal.TimeInvalid);
        (await Should.ThrowAsync<RosterException>(() => Roster.AddAbsenceAsync(acts, Ida, Morning, Morning.AddDays(1), Ida, Cancel)))
            .Why.ShouldBe(RosterRefusal.SubstituteInvalid);
    }

    [Fact]
    public async Task What_somebody_had_who_left_is_given_to_others()
    {
        var service = await DepartmentAsync("Service", null, new(Strategy.InTurn), Jonas, Ida);
        var talk = await ComeAsync(service, "a");
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).AssigneeId.ShouldBe(Jonas);
        await Roster.ChangeAsync(Admin, Jonas, new("jonas@example.org", "Jonas", Role.Agent, "de", "Europe/Berlin"), false, Cancel);
        await UntilAsync(async () =>
        {
            await Inbox.TurnAsync(Cancel);
            return (await TalkAsync(talk)).AssigneeId == Ida;
        });
    }

    [Fact]
    public async Task What_somebody_had_whose_role_does_not_work_on_conversations_any_more_is_given_to_others_and_told()
    {
        var service = await DepartmentAsync("Service", null, new(Strategy.InTurn), Jonas, Ida);
        var talk = await ComeAsync(service, "a");
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).AssigneeId.ShouldBe(Jonas);
        await Roster.ChangeAsync(Admin, Jonas, new("jonas@example.org", "Jonas", Role.Analyst, "de", "Europe/Berlin"), true, Cancel);
        await UntilAsync(async () =>
        {
            await Inbox.TurnAsync(Cancel);
            return (await TalkAsync(talk)).AssigneeId == Ida;
        });
        (await ThreadAsync(talk)).Events.ShouldContain(
            e => e.Kind == ConversationEventKind.GivenBack && e.After == nameof(GivenBackBecause.MayNotWork));
    }

    [Fact]
    public async Task Whoever_answered_somebody_before_gets_their_next_one()
    {
        var service = await DepartmentAsync("Service", null, new(Strategy.LastAgent, Strategy.InTurn), Jonas, Ida);
        var first = await ComeAsync(service, "kim");
        await Inbox.AssignAsync(first, Ida, Sight.Everything, Cancel);
        await ReplyAsync(first, new(Ida, null));
        await Inbox.EnterAsync(first, ConversationState.Done, null, "Zusteller", Sight.Everything, Cancel);
        Clock.Now += TimeSpan.FromHours(1);
        var next = await ComeAsync(service, "kim");
        next.ShouldNotBe(first);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(next)).AssigneeId.ShouldBe(Ida);
        (await ChoiceAsync(next)).By.ShouldBe(Strategy.LastAgent);
    }

    [Fact]
    public async Task Two_strategies_are_tried_on_a_day_that_has_passed_and_change_nothing()
    {
        var service = await DepartmentAsync("Service", null, new(Strategy.ByHand), Jonas, Ida);
        for (var i = 0; i < 4; i++)
        {
            await ComeAsync(service, $"a{i}");
            Clock.Now += TimeSpan.FromMinutes(10);
        }
        var days = await Inbox.SimulateAsync(
            service, Morning, Morning.AddDays(1), [new(Strategy.InTurn), new(Strategy.LeastLoad)], Cancel);
        days[0].Turns.Select(t => t.Choice.PersonId).ShouldBe([Jonas, Ida, Jonas, Ida]);
        days[1].Desks.Select(d => d.Given).ShouldBe([2, 2]);
        (await Inbox.ListAsync(new(InboxView.Unassigned), Sight.Everything, null, 10, Cancel)).Items.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(9000)]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Strategies_are_tried_on_a_month_at_most(int days)
    {
        var service = await DepartmentAsync("Service", null, new(Strategy.ByHand), Jonas);
        (await Should.ThrowAsync<InboxException>(() => Inbox.SimulateAsync(
            service, Morning.AddDays(-days), Morning, [new(Strategy.InTurn)], Cancel))).Why.ShouldBe(InboxRefusal.TimeTooLong);
        (await Inbox.SimulateAsync(service, Morning.AddDays(-31), Morning, [new(Strategy.InTurn)], Cancel)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_somebody_had_who_was_erased_is_given_to_somebody_else()
    {
        var service = await DepartmentAsync("Service", null, new(Strategy.InTurn), Jonas, Ida);
        var talk = await ComeAsync(service, "a");
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).AssigneeId.ShouldBe(Jonas);
        await House.Privacy.EraseAsync(new(null, $"{Jonas}"), null, Cancel);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(talk)).AssigneeId.ShouldBe(Ida);
    }

    /// <summary>Given to Jonas by hand where what is not answered within an hour is given back.</summary>
    private async Task<(long Department, long Talk)> GivenAsync()
    {
        var service = await DepartmentAsync("Service", null, new(Strategy.ByHand, ReturnAfter: 60), Jonas, Ida);
        var talk = await ComeAsync(service, "a");
        await Inbox.AssignAsync(talk, Jonas, Sight.Everything, Cancel);
        return (service, talk);
    }

    private async Task<long> ComeAsync(long department, string author)
    {
        var talk = await SayAsync($"Wo ist mein Paket, {author}?", author);
        await Inbox.MoveAsync(talk, department, Sight.Everything, Cancel);
        return talk;
    }

    private async Task<Choice> ChoiceAsync(long talk) => JsonSerializer.Deserialize<Choice>(
        (await ThreadAsync(talk)).Events.Last(e => e.Kind is ConversationEventKind.Routed).After!, JsonSerializerOptions.Web)!;
}
