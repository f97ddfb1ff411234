using Echolot.Teams;
using Echolot.Triage;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>A mention that a rule hit as it came in; <c>undone_by</c>: the run that took it back, <c>redone_by</c>:
/// the one over the past that did it again after that.</summary>
internal sealed record ApiRuleHit(Id MentionId, DateTimeOffset At, Id? UndoneBy, Id? RedoneBy);

/// <summary>The time whose hits are taken back: from the first moment to before the second.</summary>
internal sealed record HitsPeriod(DateTimeOffset From, DateTimeOffset To);

internal static class RuleHitsApi
{
    public static void MapRuleHits(this RouteGroupBuilder rules)
    {
        rules.MapGet("/{id}/hits", ListAsync)
            .RequirePermission(Permission.ReadMonitors | Permission.ReadMentions)
            .Named("listRuleHits", "List what a rule hit",
            "What it hit as mentions came in, newest first, `from` a moment and before another (`to`). Runs are under "
            + "listRuns.");
        rules.MapPost("/{id}/hits/undo", UndoAsync)
            .RequirePermission(Permission.EditMonitors | Permission.TagMentions | Permission.ReadMentions)
            .Named("undoRuleHits", "Take back what a rule did",
            "What it did as mentions came in within a time, but for what was changed since. Answers at once; the run shows "
            + "its progress and can be taken back itself. The rule does not hit these mentions again; conversations stay.");
    }

    private static async Task<Results<Ok<Listed<ApiRuleHit>>, ProblemHttpResult>> ListAsync(
        Id id, DateTimeOffset? from, DateTimeOffset? to, string? cursor, int? size, TriageDesk desk, CancellationToken cancel)
    {
        if (await desk.RuleAsync(id, cancel) is null) return Problems.Missing($"Rule {id}");
        LiveHit? before = null;
        if (cursor is not null)
        {
            if (cursor.Split('-') is not [var at, var mention] || !Id.TryParse(at, null, out var ms)
                || !Id.TryParse(mention, null, out var last) || ms > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
                return Problems.Refused("cursor", "The cursor is none of this list; begin without one.");
            before = new(last, DateTimeOffset.FromUnixTimeMilliseconds(ms), null);
        }
        var most = Paging.Size(size);
        var hits = await desk.HitsAsync(id, from, to, before, most, cancel);
        return TypedResults.Ok(new Listed<ApiRuleHit>(
            [.. hits.Select(h => new ApiRuleHit(h.MentionId, h.At, h.UndoneBy is { } undo ? new Id(undo) : null,
                h.RedoneBy is { } run ? new Id(run) : null))],
            hits.Count < most ? null
                : FormattableString.Invariant($"{hits[^1].At.ToUnixTimeMilliseconds()}-{hits[^1].MentionId}")));
    }

    private static async Task<Ok<ApiRun>> UndoAsync(
        Id id, HitsPeriod period, HttpContext http, TriageDesk desk, CancellationToken cancel) =>
        TypedResults.Ok(ApiRun.Of(await desk.UndoHitsAsync(id, period.From, period.To, http.Actor().Person.Id, cancel)));
}
