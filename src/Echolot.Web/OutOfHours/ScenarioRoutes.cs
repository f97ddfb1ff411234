using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.OutOfHours;

/// <summary>Decision trees in which a bot speaks.</summary>
internal static class ScenarioRoutes
{
    private const int MostTries = 60;

    public static void MapScenarios(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<ScenariosPage>(Urls.Scenarios, Permission.ReadConversations);
        routes.MapPage<ScenarioPage>(Urls.NewScenario, Permission.EditCare);
        routes.MapPage<ScenarioPage>(Urls.ScenarioPattern, Permission.EditCare);
        routes.MapAction(Urls.NewScenario, Permission.EditCare, AddAsync);
        routes.MapAction(Urls.ScenarioPattern, Permission.EditCare, ChangeAsync);
        routes.MapAction(Urls.ScenarioTry, Permission.EditCare, TryAsync);
        routes.MapAction(Urls.ScenarioRemovePattern, Permission.EditCare, RemoveAsync);
        routes.MapAction(Urls.ConversationScenarioPattern, Permission.SendReplies, StartAsync);
        routes.MapAction(Urls.ConversationScenarioStopPattern, Permission.WorkConversations, StopAsync);
    }

    private static Task<IResult> StartAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] long? scenario, CancellationToken cancel) =>
        InboxRoutes.DoAsync(
            http, id, sight => inbox.StartScenarioAsync(id, scenario ?? 0, sight, cancel), ScenarioText.Started);

    private static Task<IResult> StopAsync(HttpContext http, Inbox inbox, long id, CancellationToken cancel) =>
        InboxRoutes.DoAsync(http, id, sight => inbox.StopScenarioAsync(id, sight, cancel), ScenarioText.Stopped);

    private static Task<IResult> AddAsync(HttpContext http, Inbox inbox, CancellationToken cancel) =>
        SaveAsync(http, inbox, null, cancel);

    private static Task<IResult> ChangeAsync(HttpContext http, Inbox inbox, long id, CancellationToken cancel) =>
        SaveAsync(http, inbox, id, cancel);

    private static async Task<IResult> SaveAsync(HttpContext http, Inbox inbox, long? id, CancellationToken cancel)
    {
        var draft = Read(await http.Request.ReadFormAsync(cancel));
        try
        {
            await inbox.SaveScenarioAsync(id, draft, http.Actor().Person.Id, cancel);
            return Go.To(Urls.Scenarios, ScenarioText.Saved);
        }
        catch (InboxException wrong)
        {
            return Pages.Show<ScenarioPage>(
                http, new { Id = id, Written = draft, Problem = InboxText.Refusal(wrong).ToString() });
        }
    }

    /// <summary>The try-out starts from the beginning each time, with everything that was said so far.</summary>
    private static async Task<IResult> TryAsync(HttpContext http, CancellationToken cancel)
    {
        var form = await http.Request.ReadFormAsync(cancel);
        var said = form["again"] == "true" ? []
            : form["said"].ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Append(form["say"].ToString())
                .Select(s => s.ReplaceLineEndings(" ").Trim()).Where(s => s.Length > 0).Take(MostTries).ToList();
        return Pages.Show<ScenarioPage>(
            http, new
            {
                Id = InboxRoutes.Number(form["id"]), Written = Read(form), Said = (IReadOnlyList<string>)said, Tries = true,
                German = form["language"] == "de",
            }, StatusCodes.Status200OK);
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, Inbox inbox, long id, CancellationToken cancel)
    {
        await inbox.RemoveScenarioAsync(id, http.Actor().Person.Id, cancel);
        return Go.To(Urls.Scenarios, ScenarioText.Saved);
    }

    private static ScenarioDraft Read(IFormCollection form) => new(
        form["name"].ToString(), form["connector"].ToString() is { Length: > 0 } connector ? connector : null,
        InboxRoutes.Number(form["source"]), Enum.TryParse<AutoReplyHours>(form["hours"], out var hours) ? hours : AutoReplyHours.Outside,
        InboxRoutes.Number(form["calendar"]), form["text"].ToString(), form["active"] == "true");
}
