using System.Globalization;
using Echolot.Teams;

namespace Echolot.Conversations;

/// <summary>Departments with so few people that their figures would be those of single colleagues.</summary>
/// <param name="seen">Departments whose figures these eyes see; null: of all.</param>
internal sealed class SmallGroups(
    AgentFigures figures, Departments departments, IReadOnlySet<long> active, IReadOnlyList<long>? seen = null)
{
    private readonly IReadOnlySet<long> _hidden = HiddenOf(
        [
            .. departments.All.Where(d => seen is not { Count: > 0 } || seen.Contains(d.Id))
                .Select(d => (d.Id, (IReadOnlyCollection<long>)[.. d.Members.Where(active.Contains)])),
        ], figures.IsTooFew);

    public static async Task<SmallGroups> ReadAsync(Roster roster, Sight sight, CancellationToken cancel) => new(
        await roster.AgentFiguresAsync(cancel), await roster.DepartmentsAsync(cancel),
        (await roster.PeopleAsync(cancel)).Where(p => p.Active).Select(p => p.Id).ToHashSet(), sight.Departments);

    /// <summary>
    /// Those that are not told: the ones that are too few, and as many of the next smallest that all of them together are not; the sum of
    /// all less what is told would be theirs.
    /// </summary>
    internal static IReadOnlySet<long> HiddenOf(
        IReadOnlyList<(long Id, IReadOnlyCollection<long> People)> parts, Func<int, bool> isTooFew)
    {
        var hidden = parts.Where(p => isTooFew(p.People.Count)).ToList();
        foreach (var next in parts.Except(hidden).Where(p => p.People.Count > 0).OrderBy(p => p.People.Count).ThenBy(p => p.Id).ToList())
        {
            if (!isTooFew(hidden.SelectMany(p => p.People).Distinct().Count())) break;
            hidden.Add(next);
        }
        return hidden.Select(p => p.Id).ToHashSet();
    }

    public bool Agents => figures.On;

    /// <summary>Whether the people of some departments together are too few.</summary>
    public bool AreTooFew(IEnumerable<long> some) => figures.IsTooFew(
        some.SelectMany(id => departments.Find(id)?.Members ?? []).Where(active.Contains).Distinct().Count());

    /// <summary>A department as rows name it: not where its figures are not told.</summary>
    public long? Told(long? department) => department is { } id && _hidden.Contains(id) ? null : department;

    /// <summary>The same of one by its number as reports write it; of none they are not.</summary>
    public bool IsTooFew(string? key) =>
        long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && _hidden.Contains(id);

    /// <exception cref="InboxException">Figures of too few people are asked for.</exception>
    public void Demand(CareQuestion question, Sight sight, bool isOwn)
    {
        if (question.Departments is { } asked && asked.Any(id => !isOwn && _hidden.Contains(id) || AreTooFew([id]))) throw TooFew();
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
