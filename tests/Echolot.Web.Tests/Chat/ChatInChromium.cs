using Echolot.Conversations;
using Echolot.Sources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Chat;

/// <summary>The chat on a foreign page and the inbox beside it, both in a real browser.</summary>
[Collection(InChromium.Name)]
public sealed class ChatInChromium(Chromium chromium)
{
    private const float Patience = 30_000;

    private static readonly LocatorAssertionsToContainTextOptions Within = new() { Timeout = Patience };

    [Fact]
    public async Task A_visitor_agrees_writes_is_answered_and_finds_the_conversation_again_after_a_reload()
    {
        await using var shop = await ForeignPage.StartAsync();
        await using var host = await ChatHost.StartAsync(null, ("origins", shop.Origin));
        (shop.Echolot, shop.Snippet) = (
            host.App.Address, $"<script src=\"{new Uri(host.App.Address, Urls.ChatScript)}\" data-key=\"{host.Key}\" async></script>");
        await using var visitor = await chromium.OpenAsync(host.App, language: "de");
        var page = visitor.Page;
        await page.GotoAsync(shop.Origin);
        var launch = page.GetByRole(AriaRole.Button, new() { Name = "Chat öffnen" });
        await launch.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Hilfe & Kontakt" });
        await Expect(dialog).ToBeVisibleAsync();
        (await Axe.SeriousAsync(page)).ShouldBeEmpty();

        // First the consent: nothing leaves before it.
        await page.Keyboard.TypeAsync("Wo bleibt mein Paket?");
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog.GetByRole(AriaRole.Status)).ToHaveTextAsync("Dafür bitte zuerst zustimmen.");
        (await host.Inbox.CountAsync(host.Mira, CancellationToken.None)).ToDo.ShouldBe(0);
        await page.Keyboard.PressAsync("Space");
        await dialog.GetByLabel("Nachricht", new() { Exact = true }).PressAsync("Enter");

