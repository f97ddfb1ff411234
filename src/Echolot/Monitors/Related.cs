using Echolot.Matching;
using Echolot.Mentions;

namespace Echolot.Monitors;

/// <summary>A word or pair of words that stands in the hits of a query more often than elsewhere.</summary>
/// <param name="Term">As it is written, a pair in quotation marks: ready for a query.</param>
/// <param name="Hits">Hits that have it, of <paramref name="OfHits"/>.</param>
/// <param name="Others">Other mentions that have it, of <paramref name="OfOthers"/> compared with.</param>
/// <param name="Score">Log-likelihood ratio G²; from 10.8 on it is chance once in a thousand terms.</param>
public sealed record RelatedTerm(string Term, int Hits, int OfHits, int Others, int OfOthers, double Score);

public sealed partial class Watchlist
{
    /// <summary>Related words that are told at most; what comes after is hardly striking.</summary>
    public const int MostRelated = 200;

    private const int RelatedHits = 1000, RelatedOthers = 2000, FewestTexts = 3;

    /// <summary>G² of 10.83 is p = 0.001 with one degree of freedom.</summary>
    private const double Significant = 10.83;

    /// <summary>
    /// Words that set the newest hits of a query apart from the rest of the archive: candidates to add or to leave out.
    /// What the query asks for itself is left out.
    /// </summary>
    /// <exception cref="QueryException">The text is not a query.</exception>
    public async Task<IReadOnlyList<RelatedTerm>> RelatedAsync(
        string queryText, QueryOptions options, TimeSpan range, TimeSpan patience, CancellationToken cancel)
    {
        var query = Query.Parse(queryText, options);
        var from = time.GetUtcNow() - range;
        var hits = (await archive.HitsAsync(query, from, patience, cancel)).Ids;
        var others = (await archive.SpreadAsync(from, RelatedOthers, cancel)).Except(hits).ToList();
        var (inside, outside) = (new WordCounts(), new WordCounts());
        foreach (var (_, post) in await archive.PostsAsync([.. hits.Take(RelatedHits)], cancel)) inside.Add(post);
        foreach (var (_, post) in await archive.PostsAsync(others, cancel)) outside.Add(post);
        return Related(inside, outside, QueryParts.Terms(query));
    }

    /// <summary>
    /// Words that set some mentions apart from others. What the monitor asks for itself is left out.
    /// </summary>
    /// <param name="monitor">Null: any.</param>
    public async Task<IReadOnlyList<RelatedTerm>> SetApartAsync(
        long? monitor, IReadOnlyList<long> ids, IReadOnlyList<long> others, CancellationToken cancel)
    {
        var known = monitor is { } id ? await FindAsync(id, cancel) : null;
        var (inside, outside) = (new WordCounts(), new WordCounts());
        foreach (var (_, post) in await archive.PostsAsync(ids, cancel)) inside.Add(post);
        foreach (var (_, post) in await archive.PostsAsync(others, cancel)) outside.Add(post);
        return Related(
            inside, outside, known is null ? [] : QueryParts.Terms(Query.Parse(known.QueryText, known.Options)));
    }

    /// <param name="asked">Terms that are left out.</param>
    internal static IReadOnlyList<RelatedTerm> Related(
        WordCounts inside, WordCounts outside, IReadOnlyList<Query> asked)
    {
        var own = MatcherOf(asked);
        var scored = inside.Terms.Where(term => term.Texts >= FewestTexts)
            .Select(term => (term.Term, term.Texts, term.Surface, Others: outside.Of(term.Term),
                Score: LogLikelihood.Of(term.Texts, inside.Texts, outside.Of(term.Term), outside.Texts)))
            // Of a thousand texts every difference is significant; half as often again is one that can be seen.
            .Where(term => term.Score > Significant
                && (double)term.Texts * outside.Texts >= 1.5 * term.Others * inside.Texts)
            .OrderByDescending(term => Math.Round(term.Score, 6))
            // Of a pair and its words, where all are as frequent, the pair says most.
            .ThenByDescending(term => term.Term.Contains(' ', StringComparison.Ordinal))
            .ThenBy(term => term.Term, StringComparer.Ordinal);
        var kept = new List<(string[] Words, int Texts, string Surface, int Others, double Score)>();
        foreach (var term in scored)
        {
            if (own.Match(new Post { Text = term.Surface }).Length > 0) continue;
            // A pair says the same as its words where they hardly occur without it.
            var words = term.Term.Split(' ');
            if (kept.Exists(other => Math.Min(other.Texts, term.Texts) >= 0.7 * Math.Max(other.Texts, term.Texts)
                && other.Words.Intersect(words, StringComparer.Ordinal).Any())) continue;
            kept.Add((words, term.Texts, term.Surface, term.Others, term.Score));
            if (kept.Count == MostRelated) break;
        }
        return [.. kept.Select(term => new RelatedTerm(
            term.Words.Length > 1 ? $"\"{term.Surface}\"" : Written(term.Surface),
            term.Texts, inside.Texts, term.Others, outside.Texts, term.Score))];
    }

    /// <summary>A word that would be read as an operator is put in quotation marks.</summary>
    private static string Written(string word) =>
        Query.TryParse(word, default, out var query, out _) && query.Lint().Count == 0 ? word : $"\"{word}\"";
}
