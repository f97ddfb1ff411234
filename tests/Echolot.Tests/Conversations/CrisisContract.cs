using Echolot.Conversations;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class CrisisOnSqlite() : CrisisContract(Engine.Sqlite);

public sealed class CrisisOnPostgres() : CrisisContract(Engine.Postgres);

/// <summary>How a conversation comes to belong to a crisis, what its clocks do then, and the way back.</summary>
public abstract class CrisisContract(Engine engine) : CareContract(engine)
{
    private Sight Agent => Eyes[Role.Agent];

    [Fact]
    public async Task While_an_alert_holds_conversations_of_its_mentions_have_the_targets_of_a_crisis_and_no_others()
    {
        var monitor = await House.AddMonitorAsync("paket");
        var before = await HearAsync("Alpha Paket weg", "1");
        Clock.Now += TimeSpan.FromHours(1);
        var since = Clock.Now;
        var first = await HearAsync("Beta Paket weg", "2", author: "lee");
        Clock.Now += TimeSpan.FromHours(1);
        await Inbox.BeginCrisisAsync(new(7, monitor, 2, "Sturm", since), Cancel);
        var begun = Clock.Now;
        Clock.Now += TimeSpan.FromMinutes(5);
        var later = await HearAsync("Gamma Paket weg", "3", author: "ada");
        var other = await HearAsync("Delta Zelt", "4", author: "ole");
        (await LevelsAsync(before, first, later, other)).ShouldBe([0, 2, 2, 0]);
        var thread = await ThreadAsync(first);
        thread.Conversation.CrisisBecause.ShouldBe([new(CrisisBy.Alert, 2, 7, "Sturm")]);
        (thread.Conversation.Priority, thread.Conversation.PriorityBy[0]).ShouldBe((Priority.Urgent, new PriorityReason("crisis", 6)));
        // Fifteen minutes from when it was known, not from a word of an hour before.
        (thread.Clocks.Single().StartedAt.ToDateTimeOffset(), thread.Conversation.DueAt).ShouldBe((begun, begun.AddMinutes(15)));
        (await ThreadAsync(later)).Conversation.DueAt.ShouldBe(Clock.Now.AddMinutes(15));
        (await Inbox.ListAsync(new(Crisis: 2), Sight.Everything, null, 10, Cancel)).Items.Select(c => c.Id).ShouldBe([first, later]);
        // Told twice, or again with another level, it is still one reason.
        await Inbox.BeginCrisisAsync(new(7, monitor, 3, "Sturm", since), Cancel);
        (await LevelsAsync(first, later)).ShouldBe([3, 3]);

        await Inbox.EndCrisisAsync(7, Cancel);
        (await LevelsAsync(before, first, later, other)).ShouldBe([0, 0, 0, 0]);
        thread = await ThreadAsync(first);
        (thread.Clocks.Single().StartedAt.ToDateTimeOffset(), thread.Conversation.DueAt).ShouldBe((since, since.AddHours(12)));
        thread.Conversation.PriorityBy.ShouldAllBe(r => r.Rule != "crisis");
        thread.Events.Count(e => e.Kind is ConversationEventKind.CrisisChanged).ShouldBe(3);
        (await ThreadAsync(await HearAsync("Epsilon Paket weg", "5", author: "eva"))).Conversation.Crisis.ShouldBe(0);
    }

    [Fact]
    public async Task What_a_person_says_goes_before_alerts_needs_a_reason_and_can_be_taken_back()
    {
        var monitor = await House.AddMonitorAsync("paket");
        await Inbox.BeginCrisisAsync(new(7, monitor, 2, "Sturm", Clock.Now), Cancel);
        var talk = await HearAsync("Paket weg");
        await RefusedAsync(() => Inbox.SetCrisisAsync(talk, 0, " ", Agent, Cancel), InboxRefusal.ReasonMissing);
        await RefusedAsync(() => Inbox.SetCrisisAsync(talk, 4, "x", Agent, Cancel), InboxRefusal.FieldWrong);
        await RefusedAsync(() => Inbox.UndoCrisisAsync(talk, Agent, Cancel), InboxRefusal.TooLate);
        await Inbox.SetCrisisAsync(talk, 0, "nur eine Frage", Agent, Cancel);
        var thread = await ThreadAsync(talk);
        (thread.Conversation.Crisis, thread.Conversation.DueAt).ShouldBe((0, thread.Conversation.OpenedAt.AddHours(12)));
        thread.Events.Last(e => e.Kind is ConversationEventKind.CrisisChanged).PersonId.ShouldBe(Agent.PersonId);
        await Inbox.SetCrisisAsync(talk, 3, "doch", Agent, Cancel);
        (await LevelsAsync(talk)).ShouldBe([3]);
        await Inbox.UndoCrisisAsync(talk, Agent, Cancel);
        (await ThreadAsync(talk)).Conversation.CrisisBecause.ShouldBe(
            [new(CrisisBy.Alert, 2, 7, "Sturm"), new(CrisisBy.Person, 0, null, "nur eine Frage")]);
        // The end of the alert leaves what a person said.
        await Inbox.EndCrisisAsync(7, Cancel);
        (await ThreadAsync(talk)).Conversation.CrisisBecause.ShouldBe([new(CrisisBy.Person, 0, null, "nur eine Frage")]);
        await Inbox.SetCrisisAsync(talk, null, null, Agent, Cancel);
        (await ThreadAsync(talk)).Conversation.CrisisBecause.ShouldBeEmpty();
        // What a person wrote goes with the customer it was written about.
        await Inbox.SetCrisisAsync(talk, 1, "Kim droht", Agent, Cancel);
        await House.Privacy.EraseAsync(new(TalkingNetwork.Name, "kim"), null, Cancel);
        thread = await ThreadAsync(talk);
        thread.Conversation.CrisisBecause.ShouldBeEmpty();
        thread.Events.ShouldAllBe(e => e.Kind != ConversationEventKind.CrisisChanged || e.After == null);
    }

