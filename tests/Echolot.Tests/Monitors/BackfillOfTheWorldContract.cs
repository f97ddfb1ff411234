using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Play.Worlds;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Tests.Intake;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Monitors;

public sealed class BackfillOfTheWorldOnSqlite() : BackfillOfTheWorldContract(Engine.Sqlite);

public sealed class BackfillOfTheWorldOnPostgres() : BackfillOfTheWorldContract(Engine.Postgres);

/// <summary>
/// The world of the demonstration, heard live in one archive and looked through afterwards in another: 64 days of all
/// channels, ordinary posts, noise, press copies and the storm.
/// </summary>
public abstract class BackfillOfTheWorldContract(Engine engine) : DatabaseContract(engine)
{
    /// <summary>
    /// Every post on SQLite, a minute of work; every fourth on PostgreSQL, where the same code asks an archive that answers
    /// more slowly.
    /// </summary>
    private int EveryNth => Engine is Engine.Sqlite ? 1 : 4;

    /// <summary>What sources state of one post after the other.</summary>
    private static readonly StatedPlace?[] Places =
        [null, new("ch"), new("de", "Schleswig-Holstein", "Husum"), new("de", "Bayern"), new(null, "Bayern")];

    private static readonly string?[] Bios =
        [null, "Journalistin aus Köln, schreibt über #Verkehr", "", "Gärtner & Wanderer", "Freie Journalistin"];

    private static readonly long?[] Reaches = [null, 0, 812, 81_000];

    /// <summary>A post with what sources may state of it; an author writes the same of themselves everywhere.</summary>
    private static Mention With(Mention post, int number) => post with
    {
        Place = Places[number % Places.Length],
        Author = post.Author with { Bio = Bios[post.Author.Id.Value.Sum(letter => letter) % Bios.Length] },
        Engagement = (post.Engagement ?? new(null, null, null, null, null, post.ReceivedAt)) with { Reach = Reaches[number % Reaches.Length] },
    };

    private static readonly IReadOnlyList<MonitorDraft> Drafts =
    [
        .. NordlichtMonitors.All,
        new("Schweiz", "country:ch", Purpose.Brand), new("Bayern", "region:bayern AND nordlicht", Purpose.Brand),
        new("Deutschland ohne Husum", "country:de NOT city:husum", Purpose.Brand),
        new("Im Norden", "region:*holstein OR city:(kiel OR husum)", Purpose.Brand),
        new("Presse", "author.bio:journalistin AND nordlicht", Purpose.Brand), new("Frei", "author.bio:\"freie Journalistin\"", Purpose.Brand),
        new("Draußen", "author.bio:(gaertner OR wander*) NOT sourcetype:social", Purpose.Brand),
        new("Weit", "reach:>=1000 AND nordlicht", Purpose.Brand), new("Ohne Reichweite", "reach:0 OR reach:[800 TO 900]", Purpose.Brand),
        new("Foren", "sourcetype:(forum OR review) AND nordlicht", Purpose.Brand), new("Netze", "sourcetype:SOCIALMEDIA NOT reach:>0", Purpose.Brand),
    ];

    [Fact]
    public async Task Every_monitor_finds_the_same_posts_with_the_same_spans_live_and_afterwards()
    {
        var world = new NordlichtWorld(1, new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero));
        var posts = world.Past().Where((_, number) => number % EveryNth == 0)
            .Select((m, number) => With(m.Mention, number)).ToList();

        await using var live = new Household(Db);
        var watching = await WatchAsync(live);
        await TakeAsync(live, posts);

        await using var second = await Databases.NewAsync(Engine);
        await using var afterwards = new Household(second.Db);
        // What no monitor asks for is not kept: this one asks for everything.
        await afterwards.AddMonitorAsync("source:scripted");
        await TakeAsync(afterwards, posts);
        (await afterwards.Get<Archive>().CountAsync(new(), Cancel)).ShouldBe(posts.Count);
        var late = await WatchAsync(afterwards);
        await LookBackAsync(afterwards, late);

        foreach (var (draft, before, after) in Drafts.Zip(watching, late))
        {
            var heard = await ListedAsync(live, before);
            heard.Count.ShouldBeGreaterThan(5, draft.Name);
            (await ListedAsync(afterwards, after)).ShouldBe(heard, draft.Name);
            (await afterwards.Get<Archive>().CountAsync(new() { Search = draft.QueryText }, Cancel)).ShouldBe(heard.Count, draft.Name);
            (await afterwards.Watchlist.PreviewAsync(draft.QueryText, default, 0, TimeSpan.FromDays(4000), TimeSpan.FromMinutes(1), Cancel))
                .Count.ShouldBe(heard.Count, draft.Name);
        }
        (await afterwards.Get<Archive>().PlacesAsync(Cancel)).ShouldSatisfyAllConditions(
            known => known.Regions.ShouldBe(["Bayern", "Schleswig-Holstein"]), known => known.Cities.ShouldBe(["Husum"]));
    }

    private static async Task<List<long>> WatchAsync(Household household)
    {
        var ids = new List<long>();
        foreach (var draft in Drafts)
            ids.Add((await household.Watchlist.AddAsync(draft, null, Cancel)).Monitor.ShouldNotBeNull(draft.Name).Id);
        return ids;
    }

    private static async Task TakeAsync(Household household, IEnumerable<Mention> posts)
    {
        var source = await household.AddSourceAsync("a");
        await household.OpenGateAsync();
        foreach (var some in posts.Chunk(4000))
            await household.Gate.TakeAsync(
                source, [.. some.Select(m => new Upserted(m with { Source = source.Key with { Instance = m.Source.Instance } }, null, m.ReceivedAt))], Cancel);
    }

    private static async Task LookBackAsync(Household household, IEnumerable<long> monitors)
    {
        var desk = household.Get<BackfillDesk>();
        desk.Settle = TimeSpan.Zero;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = desk.RunAsync(stop.Token);
        foreach (var monitor in monitors)
        {
            Backfill backfill;
            do
            {
                running.IsFaulted.ShouldBeFalse(running.Exception?.ToString());
                await Task.Delay(20, Cancel);
                backfill = (await desk.FindAsync(monitor, Cancel))!;
            }
            while (!backfill.Ended);
            backfill.State.ShouldBe(BackfillState.Done, $"monitor {monitor}: {backfill.Problem}");
        }
        await stop.CancelAsync();
        await running;
    }

    /// <summary>What a monitor lists, by the name the network gave it, with the words that it found.</summary>
    private static async Task<List<string>> ListedAsync(Household household, long monitor)
    {
        var listed = new List<string>();
        string? cursor = null;
        do
        {
            var page = await household.Get<Archive>().ListAsync(new() { Monitors = [monitor] }, cursor, 1000, Cancel);
            listed.AddRange(page.Items.Select(m => $"{m.ExternalId} {string.Join(
                ' ', m.Matches.Single(match => match.MonitorId == monitor).Spans)}"));
            cursor = page.Next;
        }
        while (cursor is not null);
        return listed;
    }
}
