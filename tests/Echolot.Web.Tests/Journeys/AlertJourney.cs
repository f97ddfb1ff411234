using Echolot.Teams;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>A desk sets up an alert, sees the past, is told, deals with it and says whether it was right.</summary>
[Collection(InChromium.Name)]
public sealed class AlertJourney(Chromium chromium)
{
    private const float Patience = 30_000;

    [Fact]
    public async Task An_alert_is_made_looks_back_fires_is_acknowledged_and_judged()
    {
        await using var host = await ListeningHost.StartAsync();
        await host.PushAsync(("1", "Fjellrev eins"), ("2", "Fjellrev zwei"), ("3", "Fjellrev drei"));
        await using var window = await chromium.OpenAsync(host.App, await host.App.SessionAsync(Role.Administrator, "de"));
        var page = window.Page;

        await page.GotoAsync(Urls.Alerts);
        await page.ClickAsync("header a.primary, .page-head a.primary, a.button.primary");
        await page.WaitForURLAsync("**" + Urls.NewAlert);
        await page.FillAsync("[name=name]", "Sturm");
        await page.SelectOptionAsync("[name=kind]", "Threshold");
        // The past is asked for by itself, and the levels say how often each would have spoken.
        await Expect(page.Locator("#past .level")).ToHaveCountAsync(4, new() { Timeout = Patience });
        // The change of kind is asked for a moment later; its answer draws the levels anew.
        await page.WaitForTimeoutAsync(500);
        await page.WaitForFunctionAsync("() => !document.querySelector('.htmx-request')");
        await page.CheckAsync("#past [name=level][value=Own]");
        await Expect(page.Locator("#past .card b").First)
            .ToHaveTextAsync("Hätte sich nicht gemeldet.", new() { Timeout = Patience });
        await page.FillAsync("[name=count]", "3");
        await page.PressAsync("[name=count]", "Tab");
        await Expect(page.Locator("#past .past-fire")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await page.FillAsync("[name=count]", "6");
        await page.ClickAsync("#alert-form button.primary");
        await page.WaitForURLAsync("**" + Urls.Alert(2));

        // Three more posts, and the open page of alerts tells by itself.
        await page.GotoAsync(Urls.Alerts);
        await Expect(page.Locator("echo-live[data-state=open]")).ToBeAttachedAsync();
        await host.PushAsync(("4", "Fjellrev vier"), ("5", "Fjellrev fünf"), ("6", "Fjellrev sechs"));
        var open = page.Locator(".note.unread a", new() { HasText = "Schwelle erreicht: 6 Erwähnungen – Sturm" });
        await Expect(open).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.Locator(".alert-row .pill.bad")).ToContainTextAsync("Feuert", new() { Timeout = Patience });
        await open.ClickAsync();

        // Why, what it would have taken not to, and who wrote.
        await Expect(page.Locator(".why")).ToContainTextAsync("n ≥ N: 6 ≥ 6");
        await Expect(page.Locator(".why")).ToContainTextAsync("bis 5 Erwähnungen im Zeitfenster");
        await Expect(page.Locator(".post")).ToHaveCountAsync(6);
        await page.ClickAsync(".banner button");
        await Expect(page.Locator(".why")).ToContainTextAsync("Bestätigt von");
        await page.ClickAsync("button[value=FalseAlarm]");
        await Expect(page.Locator(".pill.warning")).ToContainTextAsync("Fehlalarm");

        await page.GotoAsync(Urls.Alerts);
        await Expect(page.Locator(".alert-row", new() { HasText = "Sturm" })).ToContainTextAsync("0 von 1");
        await Expect(page.Locator(".note.unread")).ToHaveCountAsync(0);
        window.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_browser_asks_for_permission_only_when_somebody_clicks()
    {
        await using var host = await ListeningHost.StartAsync();
        await using var window = await chromium.OpenAsync(host.App, await host.App.SessionAsync(Role.Administrator, "de"));
        var page = window.Page;
        await page.AddInitScriptAsync(
            """
            window.asked = 0;
            Notification.requestPermission = () => { window.asked++; return Promise.resolve('denied'); };
            """);
        await page.GotoAsync(Urls.AlertChannels);
        await Expect(page.Locator("echo-push button")).ToBeVisibleAsync();
        (await page.EvaluateAsync<int>("window.asked")).ShouldBe(0);
        await page.ClickAsync("echo-push button");
        await Expect(page.Locator(".toast.bad")).ToContainTextAsync("nicht erlaubt", new() { Timeout = Patience });
        (await page.EvaluateAsync<int>("window.asked")).ShouldBe(1);
        // The worker is served where it has power over the whole site, and starts under our own policy.
        (await page.EvaluateAsync<string>(
            """
            async address => {
              const registration = await navigator.serviceWorker.register(address);
              await navigator.serviceWorker.ready;
              return registration.active.scriptURL;
            }
            """, Urls.PushWorker)).ShouldEndWith(Urls.PushWorker);
        window.Problems.ShouldBeEmpty();
    }
}
