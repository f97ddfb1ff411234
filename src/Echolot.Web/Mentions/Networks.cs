using Echolot.Sources;
using Echolot.Sources.Imports;

namespace Echolot.Web.Mentions;

/// <summary>Networks to choose from where somebody names an author.</summary>
internal static class Networks
{
    /// <summary>Name and title of each that mentions come from; those we read from first: an author is nearly always one of theirs.</summary>
    public static IReadOnlyList<(string Name, string Title)> Named(
        IEnumerable<IConnector> connectors, IReadOnlyList<Source> sources)
    {
        var used = sources.Select(s => s.Key.Connector).ToHashSet();
        return [.. connectors.Where(c => c is IReadsMentions or IReceivesPushes or IReadsFiles).Select(c => c.Description)
            .OrderByDescending(c => used.Contains(c.Name)).Select(c => (c.Name, c.Title))];
    }

    /// <summary>What people call a network; its name where it is none of ours.</summary>
    public static string TitleOf(IEnumerable<IConnector> connectors, string name) =>
        connectors.FirstOrDefault(c => c.Description.Name == name)?.Description.Title ?? name;
}
