using Dapper;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class AtOnceOnSqlite() : AtOnceContract(Engine.Sqlite);

public sealed class AtOnceOnPostgres() : AtOnceContract(Engine.Postgres);

/// <summary>People who change the same conversations at the same time wait for each other, and never in a circle.</summary>
public abstract class AtOnceContract(Engine engine) : CareDeskContract(engine)
{
    private const int Talks = 60, Rounds = 6;

    [Fact]
    public async Task Two_who_put_the_same_conversations_to_the_same_incident_in_another_order_both_succeed()
    {
        var talks = await TalksAsync();
        var incident = await Inbox.SaveIncidentAsync(null, new("Charge 0425", "Produkt > Naht", ""), new(Mira, null), Cancel);
        for (var round = 0; round < Rounds; round++)
        {
            await Task.WhenAll(
                JoinAsync(talks, incident, Mira), JoinAsync([.. talks.Reverse()], incident, Jonas),
                EachAsync(talks.Reverse(), id => Inbox.SetIncidentAsync(id, incident, new(Ida, null), Cancel)));
            (await Inbox.IncidentAsync(incident, Sight.Everything, Cancel))!.Conversations.ShouldBe(Talks);
            await Task.WhenAll(JoinAsync(talks, null, Mira), JoinAsync([.. talks.Reverse()], null, Jonas));
            (await Inbox.IncidentAsync(incident, Sight.Everything, Cancel))!.Conversations.ShouldBe(0);
        }
    }

    [Fact]
    public async Task Causes_that_are_named_and_renamed_while_others_join_stand_in_nobodys_way()
    {
        var talks = await TalksAsync();
        var incident = await Inbox.SaveIncidentAsync(null, new("Charge 0425", "Produkt > Naht", ""), new(Mira, null), Cancel);
        for (var round = 0; round < Rounds; round++)
            await Task.WhenAll(
                JoinAsync(talks, incident, Mira),
                DoneAsync([.. talks.Reverse()], $"Produkt > Naht > {round}", Jonas),
                Inbox.RenameCauseAsync("Produkt > Naht", "Produkt > Naht", Ida, Cancel));
        (await Inbox.IncidentAsync(incident, Sight.Everything, Cancel))!.Conversations.ShouldBe(Talks);
    }

    [Fact]
    public async Task Two_who_link_and_merge_from_either_end_both_get_an_answer()
    {
        var talks = await TalksAsync();
        for (var i = 0; i + 1 < Talks; i += 2)
        {
            var (one, two) = (talks[i], talks[i + 1]);
            await Task.WhenAll(
                Inbox.LinkAsync(one, two, Sight.Everything, Cancel), Inbox.LinkAsync(two, one, Sight.Everything, Cancel),
                JoinAsync([two, one], null, Jonas));
            await Task.WhenAll(MergedAsync(one, two), MergedAsync(two, one));
            await using var connection = await Db.ReadAsync(Cancel);
            (await connection.ExecuteScalarAsync<long>(
                "select count(*) from conversation where id in (@one, @two) and merged_into is null", new { one, two })).ShouldBe(1);
        }
    }

    [Fact]
    public async Task What_goes_over_many_by_itself_stands_in_nobodys_way()
    {
        var service = await DepartmentAsync("Service", null, new(Strategy.InTurn), Jonas, Ida);
        var talks = await TalksAsync();
        foreach (var talk in talks) await Inbox.MoveAsync(talk, service, Sight.Everything, Cancel);
        var reverse = talks.Reverse().ToList();
        for (var round = 0; round < Rounds; round++)
            await Task.WhenAll(
                Inbox.SaveTargetsAsync([new("Eilig", null, null, 0, null, 60 + round, 60, null, null, 15)], Mira, Cancel),
                Inbox.LookAgainAsync(service, Cancel), Inbox.TurnAsync(Cancel), Inbox.WarnAsync(Cancel),
                PutAsync(talks, Priority.High), PutAsync(reverse, Priority.Low), Inbox.LookAgainAsync(service, Cancel));

        async Task PutAsync(IReadOnlyList<long> ids, Priority priority) => (await Inbox.ChangeManyAsync(
            ids, new(), new BulkChange.Prioritise(priority), Sight.Everything, Cancel)).Refused.ShouldBeEmpty();
    }

