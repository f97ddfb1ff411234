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
        await using var read = await db.ReadAsync(cancel);
        foreach (var call in calls)
        {
            cancel.ThrowIfCancellationRequested();
            var shift = call.Minutes is not null ? DutyCallRow.AnyShift
                : (await CalledAtAsync(calendar, call.First, cancel))?.Id;
            rehearsed.Add(shift is { } known ? await StepsAsync(known, call) : []);
        }
        return rehearsed;

        async Task<IReadOnlyList<DutyStep>> StepsAsync(long shift, RehearsedCall call)
        {
            var (steps, told) = (new List<DutyStep>(), new Dictionary<long, long>());
            var pause = TimeSpan.FromMinutes(call.Minutes ?? settings.Minutes);
            for (var at = call.First; steps.Count < MostSteps; at += pause)
            {
                var people = await OnShiftAsync(read, null, shift, at.ToUnixTimeMilliseconds(), active);
                if (NextOf(people, told, settings.Rounds) is not { } person) break;
                told[person] = told.GetValueOrDefault(person) + 1;
                steps.Add(new(steps.Count, person, at, steps.Count == 0 ? null : pause));
            }
            return steps;
        }
    }
}
