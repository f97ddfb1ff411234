using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Teams;

/// <summary>Who of ours was on call, looked, swapped and was told.</summary>
internal sealed class StaffRota(EcholotDb db) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } =
        ["rota_pattern", "rota_shift", "rota_check", "rota_swap", "rota_call", "rota_step", "rota_feed"];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        if (subject.StaffId is not { } person) return 0;
        var touched = 0;
        foreach (var table in new[] { "rota_pattern", "rota_shift" })
            foreach (var (id, people) in await scope.Connection.QueryAsync<(long, string)>(new CommandDefinition(
                $"select id, people from {table} where people <> ''", transaction: scope.Transaction, cancellationToken: cancel)))
            {
                if (ShiftRow.Ids(people) is var all && !all.Contains(person)) continue;
                touched += await scope.Connection.ExecuteAsync(
                    $"update {table} set people = @left where id = @id",
                    new { id, left = ShiftRow.List(all.Where(p => p != person)) }, scope.Transaction);
            }
        foreach (var sql in new[]
        {
            "update rota_shift set note_by = null where note_by = @person",
            "update rota_check set person_id = null where person_id = @person",
            "delete from rota_swap where person_id = @person or taken_by = @person or to_person = @person",
            "update rota_call set by_person = null where by_person = @person",
            "update rota_step set person_id = null where person_id = @person",
            "delete from rota_feed where person_id = @person",
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
        foreach (var row in await read.QueryAsync<ShiftRow>($"select {ShiftRow.Columns} from rota_shift order by from_at"))
            if (ShiftRow.Ids(row.People).Contains(person))
                yield return Record("rota_shift", row.Id, ("name", row.Name), ("from", row.FromAt.At()), ("to", row.ToAt.At()),
                    ("note", row.NoteBy == person ? row.Note : null));
        foreach (var row in await read.QueryAsync<ShiftCheckRow>(
            $"select {ShiftCheckRow.Columns} from rota_check where person_id = @person order by id", new { person }))
            yield return Record("rota_check", row.Id, ("due_at", row.DueAt.At()), ("done_at", row.DoneAt.At()), ("open", row.Open));
        foreach (var row in await read.QueryAsync<DutyStepRow>(
            "select call_id, place, person_id, at from rota_step where person_id = @person order by at", new { person }))
            yield return Record("rota_step", row.CallId, ("place", row.Place), ("told_at", row.At.At()));
        foreach (var row in await read.QueryAsync<RotaFeedRow>(
            "select person_id, fingerprint, made_at from rota_feed where person_id = @person", new { person }))
            yield return Record("rota_feed", row.PersonId, ("made_at", row.MadeAt.At()));
    }

    /// <summary>Shifts and calls go with the retention; what is open stays.</summary>
    public async Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel)
    {
        const string Old = "(select id from rota_shift where to_at < @before)";
        const string Calls = "(select id from rota_call where opened_at < @before and state <> 'Open')";
        var removed = 0;
        foreach (var sql in new[]
        {
            $"delete from rota_check where shift_id in {Old}", $"delete from rota_swap where shift_id in {Old}",
            $"delete from rota_step where call_id in {Calls}", "delete from rota_call where opened_at < @before and state <> 'Open'",
            "delete from rota_shift where to_at < @before",
        })
            removed += await scope.Connection.ExecuteAsync(new CommandDefinition(
                sql, new { before = before.ToUnixTimeMilliseconds() }, scope.Transaction, cancellationToken: cancel));
        return removed;
    }

    private static PersonalRecord Record(string table, long id, params (string Key, object? Value)[] fields) =>
        new(table, id.ToString(CultureInfo.InvariantCulture), fields.ToDictionary(f => f.Key, f => f.Value));
}
