using Echolot.Privacy;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

internal sealed record WorkspaceChange(string Name, string TimeZone, string Language);

/// <summary>Who did what to which thing.</summary>
internal sealed record ApiAuditEntry(Id Id, DateTimeOffset At, Id? ActorId, string What, string Target, string? Detail);

internal static class WorkspaceApi
{
    public static void MapWorkspace(this RouteGroupBuilder api)
    {
        api.MapGet("/workspace", FindAsync)
            .RequirePermission(Permission.None).WithTags("Workspace").Named("getWorkspace", "Read the workspace", "");
        api.MapPut("/workspace", ChangeAsync)
            .RequirePermission(Permission.Administer)
            .WithTags("Workspace").Named("changeWorkspace", "Change the workspace", "");
        api.MapGet("/audit", AuditAsync)
            .RequirePermission(Permission.Administer)
            .WithTags("Workspace").Named("listAudit", "The audit log", "Newest first.");
    }

    private static async Task<Results<Ok<Workspace>, ProblemHttpResult>> FindAsync(
        Roster roster, CancellationToken cancel) =>
        await roster.WorkspaceAsync(cancel) is { } workspace
            ? TypedResults.Ok(workspace)
            : Problems.Missing("The workspace");

    private static async Task<Ok<Workspace>> ChangeAsync(
        WorkspaceChange change, HttpContext http, Roster roster, CancellationToken cancel)
    {
        await roster.ChangeWorkspaceAsync(http.Actor(), change.Name, change.TimeZone, change.Language, cancel);
        return TypedResults.Ok((await roster.WorkspaceAsync(cancel))!);
    }

    private static async Task<Ok<Listed<ApiAuditEntry>>> AuditAsync(
        Id? cursor, int? size, PrivacyOffice office, CancellationToken cancel)
    {
        var most = Paging.Size(size);
        var entries = await office.AuditAsync(cursor?.Value, most, cancel);
        return TypedResults.Ok(Paging.Listed(
            [.. entries.Select(
                e => new ApiAuditEntry(e.Id, e.At, e.ActorId is { } by ? by : null, e.What, e.Target, e.Detail))], most,
                e => e.Id));
    }
}
