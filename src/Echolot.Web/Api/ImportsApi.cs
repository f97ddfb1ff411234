using Echolot.Sources.Imports;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Api;

/// <summary>A file being read in. <c>done_bytes</c> of <c>file_bytes</c> are stored.</summary>
internal sealed record ApiImport(
    Id Id, Id SourceId, string Name, ImportState State, long FileBytes, long DoneBytes, long Line, ImportCounts Counts,
    string? Problem,
    DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, bool KeepAll)
{
    public static ApiImport Of(ImportJob job) => new(
        job.Id, job.SourceId, job.Name, job.State, job.FileBytes, job.DoneBytes, job.Line, job.Counts, job.Problem,
        job.CreatedAt, job.ChangedAt, job.KeepAll);
}

internal static class ImportsApi
{
    public static void MapImports(this RouteGroupBuilder api)
    {
        var imports = api.MapGroup("/imports").WithTags("Imports");
        imports.MapGet("", ListAsync)
            .RequirePermission(Permission.ReadSources).Named("listImports", "List imports", "Newest first.");
        imports.MapGet("/{id}", FindAsync)
            .RequirePermission(Permission.ReadSources).Named("getImport", "Read how an import stands", "");
        imports.MapPost("", StartAsync)
            .RequirePermission(Permission.PushMentions | Permission.EditSources)
            .DisableAntiforgery().Named("startImport", "Read a file in",
            "A form with the file (NDJSON, CSV, Excel, or an export of Brandwatch, Talkwalker, CrowdTangle or Meltwater) and "
            + "`source`, the short name of the source to read it into; " + ImportReadingForm.About + ". Answers at once; read "
            + "how it stands later. lookAtFile shows before what would arrive.");
        imports.MapImportLook();
        imports.MapPost("/{id}/cancel", CancelAsync)
            .RequirePermission(Permission.EditSources).Named("cancelImport", "Stop an import", "What was read stays.");
        imports.MapGet("/{id}/rejected", RejectedAsync)
            .RequirePermission(Permission.EditSources).Named("getRejectedRows", "Rows that could not be read",
            "As a file that can be corrected and imported again.");
    }

    private static async Task<Ok<Listed<ApiImport>>> ListAsync(
        Id? cursor, int? size, ImportDesk desk, CancellationToken cancel)
    {
        var most = Paging.Size(size);
        var found = await desk.ListAsync(cursor?.Value, most, cancel);
        return TypedResults.Ok(Paging.Listed([.. found.Select(ApiImport.Of)], most, i => i.Id));
    }

    private static async Task<Results<Ok<ApiImport>, ProblemHttpResult>> FindAsync(
        Id id, ImportDesk desk, CancellationToken cancel) =>
        await desk.FindAsync(id, cancel) is { } job ? TypedResults.Ok(ApiImport.Of(job)) : Missing(id);

    private static async Task<Results<Accepted<ApiImport>, ProblemHttpResult>> StartAsync(
        IFormFile file, [FromForm] string source, [AsParameters] ImportReadingForm reading, ImportDesk desk,
        CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(source))
            return Problems.Refused("source_missing", "The field 'source' is empty; write the short name of a source.");
        await using var upload = file.OpenReadStream();
        var job = await desk.StartAsync(upload, file.FileName, new(source, reading.ToReading()), cancel);
        return TypedResults.Accepted($"{Urls.Api}/imports/{(Id)job.Id}", ApiImport.Of(job));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CancelAsync(
        Id id, ImportDesk desk, CancellationToken cancel)
    {
        if (await desk.FindAsync(id, cancel) is null)
            return Missing(id);
        return await desk.CancelAsync(id, cancel)
            ? TypedResults.NoContent()
            : Problems.Of(StatusCodes.Status409Conflict, "import_ended", "The import has ended already.");
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> RejectedAsync(
        Id id, ImportDesk desk, CancellationToken cancel) =>
        await desk.RejectedAsync(id, cancel) is { } rows
            ? TypedResults.Stream(rows, "application/octet-stream", $"import-{id}.rejected")
            : Problems.Missing($"A list of rejected rows of import {id}");

    private static ProblemHttpResult Missing(Id id) => Problems.Missing($"Import {id}");
}
