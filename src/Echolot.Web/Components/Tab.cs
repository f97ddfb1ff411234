namespace Echolot.Web.Components;

/// <summary>One of a few views.</summary>
public sealed record Tab(string Text, string Href, bool Here, long? Count = null, string? Name = null);

/// <summary>One value of a facet with its count, as a link that switches it on or off.</summary>
public sealed record FacetItem(
    string Text, long Count, bool Chosen, string Href, string? Icon = null, Tone Tone = Tone.Plain);
