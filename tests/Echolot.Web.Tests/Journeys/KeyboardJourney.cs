using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Tests.Conversations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>A morning at the inbox without a mouse, in a real browser.</summary>
[Collection(InChromium.Name)]
public sealed class KeyboardJourney(Chromium chromium)
{
    private const float Patience = 30_000;

    private static readonly LocatorAssertionsToContainTextOptions soon = new() { Timeout = Patience };
    private static readonly LocatorAssertionsToHaveCountOptions counted = new() { Timeout = Patience };

    [Fact]
    public async Task Everything_of_a_conversation_and_of_many_is_done_by_keys()
    {
        await using var desk = await Desk.OpenAsync(new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero), new TalkingNetwork());
        var jonas = await desk.JoinAsync("Jonas Weber", Role.Agent);
        await desk.Host.Services.GetRequiredService<Archive>().AddLabelAsync(new("Lieferung", IsCategory: true), CancellationToken.None);
        var talks = await desk.HearAsync(["Paket weg", "Jacke eingelaufen", "Zelt undicht"]);
        await desk.Inbox.SaveMacroAsync(
            null, new("Rückfrage", [new(WorkflowActionKind.Note, Text: "Zusteller fragen")], true), jonas.Id, true, CancellationToken.None);
        await using var window = await chromium.OpenAsync(desk.Host, await desk.Host.SessionAsync(language: "de"), language: "de");
        var page = window.Page;
        await page.GotoAsync(Urls.Conversation(talks[0]));
        await Expect(page.Locator("#conversation[data-of]")).ToHaveCountAsync(1, counted);

