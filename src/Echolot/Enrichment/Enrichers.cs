using Echolot.Mentions;

namespace Echolot.Enrichment;

/// <summary>Everything we find in a text: language and sentiment. Thread-safe.</summary>
public sealed class Enrichers
{
    /// <summary>Loads the shipped models; about 100 ms once.</summary>
    public static Enrichers Load() => throw new NotImplementedException();

    /// <summary>Language only: needed before matching. ISO 639-1 and confidence, <c>und</c> where nothing can be said.</summary>
    /// <param name="declared">Language the source states; used where the text itself says too little.</param>
    public (string Language, float Confidence) Language(string text, string? declared) => throw new NotImplementedException();

    /// <summary>Language and sentiment with the words that decided.</summary>
    public Findings Analyse(string text, string? title, string? declared) => throw new NotImplementedException();
}
