using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Conversations;

/// <summary>Getting through a list: how close its rows stand, and which conversation comes next.</summary>
internal static class PaceRoutes
{
    /// <summary>In the address of a conversation: the one that was answered just before.</summary>
    public const string Sent = "sent";

    public static void MapPace(this IEndpointRouteBuilder routes) =>
        routes.MapAction(Urls.InboxDensity, Permission.ReadConversations, DensityAsync);

    private static async Task<IResult> DensityAsync(HttpContext http, Roster roster, [FromForm] string? compact)
    {
        await roster.SetCompactListsAsync(http.Actor(), compact is "1", http.RequestAborted);
        if (http.IsFragment()) return TypedResults.NoContent();
        return Go.To(
            Uri.TryCreate(http.Request.Headers.Referer, UriKind.Absolute, out var from) && from.Authority == http.Request.Host.Value
                ? Urls.Local(from.PathAndQuery) : Urls.Inbox);
    }

    /// <summary>The next conversation of the list that somebody works through; where there is none, the one that was answered.</summary>
    public static IResult Onward(InboxAddress list, long answered, long? next, SaidReply said)
    {
        var asked = said.SendId is null;
        if (next is not { } id) return Go.To(list.To(Urls.Conversation(answered)), asked ? PaceText.LastAsked : PaceText.LastOne);
        var address = list.To(Urls.Conversation(id));
        return Go.To(
            FormattableString.Invariant($"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Sent}={answered}"),
            asked ? ApprovalText.Asked : InboxText.Sent);
    }
}
