using Echolot.Connectors.Mastodon;
using Echolot.Conversations;
using Echolot.Play.Networks;
using Echolot.Sources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>
/// Many complaints with one cause become an incident, everybody gets an answer of their own and nobody two, in a real
/// browser against a Mastodon instance over real HTTP, by a clock that is put forward.
/// </summary>
[Collection(InChromium.Name)]
public sealed class CauseJourney(Chromium chromium)
{
    private const float Patience = 30_000;

    [Fact]
    public async Task Complaints_of_one_cause_are_gathered_answered_one_by_one_and_told_when_it_is_fixed()
    {
        var clock = new ForwardClock();
        await using var instance = new MastodonInstance();
        await instance.StartAsync();
        await using var host = await AppHost.StartAsync(
            configure: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var (source, check) = await host.Services.GetRequiredService<SourceRunner>().AddAsync(
            MastodonConnector.Name, "@nordlicht", new Dictionary<string, string>
            {
                ["instance"] = instance.Address.AbsoluteUri, ["token"] = MastodonInstance.Token, ["answers"] = "true",
            }, CancellationToken.None);
        source.ShouldNotBeNull(string.Join(' ', check.Problems.Values.Select(p => p.En)));
        await using var window = await chromium.OpenAsync(host, await host.SessionAsync(language: "de"));
        var page = window.Page;
        await page.GotoAsync(Urls.Incidents);
        await page.Locator("[data-open=new-incident]").First.ClickAsync();
        await page.FillAsync("#new-incident [name=title]", "Reißverschluss, Charge 0425");
        await page.FillAsync("#new-incident [name=cause]", "Produkt > Reißverschluss > Charge 0425");
        await page.ClickAsync("#new-incident button[type=submit]");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Reißverschluss, Charge 0425", new() { Timeout = Patience });
        var incident = page.Url;

        await page.GotoAsync(Urls.Inbox);
        await Expect(page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open", new() { Timeout = Patience });
        foreach (var who in new[] { "Kim", "Lee", "Ada" })
            await ComplainAsync(instance, who, "der Reißverschluss ist kaputt");
        await Expect(page.Locator("[data-talk]")).ToHaveCountAsync(3, new() { Timeout = Patience });

        // All of the list at once, with as many as it has now.
        await page.Locator("[data-choose]").First.CheckAsync(new() { Force = true });
        await page.ClickAsync("echo-many [data-whole]");
        await Expect(page.Locator("echo-many [data-count-of]")).ToHaveTextAsync("Alle 3 dieser Liste", new() { Timeout = Patience });
        (await Axe.SeriousAsync(page)).ShouldBeEmpty();
        await page.SelectOptionAsync("echo-many [data-do=incident]", new SelectOptionValue { Label = "Reißverschluss, Charge 0425" });
        await Expect(page.Locator("echo-many")).ToBeHiddenAsync(new() { Timeout = Patience });

        await page.GotoAsync(incident);
        await page.FillAsync("[name=text]", "Hallo {{name}}, wir tauschen die Jacke.");
        await page.Locator("form:has([name=text]) button").First.ClickAsync();
        await Expect(page.Locator(".letters li")).ToHaveCountAsync(3, new() { Timeout = Patience });
        await Expect(page.Locator(".letters")).ToContainTextAsync("Hallo Lee, wir tauschen die Jacke.");
        await page.Locator("form:has([name=text]) button.primary").ClickAsync();
        await Expect(page.Locator(".note-main").First).ToContainTextAsync("an 3 gesendet", new() { Timeout = Patience });
        clock.Forward(Inbox.TakeBackTime);
        await UntilAsync(() => instance.Said.Count == 3);

        // Whoever comes later gets the same answer, the others nothing again.
        await ComplainAsync(instance, "Ole", "bei mir auch, der Reißverschluss klemmt");
        await page.GotoAsync(Urls.Inbox + "?q=klemmt");
        await page.Locator("[data-talk]").First.ClickAsync(new() { Timeout = Patience });
        await page.SelectOptionAsync(".talk-facts [name=incident]", new SelectOptionValue { Label = "Reißverschluss, Charge 0425" });
        await Expect(page.Locator(".talk-side")).ToContainTextAsync("Produkt > Reißverschluss > Charge 0425", new() { Timeout = Patience });
        await page.GotoAsync(incident);
        await page.Locator(".note-main form button").ClickAsync();
        await Expect(page.Locator(".note-main").First).ToContainTextAsync("an 4 gesendet", new() { Timeout = Patience });
        clock.Forward(Inbox.TakeBackTime);
        await UntilAsync(() => instance.Said.Count == 4);

        // Told once more when it is fixed; one is not content and is open again, with its clock.
        await page.Locator("form[action$='/fixed'] button").ClickAsync();
        await Expect(page.Locator(".bar .pill")).ToContainTextAsync("Behoben", new() { Timeout = Patience });
        await page.FillAsync("[name=text]", "Hallo {{name}}, ab heute mit neuem Reißverschluss.");
        await page.Locator("form:has([name=text]) button").First.ClickAsync();
        await page.Locator("form:has([name=text]) button.primary").ClickAsync(new() { Timeout = Patience });
        clock.Forward(Inbox.TakeBackTime);
        await UntilAsync(() => instance.Said.Count == 8);
        instance.Said.GroupBy(s => s.InReplyTo).ShouldAllBe(g => g.Count() == 2, "everybody each answer once");
        instance.Said.Select(s => s.Key).Distinct().Count().ShouldBe(8);
        await ComplainAsync(instance, "Kim", "meine ist immer noch kaputt", instance.Said[^1].Id);
        await page.GotoAsync(Urls.Inbox + "?view=todo");
        await Expect(page.Locator("[data-talk]").First).ToContainTextAsync("immer noch kaputt", new() { Timeout = Patience });
    }

    private static Task ComplainAsync(MastodonInstance instance, string who, string words, string? answers = null) =>
        instance.PublishAsync($"<p>@nordlicht {words}</p>", [MastodonInstance.Notifications], change: status =>
        {
            var account = status["account"]!.AsObject();
            var low = who.ToLowerInvariant();
            (account["id"], account["username"], account["acct"], account["display_name"]) =
                (low, low, $"{low}@far.example", who);
            (account["uri"], account["url"]) = ($"https://far.example/users/{low}", $"https://far.example/@{low}");
            if (answers is not null) status["in_reply_to_id"] = answers;
        });

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var i = 0; i < 600 && !holds(); i++) await Task.Delay(50);
        holds().ShouldBeTrue();
    }
}
