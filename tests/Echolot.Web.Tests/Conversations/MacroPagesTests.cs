using System.Globalization;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Tests.Conversations;
using Echolot.Web.Tests.Journeys;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Conversations;

/// <summary>Macros by their forms, as somebody without scripts uses them, and by the API.</summary>
public sealed class MacroPagesTests : IAsyncLifetime
{
    private ListeningHost _host = null!;
    private Visitor _mira = null!;
    private long _me;

    private Inbox Inbox => _host.App.Services.GetRequiredService<Inbox>();

    public async ValueTask InitializeAsync()
    {
        _host = await ListeningHost.StartAsync();
        _mira = await _host.App.SignedInAsync(language: "de");
        _me = (await _host.App.Services.GetRequiredService<Roster>().PeopleAsync(CancellationToken.None)).Single(p => p.Language == "de").Id;
    }

    public async ValueTask DisposeAsync()
    {
        _mira.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_macro_is_written_shared_ordered_and_run_on_one_and_on_many()
    {
        (await _mira.GetAsync(Urls.Macros)).Text.ShouldContain("Noch kein Makro");
        (await _mira.PostAsync(Urls.NewMacro, Urls.Macros, ("name", "Leer"))).Text.ShouldContain("mindestens eine Aktion");
        var wrong = await _mira.PostAsync(Urls.NewMacro, Urls.Macros, ("name", "Sendet"), ("send", "on"));
        wrong.Document.Body!.TextContent.ShouldContain("Der Schritt „Antwort gleich senden“ passt so nicht");
        await _mira.PostAsync(
            Urls.NewMacro, Urls.Macros, ("name", "Paket <weg>"), ("for", "all"), ("toPerson", "me"), ("priority", "Urgent"), ("toCause", "Lieferung"),
            ("state", "Done"), ("note", "Ersatz <b>geht</b> raus"));
        await _mira.PostAsync(Urls.NewMacro, Urls.Macros, ("name", "Nur ich"), ("snooze", "90"));
        var list = await _mira.GetAsync(Urls.Macros);
        list.Document.QuerySelectorAll(".rule").Length.ShouldBe(2);
        list.Document.Body!.TextContent.ShouldContain("Zuweisen: wer es ausführt");
        list.Document.Body!.TextContent.ShouldContain("Zurückstellen für 90 Min.");
        var macro = (await Inbox.MacrosAsync(_me, true, CancellationToken.None)).Single(m => m.Draft.Shared);
        (await _mira.GetAsync(Urls.Macro(macro.Id))).Find("select[name=toPerson] option[selected]")!.GetAttribute("value").ShouldBe("me");

        var (one, two, three) = (await TalkAsync("1", "Fjellrev eins"), await TalkAsync("2", "Fjellrev zwei"), await TalkAsync("3", "Fjellrev drei"));
        var page = await _mira.GetAsync(Urls.Conversation(one));
        page.Find("#talk-macros")!.TextContent.ShouldContain("Anlass festhalten: Lieferung · Zustand: Erledigt");
        await _mira.PostAsync(Urls.Conversation(one), Urls.OfConversation(Urls.ConversationMacroPattern, one), ("macro", $"{macro.Id}"));
        page = await _mira.GetAsync(Urls.Conversation(one));
        page.Find(".said.as-note .said-text")!.TextContent.ShouldBe("Ersatz <b>geht</b> raus");
        (await TalkAsync(one)).ShouldSatisfyAllConditions(
            t => (t.State, t.Cause, t.AssigneeId).ShouldBe((ConversationState.Done, "Lieferung", (long?)_me)));
        (await _mira.GetAsync(Urls.InboxMany)).Find(".run-bar")!.TextContent.ShouldContain("Makro: Paket <weg> – 1 Gespräch geändert");

        (await _mira.GetAsync(Urls.Inbox)).Find("[data-do=macro]")!.TextContent.ShouldContain("Paket <weg> (Zuweisen: wer es ausführt · Priorität");
        await _mira.PostAsync(Urls.Inbox, Urls.InboxMany, ("ids", $"{two},{three}"), ("what", "macro"), ("value", $"{macro.Id}"));
        ((await TalkAsync(two)).State, (await TalkAsync(three)).State).ShouldBe((ConversationState.Done, ConversationState.Done));
        (await Inbox.MacrosAsync(_me, true, CancellationToken.None)).Single(m => m.Draft.Shared).Uses.ShouldBe(3);

        await _mira.PostAsync(Urls.Macros, Urls.OfMacro(Urls.MacroRemovePattern, macro.Id));
        (await Inbox.MacrosAsync(_me, true, CancellationToken.None)).Single().Name.ShouldBe("Nur ich");
    }

    [Fact]
    public async Task What_cannot_be_done_says_which_step_and_why_and_who_does_not_lead_keeps_macros_for_themselves()
    {
        await Inbox.RequireCauseAsync(true, null, CancellationToken.None);
        var talk = await TalkAsync("1", "Fjellrev eins");
        var macro = await Inbox.SaveMacroAsync(
            null, new("Fertig", [new(WorkflowActionKind.Note, Text: "gut"), new(WorkflowActionKind.State, (long)ConversationState.Done)], true), _me,
            true, CancellationToken.None);
        var refused = await _mira.PostAsync(
            Urls.Conversation(talk), Urls.OfConversation(Urls.ConversationMacroPattern, talk), ("macro", $"{macro.Id}"), ("mode", "Note"),
            ("text", "halb <geschrieben>"));
        refused.Find("[data-composer] .banner")!.TextContent.ShouldContain("Nichts geändert. „Zustand: Erledigt“ ging nicht: Nennen Sie zuerst die Ursache");
        refused.Find("[data-text]")!.TextContent.ShouldBe("halb <geschrieben>");
        (await Inbox.ShowAsync(talk, Sight.Everything, CancellationToken.None))!.Messages.Count.ShouldBe(1);

        using var agent = await _host.App.SignedInAsync(language: "en", role: Role.Agent);
        (await agent.GetAsync(Urls.NewMacro)).Find("select[name=for]").ShouldBeNull();
        (await agent.PostAsync(Urls.NewMacro, Urls.Macros, ("name", "All"), ("for", "all"), ("note", "x"))).Text
            .ShouldContain("changed only by whoever looks after the care desk");
        (await agent.GetAsync(Urls.Macro(macro.Id))).Status.ShouldBe(System.Net.HttpStatusCode.NotFound);
        (await agent.GetAsync(Urls.Macros)).Text.ShouldContain("Fertig");
    }

    private async Task<long> TalkAsync(string id, string text)
    {
        var mention = long.Parse((await _host.PushAsync((id, text)))[0], CultureInfo.InvariantCulture);
        var address = (await _mira.PostAsync(Urls.Mention(mention), Urls.MentionAnswer(mention))).Location.ShouldNotBeNull();
        return long.Parse(address.Split('/')[^1], CultureInfo.InvariantCulture);
    }

    private async Task<Conversation> TalkAsync(long id) => (await Inbox.FindAsync(id, Sight.Everything, CancellationToken.None))!;
}

[Collection(InChromium.Name)]
public sealed class MacrosInChromium(Chromium chromium)
{
    private const int Patience = 30_000;

