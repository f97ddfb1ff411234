using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Sources.Imports;

/// <summary>Personal data of imports: names of files, and rejected rows, which may quote anybody.</summary>
public sealed class ForgetImports(EcholotDb db) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["import_job"];

    /// <remarks>Rejected rows are no posts yet, so they are searched for the person's id and handle as text.</remarks>
    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        if (subject.Connector is null) return 0;
        var id = subject.Id[(subject.Id.IndexOf('/', StringComparison.Ordinal) + 1)..];
        string[] names = [.. new[] { id, subject.Handle }.OfType<string>().Where(name => name.Length >= 3)];
        var rows = 0;
        foreach (var path in await PathsAsync(scope, "where rejected > 0", new { }))
            rows += await RejectedRows.ForgetAsync(path, names, cancel);
        return rows;
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (subject.Connector is null) yield break;
        await using var connection = await db.ReadAsync(cancel);
        var id = subject.Id[(subject.Id.IndexOf('/', StringComparison.Ordinal) + 1)..];
        foreach (var row in await connection.QueryAsync<ImportRow>(
            $"select {ImportRow.Columns} from import_job where rejected > 0"))
        {
            if (!File.Exists(row.RejectedPath)) continue;
            await foreach (var line in File.ReadLinesAsync(row.RejectedPath, cancel))
            {
                if (id.Length >= 3 && line.Contains(id, StringComparison.OrdinalIgnoreCase))
                    yield return new PersonalRecord(
                        "import_job", $"{row.Id}", new Dictionary<string, object?> { ["rejected"] = line });
            }
        }
    }

    public async Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel)
    {
        var ended = "where changed_at < @at and state in ('Done', 'Cancelled', 'Failed')";
        var at = before.ToUnixTimeMilliseconds();
        foreach (var path in await PathsAsync(scope, ended + " and attended = 0", new { at })) File.Delete(path);
        return await scope.Connection.ExecuteAsync($"delete from import_job {ended}", new { at }, scope.Transaction);
    }

    private static async Task<IReadOnlyList<string>> PathsAsync(WriteScope scope, string where, object values) =>
        (await scope.Connection.QueryAsync<string>(
            $"select rejected_path from import_job {where}", values, scope.Transaction)).AsList();
}
