using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Storage;
using Echolot.Tests.Mentions;
using Echolot.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Monitors;

public sealed class CompareOnSqlite() : CompareContract(Engine.Sqlite);

public sealed class CompareOnPostgres() : CompareContract(Engine.Postgres);

/// <summary>Two queries over the same past.</summary>
public abstract class CompareContract(Engine engine) : DatabaseContract(engine)
{
    private readonly Echolot.Tests.Teams.SetClock _clock = new(Samples.Start.AddDays(3));

    [Fact]
    public async Task Two_queries_are_told_apart_by_what_only_one_and_what_both_find()
    {
        await using var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_clock)
            .AddEcholot(Db).BuildServiceProvider();
        var keeps = new[]
        {
            Samples.Keep("a", "Die Jacke ist kaputt", 0), Samples.Keep("b", "Die Jacke ist schön", 1440),
            Samples.Keep("c", "Das Zelt ist kaputt", 1500), Samples.Keep("d", "Das Zelt ist schön", 2000),
        };
        await Db.WriteAsync(s => services.GetRequiredService<Archive>().KeepAsync(s, keeps, Cancel), Cancel);
        var watchlist = services.GetRequiredService<Watchlist>();
        var found = await watchlist.CompareAsync(
            ("jacke", default), ("kaputt", default), TimeSpan.FromDays(30), TimeSpan.FromSeconds(20), 10, Cancel);
        Texts(found.OnlyFirst).ShouldBe(["Die Jacke ist schön"]);
        Texts(found.OnlySecond).ShouldBe(["Das Zelt ist kaputt"]);
        Texts(found.Both).ShouldBe(["Die Jacke ist kaputt"]);
        found.Both.Newest[0].Spans.ShouldNotBeEmpty();
        found.Complete.ShouldBeTrue();
        found.Daily.Sum(d => d.OnlyFirst + d.OnlySecond + d.Both).ShouldBe(3);
        found.Daily.Single(d => d.Day == new DateOnly(2026, 3, 3)).ShouldBe(new(new(2026, 3, 3), 1, 1, 0));
        found.Daily.Count.ShouldBe(31);
        await Should.ThrowAsync<QueryException>(() => watchlist.CompareAsync(
            ("jacke AND (", default), ("kaputt", default), TimeSpan.FromDays(30), TimeSpan.FromSeconds(20), 10, Cancel));

        static IEnumerable<string> Texts(ComparedHits hits) => hits.Newest.Select(h => h.Mention.Text);
    }
}
