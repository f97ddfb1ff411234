using Echolot.Teams;

namespace Echolot.Conversations;

/// <summary>Departments and who is away at a moment; read once for every transaction.</summary>
/// <param name="Absent">By person.</param>
/// <param name="Active">People who may sign in.</param>
/// <param name="Working">Those of them who may work on conversations.</param>
/// <param name="Workflows">Those that are on, in their order.</param>
internal sealed record DutyPlan(
    Departments Departments, IReadOnlyDictionary<long, Absence> Absent, IReadOnlySet<long> Active,
    IReadOnlySet<long> Working, IReadOnlyList<Workflow> Workflows)
{
    /// <summary>Workflows that wait for time to pass.</summary>
    public IReadOnlyList<Workflow> Clocked { get; } = [.. Workflows.Where(w => w.Draft.Trigger.IsClocked())];

    /// <summary>Does not work here any more.</summary>
    public bool IsGone(long person) => !Active.Contains(person);

    /// <summary>Works here and may have conversations.</summary>
    public bool MayHave(long person) => Working.Contains(person);

    public static async Task<DutyPlan> ReadAsync(
        Roster roster, IReadOnlyList<Workflow> workflows, DateTimeOffset now, CancellationToken cancel)
    {
        var absent = (await roster.AbsencesAsync(null, cancel)).Where(a => a.From <= now)
            .GroupBy(a => a.PersonId).ToDictionary(a => a.Key, a => a.MaxBy(one => one.Until)!);
        var people = await roster.PeopleAsync(cancel);
        var active = people.Where(p => p.Active).Select(p => p.Id).ToHashSet();
        var working = people.Where(Inbox.CanHave).Select(p => p.Id).ToHashSet();
        return new(await roster.DepartmentsAsync(cancel), absent, active, working, [.. workflows.Where(w => w.Draft.Active)]);
    }
}
