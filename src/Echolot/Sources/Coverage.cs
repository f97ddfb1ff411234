using Dapper;
using Echolot.Privacy;
using Microsoft.Extensions.Logging;

namespace Echolot.Sources;

/// <summary>A reservation as it was found.</summary>
/// <param name="FoundAt">When it was found first; of an example, when it was found last.</param>
/// <param name="Example">It stood in an item of the source, of which there may be others that say the same.</param>
public sealed record FoundReservation(
    ReservationKind Kind, string Address, string? Policy, DateTimeOffset FoundAt, bool Example);

/// <summary>That nobody knows at present whether a publisher reserves its rights.</summary>
/// <param name="Why">What could not be looked at, and what came instead; in English.</param>
/// <param name="Since">Since when looks have failed.</param>
public sealed record UnknownReservations(string Why, DateTimeOffset Since);

/// <summary>What is known of one source for the map of coverage.</summary>
/// <param name="Reservations">What was found by looks that succeeded, as long as none has found it gone.</param>
/// <param name="LookedAt">When its publisher was last looked at for reservations; null where nobody can look.</param>
/// <param name="Unknown">Why the last look says nothing, or not all; null: it does.</param>
/// <param name="CanFill">Whether its gaps can be read again.</param>
public sealed record CoveredSource(
    Source Source, SourceHealth Health, IReadOnlyList<StoredGap> Gaps, SourceBudget? Budget,
    IReadOnlyList<FoundReservation> Reservations, DateTimeOffset? LookedAt,
    UnknownReservations? Unknown, bool CanLook, bool CanFill);

/// <summary>What is seen of one network; without sources: nothing, though it could be.</summary>
public sealed record Coverage(ConnectorDescription Network, IReadOnlyList<CoveredSource> Sources);

/// <summary>When a publisher was looked at for reservations.</summary>
[NotPersonal("source_look")]
internal sealed record LookRow
{
    public long SourceId { get; init; }
    public long At { get; init; }
    public string? Problem { get; init; }
    public long? Since { get; init; }

    public UnknownReservations? Unknown => Problem is null ? null
        : new(Problem, DateTimeOffset.FromUnixTimeMilliseconds(Since ?? At));
}

/// <summary>Addresses of robots files, sites and single articles, nothing about people.</summary>
[NotPersonal("source_reservation")]
internal sealed record ReservationRow
{
    public long SourceId { get; init; }
    public string Kind { get; init; } = "";
    public string Address { get; init; } = "";
    public string? Policy { get; init; }
    public long FoundAt { get; init; }
    public long Example { get; init; }
}

public sealed partial class SourceRunner
{
    /// <summary>How long an item that states a reservation speaks for the others of its source.</summary>
    public static readonly TimeSpan ExampleCounts = TimeSpan.FromDays(30);

    /// <summary>How long a stretch of time the map shows gaps of.</summary>
    public static readonly TimeSpan GapsOnMap = TimeSpan.FromDays(30);

    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(24), LookSoon = TimeSpan.FromMinutes(30);

    /// <summary>How many gaps ended before a moment, those that were read again too, and when the latest of them did.</summary>
    public async Task<(int Count, DateTimeOffset? Latest)> GapsBeforeAsync(DateTimeOffset before, CancellationToken cancel)
    {
        await using var connection = await _db.ReadAsync(cancel);
        var (count, latest) = await connection.QuerySingleAsync<(long, long?)>(new CommandDefinition(
            "select count(*), max(to_at) from source_gap where to_at < @before", new { before = before.ToUnixTimeMilliseconds() },
            cancellationToken: cancel));
        return ((int)count, At(latest));
    }

    /// <summary>Every network there is, and what is seen of it, in the order of the connectors.</summary>
    /// <param name="until">Gaps are those of the stretch of time before this; null: before now.</param>
    public async Task<IReadOnlyList<Coverage>> CoverageAsync(CancellationToken cancel, DateTimeOffset? until = null)
    {
        var now = _time.GetUtcNow();
        var end = until ?? now;
        var sources = await ListAsync(cancel);
        var health = (await HealthAsync(cancel)).ToDictionary(h => h.SourceId);
        var gaps = (await GapsAsync(end - GapsOnMap, end, filled: true, cancel)).ToLookup(g => g.SourceId);
        await using var connection = await _db.ReadAsync(cancel);
        var cursors = (await connection.QueryAsync<(long Id, string? Cursor)>(new CommandDefinition(
            "select source_id, cursor from source_state", cancellationToken: cancel))).ToDictionary(c => c.Id, c => c.Cursor);
        var looks = (await connection.QueryAsync<LookRow>(new CommandDefinition(
            "select source_id as SourceId, at, problem, since from source_look", cancellationToken: cancel))).ToDictionary(l => l.SourceId);
        var reservations = (await connection.QueryAsync<ReservationRow>(new CommandDefinition(
            "select source_id as SourceId, kind, address, policy, found_at as FoundAt, example from source_reservation order by kind, address",
            cancellationToken: cancel))).ToLookup(r => r.SourceId, r => new FoundReservation(
                Enum.Parse<ReservationKind>(r.Kind), r.Address, r.Policy, DateTimeOffset.FromUnixTimeMilliseconds(r.FoundAt),
                r.Example != 0));
        return [.. Connectors.Select(connector => new Coverage(connector.Description,
        [
            .. sources.Where(s => s.Key.Connector == connector.Description.Name && health.ContainsKey(s.Id)).Select(s =>
            {
                var config = new SourceConfig(s.Id, s.Key, s.Settings);
                var look = looks.GetValueOrDefault(s.Id);
                return new CoveredSource(
                    s, health[s.Id], [.. gaps[s.Id]],
                    (connector as IKeepsBudgets)?.BudgetOf(config, cursors.GetValueOrDefault(s.Id), now),
                    [.. reservations[s.Id]], At(look?.At), look?.Unknown, connector is ILooksForReservations,
                    connector is IBackfillsGaps filling && filling.CanBackfill(config));
            }),
        ]))];
    }

