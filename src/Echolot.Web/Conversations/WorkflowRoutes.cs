using System.Globalization;
using Echolot.Conversations;
using Echolot.Matching;
using Echolot.Teams;
using Echolot.Web.Components;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Conversations;

/// <summary>Workflows of the care desk, and what they did to a conversation.</summary>
internal static class WorkflowRoutes
{
    private const int MostDays = 90;

    public static void MapWorkflows(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<WorkflowsPage>(Urls.Workflows, Permission.ReadConversations);
        routes.MapPage<WorkflowPage>(Urls.NewWorkflow, Permission.EditCare);
        routes.MapPage<WorkflowPage>(Urls.WorkflowPattern, Permission.ReadConversations);
        routes.MapPage<TriesPage>(Urls.ConversationTriesPattern, Permission.ReadConversations);
        routes.MapAction(Urls.Workflows, Permission.EditCare, AddAsync);
        routes.MapAction(Urls.WorkflowPattern, Permission.EditCare, ChangeAsync);
        routes.MapAction(Urls.WorkflowDryRun, Permission.EditCare, DryRunAsync);
        routes.MapAction(Urls.WorkflowMovePattern, Permission.EditCare, MoveAsync);
        routes.MapAction(Urls.WorkflowSwitchPattern, Permission.EditCare, SwitchAsync);
        routes.MapAction(Urls.WorkflowRemovePattern, Permission.EditCare, RemoveAsync);
        routes.MapAction(Urls.ConversationWorkflowsOffPattern, Permission.WorkConversations, SetOffAsync);
    }

    private static Task<IResult> AddAsync(HttpContext http, Inbox inbox) => SaveAsync(null, http, inbox);

    private static Task<IResult> ChangeAsync(HttpContext http, Inbox inbox, long id) => SaveAsync(id, http, inbox);

    private static async Task<IResult> SaveAsync(long? id, HttpContext http, Inbox inbox)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (draft, errors) = WorkflowForm.Read(form);
        var seen = Moments.OfForm(form["seen"]);
        IReadOnlyList<QueryError> query = [];
        if (errors.Count == 0)
        {
            try
            {
                await inbox.SaveWorkflowAsync(id, draft, http.Actor().Person.Id, http.RequestAborted, seen);
                return Go.To(Urls.Workflows, WorkflowText.Saved);
            }
            catch (QueryException wrong)
            {
                query = wrong.Errors;
            }
            catch (InboxException wrong) when (wrong.Why is InboxRefusal.ChangedMeanwhile)
            {
                return Pages.Show<WorkflowPage>(http, new { Id = id, Written = draft, Meanwhile = true }, StatusCodes.Status409Conflict);
            }
            catch (InboxException wrong)
            {
                errors[wrong.Why switch
                {
                    InboxRefusal.NameMissing => "name", InboxRefusal.MinutesMissing => "minutes", _ => "",
                }] = InboxText.Refusal(wrong);
            }
        }
        return Pages.Show<WorkflowPage>(
            http, new { Id = id, Written = draft, Seen = seen, Errors = (IReadOnlyDictionary<string, string>)errors, QueryErrors = query });
    }

    private static async Task<IResult> DryRunAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (draft, _) = WorkflowForm.Read(form);
        var days = int.TryParse(form["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            ? Math.Clamp(asked, 1, MostDays)
            : 7;
        long? id = long.TryParse(form["workflow"], NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : null;
        return Pages.Show<WorkflowDryRunPage>(http, new { Id = id, Draft = draft, Days = days }, StatusCodes.Status200OK);
    }

    private static Task<IResult> MoveAsync(HttpContext http, Inbox inbox, long id, [FromForm] int position) => ToListAsync(
        () => inbox.MoveWorkflowAsync(id, position, http.Actor().Person.Id, http.RequestAborted), WorkflowText.Moved);

    private static Task<IResult> SwitchAsync(HttpContext http, Inbox inbox, long id, [FromForm] string? active) => ToListAsync(
        async () =>
        {
            if ((await inbox.WorkflowsAsync(http.RequestAborted)).FirstOrDefault(w => w.Id == id) is { } workflow)
                await inbox.SaveWorkflowAsync(
                    id, workflow.Draft with { Active = active is "true" }, http.Actor().Person.Id, http.RequestAborted);
        }, WorkflowText.Saved);

    private static Task<IResult> RemoveAsync(HttpContext http, Inbox inbox, long id) => ToListAsync(
        () => inbox.RemoveWorkflowAsync(id, http.Actor().Person.Id, http.RequestAborted), WorkflowText.Removed);

    private static Task<IResult> SetOffAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? off, CancellationToken cancel) =>
        InboxRoutes.DoAsync(http, id, sight => inbox.SetWorkflowsOffAsync(id, off is "1", sight, cancel));

    private static async Task<IResult> ToListAsync(Func<Task> work, Phrase done)
    {
        try
        {
            await work();
            return Go.To(Urls.Workflows, done);
        }
        catch (Exception refused) when (refused is InboxException or QueryException)
        {
            return Go.Refused(Urls.Workflows, WorkflowText.Gone);
        }
    }
}
