using System.Globalization;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;

namespace Echolot.Web.Conversations.Reports;

/// <summary>Names of what reports tell by number.</summary>
/// <param name="People">Colleagues; null while figures of them are off.</param>
public sealed record CareNames(
    IReadOnlyDictionary<string, string> Channels, Departments Tree, IReadOnlyDictionary<long, string>? People)
{
    public static async Task<CareNames> ReadAsync(SourceRunner sources, Roster roster, CancellationToken cancel) => new(
        ByHandText.Channels(sources.Connectors),
        await roster.DepartmentsAsync(cancel),
        (await roster.AgentFiguresAsync(cancel)).On
            ? (await roster.PeopleAsync(cancel)).ToDictionary(p => p.Id, p => p.Name)
            : null);

    /// <summary>Paths of departments in the order of the tree.</summary>
    public IReadOnlyDictionary<long, string> Departments { get; } = Tree.All.ToDictionary(d => d.Id, d => d.Path);

    public string Channel(string? key) => key is null ? CareText.None : Channels.GetValueOrDefault(key) ?? key;

    public string Department(string? key) => Named(Departments, key);

    public string Department(long? id) => Department(id?.ToString(CultureInfo.InvariantCulture));

    public string Person(string? key) => People is null ? CareText.None : Named(People, key);

    public string Person(long? id) => Person(id?.ToString(CultureInfo.InvariantCulture));

    public static string Priority(string? key) => InboxText.PriorityName(
        (Priority)int.Parse(key ?? "0", CultureInfo.InvariantCulture));

    /// <summary>A department and everything below it; null: all.</summary>
    public IReadOnlyList<long>? Within(long? department) => department is { } id ? [.. Tree.Within(id).Select(d => d.Id)] : null;

    private static string Named(IReadOnlyDictionary<long, string> names, string? key) => key is null
        ? CareText.None
        : names.GetValueOrDefault(long.Parse(key, CultureInfo.InvariantCulture)) ?? CareText.Gone.With(key);
}
