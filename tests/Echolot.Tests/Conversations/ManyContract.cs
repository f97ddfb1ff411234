using Dapper;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Tests.Intake;
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
        var talks = await TalksAsync();
        var label = (await House.Get<Archive>().AddLabelAsync(new("Streik"), Cancel)).Id;
        var eyes = new Sight(Mira, null);
        (await Inbox.ChangeManyInTurnAsync(talks[1..], new(), new BulkChange.Assign(Ida), eyes, Cancel)).Done!.Changed.ShouldBe(Inbox.ChangedHere);
        await Inbox.MergeAsync(talks[0], talks[1], eyes, Cancel);

        var run = (await Inbox.ChangeManyInTurnAsync(talks, new(), new BulkChange.Assign(Jonas), eyes, Cancel)).Goes.ShouldNotBeNull();
        (run.Total, run.Changed, run.Left, run.State, run.Undoable).ShouldBe((talks.Count, 0, talks.Count, ManyState.Running, true));
        await Inbox.GoOnWithManyAsync(Cancel);
        run = (await Inbox.NewManyRunsAsync(eyes, Cancel)).Single();
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

    [Fact]
    public async Task What_somebody_decided_since_stays_though_it_looks_as_the_change_left_it()
    {
        var (talks, eyes) = (await TalksAsync(), new Sight(Mira, null));
        // New ones are new again.
        var before = await StateAsync(talks[1]);
        await ChangedAsync(new BulkChange.Assign(Jonas), async () =>
        {
            await Inbox.AssignAsync(talks[2], Ida, eyes, Cancel);
            await Inbox.AssignAsync(talks[2], Jonas, eyes, Cancel);
        });
        before.Item1.ShouldBe(ConversationState.New);
        (await StateAsync(talks[1])).ShouldBe(before);
        (await TalkAsync(talks[2])).AssigneeId.ShouldBe(Jonas);

        await ChangedAsync(new BulkChange.Enter(ConversationState.Done, null, "Streik"), async () =>
        {
            await Inbox.EnterAsync(talks[3], ConversationState.Open, null, null, eyes, Cancel);
            await Inbox.EnterAsync(talks[3], ConversationState.Done, null, "Streik", eyes, Cancel);
        });
        (await TalkAsync(talks[1])).State.ShouldBe(ConversationState.New);
        (await TalkAsync(talks[3])).State.ShouldBe(ConversationState.Done);

        await Inbox.SetCrisisAsync(talks[4], 2, "Streik", eyes, Cancel);
        await ChangedAsync(new BulkChange.Crisis(2, "Streik"), () => Inbox.SetCrisisAsync(talks[5], 0, "Nichts daran", eyes, Cancel));
        (await TalkAsync(talks[1])).Crisis.ShouldBe(0);
        (await TalkAsync(talks[4])).Crisis.ShouldBe(2, "it had been said before");
        (await TalkAsync(talks[5])).Crisis.ShouldBe(0, "somebody took it back themselves");

        // Whom routing gave it to there has it no longer.
        var (home, away) = (await DepartmentAsync("Hier", null, null, Ida), await DepartmentAsync("Dort", null, null, Jonas));
        await Inbox.MoveAsync(talks[6], home, eyes, Cancel);
        await Inbox.AssignAsync(talks[6], Ida, eyes, Cancel);
        await ChangedAsync(new BulkChange.Move(away), () => Inbox.AssignAsync(talks[6], Jonas, Sight.Everything, Cancel));
        (await TalkAsync(talks[6])).ShouldSatisfyAllConditions(t => t.DepartmentId.ShouldBe(home), t => t.AssigneeId.ShouldBe(Ida));

        async Task ChangedAsync(BulkChange change, Func<Task> since)
        {
            var run = (await Inbox.ChangeManyInTurnAsync(talks, new(), change, eyes, Cancel)).Goes!;
            await Inbox.GoOnWithManyAsync(Cancel);
            await since();
            await Inbox.UndoManyAsync(run.Id, eyes, Cancel);
            await Inbox.GoOnWithManyAsync(Cancel);
        }
    }

    [Fact]
    public async Task Who_asked_and_where_it_goes_are_looked_at_again()
    {
        var (talks, eyes) = (await TalksAsync(), new Sight(Ida, null));
        var (home, away) = (await DepartmentAsync("Hier"), await DepartmentAsync("Dort"));
        await Inbox.ChangeManyAsync(talks, new(), new BulkChange.Move(home), Sight.Everything, Cancel);
        var moved = (await Inbox.ChangeManyInTurnAsync(talks, new(), new BulkChange.Move(away), eyes, Cancel)).Goes!;
        await Inbox.GoOnWithManyAsync(Cancel);
        (await TalkAsync(talks[1])).DepartmentId.ShouldBe(away);
        await Roster.RemoveDepartmentAsync(Admin, home, Cancel);
        await Inbox.UndoManyAsync(moved.Id, eyes, Cancel);
        await Inbox.GoOnWithManyAsync(Cancel);
        (await TalkAsync(talks[1])).DepartmentId.ShouldBe(away);
        (await Inbox.ManyRunAsync(moved.Id, eyes, Cancel))!.ShouldSatisfyAllConditions(
            r => (r.State, r.Refused, r.Why).ShouldBe((ManyState.Undone, talks.Count, InboxRefusal.DepartmentMissing)));

        var prioritised = (await Inbox.ChangeManyInTurnAsync(talks, new(), new BulkChange.Prioritise(Priority.Urgent), eyes, Cancel)).Goes!;
        await Roster.ChangeAsync(Admin, Ida, new("ida@example.org", "Ida", Role.Agent, "de", "Europe/Berlin"), false, Cancel);
        await Inbox.GoOnWithManyAsync(Cancel);
        (await TalkAsync(talks[1])).PrioritySet.ShouldBeFalse();
        (await Inbox.ManyRunAsync(prioritised.Id, eyes, Cancel))!.ShouldSatisfyAllConditions(
            r => (r.State, r.Refused, r.Left, r.Why).ShouldBe((ManyState.Done, talks.Count, 0, InboxRefusal.AuthorLeft)));
    }

    [Fact]
    public async Task Another_process_takes_nothing_back_past_a_step_that_is_under_way()
    {
        Assert.SkipWhen(Db.Engine is Engine.Sqlite, "One process writes at a time there.");
        var (talks, eyes) = (await TalksAsync(), new Sight(Mira, null));
        var run = (await Inbox.ChangeManyInTurnAsync(talks, new(), new BulkChange.Prioritise(Priority.Urgent), eyes, Cancel)).Goes!;
        await using var other = new Household(Db, Clock);
        // The first step has looked at the change and waits for a conversation that somebody else writes.
        var (held, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holding = Db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync(
                "select 1 from conversation where id = @first for update", new { first = talks[0] }, scope.Transaction);
            held.SetResult();
            await free.Task.WaitAsync(Cancel);
        }, Cancel);
        await held.Task;
        var going = Inbox.GoOnWithManyAsync(Cancel);
        await using (var connection = await Db.ReadAsync(Cancel))
            await UntilAsync(async () => await connection.ExecuteScalarAsync<long>(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()") > 0);
        var undone = UndoneAsync();
        await Task.Delay(300, Cancel);
        var waited = !undone.IsCompleted;
        free.SetResult();
        await Task.WhenAll(holding, going, undone);
        waited.ShouldBeTrue("taking it back waits for the step");
        (await Inbox.ManyRunAsync(run.Id, eyes, Cancel))!.ShouldSatisfyAllConditions(
            r => r.State.ShouldBe(ManyState.Undone), r => r.Changed.ShouldBe(0));
        foreach (var talk in talks) (await TalkAsync(talk)).PrioritySet.ShouldBeFalse();

        async Task UndoneAsync()
        {
            await other.Get<Inbox>().UndoManyAsync(run.Id, eyes, Cancel);
            await other.Get<Inbox>().GoOnWithManyAsync(Cancel);
        }
    }

    [Fact]
    public async Task A_change_to_a_few_more_does_not_wait_for_the_end_of_one_to_many()
    {
        var (talks, eyes) = (await TalksAsync(), new Sight(Mira, null));
        var late = await Inbox.WriteDownAsync(new("phone", "Zuletzt", "Wo ist mein Paket?", Mine: false), eyes, Cancel);
        var first = (await Inbox.ChangeManyInTurnAsync(talks, new(), new BulkChange.Prioritise(Priority.Urgent), eyes, Cancel)).Goes!;
        var second = (await Inbox.ChangeManyInTurnAsync([.. talks[1..], late], new(), new BulkChange.Assign(Jonas), eyes, Cancel)).Goes!;
        await Inbox.GoOnWithManyAsync(Cancel);
        // A step of one is followed by a step of the other.
        await using var connection = await Db.ReadAsync(Cancel);
        var course = (await connection.QueryAsync<long>(
            $"select kind from conversation_event where kind in ({(int)ConversationEventKind.PriorityChanged}, {(int)ConversationEventKind.Assigned}) order by id"))
            .ToList();
        var begins = course.IndexOf((long)ConversationEventKind.Assigned);
        begins.ShouldBeInRange(1, 50);
        course.IndexOf((long)ConversationEventKind.PriorityChanged, begins).ShouldBeInRange(begins + 1, begins + 50);
        (await Inbox.NewManyRunsAsync(eyes, Cancel)).Select(r => r.Id).ShouldBe([second.Id, first.Id], "each can be taken back");
        foreach (var run in new[] { first, second }) (await Inbox.ManyRunAsync(run.Id, eyes, Cancel))!.State.ShouldBe(ManyState.Done);
    }

    private async Task<List<long>> TalksAsync()
    {
        var talks = new List<long>();
        for (var i = 0; i <= Inbox.ChangedHere; i++)
            talks.Add(await Inbox.WriteDownAsync(new("phone", $"Kunde {i}", "Wo ist mein Paket?", Mine: false), new(Mira, null), Cancel));
        return talks;
    }

    private async Task<(ConversationState, Priority, bool, int, long?, long?, string?, int)> StateAsync(long id)
    {
        var talk = await TalkAsync(id);
        return (talk.State, talk.Priority, talk.PrioritySet, talk.Crisis, talk.DepartmentId, talk.AssigneeId, talk.Cause,
            (await Inbox.LabelsOfAsync([id], Cancel))[id].Count());
    }
}
