using Dapper;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Tests.Conversations.AutoReplies;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Scenarios;

public sealed class ScenariosOnSqlite() : ScenarioContract(Engine.Sqlite);

public sealed class ScenariosOnPostgres() : ScenarioContract(Engine.Postgres);

/// <summary>What a bot with a scenario promises on every engine.</summary>
public abstract class ScenarioContract(Engine engine) : QuietDesk(engine)
{
    private readonly List<HandedToPeople> _told = [];
    private int _said;

    private protected override void Listen()
    {
        base.Listen();
        House.Bus.Subscribe<HandedToPeople>("test", (fact, _) =>
        {
            lock (_told) _told.Add(fact);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_bot_asks_learns_hands_over_with_a_note_fills_the_field_and_tells_people()
    {
        await Inbox.SaveFieldAsync(null, new("Bestellnummer", FieldKind.Text, [], false), Mira.PersonId, Cancel);
        var department = await DepartmentAsync();
        await BeginAsync();
        var talk = await WriteAsync("Hallo, ich habe eine Frage zu meiner Bestellung.");
        await PostedAsync(1);
        Network.Posted[0].Text.ShouldStartWith("Automatische Antwort von Nordlicht:\nHallo! Worum geht es?\n1 Mein Paket");
        await AnswerAsync("1", 2);
        await AnswerAsync("NL-20417", 3);
        await AnswerAsync("kim@example.org", 4);
        Network.Posted[3].Text.ShouldEndWith("Danke.\n\nIch hole jemanden.");
        await UntilAsync(() => Task.FromResult(_told.Count == 1));
        _told[0].ConversationId.ShouldBe(talk);
        _told[0].PersonIds.ShouldBe([Mira.PersonId!.Value], "the department has one member");
        var thread = await ThreadAsync(talk);
        thread.Messages.Single(m => m.Kind is MessageKind.Note).Text.ShouldBe(
            "Der Bot gibt weiter.\n– hallo: Mein Paket\n– Bestellnummer: NL-20417\n– mail: kim@example.org");
        (await Inbox.FieldsOfAsync(talk, Cancel)).Single().Value.ShouldBe("NL-20417");
        (thread.Conversation.DepartmentId, thread.Conversation.State).ShouldBe((department, ConversationState.New));
        thread.Messages.Where(m => m.Direction is Direction.Ours).ShouldAllBe(m => m.Bot != null && m.PersonId == null);
        // From now on people speak.
        await AnswerAsync("Und jetzt?", 4);
    }

    [Fact]
    public async Task What_is_answered_to_the_end_is_done_and_the_next_word_opens_it_without_the_bot()
    {
        await BeginAsync(ScenarioTests.Parcel.Replace("end: answered", "cause: Rückgabe > Etikett\nend: answered", StringComparison.Ordinal));
        var talk = await WriteAsync("Hallo, ich habe eine Frage zu meiner Bestellung.");
        await PostedAsync(1);
        await AnswerAsync("Rückgabe", 2);
        (await ThreadAsync(talk)).Conversation.Cause.ShouldBe("Rückgabe > Etikett");
        await UntilAsync(async () => (await ThreadAsync(talk)).Conversation.State is ConversationState.Done);
        _told.ShouldBeEmpty();
        await AnswerAsync("Danke!", 2);
        (await ThreadAsync(talk)).Conversation.State.ShouldBe(ConversationState.New);
    }

    [Fact]
    public async Task Where_closing_asks_for_something_that_lacks_what_a_bot_answered_stays_open_and_says_why()
    {
        await Inbox.SaveFieldAsync(null, new("Produkt", FieldKind.Text, [], true), Mira.PersonId, Cancel);
        await BeginAsync();
        var talk = await WriteAsync("Hallo, ich habe eine Frage zu meiner Bestellung.");
        await PostedAsync(1);
        await AnswerAsync("Rückgabe", 2);
        (await LeftOpenAsync(talk)).ShouldBe([""], "its cause is missing");
        await Inbox.RequireCauseAsync(false, Mira.PersonId, Cancel);
        var other = await WriteAsync("Hallo, ich habe eine Frage zu meiner Bestellung.", "lee");
        await PostedAsync(3);
        await AnswerAsync("Rückgabe", 4, "lee");
        (await LeftOpenAsync(other)).ShouldBe(["Produkt"]);
        _told.ShouldBeEmpty("it waits in the inbox");

        async Task<IEnumerable<string?>> LeftOpenAsync(long id)
        {
            var thread = await ThreadAsync(id);
            thread.Conversation.State.ShouldBe(ConversationState.New);
            return thread.Events.Where(e => e.Kind is ConversationEventKind.LeftOpen).Select(e => e.After);
        }
    }

    [Fact]
    public async Task Whoever_heard_a_bot_within_the_window_hears_no_other_one()
    {
        await Inbox.SaveAutoReplyAsync(
            null, new("Immer", null, null, AutoReplyHours.Always, null, 0, null, AutoReplyLegs.Both, new("Bald.", "Soon.")), Mira.PersonId, Cancel);
        await SayAsync("o1", "Niemand da?", kind: ItemKind.Post);
        await HeardAsync();
        Clock.Now += Inbox.TakeBackTime;
        await PostedAsync(1);
        await BeginAsync();
        // In another conversation, though by a scenario.
        await WriteAsync("Hallo, ich habe eine Frage zu meiner Bestellung.");
        await HeardAsync();
        await PostedAsync(1);
        Clock.Now += TimeSpan.FromHours(25);
        // A day later the scenario speaks, and what they say once it has handed over gets no other one.
        await WriteAsync("Hallo, es geht um meine Bestellung.");
        await PostedAsync(2);
        await AnswerAsync("Mensch", 3);
        await AnswerAsync("ok", 3);
    }

    [Fact]
    public async Task After_a_restart_it_goes_on_where_it_stood_and_a_fact_that_comes_twice_repeats_nothing()
    {
        await BeginAsync();
        var talk = await WriteAsync("Hallo, ich habe eine Frage zu meiner Bestellung.");
        await PostedAsync(1);
        await RestartAsync();
        await Inbox.AnswerByItselfAsync(new(talk, 1, true), Cancel);
        await AnswerAsync("1", 2);
        await Inbox.AnswerByItselfAsync(new(talk, 1, true), Cancel);
        await HeardAsync();
        await PostedAsync(2);
        Network.Posted[1].Text.ShouldContain("Bestellnummer");
    }

    [Fact]
    public async Task A_question_that_was_being_sent_when_the_process_died_is_looked_for_and_asked_once()
    {
        await BeginAsync();
        Network.After = _ => throw new IOException("The power is gone.");
        var talk = await WriteAsync("Hallo, ich habe eine Frage zu meiner Bestellung.");
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[^1].Send?.State is SendState.Unknown);
        Network.After = null;
        await RestartAsync();
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[^1].Send?.State is SendState.Sent);
        await AnswerAsync("1", 2);
        Network.Posted.Select(p => p.Key).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task An_answer_that_comes_while_nobody_knows_whether_the_question_is_out_is_heard_once_that_is_known()
    {
        await BeginAsync();
        Network.After = _ => throw new IOException("The power is gone.");
        var talk = await WriteAsync("Hallo, ich habe eine Frage zu meiner Bestellung.");
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[^1].Send?.State is SendState.Unknown);
        // They have read it and answer, while we are down or still looking.
        Network.Looking = _ => throw new IOException("Nobody there.");
        await WriteAsync("1");
        await HeardAsync();
        await PostedAsync(1);
        (Network.After, Network.Looking) = (null, null);
        await RestartAsync();
        await PostedAsync(2);
        Network.Posted[1].Text.ShouldContain("Bestellnummer");
        await HeardAsync();
        await PostedAsync(2);
    }

    [Fact]
    public async Task Where_the_account_it_spoke_by_is_gone_people_take_over_and_nobody_else_waits_for_that()
    {
        await BeginAsync();
        Network.After = _ => new SendOutcome.Unknown(new("brach ab", "broke"));
        Network.Looking = _ => throw new HttpRequestException("down");
        var talk = await WriteAsync("Hallo, ich habe eine Frage zu meiner Bestellung.");
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[^1].Send?.State is SendState.Unknown);
        await WriteAsync("1");
        await House.Sources.RemoveAsync(Source.Id, Cancel);
        await Inbox.AddNoteAsync(talk, "Das Konto haben wir gelöscht.", Mira, Cancel);
        await HeardAsync();
        Clock.Now += TimeSpan.FromMinutes(1);
        Message Question(Echolot.Conversations.Thread thread) => thread.Messages.First(m => m.Send is not null);
        await UntilAsync(async () => Question(await ThreadAsync(talk)).Send!.Undecided);
        await Inbox.DecideSendAsync(talk, Question(await ThreadAsync(talk)).Send!.Id, isOut: true, Mira, Cancel);
        await UntilAsync(() => Task.FromResult(_told.Count == 1));
        (await ThreadAsync(talk)).Messages.Count(m => m.Bot is not null && m.Kind is MessageKind.Note).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_said_before_the_question_can_be_read_is_no_answer_to_it()
    {
        await BeginAsync();
        var tried = 0;
        Network.Before = _ => ++tried == 1 ? new SendOutcome.Later(TimeSpan.FromMinutes(1), new("", "")) : null;
        var talk = await WriteAsync("Hallo, ich habe eine Frage zu meiner Bestellung.");
        await WriteAsync("1");
        await HeardAsync();
        await UntilAsync(async () => tried == 1 && (await ThreadAsync(talk)).Messages.Any(m => m.Send?.State is SendState.Queued));
        Clock.Now += TimeSpan.FromMinutes(2);
        await PostedAsync(1);
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages.Any(m => m.Send?.State is SendState.Sent));
        await AnswerAsync("2", 2);
        Network.Posted[1].Text.ShouldContain("Etikett");
    }

