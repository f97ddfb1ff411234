using Echolot.Conversations;
using Echolot.Tests.Conversations;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>A conversation with more in it than is shown at once.</summary>
[Collection(InChromium.Name)]
public sealed class LongTalkJourney(Chromium chromium)
{
    [Fact]
    public async Task What_came_before_is_put_in_front_stays_there_and_the_address_of_a_message_brings_its_part()
    {
        await using var desk = await Desk.OpenAsync(new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero), new TalkingNetwork());
        var talk = (await desk.HearAsync(["Paket weg"]))[0];
        for (var i = 1; i <= 220; i++) await desk.Inbox.AddNoteAsync(talk, $"Notiz {i}.", Sight.Everything, CancellationToken.None);
        var ids = (await desk.Inbox.ShowAsync(talk, Sight.Everything, CancellationToken.None))!.Messages.Select(m => m.Id).ToList();
        await using var window = await chromium.OpenAsync(desk.Host, await desk.Host.SessionAsync(language: "de"));
        var page = window.Page;
        await page.GotoAsync(Urls.Conversation(talk));
        await Expect(page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open");
        await Expect(page.Locator(".said")).ToHaveCountAsync(100);
        await Expect(page.Locator($"#m{ids[^1]}")).ToBeInViewportAsync();
        (await Axe.SeriousAsync(page)).ShouldBeEmpty();

        await page.Locator("[data-earlier]").ClickAsync();
        await Expect(page.Locator(".said")).ToHaveCountAsync(200);
        // What is said meanwhile comes below, and the earlier part stays.
        await desk.Inbox.AddNoteAsync(talk, "Notiz 221.", Sight.Everything, CancellationToken.None);
        await Expect(page.Locator(".said", new() { HasText = "Notiz 221." })).ToHaveCountAsync(1);
        await Expect(page.Locator(".said")).ToHaveCountAsync(201);
        await page.Locator("[data-earlier]").ClickAsync();
        await Expect(page.Locator(".said")).ToHaveCountAsync(222);
        await Expect(page.Locator("[data-more]")).ToHaveCountAsync(0);
        // Also when all of it is there: nothing goes out of its middle.
        await desk.Inbox.AddNoteAsync(talk, "Notiz 222.", Sight.Everything, CancellationToken.None);
        await Expect(page.Locator(".said", new() { HasText = "Notiz 222." })).ToHaveCountAsync(1);
        await Expect(page.Locator(".said")).ToHaveCountAsync(223);

        await page.GotoAsync($"{Urls.Conversation(talk)}#m{ids[30]}");
        await page.ReloadAsync();
        await Expect(page.Locator($"#m{ids[30]}")).ToBeInViewportAsync();
        page.Url.ShouldContain($"at={ids[30]}");
        // A named message is gone to once; at the newest, what comes is looked at.
        await page.GetByRole(AriaRole.Link, new() { Name = "Zum Neuesten" }).ClickAsync();
        await Expect(page.Locator(".said", new() { HasText = "Notiz 222." })).ToBeInViewportAsync();
        await page.EvaluateAsync($"location.hash = 'm{ids[150]}'");
        await Expect(page.Locator($"#m{ids[150]}")).ToBeInViewportAsync();
        await page.EvaluateAsync("const line = document.querySelector('[data-timeline]'); line.scrollTop = line.scrollHeight");
        await desk.Inbox.AddNoteAsync(talk, "Notiz 223.", Sight.Everything, CancellationToken.None);
        await Expect(page.Locator(".said", new() { HasText = "Notiz 223." })).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Older_words_that_are_merged_into_an_open_conversation_are_shown()
    {
        await using var desk = await Desk.OpenAsync(new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero), new TalkingNetwork());
        var talks = await desk.HearAsync(["Paket weg", "Jacke kaputt"]);
        await using var window = await chromium.OpenAsync(desk.Host, await desk.Host.SessionAsync(language: "de"));
        var page = window.Page;
        await page.GotoAsync(Urls.Conversation(talks[1]));
        await Expect(page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open");
        await Expect(page.Locator("[data-timeline] .said")).ToHaveTextAsync([new System.Text.RegularExpressions.Regex("Jacke kaputt")]);
        await desk.Inbox.MergeAsync(talks[0], talks[1], Sight.Everything, CancellationToken.None);
        await Expect(page.Locator("[data-timeline] .said", new() { HasText = "Paket weg" })).ToHaveCountAsync(1);
        await Expect(page.Locator("[data-timeline] .said", new() { HasText = "Jacke kaputt" })).ToHaveCountAsync(1);
    }
}
