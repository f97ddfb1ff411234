using System.Globalization;
using Echolot.Connectors.Tests.Contract;
using Echolot.Connectors.Tests.WordPress;
using Echolot.Connectors.WordPress;
using Echolot.Conversations;
using Echolot.Network;
using Echolot.Sources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>
/// A comment in a real WordPress becomes a conversation, is answered on its page, and the answer stands below it there: in a
/// real browser, over a line that breaks while the answer leaves, by a clock that is put forward.
/// </summary>
[Collection(InChromium.Name)]
public sealed class BlogJourney(Chromium chromium, RealWordPress blog) : IClassFixture<RealWordPress>
{
    private const string Answer = "Das Paket ist <gefunden> & kommt morgen.";

    private static readonly LocatorAssertionsToContainTextOptions soon = new() { Timeout = 30_000 };
    private static readonly LocatorAssertionsToHaveCountOptions counted = new() { Timeout = 30_000 };

    [Fact]
    public async Task A_comment_is_answered_below_itself_once_although_the_line_broke_and_the_guest_goes_on()
    {
        await blog.OpenAsync();
        var clock = new ForwardClock();
        await using var line = new WeakLine(r => r.Method == "POST");
        await line.OpenAsync(blog.Address);
        await using var host = await AppHost.StartAsync(configure: builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            // Elsewhere it looks once a minute.
            builder.Services.Remove(builder.Services.Single(s => s.ImplementationType == typeof(WordPressConnector)));
            builder.Services.AddSingleton<IConnector>(all => new WordPressConnector(
                all.GetRequiredService<IGuardedHttp>(), clock, TimeSpan.FromMilliseconds(500)));
        });
        var source = await host.AddSourceAsync(WordPressConnector.Name, null, new()
        {
            ["address"] = line.Address.ToString(), ["user"] = blog.User, ["password"] = blog.Password,
        });
        var (inbox, sources) = (host.Services.GetRequiredService<Inbox>(), host.Services.GetRequiredService<SourceRunner>());
        await using var window = await chromium.OpenAsync(host, await host.SessionAsync(language: "de"));
        var page = window.Page;
        await page.GotoAsync(Urls.Inbox);
        await Expect(page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open", new() { Timeout = 30_000 });

        // It comes by itself and is opened by key.
        var asked = await blog.CommentAsync("Wo bleibt mein Paket?");
        await Expect(page.Locator("[data-talk]").First).ToContainTextAsync("Wo bleibt mein Paket?", soon);
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("#conversation[data-of] .said")).ToHaveCountAsync(1, counted);

        // What everybody could read is stopped; the blog has seen nothing.
        await page.Locator("[data-text]").ClickAsync();
        await page.Keyboard.TypeAsync("Die Bestellnummer ist 4711-22.");
        await Expect(page.Locator("[data-rule=OrderNumber]")).ToContainTextAsync("hält an", soon);
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator("[data-composer] .banner")).ToContainTextAsync("kann die Antwort nicht hinausgehen", soon);
        (await OursAsync()).ShouldBeEmpty();

        // The line breaks after the blog has it, while nobody reads there: it is looked for, and not sent again.
        await sources.PauseAsync(source.Id, true, CancellationToken.None);
        await page.Locator("[data-text]").FillAsync(Answer);
        await Expect(page.Locator("[data-rule]")).ToHaveCountAsync(0, counted);
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".said.ours")).ToHaveCountAsync(1, counted);
        line.Next = Mishap.BreaksAfterItArrived;
        clock.Forward(Inbox.TakeBackTime);
        await Expect(page.Locator(".said-send.unknown")).ToHaveCountAsync(1, counted);
        clock.Forward(TimeSpan.FromMinutes(1));
        await Expect(page.Locator(".said.ours .said-send")).ToHaveCountAsync(0, counted);
        var there = (await OursAsync()).ShouldHaveSingleItem();
        there.GetProperty("parent").ToString().ShouldBe(asked);
        there.GetProperty("post").GetInt32().ShouldBe(1);
        System.Net.WebUtility.HtmlDecode(there.GetProperty("content").GetProperty("raw").GetString()).ShouldBe(Answer);

        // The guest answers below it, and the conversation goes on.
        await sources.PauseAsync(source.Id, false, CancellationToken.None);
        var number = there.GetProperty("id").GetInt32();
        await blog.CommentAsync("Danke, dann warte ich.", parent: number);
        await Expect(page.Locator("#conversation .said")).ToHaveCountAsync(3, counted);
        await Expect(page.Locator(".said.theirs").Last).ToContainTextAsync("dann warte ich", soon);
        var talk = (await inbox.ListAsync(new(InboxView.All), Sight.Everything, null, 5, CancellationToken.None))
            .Items.ShouldHaveSingleItem();
        talk.State.ShouldBe(ConversationState.Open);
        (await inbox.ShowAsync(talk.Id, Sight.Everything, CancellationToken.None))!.Messages
            .Single(m => m.Direction is Direction.Ours).ExternalId!.Value.Value
            .ShouldEndWith(string.Create(CultureInfo.InvariantCulture, $"/#comment-{number}"));
        window.Problems.ShouldAllBe(p => p.Contains("422", StringComparison.Ordinal), "what was refused on purpose");

        Task<IReadOnlyList<System.Text.Json.JsonElement>> OursAsync() =>
            blog.ListAsync("comments?author=1&status=all&context=edit&per_page=100");
    }
}
