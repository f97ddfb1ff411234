namespace Echolot.Matching;

/// <summary>What a query cost on a sample of posts.</summary>
/// <param name="Id">The query.</param>
/// <param name="Candidates">How often it was looked at.</param>
/// <param name="Matches">How often it matched.</param>
/// <param name="Time">Time spent on looking whether it matches.</param>
public readonly record struct QueryCost(long Id, long Candidates, long Matches, TimeSpan Time);

/// <summary>What a set of queries cost on a sample of posts.</summary>
/// <param name="Queries">Queries of the set.</param>
/// <param name="Posts">Posts of the sample.</param>
/// <param name="CandidatesPerPost">Queries looked at per post.</param>
/// <param name="MatchesPerPost">Queries that matched per post.</param>
/// <param name="NeverMatched">Queries that matched no post.</param>
/// <param name="Dearest">The queries that took most time, dearest first.</param>
/// <param name="Useless">Of those that matched no post the ones looked at most often, most often first.</param>
public sealed record SetReport(
    int Queries, int Posts, double CandidatesPerPost, double MatchesPerPost, int NeverMatched,
    IReadOnlyList<QueryCost> Dearest, IReadOnlyList<QueryCost> Useless)
{
    internal static SetReport Of(int queries, int posts, IReadOnlyCollection<QueryCost> costs, int most) => new(
        queries, posts,
        posts == 0 ? 0 : (double)costs.Sum(cost => cost.Candidates) / posts,
        posts == 0 ? 0 : (double)costs.Sum(cost => cost.Matches) / posts,
        costs.Count(cost => cost.Matches == 0),
        [.. costs.Where(cost => cost.Candidates > 0).OrderByDescending(cost => cost.Time).Take(most)],
        [.. costs.Where(cost => cost is { Matches: 0, Candidates: > 0 })
            .OrderByDescending(cost => cost.Candidates).ThenBy(cost => cost.Id).Take(most)]);
}
