using Echolot.Mentions;

namespace Echolot.Enrichment;

/// <summary>Everything we find in a text: language and sentiment. Thread-safe.</summary>
public sealed class Enrichers
{
    private readonly LanguageModel _language;
    private readonly GermanModel _german;
    private readonly EnglishRules _english;
    private readonly Lexicon _signs;

    private Enrichers(LanguageModel language, GermanModel german, EnglishRules english, Lexicon signs) =>
        (_language, _german, _english, _signs) = (language, german, english, signs);

    /// <summary>Loads the shipped models; about 150 ms once.</summary>
    public static Enrichers Load()
    {
        var signs = new Lexicon(["lexicon-signs.tsv"]);
        var english = new Lexicon(["lexicon-english.tsv"], range: 4);
        return new(LanguageModel.Load(), GermanModel.Load(english, signs), new(english, signs), signs);
    }

    /// <summary>
    /// Language only: needed before matching. ISO 639-1 and confidence, <c>und</c> where nothing can be said.
    /// </summary>
    /// <param name="declared">Language the source states; used where the text itself says too little.</param>
    public (string Language, float Confidence) Language(string text, string? declared) =>
        _language.Tell(text, declared);

    /// <summary>
    /// Language of a post: of its text, and of title and text together where the text alone says too little. Intake
    /// asks this before matching and hands the answer on to <see cref="Judge"/>, so that <c>lang:</c> means the same
    /// everywhere.
    /// </summary>
    public (string Language, float Confidence) Language(string text, string? title, string? declared)
    {
        var told = _language.Tell(text, declared);
        return told.Language == LanguageModel.Undetermined && !string.IsNullOrWhiteSpace(title)
            ? _language.Tell(title + "\n" + text, declared)
            : told;
    }

    /// <summary>Language and sentiment with the words that decided, as offsets of <paramref name="text"/>.</summary>
    public Findings Analyse(string text, string? title, string? declared) =>
        Judge(text, title, Language(text, title, declared));

    /// <summary>Sentiment of a post whose language is told already; offsets are of <paramref name="text"/>.</summary>
    public Findings Judge(string text, string? title, (string Language, float Confidence) told)
    {
        var (language, sure) = told;
        // A headline carries the tone of its article; its words count but only those of the text are pointed at.
        var whole = string.IsNullOrWhiteSpace(title) ? text : title + "\n" + text;
        var opinion = language switch
        {
            "de" => _german.Judge(whole),
            "en" => _english.Judge(whole),
            LanguageModel.Undetermined => SignsAlone(whole),
            _ => Opinion.None,
        };
        var because = opinion.Because;
        if (whole.Length > text.Length)
        {
            var lead = whole.Length - text.Length;
            because = [.. because.Where(b => b.Start >= lead).Select(b => b with { Start = b.Start - lead })];
        }
        return new(language, sure, opinion.Label, opinion.Score, opinion.Confidence, because);
    }

    /// <summary>
    /// Emoji speak every language, and a post of nothing but an address or a handle has no tone; where there are
    /// words that we cannot read, we say nothing.
    /// </summary>
    private Opinion SignsAlone(string text)
    {
        var tokens = PostTokens.Read(text, _signs);
        return tokens.Exists(t => t.Kind is TokenKind.Word)
            && !tokens.Exists(t => t.Kind == TokenKind.Sign && _signs.Of(t.Form) != 0)
            ? Opinion.None
            : _english.JudgeSigns(text);
    }
}
