using Echolot.Alerts;
using Echolot.Monitors;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NodaTime;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

public sealed partial class BuildQueryJourney
{
    private const string FirstDraft = "Nordlicht AND Versand*";

    /// <summary>Sixty days of a name that means lights in the sky as well, with two storms at noon.</summary>
    private static List<(string Id, string Text, DateTimeOffset At)> Drowning(DateTimeOffset today)
    {
        var posts = new List<(string Id, string Text, DateTimeOffset At)>();
        // From eleven to five in Berlin, summer and winter.
        void Say(int day, string text) => posts.Add((
            $"d{posts.Count}", text, today.AddDays(-day).AddHours(10 + posts.Count % 6).AddMinutes(posts.Count % 60)));
        for (var i = 0; i < 130; i++) Say(1 + i % 58, $"Nordlicht Versand braucht für Bestellung {i} fünf Tage");
        for (var i = 0; i < 50; i++) Say(1 + i % 57, $"Das Polarlicht ist ein Nordlicht, Poster {i} im Versand");
        for (var i = 0; i < 40; i++) Say(1 + i % 56, $"Reise {i} zum Nordlicht gebucht, Versandt wurde noch nichts");
        for (var i = 0; i < 30; i++)
            Say(1 + i % 55, $"Nordlicht {i} gesehen, dann fror das Auto fest und ein Laden mit Versand half uns");
        for (var i = 0; i < 8; i++) Say(2 + i * 6, $"Aus Nordlicht und Versandtaschen Bild {i} gebastelt");
        foreach (var (day, count) in new[] { (20, 40), (41, 25) })
            for (var i = 0; i < count; i++)
                posts.Add(($"s{day}-{i}", $"Nordlicht Versand steht still, seit Stunden, Meldung {i}",
                    today.AddDays(-day).AddHours(11).AddMinutes(5 + i % 40)));
        posts.Add(("u1", "Herr Müller vom Nordlicht war freundlich", today.AddDays(-3)));
        posts.Add(("u2", "Frau Mueller vom Nordlicht auch", today.AddDays(-4)));
        return posts;
    }

    private static bool IsWanted(string text) => text.Contains("Nordlicht Versand", StringComparison.Ordinal);

    [Fact]
    public async Task A_name_that_means_many_things_is_narrowed_looked_back_at_and_subscribed_to()
    {
        await using var host = await ListeningHost.StartAsync();
        var watchlist = host.App.Services.GetRequiredService<Watchlist>();
        // Somebody else collects whatever has the name.
        await watchlist.AddAsync(new("Alles", "Nordlicht OR Versand*", Purpose.Industry), null, CancellationToken.None);
        var today = new DateTimeOffset(DateTimeOffset.UtcNow.UtcDateTime.Date, TimeSpan.Zero);
        var posts = Drowning(today);
        foreach (var some in posts.Chunk(100))
            await ListeningHost.PushByAsync(host.App.Address, "leseratte", "Lea Ratte", some);
        var drafted = posts.Where(p => p.Text.Contains("Nordlicht", StringComparison.Ordinal)
            && p.Text.Contains("Versand", StringComparison.Ordinal)).ToList();
        await using var window = await chromium.OpenAsync(host.App, await host.App.SessionAsync());
        var page = window.Page;

        // 1: hits, their course over sixty days, and what each word brings.
        await page.GotoAsync(Urls.NewMonitor);
        await page.FillAsync("[name=name]", "Nordlicht");
        await TypeAsync(page, FirstDraft);
        await Expect(page.Locator(".preview-count")).ToHaveTextAsync($"{drafted.Count} hits", new() { Timeout = Patience });
        await Expect(page.Locator(".preview-hits > li")).ToHaveCountAsync(20);
        await Expect(page.Locator(".yields li")).ToHaveCountAsync(2);
        var course = page.Locator(".preview-head .spark");
        await Expect(course).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("60 days"));
        var days = (await course.Locator(".spark-line").GetAttributeAsync("d")).ShouldNotBeNull().Split('L').Length;
        days.ShouldBeInRange(60, 61);

        // Umlauts and how people write them without are one.
        foreach (var name in new[] { "Müller", "Mueller" })
        {
            await TypeAsync(page, $"Nordlicht AND {name}");
            await Expect(page.Locator(".preview-count")).ToHaveTextAsync("2 hits", new() { Timeout = Patience });
        }
        await TypeAsync(page, FirstDraft);
        await Expect(page.Locator(".preview-count")).ToHaveTextAsync($"{drafted.Count} hits", new() { Timeout = Patience });

