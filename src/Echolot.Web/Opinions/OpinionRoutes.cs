using System.Globalization;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Opinions;

/// <summary>The question behind a link, its figures, and where we ask.</summary>
internal static class OpinionRoutes
{
    public static void MapOpinions(this IEndpointRouteBuilder routes)
    {
        routes.MapPublicPage<OpinionPage>(Urls.OpinionPattern).RequireRateLimiting(RateLimits.Secrets);
        routes.MapPublicAction(Urls.OpinionPattern, AnswerAsync).RequireRateLimiting(RateLimits.Secrets);
        routes.MapPage<OpinionsPage>(Urls.Opinions, Permission.ReadConversations);
        routes.MapAction(Urls.OpinionSource, Permission.EditCare, AskOfSourceAsync);
    }

    /// <summary>Whether this person may see figures about single people.</summary>
    public static bool SeesPeople(Actor actor, Workspace? workspace) =>
        workspace is { WorksCouncil: false } && actor.May(Permission.EditCare);

    /// <summary>A month as <c>2026-11</c>; null where it is none.</summary>
    public static int? Month(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
            ? month.Year * 100 + month.Month
            : null;

    private static async Task<IResult> AnswerAsync(
        HttpContext http, OpinionDesk desk, string secret, [FromForm] string? score, [FromForm] string? comment,
        CancellationToken cancel)
    {
        if (!int.TryParse(score, NumberStyles.None, CultureInfo.InvariantCulture, out var step) || step is < 1 or > 5)
            return Pages.Show<OpinionPage>(
                http, new
                {
                    Secret = secret, Comment = comment,
                    Errors = (IReadOnlyDictionary<string, string>)new Dictionary<string, string> { [""] = OpinionText.Choose },
                }, surround: Surround.Bare);
        return await desk.AnswerAsync(secret, step, comment, cancel)
            ? Pages.Show<OpinionPage>(http, new { Secret = secret, Given = true }, StatusCodes.Status200OK, Surround.Bare)
            : Pages.Show<OpinionPage>(http, new { Secret = secret }, StatusCodes.Status404NotFound, Surround.Bare);
    }

    private static async Task<IResult> AskOfSourceAsync(
        HttpContext http, OpinionDesk desk, SourceRunner runner, [FromForm] long source, [FromForm] bool ask,
        CancellationToken cancel)
    {
        if (await runner.FindAsync(source, cancel) is null) return TypedResults.NotFound();
        await desk.AskOfSourceAsync(source, ask, http.Actor().Person.Id, cancel);
        return Go.To(Urls.Opinions, OpinionText.Saved);
    }
}
