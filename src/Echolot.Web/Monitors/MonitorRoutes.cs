using System.Globalization;
using Echolot.Matching;
using Echolot.Monitors;
using Echolot.Teams;
using Echolot.Web.Components;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Monitors;

/// <summary>The list of monitors, their editor and its preview.</summary>
internal static class MonitorRoutes
{
    public static void MapMonitors(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<MonitorsPage>(Urls.Monitors, Permission.ReadMonitors);
        routes.MapPage<MonitorPage>(Urls.NewMonitor, Permission.EditMonitors);
        routes.MapPage<MonitorPage>(Urls.MonitorPattern, Permission.ReadMonitors);
        routes.MapAction(Urls.Monitors, Permission.EditMonitors, AddAsync);
        routes.MapAction(Urls.MonitorPattern, Permission.EditMonitors, ChangeAsync);
        routes.MapAction(Urls.MonitorRemovePattern, Permission.EditMonitors, RemoveAsync);
        routes.MapPage<VersionsPage>(Urls.MonitorVersionsPattern, Permission.ReadMonitors);
        routes.MapPart<VersionHitsPage>(Urls.MonitorVersionHitsPattern, Permission.ReadMonitors | Permission.ReadMentions);
        routes.MapPart<VersionAlertsPage>(
            Urls.MonitorVersionAlertsPattern, Permission.ReadMonitors | Permission.ReadNotifications);
        routes.MapAction(Urls.MonitorRestorePattern, Permission.EditMonitors, RestoreAsync);
        routes.MapAction(Urls.MonitorLockPattern, Permission.EditMonitors, LockAsync);
        routes.MapAction(Urls.MonitorUnlockPattern, Permission.EditMonitors, UnlockAsync);
        routes.MapAction(Urls.MonitorBackfillPattern, Permission.EditMonitors, BackfillAsync);
        routes.MapAction(Urls.MonitorBackfillCancelPattern, Permission.EditMonitors, CancelBackfillAsync);
        routes.MapAction(Urls.MonitorTakeOutPattern, Permission.EditMonitors, TakeOutAsync);
        routes.MapAction(Urls.MonitorPutBackPattern, Permission.EditMonitors, PutBackAsync);
        routes.MapQueryTools();
    }

    private static async Task<IResult> AddAsync(HttpContext http, Watchlist watchlist, [AsParameters] MonitorForm form)
    {
        var draft = form.Draft();
        var saved = await watchlist.AddAsync(draft, http.Actor().Person.Id, form.Note, http.RequestAborted);
        if (saved.Monitor is null)
            return Pages.Show<MonitorPage>(http, new { Draft = draft, form.Note, QueryErrors = saved.Errors, form.Judged });
        // The monitor is there; what was said of its hits does not go because somebody closes the page now.
        await watchlist.KeepVerdictsAsync(
            saved.Monitor.Id, QueryTools.JudgedOf(form.Judged), http.Actor().Person.Id, CancellationToken.None);
        return Go.To(Urls.Monitor(saved.Monitor.Id), MonitorsText.Saved);
    }

    private static Task<IResult> ChangeAsync(
        HttpContext http, Watchlist watchlist, long id, [AsParameters] MonitorForm form) =>
        OnAsync(id, async () =>
        {
            var draft = form.Draft();
            try
            {
                var saved = await watchlist.ChangeAsync(
                    id, draft, http.Actor().Person.Id, form.Note, form.SeenAt, http.RequestAborted);
                return saved.Monitor is null
                    ? Pages.Show<MonitorPage>(http, new { Id = id, Draft = draft, form.Note, form.SeenAt, QueryErrors = saved.Errors })
                    : Go.To(Urls.Monitor(id), MonitorsText.Saved);
            }
            catch (MonitorChangedMeanwhileException)
            {
                return Pages.Show<MonitorPage>(
                    http, new { Id = id, Draft = draft, form.Note, Changed = true }, StatusCodes.Status409Conflict);
            }
        });

    private static Task<IResult> RemoveAsync(HttpContext http, Watchlist watchlist, long id) => OnAsync(id, async () =>
    {
        await watchlist.RemoveAsync(id, http.Actor().Person.Id, http.RequestAborted);
        return Go.To(Urls.Monitors, MonitorsText.Removed);
    });

    private static Task<IResult> RestoreAsync(
        HttpContext http, Watchlist watchlist, long id, int version, [FromForm] string? seen) =>
        OnAsync(id, async () =>
        {
            try
            {
                var saved = await watchlist.RestoreAsync(
                    id, version, http.Actor().Person.Id, MonitorsText.RestoredNote.With(version), Moments.OfForm(seen),
                    http.RequestAborted);
                return saved.Monitor is null
                    ? Go.Refused(Urls.MonitorVersions(id), MonitorsText.Errors)
                    : Go.To(Urls.MonitorVersions(id), MonitorsText.Restored);
            }
            catch (MonitorChangedMeanwhileException)
            {
                // What is stored now and what was to be restored, beside each other.
                return Pages.Show<VersionsPage>(
                    http, new { Id = id, Wanted = (int?)version }, StatusCodes.Status409Conflict);
            }
        });