        // Every key that the sheet names presses something here, or is one of those that are no control.
        await page.Keyboard.PressAsync("?");
        var named = await page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('#keys h3')].filter(h => /^(Postfach|Gespräch)/.test(h.textContent))
              .flatMap(h => [...h.nextElementSibling.querySelectorAll('dd')]).filter(d => d.children.length === 1 || d.textContent === '[]')
              .flatMap(d => [...d.children].map(k => k.textContent))
            """);
        await page.Keyboard.PressAsync("Escape");
        named.Length.ShouldBeGreaterThan(25);
        await page.Keyboard.PressAsync("F8");
        var carried = await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('[data-hotkey]')].map(e => e.dataset.hotkey)");
        // Without departments, incidents, private ways or a second account there is nothing to choose; nothing has left yet.
        named.Except(carried).Except(["r", "n", "x", "t", "v", "q", "h", "u", "["]).ShouldBeEmpty();

        // Label, hand over, snooze until a time of one's own.
        await page.Keyboard.PressAsync("l");
        await Expect(page.Locator(".talk-facts [name=label]")).ToBeFocusedAsync();
        await page.Locator(".talk-facts [name=label]").SelectOptionAsync(new SelectOptionValue { Label = "Lieferung" });
        await Expect(page.Locator(".talk-facts .chip")).ToContainTextAsync("Lieferung", soon);
        await page.Keyboard.PressAsync("Shift+A");
        await Expect(page.Locator(".talk-side [name=person]")).ToBeFocusedAsync();
        await page.Locator(".talk-side [name=person]").SelectOptionAsync(new SelectOptionValue { Label = "Jonas Weber" });
        await Eventually.HoldsAsync(async () => (await TalkAsync(desk, talks[0])).AssigneeId == jonas.Id);
        // The answer to it draws the conversation anew, and would take a menu along.
        await page.WaitForFunctionAsync("() => !document.querySelector('.htmx-request')");
        await page.Locator("#timeline").ClickAsync();
        await page.Keyboard.PressAsync("z");
        await Expect(page.Locator("#talk-more [data-snooze]").First).ToBeFocusedAsync();
        await page.Locator("#talk-more [data-snooze-until]").FillAsync("2026-11-09T08:30");
        await page.Keyboard.PressAsync("Enter");
        await Eventually.HoldsAsync(async () => (await TalkAsync(desk, talks[0])).SnoozedUntil
            == new DateTimeOffset(2026, 11, 9, 7, 30, 0, TimeSpan.Zero));

        // Ignored, and through the palette, which says the key, opened again.
        await page.GotoAsync(Urls.Conversation(talks[1]));
        await page.Keyboard.PressAsync("i");
        await Eventually.HoldsAsync(async () => (await TalkAsync(desk, talks[1])).State is ConversationState.Ignored);
        await Expect(page.Locator(".talk-actions [data-hotkey=e]")).ToContainTextAsync("Wieder öffnen", soon);
        await page.Keyboard.PressAsync("Control+k");
        await page.FillAsync("#palette input", "Wieder öffnen");
        await Expect(page.Locator("#palette-list [aria-selected=true] kbd")).ToHaveTextAsync("e");
        await page.Keyboard.PressAsync("Enter");
        await Eventually.HoldsAsync(async () => (await TalkAsync(desk, talks[1])).State is ConversationState.New or ConversationState.Open);

        // Many: tick all that are shown, until a time.
        await page.GotoAsync(Urls.Inbox);
        await Expect(page.Locator("[data-talk]")).ToHaveCountAsync(2, counted);
        await page.Locator("[data-talk] a").First.FocusAsync();
        await page.Keyboard.PressAsync("Shift+X");
        await Expect(page.Locator("[data-choose]:checked")).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("z");
        await Expect(page.Locator("[data-until-ask] input")).ToBeFocusedAsync();
        await page.Locator("[data-until-ask] input").FillAsync("2020-01-01T08:00");
        await page.Locator("[data-until-do]").ClickAsync();
        await Expect(page.Locator(".toast").First).ToContainTextAsync("die noch kommt", soon);
        await page.Locator("[data-until-ask] input").FillAsync("2026-11-10T08:00");
        await page.Locator("[data-until-do]").ClickAsync();
        await Expect(page.Locator("[data-talk]")).ToHaveCountAsync(0, counted);
        (await TalkAsync(desk, talks[2])).SnoozedUntil.ShouldBe(new DateTimeOffset(2026, 11, 10, 7, 0, 0, TimeSpan.Zero));
        window.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_note_completes_whom_it_calls_and_a_row_shows_who_looks()
    {
        await using var desk = await Desk.OpenAsync(new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero), new TalkingNetwork());
        var jonas = await desk.JoinAsync("Jonas Weber", Role.Agent);
        await desk.JoinAsync("Jana Wolf", Role.Agent);
        var talk = (await desk.HearAsync(["Paket weg"]))[0];
        await using var window = await chromium.OpenAsync(desk.Host, await desk.Host.SessionAsync(language: "de"), language: "de");
        await using var colleague = await chromium.OpenAsync(desk.Host, await desk.SessionAsync(jonas), language: "de");
        var page = window.Page;
        await page.GotoAsync(Urls.Conversation(talk));
        await page.Keyboard.PressAsync("n");
        await page.Keyboard.TypeAsync("Bitte ansehen, @j");
        var options = page.Locator("#calls [role=option]");
        await Expect(options).ToHaveCountAsync(2, counted);
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Locator("[data-text]")).ToHaveAttributeAsync("aria-activedescendant", "call-1");
        await Expect(options.Nth(1)).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.TypeAsync("on");
        await Expect(options).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-text]")).ToHaveValueAsync("Bitte ansehen, @Jonas Weber ");
        await Expect(page.Locator("#calls")).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".said.as-note")).ToContainTextAsync("@Jonas Weber", soon);

        // A public reply that names somebody outside completes nothing.
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("[data-composer] input[value=Public]").CheckAsync(new() { Force = true });
        await page.FillAsync("[data-text]", "");
        await page.Locator("[data-text]").PressSequentiallyAsync("@j");
        await Expect(page.Locator("#calls:not([hidden])")).ToHaveCountAsync(0);

        // Jonas hears the call, opens it, and the row here says that he is there.
        await colleague.Page.GotoAsync(Urls.Conversation(talk));
        await Expect(colleague.Page.Locator("#conversation[data-of]")).ToHaveCountAsync(1, counted);
        await Expect(page.Locator(".talk-eyes")).ToContainTextAsync("Jonas", soon);
        window.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Words_of_whoever_never_pauses_are_kept_and_a_shared_draft_goes_below_them()
    {
        await using var desk = await Desk.OpenAsync(new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero), new TalkingNetwork());
        var jonas = await desk.JoinAsync("Jonas Weber", Role.Agent);
        var jana = await desk.JoinAsync("Jana Wolf", Role.Agent);
        var talk = (await desk.HearAsync(["Paket weg"]))[0];
        await desk.Inbox.SaveDraftAsync(talk, jonas.Id, MessageKind.Note, "Lager gefragt.", shared: true, 0, CancellationToken.None);
        await using var window = await chromium.OpenAsync(desk.Host, await desk.SessionAsync(jana), language: "de");
        var page = window.Page;
        async Task<IReadOnlyList<string>> KeptAsync() => [.. (await desk.Inbox.ShowAsync(talk, new(jana.Id, null), CancellationToken.None))!
            .Drafts.Where(d => d.PersonId == jana.Id).Select(d => d.Text)];
        await page.GotoAsync(Urls.Conversation(talk));
        await page.Keyboard.PressAsync("n");
        const string Words = "Wer nie innehält, schreibt und schreibt und schreibt.";
        var typing = page.Keyboard.TypeAsync(Words, new() { Delay = 300 });
        await Eventually.HoldsAsync(async () => (await KeptAsync()).Count == 1);
        typing.IsCompleted.ShouldBeFalse("it is kept while they write");
        await typing;
        await page.Locator("[data-insert]").ClickAsync();
        await Expect(page.Locator("[data-text]")).ToHaveValueAsync(Words + "\n\nLager gefragt.");
        await page.Locator("[data-text]").PressAsync("Control+Enter");
        await Expect(page.Locator(".said.as-note")).ToContainTextAsync("Lager gefragt.", soon);
        await Eventually.HoldsAsync(async () => (await KeptAsync()).Count == 0);

        // What was on its way when they sent comes behind it, while the page is still there: its words become no draft again.
        var (onItsWay, sent) = (new TaskCompletionSource(), new TaskCompletionSource());
        var late = 0;
        await page.RouteAsync("**/draft", async route =>
        {
            onItsWay.TrySetResult();
            await sent.Task;
            Interlocked.Increment(ref late);
            await route.ContinueAsync();
        });
        await page.RouteAsync("**/say", async route =>
        {
            var answer = await route.FetchAsync(new() { MaxRedirects = 0 });
            sent.SetResult();
            await Task.Delay(1500);
            await route.FulfillAsync(new() { Response = answer });
        });
        await page.Keyboard.PressAsync("n");
        await page.Keyboard.TypeAsync("Zweite Notiz");
        await onItsWay.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await page.Locator("[data-text]").PressAsync("Control+Enter");
        await Expect(page.Locator("#timeline")).ToContainTextAsync("Zweite Notiz", soon);
        late.ShouldBeGreaterThan(0);
        (await KeptAsync()).ShouldBeEmpty();
        window.Problems.ShouldAllBe(p => p.Contains("409", StringComparison.Ordinal), "what came too late");
    }

    [Fact]
    public async Task What_could_not_be_kept_is_kept_once_it_can_be_and_the_last_words_when_the_tab_is_closed()
    {
        await using var desk = await Desk.OpenAsync(new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero), new TalkingNetwork());
        var jana = await desk.JoinAsync("Jana Wolf", Role.Agent);
        var talk = (await desk.HearAsync(["Paket weg"]))[0];
        await using var window = await chromium.OpenAsync(desk.Host, await desk.SessionAsync(jana), language: "de");
        var page = window.Page;
        await page.GotoAsync(Urls.Conversation(talk));
        var tried = 0;
        await page.RouteAsync("**/draft", route => Interlocked.Increment(ref tried) == 1 ? route.AbortAsync() : route.ContinueAsync());
        await page.Keyboard.PressAsync("n");
        await page.Keyboard.TypeAsync("Ohne Netz");
        await Eventually.HoldsAsync(async () => await KeptAsync() is ["Ohne Netz"]);
        await page.UnrouteAsync("**/draft");
        await page.Keyboard.TypeAsync(" und weg");
        // As somebody closes it: at once, long before the pause after which words are kept.
        await page.CloseAsync(new() { RunBeforeUnload = true });
        await Eventually.HoldsAsync(async () => await KeptAsync() is ["Ohne Netz und weg"]);
        var again = await page.Context.NewPageAsync();
        await again.GotoAsync(Urls.Conversation(talk));
        await Expect(again.Locator("[data-text]")).ToHaveValueAsync("Ohne Netz und weg");

        async Task<IReadOnlyList<string>> KeptAsync() => [.. (await desk.Inbox.ShowAsync(talk, new(jana.Id, null), CancellationToken.None))!
            .Drafts.Where(d => d.PersonId == jana.Id).Select(d => d.Text)];
    }

    [Fact]
    public async Task Whoever_switches_single_keys_off_is_safe_from_them_and_keeps_the_others()
    {
        await using var desk = await Desk.OpenAsync(new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero), new TalkingNetwork());
        var jana = await desk.JoinAsync("Jana Wolf", Role.Agent);
        var talk = (await desk.HearAsync(["Paket weg"]))[0];
        await using var window = await chromium.OpenAsync(desk.Host, await desk.SessionAsync(jana), language: "de");
        var page = window.Page;
        await page.GotoAsync(Urls.Own);
        await page.Locator("label:has([name='keys'][value='off'])").ClickAsync();
        await page.Locator("form:has([name='keys']) button[type='submit']").ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-keys", "off");
        await page.GotoAsync(Urls.Conversation(talk));
        await page.Keyboard.PressAsync("n");
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("[data-text]")).Not.ToBeFocusedAsync();
        await Expect(page.Locator("#keys")).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.Locator("#palette")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Keys_that_somebody_puts_elsewhere_work_there_and_no_longer_where_they_were()
    {
        await using var desk = await Desk.OpenAsync(new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero), new TalkingNetwork());
        var jana = await desk.JoinAsync("Jana Wolf", Role.Agent);
        var talk = (await desk.HearAsync(["Paket weg"]))[0];
        await using var window = await chromium.OpenAsync(desk.Host, await desk.SessionAsync(jana), language: "de");
        var page = window.Page;
        await page.GotoAsync(Urls.OwnKeys);
        await page.GetByLabel("Notiz schreiben").FillAsync("a");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tasten speichern" }).ClickAsync();
        await Expect(page.Locator(".field-error").First).ToContainTextAsync("schon");
        await page.GetByLabel("Notiz schreiben").FillAsync("K");
        await page.GetByLabel("Übernehmen").FillAsync("n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tasten speichern" }).ClickAsync();
        await page.GotoAsync(Urls.Conversation(talk));
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#keys dt:has-text('Notiz schreiben') + dd")).ToHaveTextAsync("K");
        await page.Keyboard.PressAsync("Escape");
        var taken = 0;
        page.Request += (_, request) => taken += request.Url.EndsWith($"/inbox/{talk}/take", StringComparison.Ordinal) ? 1 : 0;
        await page.Keyboard.PressAsync("a");
        // Where it still wrote a note, this would be a letter of it.
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#keys")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("[data-text]")).Not.ToBeFocusedAsync();
        taken.ShouldBe(0);
        (await TalkAsync(desk, talk)).AssigneeId.ShouldBeNull();
        await page.Keyboard.PressAsync("n");
        await Eventually.HoldsAsync(async () => (await TalkAsync(desk, talk)).AssigneeId == jana.Id);
        taken.ShouldBe(1);
        await Expect(page.Locator("#conversation [data-hotkey='a']")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Shift+K");
        await Expect(page.Locator("[data-text]")).ToBeFocusedAsync();
        await page.GotoAsync(Urls.OwnKeys);
        await page.GetByRole(AriaRole.Button, new() { Name = "Alle wie mitgeliefert" }).ClickAsync();
        await Expect(page.Locator("html")).Not.ToHaveAttributeAsync("data-desk-keys", new System.Text.RegularExpressions.Regex(".*"));
    }

    private static async Task<Conversation> TalkAsync(Desk desk, long id) =>
        (await desk.Inbox.FindAsync(id, Sight.Everything, CancellationToken.None))!;
}
