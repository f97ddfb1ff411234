using System.Globalization;
using Echolot.Alerts;
using Echolot.Teams;
using Echolot.Web.Components;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace Echolot.Web.Alerts;

/// <summary>Notifications, alerts, webhooks and the delivery log.</summary>
internal static class AlertRoutes
{
    public static void MapAlerts(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<NotificationsPage>(Urls.Notifications, Permission.ReadNotifications);
        routes.MapPage<DeliveriesPage>(Urls.Deliveries, Permission.ReadNotifications);
        routes.MapPage<AlertsPage>(Urls.Alerts, Permission.ReadNotifications);
        routes.MapPage<ChannelsPage>(Urls.AlertChannels, Permission.ReadNotifications);
        routes.MapPage<AlertPage>(Urls.AlertPattern, Permission.ReadNotifications);
        routes.MapPage<AlertBesidePage>(Urls.AlertBesidePattern, Permission.ReadNotifications);
        routes.MapPage<FiringPage>(Urls.FiringPattern, Permission.ReadNotifications);
        routes.MapPage<AlertEditPage>(Urls.NewAlert, Permission.EditNotifications);
        routes.MapPage<AlertEditPage>(Urls.AlertEditPattern, Permission.EditNotifications);
        routes.MapAction(Urls.AlertPast, Permission.EditNotifications, LookBackAsync);
        routes.MapGet(Urls.NotificationOpenPattern, OpenAsync).RequirePermission(Permission.ReadNotifications)
            .ExcludeFromDescription();
        routes.MapAction(Urls.NotificationsRead, Permission.ReadNotifications, ReadAllAsync);
        routes.MapAction(Urls.NotificationReadPattern, Permission.ReadNotifications, ReadOneAsync);
        routes.MapAction(
            Urls.NewAlert, Permission.EditNotifications,
            (HttpContext http, AlertDesk desk) => SaveAsync(http, desk, 0));
        routes.MapAction(
            Urls.AlertEditPattern, Permission.EditNotifications,
            (HttpContext http, AlertDesk desk, long id) => SaveAsync(http, desk, id));
        routes.MapAction(Urls.AlertRemovePattern, Permission.EditNotifications, RemoveAsync);
        routes.MapAction(Urls.AlertTestPattern, Permission.EditNotifications, TestAsync);
        routes.MapAction(Urls.AlertMutePattern, Permission.EditNotifications, MuteAsync);
        routes.MapAction(Urls.FiringAcknowledgePattern, Permission.EditNotifications, AcknowledgeAsync);
        routes.MapAction(Urls.FiringVerdictPattern, Permission.EditNotifications, JudgeAsync);
        routes.MapWebhooks();
        routes.MapAction(Urls.PushDevices, Permission.ReadNotifications, AddDeviceAsync);
        routes.MapAction(Urls.HandedWays, Permission.ReadNotifications, SetHandedWaysAsync);
        routes.MapAction(Urls.PushDeviceRemovePattern, Permission.ReadNotifications, RemoveDeviceAsync);
    }

    private static async Task<IResult> ReadAllAsync(HttpContext http, AlertDesk desk)
    {
        await desk.ReadAsync(http.Actor().Person.Id, null, http.RequestAborted);
        return Go.To(Urls.Notifications, AlertsText.ReadDone);
    }

    /// <summary>Marks a notification as read and goes where it points.</summary>
    private static async Task<IResult> OpenAsync(HttpContext http, AlertDesk desk, long id)
    {
        var person = http.Actor().Person.Id;
        if (await desk.FindAsync(person, id, http.RequestAborted) is not { } note) return Go.To(Urls.Notifications);
        await desk.ReadAsync(person, id, http.RequestAborted);
        return Go.To(Urls.Local(note.Link));
    }

    private static async Task<IResult> ReadOneAsync(HttpContext http, AlertDesk desk, long id)
    {
        await desk.ReadAsync(http.Actor().Person.Id, id, http.RequestAborted);
        return Go.To(Urls.Notifications);
    }

