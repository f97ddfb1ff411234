using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Echolot.Storage;

/// <summary>SQLite in WAL mode: one writer, any number of readers that never wait for it.</summary>
internal sealed class SqliteStore : Store
{
    // FULL makes every commit wait for the disk: an acknowledged post survives a power cut (NORMAL may lose the last
    // commits). 64 MB of pages for the writer keep the inner nodes of every index in memory at a million mentions.
    private const string WriterSetup =
        "pragma journal_mode=wal; pragma synchronous=full; pragma busy_timeout=10000; pragma foreign_keys=on; " +
        "pragma cache_size=-65536; pragma mmap_size=1073741824; pragma temp_store=memory; " +
        "pragma journal_size_limit=134217728; pragma recursive_triggers=off;";

    private const string ReaderSetup =
        "pragma busy_timeout=10000; pragma cache_size=-16384; pragma mmap_size=1073741824; pragma temp_store=memory; pragma query_only=on;";

    // Sums of memory that nobody asks for, behind one lock for all connections.
    private const int MemoryStatistics = 9;

    private readonly string _readers;
    private readonly SqliteConnection _writer;
    private readonly PreparedStatements _prepared;
    private readonly Checkpoints _checkpoints;
    private readonly DataLock _lock;
    private readonly Turnstile _turnstile = new();

    // Before the first connection of the process; later SQLite refuses, which does no harm.
    static SqliteStore()
    {
        Batteries_V2.Init();
        _ = raw.sqlite3_config(MemoryStatistics, 0);
    }

    private SqliteStore(string path, SqliteConnection writer, DataLock held)
    {
        (_readers, _writer, _lock) = (ConnectionString(path, pooling: true), writer, held);
        _prepared = new PreparedStatements(writer);
        _checkpoints = new Checkpoints(writer, ConnectionString(path, pooling: false));
    }

    public static SqliteStore Open(StorageOptions options)
    {
        var path = Path.GetFullPath(options.ConnectionString);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var held = DataLock.Take(path);
        try
        {
            var writer = new SqliteConnection(ConnectionString(path, pooling: false));
            writer.Open();
            writer.Execute(WriterSetup);
            return new SqliteStore(path, writer, held);
        }
        catch (SqliteException wrong)
        {
            held.Dispose();
            throw new StorageException(
                $"The database {path} cannot be opened ({wrong.Message}). Check that the file is a database of Echolot and " +
                "that the folder may be written; a damaged one is replaced with: echolot restore BACKUP", wrong);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Connection string for a file; the path is taken literally.</summary>
    public static string ConnectionString(string path, bool pooling) =>
        new SqliteConnectionStringBuilder { DataSource = path, Pooling = pooling, DefaultTimeout = 60 }.ToString();

    public override ValueTask<DbConnection> ReadAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var connection = new SqliteConnection(_readers);
        try
        {
            connection.Open();
            connection.Execute(ReaderSetup);
            return ValueTask.FromResult<DbConnection>(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public override async ValueTask<WriteLease> BeginWriteAsync(CancellationToken cancel)
    {
        await _turnstile.EnterAsync(cancel);
        try
        {
            return new WriteLease(_writer, _writer.BeginTransaction(), _prepared, GiveBack);
        }
        catch
        {
            _turnstile.Leave();
            throw;
        }
    }

    private ValueTask GiveBack()
    {
        try
        {
            _checkpoints.Written();
        }
        finally
        {
            _turnstile.Leave();
        }
        return ValueTask.CompletedTask;
    }

    public override Task ListenAsync(string channel, Action<string> heard, CancellationToken cancel) =>
        Task.Delay(Timeout.Infinite, cancel);

    public override Task CallAsync(string channel, string words, CancellationToken cancel) => Task.CompletedTask;

    // The process owns the file and with it every lock.
    public override async ValueTask<DbConnection?> HoldAsync(long number, CancellationToken cancel) =>
        await ReadAsync(cancel);

    public override async ValueTask DisposeAsync()
    {
        await _turnstile.EnterAsync(CancellationToken.None);
        await _checkpoints.DisposeAsync();
        _prepared.Dispose();
        await _writer.DisposeAsync();
        using (var pool = new SqliteConnection(_readers)) SqliteConnection.ClearPool(pool);
        _lock.Dispose();
        // The turn is never given back, so a write after this one waits; make it fail instead.
        _turnstile.Leave();
    }
}
