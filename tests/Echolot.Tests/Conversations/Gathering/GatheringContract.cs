using Dapper;
using Echolot.Conversations;
using Echolot.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Gathering;

public sealed class GatheringOnSqlite() : GatheringContract(Engine.Sqlite);

public sealed class GatheringOnPostgres() : GatheringContract(Engine.Postgres);

/// <summary>Complaints with one cause gather by themselves, for everybody what they may see.</summary>
public abstract class GatheringContract(Engine engine) : CareDeskContract(engine)
{
    private Sight Lead => new(Mira, null);

    [Fact]
    public async Task What_many_say_on_a_sudden_is_proposed_opened_as_an_incident_and_taken_back()
    {
        await UsualAsync();
        var all = new List<long>();
        const string Other = "Produkt > Reißverschluss";
        for (var i = 0; i < 6; i++) all.Add(await SaidAsync($"Der Reißverschluss {i} ist kaputt und ich bin enttäuscht", $"z{i}", i));
        all.Add(await SaidAsync("Reißverschlüsse!", "z0", 0));
        var found = await Inbox.IncidentProposalsAsync(Lead, Cancel);
        (found.Enough, found.Complete).ShouldBe((true, true));
        var proposal = found.Items.Single(p => p.Term == "reissverschluss");
        (proposal.Written, proposal.Customers, proposal.Before, proposal.OfBefore, proposal.Daily.Sum())
            .ShouldBe(("Reißverschluss", 6, 0, 24, 6));
        proposal.Complaints.ShouldBe(6);
        proposal.Daily[^1].ShouldBeGreaterThan(0);
        proposal.Score.ShouldBeGreaterThan(Echolot.Conversations.Gathering.Significant);
        proposal.Conversations.ShouldBe(all, ignoreOrder: true);
        var talks = await Inbox.ProposedTalksAsync(proposal, 3, Lead, Cancel);
        talks.Count.ShouldBe(3);
        talks.ShouldAllBe(t => t.Said.Contains("eißversch", StringComparison.Ordinal));

        await Inbox.EnterAsync(all[1], ConversationState.Done, null, Other, Lead, Cancel);
        Clock.Now += TimeSpan.FromSeconds(1);
        var incident = await Inbox.OpenProposalAsync(
            proposal.Term, new("Reißverschluss", "Produkt > Reißverschluss", ""), null, [.. all.Take(5), 4711], Lead, Cancel);
        var opened = (await Inbox.IncidentAsync(incident, Lead, Cancel))!;
        (opened.Conversations, opened.Term).ShouldBe((5, "Reißverschluss"));
        (await TalkAsync(all[0])).Cause.ShouldBe("Produkt > Reißverschluss");
        (await Inbox.IncidentProposalAsync(proposal.Term, Lead, Cancel)).ShouldBeNull("only two are left");

        (await Inbox.CanUndoAsync(opened, Cancel)).ShouldBeTrue();
        await Inbox.UndoIncidentAsync(incident, Lead, Cancel);
        (await Inbox.IncidentAsync(incident, Lead, Cancel)).ShouldBeNull();
        ((await TalkAsync(all[0])).Cause, (await TalkAsync(all[1])).Cause).ShouldBe((null, Other), "what it got by joining is gone");
        (await Inbox.CausesAsync(Cancel)).Single().Used.ShouldBe(1);
        (await Inbox.IncidentProposalAsync(proposal.Term, Lead, Cancel))!.Customers.ShouldBe(6);
        var other = await Inbox.SaveIncidentAsync(null, new("Schon da", null, ""), new(Mira, null), Cancel);
        (await Inbox.OpenProposalAsync(proposal.Term, new("", null, ""), other, null, Lead, Cancel)).ShouldBe(other);
        (await Inbox.IncidentAsync(other, Lead, Cancel))!.Conversations.ShouldBe(7);
        (await Should.ThrowAsync<InboxException>(() => Inbox.UndoIncidentAsync(other, Lead, Cancel))).Why.ShouldBe(InboxRefusal.TooLate);
        (await House.Privacy.AuditAsync(null, 50, Cancel)).Where(a => a.What.StartsWith("incident.proposal", StringComparison.Ordinal))
            .Select(a => (a.What, a.ActorId, a.Detail)).ShouldBe(
            [
                ("incident.proposal.opened", Mira, "7"), ("incident.proposal.undone", Mira, null),
                ("incident.proposal.opened", Mira, "5"),
            ]);
    }

