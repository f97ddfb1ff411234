using System.Data.Common;
using Dapper;

namespace Echolot.Storage;

/// <summary>Which database engine stores the data.</summary>
public enum Engine { Sqlite, Postgres }

/// <summary>Where the data is.</summary>
/// <param name="Engine">Engine.</param>
/// <param name="ConnectionString">SQLite: path of the file; PostgreSQL: connection string.</param>
public sealed record StorageOptions(Engine Engine, string ConnectionString);

/// <summary>The data cannot be opened, migrated, copied or restored; the message says what to do next.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The database: reads from a pool, writes through one transaction at a time on SQLite.</summary>
/// <remarks>
/// On SQLite one process owns the file (a lock beside it keeps a second server away), writers take turns in the order
/// they came, readers never wait for them (WAL). On PostgreSQL transactions run side by side. Thread-safe.
/// </remarks>
public sealed class EcholotDb : IAsyncDisposable
{
    // A transaction opened inside another one would wait for itself for ever on SQLite.
    private static readonly AsyncLocal<OpenWrite?> Writing = new();
    private readonly Store _store;

    // Of PostgreSQL: transactions that wait for each other in a circle, or that cannot be put one behind the other.
    private const string Deadlock = "40P01", NotSerializable = "40001";
    private const int MostRuns = 4;

    // Columns are written snake_case and properties PascalCase everywhere.
    static EcholotDb() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    private EcholotDb(StorageOptions options, Store store) => (Options, _store) = (options, store);

    /// <summary>Engine behind this database.</summary>
    public Engine Engine => Options.Engine;

    /// <summary>What this database was opened with.</summary>
    public StorageOptions Options { get; }

