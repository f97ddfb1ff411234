using System.Text;
using Dapper;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class HandOverApprovalOnSqlite() : HandOverApprovalContract(Engine.Sqlite);

public sealed class HandOverApprovalOnPostgres() : HandOverApprovalContract(Engine.Postgres);

/// <summary>Short in public, on in private, where a rule or a role wants others to look first: both halves wait and end as one.</summary>
public abstract class HandOverApprovalContract(Engine engine) : CareContract(engine)
{
    private const string Hint = "Wir schreiben dir privat.";
    private const string Words = "Unser Anwalt prüft das.";
    private static readonly byte[] pdf = Encoding.UTF8.GetBytes("%PDF-1.7 Schein");
    private static readonly OutsideApprover legal = new("Dr. Sommer", "recht@example.org");
    private long _talk;

    private Sight Agent => Eyes[Role.Agent];

    private Sight Lead => Eyes[Role.Lead];

    [Fact]
    public async Task Where_a_rule_asks_about_the_private_half_both_wait_as_one_and_leave_together_as_they_were_approved()
    {
        await BeginAsync();
        await RuleAsync(new ApprovalTier([], [Role.Lead], [], 60));
        var file = await Inbox.AddFileAsync(_talk, "Schein.pdf", pdf, Agent, Cancel);
        var hand = new HandOver(Hint, Words) { Files = [new(file.Id)] };
        var asked = await Inbox.HandOverAsync(_talk, hand, Agent, Cancel);
        (asked.Public, asked.Private).ShouldBe((null, null));
        (await Inbox.HandOverAsync(_talk, hand, Agent, Cancel)).ShouldBe(asked, "pressed twice it is asked for once");
        var approval = await ApprovalAsync(asked);
        (approval.Leg, approval.Text, approval.Private, approval.Why.Single().Name).ShouldBe((Leg.Public, Hint, Words, "Rechtliches"));
        approval.Files.Single().Name.ShouldBe("Schein.pdf");
        (await ThreadAsync(_talk)).Conversation.State.ShouldBe(ConversationState.WaitingInternally);
        await NothingLeftAsync();
        // Nobody decides about words of which they have changed a part that others have to look at.
        await RefusedAsync(() => DecideAsync(approval, new(true, null, null, 1) { Private = "Hallo {{agent}}" }), InboxRefusal.CheckStops);
        await RefusedAsync(() => DecideAsync(approval, new(true, null, null, 7)), InboxRefusal.DecidedMeanwhile);
        await DecideAsync(approval, new(true, "Wir melden uns privat.", "knapper", 1) { Private = "Unser Anwalt prüft das heute." });
        (await PostedAsync(2)).ShouldBe(["Wir melden uns privat.", "Unser Anwalt prüft das heute."]);
        Network.Posted.Select(p => (p.Leg, string.Join(' ', p.Files.Select(f => f.Name))))
            .ShouldBe([(Leg.Public, ""), (Leg.Private, "Schein.pdf")]);
        var thread = await ThreadAsync(_talk);
        thread.Messages.Skip(1).ShouldAllBe(m => m.PersonId == Agent.PersonId && m.PairId != null);
        thread.Events.ShouldContain(e => e.Kind == ConversationEventKind.HandedOver && e.PersonId == Agent.PersonId);
        (await ApprovalAsync(asked)).Versions.Select(v => (v.Step, v.Text, v.Private)).ShouldBe(
        [
            (ApprovalStep.Written, Hint, Words),
            (ApprovalStep.Edited, "Wir melden uns privat.", "Unser Anwalt prüft das heute."),
            (ApprovalStep.Approved, "Wir melden uns privat.", "Unser Anwalt prüft das heute."),
        ]);
    }

    [Fact]
    public async Task A_trainee_asks_for_both_and_sent_back_or_withdrawn_the_private_words_are_the_draft_with_their_files()
    {
        await BeginAsync();
        var trainee = Eyes[Role.Trainee];
        var file = await Inbox.AddFileAsync(_talk, "Schein.pdf", pdf, trainee, Cancel);
        var hand = new HandOver(Hint, "Wie lautet die Nummer?") { Files = [new(file.Id)] };
        foreach (var isSentBack in (bool[])[true, false])
        {
            var approval = await ApprovalAsync(await Inbox.HandOverAsync(_talk, hand, trainee, Cancel));
            approval.Why.Single().RuleId.ShouldBeNull();
            if (isSentBack) await DecideAsync(approval, new(false, null, "freundlicher", 1) { Private = "Wie lautet sie?" });
            else await Inbox.WithdrawAsync(approval.Id, trainee, Cancel);
            var draft = (await Inbox.ShowAsync(_talk, trainee, Cancel))!.Drafts.Single();
            (draft.Kind, draft.Text).ShouldBe((MessageKind.Private, isSentBack ? "Wie lautet sie?" : "Wie lautet die Nummer?"));
            (await Inbox.FilesAsync(_talk, trainee, Cancel)).Single().Id.ShouldBe(file.Id);
            (await ApprovalAsync(approval.Id)).Text.ShouldBe(Hint);
            (await ThreadAsync(_talk)).Conversation.State.ShouldBe(ConversationState.Open);
        }
        await NothingLeftAsync();
    }

