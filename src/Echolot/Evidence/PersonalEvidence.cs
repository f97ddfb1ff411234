using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Evidence;

/// <summary>Evidence holds what an author wrote, and who of us took it.</summary>
internal sealed class PersonalEvidence(EcholotDb db) : IHoldsPersonalData
{
    private const string OfAuthor = "connector = @Connector and author_id = @Id";

    public IReadOnlyList<string> Tables { get; } = ["evidence"];

    public Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (subject.StaffId is { } person)
            return scope.Connection.ExecuteAsync(
                "update evidence set person_id = null where person_id = @person", new { person }, scope.Transaction);
        return subject.Connector is null
            ? Task.FromResult(0)
            : scope.Connection.ExecuteAsync($"delete from evidence where {OfAuthor}", subject, scope.Transaction);
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
    }

    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(
            "delete from evidence where at < @before", new { before = before.ToUnixTimeMilliseconds() }, scope.Transaction);
}
