using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class AnsweredMeanwhileOnSqlite() : AnsweredMeanwhileContract(Engine.Sqlite);

public sealed class AnsweredMeanwhileOnPostgres() : AnsweredMeanwhileContract(Engine.Postgres);

/// <summary>What waits for an approval does not go out past an answer that the customer got meanwhile.</summary>
public abstract class AnsweredMeanwhileContract(Engine engine) : CareContract(engine)
{
    private Sight Lead => Eyes[Role.Lead];

    [Fact]
    public async Task Where_a_colleague_answered_while_it_waited_it_passes_only_once_the_approver_has_looked_again()
    {
        var talk = await HearAsync("Alpha fragt", isPrivate: true);
        var approval = await AskAsync(talk);
        approval.AnsweredMeanwhile.ShouldBeNull();
        Clock.Now += TimeSpan.FromMinutes(5);
        await Inbox.SendReplyAsync(talk, new(Leg.Private, "Schon erledigt."), Eyes[Role.Agent], Cancel);
        await RefusedAsync(
            () => Inbox.DecideAsync(approval.Id, new(true, null, null, approval.Revision), Lead, Cancel), InboxRefusal.RepliedMeanwhile);
        (await PostedAsync(1)).ShouldBe(["Schon erledigt."]);
        var again = (await Inbox.ApprovalAsync(approval.Id, Lead, Cancel))!;
        again.State.ShouldBe(ApprovalState.Waiting);
        again.AnsweredMeanwhile.ShouldBe((await ThreadAsync(talk)).Messages[^1].Id);
        // Somebody answers once more between looking and deciding.
        await Inbox.SendReplyAsync(talk, new(Leg.Private, "Wirklich."), Eyes[Role.Agent], Cancel);
        var seen = new ApprovalDecision(true, null, null, again.Revision) { SeenAnswer = again.AnsweredMeanwhile };
        await RefusedAsync(() => Inbox.DecideAsync(approval.Id, seen, Lead, Cancel), InboxRefusal.RepliedMeanwhile);
        var newest = (await Inbox.ApprovalAsync(approval.Id, Lead, Cancel))!.AnsweredMeanwhile;
        await Inbox.DecideAsync(approval.Id, seen with { SeenAnswer = newest }, Lead, Cancel);
        (await PostedAsync(3)).ShouldBe(["Schon erledigt.", "Wirklich.", "Wir schauen nach."]);
    }

    [Fact]
    public async Task Sending_it_back_is_stopped_by_nothing_and_what_never_left_is_no_answer()
    {
        var talk = await HearAsync("Alpha fragt", isPrivate: true);
        var (one, two) = (await AskAsync(talk), await AskAsync(talk, "Wir melden uns."));
        Clock.Now += TimeSpan.FromMinutes(5);
        var planned = (await Inbox.SendReplyAsync(
            talk, new(Leg.Private, "Später.", At: Clock.Now.AddHours(2)), Eyes[Role.Agent], Cancel)).SendId!.Value;
        await Inbox.DecideAsync(one.Id, new(false, null, "Ist schon gesagt", one.Revision), Lead, Cancel);
        await RefusedAsync(() => Inbox.DecideAsync(two.Id, new(true, null, null, two.Revision), Lead, Cancel), InboxRefusal.RepliedMeanwhile);
        await Inbox.UndoSendAsync(talk, planned, Eyes[Role.Agent], Cancel);
        Network.Before = _ => new SendOutcome.Refused(new("nein", "no"));
        await Inbox.SendReplyAsync(talk, new(Leg.Private, "Geht nicht."), Eyes[Role.Agent], Cancel);
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[^1].Send?.State is SendState.Failed);
        Network.Before = null;
        await Inbox.DecideAsync(two.Id, new(true, null, null, two.Revision), Lead, Cancel);
        (await PostedAsync(1)).ShouldBe(["Wir melden uns."]);
    }

    private async Task<Approval> AskAsync(long talk, string text = "Wir schauen nach.")
    {
        var asked = (await Inbox.SendReplyAsync(talk, new(Leg.Private, text), Eyes[Role.Trainee], Cancel)).ApprovalId!.Value;
        return (await Inbox.ApprovalAsync(asked, Sight.Everything, Cancel))!;
    }
}
