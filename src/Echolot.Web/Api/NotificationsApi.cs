using System.Globalization;
using Echolot.Alerts;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>A notification of the caller.</summary>
internal sealed record ApiNotification(
    Id Id, Id? MonitorId, NotifyWhen Kind, string Title, string Body, string Why, int Count,
    IReadOnlyList<Id> MentionIds, string Link,
    DateTimeOffset At, DateTimeOffset? ReadAt)
{
    public static ApiNotification Of(Notification n) => new(
        n.Id, n.MonitorId is { } monitor ? monitor : null, n.Kind, n.Title, n.Body, n.Why, n.Count,
        [.. n.MentionIds.Select(m => (Id)m)], n.Link,
        n.At, n.ReadAt);
}

/// <summary>
/// Who is told what, when and how. Times of day are <c>HH:mm</c> in the person's zone; <c>monitor_id</c> null means
/// every monitor; <c>person_id</c> left out means the caller.
/// </summary>
internal sealed record ApiSubscription(
    NotifyWhen When, IReadOnlyList<DeliveryChannel> Channels, Id? Id = null, Id? PersonId = null, Id? MonitorId = null,
    IReadOnlyList<string>? DigestAt = null, int ThresholdCount = 1, int ThresholdWindowSeconds = 600,
    int CooldownSeconds = 0,
    string? QuietFrom = null, string? QuietTo = null, Id? WebhookId = null, bool Active = true,
    DateTimeOffset? CreatedAt = null)
{
    public static ApiSubscription Of(Subscription s) => new(
        s.When, s.Channels, s.Id, s.PersonId, s.MonitorId is { } monitor ? monitor : null, [.. s.DigestAt.Select(Text)],
        s.ThresholdCount,
        (int)s.ThresholdWindow.TotalSeconds, (int)s.Cooldown.TotalSeconds, s.QuietFrom is { } from ? Text(from) : null,
        s.QuietTo is { } to ? Text(to) : null, s.WebhookId is { } webhook ? webhook : null, s.Active, s.CreatedAt);

    public Subscription ToSubscription(long id, long personId) => new(
        id, personId, MonitorId?.Value, When, Channels, [.. (DigestAt ?? []).Select(Time)], ThresholdCount,
        TimeSpan.FromSeconds(ThresholdWindowSeconds), TimeSpan.FromSeconds(CooldownSeconds),
        QuietFrom is null ? null : Time(QuietFrom),
        QuietTo is null ? null : Time(QuietTo), WebhookId?.Value, Active, default);

    private static string Text(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static TimeOnly Time(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        ? time
        : throw new BadHttpRequestException($"'{text}' is not a time of day; write it like 07:30.");
}

/// <summary>A message on its way or arrived, with all its tries.</summary>
internal sealed record ApiDelivery(
    Id Id, Id? NotificationId, Id SubscriptionId, DeliveryChannel Channel, string Target, DeliveryState State,
    int Attempts,
    DateTimeOffset CreatedAt, DateTimeOffset? DoneAt, DateTimeOffset? NextAttemptAt, string? Problem)
{
    public static ApiDelivery Of(Delivery d) => new(
        d.Id, d.NotificationId is { } notification ? notification : null, d.SubscriptionId, d.Channel, d.Target,
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
        var subscriptions = api.MapGroup("/subscriptions").WithTags("Notifications");
        subscriptions.MapGet("", SubscriptionsAsync)
            .RequirePermission(Permission.ReadNotifications).Named("listSubscriptions", "List subscriptions",
            "Own ones; `everybody=true` with the permission EditPeople lists all.");
        subscriptions.MapPost("", AddAsync)
            .RequirePermission(Permission.EditNotifications).Named("addSubscription", "Subscribe", "");
        subscriptions.MapPut("/{id}", ChangeAsync)
            .RequirePermission(Permission.EditNotifications).Named("changeSubscription", "Change a subscription", "");
        subscriptions.MapDelete("/{id}", RemoveAsync)
            .RequirePermission(Permission.EditNotifications).Named("removeSubscription", "Remove a subscription", "");
        subscriptions.MapPost("/{id}/test", TestAsync)
            .RequirePermission(Permission.EditNotifications).Named("testSubscription", "Send a test",
            "Through every channel, past quiet hours; waits for the outcome.");
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
        Id? subscription, Id? cursor, int? size, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        var most = Paging.Size(size);
        var mayAll = http.Actor().May(Permission.Administer);
        if (!mayAll && (subscription is not { } one || await FindAsync(one, http, desk, cancel) is null))
            return Problems.Refused("subscription_missing",
                "Name one of your own subscriptions in 'subscription'; the whole log needs the permission Administer.");
        var found = await desk.DeliveriesAsync(subscription?.Value, cursor?.Value, most, cancel);
        return TypedResults.Ok(Paging.Listed([.. found.Select(ApiDelivery.Of)], most, d => d.Id));
    }

    private static async Task<Ok<Listed<ApiSubscription>>> SubscriptionsAsync(
        bool? everybody, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        var all = everybody == true && http.Actor().May(Permission.EditPeople);
        var found = await desk.SubscriptionsAsync(all ? null : http.Actor().Person.Id, cancel);
        return TypedResults.Ok(Listed<ApiSubscription>.All(found.Select(ApiSubscription.Of)));
    }

    private static async Task<Results<Created<ApiSubscription>, ProblemHttpResult>> AddAsync(
        ApiSubscription draft, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        var actor = http.Actor();
        if (draft.PersonId is { } other && other != actor.Person.Id && !actor.May(Permission.EditPeople))
            return NotYours();
        var saved = await desk.SaveAsync(draft.ToSubscription(0, draft.PersonId ?? actor.Person.Id), cancel);
        return TypedResults.Created($"{Urls.Api}/subscriptions/{(Id)saved.Id}", ApiSubscription.Of(saved));
    }

    private static async Task<Results<Ok<ApiSubscription>, ProblemHttpResult>> ChangeAsync(
        Id id, ApiSubscription change, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        if (await FindAsync(id, http, desk, cancel) is not { } before)
            return Missing(id);
        var saved = await desk.SaveAsync(change.ToSubscription(id, before.PersonId), cancel);
        return TypedResults.Ok(ApiSubscription.Of(saved));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Id id, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        if (await FindAsync(id, http, desk, cancel) is null)
            return Missing(id);
        await desk.RemoveAsync(id, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Listed<ApiDelivery>>, ProblemHttpResult>> TestAsync(
        Id id, HttpContext http, AlertDesk desk, CancellationToken cancel) =>
        await FindAsync(id, http, desk, cancel) is null
            ? Missing(id)
            : TypedResults.Ok(Listed<ApiDelivery>.All((await desk.TestAsync(id, cancel)).Select(ApiDelivery.Of)));

    /// <summary>
    /// The subscription where it is the caller's, or the caller may edit people; to others it is not there.
    /// </summary>
    private static async Task<Subscription?> FindAsync(
        Id id, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        var actor = http.Actor();
        var visible = await desk.SubscriptionsAsync(actor.May(Permission.EditPeople) ? null : actor.Person.Id, cancel);
        return visible.FirstOrDefault(s => s.Id == id.Value);
    }

    private static ProblemHttpResult NotYours() => Problems.Of(
        StatusCodes.Status403Forbidden, "not_allowed",
        "Subscriptions of others need the permission EditPeople; leave out 'person_id' for your own.");

    private static ProblemHttpResult Missing(Id id) => Problems.Missing($"Subscription {id}");
}
