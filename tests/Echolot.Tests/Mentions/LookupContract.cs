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
        // More than the small table may hold; one hash each.
        await Db.WriteAsync(async scope =>
        {
            await Lookups.AddAsync(
                scope, Enumerable.Range(1, Many).Select(i => new LookupRow((long)LookupKind.Author, i, i)), Cancel);
            await Lookups.MoveAsync(scope, Many);
        }, Cancel);
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
}
