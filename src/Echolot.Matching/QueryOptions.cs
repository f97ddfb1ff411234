namespace Echolot.Matching;

/// <summary>How a query reads words. The default folds as German readers expect.</summary>
/// <param name="Plain">Exact lower-cased tokens only: no folding of umlauts and ß, no hashtags, mentions or emoji.</param>
/// <param name="Forms">In which forms words are found where the query does not say so itself.</param>
public readonly record struct QueryOptions(bool Plain = false, WordForms Forms = WordForms.AsTyped);

/// <summary>In which forms a word is found.</summary>
public enum WordForms
{
    /// <summary>As it stands, but for what folding ignores: <c>=word</c>.</summary>
    AsTyped,

    /// <summary>German and English inflections too: <c>word^</c>.</summary>
    Inflected,

    /// <summary>Inflections, and as a part of German compounds: <c>word^^</c>.</summary>
    Compound,
}
