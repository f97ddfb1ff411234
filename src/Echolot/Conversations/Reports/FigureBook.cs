using System.Data.Common;
using Dapper;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>Writes what is counted of a conversation in the transaction in which it happened.</summary>
internal static class FigureBook
{
    /// <summary>Days are packed once so much time has passed since; what is written later is a change.</summary>
    public const long Settled = 3_600_000;

    public static async Task WriteAsync(
        WriteScope scope, ConversationRow row, IReadOnlyList<EventRow> happened, IReadOnlyList<ClockReading> clocks, long now)
    {
        var (outcomes, steps) = Figures.Of(row, happened, clocks);
        var (oldOutcomes, oldSteps) = await ReadAsync(scope.Connection, scope.Transaction, row.Id);
        var changed = new HashSet<long>();
        foreach (var gone in oldOutcomes.Except(outcomes))
        {
            changed.Add(gone.EndedAt);
            await scope.Connection.ExecuteAsync(
                "delete from clock_outcome where conversation_id = @ConversationId and position = @Position", gone,
                scope.Transaction);
        }
        foreach (var gone in oldSteps.Except(steps))
        {
            changed.Add(gone.At);
            await scope.Connection.ExecuteAsync(
                "delete from care_step where conversation_id = @ConversationId and position = @Position", gone,
                scope.Transaction);
        }
        foreach (var made in outcomes.Except(oldOutcomes))
        {
            changed.Add(made.EndedAt);
            await scope.Connection.ExecuteAsync(
                $"""
                insert into clock_outcome ({OutcomeRow.Columns})
                values (@ConversationId, @Position, @Kind, @Outcome, @StartedAt, @EndedAt, @Counted, @Within, @Connector,
                    @DepartmentId, @Priority, @PersonId)
                """, made, scope.Transaction);
        }
        foreach (var made in steps.Except(oldSteps))
        {
            changed.Add(made.At);
            await scope.Connection.ExecuteAsync(
                $"""
                insert into care_step ({StepRow.Columns})
                values (@ConversationId, @Position, @Kind, @At, @Number, @Lasts, @Connector, @DepartmentId, @Priority,
                    @PersonId, @Cause)
                """, made, scope.Transaction);
        }
        // In their order, so that two transactions never wait for each other.
        foreach (var day in changed.Where(at => at < now - Settled).Select(CareDays.UtcDay).Distinct().Order())
            await scope.Connection.ExecuteAsync(
                """
                insert into care_change (utc_day, changes) values (@day, 1)
                on conflict (utc_day) do update set changes = care_change.changes + 1
                """, new { day }, scope.Transaction);
    }

    public static async Task<(IReadOnlyList<OutcomeRow> Outcomes, IReadOnlyList<StepRow> Steps)> ReadAsync(
        DbConnection connection, DbTransaction? transaction, long conversation) => (
        (await connection.QueryAsync<OutcomeRow>(
            $"select {OutcomeRow.Columns} from clock_outcome where conversation_id = @conversation order by position",
            new { conversation }, transaction)).AsList(),
        (await connection.QueryAsync<StepRow>(
            $"select {StepRow.Columns} from care_step where conversation_id = @conversation order by position",
            new { conversation }, transaction)).AsList());

    /// <summary>Marks the days of a conversation's figures as changed; before the change.</summary>
    /// <param name="which">Condition on the rows of both tables.</param>
    public static IEnumerable<string> Touching(string which) =>
    [
        Touch("clock_outcome", "ended_at", which), Touch("care_step", "at", which),
    ];

    /// <summary>Gives a cause another name in the figures.</summary>
    public static IEnumerable<string> OfCause { get; } =
    [
        Touch("care_step", "at", "cause = @old"), "update care_step set cause = @now where cause = @old",
        "update cause_fix set cause = @now where cause = @old", "update incident set cause = @now where cause = @old",
    ];

    private static string Touch(string table, string at, string which) =>
        $"""
        insert into care_change (utc_day, changes) select distinct {at} / 86400000, 1 from {table} where {which} order by 1
        on conflict (utc_day) do update set changes = care_change.changes + 1
        """;
}
