using System.Globalization;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.OutOfHours;

/// <summary>What Echolot says by itself.</summary>
internal static class AutoReplyRoutes
{
    public static void MapAutoReplies(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<AutoRepliesPage>(Urls.AutoReplies, Permission.ReadConversations);
        routes.MapAction(Urls.AutoReplySettings, Permission.EditCare, SetAsync);
        routes.MapPage<AutoReplyPage>(Urls.NewAutoReply, Permission.EditCare);
        routes.MapPage<AutoReplyPage>(Urls.AutoReplyPattern, Permission.EditCare);
        routes.MapAction(Urls.NewAutoReply, Permission.EditCare, AddAsync);
        routes.MapAction(Urls.AutoReplyPattern, Permission.EditCare, ChangeAsync);
        routes.MapAction(Urls.AutoReplyPreview, Permission.EditCare, PreviewAsync);
        routes.MapAction(Urls.AutoReplyMovePattern, Permission.EditCare, MoveAsync);
        routes.MapAction(Urls.AutoReplyRemovePattern, Permission.EditCare, RemoveAsync);
    }

    private static Task<IResult> AddAsync(HttpContext http, Inbox inbox, CancellationToken cancel) =>
        SaveAsync(http, inbox, null, cancel);

    private static Task<IResult> ChangeAsync(HttpContext http, Inbox inbox, long id, CancellationToken cancel) =>
        SaveAsync(http, inbox, id, cancel);

    private static async Task<IResult> SaveAsync(HttpContext http, Inbox inbox, long? id, CancellationToken cancel)
    {
        var draft = Read(await http.Request.ReadFormAsync(cancel));
        try
        {
            await inbox.SaveAutoReplyAsync(id, draft, http.Actor().Person.Id, cancel);
            return Go.To(Urls.AutoReplies, AutoReplyText.Saved);
        }
        catch (InboxException wrong)
        {
            return Pages.Show<AutoReplyPage>(
                http, new { Id = id, Written = draft, Problem = InboxText.Refusal(wrong).ToString() });
        }
    }

    private static async Task<IResult> PreviewAsync(HttpContext http, CancellationToken cancel)
    {
        var form = await http.Request.ReadFormAsync(cancel);
        return Pages.Show<AutoReplyPage>(
            http, new { Id = InboxRoutes.Number(form["id"]), Written = Read(form), Rehearses = true }, StatusCodes.Status200OK);
    }

    private static async Task<IResult> MoveAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? up, CancellationToken cancel)
    {
        await inbox.MoveAutoReplyAsync(id, up is "true", http.Actor().Person.Id, cancel);
        return Go.To(Urls.AutoReplies);
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, Inbox inbox, long id, CancellationToken cancel)
    {
        await inbox.RemoveAutoReplyAsync(id, http.Actor().Person.Id, cancel);
        return Go.To(Urls.AutoReplies, AutoReplyText.Saved);
    }

    private static async Task<IResult> SetAsync(HttpContext http, Inbox inbox, CancellationToken cancel)
    {
        var form = await http.Request.ReadFormAsync(cancel);
        var settings = new AutoReplySettings(
            form["paused"] == "true", [.. form["channel"].OfType<string>()],
            int.TryParse(form["window"], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) ? hours : 0, form["name"]);
        try
        {
            await inbox.SetAutoReplySettingsAsync(settings, http.Actor().Person.Id, cancel);
            return Go.To(Urls.AutoReplies, AutoReplyText.Saved);
        }
        catch (InboxException wrong)
        {
            return Pages.Show<AutoRepliesPage>(
                http, new { Written = settings, Problem = InboxText.Refusal(wrong).ToString() });
        }
    }

    private static AutoReplyDraft Read(IFormCollection form)
    {
        var crisis = form["crisis"].ToString().Split('-');
        return new(
            form["name"].ToString(), Given("connector"), InboxRoutes.Number(form["source"]),
            Enum.TryParse<AutoReplyHours>(form["hours"], out var hours) ? hours : AutoReplyHours.Outside,
            InboxRoutes.Number(form["calendar"]), Level(0) ?? 0, Level(1),
            Enum.TryParse<AutoReplyLegs>(form["legs"], out var legs) ? legs : AutoReplyLegs.Private,
            new(form["de"].ToString(), form["en"].ToString()), form["active"] == "true");

        string? Given(string name) => form[name].ToString() is { Length: > 0 } value ? value : null;

        int? Level(int at) => at < crisis.Length
            && int.TryParse(crisis[at], NumberStyles.None, CultureInfo.InvariantCulture, out var level) ? level : null;
    }
}
