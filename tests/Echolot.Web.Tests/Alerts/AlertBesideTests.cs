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

    [Fact]
    public async Task A_query_that_is_not_saved_is_held_against_the_one_in_force_with_its_mentions_and_alerts()
    {
        var (word, rule) = await AlertAsync();
        var monitor = rule.MonitorId!.Value;
        using var browser = await api.Host.SignedInAsync(language: "de");
        var editor = await browser.GetAsync(Urls.Monitor(monitor));
        editor.Find("input[name=study][value=past]").ShouldNotBeNull();
        (await browser.GetAsync(Urls.NewMonitor)).Find("input[name=study][value=past]").ShouldBeNull();
        var number = monitor.ToString(CultureInfo.InvariantCulture);
        var same = await PastAsync(word);
        same.Text.ShouldContain("gespeichert wie in Fassung 1");
        var pane = await PastAsync($"{word} AND eins");
        pane.Find(".past-change")!.TextContent.ShouldStartWith("1 statt 3 Erwähnungen: 0 kommen hinzu, 2 fallen weg.");
        pane.Document.QuerySelectorAll(".version-hits .card h2").Select(h => h.TextContent.Trim()).ShouldBe(["Fällt weg", "Kommt hinzu", "Beide"]);
        var ask = pane.Find("[hx-post]")!;
        ask.GetAttribute("hx-post").ShouldBe(Urls.MonitorUnsavedAlerts(monitor));
        var alerts = await browser.PostAsync(
            Urls.Monitor(monitor), Urls.MonitorUnsavedAlerts(monitor), ("query", $"{word} AND eins"), ("forms", "AsTyped"));
        var cards = alerts.Document.QuerySelectorAll(".version-alerts .card");
        cards.Select(c => (c.QuerySelector("h2")!.TextContent.Trim(), c.QuerySelectorAll("li").Length))
            .ShouldBe([("Wie gespeichert", 1), ("Wie im Editor", 0)]);
        cards[0].TextContent.ShouldContain("nur hier");
        // Half typed, nothing is rehearsed; of a monitor that is gone neither.
        (await PastAsync($"({word}")).Find(".version-hits").ShouldBeNull();
        (await browser.PostAsync(Urls.Monitor(monitor), Urls.MonitorUnsavedAlerts(monitor), ("query", $"({word}"))).Find(".card").ShouldBeNull();
        (await browser.PostAsync(Urls.Monitor(monitor), Urls.MonitorUnsavedAlerts(987654), ("query", word))).Find(".card").ShouldBeNull();

        var told = await api.Administrator.PostAsync($"monitors/{number}/alerts/past", new { query = $"{word} AND eins" });
        told.GetProperty("version").GetInt32().ShouldBe(1);
        var one = told.GetProperty("alerts")[0];
        (one.GetProperty("first").GetArrayLength(), one.GetProperty("second").GetArrayLength()).ShouldBe((1, 0));
        await api.Administrator.PostAsync("monitors/987654/alerts/past", new { query = word }, 404);
        await api.Administrator.PostAsync($"monitors/{number}/alerts/past", new { query = $"({word}" }, 422);
        await (await api.CallerAsync(Permission.ReadMonitors)).PostAsync($"monitors/{number}/alerts/past", new { query = word }, 403);

        Task<Answer> PastAsync(string query) => browser.PostAsync(
            Urls.Monitor(monitor), Urls.MonitorPreview, ("query", query), ("forms", "AsTyped"), ("study", "past"), ("monitor", number));
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
