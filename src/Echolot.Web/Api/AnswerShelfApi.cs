using Echolot.Answers;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>A file of an answer.</summary>
internal sealed record ApiAnswerFile(Id Id, string Name, string Type, long Size);

/// <summary>Folders and files of the library, and taking an approval back.</summary>
internal static class AnswerShelfApi
{
    public static void MapAnswerShelf(this RouteGroupBuilder api)
    {
        var answers = api.MapGroup("/answers").WithTags("Answers");
        answers.MapPost("/{id}/withdraw", async (Id id, HttpContext http, AnswerLibrary library, CancellationToken cancel) =>
            {
                await library.WithdrawAsync(id, http.Actor().Person.Id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.ApproveAnswers)
            .Named("withdrawAnswer", "Take the approval of an answer back", "Nobody may use it until it is approved again.");
        answers.MapPut("/folders/{id}", async (Id id, ApiFolderDraft draft, AnswerLibrary library, CancellationToken cancel) =>
            {
                await library.SaveFolderAsync(id, draft.Name, draft.ParentId?.Value, cancel);
                var folder = (await library.ShelfAsync(cancel)).Folders.First(f => f.Id == id.Value);
                return TypedResults.Ok(new ApiFolder(
                    folder.Id, folder.ParentId is { } above ? new Id(above) : null, folder.Name, folder.Path));
            })
            .RequirePermission(Permission.EditAnswers)
            .Named("changeAnswerFolder", "Rename or move a folder", "What is in it goes along.");
        answers.MapDelete("/folders/{id}", async (Id id, AnswerLibrary library, CancellationToken cancel) =>
            {
                await library.RemoveFolderAsync(id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditAnswers)
            .Named("removeAnswerFolder", "Remove a folder", "Where nothing is in it.");
        answers.MapPost("/{id}/files", AddFileAsync).RequirePermission(Permission.EditAnswers).DisableAntiforgery()
            .Named(
                "addFileOfAnswer", "Add a file to an answer",
                "A form with the file (PDF, PNG, JPEG, GIF, WebP; 5 MB and five files at most).");
        answers.MapGet("/{id}/files/{file}", async (Id id, Id file, HttpContext http, AnswerLibrary library, CancellationToken cancel) =>
                await library.FileAsync(file, cancel) is var (found, content) && found.ItemId == id.Value
                    ? Download.Of(http, found.Name, found.Type, content) : Problems.Missing($"File {file}"))
            .RequirePermission(Permission.ReadConversations)
            .Named("getAnswerFile", "Fetch a file of an answer", "As it is, to be saved.");
        answers.MapDelete("/{id}/files/{file}", async (Id id, Id file, AnswerLibrary library, CancellationToken cancel) =>
            {
                await library.RemoveFileAsync(id, file, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditAnswers)
            .Named("removeAnswerFile", "Remove a file of an answer", "Replies that took it along keep it.");
    }

    private static async Task<Created<ApiAnswerFile>> AddFileAsync(
        Id id, IFormFile file, HttpContext http, AnswerLibrary library, CancellationToken cancel)
    {
        if (file.Length > AnswerLibrary.LargestFile)
            throw new AnswerException(AnswerRefusal.FileTooLarge, $"The file has {file.Length} bytes; {AnswerLibrary.LargestFile} are the most.");
        using var content = new MemoryStream((int)file.Length);
        await file.CopyToAsync(content, cancel);
        var added = await library.AddFileAsync(id, file.FileName, content.ToArray(), http.Actor().Person.Id, cancel);
        var (kept, _) = (await library.FileAsync(added, cancel))!.Value;
        return TypedResults.Created((string?)null, new ApiAnswerFile(kept.Id, kept.Name, kept.Type, kept.Size));
    }
}