    /// <summary>Opens the database and applies the migrations that are missing.</summary>
    /// <exception cref="StorageException">
    /// Another server owns the file, the database is from a newer program, or an applied migration was changed.
    /// </exception>
    public static async Task<EcholotDb> OpenAsync(StorageOptions options, CancellationToken cancel)
    {
        Store store = options.Engine is Engine.Sqlite ? SqliteStore.Open(options) : new PostgresStore(options);
        try
        {
            var db = new EcholotDb(options, store);
            await Migrations.ApplyAsync(db, Migrations.Shipped(options.Engine), cancel);
            return db;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection for reading; dispose it to give it back.</summary>
    /// <remarks>On SQLite it refuses to write, and sees the database as it is when a statement starts.</remarks>
    public ValueTask<DbConnection> ReadAsync(CancellationToken cancel) => _store.ReadAsync(cancel);

    /// <summary>Reads with several questions as if they were asked at one moment, whatever is written meanwhile.</summary>
    public async Task<T> ReadAtOnceAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancel)
    {
        await using var connection = await ReadAsync(cancel);
        await connection.ExecuteAsync(Engine is Engine.Sqlite ? "begin transaction" : "begin isolation level repeatable read read only");
        try
        {
            return await read(connection);
        }
        finally
        {
            await connection.ExecuteAsync("rollback transaction");
        }
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction; commits durably when it returns, rolls back when it throws.
    /// </summary>
    /// <remarks>
    /// Where PostgreSQL ends it because others waited for it in a circle, it is rolled back and the work runs once more: what it
    /// tells the outside it says by <see cref="WriteScope.AfterCommit"/>, and what it remembers outside it sets, not adds to.
    /// </remarks>
    /// <exception cref="InvalidOperationException">Called inside another transaction: pass its scope on
    /// instead.</exception>
    public async Task<T> WriteAsync<T>(Func<WriteScope, Task<T>> work, CancellationToken cancel)
    {
        if (Writing.Value is { Open: true } outer && ReferenceEquals(outer.Db, this))
            throw new InvalidOperationException(
                "WriteAsync was called inside a transaction of the same database: pass the open WriteScope on instead.");
        for (var run = 1; ; run++)
            try
            {
                return await WriteOnceAsync(work, cancel);
            }
            catch (DbException wrong) when (run < MostRuns && Engine is Engine.Postgres && wrong.SqlState is Deadlock or NotSerializable)
            {
                // Not both at once again.
                await Task.Delay(Random.Shared.Next(10, 50) * run, cancel);
            }
    }

    private async Task<T> WriteOnceAsync<T>(Func<WriteScope, Task<T>> work, CancellationToken cancel)
    {
        var mark = new OpenWrite(this);
        WriteScope scope;
        T result;
        await using (var lease = await _store.BeginWriteAsync(cancel))
        {
            Writing.Value = mark;
            scope = new WriteScope
            {
                Connection = lease.Connection, Transaction = lease.Transaction, Engine = Engine, Prepared = lease.Prepared,
            };
            try
            {
                result = await work(scope);
                await scope.FinishAsync(cancel);
                await lease.Transaction.CommitAsync(cancel);
            }
            finally
            {
                mark.Open = false;
                Writing.Value = null;
            }
        }
        scope.Committed();
        return result;
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<WriteScope, Task> work, CancellationToken cancel) =>
        WriteAsync<object?>(async scope => { await work(scope); return null; }, cancel);

    /// <summary>
    /// Writes a consistent copy while the server runs: to a temporary name first, renamed when it is whole.
    /// </summary>
    /// <remarks>
    /// SQLite: a compact database file. PostgreSQL: an archive made by <c>pg_dump</c>, where that is installed.
    /// </remarks>
    /// <exception cref="StorageException">The path is the database itself, or <c>pg_dump</c> is missing or
    /// failed.</exception>
    public Task BackupAsync(string path, CancellationToken cancel) => BackupAsync(Options, path, cancel);

    /// <summary>
    /// As <see cref="BackupAsync(string, CancellationToken)"/>, without opening the database for writing.
    /// </summary>
    public static Task BackupAsync(StorageOptions options, string path, CancellationToken cancel) =>
        options.Engine is Engine.Sqlite
        ? SqliteBackup.WriteAsync(options.ConnectionString, path, cancel)
        : PostgresBackup.WriteAsync(options.ConnectionString, path, cancel);

    /// <summary>
    /// Puts a copy made by <see cref="BackupAsync(string, CancellationToken)"/> in place of the data. Refuses while a
    /// server owns the data, and checks the copy before anything is touched; what was there is kept under the returned
    /// name.
    /// </summary>
    /// <exception cref="StorageException">A server runs on the data, or the copy is damaged, foreign or newer than this
    /// program.</exception>
    public static Task<string?> RestoreAsync(StorageOptions options, string path, CancellationToken cancel) =>
        options.Engine is Engine.Sqlite
        ? SqliteBackup.RestoreAsync(options.ConnectionString, path, cancel)
        : throw new StorageException(
            $"A PostgreSQL database is restored with its own tool: stop the server, then run pg_restore --clean --if-exists -d DATABASE {path}");

    /// <summary>Whether the database answers; for health checks.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        await using var connection = await ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<long>("select count(*) from migration") > 0;
    }

    /// <summary>
    /// Calls <paramref name="heard"/> when another process notifies <paramref name="channel"/>; returns when cancelled.
    /// One process owns a SQLite file, so there is nothing to hear.
    /// </summary>
    internal Task ListenAsync(string channel, Action<string> heard, CancellationToken cancel) =>
        _store.ListenAsync(channel, heard, cancel);

    /// <summary>Calls to the other processes that listen on <paramref name="channel"/> now; nothing is stored.</summary>
    internal Task CallAsync(string channel, string words, CancellationToken cancel) => _store.CallAsync(channel, words, cancel);

    /// <summary>
    /// A connection for reading that holds the lock <paramref name="number"/> as long as it is open, so that one
    /// process at a time does a piece of work; null where another process holds it.
    /// </summary>
    internal ValueTask<DbConnection?> HoldAsync(long number, CancellationToken cancel) =>
        _store.HoldAsync(number, cancel);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private sealed class OpenWrite(EcholotDb db)
    {
        public EcholotDb Db => db;
        public volatile bool Open = true;
    }
}
