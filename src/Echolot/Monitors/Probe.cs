using Echolot.Matching;
using Echolot.Mentions;

namespace Echolot.Monitors;

/// <summary>What a wider query would find besides.</summary>
/// <param name="Clause">What was left out or loosened; empty for forms.</param>
/// <param name="QueryText">The wider query.</param>
/// <param name="Forms">In which forms it finds words.</param>
/// <param name="More">Hits it has and the query has not, of the same stretch of time.</param>
/// <param name="Newest">The newest of them.</param>
/// <param name="Complete">Whether all of the range was looked at before the time was over.</param>
public sealed record WiderProbe(
    WideningKind Kind, string Clause, string QueryText, WordForms Forms, long More,
    IReadOnlyList<(StoredMention Mention, IReadOnlyList<MatchSpan> Spans)> Newest, bool Complete);

public sealed partial class Watchlist
{
    private const int MostProbes = 8, ProbeHits = 5;

    /// <summary>How many wider queries <see cref="ProbeAsync"/> tries, and how many there would be.</summary>
    /// <exception cref="QueryException">The text is not a query.</exception>
    public static (int Tried, int Of) Probed(string queryText, QueryOptions options)
    {
        var of = QueryParts.Wider(Query.Parse(queryText, options)).Count();
        return (Math.Min(of, MostProbes), of);
    }

    /// <summary>
    /// What the query misses as far as wider ones tell: each clause left out in turn, each exclusion let in, words no
    /// longer near each other, more forms. Those that bring nothing are left out; fewest first, as they are nearest.
    /// </summary>
    /// <param name="patience">For all of them together.</param>
    /// <exception cref="QueryException">The text is not a query.</exception>
    public async Task<IReadOnlyList<WiderProbe>> ProbeAsync(
        string queryText, QueryOptions options, TimeSpan range, TimeSpan patience, CancellationToken cancel)
    {
        var query = Query.Parse(queryText, options);
        var wider = QueryParts.Wider(query).Take(MostProbes).ToList();
        var (from, each) = (time.GetUtcNow() - range, patience / (wider.Count + 1));
        var known = await archive.HitsAsync(query, from, each, cancel);
        var (ids, probes) = (known.Ids.ToHashSet(), new List<WiderProbe>());
        foreach (var widening in wider)
        {
            var found = await archive.HitsAsync(widening.Query, from, each, cancel);
            var reached = Math.Max(found.Reached, known.Reached);
            var more = found.Ids.Where(id => id >= reached && !ids.Contains(id)).ToList();
            if (more.Count == 0) continue;
            probes.Add(new(
                widening.Kind, widening.Clause, widening.Query.Source, widening.Query.Options.Forms, more.Count,
                await WithSpansAsync(
                    widening.Query, await archive.FindAsync([.. more.Take(ProbeHits)], cancel), cancel),
                found.Complete && known.Complete));
        }
        return [.. probes.OrderBy(probe => probe.More)];
    }
}
