using Echolot.Alerts;
using Echolot.Monitors;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>An alert with what it would have done under each of two versions.</summary>
internal sealed record ApiComparedAlert(
    Id AlertId, string? Name, AlertKind Kind, IReadOnlyList<ApiPastFiring> First, IReadOnlyList<ApiPastFiring> Second);

/// <summary>
/// What the active alerts of a monitor would have done under two versions, <c>first</c> and <c>second</c>; nothing was
/// sent. <c>complete</c> false: there was no time to look at everything that they compare with, or an
/// alert would have told more than the newest 100,000 mentions, which it was tried with.
/// </summary>
internal sealed record ApiComparedAlerts(
    int First, int Second, DateTimeOffset From, DateTimeOffset To, bool Complete, IReadOnlyList<ApiComparedAlert> Alerts);

/// <summary>
/// What the active alerts of a monitor would have done under its <c>version</c> in force (<c>first</c>) and under a query that is not saved
/// (<c>second</c>); nothing was saved or sent. <c>complete</c> as with two versions.
/// </summary>
internal sealed record ApiRehearsedQuery(
    int Version, DateTimeOffset From, DateTimeOffset To, bool Complete, IReadOnlyList<ApiComparedAlert> Alerts);

internal static class VersionAlertsApi
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    public static void MapVersionAlerts(this RouteGroupBuilder monitors)
    {
        monitors.MapPost("/{id}/alerts/past", RehearseAsync)
            .RequirePermission(Permission.ReadMonitors | Permission.ReadNotifications)
            .Named("rehearseMonitorQuery", "Rehearse the alerts of a query that is not saved",
            "When each active alert of the monitor would have fired in the last `days` (1 to 92, 30 when left out) under its version in force "
            + "and under this `query` with these `forms`; `hits` is not read. Nothing is saved or sent.");
        monitors.MapGet("/{id}/versions/{version:int}/alerts", CompareAsync)
            .RequirePermission(Permission.ReadMonitors | Permission.ReadNotifications)
            .Named("rehearseMonitorVersions", "Rehearse the alerts of two versions",
            "When each active alert of the monitor would have fired in the last `days` (1 to 92, 30 when left out) under the "
            + "version `from` (the one before when left out) and under this one, and how strongly. Nothing is sent.");
    }

    private static async Task<Results<Ok<ApiRehearsedQuery>, ProblemHttpResult>> RehearseAsync(
        Id id, QueryTrial trial, Watchlist watchlist, AlertDesk desk, CancellationToken cancel)
    {
        if (await watchlist.FindAsync(id, cancel) is not { } monitor) return Problems.Missing($"Monitor {id}");
        var compared = await desk.PastOfQueriesAsync(
            id, (monitor.QueryText, monitor.Options), (trial.Query, trial.Options),
            TimeSpan.FromDays(Math.Clamp(trial.Days ?? 30, 1, 92)), patience, cancel);
        return TypedResults.Ok(new ApiRehearsedQuery(
            monitor.Version, compared.From, compared.To, compared.Complete, Of(compared)));
    }

    private static IReadOnlyList<ApiComparedAlert> Of(ComparedAlerts compared) =>
    [
        .. compared.Alerts.Select(a => new ApiComparedAlert(
            a.Rule.Id, a.Rule.Name, a.Rule.Kind, ApiPastFiring.Of(a.First), ApiPastFiring.Of(a.Second))),
    ];

    private static async Task<Results<Ok<ApiComparedAlerts>, ProblemHttpResult>> CompareAsync(
        Id id, int version, int? from, int? days, Watchlist watchlist, AlertDesk desk, CancellationToken cancel)
    {
        var before = from ?? version - 1;
        var (older, newer) = (
            await watchlist.FindVersionAsync(id, before, cancel), await watchlist.FindVersionAsync(id, version, cancel));
        if (older is null || newer is null)
            return Problems.Missing($"Version {(newer is null ? version : before)} of monitor {id}");
        var compared = await desk.PastOfQueriesAsync(
            id, (older.QueryText, older.Options), (newer.QueryText, newer.Options),
            TimeSpan.FromDays(Math.Clamp(days ?? 30, 1, 92)), patience, cancel);
        return TypedResults.Ok(new ApiComparedAlerts(
            older.Version, newer.Version, compared.From, compared.To, compared.Complete, Of(compared)));
    }
}
