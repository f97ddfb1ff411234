using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Privacy;
using Echolot.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;

namespace Echolot.Sources;

public enum SourceState { Running, Paused, Silent, Failing, Stopped }

/// <summary>A source as screens show it. <paramref name="Settings"/> holds no secrets.</summary>
/// <param name="Slug">Its name in an address; unique within a connector, never changes.</param>
public sealed record Source(
    long Id, SourceKey Key, string Name, string Slug, IReadOnlyDictionary<string, string> Settings, bool Paused,
    DateTimeOffset CreatedAt);

/// <summary>
/// Runs every source, keeps cursors, health and secrets, and restarts what fails with growing pauses.
/// </summary>
/// <remarks>Thread-safe. Sources are added, changed, paused and removed while it runs.</remarks>
public sealed partial class SourceRunner
{
    private readonly EcholotDb _db;
    private readonly ITakesEvents _gate;
    private readonly Logbook _logbook;
    private readonly Bus _bus;
    private readonly PrivacyOffice _privacy;
    private readonly TimeProvider _time;
    private readonly ILogger<SourceRunner> _log;
    private readonly IDataProtector _protector;
    private readonly IReadOnlyDictionary<string, IConnector> _connectors;
    private readonly ConcurrentDictionary<long, (TimeSpan After, DateTimeOffset At)> _patience = [];

    public SourceRunner(
        EcholotDb db, IEnumerable<IConnector> connectors, ITakesEvents gate, Logbook logbook, Bus bus,
        PrivacyOffice privacy,
        IDataProtectionProvider protection, TimeProvider time, ILogger<SourceRunner> log)
    {
        (_db, _gate, _logbook, _bus, _privacy, _time, _log) = (db, gate, logbook, bus, privacy, time, log);
        // The purpose is part of every stored secret and must never change.
        _protector = protection.CreateProtector("Echolot.Sources.Secrets");
        Connectors = [.. connectors];
        _connectors = Connectors.ToDictionary(c => c.Description.Name);
    }

    /// <summary>Kinds of sources there are, in the order of the list in the connectors' assembly.</summary>
    public IReadOnlyList<IConnector> Connectors { get; }

    public async Task<IReadOnlyList<Source>> ListAsync(CancellationToken cancel)
    {
        await using var connection = await _db.ReadAsync(cancel);
        var rows = await connection.QueryAsync<SourceRow>(
            new CommandDefinition($"{SourceRow.Select} order by lower(name), id", cancellationToken: cancel));
        return [.. rows.Select(AsSource)];
    }

    public async Task<Source?> FindAsync(long id, CancellationToken cancel) =>
        await RowAsync(id, cancel) is { } row ? AsSource(row) : null;

    /// <summary>Finds a source by its key or its name in an address (<c>/ingest/{source}</c>).</summary>
    public async Task<Source?> FindAsync(string connector, string name, CancellationToken cancel)
    {
        await using var connection = await _db.ReadAsync(cancel);
        var row = await connection.QueryFirstOrDefaultAsync<SourceRow>(new CommandDefinition(
            $"""
            {SourceRow.Select}
            where connector = @connector and (slug = @name or account = @name or instance || ':' || account = @name)
            order by case when slug = @name then 0 else 1 end, id limit 1
            """, new { connector, name }, cancellationToken: cancel));
        return row is null ? null : AsSource(row);
    }

    /// <summary>Settings with secrets, for the connector only.</summary>
    /// <exception cref="KeyNotFoundException">There is no such source.</exception>
    public async Task<SourceConfig> ConfigAsync(long id, CancellationToken cancel)
    {
        var row = await RowAsync(id, cancel)
            ?? throw new KeyNotFoundException($"There is no source {id}. It was removed; add it again to read it.");
        return new(row.Id, row.Key, AllSettings(row));
    }

    private async Task<SourceRow?> RowAsync(long id, CancellationToken cancel)
    {
        await using var connection = await _db.ReadAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<SourceRow>(
            new CommandDefinition($"{SourceRow.Select} where id = @id", new { id }, cancellationToken: cancel));
    }

    private static Source AsSource(SourceRow row) => new(
        row.Id, row.Key, row.Name, row.Slug, Parse(row.Settings), row.Paused != 0,
        DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt));

    private Dictionary<string, string> AllSettings(SourceRow row)
    {
        var settings = Parse(row.Settings);
        if (row.Secrets is not null)
            foreach (var (key, value) in Parse(_protector.Unprotect(row.Secrets))) settings[key] = value;
        return settings;
    }

    private static Dictionary<string, string> Parse(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [];
}