    [Fact]
    public async Task A_proposal_put_aside_stays_away_until_twice_as_many_say_it()
    {
        await UsualAsync();
        for (var i = 0; i < 6; i++) await SaidAsync("Reißverschluss kaputt", $"z{i}", i);
        (await Should.ThrowAsync<InboxException>(() => Inbox.DismissProposalAsync("reissverschluss", " ", Lead, Cancel)))
            .Why.ShouldBe(InboxRefusal.ReasonMissing);
        (await Should.ThrowAsync<InboxException>(() => Inbox.DismissProposalAsync("erfunden", "weil", Lead, Cancel)))
            .Why.ShouldBe(InboxRefusal.NotFound);
        await Inbox.DismissProposalAsync("reissverschluss", "Gewinnspiel", Lead, Cancel);
        (await Inbox.IncidentProposalAsync("reissverschluss", Lead, Cancel)).ShouldBeNull();
        var put = (await Inbox.DismissedProposalsAsync(Lead, Cancel)).ShouldHaveSingleItem();
        (put.Written, put.Reason, put.Customers, put.By).ShouldBe(("Reißverschluss", "Gewinnspiel", 6, Mira));
        await Inbox.RestoreProposalAsync(put.Id, Lead, Cancel);
        (await Inbox.IncidentProposalAsync("reissverschluss", Lead, Cancel)).ShouldNotBeNull();
        await Inbox.DismissProposalAsync("reissverschluss", "Gewinnspiel", Lead, Cancel);
        for (var i = 6; i < 11; i++) await SaidAsync("Reißverschluss kaputt", $"z{i}", 0);
        Clock.Now += TimeSpan.FromMinutes(21);
        (await Inbox.IncidentProposalAsync("reissverschluss", Lead, Cancel)).ShouldBeNull("eleven are not twice six");
        await SaidAsync("Reißverschluss kaputt", "z11", 0);
        Clock.Now += TimeSpan.FromMinutes(21);
        (await Inbox.IncidentProposalAsync("reissverschluss", Lead, Cancel))!.Customers.ShouldBe(12);
    }

    [Fact]
    public async Task Nobody_is_told_numbers_of_conversations_that_they_may_not_see()
    {
        var (mine, theirs) = (await DepartmentAsync("Jacken"), await DepartmentAsync("Recht"));
        await UsualAsync(mine);
        await UsualAsync(theirs);
        for (var i = 0; i < 6; i++) await SaidAsync("Reißverschluss kaputt", $"z{i}", i, mine);
        for (var i = 6; i < 9; i++) await SaidAsync("Reißverschluss kaputt", $"z{i}", i, theirs);
        for (var i = 0; i < 7; i++) await SaidAsync("Abmahnung droht", $"r{i}", i, theirs);
        (await Inbox.IncidentProposalsAsync(Lead, Cancel)).Items.Select(p => (p.Term, p.Customers, p.OfBefore))
            .ShouldBe([("reissverschluss", 9, 48), ("abmahnung", 7, 48)], ignoreOrder: true);
        (await Inbox.IncidentProposalsAsync(Lead, Cancel)).Items.ShouldContain(p => p.Beside.Count > 0);
        var jacket = new Sight(Jonas, [mine], Unrouted: false);
        var seen = (await Inbox.IncidentProposalsAsync(jacket, Cancel)).Items.ShouldHaveSingleItem();
        (seen.Term, seen.Customers, seen.OfCustomers, seen.OfBefore, seen.Conversations.Count).ShouldBe(("reissverschluss", 6, 6, 24, 6));
        seen.Beside.ShouldBeEmpty("words of others are theirs");
        (await Inbox.KnownIncidentProposalsAsync(new(Ida, [], Unrouted: false), Cancel)).ShouldBeEmpty();
        (await Inbox.ProposedTalksAsync(
            (await Inbox.IncidentProposalAsync("reissverschluss", Lead, Cancel))!, 50, jacket, Cancel)).Count.ShouldBe(6);
    }

