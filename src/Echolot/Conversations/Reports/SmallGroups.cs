using System.Globalization;
using Echolot.Teams;

namespace Echolot.Conversations;

/// <summary>Departments with so few people that their figures would be those of single colleagues.</summary>
internal sealed class SmallGroups(AgentFigures figures, Departments departments, IReadOnlySet<long> active)
{
    public static async Task<SmallGroups> ReadAsync(Roster roster, CancellationToken cancel) => new(
        await roster.AgentFiguresAsync(cancel), await roster.DepartmentsAsync(cancel),
        (await roster.PeopleAsync(cancel)).Where(p => p.Active).Select(p => p.Id).ToHashSet());

    public bool Agents => figures.On;

    /// <summary>Whether the people of some departments together are too few.</summary>
    public bool AreTooFew(IEnumerable<long> some) => figures.IsTooFew(
        some.SelectMany(id => departments.Find(id)?.Members ?? []).Where(active.Contains).Distinct().Count());

    /// <summary>A department as rows name it: not where it is too few.</summary>
    public long? Told(long? department) => department is { } id && AreTooFew([id]) ? null : department;

    /// <summary>The same of one by its number as reports write it; of none they are not.</summary>
    public bool IsTooFew(string? key) =>
        long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && AreTooFew([id]);

    /// <exception cref="InboxException">Figures of too few people are asked for.</exception>
    public void Demand(CareQuestion question, Sight sight, bool isOwn)
    {
        if (question.Departments is { } asked && asked.Any(id => AreTooFew([id]))) throw TooFew();
        // One's own figures one may see.
        if (!isOwn) DemandSeen(sight);
    }

    /// <summary>Figures of all whom one sees are those of a group as well.</summary>
    /// <exception cref="InboxException">These eyes see too few people.</exception>
    public void DemandSeen(Sight sight)
    {
        if (sight.Departments is { Count: > 0 } seen && AreTooFew(seen)) throw TooFew();
    }

    private InboxException TooFew() => new(
        InboxRefusal.TooFewPeople,
        $"Figures are told of groups of {figures.SmallestGroup} people or more while those of single colleagues are off.",
        figures.SmallestGroup.ToString(CultureInfo.InvariantCulture));
}