    private static async Task<IResult> SaveAsync(HttpContext http, AlertDesk desk, long id)
    {
        var sent = await http.Request.ReadFormAsync(http.RequestAborted);
        var form = AlertRuleForm.Read(field => sent[field]);
        var days = DaysOf(sent);
        var problems = new Dictionary<string, string>();
        // Who may not edit people makes alerts for themselves; handing over is for one that is there.
        if (id == 0 && !http.Actor().May(Permission.EditPeople)) form = form with { Owner = "" };
        var before = id == 0 ? null : await MineAsync(http, desk, id);
        if (id != 0 && before is null) return Go.Refused(Urls.Alerts, AlertsText.NotYours);
        // An administrator who changes somebody's alert does not take it over.
        if (form.Parse(id, before?.PersonId ?? http.Actor().Person.Id, problems) is { } rule)
        {
            try
            {
                var saved = await desk.SaveAsync(
                    await desk.AtLevelAsync(
                        rule, TimeSpan.FromDays(days), http.RequestAborted),
                    http.RequestAborted, http.Actor().Person.Id, before is null ? null : form.SeenAt, mutes: false);
                return Go.To(Urls.Alert(saved.Id), AlertsText.Saved);
            }
            catch (AlertException refused) when (refused.Why is AlertRefusal.ChangedMeanwhile)
            {
                return Pages.Show<AlertEditPage>(
                    http, new { Id = (long?)id, Sent = form, Changed = true, Days = days }, StatusCodes.Status409Conflict);
            }
            catch (AlertException refused)
            {
                problems[AlertsText.Field(refused.Why)] = AlertsText.Refusal(refused.Why);
            }
        }
        return Pages.Show<AlertEditPage>(
            http, new { Id = id == 0 ? (long?)null : id, Sent = form, Errors = problems, Days = days });
    }

    private static int DaysOf(IFormCollection sent) =>
        PastView.DaysOf(int.TryParse(sent["days"], CultureInfo.InvariantCulture, out var days) ? days : null);

    /// <summary>What the alert of the form would have done; a form, so that nothing of it stands in an address.</summary>
    private static async Task<IResult> LookBackAsync(HttpContext http, [FromForm] long? id)
    {
        var sent = await http.Request.ReadFormAsync(http.RequestAborted);
        return Pages.Show<PastPage>(
            http, new { Sent = AlertRuleForm.Read(field => sent[field]), Id = id ?? 0, Days = DaysOf(sent) },
            StatusCodes.Status200OK);
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, AlertDesk desk, long id)
    {
        if (await MineAsync(http, desk, id) is null) return Go.Refused(Urls.Alerts, AlertsText.NotYours);
        await desk.RemoveAsync(id, http.RequestAborted, http.Actor().Person.Id);
        return Go.To(Urls.Alerts, AlertsText.Removed);
    }

    /// <summary>Mutes for as long as is asked for; <c>none</c> lets the alert speak again.</summary>
    private static async Task<IResult> MuteAsync(
        HttpContext http, AlertDesk desk, TimeProvider clock, long id, [FromForm(Name = "for")] string? how)
    {
        if (await MineAsync(http, desk, id) is null) return Go.Refused(Urls.Alerts, AlertsText.NotYours);
        var (now, zone) = (clock.GetUtcNow(), http.Actor().Person.TimeZone);
        if (how is "none")
        {
            await desk.MuteAsync(id, null, http.RequestAborted, http.Actor().Person.Id);
            return Go.To(Urls.Alert(id), AlertsText.Unmuted);
        }
        if (Muting.Until(how ?? "", now, DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc) is not { } until)
            return Go.Refused(Urls.Alert(id), Muting.Refused);
        await desk.MuteAsync(id, until, http.RequestAborted, http.Actor().Person.Id);
        return Go.To(Urls.Alert(id), Said(Muting.Done, Moments.Exact(until, zone)));
    }

