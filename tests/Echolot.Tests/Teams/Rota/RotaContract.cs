using Dapper;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Tests.Intake;
using Echolot.Tests.Storage;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Teams.Rota;

public sealed class RotaOnSqlite() : RotaContract(Engine.Sqlite);

public sealed class RotaOnPostgres() : RotaContract(Engine.Postgres);

/// <summary>What the rota promises on every engine.</summary>
public abstract class RotaContract(Engine engine) : DatabaseContract(engine)
{
    // Sunday, 10:00 in Hamburg.
    private static readonly DateTimeOffset sunday = new(2026, 11, 8, 9, 0, 0, TimeSpan.Zero);
    private readonly SetClock _clock = new(sunday);
    private Household _house = null!;
    private long _mira;
    private long _jonas;
    private long _ida;

    private RotaDesk Rota => _house.Get<RotaDesk>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _house = new Household(Db, _clock);
        var roster = _house.Get<Roster>();
        var mira = await roster.SetUpAsync(
            "Nordlicht", "Europe/Berlin", new("mira@example.org", "Mira", Role.Administrator, "de", "Europe/Berlin"),
            "correct horse battery", Cancel);
        _mira = mira.Id;
        var actor = new Actor(mira, mira.Permissions, null);
        _jonas = await InviteAsync("jonas");
        _ida = await InviteAsync("ida");

