using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Triage;
using Echolot.Web.Mentions;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>A label that was removed, or merged (<c>into</c>), and can be taken back; with on how many places it stood.</summary>
internal sealed record ApiLabelRemoval(Id Id, string Path, string? Into, int Labels, long Mentions, DateTimeOffset At)
{
    public static ApiLabelRemoval Of(LabelRemoval r) => new(r.Id, r.Path, r.Into, r.Labels, r.Mentions, r.At);
}

/// <summary>What carries or names a label or one below it.</summary>
/// <param name="Labels">How many labels go with it, itself among them.</param>
/// <param name="Macros">Those that give it: shared ones and those of whoever the token acts for.</param>
/// <param name="ApprovalRules">Those that ask for it by its name or path, or for what lies above it.</param>
/// <param name="Policies">Those that ask for it by its name or path, or for what lies above it.</param>
/// <param name="Scenarios">Those that give it, by its name or path.</param>
/// <param name="Views">Views, of the inbox too, and saved searches that whoever the token acts for sees.</param>
internal sealed record ApiLabelUse(
    int Labels, long Mentions, long Conversations, long People, IReadOnlyList<Id> Rules, IReadOnlyList<Id> Workflows,
    IReadOnlyList<Id> Macros, IReadOnlyList<Id> ApprovalRules, IReadOnlyList<Id> Policies, IReadOnlyList<Id> Scenarios, int Views)
{
    public static ApiLabelUse Of(LabelUses.Found u) => new(
        u.Carried.Labels, u.Carried.Mentions, u.Conversations, u.People, [.. u.Rules.Select(r => new Id(r.Id))],
        [.. u.Workflows.Select(w => new Id(w.Id))], [.. u.Macros.Select(m => new Id(m.Id))],
        [.. u.Approvals.Select(a => new Id(a.Id))], [.. u.Policies.Select(p => new Id(p.Id))], [.. u.Bots.Select(b => new Id(b.Id))],
        u.Views);
}

internal static class LabelEndsApi
{
    public static void MapLabelEnds(this RouteGroupBuilder labels)
    {
        labels.MapGet("/{id}/use", async Task<Results<Ok<ApiLabelUse>, ProblemHttpResult>> (
                Id id, HttpContext http, LabelUses uses, CancellationToken cancel) =>
                await uses.OfAsync(id, http.Actor().Person.Id, cancel) is { } use
                    ? TypedResults.Ok(ApiLabelUse.Of(use)) : Problems.Missing($"Label {id}"))
            .RequirePermission(Permission.EditMonitors).Named(
            "getLabelUse", "Read what a label stands on",
            "What merging or removing it concerns: mentions, conversations, people, rules, workflows, macros, approval rules, policies, "
            + "scenarios, views and saved searches, with those of the categories below. Approval rules, policies and scenarios name "
            + "labels by words. Queries of monitors cannot name labels.");
        labels.MapGet("/removals", async (Archive archive, CancellationToken cancel) =>
                TypedResults.Ok(Listed<ApiLabelRemoval>.All((await archive.LabelRemovalsAsync(cancel)).Select(ApiLabelRemoval.Of))))
            .RequirePermission(Permission.ReadMentions).Named(
            "listLabelRemovals", "List labels that were removed or merged", "As far as it can be taken back (30 days), the latest first.");
        labels.MapPost("/removals/{id}/undo", async Task<Results<NoContent, ProblemHttpResult>> (
                Id id, HttpContext http, TriageDesk desk, CancellationToken cancel) =>
                await desk.RestoreLabelAsync(id, http.Actor().Person.Id, cancel) ? TypedResults.NoContent()
                    : Problems.Missing($"Removal {id}"))
            .RequirePermission(Permission.EditMonitors).Named(
            "restoreLabel", "Take the removal or merging of a label back",
            "The labels are back under their ids, on everything that carried them and is still there. A name that is taken meanwhile "
            + "gets a number.");
    }
}
