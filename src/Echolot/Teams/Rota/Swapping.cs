using Dapper;
using Echolot.Messaging;

namespace Echolot.Teams;

/// <summary>Somebody wants a shift taken over; <paramref name="People"/> may.</summary>
public sealed record SwapOffered(long SwapId, long ShiftId, long PersonId, IReadOnlyList<long> People) : IFact;

/// <summary>Somebody took over the shift of <paramref name="PersonId"/>.</summary>
public sealed record SwapTaken(long SwapId, long ShiftId, long PersonId, long TakenBy) : IFact;

public sealed partial class RotaDesk
{
    /// <summary>Swaps of shifts that are still to come or go on, open ones first.</summary>
    public async Task<IReadOnlyList<Swap>> SwapsAsync(CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        return [.. (await read.QueryAsync<SwapRow>(new CommandDefinition(
            $"""
            select {SwapRow.Columns} from rota_swap where shift_id in (select id from rota_shift where to_at > @Now)
            order by case when taken_by is null then 0 else 1 end, offered_at desc, id desc
            """, new { Now }, cancellationToken: cancel))).Select(s => s.AsSwap())];
    }

    /// <summary>Offers one's place on a shift, to one person or to everybody who may work conversations.</summary>
    /// <exception cref="RotaException">They are not on it, it is over, or they offer it already.</exception>
    public async Task<long> OfferSwapAsync(long shift, long person, long? to, CancellationToken cancel)
    {
        var others = (await roster.PeopleAsync(cancel))
            .Where(p => p.Active && p.Id != person && p.Permissions.HasFlag(Permission.WorkConversations) && (to is null || p.Id == to))
            .Select(p => p.Id).ToList();
        return await db.WriteAsync(async scope =>
        {
            var row = await OnItAsync(scope, shift, person);
            if (row.ToAt <= Now) throw new RotaException(RotaRefusal.TimesWrong, "The shift is over.");
            if (await scope.Connection.ExecuteScalarAsync<long>(
                "select count(*) from rota_swap where shift_id = @shift and person_id = @person and taken_by is null",
                new { shift, person }, scope.Transaction) > 0)
                throw new RotaException(RotaRefusal.AlreadyTaken, "You offer this shift already.");
            // From now on it belongs to people, not to its pattern.
            await scope.Connection.ExecuteAsync(
                "update rota_shift set by_hand = 1 where id = @shift", new { shift }, scope.Transaction);
            var id = await scope.Connection.ExecuteScalarAsync<long>(
                """
                insert into rota_swap (shift_id, person_id, to_person, offered_at) values (@shift, @person, @to, @Now) returning id
                """, new { shift, person, to, Now }, scope.Transaction);
            var asked = others.Except(ShiftRow.Ids(row.People)).ToList();
            await bus.PublishAsync(scope, new SwapOffered(id, shift, person, asked), cancel);
            return id;
        }, cancel);
    }

    /// <summary>Takes a shift over, in the place of who offered it.</summary>
    /// <exception cref="RotaException">Somebody was faster, it is offered to another one, or they are on it already.</exception>
    public Task TakeSwapAsync(long swap, long person, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var row = await scope.Connection.QuerySingleOrDefaultAsync<SwapRow>(
            $"""
            update rota_swap set taken_by = @person, taken_at = @Now
            where id = @swap and taken_by is null and person_id <> @person and (to_person is null or to_person = @person)
            returning {SwapRow.Columns}
            """, new { swap, person, Now }, scope.Transaction)
            ?? throw new RotaException(RotaRefusal.AlreadyTaken, "It is not offered to you any more.");
        var shift = await OnItAsync(scope, row.ShiftId, row.PersonId);
        var people = ShiftRow.Ids(shift.People);
        if (shift.ToAt <= Now || people.Contains(person))
            throw new RotaException(RotaRefusal.AlreadyTaken, "The shift is over, or you are on it already.");
        await scope.Connection.ExecuteAsync(
            "update rota_shift set people = @people where id = @ShiftId",
            new { row.ShiftId, people = ShiftRow.List(people.Select(p => p == row.PersonId ? person : p)) }, scope.Transaction);
        await privacy.RecordAsync(scope, person, "rota.swapped", Subject("shift", row.ShiftId), null, cancel);
        await bus.PublishAsync(scope, new SwapTaken(swap, row.ShiftId, row.PersonId, person), cancel);
    }, cancel);

    /// <summary>Takes an offer back that nobody has taken.</summary>
    public Task WithdrawSwapAsync(long swap, long person, CancellationToken cancel) => db.WriteAsync(
        scope => scope.Connection.ExecuteAsync(
            "delete from rota_swap where id = @swap and person_id = @person and taken_by is null", new { swap, person },
            scope.Transaction), cancel);
}
