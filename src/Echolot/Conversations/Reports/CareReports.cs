using System.Data.Common;
using Dapper;
using Echolot.Contacts;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Teams;
using NodaTime;

namespace Echolot.Conversations;

/// <summary>Figures of the care desk: counts, clocks, causes, and the rows behind every number.</summary>
/// <remarks>
/// Thread-safe. Figures of single colleagues are told only while the workspace allows them; every question that asks for
/// them otherwise is refused here, whoever asks. What eyes may not see is in no number of theirs.
/// </remarks>
public sealed partial class CareReports(
    EcholotDb db, Archive archive, AddressBook contacts, Roster roster, PrivacyOffice privacy, TimeProvider clock)
{
    /// <summary>Most days of one report: five years.</summary>
    public const int MostDays = 1827;

    private const int RowsAtOnce = 200;

    private bool _complete;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private DateTimeZone Zone => DateTimeZoneProviders.Tzdb[archive.Zone.Id];

    /// <summary>Day on the clock of the workspace.</summary>
    public DateOnly Today => CareDays.Date(new CareDays(Zone).Of(Now));

    /// <summary>Makes what is missing or out of date in the background: figures of conversations of old, packs of days.</summary>
    internal async Task KeepAsync(CancellationToken cancel)
    {
        // Once a run of the server: what happens meanwhile is written when it happens.
        if (!_complete) await RecomputeAsync(missingOnly: true, cancel);
        _complete = true;
        await PackAsync(cancel);
    }

    /// <summary>Makes all figures of what is stored of the conversations again; what was right stays as it is.</summary>
    /// <param name="missingOnly">Only of conversations that have none.</param>
    /// <returns>How many conversations were looked at.</returns>
    internal async Task<long> RecomputeAsync(bool missingOnly, CancellationToken cancel)
    {
        var (after, looked) = (0L, 0L);
        while (true)
        {
            List<long> ids;
            await using (var connection = await db.ReadAsync(cancel))
                ids = (await connection.QueryAsync<long>(new CommandDefinition(
                    $"""
                    select c.id from conversation c where c.id > @after
                    {(missingOnly ? "and c.merged_into is null and not exists (select 1 from care_step s where s.conversation_id = c.id)" : "")}
                    order by c.id limit @most
                    """, new { after, most = RowsAtOnce }, cancellationToken: cancel))).AsList();
            if (ids.Count == 0) return looked;
            await db.WriteAsync(async scope =>
            {
                foreach (var id in ids)
                {
                    var row = await scope.Connection.QuerySingleOrDefaultAsync<ConversationRow>(
                        $"select {ConversationRow.Columns} from conversation c where c.id = @id{(scope.Engine is Engine.Postgres ? " for update" : "")}",
                        new { id }, scope.Transaction);
                    if (row is null) continue;
                    var happened = await Recording.EventsAsync(scope, id, cancel);
                    var clocks = await Recording.ClocksAsync(happened, roster, Instant.FromUnixTimeMilliseconds(Now), cancel);
                    await FigureBook.WriteAsync(scope, row, happened, clocks, Now);
                }
            }, cancel);
            looked += ids.Count;
            after = ids[^1];
        }
    }

    /// <summary>Packs the days that are over and have no pack that holds.</summary>
    internal async Task PackAsync(CancellationToken cancel)
    {
        var days = new CareDays(Zone);
        long? first;
        List<long> stale;
        await using (var connection = await db.ReadAsync(cancel))
        {
            first = await FirstAsync(connection);
            if (first is null) return;
            var last = days.Of(Now - 2 * FigureBook.Settled) - 1;
            var held = await HeldAsync(connection, days, days.Of(first.Value), last, bodies: false, cancel);
            stale = [];
            for (var day = days.Of(first.Value); day <= last; day++)
                if (!held.ContainsKey(day)) stale.Add(day);
        }
        foreach (var day in stale)
            await db.WriteAsync(async scope =>
            {
                var (from, to) = days.UtcDays(day);
                // Whoever changes rows of these days now is waited for; what they change afterwards changes the stamp.
                for (var utc = from; utc <= to; utc++)
                    await scope.Connection.ExecuteAsync(
                        """
                        insert into care_change (utc_day, changes) values (@utc, 0)
                        on conflict (utc_day) do update set changes = care_change.changes
                        """, new { utc }, scope.Transaction);
                var stamp = await scope.Connection.ExecuteScalarAsync<long>(
                    "select cast(sum(changes) as bigint) from care_change where utc_day between @from and @to",
                    new { from, to }, scope.Transaction);
                await scope.Connection.ExecuteAsync(
                    """
                    insert into care_day (day, from_at, to_at, stamp, body) values (@Day, @FromAt, @ToAt, @Stamp, @Body)
                    on conflict (day) do update set from_at = excluded.from_at, to_at = excluded.to_at,
                        stamp = excluded.stamp, body = excluded.body
                    """, new DayRow
                    {
                        Day = day, FromAt = days.Start(day), ToAt = days.Start(day + 1), Stamp = stamp,
                        Body = await MakeAsync(scope.Connection, scope.Transaction, days.Start(day), days.Start(day + 1), cancel),
                    }, scope.Transaction);
            }, cancel);
    }

    private static async Task<long?> FirstAsync(DbConnection connection)
    {
        var (outcome, step) = (long.MaxValue, long.MaxValue);
        foreach (var kind in Enum.GetValues<CareStep>())
            step = Math.Min(step, await connection.ExecuteScalarAsync<long?>(
                "select min(at) from care_step where kind = @kind", new { kind = (long)kind }) ?? long.MaxValue);
        foreach (var kind in Enum.GetValues<ClockKind>())
            foreach (var how in Ended)
                outcome = Math.Min(outcome, await connection.ExecuteScalarAsync<long?>(
                    "select min(ended_at) from clock_outcome where kind = @kind and outcome = @how",
                    new { kind = (long)kind, how = (long)how }) ?? long.MaxValue);
        return Math.Min(outcome, step) is < long.MaxValue and var first ? first : null;
    }

    private static readonly ClockOutcome[] Ended = [ClockOutcome.Met, ClockOutcome.Missed, ClockOutcome.Dropped];

    /// <summary>The packs between two days that hold.</summary>
    private static async Task<Dictionary<long, byte[]>> HeldAsync(
        DbConnection connection, CareDays days, long first, long last, bool bodies, CancellationToken cancel)
    {
        var changes = (await connection.QueryAsync<(long Day, long Changes)>(new CommandDefinition(
            "select utc_day, changes from care_change where utc_day between @from and @to",
            new { from = days.UtcDays(first).First, to = days.UtcDays(last).Last }, cancellationToken: cancel)))
            .ToDictionary(c => c.Day, c => c.Changes);
        var held = new Dictionary<long, byte[]>();
        foreach (var pack in await connection.QueryAsync<DayRow>(new CommandDefinition(
            $"select day, from_at, to_at, stamp{(bodies ? ", body" : "")} from care_day where day between @first and @last",
            new { first, last }, cancellationToken: cancel)))
        {
            var (from, to) = days.UtcDays(pack.Day);
            var stamp = 0L;
            for (var utc = from; utc <= to; utc++) stamp += changes.GetValueOrDefault(utc);
            if (pack.Stamp == stamp && pack.FromAt == days.Start(pack.Day) && pack.ToAt == days.Start(pack.Day + 1))
                held[pack.Day] = pack.Body;
        }
        return held;
    }

    private static async Task<byte[]> MakeAsync(
        DbConnection connection, DbTransaction? transaction, long from, long to, CancellationToken cancel)
    {
        var outcomes = new List<OutcomeRow>();
        foreach (var kind in Enum.GetValues<ClockKind>())
            foreach (var how in Ended)
                outcomes.AddRange(await connection.QueryAsync<OutcomeRow>(new CommandDefinition(
                    """
                    select kind, outcome, connector, department_id, priority, person_id, counted from clock_outcome
                    where kind = @kind and outcome = @how and ended_at >= @from and ended_at < @to
                    """, new { kind = (long)kind, how = (long)how, from, to }, transaction, cancellationToken: cancel)));
        var steps = new List<StepRow>();
        foreach (var kind in Enum.GetValues<CareStep>())
            steps.AddRange(await connection.QueryAsync<StepRow>(new CommandDefinition(
                """
                select kind, connector, department_id, priority, person_id, number, lasts, cause from care_step
                where kind = @kind and at >= @from and at < @to
                """, new { kind = (long)kind, from, to }, transaction, cancellationToken: cancel)));
        return DayPack.Of(outcomes, steps);
    }

    /// <summary>Goes through the days of a time, packed or not.</summary>
    private async Task WalkAsync(
        CareQuestion question, Sight sight, CareDays days, long first, long last, Action<long, byte[]> each,
        CancellationToken cancel)
    {
        if (NeedsRows(question, sight))
        {
            await WalkRowsAsync(question, sight, days, first, Math.Min(last, days.Of(Now) + 1), each, cancel);
            return;
        }
        await using var connection = await db.ReadAsync(cancel);
        if (await FirstAsync(connection) is not { } begun) return;
        first = Math.Max(first, days.Of(begun));
        // Clocks of tomorrow have not ended; a network's clock that is ahead of ours is waited for.
        last = Math.Min(last, days.Of(Now) + 1);
        if (first > last) return;
        var held = await HeldAsync(connection, days, first, last, bodies: true, cancel);
        for (var day = first; day <= last; day++)
            each(day, held.TryGetValue(day, out var packed)
                ? packed
                : await MakeAsync(connection, null, days.Start(day), days.Start(day + 1), cancel));
    }
}