    private static Task<IResult> LockAsync(HttpContext http, Watchlist watchlist, long id) => OnAsync(id, async () =>
    {
        await watchlist.LockAsync(id, http.Actor().Person.Id, http.RequestAborted);
        return Go.To(Urls.Monitor(id), MonitorsText.NowLocked);
    });

    private static Task<IResult> UnlockAsync(HttpContext http, Watchlist watchlist, long id) => OnAsync(id, async () =>
    {
        await watchlist.UnlockAsync(id, http.Actor().Person.Id, http.RequestAborted);
        return Go.To(Urls.Monitor(id), MonitorsText.NowUnlocked);
    });

    private static Task<IResult> BackfillAsync(HttpContext http, Watchlist watchlist, BackfillDesk backfills, long id) =>
        OnAsync(id, async () =>
        {
            if (await watchlist.FindAsync(id, http.RequestAborted) is { } monitor && !Watchlist.MayChange(monitor, http.Actor().Person))
                return Go.Refused(Urls.Monitor(id), MonitorsText.LockedRefused);
            await backfills.StartAsync(id, http.RequestAborted);
            return Go.To(Urls.Monitor(id));
        });

    /// <summary>An action on a monitor that may be gone or locked by the time the form is sent.</summary>
    private static async Task<IResult> OnAsync(long id, Func<Task<IResult>> act)
    {
        try
        {
            return await act();
        }
        catch (KeyNotFoundException)
        {
            return Go.Refused(Urls.Monitors, MonitorsText.Gone);
        }
        catch (MonitorLockedException)
        {
            return Go.Refused(Urls.Monitor(id), MonitorsText.LockedRefused);
        }
    }

    private static Task<IResult> TakeOutAsync(HttpContext http, Watchlist watchlist, BackfillDesk backfills, long id) =>
        LeftoversAsync(http, watchlist, id, by => backfills.TakeOutAsync(id, by, http.RequestAborted));

    private static Task<IResult> PutBackAsync(HttpContext http, Watchlist watchlist, BackfillDesk backfills, long id) =>
        LeftoversAsync(http, watchlist, id, by => backfills.PutBackAsync(id, by, http.RequestAborted));

    private static async Task<IResult> LeftoversAsync(
        HttpContext http, Watchlist watchlist, long id, Func<long, Task<bool>> move)
    {
        var person = http.Actor().Person;
        if (await watchlist.FindAsync(id, http.RequestAborted) is not { } monitor)
            return Go.Refused(Urls.Monitors, MonitorsText.Gone);
        if (!Watchlist.MayChange(monitor, person)) return Go.Refused(Urls.Monitor(id), MonitorsText.LockedRefused);
        return await move(person.Id) ? Go.To(Urls.Monitor(id)) : Go.Refused(Urls.Monitor(id), LeftoverText.NotNow);
    }

    private static async Task<IResult> CancelBackfillAsync(HttpContext http, Watchlist watchlist, BackfillDesk backfills, long id)
    {
        if (await watchlist.FindAsync(id, http.RequestAborted) is { } monitor && !Watchlist.MayChange(monitor, http.Actor().Person))
            return Go.Refused(Urls.Monitor(id), MonitorsText.LockedRefused);
        await backfills.CancelAsync(id, http.RequestAborted);
        return Go.To(Urls.Monitor(id));
    }
}

/// <summary>The editor's fields as the browser sends them.</summary>
internal sealed record MonitorForm(
    [property: FromForm] string? Name, [property: FromForm] string? Query, [property: FromForm] string? Purpose,
    [property: FromForm] string? Folder,
    [property: FromForm] string? Owner, [property: FromForm] string? Note, [property: FromForm] string? Active,
    [property: FromForm] string? Forms, [property: FromForm] string? Judged = null,
    [property: FromForm] string? Seen = null)
{
    /// <summary>When the monitor that the form began with was changed last.</summary>
    public DateTimeOffset? SeenAt =>
        long.TryParse(Seen, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < long.MaxValue / 1_000_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    public MonitorDraft Draft() => new(
        (Name ?? "").Trim(), QueryTools.Lines(Query),
        Enum.TryParse<Purpose>(Purpose, out var purpose) && Enum.IsDefined(purpose)
            ? purpose
            : Echolot.Monitors.Purpose.Brand,
        long.TryParse(Owner, NumberStyles.None, CultureInfo.InvariantCulture, out var owner) ? owner : null,
        string.IsNullOrWhiteSpace(Folder) ? null : Folder.Trim(), Paused: Active is null, Forms: FormsOf(Forms));

    public static WordForms FormsOf(string? sent) =>
        Enum.TryParse<WordForms>(sent, out var forms) && Enum.IsDefined(forms) ? forms : WordForms.AsTyped;
}
