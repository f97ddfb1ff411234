using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.AutoReplies;

public sealed class DutyCallsOnSqlite() : DutyCallsContract(Engine.Sqlite);

public sealed class DutyCallsOnPostgres() : DutyCallsContract(Engine.Postgres);

/// <summary>An urgent conversation out of hours finds somebody on call.</summary>
public abstract class DutyCallsContract(Engine engine) : QuietDesk(engine)
{
    private const string Threat = "Mein Anwalt wird Sie verklagen! Das ist eine Katastrophe, ich bin enttäuscht und wütend.";

    private readonly List<DutyUnanswered> _told = [];

    private RotaDesk Rota => House.Get<RotaDesk>();

    private protected override void Listen()
    {
        base.Listen();
        House.Get<DutyCalls>().Listen();
        House.Bus.Subscribe<DutyUnanswered>("test", (fact, _) =>
        {
            _told.Add(fact);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task An_urgent_conversation_calls_and_whoever_answers_has_it()
    {
        await ShiftAsync();
        await SayAsync("1", "Wo ist mein Paket?");
        var talk = await SayAsync("2", Threat, "lee");
        await UntilAsync(async () => (await Rota.CallsAsync(Cancel)).Count == 1);
        var call = (await Rota.CallsAsync(Cancel)).Single();
        (call.Subject, call.SubjectId).ShouldBe((DutySubject.Conversation, talk));
        await Rota.AcknowledgeCallAsync(call.Id, Mira.PersonId!.Value, Cancel);
        await UntilAsync(async () => (await ThreadAsync(talk)).Conversation.AssigneeId == Mira.PersonId);
    }

    [Fact]
    public async Task A_conversation_that_somebody_takes_in_the_inbox_ends_its_call()
    {
        await ShiftAsync();
        var talk = await SayAsync("1", Threat);
        await UntilAsync(async () => (await Rota.CallsAsync(Cancel)).Count == 1);
        await Inbox.TakeAsync(talk, Mira, Cancel);
        await UntilAsync(async () => (await Rota.CallsAsync(Cancel)).Single().State is DutyState.Acknowledged);
        (await Rota.CallsAsync(Cancel)).Single().By.ShouldBe(Mira.PersonId);
    }

    [Fact]
    public async Task What_was_urgent_just_before_closing_calls_once_the_office_is_closed()
    {
        await ShiftAsync();
        await OfficeAsync(IsoDayOfWeek.Sunday);
        var talk = await SayAsync("1", Threat);
        await HeardAsync();
        await House.Get<DutyCalls>().LookAgainAsync(Cancel);
        (await Rota.CallsAsync(Cancel)).ShouldBeEmpty();
        Clock.Now += TimeSpan.FromMinutes(2);
        for (var i = 0; i < 2; i++) await House.Get<DutyCalls>().LookAgainAsync(Cancel);
        (await Rota.CallsAsync(Cancel)).ShouldHaveSingleItem().SubjectId.ShouldBe(talk);
    }

    [Fact]
    public async Task Where_there_is_a_hole_in_the_rota_those_who_look_after_the_desk_are_told_once()
    {
        await SayAsync("0", Threat, "ada");
        await HeardAsync();
        (await Rota.CallsAsync(Cancel)).ShouldBeEmpty("there is no rota here");
        await Rota.SaveShiftAsync(
            null, new("Morgen", ShiftKind.Weekend, Sunday.AddDays(1), Sunday.AddDays(2), [Mira.PersonId!.Value], []), Mira.PersonId, Cancel);
        await SayAsync("2", Threat, "bob");
        await HeardAsync();
        (await Rota.CallsAsync(Cancel)).ShouldBeEmpty("nobody has said when business hours are");
        await OfficeAsync(IsoDayOfWeek.Monday);
        var talk = await SayAsync("1", Threat, "lee");
        await UntilAsync(() => Task.FromResult(_told.Count == 1));
        (_told[0].SubjectId, _told[0].Told).ShouldBe((talk, 0));
        _told[0].People.ShouldBe([Mira.PersonId!.Value]);
        (await Rota.CallAsync(DutySubject.Conversation, talk, Cancel)).ShouldBeFalse("once");
        // Late is better than never.
        await Rota.AcknowledgeCallAsync(_told[0].CallId, Mira.PersonId!.Value, Cancel);
        await UntilAsync(async () => (await ThreadAsync(talk)).Conversation.AssigneeId == Mira.PersonId);
    }

    [Fact]
    public async Task An_urgent_word_to_somebody_who_is_not_on_duty_calls_and_whoever_answers_has_it()
    {
        var (talk, jonas) = await JonasHasItAsync();
        await OfficeAsync(IsoDayOfWeek.Monday);
        await SayAsync("2", Threat);
        await UntilAsync(async () => (await Rota.CallsAsync(Cancel)).Count == 1);
        var call = (await Rota.CallsAsync(Cancel)).Single();
        (call.SubjectId, call.State).ShouldBe((talk, DutyState.Open));
        // Also where nobody heard the words at once.
        await House.Get<DutyCalls>().LookAgainAsync(Cancel);
        (await Rota.CallsAsync(Cancel)).ShouldHaveSingleItem();
        await Rota.AcknowledgeCallAsync(call.Id, Mira.PersonId!.Value, Cancel);
        await UntilAsync(async () => (await ThreadAsync(talk)).Conversation.AssigneeId == Mira.PersonId);
        (await ThreadAsync(talk)).Events.ShouldContain(e => e.Kind == ConversationEventKind.Assigned && e.Before == $"{jonas}");
    }

    [Fact]
    public async Task What_is_given_out_by_itself_at_night_or_by_a_workflow_still_calls()
    {
        var (talk, jonas) = await JonasHasItAsync();
        await OfficeAsync(IsoDayOfWeek.Monday);
        await Inbox.AssignAsync(talk, null, Mira, Cancel);
        await SayAsync("2", Threat);
        await UntilAsync(async () => (await Rota.CallsAsync(Cancel)).Count == 1);
        Clock.Now += TimeSpan.FromMinutes(1);
        // As routing does: nobody gave it.
        await Inbox.AssignAsync(talk, jonas, Sight.Everything, Cancel);
        await HeardAsync();
        await House.Get<DutyCalls>().LookAgainAsync(Cancel);
        (await Rota.CallsAsync(Cancel)).Single().State.ShouldBe(DutyState.Open, "he does not know of it");
        await Rota.AcknowledgeCallAsync((await Rota.CallsAsync(Cancel)).Single().Id, Mira.PersonId!.Value, Cancel);
        await UntilAsync(async () => (await ThreadAsync(talk)).Conversation.AssigneeId == Mira.PersonId);
    }

    [Fact]
    public async Task Whoever_has_just_answered_from_home_is_not_passed_over()
    {
        var (talk, jonas) = await JonasHasItAsync();
        await OfficeAsync(IsoDayOfWeek.Monday);
        await Inbox.SendReplyAsync(talk, new(Leg.Private, "Wir schauen nach."), new(jonas, null), Cancel);
        await UntilAsync(async () => (await ThreadAsync(talk)).Conversation.LastOutAt is not null);
        Clock.Now += TimeSpan.FromMinutes(1);
        await SayAsync("2", Threat);
        await HeardAsync();
        await House.Get<DutyCalls>().LookAgainAsync(Cancel);
        (await Rota.CallsAsync(Cancel)).ShouldBeEmpty();
        Clock.Now += TimeSpan.FromMinutes(16);
        await House.Get<DutyCalls>().LookAgainAsync(Cancel);
        (await Rota.CallsAsync(Cancel)).ShouldHaveSingleItem().SubjectId.ShouldBe(talk, "he is not at it any more");
    }

    [Fact]
    public async Task An_answer_at_the_end_of_the_working_day_says_nothing_of_the_evening()
    {
        var (talk, jonas) = await JonasHasItAsync();
        await OfficeAsync(IsoDayOfWeek.Sunday);
        await Inbox.SendReplyAsync(talk, new(Leg.Private, "Wir schauen nach."), new(jonas, null), Cancel);
        await UntilAsync(async () => (await ThreadAsync(talk)).Conversation.LastOutAt is not null);
        Clock.Now += TimeSpan.FromSeconds(20);
        await SayAsync("2", Threat);
        await HeardAsync();
        (await Rota.CallsAsync(Cancel)).ShouldBeEmpty("it is business hours");
        Clock.Now += TimeSpan.FromMinutes(2);
        await House.Get<DutyCalls>().LookAgainAsync(Cancel);
        (await Rota.CallsAsync(Cancel)).ShouldHaveSingleItem().SubjectId.ShouldBe(talk);
    }

    [Fact]
    public async Task Somebody_at_work_on_the_shift_or_who_takes_it_from_home_is_not_passed_over()
    {
        var (talk, jonas) = await JonasHasItAsync();
        // Nobody has said when business hours are.
        await SayAsync("2", Threat);
        await HeardAsync();
        (await Rota.CallsAsync(Cancel)).ShouldBeEmpty("nobody can tell who is at work");
        await OfficeAsync(IsoDayOfWeek.Sunday);
        await SayAsync("3", Threat);
        await HeardAsync();
        (await Rota.CallsAsync(Cancel)).ShouldBeEmpty("it is business hours");
        await OfficeAsync(IsoDayOfWeek.Monday);
        Clock.Now += TimeSpan.FromMinutes(1);
        await Inbox.AssignAsync(talk, null, Mira, Cancel);
        await Inbox.TakeAsync(talk, new(jonas, null), Cancel);
        await HeardAsync();
        await House.Get<DutyCalls>().LookAgainAsync(Cancel);
        await UntilAsync(async () => (await Rota.CallsAsync(Cancel)).All(c => c.State is not DutyState.Open));
        await Inbox.AssignAsync(talk, Mira.PersonId, Mira, Cancel);
        await SayAsync("4", Threat);
        await HeardAsync();
        (await Rota.CallsAsync(Cancel)).All(c => c.State is not DutyState.Open).ShouldBeTrue("she is on the shift");
    }

    [Fact]
    public async Task An_urgent_word_to_somebody_absent_calls_though_nobody_has_said_when_business_hours_are()
    {
        var (talk, jonas) = await JonasHasItAsync();
        await House.Get<Roster>().AddAbsenceAsync(await AdminAsync(), jonas, Clock.Now.AddMinutes(-1), Clock.Now.AddDays(7), null, Cancel);
        await SayAsync("2", Threat);
        await UntilAsync(async () => (await Rota.CallsAsync(Cancel)).Count == 1);
        (await Rota.CallsAsync(Cancel)).Single().SubjectId.ShouldBe(talk);
    }

    /// <summary>A conversation with an agent who is on no shift, before anything urgent was said in it.</summary>
    private async Task<(long Talk, long Jonas)> JonasHasItAsync()
    {
        await ShiftAsync();
        var jonas = (await House.Get<Roster>().InviteAsync(
            await AdminAsync(), new("jonas@example.org", "Jonas", Role.Agent, "de", "Europe/Berlin"), Cancel)).Person.Id;
        var talk = await SayAsync("1", "Wo ist mein Paket?");
        await Inbox.AssignAsync(talk, jonas, Mira, Cancel);
        await HeardAsync();
        Clock.Now += TimeSpan.FromMinutes(1);
        return (talk, jonas);
    }

    private async Task<Actor> AdminAsync()
    {
        var mira = (await House.Get<Roster>().FindAsync(Mira.PersonId!.Value, Cancel))!;
        return new(mira, mira.Permissions, null);
    }

    private async Task OfficeAsync(IsoDayOfWeek day)
    {
        var hours = await House.Get<Roster>().SaveCalendarAsync(
            null, "Büro", BusinessCalendar.Of(
                DateTimeZone.Utc, new Dictionary<IsoDayOfWeek, IReadOnlyList<Opening>> { [day] = [new(9 * 60, 15 * 60 + 2)] },
                null, false, []), Mira.PersonId, Cancel);
        await Rota.SetSettingsAsync(new(hours.Id), Mira.PersonId, Cancel);
    }

    private Task<long> ShiftAsync() => Rota.SaveShiftAsync(
        null, new("Wochenende", ShiftKind.Weekend, Sunday.AddHours(-2), Sunday.AddHours(6), [Mira.PersonId!.Value], []), Mira.PersonId, Cancel);
}
