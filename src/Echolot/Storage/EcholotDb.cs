using System.Data.Common;

namespace Echolot.Storage;

/// <summary>Which database engine stores the data.</summary>
public enum Engine { Sqlite, Postgres }

/// <summary>Where the data is.</summary>
/// <param name="Engine">Engine.</param>
/// <param name="ConnectionString">SQLite: path of the file; PostgreSQL: connection string.</param>
public sealed record StorageOptions(Engine Engine, string ConnectionString);

/// <summary>The database: reads from a pool, writes through one transaction at a time on SQLite.</summary>
public sealed class EcholotDb : IAsyncDisposable
{
    /// <summary>Engine behind this database.</summary>
    public Engine Engine => throw new NotImplementedException();

    /// <summary>Opens the database and applies the migrations that are missing.</summary>
    public static Task<EcholotDb> OpenAsync(StorageOptions options, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>A connection for reading; dispose it to give it back.</summary>
    public ValueTask<DbConnection> ReadAsync(CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Runs <paramref name="work"/> in one transaction; commits durably when it returns, rolls back when it throws.</summary>
    public Task<T> WriteAsync<T>(Func<WriteScope, Task<T>> work, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<WriteScope, Task> work, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Writes a consistent copy while the server runs.</summary>
    public Task BackupAsync(string path, CancellationToken cancel) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

/// <summary>One open transaction. Pass it on; never keep it.</summary>
public sealed class WriteScope
{
    public required DbConnection Connection { get; init; }
    public required DbTransaction Transaction { get; init; }
    public required Engine Engine { get; init; }

    /// <summary>Runs after the commit, never after a rollback; must not throw.</summary>
    public void AfterCommit(Action action) => throw new NotImplementedException();
}
