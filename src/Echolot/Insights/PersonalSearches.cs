using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Insights;

/// <summary>Searches of staff: private ones go with the person, shared ones stay without their name.</summary>
internal sealed class PersonalSearches(EcholotDb db) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["saved_search"];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        if (subject.StaffId is not { } id) return 0;
        return await scope.Connection.ExecuteAsync(
            "delete from saved_search where owner_id = @id and shared = 0", new { id }, scope.Transaction)
            + await scope.Connection.ExecuteAsync(
                "update saved_search set owner_id = null where owner_id = @id", new { id }, scope.Transaction);
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (subject.StaffId is not { } id) yield break;
        await using var connection = await db.ReadAsync(cancel);
        foreach (var row in await connection.QueryAsync<SavedSearchRow>(new CommandDefinition(
            $"{SavedSearchRow.Select} where owner_id = @id order by id", new { id }, cancellationToken: cancel)))
            yield return new(
                "saved_search", row.Id.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
                {
                    ["name"] = row.Name, ["filter"] = row.Filter, ["note"] = row.Note, ["shared"] = row.Shared != 0,
                    ["created_at"] = row.AsSearch().CreatedAt,
                });
    }

    // A saved search lives until somebody removes it.
    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) =>
        Task.FromResult(0);
}
