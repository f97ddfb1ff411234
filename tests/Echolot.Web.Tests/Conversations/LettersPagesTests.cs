using System.Net;
using Echolot.Conversations;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>An answer to everybody by its forms: what stands against it, the reason, and what waits for an approval.</summary>
public sealed class LettersPagesTests : IAsyncLifetime
{
    private const string Asks = "Wie ist deine Bestellnummer?";
    private MastodonHost _desk = null!;
    private Visitor _mira = null!;
    private string _page = "";

    private AppHost Host => _desk.App;

    private Inbox Inbox => _desk.Inbox;

    public async ValueTask InitializeAsync()
    {
        _desk = await MastodonHost.StartAsync();
        _mira = await Host.SignedInAsync(language: "de");
        var incident = await Inbox.SaveIncidentAsync(null, new("Charge 0425", null, ""), Sight.Everything, CancellationToken.None);
        _page = Urls.Incident(incident);
        var talk = (await _desk.HearAsync("Jacke reißt, was ist los bei euch?"))[0];
        await Inbox.SetIncidentAsync(talk.Id, incident, Sight.Everything, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _mira.Dispose();
        await _desk.DisposeAsync();
    }

    [Fact]
    public async Task The_preview_says_what_needs_a_reason_and_takes_one_for_everybody()
    {
        var stopped = await _mira.PostAsync(_page, _page + "/letters", ("text", "Deine Bestellnummer ist 4711-0815."));
        stopped.Find(".letters-sum")!.TextContent.ShouldContain("1 so nicht möglich");
        stopped.Find(".letters li")!.TextContent.ShouldContain("4711-0815");
        stopped.Find("button[formaction]").ShouldBeNull();
        var preview = await _mira.PostAsync(_page, _page + "/letters", ("text", Asks));
        preview.Find(".letters-sum")!.TextContent.ShouldContain("1 braucht eine Begründung");
        preview.Find("[name=reason]").ShouldNotBeNull();
        preview.Find("button[formaction]")!.TextContent.ShouldContain("An 1 senden");
        var refused = await _mira.PostAsync(_page, _page + "/answer", ("text", Asks));
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Find(".banner")!.TextContent.ShouldContain("Dafür braucht es eine Begründung.");
        (await _mira.PostAsync(_page, _page + "/answer", ("text", Asks), ("reason", "steht schon da"))).Location.ShouldBe(_page);
        await Eventually.HoldsAsync(async () => (await NoteAsync()).Contains("an 1 gesendet", StringComparison.Ordinal));
    }

    private async Task<string> NoteAsync() => (await _mira.GetAsync(_page)).Find(".notes .note")!.TextContent;

    [Fact]
    public async Task What_waits_for_an_approval_is_said_before_and_after_with_the_way_to_it()
    {
        await Inbox.SaveApprovalRuleAsync(
            null, new("Alles", ApprovalWhen.Always, [new([], [Role.Lead], [], 60)]), 1, CancellationToken.None);
        (await _mira.PostAsync(_page, _page + "/letters", ("text", "Wir tauschen."))).Find(".letters-sum")!.TextContent
            .ShouldContain("1 wartet dann auf Freigabe");
        await _mira.PostAsync(_page, _page + "/answer", ("text", "Wir tauschen."));
        await Eventually.HoldsAsync(async () => (await NoteAsync()).Contains("wartet auf Freigabe", StringComparison.Ordinal));
        var note = (await _mira.GetAsync(_page)).Find(".notes .note")!;
        note.TextContent.ShouldContain("1 wartet auf Freigabe");
        note.TextContent.ShouldNotContain("Echolot hielt");
        note.QuerySelector("form").ShouldBeNull("nobody has joined since");
        var approval = (await Inbox.WaitingApprovalsAsync(Sight.Everything, CancellationToken.None)).ShouldHaveSingleItem();
        note.QuerySelector($"a[href='{Urls.Approval(approval.Id)}']").ShouldNotBeNull();
        using var lead = await Host.SignedInAsync(Role.Lead, "de");
        await lead.PostAsync(Urls.Approval(approval.Id), Urls.Approval(approval.Id), ("decision", "approve"), ("seen", "1"));
        (await _mira.GetAsync(_page)).Find(".notes .note")!.TextContent.ShouldContain("an 1 gesendet");
    }
}
