using System.Globalization;
using System.Text.RegularExpressions;
using Dapper;
using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Play.Networks;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Tests.Conversations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>
/// Complaints with one cause gather by themselves over nine days and become an incident, everybody gets an answer of their own
/// and nobody two, by mail where the network takes no answer any more, and a department without an account says by a link until
/// when it is fixed: in a real browser, against a Mastodon instance and a mail server over real connections, by a clock that is
/// put forward day by day.
/// </summary>
[Collection(InChromium.Name)]
public sealed class CauseJourney(Chromium chromium)
{
    private const float Patience = 30_000;
    private const string Site = "https://listen.example";
    private const string Batch = "Produkt > Reißverschluss > Charge 0425";

    // One on the first day, two on the second, eight on the eighth.
    private static readonly string[] first = ["Kim", "Lee", "Ada", .. Enumerable.Range(10, 33).Select(i => $"Gast{i}")];

    // They wrote on a network that takes answers for a day, one a day, and have given us their address before.
    private static readonly string[] late = [.. Enumerable.Range(51, 7).Select(i => $"Gast{i}")];

    // So did this one, on the day on which everybody is answered.
    private const string InTime = "Gast58";

    private static readonly long[] byDay = [2, 3, 4, 5, 6, 7, 8, 8, 1];

