using System.Net;
using Echolot.Connectors.Mastodon;
using Echolot.Conversations;
using Echolot.Play.Networks;
using Echolot.Sources;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>An answer to everybody by its forms: what stands against it, the reason, and what waits for an approval.</summary>
public sealed class LettersPagesTests : IAsyncLifetime
{
    private const string Asks = "Wie ist deine Bestellnummer?";
    private readonly MastodonInstance _instance = new();
    private AppHost _host = null!;
    private Visitor _mira = null!;
    private string _page = "";
    private long _incident;

    private Inbox Inbox => _host.Services.GetRequiredService<Inbox>();

    public async ValueTask InitializeAsync()
    {
        await _instance.StartAsync();
        _host = await AppHost.StartAsync();
        (await _host.Services.GetRequiredService<SourceRunner>().AddAsync(
            MastodonConnector.Name, "@nordlicht", new Dictionary<string, string>
            {
                ["instance"] = _instance.Address.AbsoluteUri, ["token"] = MastodonInstance.Token, ["answers"] = "true",
            }, CancellationToken.None)).Source.ShouldNotBeNull();
        _mira = await _host.SignedInAsync(language: "de");
        await _instance.ListenedToAsync(CancellationToken.None);
        await _instance.PublishAsync("<p>@nordlicht Jacke reißt, was ist los bei euch?</p>", [MastodonInstance.Notifications]);
        _incident = await Inbox.SaveIncidentAsync(null, new("Charge 0425", null, ""), null, CancellationToken.None);
        _page = Urls.Incident(_incident);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await Inbox.ListAsync(new(InboxView.All), Sight.Everything, null, 5, CancellationToken.None)).Items.FirstOrDefault() is not { } talk
            || await PutAsync(talk.Id) == 0)
            await Task.Delay(50, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _mira.Dispose();
        await _host.DisposeAsync();
        await _instance.DisposeAsync();
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
        (await _mira.GetAsync(_page)).Find(".notes .note")!.TextContent.ShouldContain("an 1 gesendet");
    }

    [Fact]
    public async Task What_waits_for_an_approval_is_said_before_and_after_with_the_way_to_it()
    {
        await Inbox.SaveApprovalRuleAsync(
            null, new("Alles", ApprovalWhen.Always, [new([], [Role.Lead], [], 60)]), 1, CancellationToken.None);
        (await _mira.PostAsync(_page, _page + "/letters", ("text", "Wir tauschen."))).Find(".letters-sum")!.TextContent
            .ShouldContain("1 wartet dann auf Freigabe");
        await _mira.PostAsync(_page, _page + "/answer", ("text", "Wir tauschen."));
        var note = (await _mira.GetAsync(_page)).Find(".notes .note")!;
        note.TextContent.ShouldContain("1 wartet auf Freigabe");
        note.TextContent.ShouldNotContain("Echolot hielt");
        note.QuerySelector("form").ShouldBeNull("nobody has joined since");
        var approval = (await Inbox.WaitingApprovalsAsync(Sight.Everything, CancellationToken.None)).ShouldHaveSingleItem();
        note.QuerySelector($"a[href='{Urls.Approval(approval.Id)}']").ShouldNotBeNull();
        using var lead = await _host.SignedInAsync(Role.Lead, "de");
        await lead.PostAsync(Urls.Approval(approval.Id), Urls.Approval(approval.Id), ("decision", "approve"), ("seen", "1"));
        (await _mira.GetAsync(_page)).Find(".notes .note")!.TextContent.ShouldContain("an 1 gesendet");
    }

    private async Task<long> PutAsync(long talk)
    {
        await Inbox.SetIncidentAsync(talk, _incident, Sight.Everything, CancellationToken.None);
        return talk;
    }
}
