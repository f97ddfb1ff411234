using Echolot.Connectors.Mastodon;
using Echolot.Conversations;
using Echolot.Play.Networks;
using Echolot.Sources;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>A reply that did not go out is seen: on its row, in its list, on the start page, at the bell and where it stands.</summary>
public sealed class UnsentPagesTests : IAsyncLifetime
{
    private readonly MastodonInstance _instance = new();
    private AppHost _host = null!;
    private Visitor _mira = null!;
    private long _talk;

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
        // Its token loses the permission after it was set up.
        _instance.MayWrite = false;
        _mira = await _host.SignedInAsync(language: "de");
        await _instance.ListenedToAsync(CancellationToken.None);
        await _instance.PublishAsync("<p>@nordlicht Paket weg, was ist los?</p>", [MastodonInstance.Notifications]);
        await UntilAsync(async () => (_talk = (await ListAsync(InboxView.All)).FirstOrDefault()?.Id ?? 0) != 0);
    }

    public async ValueTask DisposeAsync()
    {
        _mira.Dispose();
        await _host.DisposeAsync();
        await _instance.DisposeAsync();
    }

    [Fact]
    public async Task What_did_not_go_out_is_shown_everywhere_in_the_reader_s_language_until_it_is_back_in_the_draft()
    {
        var talk = Urls.Conversation(_talk);
        await _mira.PostAsync(talk, talk + "/say", ("mode", "Public"), ("text", "Wir schauen nach."));
        await UntilAsync(async () => (await ListAsync(InboxView.Unsent)).Count == 1);
        var list = await _mira.GetAsync(Urls.Inbox + "?view=unsent");
        list.Find("[data-talk] .talk-foot")!.TextContent.ShouldContain("Nicht gesendet");
        list.Find("[data-tab=unsent] b")!.TextContent.ShouldBe("1");
        (await _mira.GetAsync(Urls.Today)).Find("#desk-today .banner")!.TextContent.ShouldContain("In 1 Gespräch ging eine Antwort nicht hinaus");
        var line = (await _mira.GetAsync(talk)).Find(".said-send.failed")!;
        line.TextContent.ShouldContain("Nicht gesendet: ");
        line.TextContent.ShouldContain("Das Konto darf hier nicht schreiben");
        line.TextContent.ShouldNotContain("may not write");
        await UntilAsync(async () => (await _mira.GetAsync(Urls.Notifications)).Text.Contains(
            "Eine Antwort ging nicht hinaus", StringComparison.Ordinal));
        using var reader = await _host.SignedInAsync(Role.Agent, "en");
        (await reader.GetAsync(talk)).Find(".said-send.failed")!.TextContent.ShouldNotContain("Das Konto");
        await _mira.PostAsync(talk, line.QuerySelector("form[action$='/undo']")!.GetAttribute("action")!);
        (await _mira.GetAsync(talk)).Find("[data-text]")!.TextContent.ShouldBe("Wir schauen nach.");
        (await _mira.GetAsync(Urls.Today)).Find("#desk-today .banner").ShouldBeNull();
    }

    private async Task<IReadOnlyList<Conversation>> ListAsync(InboxView view) =>
        (await Inbox.ListAsync(new(view), Sight.Everything, null, 5, CancellationToken.None)).Items;

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds()) await Task.Delay(100, patience.Token);
    }
}