    [Fact]
    public async Task Without_a_past_nobody_can_tell_what_is_usual()
    {
        for (var i = 0; i < 8; i++) await SaidAsync("Reißverschluss kaputt", $"z{i}", i);
        var found = await Inbox.IncidentProposalsAsync(Lead, Cancel);
        (found.Enough, found.Items.Count).ShouldBe((false, 0));
    }

    [Fact]
    public async Task An_opening_is_taken_back_for_a_day_and_only_while_nothing_was_done_with_the_incident()
    {
        await UsualAsync();
        for (var i = 0; i < 6; i++) await SaidAsync($"Der Reißverschluss {i} ist kaputt", $"z{i}", i);
        var more = await SaidAsync("Anderes", "other", 0);
        Func<long, Task>[] works =
        [
            id => Inbox.SetIncidentAsync(more, id, Lead, Cancel),
            id => Inbox.SaveIncidentAsync(id, new("Reißverschluss", null, "Zehn Zeilen"), new(Mira, null), Cancel),
            id => Inbox.AddFileAsync(WrittenTo.Everybody(id), "blatt.pdf", "%PDF-1.7 …"u8.ToArray(), Lead, Cancel),
            id => Inbox.AskOutsideAsync(id, new("Q", "q@lieferant.example", "de", "Woran liegt es?"), Lead, Cancel),
            async id =>
            {
                await Inbox.FixIncidentAsync(id, true, new(Mira, null), Cancel);
                await Inbox.FixIncidentAsync(id, false, new(Mira, null), Cancel);
            },
            _ =>
            {
                Clock.Now += TimeSpan.FromDays(1);
                return Task.CompletedTask;
            },
        ];
        foreach (var work in works)
        {
            var incident = await OpenAsync("Reißverschluss");
            (await CanUndoAsync(incident)).ShouldBeTrue();
            await work(incident);
            (await CanUndoAsync(incident)).ShouldBeFalse();
            (await Should.ThrowAsync<InboxException>(() => Inbox.UndoIncidentAsync(incident, Lead, Cancel))).Why.ShouldBe(InboxRefusal.TooLate);
            (await Inbox.IncidentAsync(incident, Lead, Cancel))!.Conversations.ShouldBeGreaterThanOrEqualTo(6);
            await Inbox.ChangeManyAsync(null, new(InboxView.All, IncidentId: incident), new BulkChange.Join(null), Lead, Cancel);
        }

        async Task<bool> CanUndoAsync(long id) => await Inbox.CanUndoAsync((await Inbox.IncidentAsync(id, Lead, Cancel))!, Cancel);
    }

    [Fact]
    public async Task Whoever_joins_something_while_an_opening_is_taken_back_leaves_no_conversation_of_an_incident_that_is_gone()
    {
        await UsualAsync();
        for (var i = 0; i < 6; i++) await SaidAsync($"Der Reißverschluss {i} ist kaputt", $"z{i}", i);
        var more = await SaidAsync("Anderes", "other", 0);
        for (var i = 0; i < 5; i++)
        {
            var incident = await OpenAsync("Reißverschluss");
            await Task.WhenAll(
                TryAsync(() => Inbox.UndoIncidentAsync(incident, Lead, Cancel)),
                TryAsync(() => Inbox.SetIncidentAsync(more, incident, Lead, Cancel)));
            await using (var connection = await Db.ReadAsync(Cancel))
                (await connection.ExecuteScalarAsync<long>(
                    """
                    select count(*) from conversation where incident_id is not null and incident_id not in (select id from incident)
                    """)).ShouldBe(0);
            await Inbox.ChangeManyAsync(null, new(InboxView.All, IncidentId: incident), new BulkChange.Join(null), Lead, Cancel);
        }

        static async Task TryAsync(Func<Task> what)
        {
            try
            {
                await what();
            }
            catch (InboxException wrong)
            {
                wrong.Why.ShouldBeOneOf(InboxRefusal.TooLate, InboxRefusal.IncidentMissing);
            }
        }
    }

