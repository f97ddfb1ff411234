using Echolot.Insights;
using Echolot.Matching;
using Echolot.Teams;
using Echolot.Web.Insights;
using Echolot.Web.Mentions;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>
/// A saved search; <c>filter</c> is what stands behind the question mark of <c>url</c>, the page that shows it.
/// </summary>
internal sealed record ApiSearch(
    Id Id, string Name, string Filter, string Url, string? Note, Id? OwnerId, bool Shared, DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt)
{
    public static ApiSearch Of(SavedSearch s) => new(
        s.Id, s.Name, s.Filter, $"{Urls.Search}?{s.Filter}", s.Note, s.OwnerId is { } owner ? new Id(owner) : null,
        s.Shared, s.CreatedAt, s.ChangedAt);
}

/// <summary>A search to save, such as <c>q=jacke&amp;lang=de</c>; unknown filters are left out, values that cannot be read refused.</summary>
/// <param name="ChangedAt">
/// <c>changed_at</c> of the search as it was read: a change is refused with 409 where somebody changed it since. Left out, whatever
/// is stored is changed.
/// </param>
internal sealed record SearchOrder(
    string Name, string Filter, string? Note = null, bool Shared = false, DateTimeOffset? ChangedAt = null)
{
    public SavedSearchDraft Draft() => new(
        Name, FilterAddress.Read(SavedSearchRoutes.QueryOf(Filter), Urls.Search).Sound().Query, Note, Shared);
}

internal static class SearchesApi
{
    public static void MapSearches(this RouteGroupBuilder api)
    {
        var searches = api.MapGroup("/searches").WithTags("Searches");
        searches.MapGet("", ListAsync).RequirePermission(Permission.ReadMentions)
            .Named("listSearches", "List saved searches", "Your own and the shared ones, by name.");
        searches.MapPost("", SaveAsync).RequirePermission(Permission.ReadMentions)
            .Named("saveSearch", "Save a search", "");
        searches.MapPut("/{id}", ChangeAsync).RequirePermission(Permission.ReadMentions).Named(
            "changeSearch", "Change a saved search", "Your own; who may administer changes every shared one. With `changed_at` refused with 409 where somebody changed it since.");
        searches.MapDelete("/{id}", RemoveAsync).RequirePermission(Permission.ReadMentions)
            .Named("removeSearch", "Remove a saved search", "");
    }

    private static async Task<Ok<Listed<ApiSearch>>> ListAsync(
        HttpContext http, Analyst analyst, CancellationToken cancel) =>
        TypedResults.Ok(Listed<ApiSearch>.All(
            (await analyst.SearchesAsync(http.Actor().Person.Id, cancel)).Select(ApiSearch.Of)));

    private static async Task<Results<Created<ApiSearch>, ProblemHttpResult>> SaveAsync(
        HttpContext http, SearchOrder order, Analyst analyst, CancellationToken cancel)
    {
        try
        {
            var search = await analyst.SaveSearchAsync(order.Draft(), http.Actor().Person.Id, cancel);
            return TypedResults.Created($"{Urls.Api}/searches/{search.Id}", ApiSearch.Of(search));
        }
        catch (Exception wrong) when (wrong is ArgumentException or QueryException)
        {
            return Problems.Refused("search_invalid", wrong.Message);
        }
    }

    private static async Task<Results<Ok<ApiSearch>, ProblemHttpResult>> ChangeAsync(
        HttpContext http, Id id, SearchOrder order, Analyst analyst, CancellationToken cancel)
    {
        var me = http.Actor().Person.Id;
        try
        {
            return await analyst.ChangeSearchAsync(id, order.Draft(), me, MayAll(http), order.ChangedAt, cancel)
                && await analyst.FindSearchAsync(id, me, cancel) is { } search
                ? TypedResults.Ok(ApiSearch.Of(search))
                : Problems.Missing($"Search {id}");
        }
        catch (Exception wrong) when (wrong is ArgumentException or QueryException)
        {
            return Problems.Refused("search_invalid", wrong.Message);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        HttpContext http, Id id, Analyst analyst, CancellationToken cancel) =>
        await analyst.RemoveSearchAsync(id, http.Actor().Person.Id, MayAll(http), cancel)
            ? TypedResults.NoContent()
            : Problems.Missing($"Search {id}");

    private static bool MayAll(HttpContext http) => http.Actor().May(Permission.Administer);
}