    [Fact]
    public async Task Out_of_time_the_next_step_decides_about_both_by_a_link_that_shows_both()
    {
        await BeginAsync();
        await RuleAsync(new ApprovalTier([Mira.Id], [], [], 60), new ApprovalTier([], [], [legal], 60));
        var asked = await Inbox.HandOverAsync(_talk, new(Hint, Words), Agent, Cancel);
        Clock.Now += TimeSpan.FromMinutes(60);
        await Inbox.EscalateAsync(Cancel);
        long link;
        await using (var connection = await Db.ReadAsync(Cancel))
            link = await connection.ExecuteScalarAsync<long>("select id from approval_link where used_at is null");
        var made = (await Inbox.MakeApprovalLinkAsync(link, Cancel))!;
        var view = (await Inbox.ByApprovalLinkAsync(made.Secret, Cancel))!;
        (view.Approval.Text, view.Approval.Private).ShouldBe((Hint, Words));
        await NothingLeftAsync();
        await Inbox.DecideByLinkAsync(
            made.Secret, new(true, null, null, view.Approval.Revision) { Private = "Unser Anwalt meldet sich." }, Cancel);
        (await PostedAsync(2)).ShouldBe([Hint, "Unser Anwalt meldet sich."]);
        (await ApprovalAsync(asked)).Versions.Select(v => v.Private)
            .ShouldBe([Words, Words, "Unser Anwalt meldet sich.", "Unser Anwalt meldet sich."]);
    }

    [Fact]
    public async Task Words_of_another_rule_in_the_private_half_pass_it_on_to_those_of_that_rule()
    {
        await BeginAsync();
        await RuleAsync(new ApprovalTier([Mira.Id], [], [], 60));
        var asked = await Inbox.HandOverAsync(_talk, new(Hint, "Wir prüfen das."), Eyes[Role.Trainee], Cancel);
        await DecideAsync(await ApprovalAsync(asked), new(true, null, null, 1) { Private = Words });
        var approval = await ApprovalAsync(asked);
        (approval.State, approval.Tier, approval.Private).ShouldBe((ApprovalState.Waiting, 1, Words));
        await NothingLeftAsync();
    }

    [Fact]
    public async Task A_way_that_is_gone_when_it_is_approved_holds_both_halves_back()
    {
        await BeginAsync();
        await RuleAsync(new ApprovalTier([], [Role.Lead], [], 60));
        var asked = await Inbox.HandOverAsync(_talk, new(Hint, Words), Agent, Cancel);
        Network.Can = Network.Can with { Private = null };
        await RefusedAsync(async () => await DecideAsync(await ApprovalAsync(asked), new(true, null, null, 1)), InboxRefusal.CannotSend);
        (await ApprovalAsync(asked)).State.ShouldBe(ApprovalState.Waiting);
        await NothingLeftAsync();
    }

    [Fact]
    public async Task Erasing_the_person_takes_the_words_of_both_halves()
    {
        await BeginAsync();
        await RuleAsync(new ApprovalTier([], [Role.Lead], [], 60));
        var asked = await Inbox.HandOverAsync(_talk, new(Hint, Words), Agent, Cancel);
        await House.Privacy.EraseAsync(new(TalkingNetwork.Name, "kim"), null, Cancel);
        var approval = await ApprovalAsync(asked);
        (approval.Text, approval.Private, approval.State).ShouldBe(("", null, ApprovalState.Withdrawn));
        approval.Versions.Single().Private.ShouldBeNull();
    }

    private async Task BeginAsync()
    {
        _talk = await HearAsync("Ich warte seit Wochen, hört ihr?");
        Network.Can = Network.Can with { OpensPrivate = true, Files = FileLimits.Of(4, 1_000_000, ["application/pdf"]) };
    }

    private Task RuleAsync(params ApprovalTier[] tiers) => Inbox.SaveApprovalRuleAsync(
        null, new("Rechtliches", ApprovalWhen.Always with { Words = ["Anwalt"] }, tiers), Mira.Id, Cancel);

    private Task DecideAsync(Approval approval, ApprovalDecision decision) => Inbox.DecideAsync(approval.Id, decision, Lead, Cancel);

    private Task<Approval> ApprovalAsync(SaidBoth said) => ApprovalAsync(said.ApprovalId.ShouldNotBeNull());

    private async Task<Approval> ApprovalAsync(long id) => (await Inbox.ApprovalAsync(id, Sight.Everything, Cancel)).ShouldNotBeNull();

    private async Task NothingLeftAsync()
    {
        Clock.Now += Inbox.TakeBackTime;
        await Task.Delay(100, Cancel);
        Network.Posted.ShouldBeEmpty();
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<long>("select count(*) from send")).ShouldBe(0);
    }
}
