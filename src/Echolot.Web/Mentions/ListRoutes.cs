using Echolot.Evidence;
using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Triage;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Mentions;

/// <summary>Authors and sites that are left out, and mentions kept as evidence.</summary>
internal static class ListRoutes
{
    public static void MapLists(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<ListsPage>(Urls.Lists, Permission.ReadMentions);
        routes.MapAction(Urls.Lists, Permission.EditMonitors, ExcludeAsync);
        routes.MapAction(Urls.ListRemovePattern, Permission.EditMonitors, IncludeAsync);
        routes.MapPage<EvidencePage>(Urls.Evidence, Permission.ExportMentions);
        routes.MapAction(Urls.MentionEvidencePattern, Permission.TagMentions, TakeAsync);
        routes.MapAction(Urls.EvidenceRemovePattern, Permission.EditMonitors, RemoveAsync);
        routes.MapGet(Urls.EvidenceFilePattern, OpenAsync).RequirePermission(Permission.ExportMentions)
            .ExcludeFromDescription();
    }

    private static async Task<IResult> ExcludeAsync(
        HttpContext http, TriageDesk desk, [FromForm] string? kind, [FromForm] string? mode, [FromForm] string? connector,
        [FromForm] string? value, [FromForm] string? name)
    {
        try
        {
            await desk.ExcludeAsync(
                new(
                    Enum.TryParse<ExclusionKind>(kind, out var what) ? what : ExclusionKind.Site,
                    Enum.TryParse<ExclusionMode>(mode, out var how) ? how : ExclusionMode.Hide, connector, value ?? "",
                    string.IsNullOrWhiteSpace(name) ? null : name),
                http.Actor().Person.Id, http.RequestAborted);
            return Go.To(Urls.Lists, ListsText.Saved);
        }
        catch (ArgumentException)
        {
            return Pages.Show<ListsPage>(http, new
            {
                Value = value,
                Errors = (IReadOnlyDictionary<string, string>)new Dictionary<string, string> { ["value"] = ListsText.Wrong },
            });
        }
    }

    private static async Task<IResult> IncludeAsync(HttpContext http, TriageDesk desk, long id)
    {
        await desk.IncludeAsync(id, http.Actor().Person.Id, http.RequestAborted);
        return Go.To(Urls.Lists, ListsText.TakenOut);
    }

    private static async Task<IResult> TakeAsync(HttpContext http, EvidenceRoom room, long id)
    {
        if (await room.TakeAsync(id, http.Actor().Person.Id, http.RequestAborted) is null)
            return Go.Refused(WorkText.GoneNow);
        return WorkRoutes.Again(http, id);
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, EvidenceRoom room, long id)
    {
        await room.RemoveAsync(id, http.Actor().Person.Id, http.RequestAborted);
        return Go.To(Urls.Evidence, ListsText.EvidenceRemoved);
    }

    private static async Task<IResult> OpenAsync(HttpContext http, EvidenceRoom room, long id) =>
        await room.OpenAsync(id, http.Actor().Person.Id, http.RequestAborted) is { } opened
            ? TypedResults.File(opened.File, "application/zip", NameOf(opened.Item))
            : TypedResults.NotFound();

    internal static string NameOf(EvidenceItem item) =>
        FormattableString.Invariant($"echolot-evidence-{item.Id}-{item.Sha256[..12]}.zip");
}
