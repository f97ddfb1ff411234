using System.Text.Json;
using Dapper;
using Echolot.Conversations;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class HandedOnSqlite() : HandedContract(Engine.Sqlite);

public sealed class HandedOnPostgres() : HandedContract(Engine.Postgres);

/// <summary>Whoever is handed conversations is told: once, however many, and not of what they take themselves.</summary>
public abstract class HandedContract(Engine engine) : CareDeskContract(engine)
{
    private Sight Hands => new(Mira, null);

    [Fact]
    public async Task Two_hundred_at_once_are_one_message_from_whoever_gave_them()
    {
        var talks = new List<long>();
        for (var i = 0; i < 200; i++) talks.Add(await SayAsync($"Paket {i}", $"kunde{i}"));
        await Inbox.ChangeManyAsync(talks, new(), new BulkChange.Assign(Jonas), Hands, Cancel);
        await Inbox.TellHandedAsync(Cancel);
        (await ToldAsync()).ShouldBeEmpty("more of it may be on the way");
        await WaitAsync();
        var told = (await ToldAsync()).ShouldHaveSingleItem();
        (told.PersonId, told.Count, told.By, told.Conversations.Count).ShouldBe((Jonas, 200, Mira, ConversationsHanded.Most));
        await WaitAsync();
        (await ToldAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_one_takes_answers_or_has_lost_again_by_then_is_not_told()
    {
        var (taken, given, over) = (await SayAsync("Alpha", "kim"), await SayAsync("Bravo", "lou"), await SayAsync("Charlie", "ada"));
        await Inbox.TakeAsync(taken, new(Jonas, null), Cancel);
        await Inbox.AssignAsync(given, Jonas, Hands, Cancel);
        await Inbox.AssignAsync(given, Ida, new(Jonas, null), Cancel);
        await Inbox.AssignAsync(over, Jonas, Hands, Cancel);
        await Inbox.EnterAsync(over, ConversationState.Ignored, null, null, Hands, Cancel);
        await WaitAsync();
        var told = (await ToldAsync()).ShouldHaveSingleItem();
        (told.PersonId, told.By).ShouldBe((Ida, Jonas));
        told.Conversations.ShouldBe([given]);
    }

    [Fact]
    public async Task Routing_and_the_return_timer_tell_whom_they_give_it_to()
    {
        var department = await DepartmentAsync(
            "Service", null, new(Strategy.InTurn, ReturnAfter: 30), Jonas, Ida);
        var talk = await SayAsync("Alpha");
        await Inbox.MoveAsync(talk, department, Sight.Everything, Cancel);
        await Inbox.TurnAsync(Cancel);
        await WaitAsync();
        var first = (await ToldAsync()).ShouldHaveSingleItem();
        (first.By, first.PersonId).ShouldBe((null, (await TalkAsync(talk)).AssigneeId!.Value));
        Clock.Now += TimeSpan.FromMinutes(31);
        await Inbox.TurnAsync(Cancel);
        await WaitAsync();
        var told = await ToldAsync();
        told.Select(t => t.PersonId).ShouldBe([first.PersonId, first.PersonId == Jonas ? Ida : Jonas]);
        told[1].Conversations.ShouldBe([talk]);
    }

    [Fact]
    public async Task Who_is_given_something_all_the_time_is_told_after_a_minute()
    {
        for (var i = 0; i < 22; i++)
        {
            var talk = await SayAsync($"Paket {i}", $"kunde{i}");
            await Inbox.AssignAsync(talk, Jonas, Hands, Cancel);
            Clock.Now += TimeSpan.FromSeconds(3);
            await Inbox.TellHandedAsync(Cancel);
        }
        (await ToldAsync()).Select(t => t.Count).ShouldBe([20]);
    }

    [Fact]
    public async Task Somebody_who_is_erased_is_told_nothing_and_named_nowhere()
    {
        var (theirs, fromThem) = (await SayAsync("Alpha", "kim"), await SayAsync("Bravo", "lou"));
        await Inbox.AssignAsync(theirs, Jonas, Hands, Cancel);
        await Inbox.AssignAsync(fromThem, Ida, new(Jonas, null), Cancel);
        var holder = House.All<IHoldsPersonalData>().Single(h => h.Tables.Contains("handed"));
        await Db.WriteAsync(scope => holder.EraseAsync(scope, new DataSubject(null, $"{Jonas}"), Cancel), Cancel);
        await WaitAsync();
        var told = (await ToldAsync()).ShouldHaveSingleItem();
        (told.PersonId, told.By).ShouldBe((Ida, null));
    }

    private async Task WaitAsync()
    {
        Clock.Now += TimeSpan.FromSeconds(5);
        await Inbox.TellHandedAsync(Cancel);
    }

    private async Task<IReadOnlyList<ConversationsHanded>> ToldAsync()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return [.. (await connection.QueryAsync<string>(
            "select json from outbox where type = @type order by seq", new { type = typeof(ConversationsHanded).FullName }))
            .Select(json => JsonSerializer.Deserialize<ConversationsHanded>(json, JsonSerializerOptions.Web)!)];
    }
}
