using System.Globalization;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Conversations;

/// <summary>Who looks at the rows of a list, and whom a note can call.</summary>
internal static class OnlookerRoutes
{
    /// <summary>A page of the list several times over; more rows than these nobody has in front of them.</summary>
    private const int MostAsked = 400;

    public static void MapOnlookers(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Urls.InboxOnlookers, OnlookersAsync).RequirePermission(Permission.ReadConversations).ExcludeFromDescription();
        routes.MapGet(Urls.Callable, CallableAsync).RequirePermission(Permission.ReadMentions).ExcludeFromDescription();
    }

    /// <summary>Colleagues and departments that a note calls with @, by the names by which it does.</summary>
    private static async Task<IResult> CallableAsync(HttpContext http, Roster roster, CancellationToken cancel)
    {
        http.Response.Headers.CacheControl = "no-store";
        var departments = await roster.DepartmentsAsync(cancel);
        return TypedResults.Ok(
            (await roster.PeopleAsync(cancel)).Where(p => p.Active && p.Id != http.Actor().Person.Id).OrderBy(p => p.Name)
            .Select(p => new { p.Name, about = p.Email.Split('@')[0] })
            .Concat(departments.All.Select(d => new
            {
                d.Draft.Name, about = MarksText.People.Of(departments.StaffOf(d.Id).Count),
            })));
    }

    /// <summary>By the numbers of conversations in the address: the others who look at them or write there.</summary>
    private static async Task<IResult> OnlookersAsync(
        HttpContext http, Inbox inbox, Presence presence, Roster roster, string? ids, CancellationToken cancel)
    {
        http.Response.Headers.CacheControl = "no-store";
        var asked = (ids ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Take(MostAsked)
            .Select(InboxRoutes.Number).OfType<long>().ToHashSet();
        var at = presence.At(asked, http.Actor().Person.Id);
        var shown = await inbox.SeenOfAsync([.. at.Select(t => t.Key)], InboxRoutes.SightOf(http.Actor()), cancel);
        if (shown.Count == 0) return TypedResults.Ok(new Dictionary<string, object>());
        var people = (await roster.PeopleAsync(cancel)).ToDictionary(p => p.Id, p => p.Name);
        return TypedResults.Ok(shown.ToDictionary(
            id => id.ToString(CultureInfo.InvariantCulture),
            id => at[id].Select(o => new { name = people.GetValueOrDefault(o.PersonId) ?? "", o.Writing })));
    }
}
