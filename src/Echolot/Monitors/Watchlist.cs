using Dapper;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.Logging;

namespace Echolot.Monitors;

public enum Purpose { Brand, Product, Service, Industry, Competitor, Supplier, PurchaseIntent, Risk }

/// <summary>A named query with owner and purpose. Renaming never changes its identity.</summary>
/// <param name="Color">Name of a colour token of the design system, one of <see cref="Palette.Names"/>.</param>
/// <param name="Forms">In which forms words are found where the query does not say so itself.</param>
/// <param name="Lock">Null for a monitor that everybody may change who may change monitors.</param>
public sealed record Monitor(
    long Id, string Name, string QueryText, Purpose Purpose, long? OwnerId, string? Folder, bool Paused, int Version,
    string Color,
    DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, WordForms Forms = WordForms.AsTyped, MonitorLock? Lock = null)
{
    /// <summary>How the query reads words: stream, archive and preview all read it so.</summary>
    public QueryOptions Options => new(Forms: Forms);
}

/// <param name="Color">Null: the colour used least so far; on a change: as it was.</param>
public sealed record MonitorDraft(
    string Name, string QueryText, Purpose Purpose, long? OwnerId = null, string? Folder = null, bool Paused = false,
    string? Color = null, WordForms Forms = WordForms.AsTyped)
{
    public QueryOptions Options => new(Forms: Forms);
}

public sealed record MonitorVersion(
    int Version, string QueryText, DateTimeOffset ChangedAt, long? ChangedBy, string? Note,
    WordForms Forms = WordForms.AsTyped)
{
    public QueryOptions Options => new(Forms: Forms);
}

/// <summary>Saved, or the errors of the query.</summary>
public sealed record MonitorSaved(Monitor? Monitor, IReadOnlyList<QueryError> Errors);

public sealed record MonitorChanged(long Id, int Version) : IFact;

public sealed record MonitorRemoved(long Id) : IFact;

