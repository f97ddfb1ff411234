using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Opinions;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>Figures of satisfaction; <c>satisfied</c>: how many gave 4 or 5 of those who answered.</summary>
internal sealed record ApiOpinionFigures(string? Key, long Asked, long Answered, long Satisfied, double? Share, double? Mean, bool TooFewPeople);

internal static class OpinionsApi
{
    public static void MapOpinionFigures(this RouteGroupBuilder api) => api.MapGet("/opinions", FiguresAsync)
        .RequirePermission(Permission.ReadConversations).WithTags("Conversations")
        .Named("listOpinionFigures", "Read how satisfied people were",
            "By month, channel, department or person; months as `2026-11`. Figures of single people are for leads, and "
            + "for nobody until an agreement allows them.");

    private static async Task<Results<Ok<Listed<ApiOpinionFigures>>, ProblemHttpResult>> FiguresAsync(
        Word<OpinionGroup>? by, string? from, string? to, HttpContext http, OpinionDesk desk, Roster roster,
        CancellationToken cancel)
    {
        if (by?.Value is OpinionGroup.Person
            && !OpinionRoutes.SeesPeople(http.Actor(), await roster.WorkspaceAsync(cancel)))
            return Problems.Of(
                StatusCodes.Status403Forbidden, "not_allowed", "Figures of single people are not shown here.");
        if (from is not null && OpinionRoutes.Month(from) is null || to is not null && OpinionRoutes.Month(to) is null)
            return Problems.Refused("month_invalid", "A month is written as 2026-11.");
        return TypedResults.Ok(new Listed<ApiOpinionFigures>(
            [.. (await desk.FiguresAsync(
                by?.Value ?? OpinionGroup.Month, OpinionRoutes.Month(from) ?? 0, OpinionRoutes.Month(to) ?? 999912,
                InboxRoutes.SightOf(http.Actor()), cancel))
                .Select(f => new ApiOpinionFigures(f.Key, f.Asked, f.Answered, f.Satisfied, f.Share, f.Mean, f.TooFew))], null));
    }
}