    [Fact]
    public async Task Complaints_of_one_cause_are_gathered_answered_one_by_one_and_told_when_it_is_fixed()
    {
        var clock = new ForwardClock();
        // In the morning, here and in Berlin: no day ends while the test runs.
        clock.GoTo(new(DateTime.UtcNow.Date.AddDays(1).AddHours(9), TimeSpan.Zero));
        await using var mail = new MailServer();
        var gram = new TalkingNetwork("gram")
        {
            Can = new(new TextLimit(2200, LengthUnit.Utf16), null) { PublicWindow = TimeSpan.FromHours(24) },
        };
        await using var desk = await MastodonHost.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton<IConnector>(gram);
                builder.Configuration.AddInMemoryCollection(
                [
                    new("Echolot:PublicUrl", Site), new("Echolot:Mail:Host", "127.0.0.1"), new("Echolot:Mail:Port", $"{mail.Port}"),
                    new("Echolot:Mail:Tls", "false"), new("Echolot:Mail:From", "echolot@example.org"),
                ]);
            });
        var (host, instance) = (desk.App, desk.Instance);
        var inbox = desk.Inbox;
        await UsualAsync(inbox, clock.GetUtcNow());
        var began = Today(clock);

        // 1: they gather by themselves over nine days, and the incident is opened from what is proposed.
        var here = await GramAsync(host);
        for (var day = 0; day < byDay.Length; day++)
        {
            if (day > 0) clock.Forward(TimeSpan.FromDays(1));
            foreach (var who in first.Skip(day * (day + 1) / 2).Take(day < 8 ? day + 1 : 0))
                await ComplainAsync(instance, clock, who, "der Reißverschluss ist kaputt");
            await ComplainThereAsync(host, here, day < late.Length ? late[day] : day == 8 ? InTime : null, clock);
            // The others go on as they did, three a week.
            if (day is 2 or 4 or 6) await CloseAsync(inbox, $"Heute {day}", "Paket verspätet", clock.GetUtcNow(), "Lieferung");
            var said = byDay[..(day + 1)].Sum();
            await Eventually.HoldsAsync(async () => (await inbox.CountAsync(Sight.Everything, CancellationToken.None)).ToDo == said);
            // Two people are no crowd; five are, and each further day counts with them.
            var proposals = (await inbox.IncidentProposalsAsync(Sight.Everything, CancellationToken.None)).Items;
            if (said < Gathering.FewestCustomers)
            {
                proposals.ShouldBeEmpty();
                continue;
            }
            proposals.Single().Customers.ShouldBe(said);
            proposals[0].Daily.ShouldBe([.. new long[13 - day], .. byDay[..(day + 1)]]);
        }
        await KnowAddressesAsync(host);
        await using var window = await chromium.OpenAsync(host, await host.SessionAsync(language: "de"));
        var page = window.Page;
        await page.GotoAsync(Urls.Inbox);
        await Expect(page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open", new() { Timeout = Patience });
        await page.GotoAsync(Urls.Incidents);
        await Expect(page.Locator("#proposals .note")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await Expect(page.Locator("#proposals .note")).ToContainTextAsync("44 Personen");
        await page.ClickAsync("#proposals .note-head a");
        await Expect(page.Locator("[name=talk]:checked")).ToHaveCountAsync(44, new() { Timeout = Patience });
        (await Axe.SeriousAsync(page)).ShouldBeEmpty();
        await page.FillAsync("[name=title]", "Reißverschluss, Charge 0425");
        await page.FillAsync("[name=cause]", Batch);
        await page.Locator(".form-foot .primary").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Reißverschluss, Charge 0425", new() { Timeout = Patience });
        await Expect(page.Locator("#answer-all")).ToContainTextAsync("44 Gespräche");
        await Expect(page.Locator(".banner")).ToContainTextAsync("Rückgängig machen");
        var incident = page.Url;

        // 2: the cause stands in the tree, from the product to the batch.
        // Its course is that of the nine days, and with the weeks before it is the largest one.
        await page.GotoAsync(
            $"{Urls.CareCauses}?from={Iso(began)}&to={Iso(Today(clock))}&cause={Uri.EscapeDataString("Produkt > Reißverschluss")}");
        await Expect(page.Locator(".care-causes")).ToContainTextAsync("Charge 0425", new() { Timeout = Patience });
        (await page.Locator("#care-causes-course + .chart-table tbody td.number").AllTextContentsAsync()).ShouldBe(byDay.Select(n => $"{n}"));
        var pareto = await host.Services.GetRequiredService<CareReports>().CausesAsync(
            new(began.AddDays(-43), Today(clock)), "", Sight.Everything, CancellationToken.None);
        pareto.Causes.Select(c => (c.Cause, c.Count, Math.Round(c.Cumulated!.Value, 2))).ShouldBe([("Produkt", 77, .78), ("Lieferung", 22, 1)]);
        (pareto.Opened, pareto.WithoutCause).ShouldBe((99, 0));

        // 3: one answer, each their own, looked at before; where the network takes none any more, by mail.
        await page.GotoAsync(incident);
        await page.FillAsync("#answer-all [name=text]", "Hallo {{name}}, wir tauschen die Jacke.");
        await page.Locator("#answer-all form button").First.ClickAsync();
        await Expect(page.Locator(".letters li")).ToHaveCountAsync(44, new() { Timeout = Patience });
        await Expect(page.Locator(".letters")).ToContainTextAsync("Hallo Lee, wir tauschen die Jacke.");
        await page.Locator("#answer-all form button.primary").ClickAsync();
        await Expect(page.Locator(".note-main").First).ToContainTextAsync("an 44 gesendet", new() { Timeout = Patience });
        clock.Forward(Inbox.TakeBackTime);
        await Eventually.HoldsAsync(() => instance.Said.Count == 36 && mail.Mails.Count == 7 && gram.Posted.Count == 1);
        gram.Posted[0].Text.ShouldContain($"Hallo {InTime}, wir tauschen die Jacke.");
        foreach (var who in late)
            mail.Mails.Count(m => MailServer.TextOf(m).Contains($"Hallo {who}, wir tauschen die Jacke.", StringComparison.Ordinal)).ShouldBe(1, who);

        // Whoever comes later gets the same answer, the others nothing again: one put to it by hand, one from the list.
        await ComplainAsync(instance, clock, "Ole", "bei mir auch, der Reißverschluss klemmt");
        await ComplainAsync(instance, clock, "Ute", "meiner ist gerissen");
        await page.GotoAsync(Urls.Inbox + "?q=klemmt");
        await page.Locator("[data-talk]").First.ClickAsync(new() { Timeout = Patience });
        await page.SelectOptionAsync(".talk-facts [name=incident]", new SelectOptionValue { Label = "Reißverschluss, Charge 0425" });
        await Expect(page.Locator(".talk-side")).ToContainTextAsync(Batch, new() { Timeout = Patience });
        await page.GotoAsync(Urls.Inbox + "?q=gerissen");
        await Expect(page.Locator("[data-talk]")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await page.Locator("[data-choose]").First.CheckAsync(new() { Force = true });
        await page.ClickAsync("echo-many [data-whole]");
        await Expect(page.Locator("echo-many [data-count-of]")).ToHaveTextAsync("Alle 1 dieser Liste", new() { Timeout = Patience });
        (await Axe.SeriousAsync(page)).ShouldBeEmpty();
        await page.SelectOptionAsync("echo-many [data-do=incident]", new SelectOptionValue { Label = "Reißverschluss, Charge 0425" });
        await Expect(page.Locator("echo-many")).ToBeHiddenAsync(new() { Timeout = Patience });
        await page.GotoAsync(incident);
        await page.Locator(".note-main form button").ClickAsync();
        await Expect(page.Locator(".note-main").First).ToContainTextAsync("an 46 gesendet", new() { Timeout = Patience });
        clock.Forward(Inbox.TakeBackTime);
        await Eventually.HoldsAsync(() => instance.Said.Count == 38);
        mail.Mails.Count.ShouldBe(7);

        // 4: quality has no account; a link is enough to name the day.
        await page.ClickAsync("[data-open=ask-outside]");
        await page.FillAsync("#ask-outside [name=name]", "Qualität");
        await page.FillAsync("#ask-outside [name=mail]", "qualitaet@lieferant.example");
        await Expect(page.Locator("#ask-outside [name=examples]")).Not.ToContainTextAsync("@nordlicht");
        (await Axe.SeriousAsync(page)).ShouldBeEmpty();
        await page.Locator("#ask-outside .primary").ClickAsync();
        await Expect(page.Locator("#enquiries .note")).ToContainTextAsync("wartet, bis", new() { Timeout = Patience });
        await Eventually.HoldsAsync(() => mail.Mails.Count == 8);
        await using (var theirs = await chromium.OpenAsync(host, null))
        {
            var link = Regex.Match(MailServer.TextOf(mail.Mails[7]), Regex.Escape(Site) + "(/ask/[A-Za-z0-9_-]{43})").Groups[1].Value;
            await theirs.Page.GotoAsync(link);
            await Expect(theirs.Page.Locator(".why")).ToContainTextAsync("46", new() { Timeout = Patience });
            (await theirs.Page.ContentAsync()).ShouldNotContain("Lee");
            (await Axe.SeriousAsync(theirs.Page)).ShouldBeEmpty();
            await theirs.Page.FillAsync("[name=day]", Iso(Today(clock).AddDays(1)));
            await theirs.Page.FillAsync("[name=words]", "Charge 0425 ist gesperrt");
            await theirs.Page.Locator(".form-foot .primary").ClickAsync();
            await Expect(theirs.Page.Locator(".banner.good")).ToBeVisibleAsync(new() { Timeout = Patience });
        }
        await page.GotoAsync(Urls.Notifications);
        await Expect(page.Locator(".note.unread").First).ToContainTextAsync("Antwort von außen", new() { Timeout = Patience });
        await page.GotoAsync(incident);
        await Expect(page.Locator("#enquiries")).ToContainTextAsync("Charge 0425 ist gesperrt");
        await Expect(page.Locator(".banner form[action$='/fixed']")).ToHaveCountAsync(0);

        // 5: the day is here; told once more, and three are not content and open again, with their clocks.
        clock.Forward(TimeSpan.FromDays(1));
        await page.GotoAsync(incident);
        await page.Locator(".banner form[action$='/fixed'] button").ClickAsync();
        await Expect(page.Locator(".bar .pill")).ToContainTextAsync("Behoben", new() { Timeout = Patience });
        await page.ClickAsync(".banner.good a");
        await Expect(page.Locator(".letters li")).ToHaveCountAsync(46, new() { Timeout = Patience });
        await Expect(page.Locator(".letters")).ToContainTextAsync("Hallo Ute, gute Nachricht");
        await page.Locator("#answer-all form button.primary").ClickAsync(new() { Timeout = Patience });
        clock.Forward(Inbox.TakeBackTime);
        await Eventually.HoldsAsync(() => instance.Said.Count == 76 && mail.Mails.Count == 16);
        instance.Said.GroupBy(s => s.InReplyTo).ShouldAllBe(g => g.Count() == 2, "everybody each answer once");
        instance.Said.Select(s => s.Key).Distinct().Count().ShouldBe(76);
        gram.Posted.Count.ShouldBe(1, "it takes nothing any more");
        await page.GotoAsync(Urls.Inbox + "?view=todo");
        await Expect(page.Locator("[data-talk]")).ToHaveCountAsync(0, new() { Timeout = Patience });
        foreach (var who in first.Take(3))
            await ComplainAsync(
                instance, clock, who, $"meine ist immer noch kaputt, {who}", instance.Said.Last(s => s.Text.Contains(who, StringComparison.Ordinal)).Id);
        await Expect(page.Locator("[data-talk]")).ToHaveCountAsync(3, new() { Timeout = Patience });
        await Expect(page.Locator("[data-talk]").First).ToContainTextAsync("immer noch kaputt");

        // 7: what is said to it from now on; the words of the time before end by themselves.
        await ModuleAsync(page, "Reißverschluss, bisher", "Wir tauschen Jacken der Charge 0425.", Today(clock).AddDays(1));
        await ModuleAsync(page, "Reißverschluss, neu", "Jacken ab Charge 0501 haben einen neuen Reißverschluss.", null);
        await page.GotoAsync(Urls.Answers);
        await Expect(page.Locator(".answer").Filter(new() { HasText = "Reißverschluss, bisher" })).Not.ToContainTextAsync("Abgelaufen");

        // 6: marked as fixed, the effect is told by itself two whole weeks later, against the weeks before, with its interval.
        clock.Forward(TimeSpan.FromDays(15));
        for (var day = 1; day <= 6; day++)
        {
            // In each of the two weeks as many.
            await CloseAsync(inbox, $"Danach {day}", "Zip hakt immer noch", clock.GetUtcNow().AddDays(-2 * day), Batch);
            // The others go on as they did.
            await CloseAsync(inbox, $"Sonst {day}", "Paket verspätet", clock.GetUtcNow().AddDays(-2 * day), "Lieferung");
        }
        await using (var later = await chromium.OpenAsync(host, await host.SessionAsync(language: "de")))
        {
            await later.Page.GotoAsync(incident);
            await later.Page.ClickAsync("#answer-all p a");
            var effect = later.Page.Locator(".care-effect");
            await Expect(effect).ToContainTextAsync(
                "−71 % (95 %: −100 % … +489 %): 6 Gespräche in 2 Wochen statt 20,8 erwarteter", new() { Timeout = Patience });
            await Expect(later.Page.Locator(".care-season")).ToContainTextAsync("nach den anderen Ursachen: 24 Gespräche davor, 6 danach");
            await later.Page.GotoAsync(Urls.Answers);
            await Expect(later.Page.Locator(".answer").Filter(new() { HasText = "Reißverschluss, bisher" })).ToContainTextAsync("Abgelaufen");
            await Expect(later.Page.Locator(".answer").Filter(new() { HasText = "Reißverschluss, neu" })).Not.ToContainTextAsync("Abgelaufen");
        }

        // Every send is in the audit or in the conversation; nobody is contacted twice with the same.
        (await host.Services.GetRequiredService<PrivacyOffice>().AuditAsync(null, 200, CancellationToken.None)).Select(a => a.What)
            .Where(what => what.StartsWith("incident.", StringComparison.Ordinal) || what.StartsWith("enquiry.", StringComparison.Ordinal))
            .Reverse().ShouldBe(
            [
                "incident.changed", "incident.proposal.opened", "incident.answered", "enquiry.asked", "enquiry.answered",
                "incident.fixed", "incident.answered",
            ]);
    }

    private static DateOnly Today(ForwardClock clock) => DateOnly.FromDateTime(
        TimeZoneInfo.ConvertTime(clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).DateTime);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>What was said in the weeks before: else nobody could tell what is usual.</summary>
    private static async Task UsualAsync(Inbox inbox, DateTimeOffset now)
    {
        string[] usual = ["Paket verspätet", "Rechnung falsch", "Zelt undicht", "Retoure gesandt", "Gutschein einlösen"];
        for (var i = 0; i < 21; i++)
            await CloseAsync(inbox, $"Früher {i}", usual[i % usual.Length], now.AddDays(-1 - i * 7 / 3), "Lieferung");
        // The same cause as ever now and then: 37 calls in five weeks.
        for (var i = 0; i < 37; i++) await CloseAsync(inbox, $"Eher {i}", "Zip hakt", now.AddDays(-11 - i), Batch);
    }

    private static async Task CloseAsync(Inbox inbox, string who, string said, DateTimeOffset at, string cause)
    {
        var id = await inbox.WriteDownAsync(
            new("phone", who, said, Mail: $"{who.Replace(' ', '-')}@example.org", At: at, Mine: false), new(1, null), CancellationToken.None);
        await inbox.EnterAsync(id, ConversationState.Done, null, cause, Sight.Everything, CancellationToken.None);
    }

    /// <summary>A network that takes answers for a day, and our own mail.</summary>
    private static async Task<SourceConfig> GramAsync(AppHost host)
    {
        var sources = host.Services.GetRequiredService<SourceRunner>();
        await host.AddSourceAsync("mail", "Nordlicht", new() { ["address"] = "care@nordlicht.example", ["name"] = "Nordlicht" });
        var (source, _) = await sources.AddAsync(
            "gram", null, new Dictionary<string, string> { ["name"] = "@nordlicht-gram" }, CancellationToken.None);
        return await sources.ConfigAsync(source!.Id, CancellationToken.None);
    }

    private static async Task ComplainThereAsync(AppHost host, SourceConfig gram, string? who, ForwardClock clock)
    {
        if (who is null) return;
        await host.Services.GetRequiredService<Gate>().TakeAsync(gram,
        [
            new Addressed(new Mention
            {
                Source = gram.Key, Id = new($"gram-{who}"), Revision = "1", Kind = ItemKind.Post, Origin = Origin.Stream,
                PublishedAt = clock.GetUtcNow(), ReceivedAt = clock.GetUtcNow(), Text = "der Reißverschluss ist kaputt",
                Author = new(new(who), who, who),
            }, false, null, clock.GetUtcNow()),
        ], CancellationToken.None);
    }

    /// <summary>We know their addresses from orders.</summary>
    private static Task KnowAddressesAsync(AppHost host) => host.Services.GetRequiredService<EcholotDb>().WriteAsync(
        scope => scope.Connection.ExecuteAsync(
            """
            insert into identity (contact_id, connector, external_id, name, seen_at)
            select contact_id, 'mail', lower(external_id) || '@example.org', name, 0 from identity where connector = 'gram'
            """, transaction: scope.Transaction), CancellationToken.None);

    /// <summary>Writes a module on its page and approves it there.</summary>
    private static async Task ModuleAsync(IPage page, string title, string says, DateOnly? until)
    {
        await page.GotoAsync(Urls.NewAnswer);
        await page.FillAsync("[name=title]", title);
        await page.SelectOptionAsync("[name=kind]", nameof(AnswerKind.Module));
        await page.Locator("[name=text]").First.FillAsync(says);
        if (until is { } day) await page.FillAsync("[name=until]", Iso(day));
        await page.ClickAsync("button[name=then][value=approve]");
        await page.WaitForURLAsync(new Regex(@"/answers/\d+$"), new() { Timeout = Patience });
    }

    private static async Task ComplainAsync(
        MastodonInstance instance, ForwardClock clock, string who, string words, string? answers = null)
    {
        // Ids are made of the millisecond.
        await Task.Delay(2);
        await instance.PublishAsync($"<p>@nordlicht {words}</p>", [MastodonInstance.Notifications], clock.GetUtcNow(), status =>
        {
            var account = status["account"]!.AsObject();
            var low = who.ToLowerInvariant();
            (account["id"], account["username"], account["acct"], account["display_name"]) =
                (low, low, $"{low}@far.example", who);
            (account["uri"], account["url"]) = ($"https://far.example/users/{low}", $"https://far.example/@{low}");
            if (answers is not null) status["in_reply_to_id"] = answers;
        });
    }
}
