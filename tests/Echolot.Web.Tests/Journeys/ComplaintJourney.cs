using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Tests.Conversations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NodaTime;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>
/// A complaint under a post from its first word to the question how it was: taken while a colleague looks on, answered from
/// the library, kept out of the public, gone on with privately, joined by a mail, closed with its cause; in real browsers
/// against two networks that do as they are told.
/// </summary>
[Collection(InChromium.Name)]
public sealed class ComplaintJourney(Chromium chromium)
{
    private const float Patience = 30_000;
    private const string Complaint =
        "Paket seit 9 Tagen weg, @nordlicht, ich bin stinksauer 😡 Kannst du nachsehen? Bestellnummer NL-20417";

    private static readonly LocatorAssertionsToContainTextOptions soon = new() { Timeout = Patience };
    private static readonly LocatorAssertionsToHaveCountOptions counted = new() { Timeout = Patience };

    [Fact]
    public async Task A_complaint_under_a_post_is_solved_by_two_colleagues_on_three_legs()
    {
        // A network with private messages that it closes after a day, and one for mails.
        var (network, post) = (new TalkingNetwork(), new TalkingNetwork("mailbox"));
        network.Can = network.Can with { OpensPrivate = true, PrivateWindow = TimeSpan.FromHours(24) };
        post.Can = post.Can with { Public = null };
        await using var desk = await Desk.OpenAsync(TimeProvider.System.GetUtcNow(), network, post);
        var (ida, ben) = (await desk.JoinAsync("Ida Isler", Role.Agent), await desk.JoinAsync("Ben Berg", Role.Agent));
        await PrepareAsync(desk);
        await using var window = await chromium.OpenAsync(desk.Host, await desk.SessionAsync(ida), language: "de");
        await using var others = await chromium.OpenAsync(desk.Host, await desk.SessionAsync(ben), language: "de");
        var page = window.Page;
        await page.GotoAsync(Urls.Inbox + "?order=newestfirst");
        await Expect(page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open", new() { Timeout = Patience });

        // 1: it comes by itself, with its category, how it sounds, and until when; the clock says which one it is.
        await desk.SayAsync("kimlarsen", Complaint, ItemKind.Comment);
        var row = page.Locator("[data-talk]").First;
        await Expect(row).ToContainTextAsync("Paket seit 9 Tagen weg", soon);
        await Expect(row).ToContainTextAsync("Hoch");
        await Expect(row).ToContainTextAsync("12 Std.");
        await Expect(row.Locator("[title^='Erste Antwort:']")).ToHaveCountAsync(1);
        var talk = long.Parse((await row.GetAttributeAsync("data-talk"))!, System.Globalization.CultureInfo.InvariantCulture);
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("#conversation[data-of] .said")).ToHaveCountAsync(1, counted);
        await Expect(page.Locator(".talk-facts .chip.label")).ToContainTextAsync("Lieferung", soon);
        await Expect(page.Locator(".talk-side .reasons").Filter(new() { HasText = "klingt verärgert" })).ToHaveCountAsync(1, counted);

        // 2: taken by key; a colleague who opens it sees who writes.
        await page.Keyboard.PressAsync("a");
        await Expect(page.Locator("#timeline")).ToContainTextAsync("hat übernommen", soon);
        await others.Page.GotoAsync(Urls.Conversation(talk));
        var text = page.Locator("[data-text]");
        await text.ClickAsync();

        // 3: from the library at the cursor, with the number of the order, in the voice of the conversation.
        await page.Keyboard.TypeAsync("Hallo Kim! ::liefer");
        await Expect(page.Locator(".answer-pick")).ToHaveCountAsync(1, counted);
        await page.Keyboard.PressAsync("Enter");
        await Expect(text).ToHaveValueAsync("Hallo Kim! Dein Paket mit der Bestellnummer NL-20417 suchen wir gerade.");
        await page.Keyboard.TypeAsync(" Moment.");
        await Expect(others.Page.Locator("[data-presence]")).ToContainTextAsync("Ida Isler", soon);

        // 4: the number does not get into the public.
        await Expect(page.Locator("[data-rule=OrderNumber]")).ToContainTextAsync("hält an", soon);
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator("[data-composer] .banner")).ToContainTextAsync("kann die Antwort nicht hinausgehen", soon);
        await page.ClickAsync("[data-hand-over]");
        await Expect(page.Locator("#hand-over [name=private]")).ToHaveValueAsync(
            "Hallo Kim! Dein Paket mit der Bestellnummer NL-20417 suchen wir gerade. Moment.");

