using Echolot.Evidence;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Mentions;

/// <summary>Screenshots that people add to evidence.</summary>
internal static class ScreenshotRoutes
{
    // As many as evidence takes, all of the largest kind, and what the form has around each.
    private const long Largest = EvidenceRoom.MostScreenshots * (EvidenceRoom.LargestScreenshot + 4096L);

    public static void MapScreenshots(this IEndpointRouteBuilder routes)
    {
        routes.MapAction(Urls.ScreenshotsPattern, Permission.TagMentions, AddAsync).WithMetadata(
            new RequestSizeLimitAttribute(Largest), new RequestFormLimitsAttribute { MultipartBodyLengthLimit = Largest });
        routes.MapAction(Urls.ScreenshotRemovePattern, Permission.EditMonitors, RemoveAsync);
        routes.MapGet(Urls.ScreenshotPattern, OpenAsync).RequirePermission(Permission.ExportMentions).ExcludeFromDescription();
    }

    private static async Task<IResult> AddAsync(HttpContext http, EvidenceRoom room, long id)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var files = form.Files.Where(f => f.Length > 0).ToList();
        if (files.Count == 0) return Refused(http, ScreenshotsText.Nothing);
        var pictures = new List<byte[]>();
        try
        {
            // All are read and judged before one is kept, so that choosing the same ones again doubles none.
            foreach (var file in files) pictures.Add(await ReadAsync(file, http.RequestAborted));
            if (await room.AddScreenshotsAsync(id, pictures, http.Actor().Person.Id, http.RequestAborted) is null)
                return Refused(http, WorkText.GoneNow);
        }
        catch (ScreenshotException refused)
        {
            return Refused(http, ScreenshotsText.Refusal(refused.Why, files.Count));
        }
        return long.TryParse(form["mention"], out var mention) && mention > 0
            ? WorkRoutes.Again(http, mention) : Go.To(Urls.Evidence, ScreenshotsText.Added);
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, EvidenceRoom room, long id, long shot)
    {
        await room.RemoveScreenshotAsync(id, shot, http.Actor().Person.Id, http.RequestAborted);
        return Go.To(Urls.Evidence, ScreenshotsText.Removed);
    }

    private static async Task<IResult> OpenAsync(HttpContext http, EvidenceRoom room, long id, long shot) =>
        await room.OpenScreenshotAsync(id, shot, http.Actor().Person.Id, http.RequestAborted) is var (found, picture)
            ? TypedResults.File(picture, found.Type, found.Name) : TypedResults.NotFound();

    // The page of all evidence sends the form by itself; the detail of a mention stays where it is.
    private static IResult Refused(HttpContext http, Phrase why) => http.IsFragment() ? Go.Refused(why) : Go.Refused(Urls.Evidence, why);

    /// <summary>A file that came with a form; of one that is too large no more than shows that it is.</summary>
    internal static async Task<byte[]> ReadAsync(IFormFile file, CancellationToken cancel)
    {
        if (file.Length > EvidenceRoom.LargestScreenshot)
            throw new ScreenshotException(
                ScreenshotRefusal.Size, $"The file has {file.Length} bytes; a screenshot has 1 to {EvidenceRoom.LargestScreenshot}.");
        using var bytes = new MemoryStream((int)file.Length);
        await file.CopyToAsync(bytes, cancel);
        return bytes.ToArray();
    }
}