    [Fact]
    public async Task Whoever_asks_for_a_person_is_handed_over_and_somebody_who_takes_it_silences_the_bot()
    {
        await BeginAsync();
        var talk = await WriteAsync("Hallo, ich habe eine Frage zu meiner Bestellung.");
        await PostedAsync(1);
        await AnswerAsync("Mensch bitte", 2);
        await UntilAsync(() => Task.FromResult(_told.Count == 1));
        (await ThreadAsync(talk)).Messages.Single(m => m.Kind is MessageKind.Note).Text.ShouldStartWith("Der Bot gibt weiter: Ein Mensch");

        var other = await WriteAsync("Hallo, ich habe eine Frage zu meiner Bestellung.", "lee");
        await PostedAsync(3);
        await Inbox.TakeAsync(other, Mira, Cancel);
        await AnswerAsync("1", 3, "lee");
        _told.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_hand_over_tells_those_of_its_department_who_see_it_and_are_there_and_nobody_else()
    {
        var roster = House.Get<Roster>();
        var mira = (await roster.FindAsync(Mira.PersonId!.Value, Cancel))!;
        var actor = new Actor(mira, mira.Permissions, null);
        var (ida, jonas, other) = (await JoinAsync("ida"), await JoinAsync("jonas"), await JoinAsync("ole"));
        var (service, press) = (
            (await roster.SaveDepartmentAsync(actor, null, new("Service"), Cancel)).Id, (await roster.SaveDepartmentAsync(actor, null, new("PR"), Cancel)).Id);
        await roster.SetMembersAsync(actor, service, [ida, jonas], Cancel);
        await roster.SetMembersAsync(actor, press, [other], Cancel);
        foreach (var who in new[] { ida, jonas, other }) await roster.SaveSeatAsync(actor, Seat.Of(who) with { Reach = Reach.Team }, Cancel);
        await BeginAsync();
        await HandOverAsync("kim", service, [ida, jonas]);
        await roster.AddAbsenceAsync(actor, ida, Clock.Now, Clock.Now.AddHours(8), null, Cancel);
        await HandOverAsync("lee", service, [jonas]);
        await roster.AddAbsenceAsync(actor, jonas, Clock.Now, Clock.Now.AddHours(8), null, Cancel);
        await HandOverAsync("ada", service, [mira.Id]);
        await HandOverAsync("eva", null, [mira.Id]);

        async Task<long> JoinAsync(string name) => (await roster.InviteAsync(
            actor, new($"{name}@example.org", name, Role.Agent, "de", "Europe/Berlin"), Cancel)).Person.Id;

        async Task HandOverAsync(string who, long? department, IReadOnlyList<long> told)
        {
            var (posted, before) = (Network.Posted.Count, _told.Count);
            var talk = await WriteAsync("Hallo, ich habe eine Frage zu meiner Bestellung.", who);
            await PostedAsync(posted + 1);
            if (department is not null) await Inbox.MoveAsync(talk, department, Mira, Cancel);
            await AnswerAsync("Mensch", posted + 2, who);
            await UntilAsync(() => Task.FromResult(_told.Count == before + 1));
            _told[^1].PersonIds.ShouldBe(told, ignoreOrder: true);
        }
    }

    [Fact]
    public async Task Public_words_programs_and_what_was_paused_get_no_bot()
    {
        await BeginAsync();
        await SayAsync("p", "öffentlich", kind: ItemKind.Post);
        await SayAsync("r", "piep", author: "robot", bot: true);
        await Inbox.SetAutoReplySettingsAsync(new(Paused: true), null, Cancel);
        await WriteAsync("Hallo, ich habe eine Frage zu meiner Bestellung.");
        await HeardAsync();
        Network.Posted.ShouldBeEmpty();
    }

    [Fact]
    public async Task While_a_scenario_speaks_no_automatic_reply_does()
    {
        await Inbox.SaveAutoReplyAsync(
            null, new("Immer", null, null, AutoReplyHours.Always, null, 0, null, AutoReplyLegs.Private, new("Bis morgen.", "")), null, Cancel);
        await BeginAsync();
        await WriteAsync("Hallo, ich habe eine Frage zu meiner Bestellung.");
        await PostedAsync(1);
        await AnswerAsync("1", 2);
        Network.Posted.ShouldAllBe(p => !p.Text.Contains("Bis morgen", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Started_by_hand_it_speaks_in_a_conversation_of_whoever_started_it_and_hands_back_to_them()
    {
        var talk = await WriteAsync("Hallo, ich habe eine Frage zu meiner Bestellung.");
        await Inbox.TakeAsync(talk, Mira, Cancel);
        var id = await BeginAsync();
        await Inbox.StartScenarioAsync(talk, id, Mira, Cancel);
        (await Inbox.RunningScenarioAsync(talk, Cancel))!.Id.ShouldBe(id);
        (await Should.ThrowAsync<InboxException>(() => Inbox.StartScenarioAsync(talk, id, Mira, Cancel))).Why
            .ShouldBe(InboxRefusal.ScenarioCannotSpeak);
        await PostedAsync(1);
        Network.Posted[0].Text.ShouldContain("1 Mein Paket");
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages.All(m => m.Send is null or { State: SendState.Sent }));
        await AnswerAsync("Mensch bitte", 2);
        await UntilAsync(() => Task.FromResult(_told.Count == 1));
        _told[0].PersonIds.ShouldBe([Mira.PersonId!.Value]);
        var thread = await ThreadAsync(talk);
        thread.Conversation.AssigneeId.ShouldBe(Mira.PersonId);
        thread.Events.ShouldContain(e => e.Kind == ConversationEventKind.ScenarioStarted && e.After == "Paket");
        (await Inbox.RunningScenarioAsync(talk, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Started_by_hand_it_is_silent_once_stopped_or_once_one_of_us_writes()
    {
        var talk = await WriteAsync("Hallo, ich habe eine Frage zu meiner Bestellung.");
        await Inbox.TakeAsync(talk, Mira, Cancel);
        var id = await BeginAsync();
        await Inbox.StartScenarioAsync(talk, id, Mira, Cancel);
        await PostedAsync(1);
        await Inbox.StopScenarioAsync(talk, Mira, Cancel);
        await AnswerAsync("1", 1);
        await using (var connection = await Db.ReadAsync(Cancel))
            (await connection.ExecuteScalarAsync<long>("select count(*) from auto_reply_turn")).ShouldBe(1, "no other bot speaks within the window");
        await Inbox.StartScenarioAsync(talk, id, Mira, Cancel);
        await PostedAsync(2);
        Clock.Now += TimeSpan.FromSeconds(5);
        await Inbox.SendReplyAsync(talk, new(Leg.Private, "Ich bin selbst da."), Mira, Cancel);
        await PostedAsync(3);
        await AnswerAsync("1", 3);
        (await Inbox.RunningScenarioAsync(talk, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task It_is_started_by_whoever_may_send_where_something_private_was_written_and_it_is_on()
    {
        var talk = await WriteAsync("Hallo, ich habe eine Frage zu meiner Bestellung.");
        var open = await SayAsync("p", "öffentlich", "lee", ItemKind.Post);
        // Before there is one that would begin by itself.
        await HeardAsync();
        var (on, off) = (await SaveAsync(true), await SaveAsync(false));
        await RefusedAsync(talk, on, Mira with { MaySend = false }, InboxRefusal.OthersDecide);
        await RefusedAsync(open, on, Mira, InboxRefusal.ScenarioCannotSpeak);
        await RefusedAsync(talk, off, Mira, InboxRefusal.ScenarioCannotSpeak);
        await RefusedAsync(4711, on, Mira, InboxRefusal.NotFound);
        Network.Posted.ShouldBeEmpty();

        Task<long> SaveAsync(bool active) => Inbox.SaveScenarioAsync(
            null, new(active ? "An" : "Aus", null, null, AutoReplyHours.Always, null, ScenarioTests.Parcel, active), Mira.PersonId, Cancel);

        async Task RefusedAsync(long where, long scenario, Sight sight, InboxRefusal why) =>
            (await Should.ThrowAsync<InboxException>(() => Inbox.StartScenarioAsync(where, scenario, sight, Cancel))).Why.ShouldBe(why);
    }

    [Fact]
    public async Task A_text_that_is_no_scenario_is_refused_with_its_line()
    {
        var wrong = await Should.ThrowAsync<InboxException>(() => Inbox.SaveScenarioAsync(
            null, new("Kaputt", null, null, AutoReplyHours.Always, null, "[a]\nde: x"), null, Cancel));
        (wrong.Why, wrong.Detail).ShouldBe((InboxRefusal.FieldWrong, "1: a"));
    }

    private Task<long> BeginAsync(string source = ScenarioTests.Parcel) => Inbox.SaveScenarioAsync(
        null, new("Paket", null, null, AutoReplyHours.Always, null, source, true), Mira.PersonId, Cancel);

    private async Task<long> DepartmentAsync()
    {
        var roster = House.Get<Roster>();
        var mira = (await roster.FindAsync(Mira.PersonId!.Value, Cancel))!;
        var actor = new Actor(mira, mira.Permissions, null);
        var department = await roster.SaveDepartmentAsync(actor, null, new("Service"), Cancel);
        await roster.SetMembersAsync(actor, department.Id, [mira.Id], Cancel);
        return department.Id;
    }

    /// <summary>Time goes by between two words, as it does.</summary>
    private Task<long> WriteAsync(string text, string author = "kim")
    {
        Clock.Now += TimeSpan.FromSeconds(30);
        return SayAsync($"w{_said++}", text, author);
    }

    /// <summary>Answers once the question is out; then so many are out in all.</summary>
    private async Task AnswerAsync(string text, int posted, string author = "kim")
    {
        var talk = await WriteAsync(text, author);
        await HeardAsync();
        await PostedAsync(posted);
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages.All(m => m.Send is null or { State: SendState.Sent }));
    }
}
