using System.CommandLine;
using Dapper;
using Echolot.Storage;
using Echolot.Web.Cli;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Cli;

public sealed class BackupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("echolot-backup-").FullName;

    private string Data => Path.Combine(_folder, "data");

    private string Copy => Path.Combine(_folder, "copy.backup");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_copy_made_beside_a_running_server_comes_back_with_its_keys()
    {
        Directory.CreateDirectory(Path.Combine(Data, "keys"));
        await File.WriteAllTextAsync(Path.Combine(Data, "keys", "key-1.xml"), "<key/>");
        await using (var server = await OpenAsync())
        {
            await PutAsync(server, "before");
            (await RunAsync("backup")).Code.ShouldBe(0);
            await PutAsync(server, "after");
            var (code, errors) = await RunAsync("restore");
            code.ShouldBe(2);
            errors.ShouldContain("in use by process");
        }
        Directory.Delete(Path.Combine(Data, "keys"), recursive: true);
        (await RunAsync("restore")).Code.ShouldBe(0);
        await using var again = await OpenAsync();
        await using var connection = await again.ReadAsync(CancellationToken.None);
        (await connection.QueryAsync<string>("select name from subscriber")).ShouldBe(["before"]);
        File.Exists(Path.Combine(Data, "keys", "key-1.xml")).ShouldBeTrue();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Copy + ".keys").ShouldBe(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task What_cannot_be_copied_or_put_back_says_what_to_do()
    {
        var (code, errors) = await RunAsync("backup");
        code.ShouldBe(2);
        errors.ShouldContain("--data");
        await using (var server = await OpenAsync()) await PutAsync(server, "kept");
        await File.WriteAllTextAsync(Copy, new string('?', 5000));
        (code, errors) = await RunAsync("restore");
        code.ShouldBe(2);
        errors.ShouldContain("choose another copy");
        await using var again = await OpenAsync();
        await using var connection = await again.ReadAsync(CancellationToken.None);
        (await connection.QueryAsync<string>("select name from subscriber")).ShouldBe(["kept"]);
    }

    private Task<EcholotDb> OpenAsync() =>
        EcholotDb.OpenAsync(
            new StorageOptions(Engine.Sqlite, Path.Combine(Data, "echolot.db")), CancellationToken.None);

    private static Task PutAsync(EcholotDb db, string name) => db.WriteAsync(s => s.Connection.ExecuteAsync(
        "insert into subscriber (name, position, changed_at) values (@name, 0, 0)", new { name },
        s.Transaction), CancellationToken.None);

    private async Task<(int Code, string Errors)> RunAsync(string verb)
    {
        var root = new RootCommand();
        Backup.AddTo(root);
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await root.Parse([verb, Copy, "--data", Data])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return (code, errors.ToString());
    }
}
