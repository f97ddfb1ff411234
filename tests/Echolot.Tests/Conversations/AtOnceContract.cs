using Dapper;
using Echolot.Conversations;
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
        var incident = await Inbox.SaveIncidentAsync(null, new("Charge 0425", "Produkt > Naht", ""), Mira, Cancel);
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
        var incident = await Inbox.SaveIncidentAsync(null, new("Charge 0425", "Produkt > Naht", ""), Mira, Cancel);
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
