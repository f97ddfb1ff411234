namespace Echolot.Web.Components;

public static partial class Icons
{
    /// <summary>Markup of an icon.</summary>
    /// <exception cref="ArgumentException">The name is not in Client/icons.json.</exception>
    public static string Markup(string name) => All.TryGetValue(name, out var markup) ? markup
        : throw new ArgumentException($"No icon is called {name}; add the Lucide name to Client/icons.json.");
}