    [Fact]
    public async Task Many_at_once_are_put_into_a_crisis_and_taken_out_and_what_cannot_be_is_said()
    {
        var talks = new[] { await HearAsync("Eins", "1"), await HearAsync("Zwei", "2", author: "lee"), await HearAsync("Drei", "3", author: "ada") };
        await RefusedAsync(
            () => Inbox.ChangeManyAsync(talks, new(), new BulkChange.Crisis(2), Agent, Cancel), InboxRefusal.ReasonMissing);
        (await Inbox.ChangeManyAsync(
            [talks[0], talks[1]], new(), new BulkChange.Crisis(2, "Rückruf"), Agent, Cancel)).Changed.ShouldBe(2);
        (await LevelsAsync(talks)).ShouldBe([2, 2, 0]);
        (await Inbox.ChangeManyAsync(null, new(Crisis: 1), new BulkChange.Crisis(1, "flaut ab"), Agent, Cancel)).Changed.ShouldBe(2);
        var undone = await Inbox.ChangeManyAsync(talks, new(), new BulkChange.CrisisUndone(), Agent, Cancel);
        (undone.Changed, undone.Refused.Single().Conversation).ShouldBe((2, talks[2]));
        (await LevelsAsync(talks)).ShouldBe([2, 2, 0]);
        await Inbox.ChangeManyAsync(null, new(Crisis: 1), new BulkChange.Crisis(null), Agent, Cancel);
        (await LevelsAsync(talks)).ShouldBe([0, 0, 0]);
    }

    [Fact]
    public async Task A_workflow_puts_it_into_a_crisis_a_later_one_sees_that_and_another_takes_it_back()
    {
        var set = await Inbox.SaveWorkflowAsync(
            null, new("Rückruf", WorkflowTrigger.CustomerWrote, new() { Query = "brennt" }, [new(WorkflowActionKind.Crisis, 2)]), null, Cancel);
        await Inbox.SaveWorkflowAsync(
            null, new(
                "Eilig", WorkflowTrigger.CustomerWrote, new() { Crisis = 2, Above = Priority.Urgent },
                [new(WorkflowActionKind.Note, Text: "sofort")]), null, Cancel);
        await Inbox.SaveWorkflowAsync(
            null, new("Entwarnung", WorkflowTrigger.CustomerWrote, new() { Query = "irrtum" }, [new(WorkflowActionKind.Crisis, 0)]), null, Cancel);
        await RefusedAsync(
            () => Inbox.SaveWorkflowAsync(null, new("x", WorkflowTrigger.Opened, new(), [new(WorkflowActionKind.Crisis, 4)]), null, Cancel),
            InboxRefusal.FieldWrong);
        var talk = await HearAsync("Mein Akku brennt", isPrivate: true);
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages.Any(m => m.Text == "sofort"));
        var found = (await ThreadAsync(talk)).Conversation;
        (found.Crisis, found.DueAt).ShouldBe((2, Clock.Now.AddMinutes(15)));
        found.CrisisBecause.ShouldBe([new(CrisisBy.Workflow, 2, set.Id, "Rückruf")]);
        Clock.Now += TimeSpan.FromMinutes(1);
        await HearAsync("War ein Irrtum", "2", isPrivate: true);
        await UntilAsync(async () => (await LevelsAsync(talk))[0] == 0);
    }

    [Fact]
    public async Task Parted_again_each_conversation_has_the_crisis_that_its_own_words_and_colleagues_say()
    {
        var monitor = await House.AddMonitorAsync("paket");
        await Inbox.BeginCrisisAsync(new(7, monitor, 2, "Sturm", Clock.Now), Cancel);
        var storm = await HearAsync("Alpha Paket weg", "1");
        var calm = await HearAsync("Bravo Zelt", "2", author: "lee");
        var said = await HearAsync("Charlie Jacke", "3", author: "ada");
        await Inbox.SetCrisisAsync(said, 3, "Brandgefahr", Agent, Cancel);
        await Inbox.MergeAsync(storm, calm, Agent, Cancel);
        await Inbox.MergeAsync(said, calm, Agent, Cancel);
        (await LevelsAsync(calm)).ShouldBe([3]);
        await Inbox.UndoMergeAsync(said, Agent, Cancel);
        (await LevelsAsync(calm, said)).ShouldBe([2, 3]);
        // Since then more of the crisis came into the merged one: it stays with what was said there.
        await Inbox.BeginCrisisAsync(new(7, monitor, 1, "Sturm", Clock.Now), Cancel);
        await Inbox.UndoMergeAsync(storm, Agent, Cancel);
        (await LevelsAsync(calm, storm)).ShouldBe([0, 1]);
        (await ThreadAsync(calm)).Conversation.CrisisBecause.ShouldBeEmpty();
        (await ThreadAsync(storm)).Conversation.CrisisBecause.ShouldBe([new(CrisisBy.Alert, 1, 7, "Sturm")]);
        // What it had of its own is its own after both.
        var own = await HearAsync("Delta Paket weg", "4", author: "ole");
        await Inbox.MergeAsync(storm, own, Agent, Cancel);
        await Inbox.UndoMergeAsync(storm, Agent, Cancel);
        (await LevelsAsync(own, storm)).ShouldBe([1, 1]);
    }

    private async Task<int[]> LevelsAsync(params long[] talks)
    {
        var levels = new List<int>();
        foreach (var talk in talks) levels.Add((await ThreadAsync(talk)).Conversation.Crisis);
        return [.. levels];
    }
}
