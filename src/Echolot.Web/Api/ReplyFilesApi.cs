using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Api;

/// <summary>A file that goes, or went, out with a reply; <c>alt</c>: what an image shows.</summary>
internal sealed record ApiReplyFile(Id Id, string Name, string Type, long Size, string Alt)
{
    public static ApiReplyFile Of(ReplyFile f) => new(f.Id, f.Name, f.Type, f.Size, f.Alt);
}

/// <summary>A file that was added and goes along with a reply.</summary>
internal sealed record ChosenFileOrder(Id FileId, string? Alt = null)
{
    public static IReadOnlyList<ChosenFile> Of(IReadOnlyList<ChosenFileOrder>? files) =>
        [.. (files ?? []).Select(f => new ChosenFile(f.FileId, f.Alt))];
}

/// <summary>Files that a way takes: how many, and of each media type the most bytes of one.</summary>
internal sealed record ApiFileLimits(int Most, IReadOnlyDictionary<string, long> Types, long? Together)
{
    public static ApiFileLimits? Of(FileLimits? f) => f is null ? null : new(f.Most, f.Types, f.Together);
}

/// <summary>A file of an item of the library.</summary>
internal sealed record AttachOrder(Id AnswerFileId);

/// <summary>A colleague who shares a draft.</summary>
internal sealed record DraftFilesOrder(Id PersonId);

internal static class ReplyFilesApi
{
    public static void MapReplyFileOrders(this RouteGroupBuilder api)
    {
        var files = api.MapGroup("/conversations/{id}/files").WithTags("Conversations");
        files.MapGet("", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(Listed<ApiReplyFile>.All(
                    (await inbox.FilesAsync(id.Value, InboxRoutes.SightOf(http.Actor()), cancel)).Select(ApiReplyFile.Of))))
            .RequirePermission(Permission.WorkConversations)
            .Named("listReplyFiles", "List the files of a reply", "What the person of the token has added and not sent.");
        files.MapPost("", AddAsync).RequirePermission(Permission.WorkConversations).DisableAntiforgery()
            .Named(
                "addReplyFile", "Add a file to a reply",
                "A form with the file (PDF, PNG, JPEG, GIF, WebP; 5 MB at most) and optionally `alt`, what an image shows. It goes "
                + "out with the reply that names it in `files`.");
        files.MapPost("/from-answer", async (Id id, AttachOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(ApiReplyFile.Of(await inbox.AddLibraryFileAsync(
                    id.Value, order.AnswerFileId, InboxRoutes.SightOf(http.Actor()), cancel))))
            .RequirePermission(Permission.WorkConversations)
            .Named("addAnswerFile", "Add a file of the library to a reply", "As it is now; changes in the library change no reply.");
        files.MapPost("/from-draft", async (Id id, DraftFilesOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.TakeDraftFilesAsync(id, order.PersonId, InboxRoutes.SightOf(http.Actor()), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.WorkConversations)
            .Named("addDraftFiles", "Add the files of a shared draft", "To one’s own reply; the colleague keeps theirs.");
        files.MapGet("/{file}", async Task<Results<FileContentHttpResult, ProblemHttpResult>> (
                Id id, Id file, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                await inbox.FileAsync(file, InboxRoutes.SightOf(http.Actor()), cancel) is var (found, content)
                    ? TypedResults.File(content, found.Type, found.Name) : Problems.Missing($"A file {file} of conversation {id}"))
            .RequirePermission(Permission.ReadConversations)
            .Named("getReplyFile", "Read a file of a reply", "As it goes, or went, out.");
        files.MapDelete("/{file}", async (Id id, Id file, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.RemoveFileAsync(id.Value, file, InboxRoutes.SightOf(http.Actor()), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.WorkConversations)
            .Named("removeReplyFile", "Take a file away", "One that went out stays.");
        var letters = api.MapGroup("/incidents/{id}/files").WithTags("Incidents");
        letters.MapPost("", (Id id, IFormFile file, [FromForm] string? alt, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                AddToAsync(WrittenTo.Everybody(id), file, alt, http, inbox, cancel))
            .RequirePermission(Permission.SendReplies).DisableAntiforgery()
            .Named(
                "addIncidentFile", "Add a file for everybody of an incident",
                "A form with the file and optionally `alt`. It goes out with the answer that names it in `files`.");
        letters.MapDelete("/{file}", async (Id id, Id file, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.RemoveFileAsync(WrittenTo.Everybody(id), file, InboxRoutes.SightOf(http.Actor()), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.SendReplies)
            .Named("removeIncidentFile", "Take a file for everybody away", "One that went out stays.");
    }

    private static Task<Ok<ApiReplyFile>> AddAsync(
        Id id, IFormFile file, [FromForm] string? alt, HttpContext http, Inbox inbox, CancellationToken cancel) =>
        AddToAsync(id.Value, file, alt, http, inbox, cancel);

    private static async Task<Ok<ApiReplyFile>> AddToAsync(
        WrittenTo to, IFormFile file, string? alt, HttpContext http, Inbox inbox, CancellationToken cancel)
    {
        if (file.Length > Inbox.LargestFile)
            throw new InboxException(
                InboxRefusal.FileTooLarge, $"The file has {file.Length} bytes; {Inbox.LargestFile} are the most.", file.FileName);
        using var content = new MemoryStream((int)file.Length);
        await file.CopyToAsync(content, cancel);
        return TypedResults.Ok(ApiReplyFile.Of(await inbox.AddFileAsync(
            to, file.FileName, content.ToArray(), InboxRoutes.SightOf(http.Actor()), cancel, alt)));
    }
}
