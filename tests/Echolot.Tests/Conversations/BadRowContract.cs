using Dapper;
using Echolot.Conversations;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class BadRowsOnSqlite() : BadRowContract(Engine.Sqlite);

public sealed class BadRowsOnPostgres() : BadRowContract(Engine.Postgres);

/// <summary>A conversation that cannot be read any more holds up no other one.</summary>
public abstract class BadRowContract(Engine engine) : CareDeskContract(engine)
{
    [Fact]
    public async Task Giving_out_goes_on_behind_it()
    {
        var service = await DepartmentAsync("Service", null, new(Strategy.InTurn), Jonas);
        var (bad, good) = await TwoAsync();
        await Inbox.MoveAsync(bad, service, Sight.Everything, Cancel);
        await Inbox.MoveAsync(good, service, Sight.Everything, Cancel);
        await BreakAsync(bad);
        await Inbox.TurnAsync(Cancel);
        (await TalkAsync(good)).AssigneeId.ShouldBe(Jonas);
        (await TalkAsync(bad)).AssigneeId.ShouldBeNull();
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<long>("select turn_at from conversation where id = @bad", new { bad }))
            .ShouldBeGreaterThan(Clock.Now.ToUnixTimeMilliseconds(), "it stands in the way of nobody");
    }

    [Fact]
    public async Task Workflows_that_wait_for_time_go_on_behind_it()
    {
        await Inbox.SaveWorkflowAsync(null, new(
            "Liegt", WorkflowTrigger.Unanswered, new(), [new(WorkflowActionKind.Priority, (long)Priority.Urgent)], Minutes: 30), Mira, Cancel);
        Clock.Now += TimeSpan.FromSeconds(1);
        var (bad, good) = await TwoAsync();
        await BreakAsync(bad);
        Clock.Now += TimeSpan.FromMinutes(31);
        await Inbox.LookAsync(Cancel);
        (await TalkAsync(good)).Priority.ShouldBe(Priority.Urgent);
    }

    [Fact]
    public async Task Changed_targets_reach_those_behind_it()
    {
        var (bad, good) = await TwoAsync();
        await BreakAsync(bad);
        await Inbox.SaveTargetsAsync([new("Eilig", null, null, 0, null, 7, 7, null, null, null)], Mira, Cancel);
        (await TalkAsync(good)).DueAt.ShouldBe(Clock.Now.AddMinutes(7));
        (await Inbox.IsRetargetingAsync(Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_crisis_that_is_over_is_over_for_those_behind_it()
    {
        var (bad, good) = await TwoAsync();
        await WriteAsync(
            "update conversation set crisis = 2, crisis_why = '[{\"by\":3,\"level\":2,\"id\":7,\"text\":\"Sturm\"}]'", null);
        (await TalkAsync(good)).Crisis.ShouldBe(2);
        await BreakAsync(bad);
        await Inbox.EndCrisisAsync(7, Cancel);
        ((await TalkAsync(good)).Crisis, (await TalkAsync(bad)).Crisis).ShouldBe((0, 2));
    }

    private async Task<(long Bad, long Good)> TwoAsync() => (await SayAsync("Wo ist mein Paket?", "a"), await SayAsync("Und meines?", "b"));

    /// <summary>What is written of its targets is no JSON: its clocks cannot be read.</summary>
    private Task BreakAsync(long talk) => WriteAsync(
        $"update conversation_event set after = 'broken' where conversation_id = @talk and kind = {(int)ConversationEventKind.TargetsSet}",
        new { talk });

    private Task WriteAsync(string sql, object? values) =>
        Db.WriteAsync(scope => scope.Connection.ExecuteAsync(sql, values, scope.Transaction), Cancel);
}