    /// <summary>What a source has spent of its allowance; null where nobody counts.</summary>
    public async Task<SourceBudget?> BudgetAsync(long id, CancellationToken cancel)
    {
        if (await RowAsync(id, cancel) is not { } row
            || _connectors.GetValueOrDefault(row.Connector) is not IKeepsBudgets connector) return null;
        await using var connection = await _db.ReadAsync(cancel);
        var cursor = await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            "select cursor from source_state where source_id = @id", new { id }, cancellationToken: cancel));
        return connector.BudgetOf(new(row.Id, row.Key, Parse(row.Settings)), cursor, _time.GetUtcNow());
    }

    /// <summary>Looks after the publishers that were not looked at for a day, or could not be half an hour ago.</summary>
    public async Task LookForReservationsAsync(CancellationToken cancel)
    {
        var now = _time.GetUtcNow();
        var (before, soon) = ((now - LookAgain).ToUnixTimeMilliseconds(), (now - LookSoon).ToUnixTimeMilliseconds());
        IReadOnlyList<long> due;
        await using (var connection = await _db.ReadAsync(cancel))
            due = [.. await connection.QueryAsync<long>(new CommandDefinition(
                """
                select r.id from source r left join source_look l on l.source_id = r.id
                where r.paused = 0 and (l.at is null or l.at < @before or l.problem is not null and l.at < @soon)
                order by r.id
                """, new { before, soon }, cancellationToken: cancel))];
        foreach (var id in due) await LookForReservationsAsync(id, cancel);
    }

    /// <summary>Looks now whether the publisher of a source reserves its rights; false where nobody can look.</summary>
    public async Task<bool> LookForReservationsAsync(long id, CancellationToken cancel)
    {
        if (await RowAsync(id, cancel) is not { } row
            || _connectors.GetValueOrDefault(row.Connector) is not ILooksForReservations connector) return false;
        ReservationLook look;
        try
        {
            look = await connector.LookAsync(new(row.Id, row.Key, Parse(row.Settings)), cancel);
        }
        catch (SourceTrouble trouble)
        {
            look = new([], trouble.Message);
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            _log.LogError(wrong, "Looking for reservations of source {SourceId} failed", id);
            look = new([], "An unexpected error, see the log.");
        }
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        await _db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync(
                """
                insert into source_look (source_id, at, problem, since) select id, @now, @problem, @since from source where id = @id
                on conflict (source_id) do update set at = excluded.at, problem = excluded.problem,
                    since = case when excluded.problem is null or source_look.problem is null then excluded.since
                        else coalesce(source_look.since, excluded.since) end
                """, new { id, now, problem = look.Unknown, since = look.Unknown is null ? (long?)null : now }, scope.Transaction);
            var there = look.Found.Select(r => (r.Kind.ToString(), r.Where.AbsoluteUri)).ToHashSet();
            // Who cannot be asked now has not given anything back.
            var stored = look.Unknown is not null ? [] : (await scope.Connection.QueryAsync<(string Kind, string Address)>(
                "select kind, address from source_reservation where source_id = @id and example = 0", new { id }, scope.Transaction)).AsList();
            foreach (var (kind, address) in stored.Where(s => !there.Contains(s)))
                await scope.Connection.ExecuteAsync(
                    "delete from source_reservation where source_id = @id and kind = @kind and address = @address",
                    new { id, kind, address }, scope.Transaction);
            await scope.Connection.ExecuteAsync(
                "delete from source_reservation where source_id = @id and example = 1 and found_at < @old",
                new { id, old = now - (long)ExampleCounts.TotalMilliseconds }, scope.Transaction);
            foreach (var reservation in look.Found)
                await scope.Connection.ExecuteAsync(
                    """
                    insert into source_reservation (source_id, kind, address, policy, found_at)
                    select id, @kind, @address, @policy, @now from source where id = @id
                    on conflict (source_id, kind, address) do update set policy = excluded.policy, example = 0
                    """,
                    new
                    {
                        id, now, kind = reservation.Kind.ToString(), address = reservation.Where.AbsoluteUri,
                        policy = reservation.Policy,
                    }, scope.Transaction);
        }, cancel);
        return true;
    }
}
