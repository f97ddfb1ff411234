using System.Globalization;
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

/// <summary>
/// Who is told what, when and how. Times of day are <c>HH:mm</c> in the person's zone; <c>monitor_id</c> null means
/// every monitor; <c>person_id</c> left out means the caller.
/// </summary>
internal sealed record ApiAlertRule(
    AlertKind When, IReadOnlyList<DeliveryChannel> Channels, Id? Id = null, Id? PersonId = null, Id? MonitorId = null,
    IReadOnlyList<string>? DigestAt = null, int Count = 1, int WindowSeconds = 600,
    int CooldownSeconds = 0,
    string? QuietFrom = null, string? QuietTo = null, Id? WebhookId = null, bool Active = true,
    DateTimeOffset? CreatedAt = null)
{
    public static ApiAlertRule Of(AlertRule s) => new(
        s.Kind, s.Channels, s.Id, s.PersonId, s.MonitorId is { } monitor ? monitor : null, [.. s.DigestAt.Select(Text)],
        s.Count,
        (int)s.Window.TotalSeconds, (int)s.Cooldown.TotalSeconds, s.QuietFrom is { } from ? Text(from) : null,
        s.QuietTo is { } to ? Text(to) : null, s.WebhookId is { } webhook ? webhook : null, s.Active, s.CreatedAt);

    public AlertRule ToRule(long id, long personId) => new(
        id, personId, MonitorId?.Value, When, Channels, [.. (DigestAt ?? []).Select(Time)], Count,
        TimeSpan.FromSeconds(WindowSeconds), TimeSpan.FromSeconds(CooldownSeconds),
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
    Id Id, Id? NotificationId, Id RuleId, DeliveryChannel Channel, string Target, DeliveryState State,
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
        var alerts = api.MapGroup("/alerts").WithTags("Notifications");
        alerts.MapGet("", RulesAsync)
            .RequirePermission(Permission.ReadNotifications).Named("listAlerts", "List alerts",
            "Own ones; `everybody=true` with the permission EditPeople lists all.");
        alerts.MapPost("", AddAsync)
            .RequirePermission(Permission.EditNotifications).Named("addAlert", "Subscribe", "");
        alerts.MapPut("/{id}", ChangeAsync)
            .RequirePermission(Permission.EditNotifications).Named("changeAlert", "Change an alert", "");
        alerts.MapDelete("/{id}", RemoveAsync)
            .RequirePermission(Permission.EditNotifications).Named("removeAlert", "Remove an alert", "");
        alerts.MapPost("/{id}/test", TestAsync)
            .RequirePermission(Permission.EditNotifications).Named("testAlert", "Send a test",
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
        Id? rule, Id? cursor, int? size, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        var most = Paging.Size(size);
        var mayAll = http.Actor().May(Permission.Administer);
        if (!mayAll && (rule is not { } one || await FindAsync(one, http, desk, cancel) is null))
            return Problems.Refused("alert_missing",
                "Name one of your own alerts in 'alert'; the whole log needs the permission Administer.");
        var found = await desk.DeliveriesAsync(rule?.Value, cursor?.Value, most, cancel);
        return TypedResults.Ok(Paging.Listed([.. found.Select(ApiDelivery.Of)], most, d => d.Id));
    }

    private static async Task<Ok<Listed<ApiAlertRule>>> RulesAsync(
        bool? everybody, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        var all = everybody == true && http.Actor().May(Permission.EditPeople);
        var found = await desk.RulesAsync(all ? null : http.Actor().Person.Id, cancel);
        return TypedResults.Ok(Listed<ApiAlertRule>.All(found.Select(ApiAlertRule.Of)));
    }

    private static async Task<Results<Created<ApiAlertRule>, ProblemHttpResult>> AddAsync(
        ApiAlertRule draft, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        var actor = http.Actor();
        if (draft.PersonId is { } other && other != actor.Person.Id && !actor.May(Permission.EditPeople))
            return NotYours();
        var saved = await desk.SaveAsync(draft.ToRule(0, draft.PersonId ?? actor.Person.Id), cancel);
        return TypedResults.Created($"{Urls.Api}/alerts/{(Id)saved.Id}", ApiAlertRule.Of(saved));
    }

    private static async Task<Results<Ok<ApiAlertRule>, ProblemHttpResult>> ChangeAsync(
        Id id, ApiAlertRule change, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        if (await FindAsync(id, http, desk, cancel) is not { } before)
            return Missing(id);
        var saved = await desk.SaveAsync(change.ToRule(id, before.PersonId), cancel);
        return TypedResults.Ok(ApiAlertRule.Of(saved));
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
    /// The rule where it is the caller's, or the caller may edit people; to others it is not there.
    /// </summary>
    private static async Task<AlertRule?> FindAsync(
        Id id, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        var actor = http.Actor();
        var visible = await desk.RulesAsync(actor.May(Permission.EditPeople) ? null : actor.Person.Id, cancel);
        return visible.FirstOrDefault(s => s.Id == id.Value);
    }

    private static ProblemHttpResult NotYours() => Problems.Of(
        StatusCodes.Status403Forbidden, "not_allowed",
        "Alerts of others need the permission EditPeople; leave out 'person_id' for your own.");

    private static ProblemHttpResult Missing(Id id) => Problems.Missing($"AlertRule {id}");
}
