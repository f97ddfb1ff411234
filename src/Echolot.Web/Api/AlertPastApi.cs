using Echolot.Alerts;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>A level of sensitivity, how often it would have spoken in a month and how often rightly.</summary>
internal sealed record ApiLevel(
    Sensitivity Sensitivity, int Count, int WindowSeconds, double Bound, double AMonth, int Justified, int FalseAlarms);

/// <summary>
/// What an alert would have done; nothing was sent. <c>saved</c>: when the alert of this <c>id</c> as it is saved would have fired over the
/// same time; null without an id.
/// </summary>
internal sealed record ApiPast(
    DateTimeOffset From, DateTimeOffset To, double AMonth, bool Known, bool Complete,
    IReadOnlyList<ApiPastFiring> Firings, IReadOnlyList<ApiLevel> Levels, IReadOnlyList<ApiPastFiring>? Saved);

/// <summary>
/// What two versions of an alert would have done over the same time; nothing was sent. <c>second</c> null: that version cannot work
/// any more as it is.
/// </summary>
internal sealed record ApiAlertsBeside(
    int FirstVersion, int SecondVersion, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<ApiPastFiring> First,
    IReadOnlyList<ApiPastFiring>? Second);

/// <summary>The time machine of alerts: one that may not be saved, and two versions of one.</summary>
internal static class AlertPastApi
{
    public static void MapAlertPast(this RouteGroupBuilder alerts)
    {
        alerts.MapPost("/past", PastAsync)
            .RequirePermission(Permission.ReadNotifications).Named("askAlertPast", "Time machine",
            "What an alert, also one that is not saved, would have done between `from` and `to` (the last 30 days); sends nothing.");
        alerts.MapGet("/{id}/versions/{version:int}/past", BesideAsync)
            .RequirePermission(Permission.ReadNotifications).Named("compareAlertVersions", "Lay two versions of an alert side by side",
            "When this version (`first`) and the version `other` (the one before when left out, `second`) would have fired in the last `days` "
            + "(1 to 92, 30 when left out). Nothing is sent.");
    }

    private static async Task<Ok<ApiPast>> PastAsync(
        ApiAlert draft, DateTimeOffset? from, DateTimeOffset? to, HttpContext http, AlertDesk desk, TimeProvider clock,
        CancellationToken cancel)
    {
        var end = to ?? clock.GetUtcNow();
        var rule = draft.ToRule(draft.Id?.Value ?? 0, http.Actor().Person.Id);
        var stored = rule.Id == 0 ? null : await desk.FindRuleAsync(rule.Id, cancel);
        var (past, levels, saved) = await desk.PastWithLevelsAsync(rule, stored, from ?? end.AddDays(-30), end, cancel);
        return TypedResults.Ok(new ApiPast(
            past.From, past.To, past.AMonth, past.Known, past.Complete,
            ApiPastFiring.Of(
                past, await desk.DeliveredAsync(rule, past.Firings, cancel), await desk.CallsOfAsync(rule, past.Firings, cancel)),
            [.. levels.Select(l => new ApiLevel(
                l.Level, l.Rule.Count, (int)l.Rule.Window.TotalSeconds, l.Rule.Bound, l.AMonth, l.Justified,
                l.FalseAlarms))],
            saved is null ? null : ApiPastFiring.Of(saved)));
    }

    private static async Task<Results<Ok<ApiAlertsBeside>, ProblemHttpResult>> BesideAsync(
        Id id, int version, int? other, int? days, AlertDesk desk, TimeProvider clock, CancellationToken cancel)
    {
        var versions = await desk.VersionsAsync(id, cancel);
        var (first, second) = (
            versions.FirstOrDefault(v => v.Version == version), versions.FirstOrDefault(v => v.Version == (other ?? version - 1)));
        if (first is null || second is null)
            return Problems.Missing($"Version {(first is null ? version : other ?? version - 1)} of alert {id}");
        var now = clock.GetUtcNow();
        var (past, beside) = await desk.PastOfBothAsync(
            first.Rule, second.Rule, now.AddDays(-Math.Clamp(days ?? 30, 1, 92)), now, cancel);
        return TypedResults.Ok(new ApiAlertsBeside(
            first.Version, second.Version, past.From, past.To, ApiPastFiring.Of(past), beside is null ? null : ApiPastFiring.Of(beside)));
    }
}
