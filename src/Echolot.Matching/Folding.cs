namespace Echolot.Matching;

/// <summary>Words as the matcher sees them, for full-text indexes that must agree with it.</summary>
public static class Folding
{
    /// <summary>
    /// The folded words of a text in order, separated by one space: lower case, ä=ae=a, ö=oe=o, ü=ue=u, ß=ss,
    /// accents removed; hashtags and mentions also with their sign.
    /// </summary>
    public static string Words(string text) => throw new NotImplementedException();
}
