using Dapper;
using Echolot.Storage;
using Npgsql;
using Xunit;

namespace Echolot.Tests.Storage;

/// <summary>
/// Fresh, empty, migrated databases for tests: real SQLite files, a real PostgreSQL server on loopback.
/// </summary>
public static class Databases
{
    private static readonly SemaphoreSlim Gate = new(1, 1);

    // Writing a migrated file is far quicker than migrating an empty one.
    private static readonly Lazy<Task<byte[]>> MigratedSqlite = new(MigrateSqliteAsync);
    private static PostgresServer? _server;
    private static int _count;

    /// <summary>
    /// A database of its own; dispose it after the test. Skips the test where PostgreSQL is not installed.
    /// </summary>
    public static Task<TestDatabase> NewAsync(Engine engine) => engine is Engine.Sqlite
        ? NewSqliteAsync()
        : NewPostgresAsync();

    /// <summary>A PostgreSQL database that compares texts as a locale of ICU does.</summary>
    public static async Task<TestDatabase> NewInLocaleAsync(string locale)
    {
        // Starts the server.
        await (await NewPostgresAsync()).DisposeAsync();
        var name = $"l{Interlocked.Increment(ref _count)}";
        try
        {
            await AdminAsync($"create database {name} template template0 locale_provider icu icu_locale '{locale}'");
        }
        catch (PostgresException old)
        {
            Assert.Skip($"This PostgreSQL makes no databases with locales of ICU: {old.MessageText}");
        }
        var options = new StorageOptions(Engine.Postgres, _server!.ConnectionString(name) + ";Maximum Pool Size=20;Timeout=120;Command Timeout=120");
        return new TestDatabase(await EcholotDb.OpenAsync(options, CancellationToken.None), null);
    }

    private static async Task<TestDatabase> NewSqliteAsync()
    {
        var folder = Directory.CreateTempSubdirectory("echolot-test-").FullName;
        var options = new StorageOptions(Engine.Sqlite, Path.Combine(folder, "echolot.db"));
        await File.WriteAllBytesAsync(options.ConnectionString, await MigratedSqlite.Value);
        return new TestDatabase(await EcholotDb.OpenAsync(options, CancellationToken.None), folder);
    }

    private static async Task<byte[]> MigrateSqliteAsync()
    {
        var folder = Directory.CreateTempSubdirectory("echolot-test-").FullName;
        try
        {
            var file = Path.Combine(folder, "echolot.db");
            await using (await EcholotDb.OpenAsync(new StorageOptions(Engine.Sqlite, file), CancellationToken.None)) { }
            return await File.ReadAllBytesAsync(file);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<TestDatabase> NewPostgresAsync()
    {
        Assert.SkipUnless(
            PostgresServer.Installed, "PostgreSQL is not installed (Debian: apt install postgresql); the SQLite half of this suite ran.");
        await Gate.WaitAsync();
        try
        {
            if (_server is null)
            {
                _server = await PostgresServer.StartAsync();
                await AdminAsync("create database template_echolot");
                await using var migrated = await EcholotDb.OpenAsync(
                    new StorageOptions(Engine.Postgres, _server.ConnectionString(
                        "template_echolot") + ";Pooling=false;Timeout=120;Command Timeout=120"), CancellationToken.None);
            }
            // Copying a migrated database takes a tenth of the time of migrating an empty one.
            var name = $"t{++_count}";
            await AdminAsync($"create database {name} template template_echolot");
            var options = new StorageOptions(Engine.Postgres, _server.ConnectionString(name) + ";Maximum Pool Size=20;Timeout=120;Command Timeout=120");
            return new TestDatabase(await EcholotDb.OpenAsync(options, CancellationToken.None), null);
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>Drops a PostgreSQL database that a test is done with.</summary>
    internal static Task DropAsync(string name) => AdminAsync($"drop database if exists {name} with (force)");

    private static async Task AdminAsync(string sql)
    {
        await using var admin = new NpgsqlConnection(_server!.ConnectionString("postgres"));
        await admin.OpenAsync();
        await admin.ExecuteAsync(sql);
    }
}

/// <summary>An open database that vanishes with the test.</summary>
public sealed class TestDatabase(EcholotDb db, string? folder) : IAsyncDisposable
{
    /// <summary>The database; replaced by <see cref="ReopenAsync"/>.</summary>
    public EcholotDb Db { get; private set; } = db;

    /// <summary>Folder of the SQLite file; null on PostgreSQL.</summary>
    public string? Folder => folder;

    /// <summary>Closes and opens the database again, as a restart does.</summary>
    public async Task<EcholotDb> ReopenAsync()
    {
        await Db.DisposeAsync();
        return Db = await EcholotDb.OpenAsync(Db.Options, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        if (folder is not null) Directory.Delete(folder, recursive: true);
        else await Databases.DropAsync(new NpgsqlConnectionStringBuilder(Db.Options.ConnectionString).Database!);
    }
}

/// <summary>Base of a contract suite: one fresh database a test, on the engine that the derived class names.</summary>
/// <example><code>public sealed class BusOnSqlite() : BusContract(Engine.Sqlite);</code></example>
public abstract class DatabaseContract(Engine engine) : IAsyncLifetime
{
    /// <summary>Engine under test.</summary>
    protected Engine Engine => engine;

    protected TestDatabase Database { get; private set; } = null!;

    protected EcholotDb Db => Database.Db;

    /// <summary>Cancelled when the test run is cancelled.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync() => Database = await NewDatabaseAsync();

    protected virtual Task<TestDatabase> NewDatabaseAsync() => Databases.NewAsync(engine);

    public virtual async ValueTask DisposeAsync()
    {
        if (Database is not null) await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Waits for what comes about by itself, half a minute at most.</summary>
    protected static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await holds()) await Task.Delay(20, patience.Token);
    }
}
