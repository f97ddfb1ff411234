using System.Text.Json;
using Dapper;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class DepartmentsOnSqlite() : DepartmentsContract(Engine.Sqlite);

public sealed class DepartmentsOnPostgres() : DepartmentsContract(Engine.Postgres);

/// <summary>Departments, who sees what, and handing over.</summary>
public abstract class DepartmentsContract(Engine engine) : CareDeskContract(engine)
{
    [Fact]
    public async Task Departments_are_a_tree_and_never_stand_below_themselves()
    {
        var service = await DepartmentAsync("Service");
        var returns = await DepartmentAsync("Retouren", service);
        await DepartmentAsync("Ausland", returns);
        var tree = await Roster.DepartmentsAsync(Cancel);
        tree.All.Select(d => (d.Path, d.Level)).ShouldBe(
            [("Service", 1), ("Service / Retouren", 2), ("Service / Retouren / Ausland", 3)]);
        (await Should.ThrowAsync<RosterException>(() => Roster.SaveDepartmentAsync(Admin, service, new("Service", returns), Cancel)))
            .Why.ShouldBe(RosterRefusal.DepartmentPlace);
        (await Should.ThrowAsync<RosterException>(() => Roster.SaveDepartmentAsync(Admin, null, new(" "), Cancel)))
            .Why.ShouldBe(RosterRefusal.NameMissing);
        var jonas = (await Roster.FindAsync(Jonas, Cancel))!;
        (await Should.ThrowAsync<RosterException>(() => Roster.SaveDepartmentAsync(
            new(jonas, jonas.Permissions, null), null, new("Meins"), Cancel))).Why.ShouldBe(RosterRefusal.NotAllowed);
    }

    [Fact]
    public async Task Only_one_department_takes_the_rest_and_hours_come_from_above()
    {
        var hours = await OfficeHoursAsync();
        var service = (await Roster.SaveDepartmentAsync(Admin, null, new("Service", null, hours, Catches: true), Cancel)).Id;
        var returns = await DepartmentAsync("Retouren", service);
        var press = (await Roster.SaveDepartmentAsync(Admin, null, new("PR", Catches: true), Cancel)).Id;
        var tree = await Roster.DepartmentsAsync(Cancel);
        tree.Catching!.Id.ShouldBe(press);
        (tree.CalendarOf(returns), tree.CalendarOf(press)).ShouldBe((hours, null));
        var talk = await SayAsync("Hallo?");
        await UntilAsync(async () => (await TalkAsync(talk)).DepartmentId == press);
    }

