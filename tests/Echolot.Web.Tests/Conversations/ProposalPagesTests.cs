using System.Net;
using Echolot.Conversations;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>Proposed incidents by their pages and by the API.</summary>
public sealed class ProposalPagesTests : IAsyncLifetime
{
    private ListeningHost _host = null!;
    private Visitor _mira = null!;

    private Inbox Inbox => _host.App.Services.GetRequiredService<Inbox>();

    public async ValueTask InitializeAsync()
    {
        _host = await ListeningHost.StartAsync();
        _mira = await _host.App.SignedInAsync(language: "de");
        var now = DateTimeOffset.UtcNow;
        string[] usual = ["Paket verspätet", "Rechnung falsch", "Zelt undicht", "Retoure gesandt", "Gutschein einlösen"];
        for (var i = 0; i < 25; i++) await SayAsync(usual[i % usual.Length], $"u{i}", now.AddDays(-20 - i));
        for (var i = 0; i < 6; i++) await SayAsync("Der <b>Reißverschluss</b> ist kaputt", $"z{i}", now.AddDays(-i));
    }

    public async ValueTask DisposeAsync()
    {
        _mira.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_proposal_says_why_shows_who_and_becomes_an_incident_that_can_be_taken_back()
    {
        var list = await _mira.GetAsync(Urls.Incidents);
        list.Find("#proposals .note-head")!.TextContent.ShouldContain("6 Personen");
        (await _mira.GetAsync(Urls.Today)).Text.ShouldContain("1 Vorfall vorgeschlagen");
        (await _mira.GetAsync(Urls.Inbox)).Find(".approvals-link")!.TextContent.ShouldContain("Vorgeschlagene Vorfälle");
        var page = await _mira.GetAsync(Urls.Proposal("reissverschluss"));
        page.Find(".why")!.TextContent.ShouldContain("6 von 6 Personen");
        page.Find(".why")!.TextContent.ShouldContain("vorher nie gesagt");
        page.Find(".proposed-talks")!.TextContent.ShouldContain("Der <b>Reißverschluss</b> ist kaputt");
        var talks = page.Document.QuerySelectorAll("[name=talk]").Select(t => t.GetAttribute("value")!).ToList();
        talks.Count.ShouldBe(6);

        (await _mira.PostAsync(Urls.Proposal("reissverschluss"), Urls.ProposalOpen, ("term", "reissverschluss"), ("title", "Zip")))
            .Status.ShouldBe(HttpStatusCode.UnprocessableEntity, "nothing is ticked");
        var nameless = await _mira.PostAsync(
            Urls.Proposal("reissverschluss"), Urls.ProposalOpen, ("term", "reissverschluss"), ("title", " "), ("talk", talks[0]));
        nameless.Find(".field-error")!.TextContent.ShouldContain("1–120");
        nameless.Document.QuerySelectorAll("[name=talk][checked]").Length.ShouldBe(1);
        var opened = await _mira.PostAsync(
            Urls.Proposal("reissverschluss"), Urls.ProposalOpen, ("term", "reissverschluss"), ("title", "Reißverschluss"),
            ("cause", "Produkt > Reißverschluss"), ("talk", talks[0]), ("talk", talks[1]), ("talk", talks[2]));
        var incident = await _mira.GetAsync(opened.Location!);
        incident.Find(".banner")!.TextContent.ShouldContain("Eröffnet aus dem Vorschlag „Reißverschluss“");
        incident.Find("#answer-all")!.TextContent.ShouldContain("3 Gespräche");
        (await _mira.GetAsync(Urls.Proposal("reissverschluss"))).Status.ShouldBe(HttpStatusCode.NotFound);

        incident.Find("#undo-incident form[method=post]")!.GetAttribute("action").ShouldBe(opened.Location! + "/undo");
        (await _mira.PostAsync(opened.Location!, opened.Location! + "/undo")).Location.ShouldBe(Urls.Incidents);
        (await _mira.GetAsync(opened.Location!)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _mira.GetAsync(Urls.Proposal("reissverschluss"))).Document.QuerySelectorAll("[name=talk]").Length.ShouldBe(6);
    }

    [Fact]
    public async Task The_rest_are_those_that_the_page_did_not_show_however_the_list_has_moved_since()
    {
        var page = Urls.Proposal("reissverschluss");
        var talks = (await _mira.GetAsync(page)).Document.QuerySelectorAll("[name=talk]").Select(t => t.GetAttribute("value")!).ToList();
        // Five were shown, the last of them was unticked, and the sixth has come to stand before them.
        await _mira.PostAsync(page, Urls.ProposalOpen,
        [
            ("term", "reissverschluss"), ("title", "Zip"), ("rest", "on"), .. talks.Take(5).Select(t => ("shown", t)),
            .. talks.Take(4).Select(t => ("talk", t)),
        ]);
        var incident = (await Inbox.IncidentsAsync(Sight.Everything, CancellationToken.None)).ShouldHaveSingleItem();
        (await Inbox.ListAsync(new(InboxView.All, IncidentId: incident.Id), Sight.Everything, null, 10, CancellationToken.None)).Items
            .Select(t => $"{t.Id}").ShouldBe(talks.Where(t => t != talks[4]), ignoreOrder: true);
    }

    [Fact]
    public async Task A_proposal_is_put_aside_with_a_reason_and_shown_again()
    {
        var page = Urls.Proposal("reissverschluss");
        (await _mira.PostAsync(page, Urls.ProposalDismiss, ("term", "reissverschluss"), ("reason", ""))).Find(".field-error").ShouldNotBeNull();
        await _mira.PostAsync(page, Urls.ProposalDismiss, ("term", "reissverschluss"), ("reason", "Nur ein <i>Test</i>"));
        var list = await _mira.GetAsync(Urls.Incidents);
        list.Find("#proposals .notes .note").ShouldBeNull();
        list.Find(".dismissed")!.TextContent.ShouldContain("Nur ein <i>Test</i>");
        await _mira.PostAsync(Urls.Incidents, list.Find(".dismissed form")!.GetAttribute("action")!);
        (await _mira.GetAsync(Urls.Incidents)).Find("#proposals .notes .note").ShouldNotBeNull();
    }

    [Fact]
    public async Task Whoever_only_looks_sees_no_button_and_the_api_does_the_same_as_the_page()
    {
        using var ana = await _host.App.SignedInAsync(Role.Analyst, "de");
        var page = await ana.GetAsync(Urls.Proposal("reissverschluss"));
        page.Find(".proposed-talks")!.TextContent.ShouldContain("Reißverschluss");
        page.Document.QuerySelectorAll(".content button").Length.ShouldBe(0);
        (await ana.PostAsync(Urls.Incidents, Urls.ProposalDismiss, ("term", "reissverschluss"), ("reason", "x"))).Status
            .ShouldBe(HttpStatusCode.Forbidden);
        (await Inbox.IncidentProposalAsync("reissverschluss", Sight.Everything, CancellationToken.None)).ShouldNotBeNull();
        var json = await _mira.GetAsync(Urls.Api + "/incident-proposals", ("Accept", "application/json"));
        json.Text.ShouldContain("\"term\":\"reissverschluss\"");
        json.Text.ShouldContain("\"customers\":6");
    }

    private Task SayAsync(string text, string who, DateTimeOffset at) => Inbox.WriteDownAsync(
        new("phone", who, text, Mail: $"{who}@example.org", At: at, Mine: false),
        new(1, null), CancellationToken.None);
}