        // 5: a short public word and the private message, one of each.
        await page.Locator("#hand-over button[type=submit]").ClickAsync();
        await Expect(page.Locator(".said.ours")).ToHaveCountAsync(2, counted);
        network.Posted.ShouldBeEmpty("both can be taken back");
        desk.Clock.Forward(Inbox.TakeBackTime);
        await Expect(page.Locator(".said.ours .said-send")).ToHaveCountAsync(0, counted);
        network.Posted.Select(p => p.Leg).ShouldBe([Leg.Public, Leg.Private]);
        network.Posted[0].Text.ShouldNotContain("20417");

        // 6: the private answer brings it to the top, with the clock of the next answer and the time that the network gives.
        await page.GotoAsync($"{Urls.Conversation(talk)}?order=newestfirst");
        await Expect(page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open", new() { Timeout = Patience });
        await desk.HearAsync(["Habt ihr Zelte?"]);
        await Expect(page.Locator("[data-talk]").First).ToContainTextAsync("Zelte", soon);
        await desk.SayAsync("kimlarsen", "Ja, genau die. Was nun?", parent: TalkingNetwork.IdOf(network.Posted[1]));
        await Expect(page.Locator("[data-talk]").First).ToContainTextAsync("genau die", soon);
        await Expect(page.Locator("[data-talk]").First.Locator(".talk-window")).ToHaveTextAsync(
            new System.Text.RegularExpressions.Regex("Antwort möglich: (24:00|23:5[89]) h"), new() { Timeout = Patience });
        await Expect(page.Locator(".said.theirs.as-private")).ToContainTextAsync("genau die", soon);
        await Expect(page.Locator(".talk-side")).ToContainTextAsync("Nächste Antwort", soon);
        await Expect(page.Locator(".talk-title")).ToContainTextAsync("Offen");
        await page.ReloadAsync();
        await Expect(page.Locator(".reply-window.only-private")).ToContainTextAsync(
            new System.Text.RegularExpressions.Regex("noch (24:00|23:5[89]) h"), soon);

        // 7: the mail of the same person about the same parcel: the person is one, and so is the conversation.
        await desk.SayAsync("kimlarsen", "Foto vom leeren Briefkasten, zu NL-20417", ItemKind.Email, "mailbox");
        await page.Locator("[data-talk]").Filter(new() { HasText = "Briefkasten" }).ClickAsync(new() { Timeout = Patience });
        await page.Locator(".namesake button").ClickAsync(new() { Timeout = Patience });
        await Expect(page.Locator(".talk-side ul.earlier").First.Locator("li")).ToHaveCountAsync(2, counted);
        await page.ClickAsync("[popovertarget=talk-more]");
        await page.ClickAsync("[data-open=merge]");
        await page.Locator("#merge [name=chosen]").First.CheckAsync(new() { Force = true });
        await page.ClickAsync("#merge button[type=submit]");
        await Eventually.HoldsAsync(async () => (await ThreadAsync(desk, talk)).Messages.Any(m => m.Connector == "mailbox"));
        await page.GotoAsync(Urls.Conversation(talk));
        await Expect(page.Locator("#timeline")).ToContainTextAsync("Briefkasten", soon);

        // 8: ten euros are within the limit, more is not; done only with its cause.
        await page.FillAsync(".goodwill [name=amount]", "10");
        await page.FillAsync(".goodwill [name=why]", "Verspätung");
        await page.ClickAsync(".goodwill button");
        await Expect(page.Locator("#timeline")).ToContainTextAsync("Kulanz gebucht", soon);
        await page.FillAsync(".goodwill [name=amount]", "30");
        await page.FillAsync(".goodwill [name=why]", "noch mehr");
        await page.ClickAsync(".goodwill button");
        await Expect(page.Locator(".goodwill [name=amount]")).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.Locator("[data-open=close-talk]").ClickAsync();
        await page.ClickAsync("#close-talk button[type=submit]");
        await Expect(page.Locator("[data-composer] .banner")).ToContainTextAsync("zuerst die Ursache", soon);
        await page.Locator("[data-open=close-talk]").ClickAsync();
        await page.FillAsync("#close-talk [name=cause]", "Carrier X");

        // 9: a closing word is proposed for the public. 10: the question goes to a private leg alone.
        await Expect(page.Locator("#close-talk [name=closing]")).ToHaveValueAsync(
            "Wir haben das privat miteinander geklärt. Danke für deine Geduld!");
        await page.ClickAsync("#close-talk button[type=submit]");
        await Expect(page.Locator(".talk-side")).ToContainTextAsync("Carrier X", soon);
        desk.Clock.Forward(Inbox.TakeBackTime);
        await Eventually.HoldsAsync(() => network.Posted.Count + post.Posted.Count == 4);
        var (closing, question) = (network.Posted[2], network.Posted.Concat(post.Posted).Last());
        (closing.Leg, closing.Text).ShouldBe((Leg.Public, "Wir haben das privat miteinander geklärt. Danke für deine Geduld!"));
        question.Leg.ShouldBe(Leg.Private);
        question.Text.ShouldContain("/opinion/");

        // What is true in the end.
        network.Posted.Count(p => p.Leg is Leg.Public).ShouldBe(2, "one answer and the closing word");
        network.Posted.Where(p => p.Leg is Leg.Public).ShouldAllBe(p => !p.Text.Contains("20417", StringComparison.Ordinal));
        network.Posted.Concat(post.Posted).Select(p => p.Key).Distinct().Count().ShouldBe(4);
        var thread = await ThreadAsync(desk, talk);
        var first = thread.Clocks.Single(c => c.Kind is ClockKind.FirstResponse);
        (first.Outcome, first.StartedAt.ToDateTimeOffset(), first.EndedAt!.Value.ToDateTimeOffset()).ShouldBe(
            (ClockOutcome.Met, thread.Messages[0].At, thread.Messages.First(m => m.Direction is Direction.Ours).At));
        new[]
        {
            ConversationEventKind.Opened, ConversationEventKind.Labelled, ConversationEventKind.Assigned,
            ConversationEventKind.HandedOver, ConversationEventKind.Replied, ConversationEventKind.CustomerWrote,
            ConversationEventKind.MergedIn, ConversationEventKind.GoodwillBooked, ConversationEventKind.CauseSet,
            ConversationEventKind.StateChanged,
        }.ShouldBeSubsetOf(thread.Events.Select(e => e.Kind));
        window.Problems.ShouldAllBe(p => p.Contains("422", StringComparison.Ordinal), "what was refused on purpose");
        others.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_complaint_of_Friday_evening_is_answered_on_Monday_within_the_minutes_in_which_the_house_is_open()
    {
        var network = new TalkingNetwork();
        await using var desk = await Desk.OpenAsync(Desk.Berlin("2026-11-27T17:42"), network);
        var ida = await desk.JoinAsync("Ida Isler", Role.Agent);
        var openings = (IReadOnlyList<Opening>)[new(8 * 60, 12 * 60), new(12 * 60 + 30, 18 * 60 + 30)];
        var hours = await desk.Roster.SaveCalendarAsync(
            null, "Service", BusinessCalendar.Of(
                DateTimeZoneProviders.Tzdb["Europe/Berlin"],
                Enum.GetValues<IsoDayOfWeek>().Where(d => d is > IsoDayOfWeek.None and <= IsoDayOfWeek.Friday).ToDictionary(d => d, _ => openings),
                "DE-HH", false, []), null, CancellationToken.None);
        await desk.Inbox.SaveTargetsAsync(
            [new("Service", null, null, 0, hours.Id, First: 720, Next: 720, Update: null, Resolve: null, Warn: 60)], null,
            CancellationToken.None);
        await desk.SayAsync("kimlarsen", "Paket seit 9 Tagen weg, @nordlicht, ich bin stinksauer 😡", ItemKind.Comment);
        await Eventually.HoldsAsync(async () => (await desk.Inbox.CountAsync(Sight.Everything, CancellationToken.None)).ToDo == 1);
        var talk = (await desk.Inbox.ListAsync(new(InboxView.All), Sight.Everything, null, 5, CancellationToken.None)).Items.Single().Id;
        await using var window = await chromium.OpenAsync(desk.Host, await desk.SessionAsync(ida), language: "de");
        var page = window.Page;

        // 48 minutes of the evening, the ten hours of Monday, and 72 minutes of Tuesday.
        await page.GotoAsync(Urls.Conversation(talk));
        await Expect(page.Locator(".talk-title")).ToContainTextAsync("Antwort in 12 Std. · fällig 09:12 Di", soon);

        // After the weekend two hours of twelve are gone, not sixty-three.
        desk.Clock.GoTo(Desk.Berlin("2026-11-30T09:12"));
        await page.GotoAsync(Urls.Conversation(talk));
        await Expect(page.Locator(".talk-title")).ToContainTextAsync("Antwort in 10 Std. · fällig 09:12 Di", soon);
        await page.Locator("[data-text]").FillAsync("Hallo Kim, wir suchen dein Paket.");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".said.ours")).ToHaveCountAsync(1, counted);
        desk.Clock.Forward(Inbox.TakeBackTime);
        await Eventually.HoldsAsync(() => network.Posted.Count == 1);
        await Eventually.HoldsAsync(async () => (await FirstAsync()).Outcome is ClockOutcome.Met);
        (await FirstAsync()).Elapsed.TotalMinutes.ShouldBeInRange(120, 123, "by the clock on the wall it were 3,810");
        await page.GotoAsync(Urls.Conversation(talk));
        var clock = page.Locator("details.clock").Filter(new() { HasText = "Erste Antwort" });
        await clock.Locator("summary").ClickAsync(new() { Timeout = Patience });
        await Expect(clock).ToContainTextAsync("gestartet 27.11.2026 17:42", soon);
        await Expect(clock).ToContainTextAsync("nach 2 Std. beantwortet (Ziel 12 Std.)");
        await Expect(clock).ToContainTextAsync("Pause 2 Tage: geschlossen");
        window.Problems.ShouldBeEmpty();

