using Echolot.Matching;
using Echolot.Mentions;

namespace Echolot.Monitors;

/// <summary>How many of what a query finds is wanted, from what people said of a sample.</summary>
/// <param name="Low">Lower end of the 95 % interval (Wilson).</param>
/// <param name="High">Upper end of it.</param>
public sealed record Precision(int Relevant, int Judged, double Low, double High)
{
    // 97.5 % quantile of the normal distribution.
    private const double Z = 1.959964;

    /// <summary>0 to 1; null as long as nothing was judged.</summary>
    public double? Value => Judged == 0 ? null : (double)Relevant / Judged;

    /// <summary>Wilson, Probable inference, 1927: honest for small samples and near 0 and 1.</summary>
    public static Precision Of(int relevant, int judged)
    {
        if (judged == 0) return new(0, 0, 0, 1);
        var (n, p) = ((double)judged, (double)relevant / judged);
        var middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
        var half = Z / (1 + Z * Z / n) * Math.Sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        return new(relevant, judged, Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}

/// <summary>What a term of the query brings among the judged hits.</summary>
/// <param name="Noise">Judged hits with the term that are noise.</param>
/// <param name="Relevant">Judged hits with the term that are wanted.</param>
/// <param name="ShareOfNoise">Of all noise so much has the term, 0 to 1.</param>
public sealed record NoisyTerm(string Term, int Noise, int Relevant, double ShareOfNoise);

/// <summary>A word whose exclusion would remove noise.</summary>
/// <param name="Removes">Judged noise that would go.</param>
/// <param name="Loses">Judged hits that are wanted and would go too.</param>
/// <param name="Then">Precision that the judged sample would have then.</param>
public sealed record NotSuggestion(string Term, int Removes, int Loses, Precision Then);

/// <summary>What the judged part of a sample says about a query.</summary>
public sealed record NoiseReport(
    Precision Precision, IReadOnlyList<NoisyTerm> Terms, IReadOnlyList<NotSuggestion> Suggestions)
{
    private const int MostSuggestions = 6, FewestRemoved = 2;

    /// <param name="judged">Posts with what people said of them.</param>
    public static NoiseReport Of(Query query, IReadOnlyList<(Post Post, bool Relevant)> judged)
    {
        ArgumentNullException.ThrowIfNull(judged);
        var noise = judged.Count(item => !item.Relevant);
        return new(
            Precision.Of(judged.Count - noise, judged.Count), TermsOf(query, judged, noise),
            noise == 0 ? [] : SuggestionsOf(query, judged, noise));
    }

    private static List<NoisyTerm> TermsOf(Query query, IReadOnlyList<(Post Post, bool Relevant)> judged, int noise)
    {
        var terms = QueryParts.Terms(query);
        var matcher = QuerySet.Build(terms.Select((term, i) => ((long)i, term))).NewMatcher();
        var counts = new (int Noise, int Relevant)[terms.Count];
        foreach (var (post, relevant) in judged)
            foreach (var term in matcher.Match(post))
                if (relevant) counts[term].Relevant++;
                else counts[term].Noise++;
        return [.. terms
            .Select((term, i) => new NoisyTerm(
                term.ToString(), counts[i].Noise, counts[i].Relevant, noise == 0 ? 0 : (double)counts[i].Noise / noise))
            .Where(term => term.Noise + term.Relevant > 0)
            .OrderByDescending(term => term.Noise).ThenBy(term => term.Relevant)];
    }

    /// <summary>Words that several noisy hits have and hardly any wanted one; what the query asks for is none.</summary>
    private static List<NotSuggestion> SuggestionsOf(
        Query query, IReadOnlyList<(Post Post, bool Relevant)> judged, int noise)
    {
        var (inNoise, inRelevant) = (new WordCounts(), new WordCounts());
        foreach (var (post, relevant) in judged) (relevant ? inRelevant : inNoise).Add(post);
        var own = QuerySet.Build(QueryParts.Terms(query).Select((term, i) => ((long)i, term))).NewMatcher();
        var found = new List<NotSuggestion>();
        var gone = new List<HashSet<int>>();
        foreach (var (term, texts, surface) in inNoise.Terms
            .Where(term => term.Texts >= FewestRemoved && term.Texts > 3 * inRelevant.Of(term.Term))
            .OrderByDescending(term => term.Texts - 3 * inRelevant.Of(term.Term))
            // Names and nouns say more than verbs, long words more than short ones.
            .ThenByDescending(term => char.IsUpper(term.Surface[0]))
            .ThenBy(term => term.Term.Contains(' ', StringComparison.Ordinal))
            .ThenByDescending(term => term.Term.Length)
            .ThenBy(term => term.Term, StringComparer.Ordinal))
        {
            if (own.Match(new Post { Text = surface }).Length > 0) continue;
            var written = term.Contains(' ', StringComparison.Ordinal)
                || !Query.TryParse(surface, query.Options, out _, out _) ? $"\"{surface}\"" : surface;
            if (!Query.TryParse(written, query.Options, out var excluded, out _)) continue;
            // Counted as the query would, which may find more forms than the word as it was written.
            var matcher = QuerySet.Build([(0, excluded)]).NewMatcher();
            var hit = Enumerable.Range(0, judged.Count)
                .Where(i => matcher.Match(judged[i].Post).Length > 0).ToHashSet();
            // Two words of the same hits are one suggestion.
            if (gone.Exists(other => other.SetEquals(hit))) continue;
            var (removes, loses) = (hit.Count(i => !judged[i].Relevant), hit.Count(i => judged[i].Relevant));
            if (removes < FewestRemoved) continue;
            gone.Add(hit);
            var relevant = judged.Count - noise - loses;
            found.Add(new(written, removes, loses, Precision.Of(relevant, judged.Count - removes - loses)));
            if (found.Count == MostSuggestions) break;
        }
        return found;
    }
}
