using Echolot.Sources.Imports;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Sources.Imports;

/// <summary>Reading files in from the browser.</summary>
internal static class ImportRoutes
{
    /// <summary>Largest upload in bytes; larger files are read by the command line.</summary>
    private const long MaxUpload = 2L << 30;

    public static void MapImports(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<ImportPage>(Urls.Import, Permission.EditSources);
        routes.MapAction(Urls.Import, Permission.EditSources, StartAsync).WithMetadata(
            new RequestSizeLimitAttribute(MaxUpload),
            new RequestFormLimitsAttribute { MultipartBodyLengthLimit = MaxUpload });
        routes.MapAction(Urls.ImportCancelPattern, Permission.EditSources, CancelAsync);
        routes.MapGet(Urls.ImportRejectedPattern, RejectedAsync).RequirePermission(Permission.EditSources)
            .ExcludeFromDescription();
    }

    private static async Task<IResult> StartAsync(HttpContext http, ImportDesk desk)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var source = form["source"].ToString().Trim();
        if (form.Files["file"] is not { Length: > 0 } file)
            return Pages.Show<ImportPage>(
                http, new { Source = source, Errors = new Dictionary<string, string> { [""] = ImportText.NoFile } });
        try
        {
            await using var upload = file.OpenReadStream();
            await desk.StartAsync(upload, file.FileName, new(source, new()), http.RequestAborted);
            return Go.To(Urls.Import, ImportText.Started);
        }
        catch (FileProblem problem)
        {
            return Pages.Show<ImportPage>(
                http, new { Source = source, Errors = new Dictionary<string, string> { [""] = problem.Message } });
        }
    }

    private static async Task<IResult> CancelAsync(HttpContext http, ImportDesk desk, long id)
    {
        await desk.CancelAsync(id, http.RequestAborted);
        return Go.To(Urls.Import, ImportText.Cancelled);
    }

    private static async Task<IResult> RejectedAsync(HttpContext http, ImportDesk desk, long id) =>
        await desk.RejectedAsync(id, http.RequestAborted) is { } rows
            ? TypedResults.Stream(rows, "application/x-ndjson", "rejected.ndjson")
            : TypedResults.NotFound();
}
