using Echolot.Conversations;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>A reply that did not go out is seen: on its row, in its list, on the start page, at the bell and where it stands.</summary>
public sealed class UnsentPagesTests : IAsyncLifetime
{
    private MastodonHost _desk = null!;
    private Visitor _mira = null!;
    private long _talk;

    private AppHost Host => _desk.App;

    private Inbox Inbox => _desk.Inbox;

    public async ValueTask InitializeAsync()
    {
        _desk = await MastodonHost.StartAsync();
        // Its token loses the permission after it was set up.
        _desk.Instance.MayWrite = false;
        _mira = await Host.SignedInAsync(language: "de");
        _talk = (await _desk.HearAsync("Paket weg, was ist los?"))[0].Id;
    }

    public async ValueTask DisposeAsync()
    {
        _mira.Dispose();
        await _desk.DisposeAsync();
    }

    [Fact]
    public async Task What_did_not_go_out_is_shown_everywhere_in_the_reader_s_language_until_it_is_back_in_the_draft()
    {
        var talk = Urls.Conversation(_talk);
        await _mira.PostAsync(talk, talk + "/say", ("mode", "Public"), ("text", "Wir schauen nach."));
        await Eventually.HoldsAsync(async () => (await _desk.ListAsync(InboxView.Unsent)).Count == 1);
        var list = await _mira.GetAsync(Urls.Inbox + "?view=unsent");
        list.Find("[data-talk] .talk-foot")!.TextContent.ShouldContain("Nicht gesendet");
        list.Find("[data-tab=unsent] b")!.TextContent.ShouldBe("1");
        (await _mira.GetAsync(Urls.Today)).Find("#desk-today .banner")!.TextContent.ShouldContain("In 1 Gespräch ging eine Antwort nicht hinaus");
        var line = (await _mira.GetAsync(talk)).Find(".said-send.failed")!;
        line.TextContent.ShouldContain("Nicht gesendet: ");
        line.TextContent.ShouldContain("Das Konto darf hier nicht schreiben");
        line.TextContent.ShouldNotContain("may not write");
        await Eventually.HoldsAsync(async () => (await _mira.GetAsync(Urls.Notifications)).Text.Contains(
            "Eine Antwort ging nicht hinaus", StringComparison.Ordinal));
        using var reader = await Host.SignedInAsync(Role.Agent, "en");
        (await reader.GetAsync(talk)).Find(".said-send.failed")!.TextContent.ShouldNotContain("Das Konto");
        await _mira.PostAsync(talk, line.QuerySelector("form[action$='/undo']")!.GetAttribute("action")!);
        (await _mira.GetAsync(talk)).Find("[data-text]")!.TextContent.ShouldBe("Wir schauen nach.");
        (await _mira.GetAsync(Urls.Today)).Find("#desk-today .banner").ShouldBeNull();
    }
}
