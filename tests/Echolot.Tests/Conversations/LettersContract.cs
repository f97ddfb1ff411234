using Dapper;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class LettersOnSqlite() : LettersContract(Engine.Sqlite);

public sealed class LettersOnPostgres() : LettersContract(Engine.Postgres);

/// <summary>An answer to everybody of an incident: once to each person, by a way that is open, with everything said before.</summary>
public abstract class LettersContract(Engine engine) : CareContract(engine)
{
    private const string Text = "Wir tauschen die Jacke.";
    private readonly TalkingNetwork _mail = new("mail") { Can = new(null, new TextLimit(4000, LengthUnit.Utf16), OpensPrivate: true) };
    private long _incident;

    private Sight Lead => Eyes[Role.Lead];

    internal override IReadOnlyList<TalkingNetwork> Others => [_mail];

    [Fact]
    public async Task One_person_gets_one_answer_however_many_conversations_and_accounts_they_have()
    {
        var (first, second, third) = (await HearAsync("Alpha reißt"), await HearAsync("Bravo reißt", "2"), await HearAsync("Charlie reißt", "3", author: "lou"));
        await Inbox.SamePersonAsync(first, (await ThreadAsync(third)).Conversation.With.ContactId, Lead, Cancel);
        var other = await HearAsync("Delta reißt", "4", author: "ada");
        await GatherAsync(first, second, other);
        var letters = await Inbox.LettersAsync(_incident, Text, Lead, Cancel);
        letters.Count.ShouldBe(2);
        letters[0].Also.ShouldHaveSingleItem();
        letters[1].Also.ShouldBeEmpty();
        var reply = await Inbox.AnswerAllAsync(_incident, null, Text, Lead, Cancel);
        (await PostedAsync(2)).Count.ShouldBe(2);
        // Another conversation of theirs is no newcomer.
        await GatherAsync(third);
        (await ReplyAsync()).ShouldSatisfyAllConditions(r => r.Sent.ShouldBe(2), r => r.Newcomers.ShouldBe(0));
        await Inbox.AnswerAllAsync(_incident, reply, "-", Lead, Cancel);
        await GatherAsync(await HearAsync("Echo reißt", "5", author: "tom"));
        (await ReplyAsync()).Newcomers.ShouldBe(1);
        await Inbox.AnswerAllAsync(_incident, reply, "-", Lead, Cancel);
        (await PostedAsync(3)).ShouldBe([Text, Text, Text]);
        (await ReplyAsync()).ShouldSatisfyAllConditions(r => r.Sent.ShouldBe(3), r => r.Newcomers.ShouldBe(0), r => r.NotSent.ShouldBeEmpty());
    }

