using System.Globalization;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Chat;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Conversations;

/// <summary>Files of replies: added and taken away while somebody writes, and handed out.</summary>
internal static class FileRoutes
{
    public static void MapReplyFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapAction(Urls.ReplyFilesPattern, Permission.WorkConversations, AddAsync);
        routes.MapAction(Urls.ReplyFileAltPattern, Permission.WorkConversations, DescribeAsync);
        routes.MapAction(Urls.ReplyFileRemovePattern, Permission.WorkConversations, RemoveAsync);
        routes.MapAction(Urls.IncidentFilesPattern, Permission.SendReplies, AddForAllAsync);
        routes.MapAction(Urls.IncidentFileAltPattern, Permission.SendReplies, DescribeForAllAsync);
        routes.MapAction(Urls.IncidentFileRemovePattern, Permission.SendReplies, RemoveForAllAsync);
        routes.MapGet(Urls.ReplyFilePattern, FileAsync).RequirePermission(Permission.ReadConversations).ExcludeFromDescription();
        routes.MapGet(Urls.ApprovalLinkFilePattern, FileByLinkAsync).AllowAnonymous().RequireRateLimiting(RateLimits.Secrets)
            .ExcludeFromDescription().WithMetadata(new OpenTo("whoever holds a link to approve the reply that it goes with"));
    }

    /// <summary>The files that a composer has shown, with what was said of their images.</summary>
    public static IReadOnlyList<ChosenFile> Chosen(IFormCollection form) =>
    [
        .. form["file"].Select(InboxRoutes.Number).OfType<long>().Take(Inbox.MostFiles)
            .Select(id => new ChosenFile(
                id, form.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"alt-{id}"), out var alt) ? alt.ToString() : null)),
    ];

    private static Task<IResult> AddAsync(HttpContext http, Inbox inbox, long id, CancellationToken cancel) =>
        AddToAsync(http, inbox, id, cancel);

    private static Task<IResult> AddForAllAsync(HttpContext http, Inbox inbox, long id, CancellationToken cancel) =>
        AddToAsync(http, inbox, WrittenTo.Everybody(id), cancel);

    private static async Task<IResult> AddToAsync(HttpContext http, Inbox inbox, WrittenTo to, CancellationToken cancel)
    {
        var form = await http.Request.ReadFormAsync(cancel);
        return await ShowAsync(http, to, async sight =>
        {
            if (to.Incident == 0 && InboxRoutes.Number(form["draft-of"]) is { } colleague)
            {
                await inbox.TakeDraftFilesAsync(to.Conversation, colleague, sight, cancel);
                return;
            }
            if (InboxRoutes.Number(form["from"]) is { } known)
            {
                await inbox.AddLibraryFileAsync(to, known, sight, cancel);
                return;
            }
            if (form.Files["file"] is not { } file) throw new InboxException(InboxRefusal.FileMissing, "Choose a file.");
            if (file.Length > Inbox.LargestFile)
                throw new InboxException(InboxRefusal.FileTooLarge, "The file is too large.", file.FileName);
            using var content = new MemoryStream((int)file.Length);
            await file.CopyToAsync(content, cancel);
            await inbox.AddFileAsync(to, file.FileName, content.ToArray(), sight, cancel);
        });
    }

    private static Task<IResult> RemoveAsync(HttpContext http, Inbox inbox, long id, long file, CancellationToken cancel) =>
        ShowAsync(http, id, sight => inbox.RemoveFileAsync(id, file, sight, cancel));

    private static Task<IResult> RemoveForAllAsync(HttpContext http, Inbox inbox, long id, long file, CancellationToken cancel) =>
        ShowAsync(http, WrittenTo.Everybody(id), sight => inbox.RemoveFileAsync(WrittenTo.Everybody(id), file, sight, cancel));

    private static Task<IResult> DescribeAsync(
        HttpContext http, Inbox inbox, long id, long file, [FromForm] string? alt, CancellationToken cancel) =>
        DescribeInAsync(http, inbox, id, file, alt, cancel);

    private static Task<IResult> DescribeForAllAsync(
        HttpContext http, Inbox inbox, long id, long file, [FromForm] string? alt, CancellationToken cancel) =>
        DescribeInAsync(http, inbox, WrittenTo.Everybody(id), file, alt, cancel);

    private static async Task<IResult> DescribeInAsync(
        HttpContext http, Inbox inbox, WrittenTo to, long file, string? alt, CancellationToken cancel)
    {
        await inbox.DescribeFileAsync(to, file, alt ?? "", InboxRoutes.SightOf(http.Actor()), cancel);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ShowAsync(HttpContext http, WrittenTo to, Func<Sight, Task> work)
    {
        string? problem = null;
        try
        {
            await work(InboxRoutes.SightOf(http.Actor()));
        }
        catch (InboxException wrong)
        {
            if (wrong.Why is InboxRefusal.NotFound or InboxRefusal.IncidentMissing) return TypedResults.NotFound();
            problem = InboxText.Refusal(wrong);
        }
        return Pages.Show<ReplyFilesPage>(
            http, new { To = to, Problem = problem },
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> FileAsync(HttpContext http, Inbox inbox, long id, CancellationToken cancel) =>
        await inbox.FileAsync(id, InboxRoutes.SightOf(http.Actor()), cancel) is var (file, content)
            ? Download.Of(http, file.Name, file.Type, content) : TypedResults.NotFound();

    private static async Task<IResult> FileByLinkAsync(
        HttpContext http, Inbox inbox, string secret, long file, CancellationToken cancel) =>
        await inbox.FileByApprovalLinkAsync(secret, file, cancel) is var (found, content)
            ? Download.Of(http, found.Name, found.Type, content) : TypedResults.NotFound();
}
