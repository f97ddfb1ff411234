using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class LegalFeedbackOnSqlite() : LegalFeedbackContract(Engine.Sqlite);

public sealed class LegalFeedbackOnPostgres() : LegalFeedbackContract(Engine.Postgres);

/// <summary>Whoever says whether something may be said, and says nothing themselves.</summary>
public abstract class LegalFeedbackContract(Engine engine) : CareContract(engine)
{
    [Fact]
    public async Task Legal_feedback_decides_as_a_step_of_a_rule_writes_notes_and_sends_nothing()
    {
        var sommer = await JoinAsync("Sommer", Role.LegalFeedback);
        var eyes = new Sight(sommer, null) { MaySend = false, MayApprove = true };
        await Inbox.SaveApprovalRuleAsync(
            null, new("Recht", ApprovalWhen.Always with { Words = ["Anwalt"] }, [new([], [Role.LegalFeedback], [], 240)]), Mira.Id, Cancel);
        var talk = await HearAsync("Ich gehe zum Anwalt!");
        var asked = (await Inbox.SendReplyAsync(talk, new(Leg.Public, "Ihr Anwalt meldet sich gern bei uns."), Eyes[Role.Agent], Cancel)).ApprovalId.ShouldNotBeNull();
        await RefusedAsync(() => Inbox.DecideAsync(asked, new(true, null, null, 1), Eyes[Role.Lead], Cancel), InboxRefusal.OthersDecide);
        await RefusedAsync(
            () => Inbox.DecideAsync(asked, new(true, null, null, 1), eyes with { MayApprove = false }, Cancel), InboxRefusal.OthersDecide);
        await Inbox.AddNoteAsync(talk, "So geht es.", eyes, Cancel);
        await Inbox.DecideAsync(asked, new(true, "Ihr Anwalt meldet sich bitte schriftlich.", null, 1), eyes, Cancel);
        (await PostedAsync(1)).Single().ShouldContain("schriftlich");

        // Their own words wait for others, nothing is given to them, and what failed is not sent again by them.
        (await Inbox.SendReplyAsync(talk, new(Leg.Public, "Guten Tag."), eyes, Cancel)).SendId.ShouldBeNull();
        await RefusedAsync(() => Inbox.AssignAsync(talk, sommer, Sight.Everything, Cancel), InboxRefusal.PersonMissing);
        Clock.Now += Inbox.TakeBackTime;
        Network.Posted.Count.ShouldBe(1);
        (await ThreadAsync(talk)).Messages.Count(m => m.Kind is MessageKind.Note).ShouldBe(1);
    }
}
