using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Api;

/// <summary>
/// What is to be so of what a customer said, and whether it is; <c>done</c>: what the network last said; <c>reason</c> and
/// <c>words</c>: why it was hidden or taken away.
/// </summary>
internal sealed record ApiMessageAct(
    ItemAct Act, ActState State, Id? PersonId, DateTimeOffset At, ItemAct? Done, ApiText? Problem, ActReason? Reason, string? Words)
{
    public static ApiMessageAct Of(MessageAct a) => new(
        a.Act, a.State, ApiConversation.IdOf(a.PersonId), a.At, a.Done, a.Problem is { } why ? ApiText.Of(why) : null,
        a.Why?.Reason, a.Why?.Words);
}

/// <summary>How what a customer said is to be; hide, spam and trash ask for a <c>reason</c>, the reason other for <c>words</c>.</summary>
internal sealed record ActOrder(ItemAct Act, ActReason? Reason = null, string? Words = null);

internal static class MessageActsApi
{
    public static void MapMessageActs(this RouteGroupBuilder talks) =>
        talks.MapPost("/{id}/messages/{message}/acts", async (
                Id id, Id message, ActOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.ActAsync(id, message, order.Act, order.Reason is { } reason ? new(reason, order.Words) : null, InboxRoutes.SightOf(http.Actor()), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.SendReplies)
            .Named(
                "actOnMessage", "Like, hide or remove what a customer said",
                "At its network, where the account can (`acts` of the way to answer): like, unlike, hide, spam, trash, show. "
                + "Hide, spam and trash ask for a reason, which stands in the course of the conversation and in the audit log. It is carried "
                + "out in a moment and stands in `acts` of the message. Repeating it changes nothing; the newest one holds.");
}