    private static async Task<IResult> AcknowledgeAsync(HttpContext http, AlertDesk desk, long id)
    {
        var firing = await desk.AcknowledgeAsync(id, http.Actor().Person.Id, http.RequestAborted);
        return firing is null ? Go.Refused(Urls.Alerts, AlertsText.FiringGone) : Go.To(Urls.Firing(id), AlertsText.Acknowledged);
    }

    private static async Task<IResult> JudgeAsync(HttpContext http, AlertDesk desk, long id, [FromForm] string? verdict)
    {
        FiringVerdict? said = Enum.TryParse<FiringVerdict>(verdict, out var parsed) && Enum.IsDefined(parsed) ? parsed : null;
        var firing = await desk.JudgeFiringAsync(id, said, http.Actor().Person.Id, http.RequestAborted);
        return firing is null ? Go.Refused(Urls.Alerts, AlertsText.FiringGone)
            : Go.To(Urls.Firing(id), said is null ? AlertsText.VerdictBack : AlertsText.VerdictKept);
    }

    private static async Task<IResult> TestAsync(HttpContext http, AlertDesk desk, long id)
    {
        if (await MineAsync(http, desk, id) is null) return Go.Refused(Urls.Alerts, AlertsText.NotYours);
        var deliveries = await desk.TestAsync(id, http.RequestAborted);
        var bad = deliveries.Where(d => d.State is not DeliveryState.Sent).ToList();
        if (bad is not [var first, ..])
            return Go.To(Urls.Alert(id), Said(AlertsText.TestDone, string.Join(", ", deliveries.GroupBy(d => d.Channel)
                .OrderBy(g => g.Key).Select(g => g.Count() == 1 ? (string)AlertsText.ChannelName(g.Key)
                    : $"{g.Count()} × {AlertsText.ChannelName(g.Key)}"))));
        if (Phrase.InGerman && first.Problem is { } problem)
            return Go.Refused(Urls.Alert(id), Said(AlertsText.TestFailed, bad.Count, deliveries.Count, ProblemWords.Of(problem).Said));
        var where = string.Join(' ', new[] { (string)AlertsText.ChannelName(first.Channel), first.Target }
            .Where(w => w.Length > 0));
        return Go.Refused(
            Urls.Alert(id), Said(AlertsText.TestFailed, bad.Count, deliveries.Count, $"{where}:"), first.Problem);
    }

    private static async Task<IResult> AddDeviceAsync(
        HttpContext http, AlertDesk desk, [FromForm] string? endpoint, [FromForm] string? p256dh, [FromForm] string? auth,
        [FromForm] string? device)
    {
        try
        {
            await desk.AddDeviceAsync(http.Actor().Person.Id, endpoint, p256dh, auth, device, http.RequestAborted);
            return Go.To(Urls.AlertChannels, AlertsText.DeviceAdded);
        }
        catch (AlertException refused)
        {
            return Go.Refused(Urls.AlertChannels, AlertsText.Refusal(refused.Why));
        }
    }

    private static async Task<IResult> SetHandedWaysAsync(
        HttpContext http, AlertDesk desk, [FromForm] string? push, [FromForm] string? mail)
    {
        await desk.SetHandedWaysAsync(http.Actor().Person.Id, new(push is "true", mail is "true"), http.RequestAborted);
        return Go.To(Urls.AlertChannels, HandedCard.Saved);
    }

    private static async Task<IResult> RemoveDeviceAsync(HttpContext http, AlertDesk desk, long id)
    {
        await desk.RemoveDeviceAsync(http.Actor().Person.Id, id, http.RequestAborted);
        return Go.To(Urls.AlertChannels, AlertsText.DeviceRemoved);
    }

    private static async Task<AlertRule?> MineAsync(HttpContext http, AlertDesk desk, long id) =>
        await desk.FindRuleAsync(id, http.RequestAborted) is { } rule && AlertRights.MayEdit(http.Actor(), rule) ? rule : null;

    private static Phrase Said(Phrase phrase, params object?[] what) =>
        new(string.Format(null, phrase.De, what), string.Format(null, phrase.En, what));
}
