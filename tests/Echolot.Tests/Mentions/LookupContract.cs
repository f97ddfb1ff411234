using Dapper;
using Echolot.Mentions;
using Echolot.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Mentions;

public sealed class LookupOnSqlite() : LookupContract(Engine.Sqlite);

public sealed class LookupOnPostgres() : LookupContract(Engine.Postgres);

public abstract class LookupContract(Engine engine) : ArchiveContract(engine)
{
    private const int Many = 120_000;

    [Fact]
    public async Task Mentions_are_found_in_the_small_table_and_in_the_large_one()
    {
        const string wire = "Alle Züge nach Süden fallen heute aus";
        var first = await KeepOneAsync(Keep("a", wire));
        // More than the small table may hold; one hash each, in transactions too small for runs of their own.
        foreach (var few in Enumerable.Range(1, Many).Select(i => new LookupRow((long)LookupKind.Author, i, i)).Chunk(2000))
            await Db.WriteAsync(scope => Lookups.AddAsync(scope, [.. few], Cancel), Cancel);
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<long>("select count(*) from lookup_fresh")).ShouldBe(0);
        await KeepOneAsync(Keep("b", wire, 1));

        (await KeepOneAsync(Keep("a", wire))).ShouldBe(new Kept(first.Id, KeepOutcome.AlreadyKnown));
        (await ListAsync(new() { AuthorId = "author-1" })).ShouldBe(["b", "a"]);
        (await ListAsync(new() { Grouping = Grouping.Duplicates })).ShouldBe(["b"]);
        (await Archive.FindAsync(first.Id, Cancel))!.DuplicateCount.ShouldBe(2);
        (await ForgetAsync("a", "b")).ShouldBe(2);
        (await connection.ExecuteScalarAsync<long>($"select count(*) from lookup where mention_id > {Many}")).ShouldBe(0);
    }

    [Fact]
    public async Task What_comes_in_bulk_lies_in_runs_of_its_own_until_there_are_too_many()
    {
        await Db.WriteAsync(async scope =>
        {
            for (var i = 0; i < 15; i++) await Lookups.AddAsync(scope, Bulk(i), Cancel);
            await Lookups.AddAsync(scope, [new((long)LookupKind.Author, 7, 1)], Cancel);
        }, Cancel);
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<long>("select count(distinct run) from lookup_fresh")).ShouldBe(16);
        (await FoundAsync(7)).Count.ShouldBe(16);
        (await connection.QuerySingleAsync<(long, long, long)>(Lookups.Counts(LookupKind.Author, "hash = 7"))).ShouldBe((7, 16, 15_000_007));

        await Db.WriteAsync(scope => Lookups.AddAsync(scope, Bulk(15), Cancel), Cancel);
        (await connection.QueryAsync<long>("select distinct run from lookup_fresh")).ShouldBe([1]);
        (await FoundAsync(7)).Count.ShouldBe(17);
        await Db.WriteAsync(
            scope => Lookups.RemoveAsync(scope, [new((long)LookupKind.Author, 7, 1), new((long)LookupKind.Author, 7, 16_000_007)]), Cancel);
        (await FoundAsync(7)).Count.ShouldBe(15);

        static List<LookupRow> Bulk(int batch) => [.. Enumerable.Range(0, 3000).Select(
            i => new LookupRow((long)LookupKind.Author, i, (batch + 1) * 1_000_000L + i))];

        async Task<List<long>> FoundAsync(long hash) => (await connection.QueryAsync<long>(
            Lookups.Ids(LookupKind.Author, "hash = @hash"), new { hash })).AsList();
    }
}