        async Task<long> InviteAsync(string name)
        {
            var (person, _) = await roster.InviteAsync(
                actor, new($"{name}@example.org", name, Role.Agent, "de", "Europe/Berlin"), Cancel);
            return person.Id;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _house.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Shifts_are_planned_ahead_and_those_that_were_touched_stay_when_a_pattern_changes()
    {
        var pattern = await Rota.SavePatternAsync(null, Weekend(), _mira, Cancel);
        var planned = await NextAsync(21);
        planned.Count.ShouldBe(7);
        planned[0].Checks.Count.ShouldBe(2);
        await Rota.PlanAsync(anew: false, Cancel);
        (await NextAsync(21)).Select(s => s.Id).ShouldBe(planned.Select(s => s.Id));
        await Rota.SaveShiftAsync(
            planned[2].Id, new("Getauscht", ShiftKind.Weekend, planned[2].From, planned[2].To, [_ida], []), _mira, Cancel);
        await Rota.CancelShiftAsync(planned[3].Id, _mira, Cancel);
        await Rota.SavePatternAsync(pattern, Weekend() with { Name = "Neu" }, _mira, Cancel);
        // Today's goes on as it is, the touched one stays, the cancelled one does not come back.
        (await NextAsync(16)).Select(s => s.Name).ShouldBe(["Wochenende", "Neu", "Getauscht", "Neu"]);
        await Rota.RemovePatternAsync(pattern, _mira, Cancel);
        (await NextAsync(60)).Select(s => s.Name).ShouldBe(["Wochenende", "Getauscht"]);
    }

    [Fact]
    public async Task Whoever_is_on_call_proves_that_they_looked_and_what_nobody_did_is_missed()
    {
        var shift = await OnCallAsync();
        (await Should.ThrowAsync<RotaException>(() => Rota.ConfirmAsync(shift.Id, _mira, 0, Cancel))).Why.ShouldBe(RotaRefusal.NotOnCall);
        await Rota.ConfirmAsync(shift.Id, _jonas, 0, Cancel);
        _clock.Now += TimeSpan.FromHours(8);
        var checks = (await Rota.ShiftAsync(shift.Id, Cancel))!.Checks;
        checks.Select(c => c.At(_clock.Now)).ShouldBe([CheckState.Done, CheckState.Missed]);
        (checks[0].PersonId, checks[0].Open).ShouldBe((_jonas, 0));
        // One that nobody asked for stands as well.
        _clock.Now = sunday.AddHours(2);
        await Rota.ConfirmAsync(shift.Id, _ida, 3, Cancel);
        (await Rota.ShiftAsync(shift.Id, Cancel))!.Checks.Count.ShouldBe(3);
        _clock.Now = sunday.AddDays(1);
        (await Should.ThrowAsync<RotaException>(() => Rota.ConfirmAsync(shift.Id, _jonas, 0, Cancel))).Why.ShouldBe(RotaRefusal.NotOnCall);
    }

    [Fact]
    public async Task Whoever_looks_at_the_time_of_a_check_confirms_that_one_and_not_the_one_that_was_missed_before()
    {
        var shift = await OnCallAsync();
        _clock.Now = shift.Checks[1].DueAt.AddMinutes(-30);
        await Rota.ConfirmAsync(shift.Id, _jonas, 4, Cancel);
        var checks = (await Rota.ShiftAsync(shift.Id, Cancel))!.Checks;
        checks.Select(c => c.At(_clock.Now)).ShouldBe([CheckState.Missed, CheckState.Done]);
        checks[1].Open.ShouldBe(4);
    }

    [Fact]
    public async Task The_note_of_a_shift_is_there_for_the_next_one()
    {
        var shift = await OnCallAsync();
        await Rota.WriteNoteAsync(shift.Id, _jonas, " Paketdienst streikt ", Cancel);
        var next = (await NextAsync(8))[1];
        (await Rota.BeforeAsync(next, Cancel))!.Note.ShouldBe("Paketdienst streikt");
        await Should.ThrowAsync<RotaException>(() => Rota.WriteNoteAsync(shift.Id, _mira, "fremd", Cancel));
        await Should.ThrowAsync<RotaException>(
            () => Rota.WriteNoteAsync(shift.Id, _jonas, new string('x', RotaDesk.LongestNote + 1), Cancel));
    }

    [Fact]
    public async Task A_shift_is_swapped_once_and_by_whom_it_was_offered_to()
    {
        var shift = await OnCallAsync();
        var swap = await Rota.OfferSwapAsync(shift.Id, _jonas, null, Cancel);
        (await Should.ThrowAsync<RotaException>(() => Rota.OfferSwapAsync(shift.Id, _jonas, null, Cancel))).Why.ShouldBe(RotaRefusal.AlreadyTaken);
        await Should.ThrowAsync<RotaException>(() => Rota.TakeSwapAsync(swap, _jonas, Cancel));
        // Ida is on it already.
        await Should.ThrowAsync<RotaException>(() => Rota.TakeSwapAsync(swap, _ida, Cancel));
        await Rota.TakeSwapAsync(swap, _mira, Cancel);
        (await Rota.ShiftAsync(shift.Id, Cancel))!.People.ShouldBe([_mira, _ida]);
        await Should.ThrowAsync<RotaException>(() => Rota.TakeSwapAsync(swap, _mira, Cancel));
        var named = await Rota.OfferSwapAsync(shift.Id, _mira, _jonas, Cancel);
        await Rota.WithdrawSwapAsync(named, _jonas, Cancel);
        (await Rota.SwapsAsync(Cancel)).Count(s => s.TakenBy is null).ShouldBe(1);
        await Rota.WithdrawSwapAsync(named, _mira, Cancel);
        (await Rota.SwapsAsync(Cancel)).ShouldHaveSingleItem().TakenBy.ShouldBe(_mira);
    }

    [Fact]
    public async Task Nobody_answers_so_the_next_one_is_told_until_everybody_was_told_as_often_as_settled()
    {
        await OnCallAsync();
        (await Rota.CallAsync(DutySubject.Conversation, 12, Cancel)).ShouldBeTrue();
        (await Rota.CallAsync(DutySubject.Conversation, 12, Cancel)).ShouldBeFalse();
        for (var i = 0; i < 5; i++)
        {
            await Rota.EscalateAsync(Cancel);
            _clock.Now += TimeSpan.FromMinutes(5);
        }
        await Rota.EscalateAsync(Cancel);
        var call = (await Rota.CallsAsync(Cancel)).ShouldHaveSingleItem();
        call.Steps.Select(s => s.PersonId).ShouldBe([_jonas, _ida, _jonas, _ida]);
        call.Steps.Select(s => s.At - sunday).ShouldBe([.. Enumerable.Range(0, 4).Select(i => TimeSpan.FromMinutes(5 * i))]);
        call.State.ShouldBe(DutyState.Unanswered);
        // Late is better than never.
        (await Rota.AcknowledgeCallAsync(call.Id, _mira, Cancel)).ShouldBeTrue();
        (await Rota.AcknowledgeCallAsync(call.Id, _ida, Cancel)).ShouldBeFalse();
        (await Rota.CallsAsync(Cancel)).Single().By.ShouldBe(_mira);
    }

    [Fact]
    public async Task Whoever_takes_it_on_ends_the_call_also_elsewhere()
    {
        await OnCallAsync();
        await Rota.CallAsync(DutySubject.Firing, 1, Cancel);
        await Rota.CallAsync(DutySubject.Conversation, 1, Cancel);
        var firing = (await Rota.CallsAsync(Cancel)).Single(c => c.Subject is DutySubject.Firing);
        await Rota.AcknowledgeCallAsync(firing.Id, _jonas, Cancel);
        await Rota.EndCallsAsync(DutySubject.Conversation, 1, null, Cancel);
        _clock.Now += TimeSpan.FromMinutes(30);
        await Rota.EscalateAsync(Cancel);
        (await Rota.CallsAsync(Cancel)).Select(c => (c.State, c.Steps.Count)).ShouldBe(
            [(DutyState.Over, 1), (DutyState.Acknowledged, 1)], ignoreOrder: true);
    }

    [Fact]
    public async Task Who_is_absent_is_not_called_and_the_next_one_is()
    {
        await OnCallAsync();
        var roster = _house.Get<Roster>();
        var jonas = (await roster.FindAsync(_jonas, Cancel))!;
        await roster.AddAbsenceAsync(
            new(jonas, jonas.Permissions, null), _jonas, _clock.Now.AddHours(-1), _clock.Now.AddHours(5), null, Cancel);
        await Rota.CallAsync(DutySubject.Conversation, 1, Cancel);
        (await Rota.CallsAsync(Cancel)).Single().Steps.Select(s => s.PersonId).ShouldBe([_ida]);
    }

    [Fact]
    public async Task In_business_hours_and_without_a_shift_nobody_is_called()
    {
        (await Rota.CallAsync(DutySubject.Conversation, 1, Cancel)).ShouldBeFalse();
        await OnCallAsync();
        var open = await _house.Get<Roster>().SaveCalendarAsync(null, "Immer da", BusinessCalendar.Always, _mira, Cancel);
        await Rota.SetSettingsAsync(new(open.Id), _mira, Cancel);
        (await Rota.CallAsync(DutySubject.Conversation, 1, Cancel)).ShouldBeFalse();
        await Rota.SetSettingsAsync(new(Minutes: 1, Rounds: 1), _mira, Cancel);
        (await Rota.CallAsync(DutySubject.Conversation, 1, Cancel)).ShouldBeTrue();
        (await Should.ThrowAsync<RotaException>(() => Rota.SetSettingsAsync(new(Minutes: 0), _mira, Cancel))).Why.ShouldBe(RotaRefusal.MinutesWrong);
    }

    [Fact]
    public async Task Two_processes_that_escalate_at_once_tell_each_step_once()
    {
        await OnCallAsync();
        await Rota.CallAsync(DutySubject.Conversation, 1, Cancel);
        _clock.Now += TimeSpan.FromMinutes(5);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Rota.EscalateAsync(Cancel)));
        (await Rota.CallsAsync(Cancel)).Single().Steps.Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_address_of_a_feed_shows_one_s_own_shifts_until_it_is_ended_or_made_anew()
    {
        await OnCallAsync();
        var secret = await Rota.MakeFeedAsync(_jonas, Cancel);
        (await Rota.FeedAsync(secret, Cancel))!.ShouldContain("BEGIN:VEVENT");
        (await Rota.FeedAsync(secret + "x", Cancel)).ShouldBeNull();
        var mira = await Rota.MakeFeedAsync(_mira, Cancel);
        (await Rota.FeedAsync(mira, Cancel))!.ShouldNotContain("BEGIN:VEVENT");
        var again = await Rota.MakeFeedAsync(_jonas, Cancel);
        (await Rota.FeedAsync(secret, Cancel)).ShouldBeNull();
        await Rota.RevokeFeedAsync(_jonas, Cancel);
        (await Rota.FeedAsync(again, Cancel)).ShouldBeNull();
        await using var read = await Db.ReadAsync(Cancel);
        (await read.ExecuteScalarAsync<string>("select fingerprint from rota_feed"))!.ShouldNotContain(mira);
    }

