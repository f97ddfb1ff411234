using Dapper;
using Echolot.Alerts;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

/// <summary>Alerts that call people who are on call, one after the other.</summary>
public abstract partial class JudgingContract
{
    private RotaDesk Rota => _services.GetRequiredService<RotaDesk>();

    private DutyPost Duty => _services.GetRequiredService<DutyPost>();

    [Fact]
    public async Task Whoever_is_on_call_is_called_at_once_and_the_next_one_when_nobody_acknowledged()
    {
        var (ana, ben) = await OnDutyAsync();
        var firing = await FireAsync(InTurn() with { AlsoOnDuty = true });
        (await StepsAsync(firing)).ShouldBe([(ana, noon, null)]);
        _clock.Now = noon.AddMinutes(9);
        await Rota.EscalateAsync(Cancel);
        (await StepsAsync(firing)).Count.ShouldBe(1);
        _clock.Now = noon.AddMinutes(10);
        await Rota.EscalateAsync(Cancel);
        (await StepsAsync(firing)).ShouldBe([(ana, noon, null), (ben, noon.AddMinutes(10), TimeSpan.FromMinutes(10))]);
        await Desk.AcknowledgeAsync(firing.Id, ben, Cancel);
        await LookAsync(firing);
        _clock.Now = noon.AddMinutes(40);
        await Rota.EscalateAsync(Cancel);
        var call = (await Rota.CallsAsync(DutySubject.Firing, firing.Id, Cancel)).ShouldHaveSingleItem();
        (call.State, call.By, call.Steps.Count).ShouldBe((DutyState.Acknowledged, ben, 2));
    }

