using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Teams;

/// <summary>Where our own people work, what they know and when they were away.</summary>
internal sealed class StaffSeats(EcholotDb db) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["department", "department_member", "seat", "absence"];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        if (subject.StaffId is not { } person) return 0;
        var touched = 0;
        foreach (var sql in new[]
        {
            "delete from department_member where person_id = @person", "delete from seat where person_id = @person",
            "delete from absence where person_id = @person",
            "update absence set substitute_id = null where substitute_id = @person",
            "update absence set made_by = null where made_by = @person",
            "update department set changed_by = null where changed_by = @person",
        })
            touched += await scope.Connection.ExecuteAsync(
                new CommandDefinition(sql, new { person }, scope.Transaction, cancellationToken: cancel));
        return touched;
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (subject.StaffId is not { } person) yield break;
        await using var read = await db.ReadAsync(cancel);
        (string Table, string Key, string Sql)[] own =
        [
            ("seat", "person_id", "select person_id, reach, capacity, skills, languages from seat where person_id = @person"),
            ("department_member", "department_id",
                """
                select m.department_id, d.name from department_member m join department d on d.id = m.department_id
                where m.person_id = @person order by m.department_id
                """),
            ("absence", "id", "select id, from_at, until_at, substitute_id from absence where person_id = @person order by id"),
            ("department", "id", "select id, name, changed_at from department where changed_by = @person order by id"),
        ];
        foreach (var (table, key, sql) in own)
            foreach (var row in (await read.QueryAsync(sql, new { person })).Cast<IDictionary<string, object?>>())
            {
                cancel.ThrowIfCancellationRequested();
                yield return new(
                    table, Convert.ToString(row[key], CultureInfo.InvariantCulture)!, new Dictionary<string, object?>(row));
            }
    }

    /// <summary>Absences that were over long ago go.</summary>
    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(
            "delete from absence where until_at < @before", new { before = before.ToUnixTimeMilliseconds() },
            scope.Transaction);
}
