using System.Globalization;
using System.Net;
using Echolot.Alerts;
using Echolot.Teams;
using Echolot.Web.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Monitors;

/// <summary>Which alerts two versions of a monitor would have set off.</summary>
[Collection("api")]
public sealed class VersionAlertsTests(ApiHost api)
{
    [Fact]
    public async Task The_page_and_the_api_tell_which_alerts_would_have_fired_under_each_version()
    {
        var word = ApiHost.NewWord();
        var (source, secret, _) = await api.PushSourceAsync();
        var id = await api.MonitorAsync($"{word}a OR {word}b");
        await api.Stranger().PushAsync(source, secret, string.Join('\n', new[] { "a", "b", "b", "b" }
            .Select((end, i) => $$"""{"id":"{{i}}","text":"Nummer {{i}} {{word}}{{end}}"}""")));
        await api.Administrator.PutAsync($"monitors/{id}", new { name = word, query = $"{word}a" });
        var number = long.Parse(id, CultureInfo.InvariantCulture);
        using var browser = await api.Host.SignedInAsync(language: "de");
        var none = await browser.GetAsync(Urls.MonitorVersionAlerts(number, 1, 2));
        none.Text.ShouldContain("kein Alarm eingeschaltet");

        var desk = api.Host.Services.GetRequiredService<AlertDesk>();
        var person = (await api.Host.Services.GetRequiredService<Roster>()
            .FindAsync(AppHost.AdministratorEmail, CancellationToken.None))!.Id;
        var rule = new AlertRule(
            0, person, number, AlertKind.Threshold, [DeliveryChannel.Screen], [], 3, TimeSpan.FromMinutes(30),
            TimeSpan.FromHours(2), null, null, true, default) { Name = "Sturm <b>" };
        await desk.SaveAsync(rule, CancellationToken.None);
        await desk.SaveAsync(rule with { Name = "Orkan", Count = 100 }, CancellationToken.None);
        var page = await browser.GetAsync(Urls.MonitorVersions(number, 1, 2));
        var part = await browser.GetAsync(page.Find("[hx-get*='alerts']")!.GetAttribute("hx-get")!);
        var cards = part.Document.QuerySelectorAll(".version-alerts .card");
        cards.Select(c => c.QuerySelectorAll("li").Length).ShouldBe([1, 0]);
        cards[0].TextContent.ShouldContain("Sturm <b>");
        cards[0].TextContent.ShouldContain("nur hier");
        cards[0].TextContent.ShouldContain("4 Erwähnungen");
        part.Document.DocumentElement.TextContent.ShouldContain("Still geblieben wären: Orkan.");

        var told = await api.Administrator.GetAsync($"monitors/{id}/versions/2/alerts");
        (told.GetProperty("first").GetInt32(), told.GetProperty("second").GetInt32()).ShouldBe((1, 2));
        var storm = told.GetProperty("alerts")[0];
        (storm.GetProperty("name").GetString(), storm.GetProperty("second").GetArrayLength()).ShouldBe(("Sturm <b>", 0));
        storm.GetProperty("first")[0].GetProperty("measurement").GetProperty("observed").GetDouble().ShouldBe(4);
        await api.Administrator.GetAsync($"monitors/{id}/versions/9/alerts", 404);
        await (await api.CallerAsync(Permission.ReadMonitors)).GetAsync($"monitors/{id}/versions/2/alerts", 403);
        (await browser.GetAsync(Urls.MonitorVersionAlerts(number, 1, 77))).Status.ShouldBe(HttpStatusCode.OK);
        using var stranger = api.Host.Visitor();
        (await stranger.GetAsync(Urls.MonitorVersionAlerts(number, 1, 2))).Status.ShouldNotBe(HttpStatusCode.OK);
    }
}