    [Fact]
    public async Task Where_only_the_chain_is_named_the_first_call_waits_and_goes_to_whoever_is_on_call_then()
    {
        var (ana, ben) = await OnDutyAsync(noon.AddMinutes(5));
        var firing = await FireAsync(InTurn());
        (await StepsAsync(firing)).ShouldBeEmpty();
        (await Rota.CallsAsync(DutySubject.Firing, firing.Id, Cancel)).Single().NextAt.ShouldBe(noon.AddMinutes(10));
        await Rota.SaveShiftAsync(
            null, new("Nacht", ShiftKind.Evening, noon.AddMinutes(5), noon.AddHours(8), [ben], []), _person.Id, Cancel);
        _clock.Now = noon.AddMinutes(11);
        await Rota.EscalateAsync(Cancel);
        (await StepsAsync(firing)).ShouldBe([(ben, noon.AddMinutes(11), TimeSpan.FromMinutes(11))]);
        (await BellAsync(ana)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_chain_goes_on_with_the_next_shift_and_ends_when_everybody_was_called_as_often_as_settled()
    {
        var (ana, ben) = await OnDutyAsync(noon.AddMinutes(15));
        var cem = await InviteAsync("cem@example.org", "Cem");
        await Rota.SaveShiftAsync(
            null, new("Nacht", ShiftKind.Evening, noon.AddMinutes(15), noon.AddHours(8), [cem, ana], []), _person.Id, Cancel);
        await Rota.SetSettingsAsync(new(Minutes: 60, Rounds: 1), _person.Id, Cancel);
        var firing = await FireAsync(InTurn() with { AlsoOnDuty = true });
        for (var i = 0; i < 5; i++)
        {
            _clock.Now += TimeSpan.FromMinutes(10);
            await Rota.EscalateAsync(Cancel);
        }
        (await StepsAsync(firing)).Select(s => s.Person).ShouldBe([ana, ben, cem]);
        var call = (await Rota.CallsAsync(DutySubject.Firing, firing.Id, Cancel)).Single();
        (call.State, call.EndedAt).ShouldBe((DutyState.Unanswered, noon.AddMinutes(30)));
    }

    [Fact]
    public async Task Where_nobody_is_on_call_the_leads_are_told_so()
    {
        var firing = await FireAsync(InTurn() with { AlsoOnDuty = true });
        var call = (await Rota.CallsAsync(DutySubject.Firing, firing.Id, Cancel)).Single();
        (call.State, call.Steps.Count).ShouldBe((DutyState.Unanswered, 0));
        await Duty.TellAsync(new DutyUnanswered(call.Id, DutySubject.Firing, firing.Id, [_person.Id], 0), Cancel);
        (await BellAsync()).ShouldContain(n => n.Why == "Gerade hat niemand Bereitschaft"
            && n.Link.StartsWith($"/alerts/firings/{firing.Id}#"));
    }

    [Fact]
    public async Task Whoever_is_called_reads_which_alert_it_is_and_answers_on_its_page()
    {
        var (ana, _) = await OnDutyAsync();
        var firing = await FireAsync(InTurn() with { AlsoOnDuty = true, Name = "Sturm" });
        var call = (await Rota.CallsAsync(DutySubject.Firing, firing.Id, Cancel)).Single();
        await Duty.TellAsync(new DutyCalled(call.Id, 0, ana, DutySubject.Firing, firing.Id, 10), Cancel);
        await Duty.TellAsync(new DutyCalled(call.Id, 0, ana, DutySubject.Firing, firing.Id, 10), Cancel);
        var told = (await BellAsync(ana)).ShouldHaveSingleItem();
        told.Title.ShouldBe("Bereitschaft: Schwelle erreicht: 5 Erwähnungen – Sturm");
        told.Why.ShouldBe("Bestätigen Sie in 10 Minuten, sonst wird die nächste Person gerufen.");
        told.Link.ShouldStartWith($"/alerts/firings/{firing.Id}#");
        (await Duty.MessagesAsync([call.Id], Cancel)).ShouldHaveSingleItem().Channel.ShouldBe(DeliveryChannel.Email);
    }

    [Fact]
    public async Task That_somebody_is_told_of_a_call_is_shown_and_is_no_news_of_the_alert()
    {
        var (ana, _) = await OnDutyAsync();
        var firing = await FireAsync(InTurn() with { AlsoOnDuty = true });
        var call = (await Rota.CallsAsync(DutySubject.Firing, firing.Id, Cancel)).Single();
        var before = await CountAsync<AlertChanged>();
        await Duty.TellAsync(new DutyCalled(call.Id, 0, ana, DutySubject.Firing, firing.Id, 10), Cancel);
        await Duty.TellAsync(new DutyUnanswered(call.Id, DutySubject.Firing, firing.Id, [_person.Id]), Cancel);
        (await CountAsync<AlertChanged>()).ShouldBe(before);
        (await CountAsync<FiringShown>()).ShouldBe(2);

        async Task<long> CountAsync<TFact>()
        {
            await using var read = await Db.ReadAsync(Cancel);
            return await read.ExecuteScalarAsync<long>(
                "select count(*) from outbox where type = @type", new { type = typeof(TFact).FullName });
        }
    }

    [Fact]
    public async Task Facts_that_come_again_and_processes_that_run_at_once_call_once_a_step()
    {
        await OnDutyAsync();
        var firing = await FireAsync(InTurn() with { AlsoOnDuty = true });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LookAsync(firing)));
        _clock.Now = noon.AddMinutes(10);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => i % 2 == 0 ? Rota.EscalateAsync(Cancel) : LookAsync(firing)));
        (await StepsAsync(firing)).Count.ShouldBe(2);
        (await Rota.CallsAsync(Cancel)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_false_alarm_and_an_alert_that_is_removed_call_nobody_more()
    {
        var (ana, _) = await OnDutyAsync();
        var wrong = await FireAsync(InTurn() with { AlsoOnDuty = true });
        await Desk.JudgeFiringAsync(wrong.Id, FiringVerdict.FalseAlarm, ana, Cancel);
        await LookAsync(wrong);
        (await Rota.CallsAsync(DutySubject.Firing, wrong.Id, Cancel)).Single().State.ShouldBe(DutyState.Acknowledged);
        await Desk.RemoveAsync(wrong.RuleId, Cancel);
        var gone = await FireAsync(InTurn() with { AlsoOnDuty = true });
        await Desk.RemoveAsync(gone.RuleId, Cancel);
        await LookAsync(gone);
        _clock.Now = noon.AddHours(1);
        await Rota.EscalateAsync(Cancel);
        var call = (await Rota.CallsAsync(DutySubject.Firing, gone.Id, Cancel)).Single();
        (call.State, call.Steps.Count).ShouldBe((DutyState.Over, 1));
    }

    [Fact]
    public async Task A_false_alarm_is_not_passed_on_to_a_second_person_either()
    {
        var ana = await InviteAsync("ana@example.org", "Ana");
        var firing = await FireAsync(Rule() with { EscalateTo = ana, EscalateAfter = TimeSpan.FromMinutes(5) });
        await Desk.JudgeFiringAsync(firing.Id, FiringVerdict.FalseAlarm, _person.Id, Cancel);
        _clock.Now = noon.AddMinutes(6);
        await JudgeAsync();
        (await BellAsync(ana)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_past_calls_nobody()
    {
        await OnDutyAsync();
        for (var i = 0; i < 5; i++) await PostAsync();
        var past = await Desk.PastAsync(InTurn() with { AlsoOnDuty = true }, noon.AddDays(-1), noon.AddMinutes(1), Cancel);
        past.Firings.Count.ShouldBe(1);
        (await Rota.CallsAsync(Cancel)).ShouldBeEmpty();
        await using var read = await Db.ReadAsync(Cancel);
        (await read.ExecuteScalarAsync<long>("select (select count(*) from notification) + (select count(*) from duty_message)"))
            .ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_chain_whoever_is_on_call_is_told_like_everybody_else()
    {
        var (ana, ben) = await OnDutyAsync(noon.AddMinutes(30));
        var rule = await SaveAsync(Rule() with { AlsoOnDuty = true, EscalateTo = ben, EscalateAfter = TimeSpan.FromMinutes(5) });
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        (await BellAsync(ana)).ShouldHaveSingleItem().Title.ShouldStartWith("Schwelle erreicht");
        (await BellAsync(ben)).ShouldBeEmpty();
        (await Desk.TestAsync(rule.Id, Cancel)).Count.ShouldBe(2);
        _clock.Now = noon.AddMinutes(40);
        (await Desk.TestAsync(rule.Id, Cancel)).Count.ShouldBe(1);
        // A test reaches the first one of a chain as well.
        await Rota.SaveShiftAsync(
            null, new("Nacht", ShiftKind.Evening, noon.AddMinutes(30), noon.AddHours(8), [ben], []), _person.Id, Cancel);
        var chain = await SaveAsync(InTurn() with { AlsoOnDuty = true });
        (await Desk.TestAsync(chain.Id, Cancel)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_chain_needs_its_minutes_and_no_person_beside_it_and_kinds_that_do_not_fire_have_none()
    {
        (await WhyAsync(InTurn() with { EscalateAfter = TimeSpan.Zero })).ShouldBe(AlertRefusal.EscalateHalfSet);
        (await WhyAsync(InTurn() with { EscalateTo = _person.Id })).ShouldBe(AlertRefusal.EscalateTwice);
        var saved = await SaveAsync(InTurn() with { AlsoOnDuty = true });
        (await Desk.FindRuleAsync(saved.Id, Cancel)).ShouldSatisfyAllConditions(
            r => r!.AlsoOnDuty.ShouldBeTrue(), r => r!.EscalateOnDuty.ShouldBeTrue());
        (await SaveAsync(saved with { Kind = AlertKind.EachMention })).EscalateOnDuty.ShouldBeFalse();

        async Task<AlertRefusal> WhyAsync(AlertRule rule) =>
            (await Should.ThrowAsync<AlertException>(() => SaveAsync(rule))).Why;
    }

    private AlertRule InTurn() => Rule() with { EscalateOnDuty = true, EscalateAfter = TimeSpan.FromMinutes(10) };

    private async Task<(long Ana, long Ben)> OnDutyAsync(DateTimeOffset? until = null)
    {
        var (ana, ben) = (await InviteAsync("ana@example.org", "Ana"), await InviteAsync("ben@example.org", "Ben"));
        await Rota.SaveShiftAsync(
            null, new("Tag", ShiftKind.Other, noon.AddHours(-1), until ?? noon.AddHours(8), [ana, ben], []), _person.Id, Cancel);
        return (ana, ben);
    }

    /// <summary>Has an alert fire, and the duty hear of it twice as after a crash.</summary>
    private async Task<Firing> FireAsync(AlertRule rule)
    {
        var saved = await SaveAsync(rule);
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        var firing = (await FiredAsync()).First(f => f.RuleId == saved.Id);
        await LookAsync(firing);
        await LookAsync(firing);
        return firing;
    }

    private Task LookAsync(Firing firing) => Duty.LookAsync(new(firing.RuleId, firing.Id), Cancel);

    private async Task<IReadOnlyList<(long? Person, DateTimeOffset At, TimeSpan? Waited)>> StepsAsync(Firing firing) =>
        [.. (await Rota.CallsAsync(DutySubject.Firing, firing.Id, Cancel)).Single().Steps.Select(s => (s.PersonId, s.At, s.Waited))];
}