    [Fact]
    public async Task Persons_who_are_joined_from_either_end_while_others_work_on_their_conversations_wait_for_nobody_for_ever()
    {
        var talks = await TalksAsync();
        for (var i = 0; i + 1 < Talks; i += 2)
        {
            var (one, two) = (await TalkAsync(talks[i]), await TalkAsync(talks[i + 1]));
            await Task.WhenAll(
                JoinedAsync(one.Id, two.With.ContactId), JoinedAsync(two.Id, one.With.ContactId), JoinAsync([two.Id, one.Id], null, Jonas));
        }

        async Task JoinedAsync(long talk, long other)
        {
            try
            {
                await Inbox.SamePersonAsync(talk, other, Sight.Everything, Cancel);
            }
            catch (InboxException wrong)
            {
                wrong.Why.ShouldBe(InboxRefusal.NotFound, "they are one already");
            }
        }
    }

    [Fact]
    public async Task What_waits_for_approval_is_withdrawn_while_its_conversation_is_merged()
    {
        var talks = await TalksAsync();
        var author = new Sight(Jonas, null) { MaySend = false };
        for (var i = 0; i + 1 < Talks; i += 2)
        {
            var asked = (await Inbox.SendReplyAsync(talks[i], new(Leg.Public, "Wir schauen nach."), author, Cancel)).ApprovalId!.Value;
            await Task.WhenAll(Inbox.WithdrawAsync(asked, author, Cancel), MergedAsync(talks[i], talks[i + 1]));
        }
    }

    [Fact]
    public async Task Who_waits_in_a_circle_is_let_go_and_does_it_once_more()
    {
        Assert.SkipWhen(Engine is Engine.Sqlite, "One writes at a time there.");
        var talks = await TalksAsync();
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var runs = 0;
        await Task.WhenAll(WriteAsync(talks[0], talks[1], first, second), WriteAsync(talks[1], talks[0], second, first));
        runs.ShouldBe(3, "one of the two once more");

        Task WriteAsync(long one, long other, TaskCompletionSource mine, TaskCompletionSource theirs) => Db.WriteAsync(async scope =>
        {
            Interlocked.Increment(ref runs);
            await scope.Connection.ExecuteAsync("update conversation set subject = 'x' where id = @one", new { one }, scope.Transaction);
            mine.TrySetResult();
            await theirs.Task;
            await scope.Connection.ExecuteAsync("update conversation set subject = 'x' where id = @other", new { other }, scope.Transaction);
        }, Cancel);
    }

    private async Task<IReadOnlyList<long>> TalksAsync()
    {
        var talks = new List<long>();
        for (var i = 0; i < Talks; i++) talks.Add(await SayAsync($"Naht {i} offen", $"kunde{i}"));
        return talks;
    }

    private async Task JoinAsync(IReadOnlyList<long> talks, long? incident, long by) =>
        (await Inbox.ChangeManyAsync(talks, new(), new BulkChange.Join(incident), new(by, null), Cancel)).Refused.ShouldBeEmpty();

    private async Task DoneAsync(IReadOnlyList<long> talks, string cause, long by) =>
        (await Inbox.ChangeManyAsync(
            talks, new(), new BulkChange.Enter(ConversationState.Done, Cause: cause), new(by, null), Cancel)).Refused.ShouldBeEmpty();

    private static async Task EachAsync(IEnumerable<long> talks, Func<long, Task> what)
    {
        foreach (var talk in talks) await what(talk);
    }

    /// <summary>The second of two merges is told that it is too late, and nothing else.</summary>
    private async Task MergedAsync(long one, long two)
    {
        try
        {
            await Inbox.MergeAsync(one, two, Sight.Everything, Cancel);
        }
        catch (InboxException wrong)
        {
            wrong.Why.ShouldBe(InboxRefusal.AlreadyMerged);
        }
    }
}
