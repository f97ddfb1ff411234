using System.Data.Common;
using Dapper;
using Echolot.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Storage;

public sealed class StorageOnSqlite() : StorageContract(Engine.Sqlite);

public sealed class StorageOnPostgres() : StorageContract(Engine.Postgres);

public abstract class StorageContract(Engine engine) : DatabaseContract(engine)
{
    [Fact]
    public async Task What_was_written_is_there_after_a_restart()
    {
        await Insert("a");
        await Database.ReopenAsync();
        (await Names()).ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_transaction_that_throws_leaves_nothing_and_the_next_one_works()
    {
        var afterwards = false;
        await Should.ThrowAsync<ArithmeticException>(() => Db.WriteAsync(async scope =>
        {
            scope.AfterCommit(() => afterwards = true);
            await Insert(scope, "lost");
            throw new ArithmeticException();
        }, Cancel));
        await Insert("kept");
        (await Names()).ShouldBe(["kept"]);
        afterwards.ShouldBeFalse();
    }

    [Fact]
    public async Task After_the_commit_the_change_is_visible_to_readers()
    {
        var seen = 0L;
        await Db.WriteAsync(async scope =>
        {
            scope.AfterCommit(() => seen = Names().GetAwaiter().GetResult().Count);
            await Insert(scope, "a");
        }, Cancel);
        seen.ShouldBe(1);
    }

    [Fact]
    public async Task A_reader_does_not_see_an_open_transaction_and_does_not_wait_for_it()
    {
        await Db.WriteAsync(async scope =>
        {
            await Insert(scope, "a");
            (await Names()).ShouldBeEmpty();
        }, Cancel);
        (await Names()).ShouldBe(["a"]);
    }

    [Fact]
    public async Task Several_questions_that_are_asked_at_once_do_not_see_what_is_written_between_them()
    {
        await Insert("a");
        var (before, between) = await Db.ReadAtOnceAsync(async connection =>
        {
            var first = await CountAsync(connection);
            await Insert("b");
            return (first, await CountAsync(connection));
        }, Cancel);
        (before, between).ShouldBe((1L, 1L));
        (await Db.ReadAtOnceAsync(CountAsync, Cancel)).ShouldBe(2);
        // A connection that comes back from it is as any other.
        await Should.ThrowAsync<ArithmeticException>(() => Db.ReadAtOnceAsync<long>(_ => throw new ArithmeticException(), Cancel));
        await Insert("c");
        (await Names()).Count.ShouldBe(3);

        static Task<long> CountAsync(DbConnection connection) =>
            connection.ExecuteScalarAsync<long>("select count(*) from subscriber");
    }

    [Fact]
    public async Task Many_writers_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => Insert($"n{i}"))));
        (await Names()).Count.ShouldBe(50);
    }

    [Fact]
    public async Task A_transaction_inside_a_transaction_is_refused_instead_of_waiting_for_ever()
    {
        var wrong = await Should.ThrowAsync<InvalidOperationException>(
            () => Db.WriteAsync(_ => Db.WriteAsync(_ => Task.CompletedTask, Cancel), Cancel));
        wrong.Message.ShouldContain("WriteScope");
        await Insert("still works");
    }

    [Fact]
    public async Task A_writer_that_gave_up_waiting_does_not_keep_the_turn()
    {
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var release = new TaskCompletionSource();
        var first = Db.WriteAsync(async scope =>
        {
            await release.Task;
            await Insert(scope, "a");
        }, Cancel);
        await Task.Delay(20, Cancel);
        var waiting = Db.WriteAsync(async scope =>
        {
            await Task.Delay(Timeout.Infinite, impatient.Token);
            await Insert(scope, "x");
        }, impatient.Token);
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        release.SetResult();
        await first;
        await Insert("b");
        (await Names()).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Every_shipped_migration_is_recorded_once()
    {
        await Database.ReopenAsync();
        await using var connection = await Db.ReadAsync(Cancel);
        var applied = (await connection.QueryAsync<long>("select number from migration order by number")).AsList();
        applied.ShouldBe(Migrations.Shipped(Engine).Select(m => (long)m.Number));
        (await Db.AnswersAsync(Cancel)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused()
    {
        await Db.WriteAsync(s => s.Connection.ExecuteAsync(
            "insert into migration (number, name, sha256, applied_at) values (9999, 'future', '', 0)", transaction: s.Transaction), Cancel);
        var wrong = await Should.ThrowAsync<StorageException>(Database.ReopenAsync);
        wrong.Message.ShouldContain("9999_future");
        wrong.Message.ShouldContain("newer version");
    }

    [Fact]
    public async Task A_changed_migration_is_refused_with_a_remedy()
    {
        await Db.WriteAsync(s => s.Connection.ExecuteAsync(
            "update migration set sha256 = 'other' where number = 1", transaction: s.Transaction), Cancel);
        var wrong = await Should.ThrowAsync<StorageException>(Database.ReopenAsync);
        wrong.Message.ShouldContain("0001_messaging");
        wrong.Message.ShouldContain("new migration");
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_database_as_it_was()
    {
        List<Migration> steps = [.. Migrations.Shipped(Engine),
            new(9000, "good", "create table good (n bigint)"), new(
                9001, "bad", "create table half (n bigint); insert into missing values (1)")];
        var wrong = await Should.ThrowAsync<StorageException>(() => Migrations.ApplyAsync(Db, steps, Cancel));
        wrong.Message.ShouldContain("9001_bad");
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<long>("select count(*) from good")).ShouldBe(0);
        await Should.ThrowAsync<System.Data.Common.DbException>(
            () => connection.ExecuteScalarAsync<long>("select count(*) from half"));
    }

    private Task Insert(string name) => Db.WriteAsync(scope => Insert(scope, name), Cancel);

    private static Task Insert(WriteScope scope, string name) => scope.Connection.ExecuteAsync(
        "insert into subscriber (name, position, changed_at) values (@name, 0, 0)", new { name }, scope.Transaction);

    private async Task<IReadOnlyList<string>> Names()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return (await connection.QueryAsync<string>("select name from subscriber order by name")).AsList();
    }
}
