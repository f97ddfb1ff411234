using System.Globalization;
using System.Net;
using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Answers;

/// <summary>The library by its forms, as somebody without scripts uses it.</summary>
public sealed class AnswerPagesTests : IAsyncLifetime
{
    private AppHost _host = null!;
    private Visitor _mira = null!;

    private AnswerLibrary Library => _host.Services.GetRequiredService<AnswerLibrary>();

    public async ValueTask InitializeAsync()
    {
        _host = await AppHost.StartAsync();
        _mira = await _host.SignedInAsync(language: "de");
    }

    public async ValueTask DisposeAsync()
    {
        _mira.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_is_written_by_an_agent_approved_by_a_lead_found_and_changed()
    {
        using var ida = await _host.SignedInAsync(Role.Agent, "de");
        var saved = await ida.PostAsync(
            Urls.NewAnswer, Urls.NewAnswer, ("title", "Lieferzeit"), ("question", "Wo bleibt mein Paket?"), ("keywords", "versand, post"),
            ("kind", "Question"), ("text", "Drei Tage, {{contact.first}}."), ("language", "de"), ("address", "Du"), ("then", "approve"));
        var address = saved.Location.ShouldNotBeNull();
        var page = await ida.GetAsync(address);
        page.Find(".bar .pill")!.TextContent.ShouldBe("Entwurf");
        page.Find($"form[action='{address}/approve']").ShouldBeNull("an agent approves nothing");
        (await ida.PostAsync(address, address + "/approve", ("version", "1"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        await _mira.PostAsync(address, address + "/approve", ("version", "1"));
        (await _mira.GetAsync(address)).Find(".bar .pill")!.TextContent.ShouldBe("Freigegeben");
        var found = await _mira.GetAsync(Urls.Answers + "?q=wo+ist+das+paket");
        found.Find(".answer a")!.TextContent.ShouldBe("Lieferzeit");
        found.Find(".answer-why")!.TextContent.ShouldContain("paket");
        (await _mira.GetAsync(Urls.Answers + "?q=zelt")).Find(".answer").ShouldBeNull();
        var wrong = await _mira.PostAsync(address, address, ("title", ""), ("text", "<b>fett</b>"), ("seen", "1"));
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.Find("#f-title-error").ShouldNotBeNull();
        wrong.Find("textarea[name=text]")!.TextContent.ShouldBe("<b>fett</b>");
    }

    [Fact]
    public async Task A_folder_is_made_named_again_and_removed_once_it_is_empty()
    {
        var made = await _mira.PostAsync(Urls.Answers, Urls.AnswerFolders, ("name", "Lieferung"), ("parent", ""));
        var address = made.Location.ShouldNotBeNull();
        (await _mira.GetAsync(address)).Find(".answer-tree [aria-current]")!.TextContent.ShouldContain("Lieferung");
        var id = long.Parse(address.Split('=')[1], CultureInfo.InvariantCulture);
        (await _mira.PostAsync(address, Urls.OfAnswer(Urls.AnswerFolderPattern, id), ("name", " "), ("parent", "")))
            .Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await _mira.PostAsync(address, Urls.OfAnswer(Urls.AnswerFolderRemovePattern, id));
        (await Library.ShelfAsync(CancellationToken.None)).Folders.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_table_is_tried_first_and_then_read_in()
    {
        const string Table = "title,text,kind\nLieferzeit,Drei Tage.,question\nFalsch,x,gedicht\n";
        var trial = await _mira.PostAsync(Urls.AnswerImport, Urls.AnswerImport, ("table", Table), ("then", "trial"));
        trial.Document.Body!.TextContent.ShouldContain("Probelauf: nichts ist geändert");
        trial.Find(".import-titles")!.TextContent.ShouldContain("Lieferzeit");
        trial.Find("tbody tr")!.TextContent.ShouldContain("gedicht");
        (await Library.ShelfAsync(CancellationToken.None)).Items.ShouldBeEmpty();
        await _mira.PostAsync(Urls.AnswerImport, Urls.AnswerImport, ("table", Table), ("then", "import"));
        (await Library.ShelfAsync(CancellationToken.None)).Items.ShouldHaveSingleItem().Title.ShouldBe("Lieferzeit");
        (await _mira.GetAsync(Urls.AnswerExport)).Text.ShouldContain("Drei Tage.");
    }

    [Fact]
    public async Task A_policy_with_its_limits_and_an_approval_rule_are_filled_in_and_mistakes_are_told()
    {
        var wrong = await _mira.PostAsync(
            Urls.NewPolicy, Urls.NewPolicy, ("name", "Kulanz"), ("kind", "Goodwill"), ("case", "vierzig"), ("words", "kaputt, defekt"));
        wrong.Find("#f-case-error").ShouldNotBeNull();
        await _mira.PostAsync(
            Urls.NewPolicy, Urls.NewPolicy, ("name", "Kulanz"), ("kind", "Goodwill"), ("case", "40"), ("month", "1500,50"),
            ("words", "kaputt, defekt"), ("steps", "Prüfen\nBuchen"), ("active", "true"));
        var policy = (await Library.ShelfAsync(CancellationToken.None)).Policies.ShouldHaveSingleItem();
        (policy.Draft.CaseLimit, policy.Draft.MonthLimit, policy.Draft.Steps.Count).ShouldBe((4000, 150050, 2));
        var nobody = await _mira.PostAsync(Urls.NewApprovalRule, Urls.NewApprovalRule, ("name", "Recht"), ("words", "Anwalt"));
        nobody.Text.ShouldContain("wer freigibt");
        var mail = await _mira.PostAsync(
            Urls.NewApprovalRule, Urls.NewApprovalRule, ("name", "Recht"), ("outside1", "Dr. Sommer <keine>"), ("minutes1", "60"));
        mail.Find("#f-outside1-error").ShouldNotBeNull();
        await _mira.PostAsync(
            Urls.NewApprovalRule, Urls.NewApprovalRule, ("name", "Recht"), ("words", "Anwalt, Klage"), ("roles1", "Lead"), ("minutes1", "60"),
            ("outside2", "Dr. Sommer <recht@example.org>"), ("minutes2", "240"), ("above", "40"), ("active", "true"));
        var rule = (await _host.Services.GetRequiredService<Inbox>().ApprovalRulesAsync(CancellationToken.None)).ShouldHaveSingleItem();
        rule.Draft.Tiers.Select(t => (t.Roles.Count, t.Outside.Count, t.Minutes)).ShouldBe([(1, 0, 60), (0, 1, 240)]);
        (rule.Draft.When.Above, rule.Draft.When.Words.Count).ShouldBe((4000, 2));
        (await _mira.GetAsync(Urls.ApprovalRules)).Find(".rule-does")!.TextContent.ShouldContain("Dr. Sommer");
    }

    [Fact]
    public async Task Who_may_not_read_the_inbox_reads_no_answers()
    {
        using var reader = await _host.SignedInAsync(Role.ReadOnly, "de");
        (await reader.GetAsync(Urls.Answers)).Status.ShouldBe(HttpStatusCode.Forbidden);
        using var analyst = await _host.SignedInAsync(Role.Analyst, "de");
        (await analyst.GetAsync(Urls.Answers)).Status.ShouldBe(HttpStatusCode.OK);
        (await analyst.GetAsync(Urls.NewAnswer)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }
}
