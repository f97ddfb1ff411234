namespace Echolot.Web.Components;

public static partial class Icons
{
    private const string Unknown = "plug";

    /// <summary>Markup of an icon; connectors bring names of their own, so an unknown one is shown as a plug.</summary>
    public static string Markup(string name) => All.TryGetValue(name, out var markup) ? markup : All[Unknown];
}
