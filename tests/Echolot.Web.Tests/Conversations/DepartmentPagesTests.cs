using System.Globalization;
using System.Net;
using Echolot.Alerts;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Live;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>Departments, routing and workflows by their forms, and what somebody of one department sees.</summary>
public sealed class DepartmentPagesTests : IAsyncLifetime
{
    private ListeningHost _host = null!;
    private Visitor _mira = null!;

    private Inbox Inbox => _host.App.Services.GetRequiredService<Inbox>();
    private Roster Roster => _host.App.Services.GetRequiredService<Roster>();

    public async ValueTask InitializeAsync()
    {
        _host = await ListeningHost.StartAsync();
        _mira = await _host.App.SignedInAsync(language: "de");
    }

    public async ValueTask DisposeAsync()
    {
        _mira.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_department_is_made_filled_and_given_a_way_to_share_the_work()
    {
        (await _mira.GetAsync(Urls.Departments)).Text.ShouldContain("Noch keine Abteilung");
        var refused = await _mira.PostAsync(Urls.NewDepartment, Urls.Departments, ("name", " "));
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Find("#f-name-error")!.TextContent.ShouldContain("Namen");
        var service = await AddAsync("Service");
        using var jonas = await _host.App.SignedInAsync(Role.Agent, "de");
        var id = await PersonAsync(Role.Agent);
        await _mira.PostAsync(service, service + "/members", ("person", $"{id}"));
        var wrong = await _mira.PostAsync(service, service + "/distribution", ("strategy", "LeastLoad"), ("until", "bald"));
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.Find("#f-until-error")!.TextContent.ShouldContain("bald");
        await _mira.PostAsync(service, service + "/distribution", ("strategy", "LeastLoad"), ("otherwise", "InTurn"), ("until", "90"));
        await _mira.PostAsync(Urls.Seat(id), Urls.Seat(id), ("reach", "Team"), ("skills", "Retoure, Rechnung"), ("languages", "de"), ("capacity", "7"));
        var page = await _mira.GetAsync(Urls.Departments);
        page.Text.ShouldContain("wer am wenigsten hat");
        page.Text.ShouldContain("Retoure, Rechnung");
        page.Text.ShouldContain("die eigene Abteilung");
        var saved = (await Roster.DepartmentsAsync(CancellationToken.None)).All.Single();
        (saved.Distribution.ReturnAfter, saved.Members.Single()).ShouldBe((90, id));
        (await jonas.GetAsync(Urls.Departments)).Status.ShouldBe(HttpStatusCode.OK);
        (await jonas.PostAsync(service, service, ("name", "Meins"))).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Whoever_works_in_one_department_sees_no_other_ones_in_pages_api_and_live_updates()
    {
        using var jonas = await _host.App.SignedInAsync(Role.Agent, "de");
        var id = await PersonAsync(Role.Agent);
        var (service, press) = (await AddAsync("Service"), await AddAsync("PR"));
        await _mira.PostAsync(service, service + "/members", ("person", $"{id}"));
        await _mira.PostAsync(Urls.Seat(id), Urls.Seat(id), ("reach", "Team"));
        var (mine, theirs) = (await OpenAsync("1", "Fjellrev eins"), await OpenAsync("2", "Fjellrev zwei"));
        await _mira.PostAsync(mine, mine + "/department", ("department", service.Split('/')[^1]));
        await _mira.PostAsync(theirs, theirs + "/department", ("department", press.Split('/')[^1]));

        foreach (var view in Enum.GetValues<InboxView>())
        {
            var list = await jonas.GetAsync($"{Urls.Inbox}?view={view}");
            list.Text.ShouldNotContain("Fjellrev zwei");
            (await jonas.GetAsync($"{Urls.InboxRows}?view={view}")).Text.ShouldNotContain("Fjellrev zwei");
            // A colleague who sees everything follows the same list at the same time.
            var follows = _mira.GetAsync($"{Urls.InboxFollow}?view={view}");
            (await jonas.GetAsync($"{Urls.InboxFollow}?view={view}")).Text.ShouldNotContain("Fjellrev zwei");
            await follows;
        }
        (await jonas.GetAsync(Urls.Inbox)).Find(".tabs a")!.TextContent.ShouldContain("1");
        (await jonas.GetAsync(Urls.Inbox)).Find("select[name=department]")!.TextContent.ShouldNotContain("PR");
        (await jonas.GetAsync(theirs)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await jonas.GetAsync(theirs + "/workflows")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await jonas.PostAsync(Urls.Inbox, theirs + "/draft", ("mode", "Note"), ("text", "x"))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await jonas.GetAsync($"{Urls.Inbox}?q=zwei")).Document.QuerySelectorAll("[data-talk]").ShouldBeEmpty();
        // Handing on what is seen leads back to the list.
        (await jonas.PostAsync(mine, mine + "/department", ("department", press.Split('/')[^1]))).Location.ShouldBe(Urls.Inbox);
        (await jonas.GetAsync(mine)).Status.ShouldBe(HttpStatusCode.NotFound);

        var person = (await Roster.FindAsync(id, CancellationToken.None))!;
        var actor = new Actor(person, person.Permissions, null) { Sees = await Roster.SeesAsync(id, CancellationToken.None) };
        ConversationChanged Changed(long talk, long? department, long? assignee) =>
            new(talk, 1, true) { Was = new(department, assignee), Is = new(department, assignee) };
        var told = LiveDecision.Of(
            [new(1, Changed(7, 900, null)), new(2, Changed(8, 900, id)), new(3, new ConversationChanged(9, 1, true))], actor, 0);
        ((LiveConversations)told.ShouldHaveSingleItem().Data).ShouldSatisfyAllConditions(
            l => l.Ids.ShouldBe(["8"]), l => l.Fresh.ShouldBe(1));
    }

    [Fact]
    public async Task An_incident_of_others_is_not_there_for_whoever_sees_none_of_its_conversations()
    {
        using var jonas = await _host.App.SignedInAsync(Role.Agent, "de");
        var id = await PersonAsync(Role.Agent);
        var (service, press) = (await AddAsync("Service"), await AddAsync("PR"));
        await _mira.PostAsync(service, service + "/members", ("person", $"{id}"));
        await _mira.PostAsync(Urls.Seat(id), Urls.Seat(id), ("reach", "Team"));
        var (mine, theirs) = (await OpenAsync("1", "Fjellrev eins"), await OpenAsync("2", "Fjellrev zwei"));
        await _mira.PostAsync(mine, mine + "/department", ("department", service.Split('/')[^1]));
        await _mira.PostAsync(theirs, theirs + "/department", ("department", press.Split('/')[^1]));
        var incident = (await _mira.PostAsync(Urls.Incidents, Urls.Incidents, ("title", "Charge 0425"), ("note", "Frau Muster klagt")))
            .Location.ShouldNotBeNull();
        var api = "/api/v1/incidents/" + incident.Split('/')[^1];
        await _mira.PostAsync(theirs, theirs + "/incident", ("incident", incident.Split('/')[^1]));

        (await jonas.GetAsync(incident)).ShouldSatisfyAllConditions(
            p => p.Status.ShouldBe(HttpStatusCode.NotFound), p => p.Text.ShouldNotContain("Frau Muster"));
        foreach (var elsewhere in new[] { Urls.Incidents, Urls.Inbox, mine, "/api/v1/incidents" })
            (await jonas.GetAsync(elsewhere)).Text.ShouldNotContain("0425");
        foreach (var hidden in new[] { api, api + "/enquiries" })
            (await jonas.GetAsync(hidden)).Status.ShouldBe(HttpStatusCode.NotFound);
        foreach (var action in new[] { incident, incident + "/fixed" })
            (await jonas.PostAsync(Urls.Inbox, action, ("title", "Meins"), ("fixed", "true"))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await jonas.PostAsync(mine, mine + "/incident", ("incident", incident.Split('/')[^1]))).Status.ShouldNotBe(HttpStatusCode.OK);
        (await _mira.GetAsync(api)).Text.ShouldContain("\"title\":\"Charge 0425\"");

        await _mira.PostAsync(mine, mine + "/incident", ("incident", incident.Split('/')[^1]));
        (await jonas.GetAsync(incident)).Document.Body!.TextContent.ShouldContain("1 Gespräch · 1 weitere, die Sie nicht sehen");
        (await jonas.GetAsync(api)).Text.ShouldContain("\"conversations\":1,\"unseen\":1");
    }

    [Fact]
    public async Task Somebody_enters_their_own_absence_and_nobody_elses()
    {
        using var jonas = await _host.App.SignedInAsync(Role.Agent, "de");
        var (id, mira) = (await PersonAsync(Role.Agent), (await Roster.FindAsync(AppHost.AdministratorEmail, CancellationToken.None))!.Id);
        var wrong = await jonas.PostAsync(Urls.Seat(id), Urls.Seat(id) + "/absences", ("from", "morgen"), ("until", "2020-01-01T08:00"));
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.Find("#f-until-error")!.TextContent.ShouldContain("Zeit");
        await jonas.PostAsync(Urls.Seat(id), Urls.Seat(id) + "/absences", ("from", "2031-03-03T08:00"), ("until", "2031-03-10T18:00"), ("substitute", $"{mira}"));
        (await jonas.GetAsync(Urls.Seat(id))).Find(".absences li")!.TextContent.ShouldContain("Mira Albrecht");
        (await jonas.PostAsync(Urls.Seat(id), Urls.Seat(mira) + "/absences", ("from", "2031-03-03T08:00"), ("until", "2031-03-10T18:00")))
            .Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Roster.AbsencesAsync(mira, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_workflow_is_written_tried_on_the_past_moved_and_says_what_it_did()
    {
        var before = await OpenAsync("1", "Fjellrev, mein Anwalt meldet sich");
        var legal = await AddAsync("Recht");
        (await _mira.GetAsync(Urls.Workflows)).Text.ShouldContain("Noch kein Ablauf");
        (string, string)[] fields =
        [
            ("name", "Drohung"), ("folder", "Eskalation"), ("trigger", "Opened"), ("query", "anwalt"), ("active", "true"),
            ("toDepartment", legal.Split('/')[^1]), ("priority", "Urgent"), ("note", "Nichts zusagen"), ("tellPerson", $"{await MiraAsync()}"),
        ];
        var tried = await _mira.PostAsync(Urls.NewWorkflow, Urls.WorkflowDryRun, [.. fields, ("days", "7")]);
        tried.Document.Body!.TextContent.ShouldContain("Hätte 1-mal gegriffen");
        tried.Text.ShouldContain("mein Anwalt meldet sich");
        var wrong = await _mira.PostAsync(Urls.NewWorkflow, Urls.Workflows, [.. fields.Where(f => f.Item1 != "query"), ("query", "(offen")]);
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.Find(".banner").ShouldNotBeNull();
        wrong.Find("[name=note]")!.TextContent.ShouldBe("Nichts zusagen");
        (await _mira.PostAsync(Urls.NewWorkflow, Urls.Workflows, ("name", "Leer"))).Text.ShouldContain("mindestens eine Aktion");
        await _mira.PostAsync(Urls.NewWorkflow, Urls.Workflows, fields);

        var after = await OpenAsync("2", "Fjellrev, der Anwalt wieder");
        var id = long.Parse(after.Split('/')[^1], CultureInfo.InvariantCulture);
        await Eventually.HoldsAsync(async () => (await Inbox.FindAsync(id, Sight.Everything, CancellationToken.None))!.Priority is Priority.Urgent);
        var talk = await _mira.GetAsync(after);
        talk.Text.ShouldContain("Nichts zusagen");
        talk.Text.ShouldContain("an Recht gegeben");
        (await _mira.GetAsync(after + "/workflows")).Find(".try li.held")!.TextContent.ShouldContain("Drohung");
        (await _mira.GetAsync(before + "/workflows")).Text.ShouldContain("Noch kein Ablauf");
        await Eventually.HoldsAsync(async () => (await _host.App.Services.GetRequiredService<AlertDesk>()
            .ForPersonAsync(await MiraAsync(), false, null, 20, CancellationToken.None)).Any(n => n.Title.Contains("Drohung", StringComparison.Ordinal)));

        var list = await _mira.GetAsync(Urls.Workflows);
        list.Find(".workflow-folder")!.TextContent.ShouldBe("Eskalation");
        list.Find(".rule-facts")!.TextContent.ShouldContain("1-mal gegriffen");
        var workflow = (await Inbox.WorkflowsAsync(CancellationToken.None)).Single();
        await _mira.PostAsync(Urls.Workflows, Urls.Workflow(workflow.Id) + "/switch");
        (await Inbox.WorkflowsAsync(CancellationToken.None)).Single().Draft.Active.ShouldBeFalse();
        (await _mira.GetAsync(Urls.Workflow(workflow.Id))).Find("[name=query]")!.TextContent.ShouldBe("anwalt");
        await _mira.PostAsync(Urls.Workflow(workflow.Id), Urls.Workflow(workflow.Id) + "/remove");
        (await Inbox.WorkflowsAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_strategies_stand_side_by_side_for_a_day()
    {
        var service = await AddAsync("Service");
        using var jonas = await _host.App.SignedInAsync(Role.Agent, "de");
        await _mira.PostAsync(service, service + "/members", ("person", $"{await PersonAsync(Role.Agent)}"));
        var talk = await OpenAsync("1", "Fjellrev?");
        await _mira.PostAsync(talk, talk + "/department", ("department", service.Split('/')[^1]));
        var opened = (await Inbox.FindAsync(long.Parse(talk.Split('/')[^1], CultureInfo.InvariantCulture), Sight.Everything, CancellationToken.None))!.OpenedAt;
        var day = Echolot.Web.Components.Moments.Local(opened, "Europe/Berlin").ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var page = await _mira.GetAsync($"{service}/simulation?day={day}&a=InTurn&b=LeastLoad");
        page.Document.Body!.TextContent.ShouldContain("1 Gespräch an diesem Tag");
        page.Text.ShouldContain("ist an der Reihe");
        page.Text.ShouldContain("hat am wenigsten auf dem Tisch");
        (await _mira.GetAsync($"{service}/simulation?day=gestern")).Text.ShouldContain("kein Tag");
    }

    [Fact]
    public async Task In_a_locked_department_others_may_note_and_not_answer()
    {
        var legal = await AddAsync("Recht", ("locked", "true"));
        var talk = await OpenAsync("1", "Fjellrev!");
        await _mira.PostAsync(talk, talk + "/department", ("department", legal.Split('/')[^1]));
        using var jonas = await _host.App.SignedInAsync(Role.Agent, "de");
        await _mira.PostAsync(talk, talk + "/assign", ("person", $"{await PersonAsync(Role.Agent)}"));
        (await _mira.GetAsync(talk)).Document.QuerySelectorAll("[name=mode]").Length.ShouldBe(1);
    }

    private async Task<string> AddAsync(string name, params (string, string)[] more) =>
        (await _mira.PostAsync(Urls.NewDepartment, Urls.Departments, [("name", name), .. more])).Location.ShouldNotBeNull();

    private async Task<string> OpenAsync(string id, string text)
    {
        var mention = long.Parse((await _host.PushAsync((id, text)))[0], CultureInfo.InvariantCulture);
        return (await _mira.PostAsync(Urls.Mention(mention), Urls.MentionAnswer(mention))).Location.ShouldNotBeNull();
    }

    private async Task<long> PersonAsync(Role role) => (await Roster.PeopleAsync(CancellationToken.None)).Single(p => p.Role == role).Id;

    private async Task<long> MiraAsync() => (await Roster.FindAsync(AppHost.AdministratorEmail, CancellationToken.None))!.Id;
}
