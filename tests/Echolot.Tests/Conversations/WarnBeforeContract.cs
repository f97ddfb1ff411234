using Dapper;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class WarnBeforeOnSqlite() : WarnBeforeContract(Engine.Sqlite);

public sealed class WarnBeforeOnPostgres() : WarnBeforeContract(Engine.Postgres);

/// <summary>People are warned before a target is missed, once for each clock.</summary>
public abstract class WarnBeforeContract(Engine engine) : CareContract(engine)
{
    private static readonly TimeSpan nearly = TimeSpan.FromHours(11) + TimeSpan.FromMinutes(5);

    private Sight Agent => Eyes[Role.Agent];

    [Fact]
    public async Task Whoever_has_conversations_is_warned_of_all_of_them_at_once_and_again_only_for_the_next_clock()
    {
        var talks = new List<long>();
        foreach (var (word, author) in new[] { ("Alpha", "kim"), ("Bravo", "lou"), ("Charlie", "ada") })
            talks.Add(await HearAsync(word, author, isPrivate: true, author: author));
        foreach (var talk in talks.Take(2)) await Inbox.TakeAsync(talk, Agent, Cancel);
        await Inbox.WarnAsync(Cancel);
        (await ToldAsync()).ShouldBeEmpty();
        Clock.Now += nearly;
        await Inbox.WarnAsync(Cancel);
        await Inbox.WarnAsync(Cancel);
        var told = (await ToldAsync()).ToDictionary(t => t.PersonId, t => t.Conversations.Order().ToList());
        told.Count.ShouldBe(2);
        told[Agent.PersonId!.Value].ShouldBe(talks.Take(2));
        told[Eyes[Role.Lead].PersonId!.Value].ShouldBe([talks[2]], "what nobody has and no department");

        await Inbox.SendReplyAsync(talks[0], new(Leg.Private, "Moment"), Agent, Cancel);
        await UntilAsync(async () => (await ThreadAsync(talks[0])).Messages[^1].Send?.State is SendState.Sent);
        Clock.Now += TimeSpan.FromMinutes(1);
        await HearAsync("Delta", "kim2", isPrivate: true, author: "kim");
        Clock.Now += nearly;
        await Inbox.WarnAsync(Cancel);
        (await ToldAsync())[^1].Conversations.ShouldBe([talks[0]], "the other one is missed already");
    }

    [Fact]
    public async Task Those_of_the_department_who_are_there_are_warned_of_what_nobody_has()
    {
        var roster = House.Get<Roster>();
        var lead = Eyes[Role.Lead].PersonId!.Value;
        var by = new Actor(Mira, Mira.Permissions, null);
        var department = (await roster.SaveDepartmentAsync(by, null, new("Service"), Cancel)).Id;
        await roster.SetMembersAsync(by, department, [Agent.PersonId!.Value, lead], Cancel);
        await roster.AddAbsenceAsync(by, lead, Clock.Now, Clock.Now.AddDays(2), null, Cancel);
        var talk = await HearAsync("Alpha");
        await Inbox.MoveAsync(talk, department, Sight.Everything, Cancel);
        Clock.Now += nearly;
        await Inbox.WarnAsync(Cancel);
        (await ToldAsync()).Select(t => t.PersonId).ShouldBe([Agent.PersonId.Value]);
    }

    [Fact]
    public async Task Where_whoever_has_it_is_away_those_who_lead_are_warned_as_well()
    {
        var roster = House.Get<Roster>();
        var by = new Actor(Mira, Mira.Permissions, null);
        var talk = await HearAsync("Alpha");
        await Inbox.TakeAsync(talk, Agent, Cancel);
        await roster.AddAbsenceAsync(by, Agent.PersonId!.Value, Clock.Now, Clock.Now.AddDays(2), null, Cancel);
        Clock.Now += nearly;
        await Inbox.WarnAsync(Cancel);
        (await ToldAsync()).Where(t => t.Conversations.Contains(talk)).Select(t => t.PersonId).Order()
            .ShouldBe(new[] { Agent.PersonId.Value, Eyes[Role.Lead].PersonId!.Value }.Order());
    }

    private async Task<IReadOnlyList<TargetsRunOut>> ToldAsync()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return [.. (await connection.QueryAsync<string>(
            "select json from outbox where type = @type order by seq", new { type = typeof(TargetsRunOut).FullName }))
            .Select(json => System.Text.Json.JsonSerializer.Deserialize<TargetsRunOut>(json, System.Text.Json.JsonSerializerOptions.Web)!)];
    }
}