        // 2: fifty of them, judged one by one before anything is saved; what was said stays.
        await PaneAsync(page, "sample");
        await Expect(page.Locator(".sample li")).ToHaveCountAsync(50, Within);
        var first = await SampledAsync(page);
        var before = await JudgeAsync(page);
        before.ShouldBeInRange(0.35, 0.85);
        await SaveAsync(page);
        var monitor = long.Parse(page.Url[(page.Url.LastIndexOf('/') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        await PaneAsync(page, "sample");
        await Expect(page.Locator(".sample li.wanted, .sample li.noise")).ToHaveCountAsync(50, Within);
        (await JudgeAsync(page)).ShouldBe(before);

        // 3: without the sky and the journeys, with both words near each other.
        foreach (var word in new[] { "Polarlicht", "Reise" })
        {
            await page.Locator(".noise-suggestions button", new() { HasText = word }).ClickAsync();
            await Expect(page.Locator("[name=query]"))
                .ToHaveValueAsync(new System.Text.RegularExpressions.Regex($@"NOT .*\b{word}\b"), Value);
            await Expect(page.Locator(".noise-suggestions button", new() { HasText = word })).ToHaveCountAsync(0, Within);
        }
        await page.FillAsync("[name=note]", "ohne Himmel und Reisen");
        await SaveAsync(page);
        await TypeAsync(page, "Nordlicht NEAR/6 Versand* NOT (Polarlicht OR Reise)");
        await page.FillAsync("[name=note]", "nur nahe beieinander");
        await SaveAsync(page);
        await Expect(page.Locator(".bar-facts")).ToContainTextAsync("Version 3", Text);

        // 4: another fifty, with hardly any noise left.
        await PaneAsync(page, "sample");
        await Expect(page.Locator(".sample li")).ToHaveCountAsync(50, Within);
        var same = await SampledAsync(page);
        await page.Locator(".sample-head button").ClickAsync();
        await page.WaitForFunctionAsync(
            "same => document.querySelector('#sample-ids')?.value !== same", same, new() { Timeout = Patience });
        await Expect(page.Locator(".sample li")).ToHaveCountAsync(50, Within);
        var second = await SampledAsync(page);
        second.Split(',').Except(first.Split(',')).Count().ShouldBeGreaterThan(10, "drawn anew");
        (await JudgeAsync(page)).ShouldBeGreaterThan(0.85);

        // 7: what changed since the first version, and that its numbers can be had again.
        await page.GotoAsync(Urls.MonitorVersions(monitor, 1, 3));
        await Expect(page.Locator(".query-difference del")).ToContainTextAsync(["AND"], new() { Timeout = Patience });
        await Expect(page.Locator(".query-difference ins").First).ToContainTextAsync("NEAR/6", Text);
        await Expect(page.Locator(".version-list")).ToContainTextAsync("nur nahe beieinander");
        var cards = page.Locator(".version-hits .card");
        await Expect(cards).ToHaveCountAsync(3, Within);
        var counts = (await cards.Locator("header").AllInnerTextsAsync())
            .Select(t => int.Parse(t.Split('\n', ' ')[^1], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        var month = DateTimeOffset.UtcNow.AddDays(-30);
        (counts[0] + counts[2], counts[1]).ShouldBe((drafted.Count(p => p.At >= month), 0));
        await page.GotoAsync(Urls.Monitor(monitor));
        await TypeAsync(page, FirstDraft);
        await Expect(page.Locator(".preview-count")).ToHaveTextAsync($"{drafted.Count} hits", new() { Timeout = Patience });

        // 8: three standard deviations would have fired twice in sixty days, never at night.
        await BackfilledAsync(host, monitor);
        await page.GotoAsync(Urls.NewAlert);
        await page.SelectOptionAsync("[name=monitor]", $"{monitor}");
        await page.SelectOptionAsync("[name=kind]", nameof(AlertKind.Deviation));
        await page.ClickAsync("label:has([name=days][value='60']) span");
        await SettledAsync(page);
        await page.CheckAsync("#past [name=level][value=Own]");
        await SettledAsync(page);
        await page.FillAsync("[name=deviations]", "3");
        await page.PressAsync("[name=deviations]", "Tab");
        await SettledAsync(page);
        await Expect(page.Locator("#past .past-sum b").First)
            .ToHaveTextAsync("Would have fired 2 times", new() { Timeout = Patience });
        await Expect(page.Locator("#past .past-fire")).ToHaveCountAsync(2);
        await Expect(page.Locator("#past .past-night")).ToHaveTextAsync("never between 22:00 and 07:00");
        (await host.App.Services.GetRequiredService<AlertDesk>().FiringsAsync(null, false, null, 10, CancellationToken.None))
            .ShouldBeEmpty("looking back fires nothing");

        // 9: told on the phone in working hours, and by mail at five on working days.
        await page.FillAsync("[name=name]", "Sturm");
        await page.UncheckAsync("[name=channels][value=Screen]");
        await page.CheckAsync("[name=channels][value=Push]");
        await page.FillAsync("[name=quietFrom]", "18:00");
        await page.FillAsync("[name=quietTo]", "08:00");
        await ToggleAsync(page, "quietDays", 6, 7);
        await page.ClickAsync("#alert-form button.primary");
        await Expect(page.Locator("dl.why")).ToContainTextAsync("quiet 18:00–08:00 and all day Sat, Sun", Text);
        await page.GotoAsync(Urls.NewAlert);
        await page.SelectOptionAsync("[name=monitor]", $"{monitor}");
        await page.SelectOptionAsync("[name=kind]", nameof(AlertKind.Digest));
        await page.FillAsync("[name=digest]", "17:00");
        await ToggleAsync(page, "digestOn", 6, 7);
        await page.CheckAsync("[name=channels][value=Email]");
        await page.ClickAsync("#alert-form button.primary");
        await Expect(page.Locator("dl.why")).ToContainTextAsync("Mon–Fri at 17:00", Text);
        var desk = host.App.Services.GetRequiredService<AlertDesk>();
        var rules = (await desk.RulesAsync(null, CancellationToken.None)).Where(r => r.MonitorId == monitor).ToList();
        var push = rules.Single(r => r.Kind == AlertKind.Deviation);
        push.ShouldSatisfyAllConditions(
            r => r.Bound.ShouldBe(3), r => r.Channels.ShouldBe([DeliveryChannel.Push]),
            r => (r.QuietFrom, r.QuietTo).ShouldBe((new TimeOnly(18, 0), new TimeOnly(8, 0))),
            r => r.QuietDays.ShouldBe([IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday]));
        rules.Single(r => r.Kind == AlertKind.Digest).ShouldSatisfyAllConditions(
            r => r.DigestAt.ShouldBe([new TimeOnly(17, 0)]), r => r.DigestOn.ShouldBe([.. Weekdays.All.Take(5)]),
            r => r.Channels.ShouldContain(DeliveryChannel.Email));
        // Whenever a storm breaks within a week, the phone rings in working hours.
        var owner = (await host.App.Services.GetRequiredService<Roster>().FindAsync(push.PersonId, CancellationToken.None))!;
        var storms = Enumerable.Range(0, 7 * 24).Select(hour => Storm(DateTimeOffset.UtcNow.AddHours(-hour))).ToList();
        foreach (var told in await desk.DeliveredAsync(push, storms, CancellationToken.None))
        {
            var local = Instant.FromDateTimeOffset(told.At!.Value).InZone(DateTimeZoneProviders.Tzdb[owner.TimeZone]);
            ((int)local.DayOfWeek).ShouldBeLessThan((int)IsoDayOfWeek.Saturday);
            local.Hour.ShouldBeInRange(8, 17);
        }
        window.Problems.ShouldBeEmpty();
    }

    private static async Task ToggleAsync(IPage page, string name, params int[] days)
    {
        foreach (var day in days) await page.ClickAsync($"label:has([name={name}][value='{day}']) span");
    }

    private static PastFiring Storm(DateTimeOffset at) =>
        new(at.AddHours(-1), at, at, new(true, true, 40, 2, 1, 5, null, 40), null);

    private static Task<string> SampledAsync(IPage page) => page.InputValueAsync("#sample-ids");

    /// <summary>Judges what has no verdict yet with j and n; returns the precision, which the page must show.</summary>
    private static async Task<double> JudgeAsync(IPage page)
    {
        await page.Locator("h1").ClickAsync();
        var open = page.Locator(".sample li:not(.wanted):not(.noise)");
        for (var left = await open.CountAsync(); left > 0; left--)
        {
            var text = await page.Locator(".sample li.here .sample-text").InnerTextAsync();
            await page.Keyboard.PressAsync(IsWanted(text) ? "j" : "n");
            await Expect(open).ToHaveCountAsync(left - 1);
        }
        var texts = await page.Locator(".sample .sample-text").AllInnerTextsAsync();
        var precision = Precision.Of(texts.Count(IsWanted), texts.Count);
        await Expect(page.Locator("#noise")).ToContainTextAsync(
            string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{precision.Relevant} of {precision.Judged}; {precision.Low:P0} to {precision.High:P0}").Replace(" %", "%", StringComparison.Ordinal),
            Text);
        return precision.Value!.Value;
    }

    private static async Task BackfilledAsync(ListeningHost host, long monitor)
    {
        var desk = host.App.Services.GetRequiredService<BackfillDesk>();
        for (var tries = 0; tries < 600; tries++)
        {
            if (await desk.FindAsync(monitor, CancellationToken.None) is { Ended: true }) return;
            await Task.Delay(50);
        }
        throw new TimeoutException("The archive was not looked through.");
    }

    // The change of kind is asked for a moment later; its answer draws the levels anew.
    private static async Task SettledAsync(IPage page)
    {
        await page.WaitForTimeoutAsync(500);
        await page.WaitForFunctionAsync("() => !document.querySelector('.htmx-request')");
    }
}
