namespace Echolot.Web.Components;

/// <summary>What a colour says; never the only carrier of the meaning.</summary>
public enum Tone { Plain, Accent, Good, Warning, Bad, Violet }

/// <summary>Class names of tones and palette colours.</summary>
public static class Tones
{
    public static string Class(this Tone tone) => tone switch
    {
        Tone.Accent => "accent",
        Tone.Good => "good",
        Tone.Warning => "warning",
        Tone.Bad => "bad",
        Tone.Violet => "violet",
        _ => "plain",
    };

    /// <summary>One of ten stable hues for a name (FNV-1a, so that it is the same on every machine).</summary>
    public static int Hue(string name)
    {
        var hash = 2166136261u;
        foreach (var c in name) hash = (hash ^ c) * 16777619u;
        return (int)(hash % 10);
    }
}