    [Fact]
    public async Task A_macro_is_found_in_the_palette_and_its_reply_stands_below_what_was_being_written()
    {
        await using var desk = await Desk.OpenAsync(DateTimeOffset.UtcNow, new TalkingNetwork());
        var talk = (await desk.HearAsync(["Wo ist mein Paket?"]))[0];
        await desk.Inbox.SaveMacroAsync(
            null, new("Paket suchen", [
                new(WorkflowActionKind.Priority, (long)Priority.Urgent), new(WorkflowActionKind.Reply, Text: "Wir suchen Ihr Paket."),
            ], true), 1, true, CancellationToken.None);
        await using var window = await chromium.OpenAsync(desk.Host, await desk.Host.SessionAsync(language: "de"));
        var page = window.Page;
        await page.GotoAsync(Urls.Conversation(talk));
        await page.Locator("[data-text]").FillAsync("Hallo!");
        await page.Keyboard.PressAsync("Control+k");
        await page.Locator("#palette input").FillAsync("Makro: Paket suchen");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-text]")).ToHaveValueAsync("Hallo!\n\nWir suchen Ihr Paket.", new() { Timeout = Patience });
        await Expect(page.Locator("#many-run")).ToContainTextAsync("Makro: Paket suchen – 1 Gespräch geändert", new() { Timeout = Patience });
        (await desk.Inbox.FindAsync(talk, Sight.Everything, CancellationToken.None))!.Priority.ShouldBe(Priority.Urgent);

        // By its key and the menu, and with the tick of a row.
        await page.Locator("[data-text]").FillAsync("");
        await page.Locator("#conversation .talk-title").ClickAsync();
        await page.Keyboard.PressAsync("m");
        await Expect(page.Locator("#talk-macros .menu-item").First).ToBeFocusedAsync(new() { Timeout = Patience });
        (await Axe.SeriousAsync(page)).ShouldBeEmpty();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-text]")).ToHaveValueAsync("Wir suchen Ihr Paket.", new() { Timeout = Patience });
    }
}