    [Fact]
    public async Task Where_the_window_closed_it_goes_by_mail_and_where_no_way_is_known_that_is_said_before()
    {
        await House.Sources.AddAsync("mail", null, new Dictionary<string, string> { ["name"] = "care@example.org" }, Cancel);
        var (known, unknown) = (await HearAsync("Alpha reißt"), await HearAsync("Bravo reißt", "2", author: "lou"));
        var contact = (await ThreadAsync(known)).Conversation.With.ContactId;
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "insert into identity (contact_id, connector, external_id, name, seen_at) values (@contact, 'mail', 'kim@example.org', 'Kim', 0)",
            new { contact }, scope.Transaction), Cancel);
        await GatherAsync(known, unknown);
        Network.Can = Network.Can with { PublicWindow = TimeSpan.FromHours(24) };
        (await Inbox.LettersAsync(_incident, Text, Lead, Cancel)).ShouldAllBe(l => l.Problem == null && l.Instead == null);
        Clock.Now += TimeSpan.FromHours(25);
        var letters = (await Inbox.LettersAsync(_incident, Text, Lead, Cancel)).ToDictionary(l => l.Conversation.Id);
        (letters[known].Problem, letters[known].Leg, letters[known].Instead?.Voice.Connector).ShouldBe((null, Leg.Private, "mail"));
        (letters[unknown].Problem, letters[unknown].Instead).ShouldBe((InboxRefusal.WindowClosed, null));
        await Inbox.AnswerAllAsync(_incident, null, Text, Lead, Cancel);
        await UntilAsync(() => Task.FromResult(_mail.Posted.Count == 1));
        (_mail.Posted[0].Text, _mail.Posted[0].To!.Id.Value).ShouldBe((Text, "kim@example.org"));
        Network.Posted.ShouldBeEmpty();
        (await ReplyAsync()).NotSent.ShouldBe([(unknown, InboxRefusal.WindowClosed)]);
    }

    [Fact]
    public async Task Everything_that_sending_would_refuse_is_said_before_and_a_reason_overrules_what_may_be()
    {
        var talk = await HearAsync("Alpha reißt, was könnt ihr tun?");
        await GatherAsync(talk);
        (await LetterAsync("Deine Bestellnummer ist 4711-0815.")).ShouldSatisfyAllConditions(
            l => l.Problem.ShouldBe(InboxRefusal.CheckStops),
            l => l.Findings.ShouldContain(f => f.Rule == CheckRule.OrderNumber));
        const string Asks = "Wie ist deine Bestellnummer?";
        var asking = await LetterAsync(Asks);
        (asking.Problem, asking.NeedsReason).ShouldBe((InboxRefusal.ReasonMissing, true));
        (await LetterAsync(Asks, "steht schon da")).Problem.ShouldBeNull();
        await RefusedAsync(() => Inbox.AnswerAllAsync(_incident, null, Asks, Lead, Cancel), InboxRefusal.ReasonMissing);
        (await Inbox.IncidentRepliesAsync(_incident, Lead, Cancel)).ShouldBeEmpty();
        await Inbox.AnswerAllAsync(_incident, null, Asks, Lead, Cancel, reason: "steht schon da");
        (await PostedAsync(1)).ShouldBe([Asks]);
        (await ThreadAsync(talk)).Events.ShouldContain(e => e.Kind == ConversationEventKind.CheckOverruled && e.After == "steht schon da");
        // Where only the assignee answers, nobody else does by writing to everybody.
        var roster = House.Get<Roster>();
        var department = (await roster.SaveDepartmentAsync(new(Mira, Mira.Permissions, null), null, new("Recht", Locked: true), Cancel)).Id;
        await Inbox.MoveAsync(talk, department, Sight.Everything, Cancel);
        await Inbox.AssignAsync(talk, Mira.Id, Sight.Everything, Cancel);
        (await LetterAsync(Text)).Problem.ShouldBe(InboxRefusal.OnlyAssignee);
    }

    [Fact]
    public async Task What_waits_for_an_approval_is_told_so_and_is_sent_once_it_is_approved()
    {
        var (one, two) = (await HearAsync("Alpha reißt"), await HearAsync("Bravo reißt", "2", author: "lou"));
        await GatherAsync(one, two);
        (await Inbox.LettersAsync(_incident, Text, Eyes[Role.Trainee], Cancel)).ShouldAllBe(l => l.Problem == null && l.Approves);
        await Inbox.AnswerAllAsync(_incident, null, Text, Eyes[Role.Trainee], Cancel);
        var waiting = await ReplyAsync();
        waiting.ShouldSatisfyAllConditions(
            r => r.Sent.ShouldBe(0), r => r.NotSent.ShouldBeEmpty(), r => r.Newcomers.ShouldBe(0),
            r => r.Waiting.Select(w => w.Conversation).ShouldBe([one, two]));
        await Inbox.DecideAsync(waiting.Waiting[0].Approval, new(true, null, null, 1), Lead, Cancel);
        await Inbox.DecideAsync(waiting.Waiting[1].Approval, new(false, null, "zu knapp", 1), Lead, Cancel);
        (await PostedAsync(1)).ShouldBe([Text]);
        (await ReplyAsync()).ShouldSatisfyAllConditions(
            r => r.Sent.ShouldBe(1), r => r.Waiting.ShouldBeEmpty(), r => r.NotSent.ShouldBe([(two, InboxRefusal.NotApproved)]));
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<long>(
            "select count(*) from incident_sent s join send x on x.id = s.send_id where s.conversation_id = @one", new { one })).ShouldBe(1);
    }

    [Fact]
    public async Task What_the_network_refused_does_not_count_as_sent()
    {
        var talk = await HearAsync("Alpha reißt");
        await GatherAsync(talk);
        Network.Before = _ => new SendOutcome.Refused(new("nein", "no"));
        await Inbox.AnswerAllAsync(_incident, null, Text, Lead, Cancel);
        Clock.Now += Inbox.TakeBackTime;
        await UntilAsync(async () => (await ReplyAsync()).NotSent.Count == 1);
        (await ReplyAsync()).ShouldSatisfyAllConditions(
            r => r.Sent.ShouldBe(0), r => r.NotSent.ShouldBe([(talk, InboxRefusal.NotOut)]));
    }

    [Fact]
    public async Task The_same_form_sent_several_times_is_one_answer_and_other_words_are_another_one()
    {
        await GatherAsync(await HearAsync("Alpha reißt"), await HearAsync("Bravo reißt", "2", author: "lou"));
        var replies = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => AnswerAsync(Text)));
        replies.Distinct().ShouldHaveSingleItem();
        (await AnswerAsync(Text)).ShouldBe(replies[0]);
        (await ReplyAsync()).ShouldSatisfyAllConditions(r => r.Sent.ShouldBe(2), r => r.NotSent.ShouldBeEmpty());
        (await PostedAsync(2)).ShouldBe([Text, Text]);
        (await AnswerAsync("Es tut uns leid.")).ShouldNotBe(replies[0]);

        Task<long> AnswerAsync(string text) => Inbox.AnswerAllAsync(_incident, null, text, Lead, Cancel, once: "form");
    }

    [Fact]
    public async Task Whoever_answers_does_not_wait_for_the_letters_and_sees_how_many_are_still_going()
    {
        await GatherAsync(await HearAsync("Alpha reißt"), await HearAsync("Bravo reißt", "2", author: "lou"));
        await Inbox.AnswerIncidentAsync(_incident, null, Text, Lead, Cancel);
        (await ReplyAsync()).ShouldSatisfyAllConditions(
            r => r.Going.ShouldBe(2), r => r.Sent.ShouldBe(0), r => r.NotSent.ShouldBeEmpty(), r => r.Newcomers.ShouldBe(0));
        // Several processes take them up at the same time, and a server that stopped begins anew.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Inbox.SendLettersAsync(Cancel), Cancel)));
        await Inbox.SendLettersAsync(Cancel);
        (await PostedAsync(2)).ShouldBe([Text, Text]);
        (await ReplyAsync()).ShouldSatisfyAllConditions(r => r.Going.ShouldBe(0), r => r.Sent.ShouldBe(2), r => r.NotSent.ShouldBeEmpty());
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<long>("select count(*) from send")).ShouldBe(2);
    }

    [Fact]
    public async Task What_changed_before_a_letter_left_is_asked_again_and_said()
    {
        var (one, two, three) = (await HearAsync("Alpha reißt"), await HearAsync("Bravo reißt", "2", author: "lou"), await HearAsync("Charlie reißt", "3", author: "ada"));
        await GatherAsync(one, two, three);
        await Inbox.AnswerIncidentAsync(_incident, null, Text, Lead, Cancel);
        await Inbox.MergeAsync(two, one, Sight.Everything, Cancel);
        var roster = House.Get<Roster>();
        var legal = await roster.SaveDepartmentAsync(Admin, null, new("Recht", Locked: true), Cancel);
        await Inbox.MoveAsync(three, legal.Id, Sight.Everything, Cancel);
        await Inbox.AssignAsync(three, Mira.Id, Sight.Everything, Cancel);
        await Inbox.SendLettersAsync(Cancel);
        (await PostedAsync(1)).ShouldBe([Text]);
        (await ReplyAsync()).NotSent.ShouldBe([(two, InboxRefusal.AlreadyMerged), (three, InboxRefusal.OnlyAssignee)]);
    }

    [Fact]
    public async Task Whoever_is_taken_out_or_ignored_before_a_letter_left_gets_none()
    {
        var (one, two, three) = (await HearAsync("Alpha reißt"), await HearAsync("Bravo reißt", "2", author: "lou"), await HearAsync("Charlie reißt", "3", author: "ada"));
        await GatherAsync(one, two, three);
        await Inbox.AnswerIncidentAsync(_incident, null, Text, Lead, Cancel);
        await Inbox.SetIncidentAsync(one, null, Lead, Cancel);
        await Inbox.EnterAsync(two, ConversationState.Ignored, null, null, Lead, Cancel);
        await Inbox.SendLettersAsync(Cancel);
        (await PostedAsync(1)).ShouldBe([Text]);
        (await ReplyAsync()).ShouldSatisfyAllConditions(
            r => r.Sent.ShouldBe(1), r => r.NotSent.ShouldBe([(one, InboxRefusal.LeftIncident), (two, InboxRefusal.LeftIncident)]));
    }

    [Fact]
    public async Task A_letter_to_what_was_merged_meanwhile_goes_where_it_went()
    {
        var (first, second) = (await HearAsync("Alpha reißt"), await HearAsync("Bravo reißt", "2"));
        await GatherAsync(first, second);
        await Inbox.AnswerIncidentAsync(_incident, null, Text, Lead, Cancel);
        var letter = await LineAsync();
        var whole = letter == first ? second : first;
        await Inbox.MergeAsync(letter, whole, Lead, Cancel);
        await Inbox.SendLettersAsync(Cancel);
        (await PostedAsync(1)).ShouldBe([Text]);
        (await LineAsync()).ShouldBe(whole);
        (await ReplyAsync()).ShouldSatisfyAllConditions(r => r.Sent.ShouldBe(1), r => r.NotSent.ShouldBeEmpty(), r => r.Newcomers.ShouldBe(0));

        async Task<long> LineAsync()
        {
            await using var connection = await Db.ReadAsync(Cancel);
            return await connection.QuerySingleAsync<long>("select conversation_id from incident_sent");
        }
    }

    [Fact]
    public async Task A_letter_that_stumbles_for_an_hour_ends_with_a_person()
    {
        await GatherAsync(await HearAsync("Alpha reißt"));
        await Inbox.AnswerIncidentAsync(_incident, null, Text, Lead, Cancel);
        await RenameAsync("reply_file", "reply_file_away");
        await Inbox.SendLettersAsync(Cancel);
        Clock.Now += TimeSpan.FromMinutes(59);
        await Inbox.SendLettersAsync(Cancel);
        await RenameAsync("reply_file_away", "reply_file");
        (await ReplyAsync()).Going.ShouldBe(1);
        await RenameAsync("reply_file", "reply_file_away");
        Clock.Now += TimeSpan.FromMinutes(1);
        await Inbox.SendLettersAsync(Cancel);
        await RenameAsync("reply_file_away", "reply_file");
        (await ReplyAsync()).ShouldSatisfyAllConditions(
            r => r.Going.ShouldBe(0), r => r.NotSent.ShouldHaveSingleItem().Why.ShouldBe(InboxRefusal.NotOut));

        Task RenameAsync(string from, string to) => Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            $"alter table {from} rename to {to}", transaction: scope.Transaction), Cancel);
    }

    [Fact]
    public async Task Letters_of_somebody_who_left_or_was_erased_meanwhile_do_not_go()
    {
        await GatherAsync(await HearAsync("Alpha reißt"));
        await Inbox.AnswerIncidentAsync(_incident, null, Text, Lead, Cancel);
        var holder = House.All<Echolot.Privacy.IHoldsPersonalData>().Single(h => h.Tables.Contains("incident_sent"));
        await Db.WriteAsync(scope => holder.EraseAsync(scope, new(null, $"{Lead.PersonId}"), Cancel), Cancel);
        await Inbox.SendLettersAsync(Cancel);
        (await ReplyAsync()).NotSent.ShouldHaveSingleItem().Why.ShouldBe(InboxRefusal.AuthorLeft);
        Network.Posted.ShouldBeEmpty();
    }

    private async Task GatherAsync(params long[] talks)
    {
        if (_incident == 0) _incident = await Inbox.SaveIncidentAsync(null, new("Charge 0425", null, ""), new(Mira.Id, null), Cancel);
        foreach (var talk in talks) await Inbox.SetIncidentAsync(talk, _incident, Lead, Cancel);
    }

    private async Task<IncidentLetter> LetterAsync(string text, string? reason = null) =>
        (await Inbox.LettersAsync(_incident, text, Lead, Cancel, reason: reason)).ShouldHaveSingleItem();

    private async Task<IncidentReply> ReplyAsync() => (await Inbox.IncidentRepliesAsync(_incident, Lead, Cancel)).ShouldHaveSingleItem();
}
