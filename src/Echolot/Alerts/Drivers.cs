using Echolot.Mentions;
using Echolot.Monitors;

namespace Echolot.Alerts;

/// <summary>What stands in the window of a firing more than it usually does.</summary>
/// <param name="Field"><c>source</c>, <c>sentiment</c>, <c>language</c> or <c>kind</c>.</param>
/// <param name="Value">As facets of mentions have it.</param>
/// <param name="Share">Of the mentions of the window, 0 to 1.</param>
/// <param name="Usual">Of those of the week before.</param>
public sealed record Driver(string Field, string Value, string? Name, long Count, double Share, double Usual);

/// <summary>What drove a firing: its window against the week before it.</summary>
/// <param name="Total">Mentions in the window.</param>
/// <param name="Before">Mentions in the week before.</param>
/// <param name="Looked">How many of the window were read for authors and words: the newest.</param>
/// <param name="Authors">Accounts that wrote them.</param>
/// <param name="Loudest">How many of them the account wrote that wrote most.</param>
/// <param name="Parts">What is more than usual, the most striking first.</param>
/// <param name="Words">Words that stand in them more often than in the last mentions before, strongest first.</param>
public sealed record Drivers(
    long Total, long Before, int Looked, int Authors, int Loudest, IReadOnlyList<Driver> Parts,
    IReadOnlyList<RelatedTerm> Words);

public sealed partial class AlertDesk
{
    /// <summary>So many of the window, and of the time before, are read for their words: some 10 ms.</summary>
    private const int MostDriving = 1000;

    private const int MostParts = 8, MostWords = 12;

    /// <summary>G² of 10.83 is p = 0.001 with one degree of freedom, as for words.</summary>
    private const double Striking = 10.83;

    private static readonly TimeSpan usualTime = TimeSpan.FromDays(7);

    private static readonly string[] drivingFields = ["source", "sentiment", "language", "kind"];

    /// <summary>
    /// What drove a firing; null where that cannot be asked: of silence, and of a list of authors.
    /// </summary>
    /// <remarks>It knows what is stored today: posts that were deleted since are missing.</remarks>
    public async Task<Drivers?> DriversAsync(Firing firing, CancellationToken cancel)
    {
        if (!firing.Kind.IsJudged() || firing.Kind is AlertKind.Silence) return null;
        var window = new MentionFilter
        {
            Monitors = firing.MonitorId is { } id ? [id] : [], From = firing.From, To = firing.To,
        };
        var now = await _archive.FacetsAsync(window, cancel);
        var usual = await _archive.FacetsAsync(window with { From = firing.From - usualTime, To = firing.From },
            cancel);
        var ids = await _archive.IdsAsync(firing.MonitorId, firing.From, firing.To, MostDriving, cancel);
        var before = await _archive.IdsAsync(
            firing.MonitorId, firing.From - usualTime, firing.From, MostDriving, cancel);
        var authors = (await _archive.FindAsync(ids, cancel)).GroupBy(m => (m.Connector,
            m.AuthorId)).Select(g => g.Count()).ToList();
        return new(
            Sum(now), Sum(usual), authors.Sum(), authors.Count, authors.DefaultIfEmpty().Max(), PartsOf(now, usual),
            [.. (await _watchlist.SetApartAsync(firing.MonitorId, ids, before, cancel)).Take(MostWords)]);
    }

    /// <summary>Values that are beyond chance and at least half as frequent again as usual.</summary>
    internal static IReadOnlyList<Driver> PartsOf(IReadOnlyList<Facet> now, IReadOnlyList<Facet> usual)
    {
        var (all, allBefore) = (Sum(now), Sum(usual));
        if (all == 0 || allBefore == 0) return [];
        return [.. now.Where(f => drivingFields.Contains(f.Field)).SelectMany(f => f.Values.Select(value =>
            {
                var before = usual.FirstOrDefault(u => u.Field == f.Field)?.Values
                    .FirstOrDefault(v => v.Value == value.Value)?.Count ?? 0;
                return (
                    Driver: new Driver(
                        f.Field, value.Value, value.Name, value.Count, value.Count / (double)all,
                            before / (double)allBefore),
                    Strength: LogLikelihood.Of(value.Count, all, before, allBefore));
            }))
            .Where(p => p.Strength > Striking && p.Driver.Share >= 1.5 * p.Driver.Usual)
            .OrderByDescending(p => p.Strength).Take(MostParts).Select(p => p.Driver)];
    }

    // Every mention has exactly one sentiment.
    private static long Sum(IReadOnlyList<Facet> facets) =>
        facets.FirstOrDefault(f => f.Field == "sentiment")?.Values.Sum(v => v.Count) ?? 0;
}
