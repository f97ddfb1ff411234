using Echolot.Insights;
using Echolot.Matching;
using Echolot.Teams;
using Echolot.Web.Components;
using Echolot.Web.Mentions;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Echolot.Web.Insights;

/// <summary>A search that could not be saved; <paramref name="Id"/> null for a new one.</summary>
/// <param name="Full">There are as many already as a person may save.</param>
/// <param name="Stored">As somebody else saved it while it was edited.</param>
public sealed record RejectedSearch(long? Id, SavedSearchDraft Draft, bool Full, SavedSearch? Stored = null);

/// <summary>The search over everything stored, and the searches people saved.</summary>
internal static class SavedSearchRoutes
{
    private const int LongestLink = 2000;

    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<SearchPage>(Urls.Search, Permission.ReadMentions);
        routes.MapPart<SearchHits>(Urls.SearchRows, Permission.ReadMentions);
        routes.MapPart<CountPage>(Urls.SearchCount, Permission.ReadMentions);
        routes.MapAction(Urls.SavedSearches, Permission.ReadMentions, SaveAsync);
        routes.MapGet(Urls.SavedSearchPattern, OpenAsync).RequirePermission(Permission.ReadMentions).ExcludeFromDescription();
        routes.MapAction(Urls.SavedSearchPattern, Permission.ReadMentions, ChangeAsync);
        routes.MapAction(Urls.SavedSearchRemovePattern, Permission.ReadMentions, RemoveAsync);
    }

    /// <summary>Filters as they were saved.</summary>
    public static IQueryCollection QueryOf(string filter) => new QueryCollection(QueryHelpers.ParseQuery(filter));

    /// <summary>Where a saved search is linked: one with a long filter by its number, so that a list of them stays small.</summary>
    public static string LinkTo(SavedSearch search) =>
        search.Filter.Length > LongestLink ? Urls.SavedSearch(search.Id) : $"{Urls.Search}?{search.Filter}";

    private static async Task<IResult> OpenAsync(HttpContext http, Analyst analyst, long id) =>
        Go.To(await analyst.FindSearchAsync(id, http.Actor().Person.Id, http.RequestAborted) is { } search
            ? $"{Urls.Search}?{search.Filter}" : Urls.Search);

    private static async Task<IResult> SaveAsync(HttpContext http, Analyst analyst, [AsParameters] SearchForm form)
    {
        var draft = form.Draft();
        try
        {
            FilterAddress.Read(QueryOf(draft.Filter), Urls.Search).Sound();
            await analyst.SaveSearchAsync(draft, http.Actor().Person.Id, http.RequestAborted);
        }
        catch (Exception refused) when (refused is ArgumentException or QueryException)
        {
            return Pages.Show<SearchPage>(http, new { Rejected = new RejectedSearch(null, draft, refused is TooManySearches) });
        }
        return Go.To($"{Urls.Search}?{draft.Filter}", SearchText.Saved);
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext http, Analyst analyst, long id, [AsParameters] SearchForm form)
    {
        // The dialog of one that is there carries no filter of its own.
        if (form is { Filled: null, Filter: null })
            form = form with { Filter = (await analyst.FindSearchAsync(id, http.Actor().Person.Id, http.RequestAborted))?.Filter };
        var draft = form.Draft();
        try
        {
            FilterAddress.Read(QueryOf(draft.Filter), Urls.Search).Sound();
            var changed = await analyst.ChangeSearchAsync(
                id, draft, http.Actor().Person.Id, http.Actor().May(Permission.Administer), Moments.OfForm(form.Seen), http.RequestAborted);
            return Go.To($"{Urls.Search}?{draft.Filter}", changed ? SearchText.Saved : SearchText.NotYours);
        }
        catch (Exception refused) when (refused is ArgumentException or QueryException)
        {
            return Pages.Show<SearchPage>(http, new { Rejected = new RejectedSearch(id, draft, refused is TooManySearches) });
        }
        catch (SearchChangedMeanwhileException changed)
        {
            return Pages.Show<SearchPage>(
                http, new { Rejected = new RejectedSearch(id, draft, false, changed.Search) }, StatusCodes.Status409Conflict);
        }
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, Analyst analyst, long id)
    {
        var removed = await analyst.RemoveSearchAsync(
            id, http.Actor().Person.Id, http.Actor().May(Permission.Administer), http.RequestAborted);
        return Go.To(Urls.Search, removed ? SearchText.Removed : SearchText.NotYours);
    }
}

/// <summary>The dialog's fields as the browser sends them.</summary>
internal sealed record SearchForm(
    [property: FromForm] string? Name, [property: FromForm] string? Filter, [property: FromForm] string? Note,
    [property: FromForm] string? Shared, [property: FromForm] string? Filled, [property: FromForm] string? Now,
    [property: FromForm] string? Seen)
{
    /// <summary>The filter is read and written again, so that only filters we know are stored.</summary>
    public SavedSearchDraft Draft() => new(
        (Name ?? "").Trim(), FilterAddress.Read(
            SavedSearchRoutes.QueryOf((Filled is null ? Filter : Now) ?? ""), Urls.Search).Query, Note,
        Shared is not null);
}
