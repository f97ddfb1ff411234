namespace Echolot.Matching;

/// <summary>How a query reads words. The default folds as German readers expect.</summary>
/// <param name="Plain">Exact lower-cased tokens only: no folding of umlauts and ß, no hashtags, mentions or emoji.</param>
public readonly record struct QueryOptions(bool Plain = false);
