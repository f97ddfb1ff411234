using System.Globalization;
using System.Net;
using Dapper;
using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>Checks and approvals by forms, over a Mastodon instance that tells what has reached it.</summary>
public sealed class ApprovalPagesTests : IAsyncLifetime
{
    private MastodonHost _desk = null!;
    private Visitor _mira = null!;
    private Visitor _lena = null!;
    private string _talk = "";

    private AppHost Host => _desk.App;

    private Inbox Inbox => _desk.Inbox;

    public async ValueTask InitializeAsync()
    {
        _desk = await MastodonHost.StartAsync();
        _mira = await Host.SignedInAsync(language: "de");
        _lena = await Host.SignedInAsync(Role.Trainee, "de");
        _talk = Urls.Conversation((await _desk.HearAsync("Paket seit neun Tagen weg, was ist los bei euch?"))[0].Id);
    }

    public async ValueTask DisposeAsync()
    {
        _mira.Dispose();
        _lena.Dispose();
        await _desk.DisposeAsync();
    }

    [Fact]
    public async Task A_trainee_asks_and_nothing_leaves_until_somebody_approves_with_changes()
    {
        (await _lena.GetAsync(_talk)).Find("[data-composer] button.primary .only-reply")!.TextContent.ShouldBe("Zur Freigabe");
        await _lena.PostAsync(_talk, _talk + "/say", ("mode", "Public"), ("text", "Wir schauen gleich nach."));
        (await _lena.GetAsync(_talk)).Find(".approval-notice")!.TextContent.ShouldContain("wartet auf Freigabe");
        var approval = (await Inbox.WaitingApprovalsAsync(Sight.Everything, CancellationToken.None)).ShouldHaveSingleItem();
        var address = Urls.Approval(approval.Id);
        (await _lena.PostAsync(address, address, ("decision", "approve"), ("seen", "1"))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await _mira.GetAsync(Urls.Inbox)).Find(".approvals-link .count")!.TextContent.ShouldBe("1");
        (await _mira.GetAsync(Urls.Approvals)).Find(".approval-text")!.TextContent.ShouldBe("Wir schauen gleich nach.");
        var stopped = await _mira.PostAsync(
            address, address, ("decision", "approve"), ("seen", "1"), ("text", "Schreib an kim@mail.example"));
        stopped.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        stopped.Text.ShouldContain("kim@mail.example");
        _desk.Instance.Said.ShouldBeEmpty();
        await _mira.PostAsync(address, address, ("decision", "approve"), ("seen", "1"), ("text", "Wir schauen sofort nach."));
        await _desk.SaidAsync(1);
        _desk.Instance.Said[0].Text.ShouldContain("Wir schauen sofort nach.");
        var page = await _mira.GetAsync(address);
        page.Find(".approval-history del")!.TextContent.ShouldBe("gleich");
        page.Find(".approval-history ins")!.TextContent.ShouldBe("sofort");
        (await _lena.GetAsync(_talk)).Find(".said.ours b")!.TextContent.ShouldBe("Jonas Brandt");
    }

