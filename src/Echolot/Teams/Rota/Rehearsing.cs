using Dapper;
using Echolot.Storage;

namespace Echolot.Teams;

/// <summary>A call that people on call would get.</summary>
/// <param name="First">When the first one is told.</param>
/// <param name="Minutes">
/// Of a chain, which goes in business hours too and to whoever is on call at each step: after so many without an answer
/// the next one is told. Null: a call as the rota has it settled.
/// </param>
public readonly record struct RehearsedCall(DateTimeOffset First, int? Minutes);

public sealed partial class RotaDesk
{
    /// <summary>A chain ends when everybody was told; that many are told at most.</summary>
    private const int MostSteps = 50;

    /// <summary>
    /// Who would be told by each of some calls where nobody answers, one step after the other, decided as live calls
    /// are. Writes nothing and tells nobody.
    /// </summary>
    /// <remarks>It knows the shifts as they stand today, with every swap, and the people who are there today.</remarks>
    public async Task<IReadOnlyList<IReadOnlyList<DutyStep>>> RehearseAsync(
        IReadOnlyList<RehearsedCall> calls, CancellationToken cancel)
    {
        var (calendar, _) = await HoursAsync(cancel);
        var settings = await SettingsAsync(cancel);
        var active = (await roster.PeopleAsync(cancel)).Where(p => p.Active).ToList();
        var rehearsed = new List<IReadOnlyList<DutyStep>>();
        if (calls.Count == 0) return rehearsed;
        var planned = await PlannedShifts.ReadAsync(
            db, calls.Min(c => c.First), calls.Max(c => c.First + PauseOf(c) * MostSteps), active, cancel);
        foreach (var call in calls)
        {
            cancel.ThrowIfCancellationRequested();
            // A call as the rota has it settled stays with the shift in which it began.
            var begun = call.Minutes is null && !IsOpen(calendar, call.First) ? planned.At(call.First) : null;
            rehearsed.Add(call.Minutes is null && begun is null ? [] : Steps(call, begun));
        }
        return rehearsed;

        TimeSpan PauseOf(RehearsedCall call) => TimeSpan.FromMinutes(call.Minutes ?? settings.Minutes);

        List<DutyStep> Steps(RehearsedCall call, IReadOnlyList<long>? begun)
        {
            var (steps, told, pause) = (new List<DutyStep>(), new Dictionary<long, long>(), PauseOf(call));
            for (var at = call.First; steps.Count < MostSteps; at += pause)
            {
                var people = begun ?? planned.At(at) ?? [];
                if (NextOf(people, told, settings.Rounds) is not { } person) break;
                told[person] = told.GetValueOrDefault(person) + 1;
                steps.Add(new(steps.Count, person, at, steps.Count == 0 ? null : pause));
            }
            return steps;
        }
    }

    /// <summary>The shifts of a stretch of time, asked for once. Immutable.</summary>
    private sealed class PlannedShifts
    {
        private readonly (long From, long To, IReadOnlyList<long> People)[] _shifts;
        private readonly long _longest;

        private PlannedShifts((long From, long To, IReadOnlyList<long> People)[] shifts) =>
            (_shifts, _longest) = (shifts, shifts.Length == 0 ? 0 : shifts.Max(s => s.To - s.From));

        public static async Task<PlannedShifts> ReadAsync(
            EcholotDb db, DateTimeOffset from, DateTimeOffset to, IReadOnlyList<Person> active, CancellationToken cancel)
        {
            var there = active.Select(p => p.Id).ToHashSet();
            await using var read = await db.ReadAsync(cancel);
            return new([.. (await read.QueryAsync<(long From, long To, string People)>(new CommandDefinition(
                """
                select from_at, to_at, people from rota_shift
                where from_at <= @to and to_at > @from and cancelled = 0 order by from_at, id
                """,
                new { from = from.ToUnixTimeMilliseconds(), to = to.ToUnixTimeMilliseconds() }, cancellationToken: cancel)))
                .Select(s => (s.From, s.To, (IReadOnlyList<long>)[.. ShiftRow.Ids(s.People).Where(there.Contains)]))]);
        }

        /// <summary>Who is on the shift of a moment; of two shifts it is the one that began last. Null: there is none.</summary>
        public IReadOnlyList<long>? At(DateTimeOffset moment)
        {
            var at = moment.ToUnixTimeMilliseconds();
            var (first, end) = (0, _shifts.Length);
            while (first < end)
            {
                var middle = (first + end) / 2;
                if (_shifts[middle].From <= at) first = middle + 1;
                else end = middle;
            }
            for (var i = first - 1; i >= 0 && _shifts[i].From > at - _longest; i--)
                if (_shifts[i].To > at) return _shifts[i].People;
            return null;
        }
    }
}
