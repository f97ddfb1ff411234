using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Evidence;

/// <summary>Evidence holds what an author wrote, and who of us took it.</summary>
internal sealed class PersonalEvidence(EcholotDb db) : IHoldsPersonalData
{
    private const string OfAuthor = "connector = @Connector and author_id = @Id";

    public IReadOnlyList<string> Tables { get; } = ["evidence", "evidence_shot"];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (subject.StaffId is { } person)
        {
            var erased = 0;
            foreach (var table in new[] { "evidence_shot", "evidence" })
                erased += await scope.Connection.ExecuteAsync(
                    $"update {table} set person_id = null where person_id = @person", new { person }, scope.Transaction);
            return erased;
        }
        if (subject.Connector is null) return 0;
        return await DeleteAsync(scope, OfAuthor, subject);
    }

    // Whoever adds a screenshot holds its evidence: with the evidence gone first, one that was being added meanwhile is seen and goes too.
    private static async Task<int> DeleteAsync(WriteScope scope, string condition, object values)
    {
        var gone = (await scope.Connection.QueryAsync<long>(
            $"delete from evidence where {condition} returning id", values, scope.Transaction)).AsList();
        return gone.Count + await scope.Connection.ExecuteAsync(
            $"delete from evidence_shot where {Sql.In(scope.Engine, "evidence_id", "ids")}",
            new { ids = Sql.List(scope.Engine, gone) }, scope.Transaction);
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var (condition, values) = subject.StaffId is { } person
            ? ("person_id = @person", (object)new { person })
            : (OfAuthor, subject);
        foreach (var row in (await connection.QueryAsync(
            $"select {EvidenceRow.Columns} from evidence where {condition} order by id", values)).Cast<IDictionary<string, object?>>())
        {
            cancel.ThrowIfCancellationRequested();
            yield return new(
                "evidence", FormattableString.Invariant($"{row["id"]}"), new Dictionary<string, object?>(row));
        }
        var shots = subject.StaffId is null ? $"evidence_id in (select id from evidence where {OfAuthor})" : condition;
        foreach (var row in (await connection.QueryAsync(
            $"select {ScreenshotRow.Columns} from evidence_shot where {shots} order by id", values)).Cast<IDictionary<string, object?>>())
        {
            cancel.ThrowIfCancellationRequested();
            yield return new(
                "evidence_shot", FormattableString.Invariant($"{row["id"]}"), new Dictionary<string, object?>(row));
        }
    }

    /// <summary>A screenshot goes with the evidence that it was added to.</summary>
    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) =>
        DeleteAsync(scope, "at < @before", new { before = before.ToUnixTimeMilliseconds() });
}
