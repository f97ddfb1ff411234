using Echolot.Evidence;
using Echolot.Teams;
using Echolot.Web.Mentions;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>Screenshots that people add to evidence.</summary>
internal static class ScreenshotsApi
{
    public static void MapScreenshots(this RouteGroupBuilder evidence)
    {
        evidence.MapPost("/{id}/screenshots", AddAsync).RequirePermission(Permission.TagMentions).DisableAntiforgery().Named(
            "addScreenshot", "Add a screenshot to evidence",
            "A form with one `file`: PNG, JPEG or WebP by its content, 10 MB at most, ten to one evidence. It is marked as added by the "
            + "person of the token, with its SHA-256 in the audit log.");
        evidence.MapGet("/{id}/screenshots/{shot}", async Task<Results<FileContentHttpResult, ProblemHttpResult>> (
                Id id, Id shot, HttpContext http, EvidenceRoom room, CancellationToken cancel) =>
                await room.OpenScreenshotAsync(id, shot, http.Actor().Person.Id, cancel) is var (found, picture)
                    ? TypedResults.File(picture, found.Type, found.Name) : Problems.Missing($"Screenshot {shot}"))
            .RequirePermission(Permission.ExportMentions).Named(
            "getScreenshot", "Download a screenshot", "As it was added; the audit log says what it is now.");
        evidence.MapDelete("/{id}/screenshots/{shot}", async Task<Results<NoContent, ProblemHttpResult>> (
                Id id, Id shot, HttpContext http, EvidenceRoom room, CancellationToken cancel) =>
                await room.RemoveScreenshotAsync(id, shot, http.Actor().Person.Id, cancel)
                    ? TypedResults.NoContent() : Problems.Missing($"Screenshot {shot}"))
            .RequirePermission(Permission.EditMonitors).Named(
            "removeScreenshot", "Remove a screenshot", "For good; the evidence itself stays, and the audit log says who did.");
    }

    private static async Task<Results<Ok<ApiScreenshot>, ProblemHttpResult>> AddAsync(
        Id id, IFormFile file, HttpContext http, EvidenceRoom room, CancellationToken cancel)
    {
        try
        {
            // What would not be kept must not look as if it were.
            if (http.Request.Form.Files.Count > 1)
                return Problems.Refused("screenshots_count", "A call adds one screenshot; nothing of this one was kept.");
            return await room.AddScreenshotsAsync(
                id, [await ScreenshotRoutes.ReadAsync(file, cancel)], http.Actor().Person.Id, cancel) is { } shots
                ? TypedResults.Ok(ApiScreenshot.Of(shots[0])) : Problems.Missing($"Evidence {id}");
        }
        catch (ScreenshotException refused)
        {
            return Problems.Refused(
                refused.Why switch
                {
                    ScreenshotRefusal.Size => "screenshot_size",
                    ScreenshotRefusal.TooMany => "screenshots_count",
                    _ => "screenshot_type",
                }, refused.Message);
        }
    }
}
