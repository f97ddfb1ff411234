using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>Of which conversations people are asked how satisfied they are.</summary>
internal static class OpinionSourcesApi
{
    public static void MapOpinionSources(this RouteGroupBuilder api)
    {
        var sources = api.MapGroup("/opinions/sources").WithTags("Conversations");
        sources.MapGet("", async (OpinionDesk desk, CancellationToken cancel) =>
                TypedResults.Ok(Listed<Id>.All((await desk.SourcesAsync(cancel)).Order().Select(s => new Id(s)))))
            .RequirePermission(Permission.ReadConversations)
            .Named("listOpinionSources", "List the sources that ask", "After a conversation of theirs is done, privately.");
        sources.MapPut("/{id}", (Id id, HttpContext http, OpinionDesk desk, SourceRunner runner, CancellationToken cancel) =>
                AskAsync(id, true, http, desk, runner, cancel))
            .RequirePermission(Permission.EditCare)
            .Named("askOpinionsOfSource", "Ask after conversations of a source", "Repeating it changes nothing.");
        sources.MapDelete("/{id}", (Id id, HttpContext http, OpinionDesk desk, SourceRunner runner, CancellationToken cancel) =>
                AskAsync(id, false, http, desk, runner, cancel))
            .RequirePermission(Permission.EditCare)
            .Named("askNoOpinionsOfSource", "Ask no longer after conversations of a source", "Links that are out still work.");
        api.MapPut("/conversations/{id}/opinion/left-out", async (
                Id id, HttpContext http, Inbox inbox, OpinionDesk desk, CancellationToken cancel) =>
            {
                _ = await inbox.FindAsync(id, InboxRoutes.SightOf(http.Actor()), cancel)
                    ?? throw new InboxException(InboxRefusal.NotFound, $"There is no conversation {id}.");
                await desk.AskAboutAsync(id, false, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.WorkConversations).WithTags("Conversations")
            .Named("leaveOpinionOut", "Do not ask how satisfied they were", "Of this conversation; before it is closed.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> AskAsync(
        Id id, bool ask, HttpContext http, OpinionDesk desk, SourceRunner runner, CancellationToken cancel)
    {
        if (await runner.FindAsync(id.Value, cancel) is null) return Problems.Missing($"Source {id}");
        await desk.AskOfSourceAsync(id, ask, http.Actor().Person.Id, cancel);
        return TypedResults.NoContent();
    }
}
