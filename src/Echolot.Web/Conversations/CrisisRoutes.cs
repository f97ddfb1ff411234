using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Shell;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Conversations;

/// <summary>Crisis level of a conversation by hand.</summary>
internal static class CrisisRoutes
{
    public static void MapCrisis(this IEndpointRouteBuilder routes)
    {
        routes.MapAction(Urls.ConversationCrisisPattern, Permission.WorkConversations, SetAsync);
        routes.MapAction(Urls.ConversationCrisisUndoPattern, Permission.WorkConversations, UndoAsync);
    }

    private static Task<IResult> SetAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? level, [FromForm] string? reason, CancellationToken cancel) =>
        InboxRoutes.DoAsync(http, id, sight => inbox.SetCrisisAsync(id, Level(level), reason, sight, cancel));

    private static Task<IResult> UndoAsync(HttpContext http, Inbox inbox, long id, CancellationToken cancel) =>
        InboxRoutes.DoAsync(http, id, sight => inbox.UndoCrisisAsync(id, sight, cancel));

    /// <summary>A level as a form has it; null: nothing was chosen.</summary>
    public static int? Level(string? text) => InboxRoutes.Number(text) is { } level ? (int)Math.Clamp(level, -1, 99) : null;
}
