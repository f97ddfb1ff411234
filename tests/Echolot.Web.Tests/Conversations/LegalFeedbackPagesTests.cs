using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Echolot.Conversations;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>The role of whoever approves and sends nothing, by page and by API.</summary>
public sealed class LegalFeedbackPagesTests : IAsyncLifetime
{
    private MastodonHost _desk = null!;

    public async ValueTask InitializeAsync() => _desk = await MastodonHost.StartAsync();

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task They_read_note_and_approve_and_cannot_send()
    {
        using var mira = await _desk.App.SignedInAsync(language: "de");
        (await mira.GetAsync(Urls.People)).Document.Body!.TextContent.ShouldContain("Recht – gibt Antworten frei, auch geändert, und schreibt Notizen; keine eigenen Antworten");
        using var trainee = await _desk.App.SignedInAsync(Role.Trainee, "de");
        using var legal = await _desk.App.SignedInAsync(Role.LegalFeedback, "de");
        var id = (await _desk.HearAsync("Paket seit neun Tagen weg, was ist los bei euch?"))[0].Id;
        var talk = Urls.Conversation(id);
        await trainee.PostAsync(talk, talk + "/say", ("mode", "Public"), ("text", "Wir schauen gleich nach."));
        await trainee.PostAsync(talk, talk + "/say", ("mode", "Public"), ("text", "Wir melden uns morgen wieder."));

        var page = await legal.GetAsync(talk);
        page.Find("[data-say]").ShouldBeNull("there is no composer for replies");
        page.Find(".talk-actions").ShouldBeNull();
        (await legal.PostAsync(talk, talk + "/say", ("mode", "Public"), ("text", "Hallo!"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        await legal.PostAsync(talk, talk + "/say", ("mode", "Note"), ("text", "So <b>nicht</b>."));
        (await legal.GetAsync(talk)).Find(".said.as-note .said-text")!.TextContent.ShouldBe("So <b>nicht</b>.");
        (await legal.PostAsync(talk, talk + "/take")).Status.ShouldBe(HttpStatusCode.Forbidden);

        var waiting = await _desk.Inbox.WaitingApprovalsAsync(Sight.Everything, CancellationToken.None);
        waiting.Count.ShouldBe(2);
        var address = Urls.Approval(waiting[0].Id);
        await legal.PostAsync(address, address, ("decision", "approve"), ("seen", "1"), ("text", "Wir schauen sofort nach."));
        await _desk.SaidAsync(1);
        _desk.Instance.Said[0].Text.ShouldContain("Wir schauen sofort nach.");

        using var client = await ClientAsync();
        (await client.PostAsJsonAsync($"{Urls.Api}/conversations/{id}/replies", new { leg = "public", text = "Hallo!" })).StatusCode
            .ShouldBe(HttpStatusCode.Forbidden);
        (await client.PostAsJsonAsync($"{Urls.Api}/conversations/{id}/notes", new { text = "Per Programm" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var decided = await client.PostAsJsonAsync(
            $"{Urls.Api}/approvals/{waiting[1].Id}/decide", new { approve = false, remark = "Zu früh", seen = 1 });
        decided.IsSuccessStatusCode.ShouldBeTrue(await decided.Content.ReadAsStringAsync());
        (await _desk.Inbox.WaitingApprovalsAsync(Sight.Everything, CancellationToken.None)).ShouldBeEmpty();
        _desk.Instance.Said.Count.ShouldBe(1);
    }

    private async Task<HttpClient> ClientAsync()
    {
        var roster = _desk.App.Services.GetRequiredService<Roster>();
        var legal = (await roster.PeopleAsync(CancellationToken.None)).Single(p => p.Role is Role.LegalFeedback);
        var (_, secret) = await roster.IssueTokenAsync(
            new(legal, legal.Permissions, null), "Prüfung", legal.Permissions, null, CancellationToken.None);
        var client = new HttpClient { BaseAddress = _desk.App.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return client;
    }
}
