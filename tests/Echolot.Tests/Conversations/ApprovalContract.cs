using Dapper;
using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class ApprovalOnSqlite() : ApprovalContract(Engine.Sqlite);

public sealed class ApprovalOnPostgres() : ApprovalContract(Engine.Postgres);

/// <summary>Four eyes: nothing that needs an approval reaches a network without it, by whatever route.</summary>
public abstract class ApprovalContract(Engine engine) : CareContract(engine)
{
    private const string Answer = "Wir prüfen das und melden uns bei dir.";
    private const string Closed = "das Lager ist zu{{case}}. Wir versenden nach der Inventur ab Mittwoch wieder alles der Reihe nach.";
    private static readonly OutsideApprover legal = new("Dr. Sommer", "recht@example.org");
    private long _talk;

    private Sight Trainee => Eyes[Role.Trainee];

    private Sight Lead => Eyes[Role.Lead];

    [Fact]
    public async Task Whoever_may_not_send_reaches_no_network_by_any_route()
    {
        await BeginAsync();
        // A network that lets us write privately first, so that going on privately is a way as well.
        Network.Can = Network.Can with { OpensPrivate = true };
        var incident = await Inbox.SaveIncidentAsync(null, new("Vorfall", null, ""), new(Mira.Id, null), Cancel);
        await Inbox.SetIncidentAsync(_talk, incident, Sight.Everything, Cancel);
        // Each way in which a reply is sent or sent again, tried by a trainee and with a token that may not send.
        foreach (var sight in new[] { Trainee, Lead with { MaySend = false }, new Sight(4711, null) })
        {
            await Inbox.SendReplyAsync(_talk, new(Leg.Public, Answer), sight, Cancel);
            await Inbox.SendReplyAsync(_talk, new(Leg.Public, Answer, At: Clock.Now), sight, Cancel);
            await Inbox.SendReplyAsync(
                _talk, new(Leg.Public, Answer, Reason: "eilt", NextState: ConversationState.Open), sight, Cancel);
            await Inbox.SendReplyAsync(_talk, new(Leg.Public, Answer, At: Clock.Now.AddHours(3)), sight, Cancel);
            await Inbox.SendReplyAsync(_talk, new(Leg.Private, Answer), sight, Cancel);
            (await Inbox.HandOverAsync(_talk, new("Wir schreiben dir.", Answer), sight, Cancel)).ApprovalId.ShouldNotBeNull();
            await Inbox.AnswerAllAsync(incident, null, Answer, sight, Cancel);
            await Inbox.SaveDraftAsync(_talk, sight.PersonId!.Value, MessageKind.Public, Answer, true, 0, Cancel);
            await Inbox.AddNoteAsync(_talk, Answer, sight, Cancel);
            foreach (var approval in await Inbox.WaitingApprovalsAsync(Sight.Everything, Cancel))
                await RefusedAsync(
                    () => Inbox.DecideAsync(approval.Id, new(true, null, null, approval.Revision), sight, Cancel), InboxRefusal.OthersDecide);
        }
        // One that failed for somebody else is not sent again by them either.
        Network.Before = _ => new SendOutcome.Refused(new("nein", "no"));
        var failed = (await Inbox.SendReplyAsync(_talk, new(Leg.Public, "Von der Leitung."), Lead, Cancel)).SendId!.Value;
        Clock.Now += Inbox.TakeBackTime;
        await UntilAsync(async () => (await ThreadAsync(_talk)).Messages.Any(m => m.Send?.State is SendState.Failed));
        await RefusedAsync(() => Inbox.DecideSendAsync(_talk, failed, isOut: false, Trainee, Cancel), InboxRefusal.OthersDecide);
        await RefusedAsync(
            () => Inbox.DecideSendAsync(_talk, failed, isOut: false, Lead with { MaySend = false }, Cancel), InboxRefusal.OthersDecide);
        Clock.Now += TimeSpan.FromDays(1);
        await Inbox.EscalateAsync(Cancel);
        await Inbox.EscalateAsync(Cancel);
        await Task.Delay(300, Cancel);
        Network.Posted.ShouldBeEmpty();
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<long>("select count(*) from send")).ShouldBe(1);
    }

    [Fact]
    public async Task A_last_word_that_waits_for_an_approval_leaves_what_was_closed_closed()
    {
        await BeginAsync();
        await Inbox.EnterAsync(_talk, ConversationState.Done, null, "Versand", Trainee, Cancel);
        foreach (var approve in new[] { false, true })
        {
            var id = (await Inbox.SendReplyAsync(_talk, new(Leg.Public, Answer, NextState: ConversationState.Done), Trainee, Cancel)).ApprovalId!.Value;
            (await ThreadAsync(_talk)).Conversation.State.ShouldBe(ConversationState.Done);
            await Inbox.DecideAsync(id, new(approve, null, approve ? null : "Freundlicher", 1), Lead, Cancel);
            (await ThreadAsync(_talk)).Conversation.State.ShouldBe(ConversationState.Done);
        }
        Clock.Now += Inbox.TakeBackTime;
        await UntilAsync(async () => (await ThreadAsync(_talk)).Messages.Any(m => m.Send?.State is SendState.Sent));
        var thread = await ThreadAsync(_talk);
        thread.Conversation.State.ShouldBe(ConversationState.Done);
        thread.Events.Count(e => e.Kind is ConversationEventKind.StateChanged).ShouldBe(1, "it was closed once and reopened never");
        // What is still open waits for the approval as before.
        var other = await HearAsync("Beta fragt", "2", isPrivate: true, author: "lee");
        await Inbox.SendReplyAsync(other, new(Leg.Private, Answer, NextState: ConversationState.Ignored), Trainee, Cancel);
        (await ThreadAsync(other)).Conversation.State.ShouldBe(ConversationState.WaitingInternally);
    }

    [Fact]
    public async Task What_leaves_later_is_checked_for_the_moment_when_it_leaves()
    {
        await BeginAsync();
        Network.Can = Network.Can with { PublicWindow = TimeSpan.FromHours(24) };
        await RefusedAsync(
            () => Inbox.SendReplyAsync(_talk, new(Leg.Public, Answer, At: Clock.Now.AddHours(25)), Lead, Cancel), InboxRefusal.WindowClosed);
        (await Inbox.CheckReplyAsync(_talk, new(Leg.Public, Answer, At: Clock.Now.AddHours(25)), Lead, Cancel)).Stops.ShouldBeTrue();
        (await Inbox.CheckReplyAsync(_talk, new(Leg.Public, Answer, At: Clock.Now.AddHours(23)), Lead, Cancel)).Stops.ShouldBeFalse();
        Network.Can = Network.Can with { PublicWindow = null };
        // Valid today, over tomorrow: it can be said today and not be planned for tomorrow, whoever approves it.
        var today = await Library.TodayAsync(Cancel);
        var item = await Library.SaveAsync(
            null, new(AnswerKind.Module, "Aktion", "", [], [new(Closed)], ValidUntil: today), null, null, null, Mira.Id, Cancel);
        await Library.ApproveAsync(item, 1, Mira.Id, Cancel);
        var tomorrow = new ReplyDraft(Leg.Public, Closed.Replace("{{case}}", "", StringComparison.Ordinal), At: Clock.Now.AddDays(1), Items: [new(item, 1)]);
        (await RefusedAsync(() => Inbox.SendReplyAsync(_talk, tomorrow, Lead, Cancel), InboxRefusal.CheckStops))
            .Findings.ShouldContain(f => f.Rule == CheckRule.ItemExpired);
        await RefusedAsync(() => Inbox.SendReplyAsync(_talk, tomorrow with { Items = null }, Lead, Cancel), InboxRefusal.CheckStops);
        await RefusedAsync(() => Inbox.SendReplyAsync(_talk, tomorrow, Trainee, Cancel), InboxRefusal.CheckStops);
        // A short piece is known where it is said that it was used.
        await RefusedAsync(
            () => Inbox.SendReplyAsync(_talk, tomorrow with { Text = "Ganz kurz: das Lager ist zu." }, Lead, Cancel), InboxRefusal.CheckStops);
        // Asked for today, decided when the item is over.
        var asked = await ApprovalAsync(await Inbox.SendReplyAsync(_talk, tomorrow with { At = null }, Trainee, Cancel));
        Clock.Now += TimeSpan.FromDays(1);
        await RefusedAsync(
            () => Inbox.DecideAsync(asked.Id, new(true, null, null, asked.Revision), Lead, Cancel), InboxRefusal.CheckStops);
        await Task.Delay(200, Cancel);
        Network.Posted.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_waits_for_its_time_does_not_leave_with_an_item_that_lost_its_approval_meanwhile()
    {
        await BeginAsync();
        var item = await KnowAsync("Aktion", "", new AnswerVariant(Answer));
        await Inbox.SendReplyAsync(
            _talk, new(Leg.Public, Answer, At: Clock.Now.AddHours(2), Items: [new(item, 1)]), Lead, Cancel);
        await Library.WithdrawAsync(item, Mira.Id, Cancel);
        Clock.Now += TimeSpan.FromHours(2);
        await UntilAsync(async () => (await ThreadAsync(_talk)).Messages[^1].Send?.State is SendState.Failed);
        (await ThreadAsync(_talk)).Messages[^1].Send!.Problem!.De.ShouldContain("Baustein");
        Network.Posted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_approves_with_words_of_another_rule_passes_it_on_to_those_of_that_rule()
    {
        await BeginAsync();
        await LegalRuleAsync();
        var asked = await Inbox.SendReplyAsync(_talk, new(Leg.Public, Answer), Trainee, Cancel);
        var approval = await ApprovalAsync(asked);
        approval.Why.Single().RuleId.ShouldBeNull();
        await Inbox.DecideAsync(approval.Id, new(true, "Unser Anwalt meldet sich.", null, approval.Revision), Lead, Cancel);
        approval = await ApprovalAsync(asked);
        (approval.State, approval.Tier, approval.Tiers.Count, approval.Why[^1].Name).ShouldBe((ApprovalState.Waiting, 1, 3, "Rechtliches"));
        Clock.Now += Inbox.TakeBackTime;
        await Task.Delay(200, Cancel);
        Network.Posted.ShouldBeEmpty();
        await Inbox.DecideAsync(approval.Id, new(true, null, null, approval.Revision), new(Mira.Id, null), Cancel);
        approval = await ApprovalAsync(asked);
        var made = (await Inbox.MakeApprovalLinkAsync((await LinksAsync()).Single(), Cancel))!;
        await Inbox.DecideByLinkAsync(made.Secret, new(true, null, null, approval.Revision), Cancel);
        (await PostedAsync(1)).ShouldBe(["Unser Anwalt meldet sich."]);
    }

    [Fact]
    public async Task A_reply_of_a_trainee_goes_out_once_it_is_approved_under_their_name_with_every_version_kept()
    {
        await BeginAsync();
        var asked = await Inbox.SendReplyAsync(_talk, new(Leg.Public, Answer), Trainee, Cancel);
        asked.SendId.ShouldBeNull();
        (await ThreadAsync(_talk)).Conversation.State.ShouldBe(ConversationState.WaitingInternally);
        (await ThreadAsync(_talk)).Messages.Count.ShouldBe(1);
        var approval = await ApprovalAsync(asked);
        approval.Why.Single().RuleId.ShouldBeNull();
        (await Inbox.CountApprovalsAsync(Mira, Sight.Everything, Cancel)).ShouldBe(1);
        await Inbox.DecideAsync(
            approval.Id, new(true, "Wir prüfen das gleich und melden uns bei dir.", "freundlicher", approval.Revision), Lead, Cancel);
        (await PostedAsync(1)).ShouldBe(["Wir prüfen das gleich und melden uns bei dir."]);
        var thread = await ThreadAsync(_talk);
        await UntilAsync(async () => (thread = await ThreadAsync(_talk)).Conversation.State is ConversationState.WaitingForCustomer);
        thread.Messages[^1].PersonId.ShouldBe(Trainee.PersonId);
        approval = await ApprovalAsync(asked);
        approval.State.ShouldBe(ApprovalState.Approved);
        approval.Versions.Select(v => (v.Step, v.PersonId, v.Text)).ShouldBe(
        [
            (ApprovalStep.Written, Trainee.PersonId, Answer),
            (ApprovalStep.Edited, Lead.PersonId, "Wir prüfen das gleich und melden uns bei dir."),
            (ApprovalStep.Approved, Lead.PersonId, "Wir prüfen das gleich und melden uns bei dir."),
        ]);
        await RefusedAsync(
            () => Inbox.DecideAsync(approval.Id, new(true, null, null, approval.Revision), Lead, Cancel), InboxRefusal.OthersDecide);
    }

    [Fact]
    public async Task Sent_back_it_is_a_draft_of_its_author_again_and_needs_a_remark()
    {
        await BeginAsync();
        var approval = await ApprovalAsync(await Inbox.SendReplyAsync(_talk, new(Leg.Public, Answer), Trainee, Cancel));
        await RefusedAsync(
            () => Inbox.DecideAsync(approval.Id, new(false, null, " ", approval.Revision), Lead, Cancel), InboxRefusal.ReasonMissing);
        await Inbox.DecideAsync(approval.Id, new(false, null, "Bitte persönlicher", approval.Revision), Lead, Cancel);
        (await Inbox.ShowAsync(_talk, Trainee, Cancel))!.Drafts.Single().Text.ShouldBe(Answer);
        (await ThreadAsync(_talk)).Conversation.State.ShouldBe(ConversationState.Open);
        (await Inbox.ApprovalsOfAsync(_talk, Trainee, Cancel)).Single().Versions[^1].Remark.ShouldBe("Bitte persönlicher");
        var again = await ApprovalAsync(await Inbox.SendReplyAsync(_talk, new(Leg.Public, Answer), Trainee, Cancel));
        await Inbox.WithdrawAsync(again.Id, Trainee, Cancel);
        await RefusedAsync(() => Inbox.WithdrawAsync(again.Id, Trainee, Cancel), InboxRefusal.OthersDecide);
        Network.Posted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_approves_a_text_that_they_have_not_seen_or_that_stops()
    {
        await BeginAsync();
        var approval = await ApprovalAsync(await Inbox.SendReplyAsync(_talk, new(Leg.Public, Answer), Trainee, Cancel));
        await RefusedAsync(
            () => Inbox.DecideAsync(approval.Id, new(true, null, null, approval.Revision + 1), Lead, Cancel),
            InboxRefusal.DecidedMeanwhile);
        await RefusedAsync(
            () => Inbox.DecideAsync(approval.Id, new(true, "Hallo {{agent}}", null, approval.Revision), Lead, Cancel),
            InboxRefusal.CheckStops);
        (await ApprovalAsync(approval.Id)).State.ShouldBe(ApprovalState.Waiting);
    }

    [Fact]
    public async Task A_rule_leads_over_lead_and_legal_and_the_last_one_decides_by_a_link_that_works_once()
    {
        await BeginAsync();
        await LegalRuleAsync();
        var asked = await Inbox.SendReplyAsync(_talk, new(Leg.Public, "Unsere Rechtsanwälte prüfen das."), Eyes[Role.Agent], Cancel);
        var approval = await ApprovalAsync(asked);
        approval.Why.Single().Words.ShouldBe(["Rechtsanwälte"]);
        (await LinksAsync()).ShouldBeEmpty();
        await Inbox.DecideAsync(approval.Id, new(true, null, null, approval.Revision), Lead, Cancel);
        var link = (await LinksAsync()).Single();
        var made = (await Inbox.MakeApprovalLinkAsync(link, Cancel)).ShouldNotBeNull();
        (made.Mail, made.Name, made.Author).ShouldBe(("recht@example.org", "Dr. Sommer", "Agent Muster"));
        await using (var connection = await Db.ReadAsync(Cancel))
            (await connection.ExecuteScalarAsync<string>("select secret_hash from approval_link")).ShouldNotBe(made.Secret);
        // Looking, however often, decides nothing.
        for (var i = 0; i < 3; i++)
        {
            var view = (await Inbox.ByApprovalLinkAsync(made.Secret, Cancel)).ShouldNotBeNull();
            view.Said.Select(s => s.Text).ShouldBe(["Ich gehe zum Anwalt, hört ihr?"]);
        }
        approval = await ApprovalAsync(asked);
        await RefusedAsync(() => Inbox.DecideByLinkAsync("wrong", new(true, null, null, approval.Revision), Cancel), InboxRefusal.NotFound);
        await RefusedAsync(
            () => Inbox.DecideByLinkAsync(made.Secret, new(true, "Hallo {{agent}}", null, approval.Revision), Cancel), InboxRefusal.CheckStops);
        await Inbox.DecideByLinkAsync(
            made.Secret, new(true, "Wir prüfen das in Ruhe.", "ok mit Änderung", approval.Revision), Cancel);
        (await PostedAsync(1)).ShouldBe(["Wir prüfen das in Ruhe."]);
        (await Inbox.ByApprovalLinkAsync(made.Secret, Cancel)).ShouldBeNull();
        await RefusedAsync(
            () => Inbox.DecideByLinkAsync(made.Secret, new(true, null, null, approval.Revision + 1), Cancel), InboxRefusal.NotFound);
        (await ApprovalAsync(asked)).Versions[^1].Outside.ShouldBe("Dr. Sommer");
        (await ThreadAsync(_talk)).Events.Where(e => e.Kind is ConversationEventKind.ApprovalGiven).Select(e => e.Before)
            .ShouldBe([null, "Dr. Sommer"]);
    }

    [Fact]
    public async Task Where_nobody_decides_in_time_the_next_step_does_and_links_of_the_old_one_end()
    {
        await BeginAsync();
        await Inbox.SaveApprovalRuleAsync(
            null, new("Recht zuerst", ApprovalWhen.Always, [new([], [], [legal], 60), new([Mira.Id], [], [], 30)]), Mira.Id, Cancel);
        var asked = await Inbox.SendReplyAsync(_talk, new(Leg.Public, Answer), Trainee, Cancel);
        var made = (await Inbox.MakeApprovalLinkAsync((await LinksAsync()).Single(), Cancel))!;
        Clock.Now += TimeSpan.FromMinutes(59);
        await Inbox.EscalateAsync(Cancel);
        (await ApprovalAsync(asked)).Tier.ShouldBe(0);
        Clock.Now += TimeSpan.FromMinutes(1);
        (await Inbox.ByApprovalLinkAsync(made.Secret, Cancel)).ShouldBeNull("it expires with its step");
        await Inbox.EscalateAsync(Cancel);
        var approval = await ApprovalAsync(asked);
        (approval.Tier, approval.IsFor(Mira)).ShouldBe((1, true));
        await RefusedAsync(
            () => Inbox.DecideByLinkAsync(made.Secret, new(true, null, null, approval.Revision), Cancel), InboxRefusal.NotFound);
        Clock.Now += TimeSpan.FromMinutes(30);
        await Inbox.EscalateAsync(Cancel);
        approval = await ApprovalAsync(asked);
        approval.DueAt.ShouldBeNull();
        // Out of time altogether: a lead who was not named decides as well.
        await Inbox.DecideAsync(approval.Id, new(true, null, null, approval.Revision), Lead, Cancel);
        (await PostedAsync(1)).ShouldBe([Answer]);
    }

    [Fact]
    public async Task What_was_said_privately_is_shown_to_nobody_outside()
    {
        _talk = await HearAsync("Geheim: ich gehe zum Anwalt, Kundennummer 4711-99", isPrivate: true);
        await LegalRuleAsync();
        var asked = await Inbox.SendReplyAsync(_talk, new(Leg.Private, "Unser Anwalt meldet sich."), Lead, Cancel);
        var approval = await ApprovalAsync(asked);
        await Inbox.DecideAsync(approval.Id, new(true, null, null, approval.Revision), Eyes[Role.Administrator], Cancel);
        var made = (await Inbox.MakeApprovalLinkAsync((await LinksAsync()).Single(), Cancel))!;
        (await Inbox.ByApprovalLinkAsync(made.Secret, Cancel))!.Said.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_whoever_approves_writes_past_the_check_needs_their_reason_and_stays()
    {
        await BeginAsync();
        var approval = await ApprovalAsync(await Inbox.SendReplyAsync(_talk, new(Leg.Public, "Wir prüfen das."), Trainee, Cancel));
        await RefusedAsync(() => Inbox.DecideAsync(
            approval.Id, new(true, "Wir prüfen das in der Hafenstraße 12.", null, approval.Revision), Lead, Cancel), InboxRefusal.ReasonMissing);
        await Inbox.DecideAsync(
            approval.Id, new(true, "Wir prüfen das in der Hafenstraße 12.", "unser Laden", approval.Revision), Lead, Cancel);
        var overruled = (await ThreadAsync(_talk)).Events.Single(e => e.Kind is ConversationEventKind.CheckOverruled);
        (overruled.Before, overruled.After, overruled.PersonId).ShouldBe((nameof(CheckRule.StreetAddress), "unser Laden", Lead.PersonId));
    }

    [Fact]
    public async Task Erasing_the_person_takes_the_words_of_what_waited()
    {
        await BeginAsync();
        var asked = await Inbox.SendReplyAsync(_talk, new(Leg.Public, "Hallo Kim, wir prüfen das."), Trainee, Cancel);
        await House.Privacy.EraseAsync(new(TalkingNetwork.Name, "kim"), null, Cancel);
        var approval = await ApprovalAsync(asked);
        (approval.Text, approval.Versions.Single().Text, approval.State).ShouldBe(("", "", ApprovalState.Withdrawn));
    }

    [Fact]
    public async Task Erasing_the_person_keeps_back_what_was_planned_for_them()
    {
        await BeginAsync();
        await Inbox.SendReplyAsync(_talk, new(Leg.Public, "Bis morgen.", At: Clock.Now.AddDays(1)), Lead, Cancel);
        await House.Privacy.EraseAsync(new(TalkingNetwork.Name, "kim"), null, Cancel);
        Clock.Now += TimeSpan.FromDays(2);
        await Task.Delay(200, Cancel);
        Network.Posted.ShouldBeEmpty();
        (await ThreadAsync(_talk)).Messages[^1].Send!.State.ShouldBe(SendState.Undone);
    }

    private async Task BeginAsync() => _talk = await HearAsync("Ich gehe zum Anwalt, hört ihr?");

    private Task<long> LegalRuleAsync() => Inbox.SaveApprovalRuleAsync(
        null, new(
            "Rechtliches", ApprovalWhen.Always with { Words = ["Anwalt"] },
            [new([], [Role.Lead, Role.Administrator], [], 60), new([], [], [legal], 60)]), Mira.Id, Cancel);

    private Task<Approval> ApprovalAsync(SaidReply said) => ApprovalAsync(said.ApprovalId.ShouldNotBeNull());

    private async Task<Approval> ApprovalAsync(long id) => (await Inbox.ApprovalAsync(id, Sight.Everything, Cancel)).ShouldNotBeNull();

    private async Task<IReadOnlyList<long>> LinksAsync()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return [.. await connection.QueryAsync<long>("select id from approval_link where used_at is null order by id")];
    }
}