/// <summary>The named queries, compiled into one set that is swapped atomically.</summary>
/// <remarks>
/// Thread-safe. A change is in force for the next item that comes in; items being matched finish with the old set.
/// </remarks>
public sealed partial class Watchlist(
    EcholotDb db, Archive archive, BackfillDesk backfills, Roster roster, Bus bus, PrivacyOffice privacy,
    TimeProvider time, ILogger<Watchlist> log)
{
    private const string SubscriberName = "monitors";

    private readonly SemaphoreSlim _changing = new(1, 1);

    /// <summary>How long following waits after the database failed.</summary>
    internal TimeSpan FollowAgain { get; set; } = TimeSpan.FromSeconds(5);
    private volatile CompiledQueries? _compiled;

    public async Task<IReadOnlyList<Monitor>> ListAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var rows = await connection.QueryAsync<MonitorRow>(
            new CommandDefinition($"{MonitorRow.Select} order by lower(name), id", cancellationToken: cancel));
        return [.. rows.Select(r => r.AsMonitor())];
    }

    public async Task<Monitor?> FindAsync(long id, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<MonitorRow>(
            new CommandDefinition($"{MonitorRow.Select} where id = @id", new { id }, cancellationToken: cancel));
        return row?.AsMonitor();
    }

    /// <summary>Every text and setting the query ever had, newest first.</summary>
    public async Task<IReadOnlyList<MonitorVersion>> VersionsAsync(long id, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var rows = await connection.QueryAsync<MonitorVersionRow>(new CommandDefinition(
            """
            select version, query_text as QueryText, forms, changed_at as ChangedAt, changed_by as ChangedBy, note
            from monitor_version where monitor_id = @id order by version desc
            """, new { id }, cancellationToken: cancel));
        return [.. rows.Select(r => r.AsVersion())];
    }

    /// <summary>Reads the queries and compiles them; intake does so before it takes the first event.</summary>
    public Task LoadAsync(CancellationToken cancel) => _changing.InTurnAsync(async () =>
    {
        _compiled = await CompileAsync(cancel);
        await ReadZoneAsync(cancel);
    }, cancel);

    /// <summary>Hears facts before the host starts; none of these is lost.</summary>
    internal void Listen() => bus.Subscribe<MentionsForgotten>(SubscriberName, ForgetVerdictsAsync);

    /// <summary>Follows changes that other processes make; returns when cancelled.</summary>
    public async Task FollowAsync(CancellationToken cancel)
    {
        try
        {
            // Each goes on for itself: what one follows is never waited for by the others.
            await Task.WhenAll(FollowAsync<MonitorChanged>(c => (c.Id, c.Version), cancel),
                FollowAsync<MonitorRemoved>(r => (r.Id, 0), cancel), FollowZoneAsync(cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            log.LogDebug("Following monitors ended");
        }
    }

    private async Task FollowAsync<TFact>(Func<TFact, (long Id, int Version)> told,
        CancellationToken cancel) where TFact : IFact
    {
        await foreach (var fact in bus.WatchAsync<TFact>(cancel))
        {
            var (id, version) = told(fact);
            // Our own changes are in force already.
            if (_compiled is { } compiled && compiled.VersionOf(id) != version) await UntilDoneAsync(() => LoadAsync(cancel), cancel);
        }
    }

    /// <summary>What was told is told once: where the database fails, it is tried until it is done.</summary>
    private async Task UntilDoneAsync(Func<Task> work, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception wrong) when (!cancel.IsCancellationRequested)
            {
                log.LogError(wrong, "A change that another process told of could not be followed; tried again in {Seconds} s",
                    FollowAgain.TotalSeconds);
                await Task.Delay(FollowAgain, cancel);
            }
        }
    }

    private async Task FollowZoneAsync(CancellationToken cancel)
    {
        await foreach (var fact in bus.WatchAsync<PersonChanged>(cancel))
            if (fact.What is PersonEvent.SetUp or PersonEvent.SettingsChanged)
                await UntilDoneAsync(() => _changing.InTurnAsync(() => ReadZoneAsync(cancel), cancel), cancel);
    }

    /// <summary>Queries ask for hours of the workspace's clock.</summary>
    private async Task ReadZoneAsync(CancellationToken cancel)
    {
        if (await roster.WorkspaceAsync(cancel) is { } workspace
            && TimeZoneInfo.TryFindSystemTimeZoneById(workspace.TimeZone, out var zone)) archive.Zone = zone;
    }

    /// <summary>Which monitors want these items, and why. Thread-safe.</summary>
    /// <param name="languages">Language per item, as enrichment found it.</param>
    /// <returns>One list per item, in order; empty where nobody wants it.</returns>
    public IReadOnlyList<IReadOnlyList<MonitorMatch>> Match(
        IReadOnlyList<Mention> items, IReadOnlyList<string> languages)
    {
        var compiled = _compiled
            ?? throw new InvalidOperationException(
                "The monitors are not loaded: call Watchlist.LoadAsync before the first Match.");
        return compiled.Match(items, languages, archive.Present);
    }

    private async Task<CompiledQueries> CompileAsync(CancellationToken cancel)
    {
        var monitors = await ListAsync(cancel);
        // Tens of thousands of queries are parsed faster on all processors.
        return CompiledQueries.Of([.. monitors.AsParallel().AsOrdered().WithCancellation(cancel)
            .Where(monitor => !monitor.Paused)
            .Select(monitor => (monitor.Id, monitor.Version, Query: Understood(monitor)))
            .Where(read => read.Query is not null)
            .Select(read => (read.Id, read.Version, read.Query!))]);
    }

    private Query? Understood(Monitor monitor)
    {
        if (Query.TryParse(monitor.QueryText, monitor.Options, out var query, out var errors)) return query;
        log.LogError(
            "Monitor {MonitorId} matches nothing: its query is not understood any more ({Code}); change it",
            monitor.Id, errors[0].Code);
        return null;
    }
}
