using Echolot.Alerts;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Alerts;

/// <summary>Notifications, alerts, webhooks and the delivery log.</summary>
internal static class AlertRoutes
{
    public static void MapAlerts(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<NotificationsPage>(Urls.Notifications, Permission.ReadNotifications);
        routes.MapPage<AlertsPage>(Urls.Alerts, Permission.ReadNotifications);
        routes.MapPage<DeliveriesPage>(Urls.Deliveries, Permission.ReadNotifications);
        routes.MapPage<AlertRulePage>(Urls.NewAlert, Permission.EditNotifications);
        routes.MapPage<AlertRulePage>(Urls.AlertPattern, Permission.EditNotifications);
        routes.MapGet(Urls.NotificationOpenPattern, OpenAsync).RequirePermission(Permission.ReadNotifications)
            .ExcludeFromDescription();
        routes.MapAction(Urls.NotificationsRead, Permission.ReadNotifications, ReadAllAsync);
        routes.MapAction(Urls.NotificationReadPattern, Permission.ReadNotifications, ReadOneAsync);
        routes.MapAction(
            Urls.NewAlert, Permission.EditNotifications,
            (HttpContext http, AlertDesk desk) => SaveAsync(http, desk, 0));
        routes.MapAction(
            Urls.AlertPattern, Permission.EditNotifications,
            (HttpContext http, AlertDesk desk, long id) => SaveAsync(http, desk, id));
        routes.MapAction(Urls.AlertRemovePattern, Permission.EditNotifications, RemoveAsync);
        routes.MapAction(Urls.AlertTestPattern, Permission.EditNotifications, TestAsync);
        routes.MapAction(Urls.Webhooks, Permission.EditNotifications, AddWebhookAsync);
        routes.MapAction(Urls.WebhookRemovePattern, Permission.EditNotifications, RemoveWebhookAsync);
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
        var person = http.Actor().Person.Id;
        var form = AlertRuleForm.Read(await http.Request.ReadFormAsync(http.RequestAborted));
        var problems = new Dictionary<string, string>();
        if (id != 0 && !await IsMineAsync(http, desk, id))
            return Go.To(Urls.Alerts, AlertsText.Refusal(AlertRefusal.NotFound));
        if (form.Parse(id, person, problems) is { } rule)
        {
            try
            {
                await desk.SaveAsync(rule, http.RequestAborted);
                return Go.To(Urls.Alerts, AlertsText.Saved);
            }
            catch (AlertException refused)
            {
                problems[AlertsText.Field(refused.Why)] = AlertsText.Refusal(refused.Why);
            }
        }
        return Pages.Show<AlertRulePage>(
            http, new { Id = id == 0 ? (long?)null : id, Sent = form, Errors = problems });
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, AlertDesk desk, long id)
    {
        if (await IsMineAsync(http, desk, id)) await desk.RemoveAsync(id, http.RequestAborted);
        return Go.To(Urls.Alerts, AlertsText.Removed);
    }

    private static async Task<IResult> TestAsync(HttpContext http, AlertDesk desk, long id)
    {
        if (!await IsMineAsync(http, desk, id))
            return Go.To(Urls.Alerts, AlertsText.Refusal(AlertRefusal.NotFound));
        var deliveries = await desk.TestAsync(id, http.RequestAborted);
        var bad = deliveries.FirstOrDefault(d => d.State is not DeliveryState.Sent);
        return bad is null
            ? Go.To(
                Urls.Alerts,
                Said(
                    AlertsText.TestDone,
                    string.Join(", ", deliveries.Select(d => (string)AlertsText.ChannelName(d.Channel)))))
            : Go.To(
                Urls.Alerts,
                Said(AlertsText.TestFailed, $"{(string)AlertsText.ChannelName(bad.Channel)}: {bad.Problem}"));
    }

    private static async Task<IResult> AddWebhookAsync(
        HttpContext http, AlertDesk desk, [FromForm] string? name, [FromForm] string? url, [FromForm] string? format)
    {
        var problems = new Dictionary<string, string>();
        if (string.IsNullOrWhiteSpace(name))
            problems[AlertsText.Field(AlertRefusal.WebhookName)] = AlertsText.Refusal(AlertRefusal.WebhookName);
        if (!Uri.TryCreate(url?.Trim(), UriKind.Absolute, out var address))
            problems["url"] = AlertsText.Refusal(AlertRefusal.WebhookAddress);
        else if (problems.Count == 0)
        {
            try
            {
                var kind = Enum.TryParse<WebhookFormat>(format, out var parsed) && Enum.IsDefined(parsed)
                    ? parsed
                    : WebhookFormat.Echolot;
                var (_, secret) = await desk.SaveAsync(
                    new Webhook(0, name!, address, kind, true, default), http.RequestAborted);
                return Pages.Show<AlertsPage>(http, new { Secret = secret }, StatusCodes.Status200OK);
            }
            catch (AlertException refused)
            {
                problems[AlertsText.Field(refused.Why)] = AlertsText.Refusal(refused.Why);
            }
        }
        return Pages.Show<AlertsPage>(http, new { WebhookName = name, WebhookUrl = url, Errors = problems });
    }

    private static async Task<IResult> RemoveWebhookAsync(HttpContext http, AlertDesk desk, long id)
    {
        await desk.RemoveWebhookAsync(id, http.RequestAborted);
        return Go.To(Urls.Alerts, AlertsText.WebhookRemoved);
    }

    private static async Task<bool> IsMineAsync(HttpContext http, AlertDesk desk, long id) =>
        (await desk.RulesAsync(http.Actor().Person.Id, http.RequestAborted)).Any(s => s.Id == id);

    private static Phrase Said(Phrase phrase, string what) =>
        new(string.Format(null, phrase.De, what), string.Format(null, phrase.En, what));
}
