using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>
/// What people did with mentions. It goes with the mention it is about; of a colleague who is erased the work stays,
/// without the name.
/// </summary>
internal sealed class PersonalWork(EcholotDb db) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["mention_state", "mention_read", "mention_history", "note"];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        if (subject.StaffId is not { } person) return 0;
        var touched = 0;
        foreach (var sql in new[]
        {
            "delete from mention_read where person_id = @person",
            "update mention_state set assigned_to = null, assigned_at = null where assigned_to = @person",
            "update mention_history set person_id = null where person_id = @person",
            $"update mention_history set before = null where field = {(int)WorkField.Assignee} and before = @person",
            $"update mention_history set after = null where field = {(int)WorkField.Assignee} and after = @person",
            "update note set person_id = null where person_id = @person",
        })
            touched += await scope.Connection.ExecuteAsync(
                new CommandDefinition(sql, new { person }, scope.Transaction, cancellationToken: cancel));
        return touched;
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        if (subject.StaffId is { } person)
        {
            (string Table, string Id, string Sql)[] own =
            [
                ("mention_state", "mention_id", $"select {StateRow.Columns} from mention_state where assigned_to = @author order by mention_id"),
                ("mention_read", "mention_id", "select * from mention_read where person_id = @author order by mention_id"),
                ("mention_history", "id", $"select {HistoryRow.Columns} from mention_history where person_id = @author order by id"),
                ("note", "id", "select * from note where person_id = @author order by id"),
            ];
            foreach (var (table, id, sql) in own)
                foreach (var record in await PersonalAuthors.RecordsAsync(connection, table, sql, id, person))
                {
                    cancel.ThrowIfCancellationRequested();
                    yield return record;
                }
            yield break;
        }
        // What we noted about somebody's mentions is about them.
        (string Table, string Id, string Sql)[] about =
        [
            ("mention_state", "mention_id", $"select mention_id, flagged, verdict from mention_state where mention_id in ({PersonalAuthors.Mentions}) order by mention_id"),
            ("mention_history", "id", $"select id, mention_id, at, field, before, after from mention_history where mention_id in ({PersonalAuthors.Mentions}) order by id"),
            ("note", "id", $"select id, mention_id, at, text from note where mention_id in ({PersonalAuthors.Mentions}) order by id"),
        ];
        foreach (var external in await PersonalAuthors.FindAsync(connection, null, subject))
            foreach (var (table, id, sql) in about)
                foreach (var record in await PersonalAuthors.RecordsAsync(
                    connection, table, sql, id, MentionIds.KeyOf(subject.Connector!, external)))
                {
                    cancel.ThrowIfCancellationRequested();
                    yield return record;
                }
    }

    /// <summary>Nothing goes by a time of its own: it goes with its mention.</summary>
    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) =>
        Task.FromResult(0);
}
