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
        routes.MapAction(Urls.ImportLook, Permission.EditSources, LookAsync);
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
            await desk.StartAsync(upload, file.FileName, new(source, Reading(form)), http.RequestAborted);
            return Go.To(Urls.Import, ImportText.Started);
        }
        catch (FileProblem problem)
        {
            return Pages.Show<ImportPage>(
                http, new { Source = source, Errors = new Dictionary<string, string> { [""] = problem.Message } });
        }
    }

    /// <summary>What the beginning of a file is taken for; the browser sends no more than that.</summary>
    private static async Task<IResult> LookAsync(HttpContext http, ImportDesk desk)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form.Files["file"] is not { Length: > 0 } file) return TypedResults.NoContent();
        var reading = Reading(form);
        // Another tool has other columns: its own are proposed anew.
        if (form["changed"] == "profile") reading = reading with { Columns = null };
        try
        {
            await using var beginning = file.OpenReadStream();
            var look = await desk.LookAsync(beginning, reading, http.RequestAborted);
            return Pages.Show<LookPart>(http, new { Look = look, Chosen = reading }, StatusCodes.Status200OK);
        }
        catch (FileProblem problem)
        {
            return Pages.Show<LookPart>(
                http, new { Problem = problem.Message, Chosen = reading }, StatusCodes.Status200OK);
        }
    }

    // Columns come as pairs of name and field, in the order of the file; "-" is left out.
    private static FileReading Reading(IFormCollection form)
    {
        Dictionary<string, string>? columns = null;
        if (form["column"] is { Count: > 0 } names && form["field"] is var fields && fields.Count == names.Count)
        {
            columns = [];
            for (var i = 0; i < names.Count; i++)
                if (fields[i] is { Length: > 0 } field && field != LookPart.LeftOut) columns.TryAdd(names[i]!, field);
        }
        return new FileReading(
            Profile: Given("profile"), Zone: Given("zone"), Columns: columns,
            DayFirst: Given("dates") switch { "day" => true, "month" => false, _ => null },
            KeepAll: form["keepAll"].Count > 0);

        string? Given(string name) => form[name].ToString() is { Length: > 0 } value ? value : null;
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
