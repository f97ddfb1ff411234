using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Tests.Conversations;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>Comments of several people under one post: the tree, answering one of them, going on privately with a file.</summary>
[Collection(InChromium.Name)]
public sealed class CommentsJourney(Chromium chromium)
{
    private const int Patience = 30_000;
    private static readonly byte[] picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    [Fact]
    public async Task A_comment_is_liked_and_hidden_from_its_menu_and_shown_again()
    {
        var network = new TalkingNetwork();
        network.Can = network.Can with { Acts = [.. Enum.GetValues<ItemAct>()] };
        await using var desk = await Desk.OpenAsync(DateTimeOffset.UtcNow, network);
        await desk.SayAsync("kim", "Tolle Jacke, ihr Halunken", ItemKind.Post);
        await Eventually.HoldsAsync(async () => (await AllAsync(desk)).Count == 1);
        var talk = (await AllAsync(desk))[0];
        await using var window = await chromium.OpenAsync(desk.Host, await desk.Host.SessionAsync(language: "de"));
        var page = window.Page;
        await page.GotoAsync(Urls.Conversation(talk));
        await Expect(page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open", new() { Timeout = Patience });
        var said = page.Locator(".said");
        await ActAsync("Liken");
        await ActAsync("Verbergen", "Beleidigung oder Hass");
        await DoneAsync([ItemAct.Like, ItemAct.Hide]);
        await Expect(said.Locator(".act.done")).ToHaveTextAsync(["geliked", "verborgen"], new() { Timeout = Patience });
        (await Axe.SeriousAsync(page)).ShouldBeEmpty();
        await ActAsync("Wieder zeigen");
        await DoneAsync([ItemAct.Like, ItemAct.Hide, ItemAct.Show]);
        await Expect(said.Locator(".act")).ToHaveTextAsync(["geliked"], new() { Timeout = Patience });

        async Task ActAsync(string what, string? why = null)
        {
            await said.HoverAsync();
            await said.GetByRole(AriaRole.Button, new() { Name = "Beim Netzwerk" }).ClickAsync();
            if (why is not null) await said.GetByLabel("Grund fürs Verbergen oder Entfernen").SelectOptionAsync(new SelectOptionValue { Label = why });
            await said.GetByRole(AriaRole.Button, new() { Name = what, Exact = true }).ClickAsync();
            await Expect(said.Locator(".act.waiting, .act.done").First).ToBeVisibleAsync(new() { Timeout = Patience });
        }

        Task DoneAsync(ItemAct[] acts) => Eventually.HoldsAsync(
            () => network.Acted.Select(a => a.Act).OrderBy(a => a).SequenceEqual(acts.OrderBy(a => a)));
    }

    [Fact]
    public async Task One_of_many_comments_is_answered_and_the_rest_goes_on_privately_with_its_file()
    {
        var network = new TalkingNetwork
        {
            Can = new(new TextLimit(300, LengthUnit.Grapheme), new TextLimit(1000, LengthUnit.Utf16), OpensPrivate: true)
            {
                Files = FileLimits.Of(4, 1_000_000, FileLimits.Pictures),
            },
        };
        await using var desk = await Desk.OpenAsync(DateTimeOffset.UtcNow, network);
        await desk.SayAsync("kim", "Meine Jacke ist undicht", ItemKind.Post);
        await Eventually.HoldsAsync(async () => (await AllAsync(desk)).Count == 1);
        var talk = (await AllAsync(desk))[0];
        var post = (await desk.Inbox.ShowAsync(talk, Sight.Everything, CancellationToken.None))!.Messages[0].ExternalId;
        await desk.SayAsync("lou", "Meine auch, an der Naht", ItemKind.Comment, parent: post);
        await desk.SayAsync("ada", "Bei mir der Reißverschluss", ItemKind.Comment, parent: post);
        await Eventually.HoldsAsync(async () =>
            (await desk.Inbox.ShowAsync(talk, Sight.Everything, CancellationToken.None))!.Messages.Count == 3);

        await using var window = await chromium.OpenAsync(desk.Host, await desk.Host.SessionAsync(language: "de"));
        var page = window.Page;
        await page.GotoAsync(Urls.Conversation(talk));
        await Expect(page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open", new() { Timeout = Patience });
        await page.Locator(".comment-tree > summary").ClickAsync();
        await Expect(page.Locator(".comment-post")).ToContainTextAsync("Meine Jacke ist undicht");
        await Expect(page.Locator(".comment")).ToHaveCountAsync(2);
        await page.Locator(".comment-tree > summary").ClickAsync();

        // The comment that is meant, not the newest.
        var lou = page.Locator(".said", new() { HasText = "an der Naht" });
        await lou.HoverAsync();
        await lou.Locator("[data-answer-to]").ClickAsync();
        await Expect(page.Locator("[data-answering]")).ToContainTextAsync("an der Naht");
        await page.Locator("[data-text]").FillAsync("Wir tauschen sie, Lou.");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".said.ours")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await Expect(page.Locator("[data-answering]")).ToBeHiddenAsync();
        desk.Clock.Forward(Inbox.TakeBackTime);
        await Eventually.HoldsAsync(() => network.Posted.Count == 1);
        var answered = (await desk.Inbox.ShowAsync(talk, Sight.Everything, CancellationToken.None))!.Messages.Single(m => m.Text.Contains("Naht", StringComparison.Ordinal));
        network.Posted[0].ReplyTo.ShouldBe(answered.ExternalId);

        // What lies with the draft is offered for the private half.
        await page.Locator("[name=mode][value=Public]").CheckAsync(new() { Force = true });
        await page.Locator("[data-attach-files]").SetInputFilesAsync(new FilePayload { Name = "Etikett.png", MimeType = "image/png", Buffer = picture });
        await Expect(page.Locator(".reply-file")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await page.Locator("[data-text]").FillAsync("Hier ist dein Etikett.");
        await page.Locator("[data-hand-over]").ClickAsync();
        await Expect(page.Locator("#hand-over [data-hand-files] .choice")).ToContainTextAsync("Etikett.png");
        await page.Locator("#hand-over button[type=submit]").ClickAsync();
        await Expect(page.Locator(".said.ours.as-private .sent-files img")).ToHaveCountAsync(1, new() { Timeout = Patience });
        desk.Clock.Forward(Inbox.TakeBackTime * 2);
        await Eventually.HoldsAsync(() => network.Posted.Count == 3);
        network.Posted.Select(p => (p.Leg, p.Files.Count)).ShouldBe([(Leg.Public, 0), (Leg.Public, 0), (Leg.Private, 1)]);

        // The palette does what the page can.
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("zusammenf");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("dialog#merge")).ToHaveAttributeAsync("open", "");
        window.Problems.ShouldBeEmpty();
    }

    private static async Task<IReadOnlyList<long>> AllAsync(Desk desk) =>
        [.. (await desk.Inbox.ListAsync(new(InboxView.All), Sight.Everything, null, 50, CancellationToken.None)).Items.Select(c => c.Id)];
}
