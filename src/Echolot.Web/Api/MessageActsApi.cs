using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Api;

/// <summary>What is to be so of what a customer said, and whether it is; <c>done</c>: what the network last said.</summary>
internal sealed record ApiMessageAct(ItemAct Act, ActState State, Id? PersonId, DateTimeOffset At, ItemAct? Done, ApiText? Problem)
{
    public static ApiMessageAct Of(MessageAct a) => new(
        a.Act, a.State, ApiConversation.IdOf(a.PersonId), a.At, a.Done, a.Problem is { } why ? ApiText.Of(why) : null);
}

/// <summary>How what a customer said is to be.</summary>
internal sealed record ActOrder(ItemAct Act);

internal static class MessageActsApi
{
    public static void MapMessageActs(this RouteGroupBuilder talks) =>
        talks.MapPost("/{id}/messages/{message}/acts", async (
                Id id, Id message, ActOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.ActAsync(id, message, order.Act, InboxRoutes.SightOf(http.Actor()), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.SendReplies)
            .Named(
                "actOnMessage", "Like, hide or remove what a customer said",
                "At its network, where the account can (`acts` of the way to answer): like, unlike, hide, spam, trash, show. It is carried "
                + "out in a moment and stands in `acts` of the message. Repeating it changes nothing; the newest one holds.");
}
