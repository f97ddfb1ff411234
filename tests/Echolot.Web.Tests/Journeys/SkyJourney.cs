using System.Text.Json.Nodes;
using Dapper;
using Echolot.Connectors.Bluesky;
using Echolot.Connectors.Tests.Bluesky;
using Echolot.Connectors.Tests.Contract;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>
/// A post that names us on a real Bluesky PDS becomes a conversation and is answered on its page. Nobody can tell whether the
/// answer is out, a person has it sent again, and it is there once: in a real browser, over a line that breaks, by a clock
/// that is put forward.
/// </summary>
[Collection(InChromium.Name)]
public sealed class SkyJourney(Chromium chromium)
{
    private const string Answer = "Das tut uns leid. Wir suchen das Paket.";
    private const string Later = "Es ist gefunden und kommt morgen.";

    private static readonly LocatorAssertionsToContainTextOptions soon = new() { Timeout = 30_000 };
    private static readonly LocatorAssertionsToHaveCountOptions counted = new() { Timeout = 60_000 };

    [Fact]
    public async Task A_post_is_answered_once_although_nobody_could_tell_and_a_person_had_it_sent_again()
    {
        RealPds.SkipWhereMissing();
        await using var pds = new RealPds();
        await pds.StartAsync();
        var (anna, ours) = (await pds.AccountAsync("anna"), await pds.AccountAsync("nordlicht"));
        await using var line = new WeakLine(Puts);
        await line.OpenAsync(new(pds.Xrpc));
        var clock = new ForwardClock();
        await using var host = await AppHost.StartAsync(
            configure: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var source = await host.AddSourceAsync("bluesky", null, new()
        {
            ["hosts"] = pds.Jetstream, ["profiles"] = "", ["account"] = ours.Handle,
            ["password"] = await ours.AppPasswordAsync(), ["server"] = line.Address.ToString(),
        });
        // A stream begins with what is said once it is open.
        var sources = host.Services.GetRequiredService<SourceRunner>();
        await Eventually.HoldsAsync(async () =>
            (await sources.HealthAsync(CancellationToken.None)).Single().LastContactAt is not null);
        await using var window = await chromium.OpenAsync(host, await host.SessionAsync(language: "de"));
        var page = window.Page;
        await page.GotoAsync(Urls.Inbox);
        await Expect(page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open", new() { Timeout = 30_000 });

        // It comes by itself, and what everybody could read is stopped.
        var post = await anna.PostAsync("@nordlicht Wo bleibt mein Paket?", facets: Naming(ours.Did));
        await Expect(page.Locator("[data-talk]").First).ToContainTextAsync("Wo bleibt mein Paket?", soon);
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("#conversation[data-of] .said")).ToHaveCountAsync(1, counted);
        await page.Locator("[data-text]").ClickAsync();
        await page.Keyboard.TypeAsync("Die Bestellnummer ist 4711-22.");
        await Expect(page.Locator("[data-rule=OrderNumber]")).ToContainTextAsync("hält an", soon);
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator("[data-composer] .banner")).ToContainTextAsync("kann die Antwort nicht hinausgehen", soon);
        await page.Locator("[data-text]").FillAsync(Answer);
        await Expect(page.Locator("[data-rule]")).ToHaveCountAsync(0, counted);
        // It must not leave before the line is set up to break.
        clock.Stand();
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".said.ours")).ToHaveCountAsync(1, counted);
        (await ours.PostsAsync()).ShouldBeEmpty();

        // The line breaks after the server has it, nobody hears the stream, and whoever looks for it gets no answer.
        await sources.PauseAsync(source.Id, true, CancellationToken.None);
        line.Next = Mishap.BreaksAfterItArrived;
        clock.GoOn(Inbox.TakeBackTime);
        await Eventually.HoldsAsync(() => line.Next is Mishap.None);
        (line.Writes, line.Stays, line.Next) = (r => r.Path == "/xrpc/com.atproto.repo.getRecord", true, Mishap.Fails);
        await Expect(page.Locator(".said-send.unknown")).ToHaveCountAsync(1, counted);
        // Eight looks within two hours; the sender itself looks at the clock every five seconds.
        for (var turn = 0; turn < 360 && !(await SendAsync(host)).Undecided; turn++)
        {
            clock.Forward(TimeSpan.FromMinutes(30));
            await Task.Delay(500);
        }
        (await SendAsync(host)).Undecided.ShouldBeTrue();
        (line.Writes, line.Stays, line.Next) = (Puts, false, Mishap.None);
        (await ours.PostsAsync()).Count.ShouldBe(1);

        // A person takes it for lost and has it sent again, under the same key.
        await page.GotoAsync(page.Url);
        await page.Locator(".said-decide form").Last.Locator("button").ClickAsync(new() { Timeout = 30_000 });
        await Expect(page.Locator(".said.ours .said-send")).ToHaveCountAsync(0, counted);
        var rkey = RecordKey.Of((await KeysAsync(host)).ShouldHaveSingleItem());
        (await ours.PostsAsync()).Keys.ShouldBe([rkey]);
        var there = (await ours.PostOfAsync(rkey)).GetProperty("value");
        there.GetProperty("text").GetString().ShouldBe(Answer);
        there.GetProperty("reply").GetProperty("parent").GetProperty("uri").GetString().ShouldBe(post.Uri);
        (await ThreadAsync(host)).Messages.Single(m => m.Direction is Direction.Ours).ExternalId!.Value.Value
            .ShouldBe($"at://{ours.Did}/app.bsky.feed.post/{rkey}");

        // She answers once we read again; the next reply breaks before it arrives, is missed, and leaves again by itself.
        await sources.PauseAsync(source.Id, false, CancellationToken.None);
        await anna.PostAsync("Danke!", new(
            $"at://{ours.Did}/app.bsky.feed.post/{rkey}", (await ours.PostOfAsync(rkey)).GetProperty("cid").GetString()!));
        await Expect(page.Locator("#conversation .said")).ToHaveCountAsync(3, counted);
        line.Next = Mishap.BreaksBeforeItArrives;
        await page.Locator("[data-text]").FillAsync(Later);
        await page.Locator("[data-text]").PressAsync("Control+Enter");
        await Expect(page.Locator(".said.ours")).ToHaveCountAsync(2, counted);
        clock.Forward(Inbox.TakeBackTime);
        await Expect(page.Locator(".said-send.unknown")).ToHaveCountAsync(1, counted);
        (await ours.PostsAsync()).Count.ShouldBe(1);
        clock.Forward(TimeSpan.FromMinutes(1));
        await Expect(page.Locator(".said.ours .said-send")).ToHaveCountAsync(0, counted);
        var both = (await KeysAsync(host)).Select(RecordKey.Of).ToList();
        (await ours.PostsAsync()).Keys.ShouldBe(both, ignoreOrder: true);
        (await ours.PostOfAsync(both[1])).GetProperty("value").GetProperty("text").GetString().ShouldBe(Later);
        window.Problems.ShouldAllBe(p => p.Contains("422", StringComparison.Ordinal), "what was refused on purpose");
    }

    private static bool Puts(Microsoft.AspNetCore.Http.HttpRequest request) =>
        request.Path == "/xrpc/com.atproto.repo.putRecord";

    /// <summary>The first ten letters name an account.</summary>
    private static JsonArray Naming(string did) => new(new JsonObject
    {
        ["index"] = new JsonObject { ["byteStart"] = 0, ["byteEnd"] = 10 },
        ["features"] = new JsonArray(new JsonObject { ["$type"] = "app.bsky.richtext.facet#mention", ["did"] = did }),
    });

    private static async Task<Echolot.Conversations.Thread> ThreadAsync(AppHost host)
    {
        var inbox = host.Services.GetRequiredService<Inbox>();
        var talk = (await inbox.ListAsync(new(InboxView.All), Sight.Everything, null, 5, CancellationToken.None)).Items
            .ShouldHaveSingleItem();
        return (await inbox.ShowAsync(talk.Id, Sight.Everything, CancellationToken.None)).ShouldNotBeNull();
    }

    private static async Task<Send> SendAsync(AppHost host) =>
        (await ThreadAsync(host)).Messages.Single(m => m.Direction is Direction.Ours).Send.ShouldNotBeNull();

    /// <summary>Keys of what was sent, in its order.</summary>
    private static async Task<IReadOnlyList<string>> KeysAsync(AppHost host)
    {
        await using var read = await host.Services.GetRequiredService<EcholotDb>().ReadAsync(CancellationToken.None);
        return (await read.QueryAsync<string>("select key from send order by id")).AsList();
    }
}
