using System.Data.Common;
using Npgsql;

namespace Echolot.Storage;

/// <summary>PostgreSQL 15 or later: pooled connections, transactions side by side.</summary>
internal sealed class PostgresStore : Store
{
    private readonly NpgsqlDataSource _source;

    // A lock of a session ends with it: one that goes back to a pool would hold it until somebody takes it out again.
    private readonly NpgsqlDataSource _holders;

    public PostgresStore(StorageOptions options)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        }
        catch (ArgumentException wrong)
        {
            throw new StorageException(
                $"Echolot:Database is not a PostgreSQL connection string ({wrong.Message}). Write it as " +
                "Host=127.0.0.1;Database=echolot;Username=echolot;Password=…", wrong);
        }
        // Statements that come again are prepared by the driver: parsing and planning are most of a short one's time.
        if (settings.MaxAutoPrepare == 0) settings.MaxAutoPrepare = 200;
        settings.ApplicationName ??= "echolot";
        _source = NpgsqlDataSource.Create(settings);
        _holders = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false });
    }

    public override async ValueTask<DbConnection> ReadAsync(CancellationToken cancel) => await OpenAsync(cancel);

    public override async ValueTask<WriteLease> BeginWriteAsync(CancellationToken cancel)
    {
        var connection = await OpenAsync(cancel);
        try
        {
            return new WriteLease(
                connection, await connection.BeginTransactionAsync(cancel), null, connection.DisposeAsync);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancel) => OpenAsync(_source, cancel);

    private static async ValueTask<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        try
        {
            return await source.OpenConnectionAsync(cancel);
        }
        catch (NpgsqlException wrong) when (wrong is not PostgresException { IsTransient: true })
        {
            throw new StorageException(
                $"PostgreSQL cannot be reached with Echolot:Database ({wrong.Message}). Check host, database, user and that the server runs.",
                wrong);
        }
    }

    public override async Task ListenAsync(string channel, Action<string> heard, CancellationToken cancel)
    {
        await using var connection = await _source.OpenConnectionAsync(cancel);
        connection.Notification += (_, call) => heard(call.Payload);
        await using (var listen = connection.CreateCommand())
        {
            listen.CommandText = $"listen {channel}";
            await listen.ExecuteNonQueryAsync(cancel);
        }
        // What was committed before the ear was open is heard now.
        heard("");
        while (true) await connection.WaitAsync(cancel);
    }

    public override async Task CallAsync(string channel, string words, CancellationToken cancel)
    {
        await using var connection = await _source.OpenConnectionAsync(cancel);
        await using var call = connection.CreateCommand();
        call.CommandText = "select pg_notify($1, $2)";
        call.Parameters.Add(new NpgsqlParameter<string> { TypedValue = channel });
        call.Parameters.Add(new NpgsqlParameter<string> { TypedValue = words });
        await call.ExecuteNonQueryAsync(cancel);
    }

    public override async ValueTask<DbConnection?> HoldAsync(long number, CancellationToken cancel)
    {
        var connection = await OpenAsync(_holders, cancel);
        try
        {
            await using var take = connection.CreateCommand();
            take.CommandText = "select pg_try_advisory_lock($1)";
            take.Parameters.Add(new NpgsqlParameter<long> { TypedValue = number });
            if (await take.ExecuteScalarAsync(cancel) is true) return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        await connection.DisposeAsync();
        return null;
    }

    public override async ValueTask DisposeAsync()
    {
        await _holders.DisposeAsync();
        await _source.DisposeAsync();
    }
}
