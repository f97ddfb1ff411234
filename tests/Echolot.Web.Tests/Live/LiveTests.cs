using Echolot.Alerts;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Live;
using Echolot.Web.Tests.Shell;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Live;

public sealed class LiveDecisionTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Many_transactions_become_one_event()
    {
        Numbered[] facts = [new(1, Kept(7, [2])), new(2, Kept(9, [1, 2])), new(3, Kept(8, [3]))];
        var told = LiveDecision.Of(facts, ActorOf(Role.Analyst), 0).ShouldHaveSingleItem();
        var mentions = told.Data.ShouldBeOfType<LiveMentions>();
        (told.Name, mentions.Count, mentions.Newest).ShouldBe(("mentions", 3, "9"));
        mentions.Monitors.ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public void An_edit_is_not_a_new_mention() =>
        LiveDecision.Of(
            [new(1, new MentionsKept([new(7, true, [1], At, At)]))], ActorOf(Role.Analyst), 0).ShouldBeEmpty();

    [Fact]
    public void Nobody_hears_of_the_notifications_of_others()
    {
        Numbered[] facts =
            [new(1, new Notified(1, 42, "for me", "/")), new(2, new Notified(2, 43, "for somebody else", "/"))];
        var told = LiveDecision.Of(facts, ActorOf(Role.Agent, 42), 5)
            .ShouldHaveSingleItem().Data.ShouldBeOfType<LiveNotification>();
        (told.Title, told.Unread).ShouldBe(("for me", 5));
    }

    [Fact]
    public void A_flood_of_notifications_shows_the_last_three()
    {
        var facts = Enumerable.Range(1, 50).Select(
            i => new Numbered(i, new Notified(i, 42, $"note {i}", "/"))).ToList();
        LiveDecision.Of(facts, ActorOf(Role.Agent, 42), 50).Select(
            told => ((LiveNotification)told.Data).Title).ShouldBe(["note 48", "note 49", "note 50"]);
    }

    [Fact]
    public void Only_the_last_state_of_a_source_counts()
    {
        Numbered[] facts =
            [new(1, new SourceStateChanged(5, SourceState.Failing, SourceState.Running, At)),
                new(2, new SourceStateChanged(5, SourceState.Running, SourceState.Failing, At))];
        LiveDecision.Of(facts, ActorOf(Role.Administrator), 0).ShouldHaveSingleItem().Data.ShouldBe(
            new LiveSource("5", "Running"));
    }

    internal static Actor ActorOf(Role role, long id = 1)
    {
        var person = new Person(id, "ida@example.org", "Ida", role, "en", "Europe/Berlin", "system", true, At, null);
        return new(person, person.Permissions, null);
    }

    internal static MentionsKept Kept(long id, IReadOnlyList<long> monitors) => new([new(id, false, monitors, At, At)]);
}

