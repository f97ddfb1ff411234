using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Api;

/// <summary>How the house speaks where no person does.</summary>
internal static class WordingApi
{
    public static void MapHouseWords(this RouteGroupBuilder api)
    {
        var words = api.MapGroup("/house-words").WithTags("Bots");
        words.MapGet("", async (Inbox inbox, CancellationToken cancel) => TypedResults.Ok(await inbox.HouseWordsAsync(cancel)))
            .RequirePermission(Permission.ReadConversations)
            .Named(
                "getHouseWords", "Read how the house speaks",
                "`manner` is du, sie or none; words of the survey that are null are as shipped, in that manner.");
        words.MapPut("", async (HouseWords order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.SaveHouseWordsAsync(order, http.Actor().Person.Id, cancel);
                return TypedResults.Ok(await inbox.HouseWordsAsync(cancel));
            })
            .RequirePermission(Permission.EditCare)
            .Named(
                "changeHouseWords", "Change how the house speaks",
                "All of it; what is left out is as shipped. `{{link}}` in `ask` becomes the link, which else stands at its end.");
    }
}
