using Echolot.Mentions;
using Echolot.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Mentions;

public sealed class HitFacetsOnSqlite() : HitFacetsContract(Engine.Sqlite);

public sealed class HitFacetsOnPostgres() : HitFacetsContract(Engine.Postgres);

public abstract class HitFacetsContract(Engine engine) : ArchiveContract(engine)
{
    [Fact]
    public async Task Hits_are_counted_by_site_author_and_day_of_the_workspaces_clock()
    {
        Archive.Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        // 08:00 UTC is 09:00 in Berlin; 15 hours later a new day has begun there, not in UTC.
        await KeepAsync(
            At("a", "Jacke", 0, "a.example", "u1"), At("b", "Jacke", 15 * 60 - 1, "a.example", "u2"),
            At("c", "Jacke", 15 * 60, "b.example", "u1"), At("d", "Hose", 1, "c.example", "u3"));
        (await CountsAsync("site")).ShouldBe(["a.example=2", "b.example=1"]);
        (await CountsAsync("author")).ShouldBe(["u1=2", "u2=1"]);
        (await CountsAsync("day")).ShouldBe(["2026-03-03=1", "2026-03-02=2"]);
        (await Archive.HitFacetsAsync(new() { Search = "jacke" }, Cancel))
            .Single(f => f.Field == "author").Values[0].Name.ShouldBe("Name u1");
        (await CountsAsync("site", new() { Search = "jacke", Site = "b.example" })).ShouldBe(["b.example=1"]);
        (await CountsAsync("site", new())).ShouldBe(["a.example=2", "b.example=1", "c.example=1"]);
        (await CountsAsync("site", new() { Sources = ["nobody"] })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_search_the_newest_five_thousand_are_looked_at_and_said_to_be_not_all()
    {
        foreach (var part in Enumerable.Range(0, 5001).Select(i => At($"m{i}", "x", i, "a.example", "u")).Chunk(1000))
            await KeepAsync(part);
        var site = (await Archive.HitFacetsAsync(new(), Cancel)).Single(f => f.Field == "site");
        (site.Values[0].Count, site.Complete).ShouldBe((5000, false));
    }

    private async Task<IReadOnlyList<string>> CountsAsync(string field, MentionFilter? filter = null) =>
        [.. (await Archive.HitFacetsAsync(filter ?? new() { Search = "jacke" }, Cancel)).Single(f => f.Field == field)
            .Values.Select(v => $"{v.Value}={v.Count}")];

    private static Keep At(string id, string text, int minutes, string site, string author) => Keep(
        Mention(id, text, TimeSpan.FromMinutes(minutes)) with
        {
            Url = new Uri($"https://{site}/{id}"),
            Author = new AuthorRef(new ExternalId(author), author, $"Name {author}"),
        });
}