    [Fact]
    public async Task Erasing_a_colleague_takes_them_out_of_the_rota()
    {
        var shift = await OnCallAsync();
        await Rota.ConfirmAsync(shift.Id, _jonas, 1, Cancel);
        await Rota.CallAsync(DutySubject.Conversation, 1, Cancel);
        await _house.Privacy.EraseAsync(new DataSubject(null, _jonas.ToString(System.Globalization.CultureInfo.InvariantCulture)), null, Cancel);
        (await Rota.ShiftAsync(shift.Id, Cancel))!.People.ShouldBe([_ida]);
        (await Rota.ShiftAsync(shift.Id, Cancel))!.Checks[0].PersonId.ShouldBeNull();
        (await Rota.CallsAsync(Cancel)).Single().Steps.Single().PersonId.ShouldBeNull();
    }

    private ShiftPatternDraft Weekend() => new(
        "Wochenende", ShiftKind.Weekend, [IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday], 9 * 60, 18 * 60, [_jonas, _ida], false,
        [10 * 60, 16 * 60]);

    private async Task<Shift> OnCallAsync()
    {
        await Rota.SavePatternAsync(null, Weekend(), _mira, Cancel);
        return (await Rota.OnCallAsync(Cancel)).ShouldNotBeNull();
    }

    private Task<IReadOnlyList<Shift>> NextAsync(int days) => Rota.ShiftsAsync(_clock.Now, _clock.Now.AddDays(days), Cancel);
}
