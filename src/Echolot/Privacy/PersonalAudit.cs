using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Storage;

namespace Echolot.Privacy;

/// <summary>What the privacy office itself holds about people: staff who acted.</summary>
internal sealed class PersonalAudit(EcholotDb db) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["audit", "legal_basis"];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        if (subject.StaffId is not { } id) return 0;
        return await scope.Connection.ExecuteAsync(
            "update audit set actor_id = null where actor_id = @id", new { id }, scope.Transaction)
            + await scope.Connection.ExecuteAsync(
                "update legal_basis set changed_by = null where changed_by = @id", new { id }, scope.Transaction);
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (subject.StaffId is not { } id) yield break;
        await using var connection = await db.ReadAsync(cancel);
        foreach (var row in await connection.QueryAsync<AuditRow>(
            $"{AuditRow.Select} where actor_id = @id order by id", new { id }))
            yield return new("audit", row.Id.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["at"] = row.AsEntry().At, ["what"] = row.What, ["target"] = row.Target,
            });
        foreach (var row in await connection.QueryAsync<LegalBasisRow>(
            $"{LegalBasisRow.Select} where changed_by = @id order by source_id", new { id }))
            yield return new(
                "legal_basis", row.SourceId.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["changed_at"] = row.AsBasis().ChangedAt, ["role"] = "changed by",
            });
    }

    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(
        "delete from audit where at < @before", new { before = before.ToUnixTimeMilliseconds() }, scope.Transaction);
}