public sealed class LiveFeedTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_page_that_comes_back_gets_what_it_missed()
    {
        await using var host = await AppHost.StartAsync();
        var feed = host.Services.GetRequiredService<LiveFeed>();
        var left = feed.NameOf(feed.Now);
        feed.Remember(LiveDecisionTests.Kept(1, []));
        feed.Remember(LiveDecisionTests.Kept(2, []));
        var facts = await feed.AfterAsync(
            feed.PositionOf(left)!.Value, Soon, TimeProvider.System, CancellationToken.None);
        facts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_position_of_another_process_or_too_long_ago_is_unknown()
    {
        await using var host = await AppHost.StartAsync();
        var feed = host.Services.GetRequiredService<LiveFeed>();
        var old = feed.NameOf(feed.Now);
        for (var i = 0; i <= LiveFeed.Memory; i++) feed.Remember(LiveDecisionTests.Kept(i, []));
        feed.PositionOf(old).ShouldBeNull();
        feed.PositionOf("other-1").ShouldBeNull();
        feed.PositionOf("nonsense").ShouldBeNull();
        feed.PositionOf(null).ShouldBeNull();
    }

    [Fact]
    public async Task Everybody_who_waits_is_woken()
    {
        await using var host = await AppHost.StartAsync();
        var feed = host.Services.GetRequiredService<LiveFeed>();
        var now = feed.Now;
        var waiting = Enumerable.Range(0, 20).Select(
            _ => feed.AfterAsync(now, Soon, TimeProvider.System, CancellationToken.None)).ToList();
        feed.Remember(LiveDecisionTests.Kept(1, []));
        (await Task.WhenAll(waiting)).ShouldAllBe(facts => facts.Count == 1);
    }

    [Fact]
    public async Task A_stream_says_at_once_that_it_is_open_and_where_it_stands()
    {
        await using var host = await AppHost.StartAsync();
        using var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Add("Cookie", "echolot-session=" + await host.SessionAsync());
        using var request = new HttpRequestMessage(HttpMethod.Get, Urls.Live);
        request.Headers.Add("Last-Event-ID", "gone-17");
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var lines = new List<string>();
        while (await reader.ReadLineAsync() is { Length: > 0 } line) lines.Add(line);
        lines.ShouldContain("event: beat");
        lines.ShouldContain("data: {\"missed\":true}");
        lines.ShouldContain(line => line.StartsWith("id: "));
    }

    [Fact]
    public async Task A_stranger_gets_no_stream()
    {
        await using var host = await AppHost.StartAsync();
        using var client = new HttpClient { BaseAddress = host.Address };
        (await client.GetAsync(Urls.Live)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }
}

[Collection(InChromium.Name)]
public sealed class LivePageTests(Chromium chromium)
{
    [Fact]
    public async Task A_post_appears_on_the_open_page_and_as_a_notification_without_reload()
    {
        await using var host = await AppHost.StartAsync();
        var services = host.Services;
        var cancel = CancellationToken.None;
        var mira = (await services.GetRequiredService<Roster>().FindAsync(AppHost.AdministratorEmail, cancel))!;
        var monitor =
            (
                await services.GetRequiredService<Watchlist>().AddAsync(
                    new("Fjellrev", "fjellrev", Purpose.Brand), mira.Id, cancel)).Monitor!;
        await services.GetRequiredService<AlertDesk>().SaveAsync(
            new AlertRule(
                0, mira.Id, monitor.Id, AlertKind.EachMention, [DeliveryChannel.Screen], [], 0, TimeSpan.Zero,
                TimeSpan.Zero, null, null, true,
                DateTimeOffset.UnixEpoch),
            cancel);
        await using var window = await chromium.OpenAsync(host, await host.SessionAsync());
        await window.Page.GotoAsync(Urls.Today);
        await Assertions.Expect(window.Page.Locator("echo-live[data-state=open]")).ToBeAttachedAsync();

        await PushAsync(host, "Die neue Regenjacke von Fjellrev ist dicht.");

        // First what goes again after a while.
        await Assertions.Expect(window.Page.Locator(".toast")).ToBeVisibleAsync();
        await Assertions.Expect(window.Page.Locator(".latest-item")).ToContainTextAsync("Regenjacke");
        await Assertions.Expect(window.Page.Locator("nav.rail [data-unread-number]")).ToHaveTextAsync("1");
        window.Problems.ShouldBeEmpty();
    }

    private static async Task PushAsync(AppHost host, string text)
    {
        var runner = host.Services.GetRequiredService<SourceRunner>();
        var (source, check) = await runner.AddAsync(
            "push", "Forum", new Dictionary<string, string> { ["address"] = "forum" }, CancellationToken.None);
        source.ShouldNotBeNull(
            string.Join("; ", check.Problems.Select(problem => $"{problem.Key}: {problem.Value.En}")));
        var now = TimeProvider.System.GetUtcNow();
        var mention = new Mention
        {
            Source = source.Key, Id = new("post-1"), Revision = "1", Kind = ItemKind.Post, Origin = Origin.Webhook,
            PublishedAt = now, ReceivedAt = now,
            Text = text, Author = new(new("ida"), "ida", "Ida Weiß"),
        };
        var taken = await host.Services.GetRequiredService<ITakesEvents>().TakeAsync(
            await runner.ConfigAsync(source.Id, CancellationToken.None), [new Upserted(mention, null, now)],
            CancellationToken.None);
        taken.ShouldHaveSingleItem().As.ShouldBe(TakenAs.Kept);
    }
}
