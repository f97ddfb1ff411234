using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class ManyOnSqlite() : ManyContract(Engine.Sqlite);

public sealed class ManyOnPostgres() : ManyContract(Engine.Postgres);

/// <summary>Changes to many conversations in the background.</summary>
public abstract class ManyContract(Engine engine) : CareDeskContract(engine)
{
    [Fact]
    public async Task More_than_a_few_are_changed_in_the_background_and_taken_back_unless_changed_again()
    {
        var talks = new List<long>();
        for (var i = 0; i <= Inbox.ChangedHere; i++)
            talks.Add(await Inbox.WriteDownAsync(new("phone", $"Kunde {i}", "Wo ist mein Paket?", Mine: false), new(Mira, null), Cancel));
        var label = (await House.Get<Archive>().AddLabelAsync(new("Streik"), Cancel)).Id;
        var eyes = new Sight(Mira, null);
        (await Inbox.ChangeManyInTurnAsync(talks[1..], new(), new BulkChange.Assign(Ida), eyes, Cancel)).Done!.Changed.ShouldBe(Inbox.ChangedHere);
        await Inbox.MergeAsync(talks[0], talks[1], eyes, Cancel);

        var run = (await Inbox.ChangeManyInTurnAsync(talks, new(), new BulkChange.Assign(Jonas), eyes, Cancel)).Goes.ShouldNotBeNull();
        (run.Total, run.Changed, run.Left, run.State, run.Undoable).ShouldBe((talks.Count, 0, talks.Count, ManyState.Running, true));
        await Inbox.GoOnWithManyAsync(Cancel);
        run = (await Inbox.NewestManyRunAsync(eyes, Cancel)).ShouldNotBeNull();
        (run.Changed, run.Refused, run.Left, run.Why, run.State).ShouldBe(
            (Inbox.ChangedHere, 1, 0, InboxRefusal.AlreadyMerged, ManyState.Done));
        (await TalkAsync(talks[5])).AssigneeId.ShouldBe(Jonas);
        (await Inbox.ManyRunAsync(run.Id, new(Ida, null), Cancel)).ShouldBeNull("it is none of hers");

        await Inbox.AssignAsync(talks[7], null, eyes, Cancel);
        await Inbox.UndoManyAsync(run.Id, eyes, Cancel);
        await Inbox.GoOnWithManyAsync(Cancel);
        (await TalkAsync(talks[5])).AssigneeId.ShouldBe(Ida);
        (await TalkAsync(talks[7])).AssigneeId.ShouldBeNull("somebody changed it since");
        (await Inbox.ManyRunAsync(run.Id, eyes, Cancel))!.State.ShouldBe(ManyState.Undone);
        (await Should.ThrowAsync<InboxException>(() => Inbox.UndoManyAsync(run.Id, eyes, Cancel))).Why.ShouldBe(InboxRefusal.TooLate);

        // Every other change comes back as well.
        foreach (var change in new BulkChange[]
        {
            new BulkChange.Prioritise(Priority.Urgent), new BulkChange.Label(label), new BulkChange.Enter(ConversationState.Done, null, "Streik"),
            new BulkChange.Crisis(2, "Streik"), new BulkChange.Move(await DepartmentAsync("Streik")),
        })
        {
            var before = await StateAsync(talks[9]);
            run = (await Inbox.ChangeManyInTurnAsync(talks, new(), change, eyes, Cancel)).Goes!;
            await Inbox.GoOnWithManyAsync(Cancel);
            (await StateAsync(talks[9])).ShouldNotBe(before, change.ToString());
            await Inbox.UndoManyAsync(run.Id, eyes, Cancel);
            await Inbox.GoOnWithManyAsync(Cancel);
            (await StateAsync(talks[9])).ShouldBe(before, change.ToString());
        }
    }

    private async Task<(ConversationState, Priority, bool, int, long?, long?, string?, int)> StateAsync(long id)
    {
        var talk = await TalkAsync(id);
        return (talk.State, talk.Priority, talk.PrioritySet, talk.Crisis, talk.DepartmentId, talk.AssigneeId, talk.Cause,
            (await Inbox.LabelsOfAsync([id], Cancel))[id].Count());
    }
}
