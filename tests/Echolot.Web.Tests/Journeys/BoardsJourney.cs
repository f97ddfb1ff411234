using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Network;
using Echolot.Play.Demo;
using Echolot.Play.Worlds;
using Echolot.Sources;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Journeys;

/// <summary>The doubles of Hacker News, YouTube and Reddit that the demonstration reads by the real connectors.</summary>
public sealed class BoardsJourney
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly NordlichtWorld World = new(1, new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Posts_of_three_networks_arrive_and_the_coverage_map_shows_them()
    {
        await using var boards = await Boards.StartAsync(World, Now);
        await using var host = await AppHost.StartAsync(configure: builder => boards.LeadHere(builder.Services));
        await host.Services.GetRequiredService<Watchlist>().AddAsync(
            new("Marke", NordlichtWorld.Brand, Purpose.Brand, OwnerId: 1), 1, CancellationToken.None);
        var runner = host.Services.GetRequiredService<SourceRunner>();
        await boards.AddAsync(runner, Now, CancellationToken.None);
        (await runner.ListAsync(CancellationToken.None)).Select(s => s.Key.Connector)
            .ShouldBe(["hackernews", "youtube", "reddit"], ignoreOrder: true);

        var archive = host.Services.GetRequiredService<Archive>();
        var told = 0L;
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        HashSet<string> seen = [];
        while (!seen.IsSupersetOf(["hackernews", "youtube", "reddit"]))
        {
            // Hacker News is read from now on: what is said is heard from the second reading on.
            boards.Discuss(told++);
            await Task.Delay(500, late.Token);
            seen = (await archive.ListAsync(new(), null, 100, late.Token)).Items.Select(m => m.Connector).ToHashSet();
        }

        using var browser = await host.SignedInAsync(language: "de");
        var map = (await browser.GetAsync(Urls.Coverage)).Text;
        foreach (var name in new[] { "Hacker News", "YouTube Outdoor-Tests", "Reddit r/outdoor" }) map.ShouldContain(name);
    }

    [Fact]
    public async Task The_doubles_stay_out_of_reach_where_private_addresses_are_closed()
    {
        await using var boards = await Boards.StartAsync(World, Now);
        await using var host = await AppHost.StartAsync(configure: builder =>
        {
            boards.LeadHere(builder.Services);
            builder.Services.AddSingleton(new NetworkOptions());
        });
        var runner = host.Services.GetRequiredService<SourceRunner>();
        var refused = await Should.ThrowAsync<InvalidOperationException>(
            () => boards.AddAsync(runner, Now, CancellationToken.None));
        refused.Message.ShouldContain("Hacker News");
        boards.Contacts.ShouldBe(0);
    }

    [Fact]
    public async Task A_world_that_is_played_again_says_the_same_words()
    {
        await using var one = await Boards.StartAsync(World, Now);
        await using var other = await Boards.StartAsync(World, Now);
        for (var number = 0; number < 12; number++)
        {
            one.Discuss(number);
            other.Discuss(number);
        }
        one.Said.ShouldBe(other.Said);
        one.Said.Distinct().Count().ShouldBeGreaterThan(8);
        one.Said.ShouldAllBe(text => text.Contains("Nordlicht", StringComparison.Ordinal));
    }
}
