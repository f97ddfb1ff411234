using System.Globalization;
using System.Net;
using AngleSharp.Dom;
using Echolot.Alerts;
using Echolot.Teams;
using Echolot.Web.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Alerts;

/// <summary>What two versions of an alert would have done, side by side.</summary>
[Collection("api")]
public sealed class AlertBesideTests(ApiHost api)
{
    [Fact]
    public async Task Saved_and_edited_numbers_and_two_versions_are_told_apart_firing_by_firing()
    {
        var (word, rule) = await AlertAsync();
        using var browser = await api.Host.SignedInAsync(language: "de");
        var page = await browser.GetAsync(Urls.Alert(rule.Id));
        var link = page.Find("#version-2 a.card-link")!.GetAttribute("href")!;
        link.ShouldBe(Urls.AlertBeside(rule.Id, 1, 2));
        var beside = await browser.GetAsync(link);
        beside.Find(".facts del")!.TextContent.ShouldBe("50");
        Pills(beside).ShouldBe(["nur Fassung 2"]);
        beside.Find(".past-apart")!.TextContent.ShouldContain("1-mal nur Fassung 2, 0-mal nur Fassung 1, 0-mal beide.");
        beside.Document.QuerySelectorAll("circle.only-new").Length.ShouldBe(1);
        // The other way round what the newer one fired for is what would be lost.
        var back = await browser.GetAsync(Urls.AlertBeside(rule.Id, 2, 1) + "&days=7");
        Pills(back).ShouldBe(["nur Fassung 2"]);
        back.Document.QuerySelectorAll("circle.only-saved").Length.ShouldBe(1);
        var same = await browser.GetAsync(Urls.AlertBeside(rule.Id, 2, 2));
        Pills(same).ShouldBeEmpty();
        same.Find(".past-apart").ShouldBeNull();
        foreach (var none in new[] { Urls.AlertBeside(rule.Id, 1, 9), Urls.AlertBeside(rule.Id, -4, 1), Urls.AlertBeside(987654, 1, 2) })
            (await browser.GetAsync(none)).Status.ShouldBe(HttpStatusCode.NotFound);
        using var stranger = api.Host.Visitor();
        (await stranger.GetAsync(link)).Status.ShouldNotBe(HttpStatusCode.OK);

        // The form of the alert against what is saved.
        var id = rule.Id.ToString(CultureInfo.InvariantCulture);
        (string, string)[] form =
        [
            ("id", id), ("kind", "Threshold"), ("monitor", rule.MonitorId!.Value.ToString(CultureInfo.InvariantCulture)), ("window", "30"),
            ("level", "Own"), ("cooldown", "120"), ("channels", "Screen"), ("active", "on"),
        ];
        var edited = await browser.PostAsync(Urls.AlertEdit(rule.Id), Urls.AlertPast, [.. form, ("count", "80")]);
        var lost = edited.Text;
        lost.ShouldContain("nur gespeichert");
        lost.ShouldContain("0-mal nur neu, 1-mal nur gespeichert, 0-mal beide.");
        (await browser.PostAsync(Urls.AlertEdit(rule.Id), Urls.AlertPast, [.. form, ("count", "2")])).Text.ShouldNotContain("nur gespeichert");

        // And by the API.
        var told = await api.Administrator.GetAsync($"alerts/{id}/versions/2/past");
        (told.GetProperty("first").GetArrayLength(), told.GetProperty("second").GetArrayLength()).ShouldBe((1, 0));
        (await api.Administrator.GetAsync($"alerts/{id}/versions/1/past?other=2&days=3")).GetProperty("second").GetArrayLength().ShouldBe(1);
        await api.Administrator.GetAsync($"alerts/{id}/versions/1/past", 404);
        await (await api.CallerAsync(Permission.ReadMonitors)).GetAsync($"alerts/{id}/versions/2/past", 403);
        var asked = await api.Administrator.PostAsync(
            "alerts/past", new { id, kind = "threshold", channels = new[] { "screen" }, monitor_id = rule.MonitorId.Value.ToString(CultureInfo.InvariantCulture), count = 80, window_seconds = 1800 });
        (asked.GetProperty("firings").GetArrayLength(), asked.GetProperty("saved").GetArrayLength()).ShouldBe((0, 1));
    }

    /// <summary>A monitor with three mentions of just now, and an alert of which version 2 fires for them and version 1 does not.</summary>
    private async Task<(string Word, AlertRule Rule)> AlertAsync()
    {
        var word = ApiHost.NewWord();
        var (source, secret, _) = await api.PushSourceAsync();
        var monitor = long.Parse(await api.MonitorAsync(word), CultureInfo.InvariantCulture);
        await api.Stranger().PushAsync(source, secret, string.Join('\n', new[] { "eins", "zwei", "drei" }
            .Select((end, i) => $$"""{"id":"{{i}}","text":"Nummer {{i}} {{word}} {{end}}"}""")));
        var desk = api.Host.Services.GetRequiredService<AlertDesk>();
        var person = (await api.Host.Services.GetRequiredService<Roster>()
            .FindAsync(AppHost.AdministratorEmail, CancellationToken.None))!.Id;
        var saved = await desk.SaveAsync(
            new AlertRule(
                0, person, monitor, AlertKind.Threshold, [DeliveryChannel.Screen], [], 50, TimeSpan.FromMinutes(30),
                TimeSpan.FromHours(2), null, null, true, default) { Name = word }, CancellationToken.None, person);
        return (word, await desk.SaveAsync(saved with { Count = 2 }, CancellationToken.None, person));
    }

    private static IEnumerable<string> Pills(Answer answer) =>
        answer.Document.QuerySelectorAll("#beside td .pill").Select(p => p.TextContent.Trim());
}
