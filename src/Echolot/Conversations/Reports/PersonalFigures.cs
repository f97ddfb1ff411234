using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>
/// Figures name colleagues by id, and causes in words that may name anybody. Counts and times stay when a person is erased
/// and when a conversation goes with its retention, so that the figures of last year stay what they were.
/// </summary>
internal sealed class PersonalFigures(EcholotDb db) : IHoldsPersonalData
{
    private const string OfTheirs =
        """
        conversation_id in (select c.id from conversation c join identity i on i.id = c.identity_id
            where i.connector = @Connector and i.external_id = @Id)
        """;

    private static readonly string[] OfStaff =
    [
        .. FigureBook.Touching("person_id = @StaffId"),
        "update clock_outcome set person_id = null where person_id = @StaffId",
        "update care_step set person_id = null where person_id = @StaffId",
        "update cause_fix set made_by = null where made_by = @StaffId",
        ForgetPacks,
    ];

    private static readonly string[] OfCustomer =
    [
        .. FigureBook.Touching(OfTheirs),
        $"update care_step set cause = null where cause is not null and {OfTheirs}",
        $"""
        update conversation_event set before = null, after = null
        where kind = {(int)ConversationEventKind.CauseSet} and {OfTheirs}
        """,
        ForgetPacks,
    ];

    // What does not hold any more still says what was erased.
    private const string ForgetPacks =
        """
        delete from care_day where stamp < (select sum(changes) from care_change
            where utc_day between care_day.from_at / 86400000 and (care_day.to_at - 1) / 86400000)
        """;

    public IReadOnlyList<string> Tables { get; } = ["clock_outcome", "care_step", "care_day", "cause_fix"];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        var touched = 0;
        foreach (var sql in subject.StaffId is not null ? OfStaff : subject.Connector is not null ? OfCustomer : [])
            touched += await scope.Connection.ExecuteAsync(
                new CommandDefinition(sql, subject, scope.Transaction, cancellationToken: cancel));
        return touched;
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (subject.StaffId is null) yield break;
        await using var connection = await db.ReadAsync(cancel);
        foreach (var row in await connection.QueryAsync<OutcomeRow>(new CommandDefinition(
            $"select {OutcomeRow.Columns} from clock_outcome where person_id = @StaffId", subject, cancellationToken: cancel)))
            yield return new("clock_outcome", $"{row.ConversationId}.{row.Position}", new Dictionary<string, object?>
            {
                ["conversation"] = row.ConversationId, ["ended_at"] = Stored.Time(row.EndedAt),
                ["clock"] = ((ClockKind)row.Kind).ToString(), ["outcome"] = ((ClockOutcome)row.Outcome).ToString(),
                ["counted_ms"] = row.Counted,
            });
        foreach (var row in await connection.QueryAsync<StepRow>(new CommandDefinition(
            $"select {StepRow.Columns} from care_step where person_id = @StaffId", subject, cancellationToken: cancel)))
            yield return new("care_step", $"{row.ConversationId}.{row.Position}", new Dictionary<string, object?>
            {
                ["conversation"] = row.ConversationId, ["at"] = Stored.Time(row.At), ["what"] = ((CareStep)row.Kind).ToString(),
            });
    }

    /// <summary>Nothing goes: what stays names nobody outside.</summary>
    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) => Task.FromResult(0);
}