    [Fact]
    public async Task Whoever_asks_about_it_while_an_opening_is_taken_back_learns_that_it_is_gone_and_none_of_it_stays()
    {
        await UsualAsync();
        // More than are changed in one go.
        for (var i = 0; i < 120; i++) await SaidAsync($"Der Reißverschluss {i} ist kaputt", $"z{i}", i % 10);
        await Inbox.IncidentProposalsAsync(Lead, Cancel);
        var incident = await OpenAsync("Reißverschluss");
        (await OfAsync(incident)).ShouldBe(120);
        var undo = Inbox.UndoIncidentAsync(incident, Lead, Cancel);
        while (await OfAsync(incident) == 120 && !undo.IsCompleted) await Task.Yield();
        (await Should.ThrowAsync<InboxException>(() => Inbox.AskOutsideAsync(
            incident, new("Qualität", "q@example.org", "de", "Woran liegt es?", 4), Lead, Cancel))).Why.ShouldBe(InboxRefusal.IncidentMissing);
        await undo;
        (await OfAsync(incident)).ShouldBe(0);
        (await Inbox.IncidentsAsync(Lead, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_server_had_begun_to_take_back_when_it_stopped_is_finished_by_the_next()
    {
        await UsualAsync();
        for (var i = 0; i < 6; i++) await SaidAsync($"Der Reißverschluss {i} ist kaputt", $"z{i}", i);
        await Inbox.IncidentProposalsAsync(Lead, Cancel);
        var incident = await OpenAsync("Reißverschluss");
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "update incident set undone_at = 1, undo_until = null", transaction: scope.Transaction), Cancel);
        (await Inbox.IncidentAsync(incident, Lead, Cancel)).ShouldBeNull("nobody does anything with it any more");
        (await Inbox.IncidentChoicesAsync(incident, Sight.Everything, Cancel)).ShouldBeEmpty();
        await Inbox.LeaveUndoneAsync(Cancel);
        (await OfAsync(incident)).ShouldBe(0);
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<long>("select count(*) from incident")).ShouldBe(0);
    }

    private async Task<long> OfAsync(long incident)
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return await connection.ExecuteScalarAsync<long>("select count(*) from conversation where incident_id = @incident", new { incident });
    }

    [Fact]
    public async Task A_proposal_that_is_opened_twice_at_once_is_one_incident()
    {
        await UsualAsync();
        for (var i = 0; i < 6; i++) await SaidAsync($"Der Reißverschluss {i} ist kaputt", $"z{i}", i);
        await Inbox.IncidentProposalsAsync(Lead, Cancel);
        var opened = await Task.WhenAll(OpenAsync("Reißverschluss"), OpenAsync("Reißverschluss"));
        opened[0].ShouldBe(opened[1]);
        (await Inbox.IncidentsAsync(Lead, Cancel)).ShouldHaveSingleItem().Conversations.ShouldBe(6);

        // The same storm weeks later is another incident.
        Clock.Now += TimeSpan.FromDays(70);
        await UsualAsync();
        for (var i = 0; i < 6; i++) await SaidAsync($"Der Reißverschluss {i} ist wieder kaputt", $"y{i}", i);
        await Inbox.IncidentProposalsAsync(Lead, Cancel);
        (await OpenAsync("Reißverschluss")).ShouldNotBe(opened[0]);
        (await Inbox.IncidentsAsync(Lead, Cancel)).Count.ShouldBe(2);
    }

    private Task<long> OpenAsync(string title) =>
        Inbox.OpenProposalAsync("reissverschluss", new(title, null, ""), null, null, Lead, Cancel);

    /// <summary>Twenty-four customers of the weeks before, each with a matter of their own.</summary>
    private async Task UsualAsync(long? department = null)
    {
        string[] words = ["Paket verspätet", "Rechnung falsch", "Zelt undicht", "Retoure gesandt", "Größe passt nicht", "Gutschein einlösen"];
        for (var i = 0; i < 24; i++) await SaidAsync(words[i % words.Length], $"u{department}-{i}", 20 + i, department);
    }

    private Task<long> SaidAsync(string text, string who, int daysAgo, long? department = null) => Inbox.WriteDownAsync(
        new("phone", who, text, Phone: null, Mail: $"{who}@example.org", At: Clock.Now.AddDays(-daysAgo), Mine: false),
        new(Mira, department is { } id ? [id] : null), Cancel);
}