        // The open inbox shows it without a reload.
        await using var desk = await chromium.OpenAsync(host.App, await host.App.SessionAsync(language: "de"));
        await desk.Page.GotoAsync(Urls.Inbox);
        await Expect(desk.Page.Locator("[data-talk]").First).ToContainTextAsync("Wo bleibt mein Paket?", Within);
        var talk = await host.OneAsync();
        await desk.Page.GotoAsync(Urls.Conversation(talk.Id));
        await Expect(desk.Page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open", new() { Timeout = Patience });
        await Expect(desk.Page.Locator(".reply-window")).ToContainTextAsync("noch 23:5");

        // Typing both ways.
        await dialog.GetByLabel("Nachricht", new() { Exact = true }).PressSequentiallyAsync("Hallo?");
        await Expect(desk.Page.Locator("[data-visitor]")).ToBeVisibleAsync(new() { Timeout = Patience });
        await desk.Page.Locator("[data-text]").PressSequentiallyAsync("Wir sehen nach.");
        await Expect(dialog.Locator(".typing")).ToContainTextAsync("schreibt", Within);
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(dialog.Locator(".line").Last).ToContainTextAsync("Wir sehen nach.", Within);
        await Expect(desk.Page.Locator(".said.ours .said-send")).ToHaveCountAsync(0, new() { Timeout = Patience });

        // Closed, an answer is counted; Escape gives the focus back.
        await page.Keyboard.PressAsync("Escape");
        await Expect(launch).ToBeFocusedAsync();
        await host.Inbox.SendReplyAsync(talk.Id, new(Leg.Private, "Es kommt morgen: https://nordlicht.example/4711."), host.Mira, CancellationToken.None);
        await Expect(page.Locator(".badge")).ToHaveTextAsync("1", new() { Timeout = Patience });

        await page.ReloadAsync();
        await Expect(page.Locator(".badge")).ToHaveTextAsync("1", new() { Timeout = Patience });
        await launch.ClickAsync();
        await Expect(dialog.Locator(".line")).ToHaveCountAsync(4, new() { Timeout = Patience });
        await Expect(dialog.Locator(".line a")).ToHaveAttributeAsync("href", "https://nordlicht.example/4711");
        await Expect(dialog.GetByRole(AriaRole.Checkbox)).ToBeHiddenAsync();
        await dialog.GetByLabel("Nachricht", new() { Exact = true }).FillAsync("Danke <img src=x onerror=alert(1)>");
        await dialog.GetByLabel("Nachricht", new() { Exact = true }).PressAsync("Enter");
        await Expect(desk.Page.Locator(".said.theirs").Last).ToContainTextAsync("Danke <img", Within);
        (await host.Inbox.ShowAsync(talk.Id, host.Mira, CancellationToken.None))!.Messages.Count.ShouldBe(4);

        (await page.Context.CookiesAsync([shop.Origin])).ShouldBeEmpty();
        (await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('h1')).fontSize")).ShouldBe("40px");
        var launched = await page.Locator(".launch").EvaluateAsync<string>("b => getComputedStyle(b).display");
        launched.ShouldBe("grid", "the styles of the page stay outside");
        visitor.Problems.ShouldBeEmpty();
        desk.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_visitor_takes_their_consent_back_is_told_so_and_can_begin_anew()
    {
        await using var shop = await ForeignPage.StartAsync();
        await using var host = await ChatHost.StartAsync(null, ("origins", shop.Origin));
        (shop.Echolot, shop.Snippet) = (
            host.App.Address, $"<script src=\"{new Uri(host.App.Address, Urls.ChatScript)}\" data-key=\"{host.Key}\"></script>");
        await using var visitor = await chromium.OpenAsync(host.App, language: "de");
        var page = visitor.Page;
        await page.GotoAsync(shop.Origin);
        await page.GetByRole(AriaRole.Button, new() { Name = "Chat öffnen" }).ClickAsync();
        await page.Locator("#agree").CheckAsync();
        await page.GetByLabel("Nachricht", new() { Exact = true }).FillAsync("Bestellung 4711");
        await page.GetByLabel("Nachricht", new() { Exact = true }).PressAsync("Enter");
        var talk = await host.OneAsync();
        await Expect(page.Locator(".line.mine")).ToHaveCountAsync(1, new() { Timeout = Patience });

        await page.GetByRole(AriaRole.Button, new() { Name = "Verlauf und Einwilligung" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Einwilligung widerrufen …" }).ClickAsync();
        // It is asked once more, and the way back is where the keyboard is.
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Nein, weiter chatten" })).ToBeFocusedAsync();
        (await Axe.SeriousAsync(page)).ShouldBeEmpty();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".line.mine")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Einwilligung widerrufen …" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Ja, widerrufen" }).ClickAsync();
        await Expect(page.Locator(".told")).ToContainTextAsync("Die Einwilligung ist widerrufen", Within);
        await Expect(page.Locator(".line.mine")).ToHaveCountAsync(0);
        await Expect(page.Locator("#agree")).Not.ToBeCheckedAsync();
        (await page.EvaluateAsync<int>("localStorage.length")).ShouldBe(0);
        (await host.Inbox.ShowAsync(talk.Id, host.Mira, CancellationToken.None))!.Events
            .ShouldContain(e => e.Kind == ConversationEventKind.ConsentWithdrawn);

        await page.Locator("#agree").CheckAsync();
        await page.GetByLabel("Nachricht", new() { Exact = true }).FillAsync("Doch noch etwas");
        await page.GetByLabel("Nachricht", new() { Exact = true }).PressAsync("Enter");
        await Expect(page.Locator(".line.mine:not(.pending)")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("Doch noch etwas"), new() { Timeout = Patience });
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await host.Inbox.ListAsync(new(InboxView.All), host.Mira, null, 10, late.Token)).Items.Count < 2) await Task.Delay(20, late.Token);
        visitor.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_written_while_the_line_is_down_goes_out_once_when_it_is_back()
    {
        await using var shop = await ForeignPage.StartAsync();
        await using var host = await ChatHost.StartAsync(null, ("origins", shop.Origin));
        (shop.Echolot, shop.Snippet) = (
            host.App.Address, $"<script src=\"{new Uri(host.App.Address, Urls.ChatScript)}\" data-key=\"{host.Key}\"></script>");
        await using var visitor = await chromium.OpenAsync(host.App, language: "de");
        var page = visitor.Page;
        await page.GotoAsync(shop.Origin);
        await page.GetByRole(AriaRole.Button, new() { Name = "Chat öffnen" }).ClickAsync();
        await page.Locator("#agree").CheckAsync();
        await page.GetByLabel("Nachricht", new() { Exact = true }).FillAsync("Erstens");
        await page.GetByLabel("Nachricht", new() { Exact = true }).PressAsync("Enter");
        var talk = await host.OneAsync();
        // The server takes it, and the answer is lost on the way.
        var (taken, lost) = (false, 0);
        await page.RouteAsync("**/messages", async route =>
        {
            if (taken) await route.FetchAsync();
            if (lost++ == 0) await route.AbortAsync();
            else await route.ContinueAsync();
        });
        taken = true;
        await page.GetByLabel("Nachricht", new() { Exact = true }).FillAsync("Zweitens");
        await page.GetByLabel("Nachricht", new() { Exact = true }).PressAsync("Enter");
        await Expect(page.Locator(".line.pending")).ToHaveCountAsync(0, new() { Timeout = Patience });
        await Expect(page.Locator(".line.mine")).ToHaveCountAsync(2, new() { Timeout = Patience });
        // And one that does not get through.
        (taken, lost) = (false, 0);
        await page.GetByLabel("Nachricht", new() { Exact = true }).FillAsync("Drittens");
        await page.GetByLabel("Nachricht", new() { Exact = true }).PressAsync("Enter");
        await Expect(page.Locator(".line.pending")).ToHaveCountAsync(0, new() { Timeout = Patience });
        lost.ShouldBe(2);
        (await host.Inbox.ShowAsync(talk.Id, host.Mira, CancellationToken.None))!.Messages.Select(m => m.Text)
            .ShouldBe(["Erstens", "Zweitens", "Drittens"]);
    }

    [Fact]
    public async Task On_a_phone_it_fills_the_screen_and_in_the_dark_it_is_dark()
    {
        await using var shop = await ForeignPage.StartAsync();
        await using var host = await ChatHost.StartAsync(null, ("origins", shop.Origin), ("color", "#ffd400"));
        (shop.Echolot, shop.Snippet) = (
            host.App.Address, $"<script src=\"{new Uri(host.App.Address, Urls.ChatScript)}\" data-key=\"{host.Key}\"></script>");
        await using var visitor = await chromium.OpenAsync(host.App, width: 390, height: 844, language: "en", dark: true);
        var page = visitor.Page;
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await page.GotoAsync(shop.Origin);
        await page.GetByRole(AriaRole.Button, new() { Name = "Chat öffnen" }).ClickAsync();
        var panel = page.Locator(".panel");
        await Expect(panel).ToHaveAttributeAsync("aria-modal", "true");
        var box = (await panel.BoundingBoxAsync())!;
        (box.X, box.Y, box.Width).ShouldBe((0, 0, 390));
        (await panel.EvaluateAsync<string>("p => getComputedStyle(p).backgroundColor")).ShouldBe("rgb(23, 27, 34)");
        (await page.Locator("header").EvaluateAsync<string>("h => getComputedStyle(h).color")).ShouldBe("rgb(16, 20, 24)", "dark text on yellow");
        (await Axe.SeriousAsync(page)).ShouldBeEmpty();
        visitor.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_preview_follows_what_is_filled_in()
    {
        await using var host = await ChatHost.StartAsync();
        await using var desk = await chromium.OpenAsync(host.App, await host.App.SessionAsync(language: "de"));
        var page = desk.Page;
        await page.GotoAsync(Urls.SourceChat(host.Source.Id));
        var preview = page.Locator("echo-chat-preview");
        await Expect(preview.GetByRole(AriaRole.Heading, new() { Name = "Hilfe & Kontakt" })).ToBeVisibleAsync();
        await page.FillAsync("[name=title_de]", "Frag uns <b>alles</b>");
        await Expect(preview.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Frag uns <b>alles</b>");
        await page.FillAsync("[name=color]", "#ffd400");
        (await preview.Locator("header").EvaluateAsync<string>("h => getComputedStyle(h).backgroundColor")).ShouldBe("rgb(255, 212, 0)");
        await preview.GetByLabel("Außerhalb der Geschäftszeiten").CheckAsync();
        await Expect(preview.Locator(".form").GetByLabel("E-Mail-Adresse")).ToBeVisibleAsync();
        await preview.GetByLabel("English").CheckAsync();
        await Expect(preview.Locator(".form").GetByLabel("Your e-mail address")).ToBeVisibleAsync();
        (await Axe.SeriousAsync(page)).ShouldBeEmpty();
        desk.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_leads_to_a_page_of_its_own_where_the_conversation_goes_on()
    {
        await using var host = await ChatHost.StartAsync();
        using var nobody = host.App.Visitor("de");
        (await nobody.GetAsync("/chat/talk/unknown")).Status.ShouldBe(System.Net.HttpStatusCode.NotFound);
        var token = await host.BeginAsync();
        await host.AskAsync(HttpMethod.Post, "/messages", new { id = "message-one", text = "Hallo" }, token);
        var talk = await host.OneAsync();
        // As a hand-over writes it down; that it does is tested where it is made.
        var secret = "secret-of-a-link-1";
        await host.App.Services.GetRequiredService<Echolot.Storage.EcholotDb>().WriteAsync(async scope =>
        {
            await Dapper.SqlMapper.ExecuteAsync(
                scope.Connection, "update message set local_id = 'link/1' where conversation_id = @Id", new { talk.Id }, scope.Transaction);
            await Dapper.SqlMapper.ExecuteAsync(
                scope.Connection,
                "insert into chat_link (hash, source_id, conversation_id, root, created_at, expires_at) values (@hash, @source, @Id, 'link/1', 0, 9999999999999)",
                new
                {
                    hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret))),
                    source = host.Source.Id, talk.Id,
                }, scope.Transaction);
        }, CancellationToken.None);
        await using var visitor = await chromium.OpenAsync(host.App, language: "de");
        var page = visitor.Page;
        await page.GotoAsync("/chat/talk/" + secret);
        await page.Locator("#agree").CheckAsync();
        (await Axe.SeriousAsync(page)).ShouldBeEmpty();
        await page.GetByLabel("Nachricht", new() { Exact = true }).FillAsync("Ich bin es");
        await page.GetByLabel("Nachricht", new() { Exact = true }).PressAsync("Enter");
        await Expect(page.Locator(".line.mine:not(.pending)")).ToContainTextAsync("Ich bin es", Within);
        (await host.Inbox.ShowAsync(talk.Id, host.Mira, CancellationToken.None))!.Messages.Select(m => m.Text).ShouldBe(["Hallo", "Ich bin es"]);
        await page.ReloadAsync();
        await Expect(page.Locator(".line.mine")).ToContainTextAsync("Ich bin es", Within);

        await using var other = await chromium.OpenAsync(host.App, language: "de");
        await other.Page.GotoAsync("/chat/talk/" + secret);
        await other.Page.Locator("#agree").CheckAsync();
        await other.Page.GetByLabel("Nachricht", new() { Exact = true }).FillAsync("Ich auch");
        await other.Page.GetByLabel("Nachricht", new() { Exact = true }).PressAsync("Enter");
        await Expect(other.Page.Locator(".told")).ToContainTextAsync("schon benutzt", Within);
        (await host.Inbox.ShowAsync(talk.Id, host.Mira, CancellationToken.None))!.Messages.Count.ShouldBe(2);
        visitor.Problems.ShouldBeEmpty();
    }
}
