using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Conversations;

/// <summary>Making one conversation of two, two of one, and the way back.</summary>
internal static class JoiningRoutes
{
    public static void MapJoining(this IEndpointRouteBuilder routes)
    {
        routes.MapAction(Urls.ConversationMergePattern, Permission.WorkConversations, MergeAsync);
        routes.MapAction(Urls.ConversationMergeUndoPattern, Permission.WorkConversations, PartAsync);
        routes.MapAction(Urls.ConversationSplitPattern, Permission.WorkConversations, SplitAsync);
        routes.MapAction(Urls.ConversationSplitUndoPattern, Permission.WorkConversations, RejoinAsync);
        routes.MapAction(Urls.ConversationLinkPattern, Permission.WorkConversations, LinkAsync);
        routes.MapAction(Urls.ConversationUnlinkPattern, Permission.WorkConversations, UnlinkAsync);
        routes.MapAction(Urls.ConversationSamePersonPattern, Permission.WorkConversations, SameAsync);
        routes.MapAction(Urls.ConversationOtherPersonPattern, Permission.WorkConversations, OtherAsync);
    }

    private static Task<IResult> MergeAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? into, [FromForm] string? chosen,
        CancellationToken cancel) => GoAsync(http, id, async sight =>
        {
            var other = Other(into, chosen) ?? throw Nothing();
            await inbox.MergeAsync(id, other, sight, cancel);
            return Urls.Conversation(other);
        });

    private static Task<IResult> PartAsync(HttpContext http, Inbox inbox, long id, CancellationToken cancel) =>
        GoAsync(http, id, async sight =>
        {
            await inbox.UndoMergeAsync(id, sight, cancel);
            return Urls.Conversation(id);
        }, JoiningText.Parted);

    private static Task<IResult> SplitAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] long[]? message, CancellationToken cancel) =>
        GoAsync(http, id, async sight => Urls.Conversation(await inbox.SplitAsync(id, message ?? [], sight, cancel)), JoiningText.SplitOff);

    private static Task<IResult> RejoinAsync(HttpContext http, Inbox inbox, long id, CancellationToken cancel) =>
        GoAsync(http, id, async sight => Urls.Conversation(await inbox.UndoSplitAsync(id, sight, cancel)), JoiningText.Rejoined);

    private static Task<IResult> LinkAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? into, [FromForm] string? chosen,
        CancellationToken cancel) => GoAsync(http, id, async sight =>
        {
            await inbox.LinkAsync(id, Other(into, chosen) ?? throw Nothing(), sight, cancel);
            return Urls.Conversation(id);
        });

    private static Task<IResult> UnlinkAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] long other, CancellationToken cancel) =>
        InboxRoutes.DoAsync(http, id, sight => inbox.UnlinkAsync(id, other, sight, cancel));

    private static Task<IResult> SameAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] long contact, CancellationToken cancel) =>
        InboxRoutes.DoAsync(http, id, sight => inbox.SamePersonAsync(id, contact, sight, cancel));

    private static Task<IResult> OtherAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] long identity, CancellationToken cancel) =>
        InboxRoutes.DoAsync(http, id, sight => inbox.OtherPersonAsync(id, identity, sight, cancel));

    /// <summary>Goes where the work leads, or shows the conversation with why it could not be done.</summary>
    private static async Task<IResult> GoAsync(
        HttpContext http, long id, Func<Sight, Task<string>> work, Phrase? told = null)
    {
        try
        {
            return Go.To(await work(InboxRoutes.SightOf(http.Actor())), told);
        }
        catch (InboxException wrong)
        {
            return Pages.Show<InboxPage>(http, new { Id = (long?)id, Problem = InboxText.Refusal(wrong).ToString() });
        }
    }

    private static long? Other(string? written, string? chosen) =>
        InboxRoutes.Number(written?.Trim().TrimStart('#')) ?? InboxRoutes.Number(chosen);

    private static InboxException Nothing() =>
        new(InboxRefusal.NotFound, JoiningText.MergeChoose.En);
}
