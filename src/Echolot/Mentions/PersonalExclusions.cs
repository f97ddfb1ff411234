using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>Authors whom a list names, and colleagues who put them there.</summary>
internal sealed class PersonalExclusions(EcholotDb db) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["exclusion"];

    /// <summary>An erased author is kept away by a hash; the list need not name them any more.</summary>
    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        if (subject.StaffId is { } person)
            return await scope.Connection.ExecuteAsync(
                "update exclusion set person_id = null where person_id = @person", new { person }, scope.Transaction);
        return subject.Connector is null ? 0 : await scope.Connection.ExecuteAsync(
            "delete from exclusion where kind = 'Author' and connector = @Connector and value = @Id", subject,
            scope.Transaction);
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var (sql, values) = subject.StaffId is { } person
            ? ("person_id = @person", (object)new { person })
            : ("kind = 'Author' and connector = @Connector and value = @Id", subject);
        foreach (var row in (await connection.QueryAsync(
            $"select {ExclusionRow.Columns} from exclusion where {sql} order by id", values)).Cast<IDictionary<string, object?>>())
        {
            cancel.ThrowIfCancellationRequested();
            yield return new(
                "exclusion", FormattableString.Invariant($"{row["id"]}"), new Dictionary<string, object?>(row));
        }
    }

    /// <summary>Lists stay until somebody takes an entry out.</summary>
    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) => Task.FromResult(0);
}
