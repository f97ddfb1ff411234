using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Conversations;

/// <summary>Proposed incidents: opened, put aside, and both taken back.</summary>
internal static class ProposalRoutes
{
    public static void MapProposals(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<ProposalPage>(Urls.ProposalPattern, Permission.ReadConversations);
        routes.MapAction(Urls.ProposalOpen, Permission.WorkConversations, OpenAsync);
        routes.MapAction(Urls.ProposalDismiss, Permission.WorkConversations, DismissAsync);
        routes.MapAction(Urls.ProposalRestorePattern, Permission.WorkConversations, RestoreAsync);
        routes.MapAction(Urls.IncidentUndoPattern, Permission.WorkConversations, UndoAsync);
    }

    private static async Task<IResult> OpenAsync(
        HttpContext http, Inbox inbox, [FromForm] string? term, [FromForm] string? title, [FromForm] string? cause,
        [FromForm] string? into, [FromForm] string? rest, CancellationToken cancel)
    {
        var sight = InboxRoutes.SightOf(http.Actor());
        var draft = new IncidentDraft(title ?? "", cause, "");
        var (chosen, shown) = (Numbers("talk"), Numbers("shown"));
        try
        {
            var all = rest is null || await inbox.IncidentProposalAsync(term ?? "", sight, cancel) is not { } proposal
                ? chosen : [.. chosen, .. proposal.Conversations.Except(shown)];
            return Go.To(
                Urls.Incident(await inbox.OpenProposalAsync(term ?? "", draft, InboxRoutes.Number(into), all, sight, cancel)),
                ProposalsText.Opened);
        }
        catch (InboxException wrong)
        {
            return Pages.Show<ProposalPage>(http, new
            {
                Term = term, Draft = draft, Into = into, Chosen = chosen,
                Errors = Error(wrong.Why is InboxRefusal.FieldWrong && draft.Title.Trim().Length is 0 or > 120 ? "title" : "", wrong),
            });
        }

        IReadOnlyList<long> Numbers(string field) => [.. http.Request.Form[field].Select(InboxRoutes.Number).OfType<long>()];
    }

    private static async Task<IResult> DismissAsync(
        HttpContext http, Inbox inbox, [FromForm] string? term, [FromForm] string? reason, CancellationToken cancel)
    {
        try
        {
            await inbox.DismissProposalAsync(term ?? "", reason ?? "", InboxRoutes.SightOf(http.Actor()), cancel);
            return Go.To(Urls.Incidents, ProposalsText.Dismissed);
        }
        catch (InboxException wrong)
        {
            return Pages.Show<ProposalPage>(
                http, new { Term = term, Errors = Error(wrong.Why is InboxRefusal.ReasonMissing ? "reason" : "", wrong) });
        }
    }

    private static async Task<IResult> RestoreAsync(HttpContext http, Inbox inbox, long id, CancellationToken cancel)
    {
        await inbox.RestoreProposalAsync(id, InboxRoutes.SightOf(http.Actor()), cancel);
        return Go.To(Urls.Incidents);
    }

    private static async Task<IResult> UndoAsync(HttpContext http, Inbox inbox, long id, CancellationToken cancel)
    {
        var sight = InboxRoutes.SightOf(http.Actor());
        try
        {
            var empty = await inbox.IncidentAsync(id, sight, cancel) is { Conversations: 0 };
            await inbox.UndoIncidentAsync(id, sight, cancel);
            return Go.To(Urls.Incidents, empty ? JoiningText.Removed : ProposalsText.Undone);
        }
        catch (InboxException wrong)
        {
            return Go.Refused(wrong.Why is InboxRefusal.IncidentMissing ? Urls.Incidents : Urls.Incident(id), InboxText.Refusal(wrong));
        }
    }

    private static IReadOnlyDictionary<string, string> Error(string field, InboxException wrong) =>
        new Dictionary<string, string>
        {
            [field] = wrong.Why is InboxRefusal.NothingChosen ? ProposalsText.Choose : InboxText.Refusal(wrong),
        };
}
