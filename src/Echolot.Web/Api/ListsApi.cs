using Echolot.Evidence;
using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Triage;
using Echolot.Web.Mentions;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>An author or a site that is left out.</summary>
internal sealed record ApiExclusion(
    Id Id, ExclusionKind Kind, ExclusionMode Mode, string? Connector, string Value, string? Name, Id? PersonId,
    DateTimeOffset At)
{
    public static ApiExclusion Of(Exclusion e) => new(
        e.Id, e.Kind, e.Mode, e.Connector, e.Value, e.Name, e.PersonId is { } person ? new Id(person) : null, e.At);
}

/// <summary>Whom or what to leave out; <c>connector</c> and the author's id there, or a host.</summary>
internal sealed record ApiExclusionDraft(
    ExclusionKind Kind, ExclusionMode Mode, string Value, string? Connector = null, string? Name = null);

/// <summary>A picture that a person added to evidence; the program did not take it.</summary>
internal sealed record ApiScreenshot(Id Id, string Name, string Type, Id? AddedBy, DateTimeOffset AddedAt, string Sha256, long Size)
{
    public static ApiScreenshot Of(Screenshot s) => new(
        s.Id, s.Name, s.Type, s.PersonId is { } person ? new Id(person) : null, s.At, s.Sha256, s.Size);
}

/// <summary>A mention as it was at a moment; the file is a zip of its own.</summary>
internal sealed record ApiEvidence(
    Id Id, Id MentionId, Id? PersonId, DateTimeOffset At, string? Url, int? Status, string? Problem, string Sha256,
    long Size, IReadOnlyList<ApiScreenshot> Screenshots)
{
    public static ApiEvidence Of(EvidenceItem e) => new(
        e.Id, e.MentionId, e.PersonId is { } person ? new Id(person) : null, e.At, e.Url, e.Status, e.Problem, e.Sha256,
        e.Size, [.. e.Screenshots.Select(ApiScreenshot.Of)]);
}

internal static class ListsApi
{
    public static void MapLists(this RouteGroupBuilder api)
    {
        var lists = api.MapGroup("/exclusions").WithTags("Work on mentions");
        lists.MapGet("", async (Archive archive, CancellationToken cancel) =>
                TypedResults.Ok(Listed<ApiExclusion>.All((await archive.ExclusionsAsync(cancel)).Select(ApiExclusion.Of))))
            .RequirePermission(Permission.ReadMentions)
            .Named("listExclusions", "List authors and sites that are left out", "");
        lists.MapPost("", ExcludeAsync).RequirePermission(Permission.EditMonitors).Named(
            "exclude", "Leave out an author or a site",
            "`hide`: still collected, and put aside with what is stored. `never`: nothing new is kept; it cannot be had later.");
        lists.MapDelete("/{id}", async Task<Results<NoContent, ProblemHttpResult>> (
                Id id, HttpContext http, TriageDesk desk, CancellationToken cancel) =>
                await desk.IncludeAsync(id, http.Actor().Person.Id, cancel)
                    ? TypedResults.NoContent()
                    : Problems.Missing($"Exclusion {id}"))
            .RequirePermission(Permission.EditMonitors)
            .Named("include", "Take an author or a site back in", "What was hidden for it is shown again.");
        var evidence = api.MapGroup("/evidence").WithTags("Work on mentions");
        evidence.MapGet("", async (
                Id? mention, Id? before, int? size, EvidenceRoom room, CancellationToken cancel) =>
            {
                var count = Paging.Size(size);
                return TypedResults.Ok(Paging.Listed<ApiEvidence>(
                    [.. (await room.ListAsync(mention?.Value, before?.Value, count, cancel)).Select(ApiEvidence.Of)],
                    count, e => e.Id));
            })
            .RequirePermission(Permission.ExportMentions).Named("listEvidence", "List evidence", "Newest first.");
        evidence.MapGet("/{id}/file", async Task<Results<FileStreamHttpResult, ProblemHttpResult>> (
                Id id, HttpContext http, EvidenceRoom room, Roster roster, CancellationToken cancel) =>
                await room.OpenAsync(id, http.Actor().Person.Id, cancel, await ListRoutes.NamesAsync(roster, cancel)) is { } opened
                    ? TypedResults.File(opened.File, "application/zip", ListRoutes.NameOf(opened.Item))
                    : Problems.Missing($"Evidence {id}"))
            .RequirePermission(Permission.ExportMentions)
            .Named("getEvidence", "Download evidence",
                "A zip file; its SHA-256 is in the list. With screenshots it is a zip around that file, the screenshots and `added.json`.");
        evidence.MapScreenshots();
        evidence.MapDelete("/{id}", async Task<Results<NoContent, ProblemHttpResult>> (
                Id id, HttpContext http, EvidenceRoom room, CancellationToken cancel) =>
                await room.RemoveAsync(id, http.Actor().Person.Id, cancel)
                    ? TypedResults.NoContent()
                    : Problems.Missing($"Evidence {id}"))
            .RequirePermission(Permission.EditMonitors)
            .Named("removeEvidence", "Remove evidence", "For good, with its file; the audit log says who did.");
        api.MapPost("/mentions/{id}/evidence", async Task<Results<Ok<ApiEvidence>, ProblemHttpResult>> (
                Id id, HttpContext http, EvidenceRoom room, CancellationToken cancel) =>
                await room.TakeAsync(id, http.Actor().Person.Id, cancel) is { } item
                    ? TypedResults.Ok(ApiEvidence.Of(item))
                    : Problems.Missing($"Mention {id}"))
            .RequirePermission(Permission.TagMentions).WithTags("Work on mentions")
            .Named("takeEvidence", "Keep a mention as evidence", "With its page where it can be fetched, up to 5 MB.");
    }

    private static async Task<Results<Ok<ApiExclusion>, ProblemHttpResult>> ExcludeAsync(
        ApiExclusionDraft draft, HttpContext http, TriageDesk desk, CancellationToken cancel)
    {
        try
        {
            return TypedResults.Ok(ApiExclusion.Of(await desk.ExcludeAsync(
                new(draft.Kind, draft.Mode, draft.Connector, draft.Value, draft.Name), http.Actor().Person.Id, cancel)));
        }
        catch (ArgumentException wrong)
        {
            return Problems.Refused("exclusion_refused", wrong.Message);
        }
    }
}
