using Echolot.Mentions;
using Echolot.Storage;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Mentions;

public sealed class ValuesOnSqlite() : ValuesContract(Engine.Sqlite);

public sealed class ValuesOnPostgres() : ValuesContract(Engine.Postgres);

/// <summary>In a locale that sorts otherwise than byte by byte, as most servers have one.</summary>
public sealed class ValuesOnPostgresInALocale() : ValuesContract(Engine.Postgres)
{
    protected override Task<TestDatabase> NewDatabaseAsync() => Databases.NewInLocaleAsync("de-u-kn-true");
}

public abstract class ValuesContract(Engine engine) : ArchiveContract(engine)
{
    [Fact]
    public async Task Sites_authors_and_places_are_found_by_how_they_begin_however_many_there_are()
    {
        await KeepAsync([
            .. Enumerable.Range(0, 120).Select(i => On($"s{i}", $"https://blog-{i:000}.example/x")),
            On("w", "https://www.zeitung.example/a"), On("z", "https://zeitung.example/a"), On("y", "https://m.zeitung.example/a"),
            By("a1", "lea.berg", "Lea Berg"), By("a2", "leander", "Zoe"), By("a3", "max", "Leni Lang"), By("a4", "MAX_Muster", null),
            By("a5", "oe", "Özlem Kaya"), By("a6", "ünal", null), By("a7", "jü", "Jürgen"),
            In("p1", "Bayern", "München"), In("p2", "Berlin", "Berlin")]);

        (await ValuesAsync("site", "blog-00")).Count.ShouldBe(10);
        (await ValuesAsync("site", "blog")).Count.ShouldBe(50);
        (await ValuesAsync("site", "Zeit")).ShouldBe(["zeitung.example"]);
        (await ValuesAsync("host", "www.z")).ShouldBe(["www.zeitung.example"]);
        (await ValuesAsync("author", "le")).ShouldBe(["Lea Berg", "lea.berg", "leander", "Leni Lang"], ignoreOrder: true);
        (await ValuesAsync("author", "@max_")).ShouldBe(["MAX_Muster"]);
        (await ValuesAsync("author", "öz")).ShouldBe(["Özlem Kaya"]);
        (await ValuesAsync("author", "ÖZ")).ShouldBe(["Özlem Kaya"]);
        (await ValuesAsync("author", "Ün")).ShouldBe(["ünal"]);
        (await ValuesAsync("author", "JÜR")).ShouldBe(["Jürgen"]);
        (await Archive.ValuesAsync("author", "leander", 10, Cancel)).Single().Name.ShouldBe("Zoe");
        (await ValuesAsync("city", "mün")).ShouldBe(["München"]);
        (await ValuesAsync("region", "B")).ShouldBe(["Bayern", "Berlin"]);
        (await ValuesAsync("channel", "crm")).ShouldBe(["push:crm:main"]);
        (await ValuesAsync("site", "nobody")).ShouldBeEmpty();
        (await ValuesAsync("text", "a")).ShouldBeEmpty();
    }

    private async Task<List<string>> ValuesAsync(string field, string beginning) =>
        [.. (await Archive.ValuesAsync(field, beginning, 50, Cancel)).Select(v => v.Value)];

    private static Keep On(string id, string url) => Keep(Mention(id, "x") with { Url = new Uri(url) });

    private static Keep By(string id, string handle, string? name) => Keep(
        Mention(id, "x") with { Author = new AuthorRef(new ExternalId(handle), handle, name) });

    private static Keep In(string id, string region, string city) => Keep(
        Mention(id, "x") with { Place = new("de", region, city) });
}