    [Fact]
    public async Task Whoever_approves_is_shown_what_a_colleague_answered_meanwhile_and_passes_only_then()
    {
        await _lena.PostAsync(_talk, _talk + "/say", ("mode", "Public"), ("text", "Wir schauen gleich nach."));
        var approval = (await Inbox.WaitingApprovalsAsync(Sight.Everything, CancellationToken.None)).ShouldHaveSingleItem();
        var address = Urls.Approval(approval.Id);
        (await _mira.GetAsync(address)).Find("[name=answered]").ShouldBeNull();
        using var jonas = await Host.SignedInAsync(Role.Agent, "de");
        await jonas.PostAsync(_talk, _talk + "/say", ("mode", "Public"), ("text", "Das Paket ist gefunden."));
        var stopped = await _mira.PostAsync(address, address, ("decision", "approve"), ("seen", "1"));
        stopped.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        stopped.Text.ShouldContain("hat Jonas Brandt schon geantwortet");
        stopped.Find(".approval-said.ours")!.TextContent.ShouldContain("seither gesagt");
        // However much the customer says after it.
        await Host.Services.GetRequiredService<EcholotDb>().WriteAsync(async scope =>
        {
            for (var i = 1; i <= 9; i++)
                await scope.Connection.ExecuteAsync(
                    """
                    insert into message (conversation_id, at, leg, direction, connector, text)
                    select conversation_id, max(at) + 1000, 1, 1, min(connector), 'noch etwas' from message group by conversation_id
                    """, transaction: scope.Transaction);
        }, CancellationToken.None);
        stopped = await _mira.GetAsync(address);
        stopped.Text.ShouldContain("hat Jonas Brandt schon geantwortet");
        stopped.Find(".approval-said.ours")!.TextContent.ShouldContain("Das Paket ist gefunden.");
        var answered = stopped.Find("[name=answered]")!.GetAttribute("value")!;
        await _mira.PostAsync(address, address, ("decision", "approve"), ("seen", "1"), ("answered", answered));
        (await Inbox.WaitingApprovalsAsync(Sight.Everything, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task By_the_API_too_a_trainee_only_asks()
    {
        var roster = Host.Services.GetRequiredService<Roster>();
        var lena = (await roster.PeopleAsync(CancellationToken.None)).First(p => p.Role is Role.Trainee);
        var (_, secret) = await roster.IssueTokenAsync(
            new(lena, lena.Permissions, null), "Test", lena.Permissions, null, CancellationToken.None);
        var caller = new Api.ApiCaller(Host.Address, secret);
        var id = _talk.Split('/')[^1];
        for (var i = 0; i < 2; i++)
            await caller.PostAsync($"conversations/{id}/replies", new { leg = "public", text = "Wir schauen nach." }, 202, "einmal");
        var waiting = (await caller.GetAsync("approvals")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        waiting.GetProperty("is_for_me").GetBoolean().ShouldBeFalse();
        var approval = waiting.GetProperty("id").GetString();
        await caller.PostAsync($"approvals/{approval}/decide", new { approve = true, seen = 1 }, 403);
        // Somebody who may send has given a program less.
        var mira = (await roster.FindAsync(AppHost.AdministratorEmail, CancellationToken.None))!;
        var (_, less) = await roster.IssueTokenAsync(
            new(mira, mira.Permissions, null), "Less", Permission.ReadConversations | Permission.WorkConversations, null, CancellationToken.None);
        var program = new Api.ApiCaller(Host.Address, less);
        await program.PostAsync($"conversations/{id}/replies", new { leg = "public", text = "Wir schauen nach." }, 202);
        await program.PostAsync($"approvals/{approval}/decide", new { approve = true, seen = 1 }, 403);
        var check = await caller.PostAsync($"conversations/{id}/check", new { leg = "public", text = "Hallo {{agent}}" });
        check.GetProperty("findings")[0].GetProperty("rule").GetString().ShouldBe("placeholder_left");
        await using var connection = await Host.Services.GetRequiredService<EcholotDb>().ReadAsync(CancellationToken.None);
        (await connection.ExecuteScalarAsync<long>("select count(*) from send")).ShouldBe(0);
        await caller.PostAsync($"approvals/{approval}/withdraw", new { });
        _desk.Instance.Said.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_shows_the_text_and_decides_once_and_opening_it_decides_nothing()
    {
        await Inbox.SaveApprovalRuleAsync(
            null, new("Recht", ApprovalWhen.Always, [new([], [], [new("Dr. Sommer", "recht@example.org")], 60)]), 1, CancellationToken.None);
        await _mira.PostAsync(_talk, _talk + "/say", ("mode", "Public"), ("text", "Wir prüfen das gründlich."));
        var link = await LinkAsync();
        using var outside = Host.Visitor("de");
        for (var i = 0; i < 2; i++)
        {
            var page = await outside.GetAsync(Urls.ApprovalLink(link));
            page.Status.ShouldBe(HttpStatusCode.OK);
            page.Find("textarea[name=text]")!.TextContent.ShouldBe("Wir prüfen das gründlich.");
            page.Find(".approval-said")!.TextContent.ShouldContain("Paket seit neun Tagen weg");
            page.Find("nav.rail").ShouldBeNull();
        }
        (await Inbox.WaitingApprovalsAsync(Sight.Everything, CancellationToken.None)).Count.ShouldBe(1);
        var refused = await outside.PostAsync(Urls.ApprovalLink(link), Urls.ApprovalLink(link), ("decision", "back"), ("seen", "1"));
        refused.Find("#f-remark-error").ShouldNotBeNull();
        var done = await outside.PostAsync(
            Urls.ApprovalLink(link), Urls.ApprovalLink(link), ("decision", "approve"), ("seen", "1"), ("text", "Wir prüfen das in Ruhe."));
        done.Text.ShouldContain("Danke");
        await _desk.SaidAsync(1);
        _desk.Instance.Said[0].Text.ShouldContain("Wir prüfen das in Ruhe.");
        (await outside.GetAsync(Urls.ApprovalLink(link))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await outside.PostAsync(Urls.SignIn, Urls.ApprovalLink(link), ("decision", "approve"), ("seen", "2"))).Status
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await outside.GetAsync(Urls.ApprovalLink("erfunden"))).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_composer_shows_findings_asks_for_the_reason_and_hands_on_answers()
    {
        var library = Host.Services.GetRequiredService<AnswerLibrary>();
        var item = await library.SaveAsync(
            null, new(AnswerKind.Question, "Lieferzeit", "Wo ist mein Paket?", [], [new("Dein Paket kommt, {{agent.first}}", Address: Address.Du)]),
            null, 1, null, 1, CancellationToken.None);
        await library.ApproveAsync(item, 1, 1, CancellationToken.None);
        (await _mira.GetAsync(_talk)).Find($"[data-answer='{item}']").ShouldNotBeNull();
        var offered = await _mira.GetAsync(_talk + "/answers?q=liefer&mode=Public");
        offered.Text.ShouldContain("\"use\":\"" + item.ToString(CultureInfo.InvariantCulture) + ".1\"");
        var check = await _mira.PostAsync(
            _talk, _talk + "/check", ("mode", "Public"), ("text", "Wie ist deine Bestellnummer?"), ("items", $"{item}.1"));
        check.Find("[data-rule=AsksInPublic]").ShouldNotBeNull();
        check.Find("[name=reason]").ShouldNotBeNull();
        check.Find("[data-items]")!.GetAttribute("value").ShouldBe($"{item}.1");
        var refused = await _mira.PostAsync(_talk, _talk + "/say", ("mode", "Public"), ("text", "Wie ist deine Bestellnummer?"));
        refused.Find("[data-composer] .banner")!.TextContent.ShouldContain("Begründung");
        refused.Find("[data-rule=AsksInPublic]").ShouldNotBeNull();
        await _mira.PostAsync(
            _talk, _talk + "/say", ("mode", "Public"), ("text", "Wie ist deine Bestellnummer?"), ("reason", "steht schon da"), ("items", $"{item}.1"));
        await _desk.SaidAsync(1);
        (await _mira.GetAsync(_talk)).Find("#timeline")!.TextContent.ShouldContain("steht schon da");
        (await _mira.GetAsync(Urls.Answers)).Find(".answer-foot")!.TextContent.ShouldContain("1-mal benutzt");
    }

    private async Task<string> LinkAsync()
    {
        await using var connection = await Host.Services.GetRequiredService<EcholotDb>().ReadAsync(CancellationToken.None);
        var id = await connection.ExecuteScalarAsync<long>("select id from approval_link where used_at is null");
        return (await Inbox.MakeApprovalLinkAsync(id, CancellationToken.None)).ShouldNotBeNull().Secret;
    }
}
