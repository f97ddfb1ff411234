using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Api;

/// <summary>What many customers say that hardly any said before; <c>term</c> names it.</summary>
internal sealed record ApiIncidentProposal(
    string Term, string Written, IReadOnlyList<string> Beside, long Customers, long Complaints, long OfCustomers, long Before,
    long OfBefore, double Score, DateTimeOffset FirstAt, DateTimeOffset LastAt, IReadOnlyList<long> Daily,
    IReadOnlyList<Id> ConversationIds)
{
    public static ApiIncidentProposal Of(IncidentProposal p) => new(
        p.Term, p.Written, p.Beside, p.Customers, p.Complaints, p.OfCustomers, p.Before, p.OfBefore, p.Score, p.FirstAt, p.LastAt,
        p.Daily, [.. p.Conversations.Select(c => new Id(c))]);
}

/// <summary>What was looked at, and what was found; <c>complete</c> is false where only the newest messages of busy days were read.</summary>
internal sealed record ApiIncidentProposals(
    DateTimeOffset LookedAt, bool Enough, bool Complete, IReadOnlyList<ApiIncidentProposal> Items);

/// <summary>A proposal to open; <c>incident_id</c> puts it to one that is there, <c>conversation_ids</c> takes some of it only.</summary>
internal sealed record ProposalOpening(
    string Term, string Title = "", string? Cause = null, string Note = "", Id? IncidentId = null,
    IReadOnlyList<Id>? ConversationIds = null);

/// <summary>A proposal to put aside, with the reason.</summary>
internal sealed record ProposalDismissal(string Term, string Reason);

/// <summary>A proposal that was put aside.</summary>
internal sealed record ApiDismissedProposal(Id Id, string Term, string Written, string Reason, long Customers, DateTimeOffset At, Id? PersonId);

internal static class IncidentProposalsApi
{
    public static void MapIncidentProposals(this RouteGroupBuilder api)
    {
        var proposals = api.MapGroup("/incident-proposals").WithTags("Incidents");
        proposals.MapGet("", async (HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                var found = await inbox.IncidentProposalsAsync(Sight(http), cancel);
                return TypedResults.Ok(new ApiIncidentProposals(
                    found.At, found.Enough, found.Complete, [.. found.Items.Select(ApiIncidentProposal.Of)]));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("listIncidentProposals", "List proposed incidents",
                "What many customers say in 14 days far more often than in the 56 before (G²), as far as the person of the token sees.");
        proposals.MapPost("/open", async (ProposalOpening order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                var id = await inbox.OpenProposalAsync(
                    order.Term, new(order.Title, order.Cause, order.Note), order.IncidentId?.Value,
                    order.ConversationIds?.Select(c => c.Value).ToList(), Sight(http), cancel);
                return TypedResults.Ok(await ConversationWorkApi.IncidentAsync(id, http, inbox, cancel));
            })
            .RequirePermission(Permission.WorkConversations)
            .Named("openIncidentProposal", "Open a proposed incident", "Its conversations go into it.");
        proposals.MapPost("/dismiss", async (ProposalDismissal order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.DismissProposalAsync(order.Term, order.Reason, Sight(http), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.WorkConversations)
            .Named("dismissIncidentProposal", "Put a proposal aside", "Until twice as many customers say it.");
        proposals.MapGet("/put-aside", async (HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(Listed<ApiDismissedProposal>.All((await inbox.DismissedProposalsAsync(Sight(http), cancel)).Select(
                    d => new ApiDismissedProposal(
                        d.Id, d.Term, d.Written, d.Reason, d.Customers, d.At, ApiConversation.IdOf(d.By))))))
            .RequirePermission(Permission.ReadConversations)
            .Named("listDismissedProposals", "List what was put aside", "Of what the person of the token could see, the newest first.");
        proposals.MapDelete("/put-aside/{id}", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.RestoreProposalAsync(id, Sight(http), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.WorkConversations)
            .Named("restoreIncidentProposal", "Show again what was put aside", "Repeating it changes nothing.");
        api.MapPost("/incidents/{id}/undo", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.UndoIncidentAsync(id, Sight(http), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.WorkConversations).WithTags("Incidents")
            .Named("undoIncident", "Take back the opening of an incident", "From a proposal for a day, until something was done with it; any while no conversation is in it, nothing was answered or asked, and it is not fixed.");
    }

    private static Sight Sight(HttpContext http) => InboxRoutes.SightOf(http.Actor());
}
