using Echolot.Matching;

namespace Echolot.Answers;

/// <summary>Words of a text that say what it is about.</summary>
public static class GapWords
{
    /// <summary>Folded, without fillers, each once.</summary>
    public static IReadOnlyList<string> Of(string text) =>
        [.. Folding.Words(text).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(w => w.Length > 3 && !w.Any(char.IsDigit) && !Filler.Words.Contains(w)).Distinct()];
}
