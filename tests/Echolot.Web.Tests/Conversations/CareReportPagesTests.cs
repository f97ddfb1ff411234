using System.Globalization;
using System.Net;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>Figures of the care desk as people and programs get them.</summary>
public sealed class CareReportPagesTests : IAsyncLifetime
{
    private const string Agent = "Jonas Beispielmann";
    private ListeningHost _host = null!;
    private Visitor _mira = null!;
    private long _agent;
    private long _talk;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await ListeningHost.StartAsync();
        _mira = await _host.App.SignedInAsync(language: "de");
        var roster = _host.App.Services.GetRequiredService<Roster>();
        var mira = (await roster.PeopleAsync(Cancel)).First(p => p.Role is Role.Administrator);
        var (agent, _) = await roster.InviteAsync(
            new(mira, Roles.All, null), new("jonas@example.org", Agent, Role.Agent, "de", "Europe/Berlin"), Cancel);
        _agent = agent.Id;
        var inbox = _host.App.Services.GetRequiredService<Inbox>();
        foreach (var (id, text) in new[] { ("1", "Fjellrev ist undicht"), ("2", "Fjellrev kam nie an?"), ("3", "Fjellrev!") })
        {
            var mention = long.Parse((await _host.PushAsync((id, text)))[0], CultureInfo.InvariantCulture);
            _talk = (await inbox.OpenAsync(mention, null, new(mira.Id, null), Cancel)).Id;
            await inbox.EnterAsync(
                _talk, ConversationState.Done, null, id == "3" ? "Produkt > Naht" : "Lieferung > Zusteller", new(_agent, null), Cancel);
        }
        await inbox.EnterAsync(_talk, ConversationState.Open, null, null, new(mira.Id, null), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _mira.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_number_leads_to_as_many_rows_and_to_its_definition()
    {
        var page = await _mira.GetAsync(Urls.CareReport);
        page.Status.ShouldBe(HttpStatusCode.OK);
        var kpi = page.Document.QuerySelectorAll(".kpi").First(k => k.TextContent.Contains("Erledigt", StringComparison.Ordinal));
        kpi.QuerySelector(".kpi-value")!.TextContent.ShouldBe("3");
        var rows = await _mira.GetAsync(kpi.QuerySelector(".kpi-value a")!.GetAttribute("href")!);
        rows.Document.QuerySelectorAll("#lines tr").Length.ShouldBe(3);
        var definition = kpi.QuerySelector(".about-text a")!.GetAttribute("href")!;
        var catalogue = await _mira.GetAsync(definition);
        catalogue.Find("#" + definition.Split('#')[1])!.TextContent.ShouldContain("Übergänge nach „Erledigt“");
        // The same number once more, part by part.
        page.Document.QuerySelectorAll("[aria-label='Nach Priorität'] tbody tr")
            .Sum(r => int.Parse(r.QuerySelectorAll("td")[1].TextContent, CultureInfo.InvariantCulture)).ShouldBe(3);
    }

    [Fact]
    public async Task A_field_narrows_the_page_the_rows_and_the_api()
    {
        var inbox = _host.App.Services.GetRequiredService<Inbox>();
        var field = await inbox.SaveFieldAsync(null, new("Produkt", FieldKind.Choice, ["Jacke", "Hose"], false), 1, Cancel);
        await inbox.SetFieldAsync(_talk, field, "Jacke", Sight.Everything, Cancel);
        var page = await _mira.GetAsync(Urls.CareReport + $"?field={field}:Jacke");
        page.Find("#field option[selected]")!.TextContent.ShouldBe("Jacke");
        var kpi = page.Document.QuerySelectorAll(".kpi").First(k => k.TextContent.Contains("Eröffnet", StringComparison.Ordinal));
        kpi.QuerySelector(".kpi-value")!.TextContent.ShouldBe("1");
        var rows = await _mira.GetAsync(kpi.QuerySelector(".kpi-value a")!.GetAttribute("href")!);
        rows.Document.QuerySelectorAll("#lines tr").Length.ShouldBe(1);
        (await _mira.GetAsync($"/api/v1/care/reports?field={field}:Hose")).Text.ShouldContain("\"opened\":0");
        (await _mira.GetAsync("/api/v1/care/reports?field=Jacke")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Whoever_sees_their_own_conversations_alone_gets_their_figures_and_not_an_empty_page()
    {
        var roster = _host.App.Services.GetRequiredService<Roster>();
        var inbox = _host.App.Services.GetRequiredService<Inbox>();
        using var ida = await _host.App.SignedInAsync(Role.Agent, "de");
        var mira = (await roster.PeopleAsync(Cancel)).First(p => p.Role is Role.Administrator);
        var id = (await roster.PeopleAsync(Cancel)).Last(p => p.Role is Role.Agent && p.Id != _agent).Id;
        await roster.SaveSeatAsync(new(mira, Roles.All, null), new(id, Reach.Own, null, [], []), Cancel);
        await inbox.AssignAsync(_talk, id, Sight.Everything, Cancel);
        var page = await ida.GetAsync(Urls.CareReport);
        page.Find(".banner")!.TextContent.ShouldContain("die jetzt Ihnen gehören");
        page.Document.QuerySelectorAll(".kpi").First(k => k.TextContent.Contains("Eröffnet", StringComparison.Ordinal))
            .QuerySelector(".kpi-value")!.TextContent.ShouldBe("1");
    }

    [Fact]
    public async Task Every_figure_of_the_catalogue_is_on_the_page_in_the_api_and_leads_somewhere()
    {
        var catalogue = await _mira.GetAsync(Urls.CareMetrics);
        foreach (var metric in CareMetrics.All)
        {
            var row = catalogue.Find("#" + metric.Key).ShouldNotBeNull();
            (await _mira.GetAsync(row.QuerySelector("th a")!.GetAttribute("href")!)).Status.ShouldBe(HttpStatusCode.OK, metric.Key);
        }
        var told = await _mira.GetAsync("/api/v1/care/reports");
        foreach (var metric in CareMetrics.All.Where(m => m.HasLines)) told.Text.ShouldContain($"\"{metric.Key}\":");
    }

    [Fact]
    public async Task Causes_are_walked_down_and_a_fix_is_marked_and_removed()
    {
        var page = await _mira.GetAsync(Urls.CareCauses);
        page.Document.QuerySelectorAll(".care-causes tbody tr").Select(r => r.QuerySelector("th")!.TextContent.Trim())
            .ShouldBe(["Lieferung", "Produkt"]);
        var below = await _mira.GetAsync(page.Find(".care-causes tbody th a")!.GetAttribute("href")!);
        below.Find(".care-causes tbody th")!.TextContent.Trim().ShouldBe("Zusteller");
        var rows = await _mira.GetAsync(below.Find(".care-causes tbody td.number a")!.GetAttribute("href")!);
        rows.Document.QuerySelectorAll("#lines tr").Length.ShouldBe(2);

        var wrong = await _mira.PostAsync(Urls.CareCauses, Urls.CareFixes, ("cause", "Lieferung"), ("day", "2999-01-01"), ("note", "x"));
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.Find("#new-fix .banner")!.TextContent.ShouldContain("nicht in der Zukunft");
        wrong.Find("#new-fix [name=cause]")!.GetAttribute("value").ShouldBe("Lieferung");
        var day = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-20).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await _mira.PostAsync(
            Urls.CareCauses, Urls.CareFixes, ("cause", "Lieferung > Zusteller"), ("day", day), ("note", "Zweiter <b>Zusteller</b>"));
        page = await _mira.GetAsync(Urls.CareCauses);
        page.Find(".note-main p")!.TextContent.ShouldBe("Zweiter <b>Zusteller</b>");
        page.Find(".care-effect")!.TextContent.ShouldContain("Zu wenige Fälle: 0 in 8 Wochen davor");
        await _mira.PostAsync(Urls.CareCauses, page.Find(".note form")!.GetAttribute("action")!);
        (await _mira.GetAsync(Urls.CareCauses)).Find(".care-effect").ShouldBeNull();
    }

    /// <summary>Reads every page, every route of the API and every format of the export that tells figures.</summary>
    [Fact]
    public async Task No_route_tells_of_a_colleague_until_an_agreement_allows_it()
    {
        var routes = _host.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(r => r.RoutePattern.RawText!.Contains("/care/reports", StringComparison.Ordinal)
                && r.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("GET"))
            .Select(r => "/" + r.RoutePattern.RawText!.TrimStart('/')).ToList();
        routes.Count.ShouldBeGreaterThan(9);
        var all = (from route in routes from metric in CareMetrics.All.Where(m => m.HasLines).Select(m => (string?)m.Key).Append(null)
            where metric is null || route.EndsWith("/rows", StringComparison.Ordinal)
            from format in route.EndsWith("/export", StringComparison.Ordinal) ? new string?[] { "csv", "ndjson" } : [null]
            select $"{route}?metric={metric ?? "closed"}&format={format ?? "csv"}").ToList();
        await OffAsync();
        (await _mira.PostAsync(Urls.AgentFigures, Urls.AgentFigures, ("on", "1"), ("agreement", " "))).Status
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
        await OffAsync();
        using var lead = await _host.App.SignedInAsync(Role.Lead, "de");
        await _mira.PostAsync(Urls.AgentFigures, Urls.AgentFigures, ("on", "1"), ("agreement", "Betriebsvereinbarung 12"));
        await OffAsync();
        (await lead.PostAsync(Urls.AgentFigures, Urls.AgentFiguresConfirm)).Status.ShouldBe(HttpStatusCode.SeeOther);
        var tells = new List<string>();
        foreach (var address in all)
            if (Tells((await _mira.GetAsync(address)).Text)) tells.Add(address.Split('?')[0].TrimEnd('/'));
        tells.Distinct().ShouldBe(
            [Urls.CareReport, Urls.CareLines, Urls.CareCauses, Urls.CareExport, "/api/v1/care/reports", "/api/v1/care/reports/rows", "/api/v1/care/reports/export"],
            ignoreOrder: true);
        (await _mira.GetAsync($"{Urls.CareReport}?person={_agent}")).Status.ShouldBe(HttpStatusCode.OK);
        await _mira.PostAsync(Urls.AgentFigures, Urls.AgentFigures, ("on", "0"));
        await OffAsync();

        async Task OffAsync()
        {
            foreach (var address in all) Tells((await _mira.GetAsync(address)).Text).ShouldBeFalse(address);
            foreach (var address in all.Where(a => !a.Contains("/metrics?", StringComparison.Ordinal) && !a.Contains("/agent-figures", StringComparison.Ordinal)))
            {
                var refused = await _mira.GetAsync($"{address}&person={_agent}");
                refused.Status.ShouldBe(HttpStatusCode.Forbidden, address);
                Tells(refused.Text).ShouldBeFalse(address);
            }
        }

        bool Tells(string text) => text.Contains(Agent, StringComparison.Ordinal)
            || text.Contains($"\"person_id\":\"{_agent}\"", StringComparison.Ordinal)
            || text.Contains("\"people\":[{\"key\"", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_export_is_refused_and_sees_no_way_to_it()
    {
        using var agent = await _host.App.SignedInAsync(Role.Agent, "de");
        (await agent.GetAsync(Urls.CareReport)).Find("#care-export").ShouldBeNull();
        (await agent.GetAsync(Urls.CareExport + "?format=csv")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await agent.GetAsync(Urls.AgentFigures)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await _mira.GetAsync(Urls.CareReport)).Find("#care-export").ShouldNotBeNull();
        (await _mira.GetAsync(Urls.CareExport + "?format=pdf")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("?from=2026-13-45&to=x&clock=99&priority=7&department=a&person=-1&period=zzz")]
    [InlineData("?from=2026-05-05&to=2026-01-01")]
    [InlineData("?from=1900-01-01&to=2026-01-01&channel=%22%3E%3Cscript%3E")]
    [InlineData("?cause=%3E%3E%3E&from=1971-01-01")]
    public async Task What_makes_no_sense_in_an_address_is_left_out(string query)
    {
        foreach (var path in new[] { Urls.CareReport, Urls.CareCauses, Urls.CareLines, Urls.CareMetrics })
            (await _mira.GetAsync(path + query)).Status.ShouldBe(HttpStatusCode.OK, path + query);
        (await _mira.GetAsync($"{Urls.CareLines}?metric=nonsense")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _mira.GetAsync($"{Urls.CareLines}?cursor=1.2")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }
}