        async Task<ClockReading> FirstAsync() => (await ThreadAsync(desk, talk)).Clocks.Single(c => c.Kind is ClockKind.FirstResponse);
    }

    /// <summary>A category that comes by itself, an answer in two voices, goodwill up to twenty euros, and a question at the end.</summary>
    private static async Task PrepareAsync(Desk desk)
    {
        var cancel = CancellationToken.None;
        var label = await desk.Host.Services.GetRequiredService<Archive>().AddLabelAsync(new("Lieferung"), cancel);
        await desk.Inbox.SaveWorkflowAsync(
            null, new("Lieferung", WorkflowTrigger.Opened, new() { Query = "Paket" }, [new(WorkflowActionKind.Label, label.Id)]), null,
            cancel);
        var library = desk.Host.Services.GetRequiredService<AnswerLibrary>();
        var item = await library.SaveAsync(
            null, new(
                AnswerKind.Question, "Lieferverzug", "", [],
                [
                    new("Dein Paket mit der Bestellnummer {{order}} suchen wir gerade.", Language: "de", Address: Address.Du),
                    new("Ihr Paket mit der Bestellnummer {{order}} suchen wir gerade.", Language: "de", Address: Address.Sie),
                ]), null, null, null, null, cancel);
        await library.ApproveAsync(item, 1, null, cancel);
        await library.SavePolicyAsync(
            null, new(
                PolicyKind.Goodwill, "Kulanz", "Bis 20 € ohne Rückfrage.", [], new(["Paket"], [], []), PolicyAdvice.Answer, CaseLimit: 2000),
            null, cancel);
        var opinions = desk.Host.Services.GetRequiredService<OpinionDesk>();
        foreach (var source in await desk.Host.Services.GetRequiredService<SourceRunner>().ListAsync(cancel))
            await opinions.AskOfSourceAsync(source.Id, true, null, cancel);
    }

    private static async Task<Echolot.Conversations.Thread> ThreadAsync(Desk desk, long id) =>
        (await desk.Inbox.ShowAsync(id, Sight.Everything, CancellationToken.None)).ShouldNotBeNull();
}
