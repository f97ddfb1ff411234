using System.Globalization;
using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Triage;
using Echolot.Web.Components;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Mentions;

/// <summary>The page of labels and categories.</summary>
internal static class LabelRoutes
{
    public static void MapLabels(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<LabelsPage>(Urls.Labels, Permission.ReadMentions);
        routes.MapAction(Urls.Labels, Permission.TagMentions, AddAsync);
        routes.MapAction(Urls.LabelPattern, Permission.TagMentions, ChangeAsync);
        routes.MapAction(Urls.LabelMergePattern, Permission.EditMonitors, MergeAsync);
        routes.MapAction(Urls.LabelRemovePattern, Permission.EditMonitors, RemoveAsync);
        routes.MapPage<LabelEndPage>(Urls.LabelEndPattern, Permission.EditMonitors);
        routes.MapAction(Urls.LabelRestorePattern, Permission.EditMonitors, RestoreAsync);
    }

    private static async Task<IResult> AddAsync(HttpContext http, Archive archive, [AsParameters] LabelForm form)
    {
        try
        {
            await archive.AddLabelAsync(form.Draft(), http.RequestAborted);
        }
        catch (ArgumentException)
        {
            return Refused(http, null, form);
        }
        return Go.To(Urls.Labels, LabelsText.Saved);
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext http, Archive archive, long id, [AsParameters] LabelForm form)
    {
        try
        {
            var label = await archive.ChangeLabelAsync(id, form.Draft(), Moments.OfForm(form.Seen), http.RequestAborted);
            return label is null ? Go.Refused(Urls.Labels, LabelsText.Gone) : Go.To(Urls.Labels, LabelsText.Saved);
        }
        catch (LabelChangedMeanwhileException changed)
        {
            return Pages.Show<LabelsPage>(
                http, new { Id = (long?)id, Draft = form.Draft(), Stored = changed.Label }, StatusCodes.Status409Conflict);
        }
        catch (ArgumentException)
        {
            return Refused(http, id, form);
        }
    }

    private static async Task<IResult> MergeAsync(HttpContext http, TriageDesk desk, long id, [FromForm] long? into)
    {
        try
        {
            var merged = await desk.MergeLabelAsync(id, into ?? 0, http.Actor().Person.Id, http.RequestAborted);
            return merged ? Go.To(Urls.Labels, LabelsText.Merged) : Go.Refused(Urls.Labels, LabelsText.Gone);
        }
        catch (ArgumentException)
        {
            return Go.Refused(Urls.LabelEnd(id), LabelsText.MergeRefused);
        }
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, TriageDesk desk, long id)
    {
        await desk.RemoveLabelAsync(id, http.Actor().Person.Id, http.RequestAborted);
        return Go.To(Urls.Labels, LabelsText.Removed);
    }

    private static async Task<IResult> RestoreAsync(HttpContext http, TriageDesk desk, long id) =>
        await desk.RestoreLabelAsync(id, http.Actor().Person.Id, http.RequestAborted)
            ? Go.To(Urls.Labels, LabelsText.Restored) : Go.Refused(Urls.Labels, LabelsText.CannotRestore);

    private static IResult Refused(HttpContext http, long? id, LabelForm form) => Pages.Show<LabelsPage>(http, new
    {
        Id = id,
        Draft = form.Draft(),
        Errors = (IReadOnlyDictionary<string, string>)new Dictionary<string, string> { ["name"] = LabelsText.Refused },
    });
}

/// <summary>A label as the browser sends it.</summary>
internal sealed record LabelForm(
    [property: FromForm] string? Name, [property: FromForm] string? Category, [property: FromForm] string? Above,
    [property: FromForm] string? Color, [property: FromForm] string? Seen)
{
    public LabelDraft Draft() => new(
        Name ?? "", Category == "true",
        long.TryParse(Above, NumberStyles.None, CultureInfo.InvariantCulture, out var above) ? above : null, Color);
}
