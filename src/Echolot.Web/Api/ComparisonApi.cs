using Echolot.Matching;
using Echolot.Monitors;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>Two queries to compare over what is stored; <c>days</c> is 1 to 92.</summary>
internal sealed record ApiComparisonDraft(
    string First, string Second, WordForms FirstForms = WordForms.AsTyped, WordForms SecondForms = WordForms.AsTyped, int Days = 30);

internal sealed record ApiComparedHits(long Count, IReadOnlyList<Id> NewestIds)
{
    public static ApiComparedHits Of(ComparedHits hits) =>
        new(hits.Count, [.. hits.Newest.Select(h => (Id)h.Mention.Id)]);
}

internal sealed record ApiComparedDay(DateOnly Day, long OnlyFirst, long OnlySecond, long Both);

/// <summary>What each of two queries finds alone and what both find; days are UTC.</summary>
internal sealed record ApiComparison(
    ApiComparedHits OnlyFirst, ApiComparedHits OnlySecond, ApiComparedHits Both, IReadOnlyList<ApiComparedDay> Daily,
    DateTimeOffset Since, bool Complete);

internal static class ComparisonApi
{
    private const int Samples = 50;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    public static void MapComparison(this RouteGroupBuilder api) =>
        api.MapPost("/queries/compare", CompareAsync).WithTags("Monitors")
            .RequirePermission(Permission.ReadMonitors)
            .Named("compareQueries", "Compare two queries",
            "What each would have found in the last days, alone and in common; texts need not be saved.");

    private static async Task<Ok<ApiComparison>> CompareAsync(
        ApiComparisonDraft draft, Watchlist watchlist, CancellationToken cancel)
    {
        var found = await watchlist.CompareAsync(
            (draft.First, new QueryOptions(Forms: draft.FirstForms)), (draft.Second, new QueryOptions(Forms: draft.SecondForms)),
            TimeSpan.FromDays(Math.Clamp(draft.Days, 1, 92)), patience, Samples, cancel);
        return TypedResults.Ok(new ApiComparison(
            ApiComparedHits.Of(found.OnlyFirst), ApiComparedHits.Of(found.OnlySecond), ApiComparedHits.Of(found.Both),
            [.. found.Daily.Select(d => new ApiComparedDay(d.Day, d.OnlyFirst, d.OnlySecond, d.Both))], found.Since,
            found.Complete));
    }
}
