using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Conversations;

/// <summary>What a conversation is about, and which fields and causes there are.</summary>
internal static class DescribeRoutes
{
    public static void MapDescribing(this IEndpointRouteBuilder routes)
    {
        routes.MapAction(Urls.ConversationLabelPattern, Permission.WorkConversations, LabelAsync);
        routes.MapAction(Urls.ConversationUnlabelPattern, Permission.WorkConversations, UnlabelAsync);
        routes.MapAction(Urls.ConversationFieldPattern, Permission.WorkConversations, FillAsync);
        routes.MapAction(Urls.ConversationIncidentPattern, Permission.WorkConversations, JoinAsync);
        routes.MapPage<FieldsPage>(Urls.CareFields, Permission.ReadConversations);
        routes.MapAction(Urls.CareFields, Permission.EditCare, AddAsync);
        routes.MapAction(Urls.CareFieldPattern, Permission.EditCare, ChangeAsync);
        routes.MapAction(Urls.CareFieldRemovePattern, Permission.EditCare, RemoveAsync);
        routes.MapAction(Urls.CareCauseRule, Permission.EditCare, RequireAsync);
        routes.MapAction(Urls.CareCauseRename, Permission.EditCare, RenameAsync);
    }

    private static Task<IResult> LabelAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] long label, CancellationToken cancel) =>
        InboxRoutes.DoAsync(http, id, sight => inbox.LabelAsync(id, label, sight, cancel));

    private static Task<IResult> UnlabelAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] long label, CancellationToken cancel) =>
        InboxRoutes.DoAsync(http, id, sight => inbox.UnlabelAsync(id, label, sight, cancel));

    private static async Task<IResult> FillAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] long field, CancellationToken cancel)
    {
        // Several choices come as one value each.
        var values = (await http.Request.ReadFormAsync(cancel))["value"];
        return await InboxRoutes.DoAsync(
            http, id, sight => inbox.SetFieldAsync(id, field, string.Join('\n', values.AsEnumerable()), sight, cancel));
    }

    private static Task<IResult> JoinAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? incident, CancellationToken cancel) =>
        InboxRoutes.DoAsync(
            http, id, sight => inbox.SetIncidentAsync(id, InboxRoutes.Number(incident), sight, cancel));

    private static Task<IResult> AddAsync(HttpContext http, Inbox inbox, CancellationToken cancel) =>
        SaveAsync(http, inbox, null, cancel);

    private static Task<IResult> ChangeAsync(HttpContext http, Inbox inbox, long id, CancellationToken cancel) =>
        SaveAsync(http, inbox, id, cancel);

    private static async Task<IResult> SaveAsync(HttpContext http, Inbox inbox, long? id, CancellationToken cancel)
    {
        var form = await http.Request.ReadFormAsync(cancel);
        var draft = new CareFieldDraft(
            form["name"].ToString(), Enum.TryParse<FieldKind>(form["kind"], out var kind) ? kind : FieldKind.Text,
            form["choices"].ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            form["required"] == "true");
        try
        {
            await inbox.SaveFieldAsync(id, draft, http.Actor().Person.Id, cancel);
            return Go.To(Urls.CareFields, DescribeText.Saved);
        }
        catch (InboxException wrong)
        {
            return Pages.Show<FieldsPage>(http, new { Id = id, Draft = draft, Problem = InboxText.Refusal(wrong).ToString() });
        }
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, Inbox inbox, long id, CancellationToken cancel)
    {
        await inbox.RemoveFieldAsync(id, http.Actor().Person.Id, cancel);
        return Go.To(Urls.CareFields, DescribeText.Saved);
    }

    private static async Task<IResult> RequireAsync(
        HttpContext http, Inbox inbox, [FromForm] string? required, CancellationToken cancel)
    {
        await inbox.RequireCauseAsync(required == "true", http.Actor().Person.Id, cancel);
        return Go.To(Urls.CareFields, DescribeText.Saved);
    }

    private static async Task<IResult> RenameAsync(
        HttpContext http, Inbox inbox, [FromForm] string path, [FromForm] string? into, CancellationToken cancel)
    {
        try
        {
            var changed = await inbox.RenameCauseAsync(path, into ?? "", http.Actor().Person.Id, cancel);
            return Go.To(Urls.CareFields, new Phrase(DescribeText.Renamed.With(changed), DescribeText.Renamed.With(changed)));
        }
        catch (InboxException wrong)
        {
            return Pages.Show<FieldsPage>(http, new { Problem = InboxText.Refusal(wrong).ToString() });
        }
    }
}
