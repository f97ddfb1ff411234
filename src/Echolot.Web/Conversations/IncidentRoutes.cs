using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Conversations;

/// <summary>Incidents: one cause, many customers, an answer for each.</summary>
internal static class IncidentRoutes
{
    public static void MapIncidents(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<IncidentsPage>(Urls.Incidents, Permission.ReadConversations);
        routes.MapPage<IncidentPage>(Urls.IncidentPattern, Permission.ReadConversations);
        routes.MapAction(Urls.Incidents, Permission.WorkConversations, AddAsync);
        routes.MapAction(Urls.IncidentPattern, Permission.WorkConversations, ChangeAsync);
        routes.MapAction(Urls.IncidentFixedPattern, Permission.WorkConversations, FixAsync);
        routes.MapAction(Urls.IncidentLettersPattern, Permission.SendReplies, Letters);
        routes.MapAction(Urls.IncidentAnswerPattern, Permission.SendReplies, AnswerAsync);
    }

    private static async Task<IResult> AddAsync(
        HttpContext http, Inbox inbox, [FromForm] string? title, [FromForm] string? cause, [FromForm] string? note,
        CancellationToken cancel)
    {
        var draft = new IncidentDraft(title ?? "", cause, note ?? "");
        try
        {
            return Go.To(Urls.Incident(await inbox.SaveIncidentAsync(null, draft, InboxRoutes.SightOf(http.Actor()), cancel)));
        }
        catch (InboxException wrong)
        {
            return Pages.Show<IncidentsPage>(http, new { Draft = draft, Problem = InboxText.Refusal(wrong).ToString() });
        }
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? title, [FromForm] string? cause,
        [FromForm] string? note, CancellationToken cancel)
    {
        try
        {
            await inbox.SaveIncidentAsync(id, new(title ?? "", cause, note ?? ""), InboxRoutes.SightOf(http.Actor()), cancel);
            return Go.To(Urls.Incident(id), JoiningText.Saved);
        }
        catch (InboxException wrong)
        {
            return Pages.Show<IncidentPage>(http, new { Id = id, Problem = InboxText.Refusal(wrong).ToString() });
        }
    }

    private static async Task<IResult> FixAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? @fixed, CancellationToken cancel)
    {
        try
        {
            await inbox.FixIncidentAsync(id, @fixed == "true", InboxRoutes.SightOf(http.Actor()), cancel);
            return Go.To(Urls.Incident(id));
        }
        catch (InboxException wrong)
        {
            return Pages.Show<IncidentPage>(http, new { Id = id, Problem = InboxText.Refusal(wrong).ToString() });
        }
    }

    private static IResult Letters(HttpContext http, long id, [FromForm] string? text, [FromForm] string? reason) =>
        Pages.Show<IncidentPage>(http, new { Id = id, Written = text ?? "", Reason = reason }, StatusCodes.Status200OK);

    private static async Task<IResult> AnswerAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? text, [FromForm] string? reply,
        [FromForm] string? reason, [FromForm] string? once, CancellationToken cancel)
    {
        try
        {
            var written = InboxRoutes.Number(reply);
            // An earlier answer goes on with its own words; the field is not read then.
            await inbox.AnswerIncidentAsync(
                id, written, written is null ? text ?? "" : "-", InboxRoutes.SightOf(http.Actor()), cancel,
                FileRoutes.Chosen(http.Request.Form), reason, once);
            return Go.To(Urls.Incident(id), JoiningText.OnItsWay);
        }
        catch (InboxException wrong)
        {
            return Pages.Show<IncidentPage>(
                http, new { Id = id, Written = text, Reason = reason, Problem = InboxText.Refusal(wrong).ToString() });
        }
    }
}
