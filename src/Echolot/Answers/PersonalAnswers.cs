using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Answers;

/// <summary>The library names who of us wrote, approved, changed and booked; it holds nothing about people outside.</summary>
internal sealed class PersonalAnswers(EcholotDb db) : IHoldsPersonalData
{
    private static readonly (string Table, string Column)[] Names =
    [
        ("answer_item", "owner_id"), ("answer_item", "changed_by"), ("answer_version", "made_by"),
        ("answer_version", "approved_by"), ("answer_file", "added_by"), ("policy", "changed_by"), ("goodwill", "person_id"),
    ];

    public IReadOnlyList<string> Tables { get; } = [.. Names.Select(n => n.Table).Distinct()];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        if (subject.StaffId is not { } person) return 0;
        var touched = 0;
        foreach (var (table, column) in Names)
            touched += await scope.Connection.ExecuteAsync(new CommandDefinition(
                $"update {table} set {column} = null where {column} = @person", new { person }, scope.Transaction,
                cancellationToken: cancel));
        return touched;
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (subject.StaffId is not { } person) yield break;
        await using var connection = await db.ReadAsync(cancel);
        foreach (var row in await connection.QueryAsync<VersionRow>(new CommandDefinition(
            $"select {VersionRow.Columns} from answer_version where made_by = @person order by item_id, version",
            new { person }, cancellationToken: cancel)))
            yield return new("answer_version", row.ItemId.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["version"] = row.Version, ["made_at"] = Stored.Time(row.MadeAt), ["body"] = row.Body,
            });
        foreach (var row in await connection.QueryAsync<GoodwillRow>(new CommandDefinition(
            $"select {GoodwillRow.Columns} from goodwill where person_id = @person order by id", new { person },
            cancellationToken: cancel)))
            yield return new("goodwill", row.Id.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["conversation"] = row.ConversationId, ["cents"] = row.Cents, ["why"] = row.Why, ["at"] = Stored.Time(row.At),
            });
    }

    /// <summary>What we know to answer has no end of its own; sums of goodwill are books that are kept.</summary>
    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) => Task.FromResult(0);
}
