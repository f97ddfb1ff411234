using System.Text;
using System.Text.Json;
using Dapper;
using Echolot.Conversations;
using Echolot.Storage;
using Echolot.Tables;
using Echolot.Teams;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Reports;

public sealed class SmallGroupsOnSqlite() : SmallGroupsContract(Engine.Sqlite);

public sealed class SmallGroupsOnPostgres() : SmallGroupsContract(Engine.Postgres);

/// <summary>While figures of single people are off, those of a handful are not told either.</summary>
public abstract class SmallGroupsContract(Engine engine) : DatabaseContract(engine)
{
    private static readonly CareQuestion week = new(new(2026, 9, 7), new(2026, 9, 13));
    private CareHouse _house = null!;
    private long _two;
    private long _nobody;

    private Roster Roster => _house.All.Get<Roster>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _house = await CareHouse.OpenAsync(Db);
        _two = (await Roster.SaveDepartmentAsync(_house.Mira, null, new("Zwei"), Cancel)).Id;
        _nobody = (await Roster.SaveDepartmentAsync(_house.Mira, null, new("Leer"), Cancel)).Id;
        await Roster.SetMembersAsync(_house.Mira, _two, [_house.Mira.Person.Id, _house.Jonas.Person.Id], Cancel);
        foreach (var department in new[] { _two, _nobody })
        {
            var talk = await _house.AskAsync();
            await _house.Inbox.MoveAsync(talk, department, Sight.Everything, Cancel);
            await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
                """
                insert into opinion (conversation_id, contact_id, source_id, connector, department_id, asked_at, month, expires_at, answered_at, score)
                select id, contact_id, 1, connector, department_id, @now, 202609, @now, @now, 5 from conversation where id = @talk
                """, new { talk, now = _house.Clock.Now.ToUnixTimeMilliseconds() }, scope.Transaction), Cancel);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _house.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_department_of_two_is_told_nowhere_and_one_of_nobody_is()
    {
        var report = await _house.Reports.LookAsync(week, Sight.Everything, Cancel);
        report.Total[CareCount.Opened].ShouldBe(2, "it is in the sum of all");
        var two = report.Departments.Single(d => d.Key == $"{_two}");
        (two.TooFew, two.Count[CareCount.Opened], two.Count.Opinions.Answered).ShouldBe((true, 0, 0));
        var empty = report.Departments.Single(d => d.Key == $"{_nobody}");
        (empty.TooFew, empty.Count[CareCount.Opened]).ShouldBe((false, 1));
        (await OpinionsAsync()).Select(f => (f.Key, f.TooFew, f.Answered)).ShouldBe(
            [($"{_two}", true, 0), ($"{_nobody}", false, 1)], ignoreOrder: true);
        (await ExportAsync(week)).Select(r => r.GetProperty("department").GetString()).ShouldBe([null, "Leer"], ignoreOrder: true);
        (await _house.Reports.LinesAsync(week, CareMetrics.Of(CareCount.Opened), null, Sight.Everything, null, 10, Cancel)).Lines
            .Select(l => l.DepartmentId).ShouldBe([null, _nobody], ignoreOrder: true);
    }

    [Fact]
    public async Task Asking_for_it_or_seeing_nothing_else_is_refused_and_ones_own_is_not()
    {
        var asked = week with { Departments = [_two] };
        var metric = CareMetrics.Of(CareCount.Opened);
        await RefusedAsync(() => _house.Reports.LookAsync(asked, Sight.Everything, Cancel));
        await RefusedAsync(() => _house.Reports.LinesAsync(asked, metric, null, Sight.Everything, null, 10, Cancel));
        await RefusedAsync(() => _house.Reports.CausesAsync(asked, "", Sight.Everything, Cancel));
        await RefusedAsync(() => ExportAsync(asked));
        // Beside others it is asked for as well: their figures taken off would leave its own.
        await RefusedAsync(() => _house.Reports.LookAsync(week with { Departments = [_two, _nobody] }, Sight.Everything, Cancel));
        await RefusedAsync(() => _house.Reports.LookAsync(week, new(_house.Jonas.Person.Id, [_two], Unrouted: false), Cancel));
        (await _house.Reports.LookAsync(week, new(_house.Jonas.Person.Id, [], Unrouted: false), Cancel)).Total[CareCount.Opened].ShouldBe(0);
    }

    [Fact]
    public async Task The_smallest_group_is_set_and_an_agreement_about_single_people_lifts_it()
    {
        await Should.ThrowAsync<RosterException>(() => Roster.SetSmallestGroupAsync(_house.Jonas, 2, Cancel));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Roster.SetSmallestGroupAsync(_house.Mira, 0, Cancel));
        await Roster.SetSmallestGroupAsync(_house.Mira, 2, Cancel);
        (await ToldAsync()).ShouldBe(0, "fewer need a second role");
        await RefusedSecondAsync(_house.Mira);
        await Roster.ConfirmSmallestGroupAsync(_house.Jonas, Cancel);
        (await ToldAsync()).ShouldBe(1);
        await RefusedSecondAsync(_house.Jonas);
        await Roster.SetSmallestGroupAsync(_house.Mira, 1, Cancel);
        await Roster.SetSmallestGroupAsync(_house.Mira, 3, Cancel);
        (await Roster.AgentFiguresAsync(Cancel)).GroupAsked.ShouldBeNull("more hold at once");
        (await ToldAsync()).ShouldBe(0);
        await Roster.SetAgentFiguresAsync(_house.Mira, "Betriebsvereinbarung vom 1. September 2026", Cancel);
        await Roster.ConfirmAgentFiguresAsync(_house.Jonas, Cancel);
        (await ToldAsync()).ShouldBe(1);
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<long>("select count(*) from audit where what = 'agent-figures.smallest-group'")).ShouldBe(2);
        (await connection.ExecuteScalarAsync<long>("select count(*) from audit where what = 'agent-figures.smallest-group-asked'")).ShouldBe(2);
    }

    [Fact]
    public async Task Only_who_had_another_role_before_it_was_asked_for_confirms()
    {
        var (kim, secret) = await Roster.InviteAsync(_house.Mira, new("kim@example.org", "Kim", Role.Lead, "de", "Europe/Berlin"), Cancel);
        _house.Pass(1);
        await Roster.SetSmallestGroupAsync(_house.Mira, 2, Cancel);
        await Roster.SetAgentFiguresAsync(_house.Mira, "Betriebsvereinbarung", Cancel);
        _house.Pass(1);
        (await Roster.AcceptInviteAsync(secret, "correct horse battery", Cancel)).ShouldBeTrue();
        var (lea, _) = await Roster.InviteAsync(_house.Mira, new("lea@example.org", "Lea", Role.Lead, "de", "Europe/Berlin"), Cancel);
        var (ben, _) = await Roster.InviteAsync(_house.Mira, new("ben@example.org", "Ben", Role.Administrator, "de", "Europe/Berlin"), Cancel);
        await Roster.ChangeAsync(_house.Mira, ben.Id, new("ben@example.org", "Ben", Role.Lead, "de", "Europe/Berlin"), true, Cancel);
        foreach (var late in new[] { kim.Id, lea.Id, ben.Id })
            await RefusedSecondAsync(await ActorAsync(late));
        await Roster.ChangeAsync(
            _house.Mira, _house.Jonas.Person.Id, new("jonas@example.org", "Jonas Neu", Role.Lead, "de", "Europe/Berlin"), true, Cancel);
        await Roster.ConfirmSmallestGroupAsync(_house.Jonas, Cancel);
        await Roster.ConfirmAgentFiguresAsync(_house.Jonas, Cancel);
        (await Roster.AgentFiguresAsync(Cancel)).ShouldSatisfyAllConditions(f => f.On.ShouldBeTrue(), f => f.SmallestGroup.ShouldBe(2));
    }

    [Fact]
    public async Task Satisfaction_is_told_to_nobody_who_sees_too_few_people()
    {
        foreach (var group in new[] { OpinionGroup.Month, OpinionGroup.Channel, OpinionGroup.Department })
            await RefusedAsync(() => OpinionsAsync(group, new(_house.Jonas.Person.Id, [_two], Unrouted: false)));
        (await OpinionsAsync(OpinionGroup.Month, new(_house.Jonas.Person.Id, [_nobody], Unrouted: false))).ShouldHaveSingleItem().Answered.ShouldBe(1);
    }

    private async Task<Actor> ActorAsync(long id)
    {
        var person = (await Roster.FindAsync(id, Cancel))!;
        return new(person, person.Permissions, null);
    }

    private async Task RefusedSecondAsync(Actor who)
    {
        (await Should.ThrowAsync<RosterException>(() => Roster.ConfirmSmallestGroupAsync(who, Cancel))).Why.ShouldBe(RosterRefusal.NotAllowed);
        (await Should.ThrowAsync<RosterException>(() => Roster.ConfirmAgentFiguresAsync(who, Cancel))).Why.ShouldBe(RosterRefusal.NotAllowed);
    }

    private async Task<long> ToldAsync() => (await _house.Reports.LookAsync(week, Sight.Everything, Cancel))
        .Departments.Single(d => d.Key == $"{_two}").Count[CareCount.Opened];

    private Task<IReadOnlyList<OpinionFigures>> OpinionsAsync(OpinionGroup by = OpinionGroup.Department, Sight? sight = null) => new OpinionDesk(
        Db, _house.Inbox, _house.All.Sources, Roster, _house.All.Bus, _house.All.Privacy, _house.Clock, null,
        Microsoft.Extensions.Logging.Abstractions.NullLogger<OpinionDesk>.Instance).FiguresAsync(
        by, 202609, 202609, sight ?? Sight.Everything, Cancel);

    private static async Task RefusedAsync(Func<Task> work) =>
        (await Should.ThrowAsync<InboxException>(work)).Why.ShouldBe(InboxRefusal.TooFewPeople);

    private async Task<IReadOnlyList<JsonElement>> ExportAsync(CareQuestion question)
    {
        using var file = new MemoryStream();
        await _house.Reports.ExportAsync(question, ExportFormat.Ndjson, file, Sight.Everything, Cancel);
        return [.. Encoding.UTF8.GetString(file.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
