using Dapper;
using Echolot.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Storage;

/// <summary>What only a database in a file of ours has to promise.</summary>
public sealed class SqliteFileTests() : DatabaseContract(Engine.Sqlite)
{
    private string Copy => Path.Combine(Database.Folder!, "copy.backup");

    [Fact]
    public async Task Commits_wait_for_the_disk_and_readers_cannot_write()
    {
        await Db.WriteAsync(async s =>
        {
            (await s.Connection.ExecuteScalarAsync<string>("pragma journal_mode", transaction: s.Transaction))
                .ShouldBe("wal");
            (await s.Connection.ExecuteScalarAsync<long>("pragma synchronous", transaction: s.Transaction)).ShouldBe(2);
            (await s.Connection.ExecuteScalarAsync<long>("pragma foreign_keys", transaction: s.Transaction)).ShouldBe(
                1);
        }, Cancel);
        await using var reader = await Db.ReadAsync(Cancel);
        await Should.ThrowAsync<System.Data.Common.DbException>(() => reader.ExecuteAsync("delete from subscriber"));
    }

    [Fact]
    public async Task A_second_server_on_the_same_file_is_refused_and_told_who_has_it()
    {
        var wrong = await Should.ThrowAsync<StorageException>(() => EcholotDb.OpenAsync(Db.Options, Cancel));
        wrong.Message.ShouldContain($"process {Environment.ProcessId}");
        await Database.ReopenAsync();
    }

    [Fact]
    public async Task Writers_get_their_turn_in_the_order_they_came()
    {
        var order = new List<int>();
        var release = new TaskCompletionSource();
        var first = Db.WriteAsync(_ => release.Task, Cancel);
        var rest = Enumerable.Range(0, 20)
            .Select(i => Db.WriteAsync(_ => { order.Add(i); return Task.CompletedTask; }, Cancel)).ToList();
        release.SetResult();
        await Task.WhenAll([first, .. rest]);
        order.ShouldBe(Enumerable.Range(0, 20));
    }

    [Fact]
    public async Task The_log_is_copied_into_the_database_while_writing_goes_on_and_begins_anew()
    {
        await Db.WriteAsync(
            s => s.Connection.ExecuteAsync("create table filler (id integer primary key, text text)", transaction: s.Transaction), Cancel);
        // 240 MB through the log, more than twice as much as it may hold.
        for (var i = 0; i < 60; i++)
            await Db.WriteAsync(s => s.Connection.ExecuteAsync(
                """
                with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000)
                insert into filler (text) select hex(randomblob(2000)) from n
                """, transaction: s.Transaction), Cancel);
        var file = Db.Options.ConnectionString;
        new FileInfo(file + "-wal").Length.ShouldBeLessThan(200L << 20);
        new FileInfo(file).Length.ShouldBeGreaterThan(100L << 20);
        await using var reader = await Db.ReadAsync(Cancel);
        (await reader.ExecuteScalarAsync<long>("select count(*) from filler")).ShouldBe(60_000);
        (await reader.ExecuteScalarAsync<string>("pragma integrity_check")).ShouldBe("ok");
        await Database.ReopenAsync();
    }

    [Fact]
    public async Task A_copy_made_while_writing_goes_on_is_whole_and_can_be_put_back()
    {
        await Put("before");
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++) await Put($"during{i}");
        });
        await Db.BackupAsync(Copy, Cancel);
        await stop.CancelAsync();
        await writing;
        await Put("after");
        File.Exists(Copy + ".partial").ShouldBeFalse();

        (await Should.ThrowAsync<StorageException>(() => EcholotDb.RestoreAsync(Db.Options, Copy, Cancel)))
            .Message.ShouldContain("in use");
        await Db.DisposeAsync();
        var old = await EcholotDb.RestoreAsync(Db.Options, Copy, Cancel);
        File.Exists(old).ShouldBeTrue();
        await Database.ReopenAsync();
        var names = await Names();
        names.ShouldContain("before");
        names.ShouldNotContain("after");
        await Put("goes on");
    }

    [Fact]
    public async Task A_copy_never_replaces_the_database_itself()
    {
        (await Should.ThrowAsync<StorageException>(() => Db.BackupAsync(Db.Options.ConnectionString, Cancel)))
            .Message.ShouldContain("itself");
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("foreign")]
    [InlineData("text")]
    [InlineData("newer")]
    public async Task A_copy_that_is_no_good_is_refused_before_anything_is_touched(string kind)
    {
        await Db.WriteAsync(async s =>
        {
            for (var i = 0; i < 3000; i++) await Put(s, $"row {i} {new string('x', 100)}");
        }, Cancel);
        await Db.BackupAsync(Copy, Cancel);
        switch (kind)
        {
            case "damaged":
                await using (var file = new FileStream(Copy, FileMode.Open))
                {
                    file.Seek(file.Length / 2, SeekOrigin.Begin);
                    file.Write(new byte[20_000]);
                }
                break;
            case "foreign":
                File.Delete(Copy);
                await using (
                    var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Copy};Pooling=false"))
                    await other.ExecuteAsync("create table x (a int)");
                break;
            case "text":
                await File.WriteAllTextAsync(Copy, new string('?', 9000), Cancel);
                break;
            default:
                await using (
                    var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Copy};Pooling=false"))
                    await other.ExecuteAsync("insert into migration values (9999, 'future', '', 0)");
                break;
        }
        await Db.DisposeAsync();
        await Should.ThrowAsync<StorageException>(() => EcholotDb.RestoreAsync(Db.Options, Copy, Cancel));
        await Database.ReopenAsync();
        (await Names()).Count.ShouldBe(3000);
        Directory.GetFiles(Database.Folder!, "*.restoring*").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_with_a_remedy()
    {
        var path = Path.Combine(Database.Folder!, "other.db");
        await File.WriteAllTextAsync(path, new string('?', 9000), Cancel);
        var wrong = await Should.ThrowAsync<StorageException>(
            () => EcholotDb.OpenAsync(new StorageOptions(Engine.Sqlite, path), Cancel));
        wrong.Message.ShouldContain("restore");
        File.Exists(path + ".owner").ShouldBeFalse();
    }

    private Task Put(string name) => Db.WriteAsync(s => Put(s, name), Cancel);

    private static Task Put(WriteScope s, string name) => s.Connection.ExecuteAsync(
        "insert into subscriber (name, position, changed_at) values (@name, 0, 0)", new { name }, s.Transaction);

    private async Task<IReadOnlyList<string>> Names()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return (await connection.QueryAsync<string>("select name from subscriber")).AsList();
    }
}
