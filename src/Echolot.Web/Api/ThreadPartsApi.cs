using System.Globalization;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Api;

/// <summary>Long conversations page by page.</summary>
internal static class ThreadPartsApi
{
    public static void MapThreadParts(this RouteGroupBuilder talks) =>
        talks.MapGet("/{id}/messages", async (
                Id id, string? cursor, Id? around, int? size, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                long? before = cursor is null ? null
                    : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known
                    : throw new InboxException(InboxRefusal.NotFound, "The cursor is none; use the one that the page before gave.");
                var part = await inbox.ShowAsync(
                    id, InboxRoutes.SightOf(http.Actor()), new(At: before is null ? around?.Value : null, Before: before, Size: Paging.Size(size)),
                    cancel) ?? throw new InboxException(InboxRefusal.NotFound, $"There is no conversation {id}.");
                if (!part.IsNamedThere)
                    throw new InboxException(
                        InboxRefusal.NotFound, "The message that was named is not in this conversation any more; begin again without it.");
                return TypedResults.Ok(new Listed<ApiMessage>(
                    [.. part.Messages.Select(ApiMessage.Of)],
                    part.HasEarlier ? part.Messages[0].Id.ToString(CultureInfo.InvariantCulture) : null));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named(
                "listMessages", "List the messages of a conversation",
                "The newest first page by page, each page oldest first; `next` goes on with what came before. `around`: begins with the page "
                + "that holds this message.");
}
