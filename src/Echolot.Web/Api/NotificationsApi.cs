using Echolot.Alerts;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>A notification of the caller.</summary>
internal sealed record ApiNotification(
    Id Id, Id? MonitorId, AlertKind Kind, string Title, string Body, string Why, int Count,
    IReadOnlyList<Id> MentionIds, string Link,
    DateTimeOffset At, DateTimeOffset? ReadAt)
{
    public static ApiNotification Of(Notification n) => new(
        n.Id, n.MonitorId is { } monitor ? monitor : null, n.Kind, n.Title, n.Body, n.Why, n.Count,
        [.. n.MentionIds.Select(m => (Id)m)], n.Link,
        n.At, n.ReadAt);
}

/// <summary>A message on its way or arrived, with all its tries.</summary>
internal sealed record ApiDelivery(
    Id Id, Id? NotificationId, Id AlertId, DeliveryChannel Channel, string Target, DeliveryState State,
    int Attempts,
    DateTimeOffset CreatedAt, DateTimeOffset? DoneAt, DateTimeOffset? NextAttemptAt, string? Problem)
{
    public static ApiDelivery Of(Delivery d) => new(
        d.Id, d.NotificationId is { } notification ? notification : null, d.RuleId, d.Channel, d.Target,
        d.State, d.Attempts, d.CreatedAt,
        d.DoneAt, d.NextAttemptAt, d.Problem);
}

internal sealed record Unread(int Count);

internal static class NotificationsApi
{
    public static void MapNotifications(this RouteGroupBuilder api)
    {
        var notifications = api.MapGroup("/notifications").WithTags("Notifications");
        notifications.MapGet("", ListAsync)
            .RequirePermission(Permission.ReadNotifications)
            .Named("listNotifications", "List own notifications", "Newest first.");
        notifications.MapGet("/unread", UnreadAsync)
            .RequirePermission(Permission.ReadNotifications).Named("countUnread", "Count unread notifications", "");
        notifications.MapPost("/read", ReadAllAsync)
            .RequirePermission(Permission.ReadNotifications).Named("readAllNotifications", "Mark all as read", "");
        notifications.MapPost("/{id}/read", ReadAsync)
            .RequirePermission(Permission.ReadNotifications).Named("readNotification", "Mark as read", "");
        api.MapGet("/deliveries", DeliveriesAsync)
            .RequirePermission(Permission.ReadNotifications)
            .WithTags("Notifications").Named("listDeliveries", "The delivery log",
            "Own deliveries, newest first; with the permission Administer those of everybody.");
    }

    private static async Task<Ok<Listed<ApiNotification>>> ListAsync(
        bool? unread, Id? cursor, int? size, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        var most = Paging.Size(size);
        var found = await desk.ForPersonAsync(http.Actor().Person.Id, unread ?? false, cursor?.Value, most, cancel);
        return TypedResults.Ok(Paging.Listed([.. found.Select(ApiNotification.Of)], most, n => n.Id));
    }

    private static async Task<Ok<Unread>> UnreadAsync(HttpContext http, AlertDesk desk, CancellationToken cancel) =>
        TypedResults.Ok(new Unread(await desk.UnreadAsync(http.Actor().Person.Id, cancel)));

    private static async Task<NoContent> ReadAllAsync(HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        await desk.ReadAsync(http.Actor().Person.Id, null, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ReadAsync(Id id, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        await desk.ReadAsync(http.Actor().Person.Id, id, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Listed<ApiDelivery>>, ProblemHttpResult>> DeliveriesAsync(
        Id? alert, Id? cursor, int? size, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        var most = Paging.Size(size);
        var mayAll = http.Actor().May(Permission.Administer);
        if (!mayAll && (alert is not { } one || await AlertsApi.FindMineAsync(one, http, desk, cancel) is null))
            return Problems.Refused("alert_missing",
                "Name one of your own alerts in 'alert'; the whole log needs the permission Administer.");
        var found = await desk.DeliveriesAsync(alert?.Value, cursor?.Value, most, cancel);
        return TypedResults.Ok(Paging.Listed([.. found.Select(ApiDelivery.Of)], most, d => d.Id));
    }
}
