namespace Echolot.Monitors;

/// <summary>Colours of monitors: names of tokens of the design system, which knows them for light and dark.</summary>
public static class Palette
{
    /// <summary>In the order in which new monitors get them.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["teal", "violet", "amber", "green", "blue", "pink", "orange", "slate", "lime", "indigo"];

    /// <summary>The colour used least, first in order among equals, so that neighbours in a chart differ.</summary>
    internal static string Next(IEnumerable<string> used)
    {
        var uses = used.CountBy(c => c).ToDictionary();
        return Names.MinBy(uses.GetValueOrDefault)!;
    }
}