    [Fact]
    public async Task Whoever_is_erased_is_named_in_no_line_about_who_was_not_reached()
    {
        var (service, _) = (await DepartmentAsync("Service", null, null, Ida), await DepartmentAsync("Recht", null, null, Jonas));
        await Roster.SaveSeatAsync(Admin, Seat.Of(Jonas) with { Reach = Reach.Team }, Cancel);
        var talk = await SayAsync("Ich gehe zum Anwalt");
        await Inbox.MoveAsync(talk, service, Sight.Everything, Cancel);
        await Inbox.AddNoteAsync(talk, "@Recht bitte prüfen", new Sight(Mira, null), Cancel);
        // As older programs wrote it: all of them in one line.
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            $"update conversation_event set after = '7 ' || after where kind = {(int)ConversationEventKind.NotReached}", transaction: scope.Transaction), Cancel);
        await House.Privacy.EraseAsync(new(null, $"{Jonas}"), null, Cancel);
        (await ThreadAsync(talk)).Events.Single(e => e.Kind is ConversationEventKind.NotReached).After.ShouldBeNull();
    }

    [Fact]
    public async Task A_note_calls_only_those_who_see_the_conversation_and_its_author_learns_of_the_others()
    {
        var (service, press) = (await DepartmentAsync("Service", null, null, Ida), await DepartmentAsync("Recht", null, null, Jonas));
        await Roster.SaveSeatAsync(Admin, Seat.Of(Jonas) with { Reach = Reach.Team }, Cancel);
        var talk = await SayAsync("Ich gehe zum Anwalt");
        await Inbox.MoveAsync(talk, service, Sight.Everything, Cancel);
        var mira = new Sight(Mira, null);
        (await Inbox.AddNoteAsync(talk, "@Recht und @Ida bitte prüfen", mira, Cancel)).Select(p => p.Id).ShouldBe([Jonas]);
        (await ThreadAsync(talk)).Events.Single(e => e.Kind is ConversationEventKind.NotReached).After.ShouldBe($"{Jonas}");
        (await Inbox.AddNoteAsync(talk, "@Recht allein", mira, Cancel)).ShouldNotBeEmpty();
        await Inbox.MoveAsync(talk, press, Sight.Everything, Cancel);
        (await Inbox.AddNoteAsync(talk, "@Recht jetzt aber", mira, Cancel)).ShouldBeEmpty();
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.QueryAsync<string>("select json from outbox where type = @type", new { type = typeof(AttentionAsked).FullName }))
            .Select(j => JsonSerializer.Deserialize<AttentionAsked>(j, JsonSerializerOptions.Web)!.PersonIds.Single()).ShouldBe([Ida, Jonas], ignoreOrder: true);
    }

    [Fact]
    public async Task Whoever_may_be_the_same_person_is_shown_and_joined_where_their_conversations_are_seen_alone()
    {
        var (service, press) = (await DepartmentAsync("Service", null, null, Ida), await DepartmentAsync("PR"));
        var (mine, theirs, also) = (
            await SayAsync("Eins", "kimla@here.example"), await SayAsync("Zwei", "kimla@there.example"), await SayAsync("Drei", "kimla@far.example"));
        foreach (var (talk, department) in new[] { (mine, service), (theirs, press), (also, service) })
            await Inbox.MoveAsync(talk, department, Sight.Everything, Cancel);
        var ida = new Sight(Ida, [service], Unrouted: false);
        var (hidden, seen) = ((await TalkAsync(theirs)).With.ContactId, (await TalkAsync(also)).With.ContactId);
        (await Inbox.PersonOfAsync(await TalkAsync(mine), Sight.Everything, Cancel)).Namesakes.Select(n => n.Contact.Id)
            .ShouldBe([hidden, seen], ignoreOrder: true);
        (await Inbox.PersonOfAsync(await TalkAsync(mine), ida, Cancel)).Namesakes.Select(n => n.Contact.Id).ShouldBe([seen]);
        (await Should.ThrowAsync<InboxException>(() => Inbox.SamePersonAsync(mine, hidden, ida, Cancel))).Why.ShouldBe(InboxRefusal.NotFound);
        (await TalkAsync(theirs)).With.ContactId.ShouldBe(hidden);
        await Inbox.SamePersonAsync(mine, seen, ida, Cancel);
    }

    [Fact]
    public async Task An_incident_and_the_work_lists_count_what_whoever_looks_may_see()
    {
        var (service, press) = (await DepartmentAsync("Service", null, null, Ida), await DepartmentAsync("PR"));
        var incident = await Inbox.SaveIncidentAsync(null, new("Charge 0425", null, ""), new(Mira, null), Cancel);
        foreach (var (text, author, department) in new[] { ("Naht offen", "kim", service), ("Naht auf", "lee", press), ("Naht weg", "ada", press) })
        {
            var talk = await SayAsync(text, author);
            await Inbox.MoveAsync(talk, department, Sight.Everything, Cancel);
            await Inbox.SetIncidentAsync(talk, incident, Sight.Everything, Cancel);
        }
        var ida = new Sight(Ida, [service], Unrouted: false);
        (await Inbox.IncidentAsync(incident, Sight.Everything, Cancel))!.Conversations.ShouldBe(3);
        (await Inbox.IncidentAsync(incident, ida, Cancel))!.Conversations.ShouldBe(1);
        (await Inbox.IncidentsAsync(ida, Cancel)).Single().Conversations.ShouldBe(1);
        await Inbox.AnswerAllAsync(incident, null, "Wir tauschen.", Sight.Everything, Cancel);
        var seen = (await Inbox.IncidentRepliesAsync(incident, ida, Cancel)).Single();
        (seen.Sent + seen.NotSent.Count).ShouldBe(1);
        (await Inbox.CountAsync(new InboxFilter(DepartmentId: press), Sight.Everything, Cancel)).ToDo.ShouldBe(2);
        (await Inbox.CountAsync(new InboxFilter(InboxView.Done, DepartmentId: press), Sight.Everything, Cancel)).Unassigned.ShouldBe(2);
        (await Inbox.CountAsync(new InboxFilter(DepartmentId: press), ida, Cancel)).ToDo.ShouldBe(0);
        (await Inbox.CountAsync(new InboxFilter(Connector: TalkingNetwork.Name), ida, Cancel)).ToDo.ShouldBe(1);
        (await Inbox.CountAsync(new InboxFilter(Connector: "bluesky"), Sight.Everything, Cancel)).ToDo.ShouldBe(0);
    }

    [Fact]
    public async Task Counts_for_everybody_are_those_that_each_would_get_alone_and_none_on_an_empty_desk()
    {
        (await Inbox.CountEachAsync(new(), Cancel)).All.ShouldBe(new InboxCounts(0, 0, 0, 0, 0, 0));
        var (first, second, third) = (await SayAsync("Naht offen", "kim"), await SayAsync("Naht auf", "lee"), await SayAsync("Naht weg", "ada"));
        await Inbox.AssignAsync(first, Jonas, Sight.Everything, Cancel);
        await Inbox.AssignAsync(second, Jonas, Sight.Everything, Cancel);
        await Inbox.EnterAsync(third, ConversationState.Snoozed, Clock.Now.AddHours(1), null, Sight.Everything, Cancel);
        var (all, own) = await Inbox.CountEachAsync(new(), Cancel);
        foreach (var person in new[] { Mira, Jonas, Ida })
            (all with { Mine = own.GetValueOrDefault(person) }).ShouldBe(await Inbox.CountAsync(new Sight(person, null), Cancel));
        own.ShouldBe(new Dictionary<long, long> { [Jonas] = 2 });
        all.Snoozed.ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_may_not_edit_people_changes_skills_and_not_how_far_anybody_sees()
    {
        await Roster.SaveSeatAsync(Admin, new(Ida, Reach.Team, 5, ["Rechnung", "rechnung", " "], ["DE"]), Cancel);
        var lead = (await Roster.FindAsync(Jonas, Cancel))!;
        await Roster.SaveSeatAsync(
            new(lead, Permission.EditCare, null), new(Ida, Reach.All, 8, ["Retoure"], ["de", "en"]), Cancel);
        var seat = (await Roster.SeatsAsync(Cancel))[Ida];
        (seat.Reach, seat.Capacity).ShouldBe((Reach.Team, 8));
        seat.Skills.ShouldBe(["Retoure"]);
        await Roster.SaveSeatAsync(Admin, new(Ida, Reach.Own, null, ["Rechnung", "rechnung", " "], ["DE"]), Cancel);
        seat = (await Roster.SeatsAsync(Cancel))[Ida];
        (seat.Skills, seat.Languages).ShouldSatisfyAllConditions(
            s => s.Skills.ShouldBe(["Rechnung"]), s => s.Languages.ShouldBe(["de"]));
    }

    [Fact]
    public async Task Who_sees_how_far_follows_the_tree_and_the_session()
    {
        var service = await DepartmentAsync("Service", null, null, Jonas);
        var returns = await DepartmentAsync("Retouren", service, null, Ida);
        (await Roster.SeesAsync(Jonas, Cancel)).ShouldBeNull();
        await Roster.SaveSeatAsync(Admin, new(Jonas, Reach.Subtree, null, [], []), Cancel);
        await Roster.SaveSeatAsync(Admin, new(Ida, Reach.Team, null, [], []), Cancel);
        (await Roster.SeesAsync(Jonas, Cancel)).ShouldBe([service, returns]);
        (await Roster.SeesAsync(Ida, Cancel)).ShouldBe([returns]);
        await Roster.SaveSeatAsync(Admin, new(Ida, Reach.Own, null, [], []), Cancel);
        (await Roster.SeesAsync(Ida, Cancel)).ShouldBe([]);
        (await Roster.SeesAsync(Cancel)).OrderBy(s => s.Key).Select(s => $"{s.Key}: {string.Join(" ", s.Value)}").ShouldBe(
            [$"{Jonas}: {service} {returns}", $"{Ida}: "]);
        var secret = (await Roster.SignInAsync("mira@example.org", "correct horse battery", "127.0.0.1", "test", Cancel)).SessionSecret!;
        await Roster.SaveSeatAsync(Admin, new(Mira, Reach.Own, null, [], []), Cancel);
        (await Roster.BySessionAsync(secret, Cancel))!.Sees.ShouldBe([]);
        var (_, token) = await Roster.IssueTokenAsync(Admin, "t", Permission.ReadConversations, null, Cancel);
        (await Roster.ByTokenAsync(token, Cancel))!.Sees.ShouldBe([]);
    }

    /// <summary>A regression of tabs that show what other departments have, and of counts that give it away.</summary>
    [Fact]
    public async Task Nobody_ever_sees_a_conversation_outside_of_their_sight_by_any_route()
    {
        var random = new Random(7);
        long[] departments =
        [
            await DepartmentAsync("A"), await DepartmentAsync("B"), await DepartmentAsync("C"),
        ];
        var ids = new List<long>();
        for (var i = 0; i < 40; i++) ids.Add(await SayAsync($"wort{i} Reißverschluss", $"a{i % 9}"));
        var belongs = new Dictionary<long, Belonging>();
        foreach (var id in ids)
        {
            var to = new Belonging(
                random.Next(4) is < 3 and var d ? departments[d] : null, random.Next(3) switch { 0 => Jonas, 1 => Ida, _ => null });
            belongs[id] = to;
            var state = (ConversationState)random.Next(7);
            await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
                """
                update conversation set department_id = @DepartmentId, assignee_id = @AssigneeId, state = @state, active = @active,
                    snoozed_until = case when @state = 4 then 9000000000000 else null end where id = @id
                """,
                new
                {
                    to.DepartmentId, to.AssigneeId, id, state = (long)state,
                    active = state is ConversationState.Done or ConversationState.Ignored ? 0L : 1L,
                }, scope.Transaction), Cancel);
        }
        for (var run = 0; run < 12; run++)
        {
            IReadOnlyList<long>? seen = run % 4 == 3 ? null : [.. departments.Where(_ => random.Next(2) == 0)];
            var sight = new Sight(run % 2 == 0 ? Jonas : Ida, seen, Unrouted: seen is null || random.Next(2) == 0);
            var lawful = ids.Where(id => Lawful(sight, belongs[id])).ToHashSet();
            var shown = new HashSet<long>();
            foreach (var view in Enum.GetValues<InboxView>())
                foreach (var order in Enum.GetValues<InboxOrder>())
                    foreach (var filter in new InboxFilter[]
                    {
                        new(view, Order: order), new(view, DepartmentId: departments[run % 3], Order: order),
                        new(view, AssigneeId: Ida, Order: order), new(view, Search: "reißverschluss", Order: order),
                    })
                    {
                        var listed = new List<long>();
                        string? cursor = null;
                        do
                        {
                            var page = await Inbox.ListAsync(filter, sight, cursor, 7, Cancel);
                            listed.AddRange(page.Items.Select(c => c.Id));
                            cursor = page.Next;
                        }
                        while (cursor is not null);
                        listed.ShouldBeUnique();
                        listed.ShouldBeSubsetOf(lawful);
                        if (filter == new InboxFilter(InboxView.All, Order: order)) listed.Count.ShouldBe(lawful.Count);
                        shown.UnionWith(listed);
                    }
            shown.ShouldBe(lawful, ignoreOrder: true);
            var counts = await Inbox.CountAsync(sight, Cancel);
            foreach (var (view, count) in new[]
            {
                (InboxView.ToDo, counts.ToDo), (InboxView.Mine, counts.Mine), (InboxView.Unassigned, counts.Unassigned),
                (InboxView.Waiting, counts.Waiting), (InboxView.Snoozed, counts.Snoozed),
            })
                (await Inbox.ListAsync(new(view), sight, null, 200, Cancel)).Items.Count.ShouldBe((int)count);
            (await Inbox.CountByDepartmentAsync(sight, Cancel)).Values.Sum().ShouldBe(counts.ToDo);
            foreach (var id in ids.Except(lawful)) await UnseenAsync(id, lawful.FirstOrDefault(), sight);
            foreach (var id in lawful) (await Inbox.ShowAsync(id, sight, Cancel)).ShouldNotBeNull();
        }
    }

    private async Task UnseenAsync(long id, long other, Sight sight)
    {
        (await Inbox.FindAsync(id, sight, Cancel)).ShouldBeNull();
        (await Inbox.ShowAsync(id, sight, Cancel)).ShouldBeNull();
        (await Inbox.TriesAsync(id, sight, 10, Cancel)).ShouldBeEmpty();
        foreach (var change in new Func<Task>[]
        {
            () => Inbox.TakeAsync(id, sight, Cancel), () => Inbox.AssignAsync(id, null, sight, Cancel),
            () => Inbox.EnterAsync(id, ConversationState.Done, null, "Zusteller", sight, Cancel),
            () => Inbox.SetPriorityAsync(id, Priority.Low, sight, Cancel), () => Inbox.AddNoteAsync(id, "da", sight, Cancel),
            () => Inbox.MoveAsync(id, null, sight, Cancel), () => Inbox.MergeAsync(id, other, sight, Cancel),
            () => Inbox.MergeAsync(other, id, sight, Cancel), () => Inbox.SetWorkflowsOffAsync(id, true, sight, Cancel),
            () => Inbox.SendReplyAsync(id, new(Leg.Public, "da"), sight, Cancel),
        })
            (await Should.ThrowAsync<InboxException>(change)).Why.ShouldBe(InboxRefusal.NotFound);
    }

    private static bool Lawful(Sight sight, Belonging belongs) => sight.Departments is null || belongs.AssigneeId == sight.PersonId
        || (belongs.DepartmentId is { } d ? sight.Departments.Contains(d) : sight.Unrouted);

    [Fact]
    public async Task Handing_over_takes_it_from_whoever_does_not_work_there_and_is_written_down()
    {
        var service = await DepartmentAsync("Service", null, null, Jonas);
        var press = await DepartmentAsync("PR", null, null, Ida);
        var talk = await SayAsync("Für die Presse");
        await Inbox.MoveAsync(talk, service, Sight.Everything, Cancel);
        await Inbox.TakeAsync(talk, new(Jonas, null), Cancel);
        await Inbox.MoveAsync(talk, press, new(Jonas, [service], Unrouted: false), Cancel);
        var thread = await ThreadAsync(talk);
        (thread.Conversation.DepartmentId, thread.Conversation.AssigneeId).ShouldBe((press, null));
        thread.Events.Where(e => e.Kind is ConversationEventKind.DepartmentChanged)
            .Select(e => (e.Before, e.After)).ShouldBe([(null, $"{service}"), ($"{service}", $"{press}")]);
        (await Inbox.FindAsync(talk, new(Jonas, [service], Unrouted: false), Cancel)).ShouldBeNull();
        (await Should.ThrowAsync<InboxException>(() => Inbox.MoveAsync(talk, 999, Sight.Everything, Cancel)))
            .Why.ShouldBe(InboxRefusal.DepartmentMissing);
    }

    [Fact]
    public async Task In_a_locked_department_only_the_assignee_answers()
    {
        var legal = (await Roster.SaveDepartmentAsync(Admin, null, new("Recht", Locked: true), Cancel)).Id;
        var talk = await SayAsync("Ich verklage euch");
        await Inbox.MoveAsync(talk, legal, Sight.Everything, Cancel);
        await Inbox.AssignAsync(talk, Jonas, Sight.Everything, Cancel);
        (await Should.ThrowAsync<InboxException>(() => Inbox.SendReplyAsync(
            talk, new(Leg.Public, "Hallo"), new(Ida, null), Cancel))).Why.ShouldBe(InboxRefusal.OnlyAssignee);
        await Inbox.SendReplyAsync(talk, new(Leg.Public, "Hallo"), new(Jonas, null), Cancel);
    }

    [Fact]
    public async Task What_a_department_had_goes_to_the_one_above_when_it_is_removed()
    {
        var service = await DepartmentAsync("Service");
        var returns = await DepartmentAsync("Retouren", service);
        var below = await DepartmentAsync("Ausland", returns);
        var (open, done) = (await SayAsync("eins", "a"), await SayAsync("zwei", "b"));
        foreach (var id in new[] { open, done }) await Inbox.MoveAsync(id, returns, Sight.Everything, Cancel);
        await Inbox.EnterAsync(done, ConversationState.Done, null, "Zusteller", Sight.Everything, Cancel);
        await Roster.RemoveDepartmentAsync(Admin, returns, Cancel);
        await UntilAsync(async () => (await TalkAsync(open)).DepartmentId == service && (await TalkAsync(done)).DepartmentId == service);
        (await Roster.DepartmentsAsync(Cancel)).Find(below)!.Draft.ParentId.ShouldBe(service);
    }

    [Fact]
    public async Task Erasing_a_colleague_takes_their_seat_and_absences()
    {
        await DepartmentAsync("Service", null, null, Jonas, Ida);
        await Roster.SaveSeatAsync(Admin, new(Jonas, Reach.Team, 3, ["Retoure"], ["de"]), Cancel);
        await Roster.AddAbsenceAsync(Admin, Ida, Morning, Morning.AddDays(1), Jonas, Cancel);
        await House.Privacy.EraseAsync(new(null, $"{Jonas}"), null, Cancel);
        (await Roster.SeatsAsync(Cancel)).Keys.ShouldNotContain(Jonas);
        (await Roster.DepartmentsAsync(Cancel)).All.Single().Members.ShouldBe([Ida]);
        (await Roster.AbsencesAsync(null, Cancel)).Single().SubstituteId.ShouldBeNull();
    }
}
