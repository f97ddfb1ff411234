using System.Text;
using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Triage;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Mentions;

/// <summary>The page of source classes, and their list as a file.</summary>
internal static class ClassRoutes
{
    private const int MostNamed = 5;

    public static void MapClasses(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<ClassesPage>(Urls.Classes, Permission.ReadMentions);
        routes.MapAction(Urls.Classes, Permission.EditMonitors, SaveAsync);
        routes.MapAction(Urls.ClassesImport, Permission.EditMonitors, ImportAsync);
        routes.MapAction(Urls.ClassRemovePattern, Permission.EditMonitors, RemoveAsync);
        routes.MapGet(Urls.ClassesFile, FileAsync).RequirePermission(Permission.ReadMentions).ExcludeFromDescription();
    }

    private static async Task<IResult> SaveAsync(
        HttpContext http, TriageDesk desk, [FromForm] string? kind, [FromForm] string? value, [FromForm(Name = "class")] string? of)
    {
        try
        {
            await desk.ClassifyAsync(
                [new(
                    Enum.TryParse<ClassedKind>(kind, out var known) ? known : ClassedKind.Site, value ?? "",
                    Enum.TryParse<SourceClass>(of, out var found) ? found : SourceClass.Lead)],
                http.Actor().Person.Id, http.RequestAborted);
            return Go.To(Urls.Classes, SourceClassText.Saved);
        }
        catch (ArgumentException)
        {
            return Refused(http, "Site", value, "value", ListsText.Wrong);
        }
    }

    private static async Task<IResult> ImportAsync(HttpContext http, TriageDesk desk)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var table = form["table"].ToString();
        if (form.Files["file"] is { Length: > 0 } file)
        {
            if (file.Length > ClassTable.Largest) return Refused(http, "Table", table, "table", SourceClassText.ImportTooLarge);
            using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
            var read = await reader.ReadToEndAsync(http.RequestAborted);
            if (read.Contains('\0', StringComparison.Ordinal)) return Refused(http, "Table", table, "table", SourceClassText.ImportNoText);
            table = read;
        }
        var (drafts, problems) = ClassTable.Read(table);
        if (problems.Count > 0)
            return Refused(http, "Table", table, "table", SourceClassText.ImportRefused.With(
                string.Join(" · ", problems.Take(MostNamed).Select(p => $"{p.Row}: {Short(p.Text)}"))));
        if (drafts.Count == 0) return Refused(http, "Table", table, "table", SourceClassText.ImportNothing);
        try
        {
            var (added, changed) = await desk.ClassifyAsync(drafts, http.Actor().Person.Id, http.RequestAborted);
            var said = SourceClassText.ImportDone.With(added, changed);
            return Go.To(Urls.Classes, new Phrase(said, said));
        }
        catch (ArgumentException)
        {
            return Refused(http, "Table", table, "table", SourceClassText.TooMany);
        }
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, TriageDesk desk, long id)
    {
        await desk.UnclassifyAsync(id, http.Actor().Person.Id, http.RequestAborted);
        return Go.To(Urls.Classes, SourceClassText.Removed);
    }

    private static async Task<IResult> FileAsync(Archive archive, CancellationToken cancel) => TypedResults.File(
        Encoding.UTF8.GetBytes(ClassTable.Write(await archive.ClassedAsync(cancel))), "text/csv; charset=utf-8", "echolot-classes.csv");

    private static IResult Refused(HttpContext http, string kind, string? value, string field, string why) => Pages.Show<ClassesPage>(http, new
    {
        Kind = kind, Value = value,
        Errors = (IReadOnlyDictionary<string, string>)new Dictionary<string, string> { [field] = why },
    });

    private static string Short(string line) => line.Length <= 60 ? line : line[..60] + "…";
}
