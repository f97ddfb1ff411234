using System.Globalization;
using Echolot.Alerts;
using Echolot.Conversations;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>Crises in the inbox by its forms and by the API, and the alert that makes one.</summary>
public sealed class CrisisPagesTests : IAsyncLifetime
{
    private ListeningHost _host = null!;
    private Visitor _mira = null!;

    private Inbox Inbox => _host.App.Services.GetRequiredService<Inbox>();

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
    public async Task A_level_by_hand_is_explained_moves_the_clock_and_is_taken_back()
    {
        var address = await TalkAsync("1", "Fjellrev, der Akku brennt.");
        await _mira.PostAsync(address, address + "/crisis", ("level", "2"), ("reason", ""));
        (await _mira.GetAsync(address)).Find(".talk-title")!.TextContent.ShouldNotContain("Krise");
        await _mira.PostAsync(address, address + "/crisis", ("level", "2"), ("reason", "Rückruf <läuft>"));
        var page = await _mira.GetAsync(address);
        page.Find(".talk-title")!.TextContent.ShouldContain("Krise, Stufe 2");
        page.Find(".crisis-facts .reasons")!.TextContent.ShouldContain("von Hand: Rückruf <läuft>");
        page.Find("#timeline")!.TextContent.ShouldContain("Krise, Stufe 2, weil: Rückruf <läuft>");
        page.Find("details.clock")!.TextContent.ShouldContain("weil die Krise da begann");
        page.Find(".talk-title")!.TextContent.ShouldContain("Antwort in 15 Min.");
        var list = await _mira.GetAsync(Urls.Inbox + "?crisis=1");
        list.Find("[data-talk]")!.TextContent.ShouldContain("Krise, Stufe 2");
        list.Find(".crisis-only")!.TextContent.ShouldContain("Alle Gespräche");
        await _mira.PostAsync(address, address + "/crisis/undo");
        page = await _mira.GetAsync(address);
        page.Find(".talk-title")!.TextContent.ShouldNotContain("Krise");
        page.Find(".talk-title")!.TextContent.ShouldContain("Antwort in 12 Std.");
        (await _mira.GetAsync(Urls.Inbox + "?crisis=1")).Find("[data-talk]").ShouldBeNull();
    }

    [Fact]
    public async Task Many_at_once_get_a_level_with_its_reason_and_the_api_does_the_same_for_one()
    {
        var (one, two) = (Id(await TalkAsync("1", "Fjellrev eins")), Id(await TalkAsync("2", "Fjellrev zwei")));
        var told = await _mira.PostAsync(Urls.Inbox, Urls.InboxMany, ("ids", $"{one},{two}"), ("what", "crisis"), ("value", "1"));
        (await LevelAsync(one)).ShouldBe(0, told.Text);
        await _mira.PostAsync(
            Urls.Inbox, Urls.InboxMany, ("ids", $"{one},{two}"), ("what", "crisis"), ("value", "1"), ("reason", "Sturm"));
        (await LevelAsync(one), await LevelAsync(two)).ShouldBe((1, 1));
        await _mira.PostAsync(Urls.Inbox, Urls.InboxMany, ("ids", $"{two}"), ("what", "crisis"), ("value", "undo"));
        (await LevelAsync(one), await LevelAsync(two)).ShouldBe((1, 0));
        var shown = await _mira.GetAsync($"{Urls.Api}/conversations/{one}", ("Accept", "application/json"));
        shown.Text.ShouldContain("\"crisis_because\":[{\"by\":\"person\",\"level\":1");
    }

    [Fact]
    public async Task An_alert_with_a_level_says_so_above_the_list_and_in_its_conversations_until_it_is_muted()
    {
        var form = await _mira.GetAsync(Urls.NewAlert);
        form.Find("select[name=crisis]").ShouldNotBeNull();
        var desk = _host.App.Services.GetRequiredService<AlertDesk>();
        var person = (await _host.App.Services.GetRequiredService<Roster>().FindAsync(AppHost.AdministratorEmail, CancellationToken.None))!;
        var rule = await desk.SaveAsync(
            new AlertRule(
                0, person.Id, _host.MonitorId, AlertKind.Threshold, [DeliveryChannel.Screen], [], 1, TimeSpan.FromMinutes(10),
                TimeSpan.FromHours(1), null, null, true, default) { Crisis = 3, Name = "Sturm" }, CancellationToken.None);
        var address = await TalkAsync("1", "Fjellrev schon wieder.");
        await Eventually.HoldsAsync(async () => await LevelAsync(Id(address)) == 3);
        (await _mira.GetAsync(Urls.Inbox)).Find(".crisis-notice")!.TextContent.ShouldContain("Alarm „Sturm“ läuft");
        (await _mira.GetAsync(address)).Find(".crisis-facts .reasons")!.TextContent.ShouldContain("Alarm „Sturm“ läuft");
        (await _mira.GetAsync(Urls.Alert(rule.Id))).Find("dl.why")!.TextContent.ShouldContain("Krise, Stufe 3");
        await desk.MuteAsync(rule.Id, TimeProvider.System.GetUtcNow().AddHours(1), CancellationToken.None);
        await Eventually.HoldsAsync(async () => await LevelAsync(Id(address)) == 0);
        (await _mira.GetAsync(address)).Find("#timeline")!.TextContent.ShouldContain("Alarm „Sturm“ ist vorbei: keine Krise");
        (await _mira.GetAsync(Urls.Inbox)).Find(".crisis-notice").ShouldBeNull();
    }

    private async Task<string> TalkAsync(string id, string text)
    {
        var mention = long.Parse((await _host.PushAsync((id, text)))[0], CultureInfo.InvariantCulture);
        return (await _mira.PostAsync(Urls.Mention(mention), Urls.MentionAnswer(mention))).Location.ShouldNotBeNull();
    }

    private static long Id(string address) => long.Parse(address.Split('/')[^1], CultureInfo.InvariantCulture);

    private async Task<int> LevelAsync(long id) =>
        (await Inbox.FindAsync(id, Sight.Everything, CancellationToken.None))!.Crisis;
}
