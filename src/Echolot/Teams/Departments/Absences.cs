using System.Globalization;
using Dapper;
using Echolot.Storage;

namespace Echolot.Teams;

public sealed partial class Roster
{
    /// <summary>Absences that last or are to come, the next one first.</summary>
    /// <param name="person">Of one person; null: of everybody.</param>
    public async Task<IReadOnlyList<Absence>> AbsencesAsync(long? person, CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        return [.. (await read.QueryAsync<AbsenceRow>(new CommandDefinition(
            $"""
            select {AbsenceRow.Columns} from absence where until_at > @Now
            {(person is null ? "" : "and person_id = @person")} order by from_at, id
            """, new { Now, person = person ?? 0 }, cancellationToken: cancel))).Select(a => a.AsAbsence())];
    }

    /// <summary>Absences that lie within a time, over or not.</summary>
    public async Task<IReadOnlyList<Absence>> AbsencesAsync(
        DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        return [.. (await read.QueryAsync<AbsenceRow>(new CommandDefinition(
            $"select {AbsenceRow.Columns} from absence where until_at > @from and from_at < @to order by from_at, id",
            new { from = from.ToUnixTimeMilliseconds(), to = to.ToUnixTimeMilliseconds() }, cancellationToken: cancel)))
            .Select(a => a.AsAbsence())];
    }

    /// <summary>Somebody will be away: everybody says it of themselves, leads of all.</summary>
    /// <exception cref="RosterException">Not allowed, the time is none, or somebody is gone.</exception>
    public Task<Absence> AddAbsenceAsync(
        Actor by, long person, DateTimeOffset from, DateTimeOffset until, long? substitute, CancellationToken cancel)
    {
        Demand(by, person == by.Person.Id ? Permission.WorkConversations : Permission.EditCare);
        if (until <= from || until <= clock.GetUtcNow())
            throw new RosterException(
                RosterRefusal.TimeInvalid, "An absence ends after it begins and is not over yet; choose other times.");
        if (substitute == person)
            throw new RosterException(
                RosterRefusal.SubstituteInvalid, "Nobody stands in for themselves; choose somebody else or nobody.");
        return db.WriteAsync(async scope =>
        {
            await ExistingAsync(scope, person);
            if (substitute is { } other) await ExistingAsync(scope, other);
            var row = new AbsenceRow
            {
                PersonId = person, FromAt = from.ToUnixTimeMilliseconds(), UntilAt = until.ToUnixTimeMilliseconds(),
                SubstituteId = substitute, MadeBy = by.Person.Id, MadeAt = Now,
            };
            var id = await scope.Connection.ExecuteScalarAsync<long>(
                """
                insert into absence (person_id, from_at, until_at, substitute_id, begun, made_by, made_at)
                values (@PersonId, @FromAt, @UntilAt, @SubstituteId, @Begun, @MadeBy, @MadeAt) returning id
                """, row, scope.Transaction);
            await NoteAbsenceAsync(scope, by, "absence.added", person, cancel);
            return (row with { Id = id }).AsAbsence();
        }, cancel);
    }

    /// <summary>Somebody is there after all, or again: of an absence that has begun the rest is taken away.</summary>
    /// <exception cref="RosterException">Not allowed.</exception>
    public Task EndAbsenceAsync(Actor by, long id, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var person = await scope.Connection.ExecuteScalarAsync<long?>(
            "select person_id from absence where id = @id", new { id }, scope.Transaction);
        if (person is not { } who) return;
        Demand(by, who == by.Person.Id ? Permission.WorkConversations : Permission.EditCare);
        await scope.Connection.ExecuteAsync(
            "delete from absence where id = @id and from_at >= @Now", new { id, Now }, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            "update absence set until_at = @Now where id = @id and until_at > @Now", new { id, Now }, scope.Transaction);
        await NoteAbsenceAsync(scope, by, "absence.ended", who, cancel);
    }, cancel);

    /// <summary>People whose absence has begun since the last call, each once; the transaction of the caller decides.</summary>
    public async Task<IReadOnlyList<long>> TakeBegunAsync(WriteScope scope, CancellationToken cancel) =>
        [.. (await scope.Connection.QueryAsync<long>(new CommandDefinition(
            "update absence set begun = 1 where begun = 0 and from_at <= @Now returning person_id", new { Now },
            scope.Transaction, cancellationToken: cancel))).Distinct()];

    /// <summary>Whether <see cref="TakeBegunAsync"/> would find somebody.</summary>
    public async Task<bool> HasBegunAsync(CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        return await read.ExecuteScalarAsync<long?>(new CommandDefinition(
            "select 1 from absence where begun = 0 and from_at <= @Now limit 1", new { Now },
            cancellationToken: cancel)) is not null;
    }

    private Task NoteAbsenceAsync(WriteScope scope, Actor by, string what, long person, CancellationToken cancel) =>
        privacy.RecordAsync(
            scope, by.Person.Id, what, string.Create(CultureInfo.InvariantCulture, $"person:{person}"), null, cancel);
}
