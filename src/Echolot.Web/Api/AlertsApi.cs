using System.Globalization;
using Echolot.Alerts;
using Echolot.Monitors;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NodaTime.Extensions;

namespace Echolot.Web.Api;

/// <summary>
/// What is watched for, who is told and how. Times of day are <c>HH:mm</c> in the person's zone, and so are days of the week:
/// <c>digest_on</c> on which digests go out (none: every day), <c>quiet_days</c> that are quiet as a whole beside
/// <c>quiet_from</c> to <c>quiet_to</c>. <c>monitor_id</c> null
/// means every monitor; <c>person_id</c> is the owner, left out the caller or, on a change, who it was. <c>bound</c> is percent over the average, standard
/// deviations or percent of negative mentions, as the kind has it; with a <c>sensitivity</c> other than <c>own</c> the
/// number is worked out from the last 30 days. <c>also_people</c>, <c>also_roles</c> and <c>addresses</c> are told
/// beside the owner, <c>also_on_duty</c> means whoever is on call then; each of <c>webhook_ids</c> is called once. When
/// nobody acknowledges within <c>escalate_after_seconds</c>, <c>escalate_to</c> is told, or with <c>escalate_on_duty</c>
/// the people on call one after the other. <c>crisis</c>: level, 1 to 3, of conversations from its
/// mentions while it holds; 0: none. <c>changed_at</c> of the alert as it was read: a change is refused with 409 where
/// somebody changed it since; left out, it counts whatever is stored. <c>quiet_outside</c>: a calendar of business hours, outside
/// of which it is quiet.
/// </summary>
internal sealed record ApiAlert(
    AlertKind Kind, IReadOnlyList<DeliveryChannel> Channels, Id? Id = null, Id? PersonId = null, Id? MonitorId = null,
    string? Name = null, Id? SourceId = null, IReadOnlyList<string>? DigestAt = null, int Count = 1,
    int WindowSeconds = 3600, int BaselineSeconds = 604800, double Bound = 0, Sensitivity Sensitivity = Sensitivity.Own,
    IReadOnlyList<string>? Authors = null, int CooldownSeconds = 0,
    string? QuietFrom = null, string? QuietTo = null, IReadOnlyList<Id>? WebhookIds = null, Id? EscalateTo = null,
    int EscalateAfterSeconds = 0, IReadOnlyList<Id>? AlsoPeople = null,
    IReadOnlyList<Role>? AlsoRoles = null, IReadOnlyList<string>? Addresses = null, DateTimeOffset? MutedUntil = null, bool Active = true,
    DateTimeOffset? CreatedAt = null, int Crisis = 0, bool AlsoOnDuty = false, bool EscalateOnDuty = false,
    Id? MutedBy = null, DateTimeOffset? ChangedAt = null, IReadOnlyList<DayOfWeek>? DigestOn = null,
    IReadOnlyList<DayOfWeek>? QuietDays = null, Id? QuietOutside = null)
{
    public static ApiAlert Of(AlertRule s) => new(
        s.Kind, s.Channels, s.Id, s.PersonId, Optional(s.MonitorId), s.Name, Optional(s.SourceId),
        [.. s.DigestAt.Select(Text)], s.Count, (int)s.Window.TotalSeconds, (int)s.Baseline.TotalSeconds, s.Bound,
        s.Sensitivity, s.Authors, (int)s.Cooldown.TotalSeconds, s.QuietFrom is { } from ? Text(from) : null,
        s.QuietTo is { } to ? Text(to) : null, [.. s.WebhookIds.Select(w => (Id)w)], Optional(s.EscalateTo),
        (int)s.EscalateAfter.TotalSeconds, [.. s.AlsoPeople.Select(p => (Id)p)], s.AlsoRoles, s.Addresses, s.MutedUntil, s.Active, s.CreatedAt,
        s.Crisis, s.AlsoOnDuty, s.EscalateOnDuty, Optional(s.MutedBy), s.ChangedAt, [.. s.DigestOn.Select(d => d.ToDayOfWeek())],
        [.. s.QuietDays.Select(d => d.ToDayOfWeek())],
        Optional(s.Outside?.CalendarId));

    public AlertRule ToRule(long id, long personId) => new(
        id, personId, MonitorId?.Value, Kind, Channels, [.. (DigestAt ?? []).Select(Time)], Count,
        TimeSpan.FromSeconds(WindowSeconds), TimeSpan.FromSeconds(CooldownSeconds),
        QuietFrom is null ? null : Time(QuietFrom),
        QuietTo is null ? null : Time(QuietTo), Active, default)
    {
        Name = Name, SourceId = SourceId?.Value, Bound = Bound, Baseline = TimeSpan.FromSeconds(BaselineSeconds),
        Sensitivity = Sensitivity, Authors = Authors ?? [], EscalateTo = EscalateTo?.Value,
        EscalateAfter = TimeSpan.FromSeconds(EscalateAfterSeconds),
        AlsoPeople = [.. (AlsoPeople ?? []).Select(p => p.Value)], AlsoRoles = AlsoRoles ?? [],
        Addresses = Addresses ?? [], WebhookIds = [.. (WebhookIds ?? []).Select(w => w.Value)], MutedUntil = MutedUntil,
        Crisis = Crisis, AlsoOnDuty = AlsoOnDuty, EscalateOnDuty = EscalateOnDuty,
        DigestOn = Days(DigestOn), QuietDays = Days(QuietDays),
        Outside = QuietOutside is { } calendar ? new(calendar.Value) : null,
    };

    private static IReadOnlyList<IsoDayOfWeek> Days(IReadOnlyList<DayOfWeek>? days) =>
        [.. (days ?? []).Select(d => d.ToIsoDayOfWeek()).Distinct().Order()];

    internal static Id? Optional(long? id) => id is { } value ? value : null;

    private static string Text(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static TimeOnly Time(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        ? time
        : throw new BadHttpRequestException($"'{text}' is not a time of day; write it like 07:30.");
}

/// <summary>
/// An alert as it was saved, and what came of that version. <c>changed_by</c> null: by the product, or by somebody erased.
/// </summary>
internal sealed record ApiAlertVersion(
    int Version, DateTimeOffset ChangedAt, Id? ChangedBy, ApiAlert Alert, int Firings, int Justified, int FalseAlarms)
{
    public static ApiAlertVersion Of(AlertVersion v) => new(
        v.Version, v.ChangedAt, ApiAlert.Optional(v.ChangedBy), ApiAlert.Of(v.Rule), v.Firings, v.Justified, v.FalseAlarms);
}

/// <summary>Numbers of a window: see docs/alerts.md for the formulas.</summary>
internal sealed record ApiMeasurement(
    bool Known, bool Over, double Observed, double Expected, double Spread, double Bound, double? Score, long Total)
{
    public static ApiMeasurement Of(Measurement m) =>
        new(m.Known, m.Over, m.Observed, m.Expected, m.Spread, m.Bound, m.Score, m.Total);
}

/// <summary>Hours left out of what is usual, because of a gap or a pause.</summary>
internal sealed record ApiLeftOut(DateTimeOffset From, DateTimeOffset To);

/// <summary>
/// An alert found what it looks for in a window, under the <c>version</c> in which it was then. <c>mention_ids</c> are the up to ten
/// that drew most reactions, the heaviest first; <c>weighed_newest</c>: among so many of the newest of the window, null: of all of it.
/// </summary>
internal sealed record ApiFiring(
    Id Id, Id AlertId, Id? MonitorId, Id? SourceId, AlertKind Kind, DateTimeOffset From, DateTimeOffset To,
    DateTimeOffset Until, DateTimeOffset At, ApiMeasurement Measurement, IReadOnlyList<Id> MentionIds, Id? CauseId, bool Told,
    Id? AcknowledgedBy, DateTimeOffset? AcknowledgedAt, DateTimeOffset? EscalateAt, Id? EscalatedTo,
    FiringVerdict? Verdict, Id? VerdictBy, DateTimeOffset? VerdictAt, IReadOnlyList<ApiLeftOut> LeftOut, int? Version,
    long? WeighedNewest)
{
    public static ApiFiring Of(Firing f) => new(
        f.Id, f.RuleId, ApiAlert.Optional(f.MonitorId), ApiAlert.Optional(f.SourceId), f.Kind, f.From, f.To, f.Until, f.At,
        ApiMeasurement.Of(f.Measurement), [.. f.MentionIds.Select(m => (Id)m)], ApiAlert.Optional(f.CauseId), f.Told,
        ApiAlert.Optional(f.AcknowledgedBy), f.AcknowledgedAt, f.EscalateAt, ApiAlert.Optional(f.EscalatedTo), f.Verdict,
        ApiAlert.Optional(f.VerdictBy), f.VerdictAt, [.. f.LeftOut.Select(l => new ApiLeftOut(l.From, l.To))],
        f.Version, f.WeighedNewest);
}

/// <summary>How an alert is doing.</summary>
internal sealed record ApiAlertState(
    Id AlertId, AlertState State, ApiFiring? Last, int Justified, int FalseAlarms, double? Precision, int Open);

/// <summary>
/// A time at which an alert would have spoken, when it would have been delivered (null: it was told with the firing
/// <c>told_with</c> of another alert, or the alert was <c>muted</c>), and whom on call it would have called. The verdict is on the firing that there really
/// was, under the version <c>judged_version</c> of the alert.
/// </summary>
internal sealed record ApiPastFiring(
    DateTimeOffset From, DateTimeOffset To, DateTimeOffset Until, ApiMeasurement Measurement, FiringVerdict? Verdict,
    IReadOnlyList<ApiRehearsedStep> Calls, DateTimeOffset? DeliveredAt, Id? ToldWith, int? JudgedVersion, bool Muted)
{
    public static IReadOnlyList<ApiPastFiring> Of(
        Past past, IReadOnlyList<PastDelivery>? delivered = null, IReadOnlyList<IReadOnlyList<DutyStep>>? calls = null) =>
    [
        .. past.Firings.Select((f, i) => new ApiPastFiring(
            f.From, f.To, f.Until, ApiMeasurement.Of(f.Measurement), f.Verdict,
            [.. (calls?[i] ?? []).Select(ApiRehearsedStep.Of)], delivered is null ? f.To : delivered[i].At,
            ApiAlert.Optional(delivered?[i].ToldWith?.Id), f.JudgedVersion, delivered?[i].Muted ?? false)),
    ];
}

/// <summary>Somebody on call who would have been told, where nobody acknowledged.</summary>
internal sealed record ApiRehearsedStep(Id? PersonId, DateTimeOffset At)
{
    public static ApiRehearsedStep Of(DutyStep step) => new(ApiAlert.Optional(step.PersonId), step.At);
}

/// <summary>What stands in the window more than usual: share of the mentions, and that of the week before.</summary>
internal sealed record ApiDriver(string Field, string Value, long Count, double Share, double Usual);

/// <summary>
/// What drove a firing: <c>total</c> mentions of the window against <c>before</c> of the week before it. The
/// <c>looked</c> newest are of <c>authors</c> accounts, of which the one that wrote most wrote <c>loudest</c>.
/// </summary>
internal sealed record ApiDrivers(
    long Total, long Before, int Looked, int Authors, int Loudest, IReadOnlyList<ApiDriver> Parts,
    IReadOnlyList<RelatedTerm> Words);

/// <summary>What somebody says of a firing; null takes it back.</summary>
internal sealed record ApiVerdict(FiringVerdict? Verdict = null);

/// <summary>The key with which browsers subscribe to pushes.</summary>
internal sealed record ApiPushKey(string Key);

/// <summary>A browser's subscription, as the browser names it.</summary>
internal sealed record ApiPushSubscription(string Endpoint, string P256dh, string Auth, string? Device = null);

/// <summary>A browser that takes pushes.</summary>
internal sealed record ApiPushDevice(Id Id, string Device, string Service, DateTimeOffset CreatedAt)
{
    public static ApiPushDevice Of(PushDevice d) => new(d.Id, d.Device, d.Service, d.CreatedAt);
}

/// <summary>Alerts, what fired them, what they would have done, and the browsers that are told.</summary>
internal static class AlertsApi
{
    public static void MapAlerts(this RouteGroupBuilder api)
    {
        var alerts = api.MapGroup("/alerts").WithTags("Alerts");
        alerts.MapGet("", ListAsync)
            .RequirePermission(Permission.ReadNotifications).Named("listAlerts", "List alerts",
            "Own ones; `everybody=true` lists all.");
        alerts.MapGet("/states", StatesAsync)
            .RequirePermission(Permission.ReadNotifications).Named("listAlertStates", "How alerts are doing",
            "State now, last firing and verdicts of every alert.");
        alerts.MapPost("", AddAsync)
            .RequirePermission(Permission.EditNotifications).Named("addAlert", "Add an alert", "");
        alerts.MapPut("/{id}", ChangeAsync)
            .RequirePermission(Permission.EditNotifications).Named("changeAlert", "Change an alert", "");
        alerts.MapDelete("/{id}", RemoveAsync)
            .RequirePermission(Permission.EditNotifications).Named("removeAlert", "Remove an alert", "");
        alerts.MapGet("/{id}/versions", async (Id id, AlertDesk desk, CancellationToken cancel) =>
                TypedResults.Ok(Listed<ApiAlertVersion>.All((await desk.VersionsAsync(id, cancel)).Select(ApiAlertVersion.Of))))
            .RequirePermission(Permission.ReadNotifications).Named("listAlertVersions", "List versions of an alert",
            "Newest first: who saved it when, what fired under it and how that was judged.");
        alerts.MapPost("/{id}/test", TestAsync)
            .RequirePermission(Permission.EditNotifications).Named("testAlert", "Send a test",
            "To everybody and everything that the alert tells, past quiet hours; waits for the outcomes.");
        alerts.MapAlertPast();
        var firings = api.MapGroup("/firings").WithTags("Alerts");
        firings.MapGet("", FiringsAsync)
            .RequirePermission(Permission.ReadNotifications).Named("listFirings", "List what fired",
            "Newest first, of one alert or of all; `open=true` only what nobody has acknowledged.");
        firings.MapGet("/{id}", FiringAsync)
            .RequirePermission(Permission.ReadNotifications).Named("getFiring", "Explain a firing", "");
        firings.MapGet("/{id}/calls", async (Id id, RotaDesk rota, CancellationToken cancel) =>
                TypedResults.Ok(Listed<ApiDutyCall>.All(
                    (await rota.CallsAsync(DutySubject.Firing, id, cancel)).Select(ApiDutyCall.Of))))
            .RequirePermission(Permission.ReadNotifications).Named("listFiringCalls", "Who on call was told of a firing",
            "Step by step, with when and after which wait; `waited_seconds` null: at once, because they are on call.");
        firings.MapGet("/{id}/drivers", DriversAsync)
            .RequirePermission(Permission.ReadMentions).Named("getFiringDrivers", "What drove a firing",
            "Sources, sentiments, languages, kinds and words that stand in its window more than in the week "
            + "before; 422 for silence and author lists.");
        firings.MapPost("/{id}/acknowledge", AcknowledgeAsync)
            .RequirePermission(Permission.EditNotifications).Named("acknowledgeFiring", "Acknowledge",
            "The first one counts; nobody else is told any more.");
        firings.MapPut("/{id}/verdict", JudgeAsync)
            .RequirePermission(Permission.EditNotifications).Named("judgeFiring", "Say whether it was justified", "");
        var push = api.MapGroup("/push").WithTags("Alerts");
        push.MapGet("/key", KeyAsync)
            .RequirePermission(Permission.ReadNotifications).Named("getPushKey", "Key for browsers", "");
        push.MapGet("/devices", DevicesAsync)
            .RequirePermission(Permission.ReadNotifications).Named("listPushDevices", "List own browsers", "");
        push.MapPost("/devices", AddDeviceAsync)
            .RequirePermission(Permission.ReadNotifications).Named("addPushDevice", "Add a browser", "");
        push.MapDelete("/devices/{id}", RemoveDeviceAsync)
            .RequirePermission(Permission.ReadNotifications).Named("removePushDevice", "Remove a browser", "");
    }

    /// <summary>
    /// The alert where it is the caller's, or the caller may edit people; to others it is not there.
    /// </summary>
    public static async Task<AlertRule?> FindMineAsync(
        Id id, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        var actor = http.Actor();
        var rule = await desk.FindRuleAsync(id.Value, cancel);
        return rule is not null && (rule.PersonId == actor.Person.Id || actor.May(Permission.EditPeople)) ? rule : null;
    }

    private static async Task<Ok<Listed<ApiAlert>>> ListAsync(
        bool? everybody, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        var found = await desk.RulesAsync(everybody == true ? null : http.Actor().Person.Id, cancel);
        return TypedResults.Ok(Listed<ApiAlert>.All(found.Select(ApiAlert.Of)));
    }

    private static async Task<Ok<Listed<ApiAlertState>>> StatesAsync(AlertDesk desk, CancellationToken cancel) =>
        TypedResults.Ok(Listed<ApiAlertState>.All((await desk.StandingsAsync(null, cancel)).Select(s => new ApiAlertState(
            s.Rule.Id, s.State, s.Last is { } last ? ApiFiring.Of(last) : null, s.Justified, s.FalseAlarms, s.Precision,
            s.Open))));

    private static async Task<Results<Created<ApiAlert>, ProblemHttpResult>> AddAsync(
        ApiAlert draft, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        var actor = http.Actor();
        if (draft.PersonId is { } other && other != actor.Person.Id && !actor.May(Permission.EditPeople))
            return NotYours();
        var rule = await desk.AtLevelAsync(draft.ToRule(0, draft.PersonId ?? actor.Person.Id), cancel);
        var saved = await desk.SaveAsync(rule, cancel, actor.Person.Id);
        return TypedResults.Created($"{Urls.Api}/alerts/{(Id)saved.Id}", ApiAlert.Of(saved));
    }

    private static async Task<Results<Ok<ApiAlert>, ProblemHttpResult>> ChangeAsync(
        Id id, ApiAlert change, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        if (await FindMineAsync(id, http, desk, cancel) is not { } before)
            return Missing(id);
        var rule = await desk.AtLevelAsync(change.ToRule(id, change.PersonId?.Value ?? before.PersonId), cancel);
        return TypedResults.Ok(ApiAlert.Of(await desk.SaveAsync(rule, cancel, http.Actor().Person.Id, change.ChangedAt)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Id id, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        if (await FindMineAsync(id, http, desk, cancel) is null)
            return Missing(id);
        await desk.RemoveAsync(id, cancel, http.Actor().Person.Id);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Listed<ApiDelivery>>, ProblemHttpResult>> TestAsync(
        Id id, HttpContext http, AlertDesk desk, CancellationToken cancel) =>
        await FindMineAsync(id, http, desk, cancel) is null
            ? Missing(id)
            : TypedResults.Ok(Listed<ApiDelivery>.All((await desk.TestAsync(id, cancel)).Select(ApiDelivery.Of)));

    private static async Task<Ok<Listed<ApiFiring>>> FiringsAsync(
        Id? alert, bool? open, Id? cursor, int? size, AlertDesk desk, CancellationToken cancel)
    {
        var most = Paging.Size(size);
        var found = await desk.FiringsAsync(alert?.Value, open ?? false, cursor?.Value, most, cancel);
        return TypedResults.Ok(Paging.Listed([.. found.Select(ApiFiring.Of)], most, f => f.Id));
    }

    private static async Task<Results<Ok<ApiFiring>, ProblemHttpResult>> FiringAsync(
        Id id, AlertDesk desk, CancellationToken cancel) => Found(id, await desk.FindFiringAsync(id, cancel));

    private static async Task<Results<Ok<ApiDrivers>, ProblemHttpResult>> DriversAsync(
        Id id, AlertDesk desk, CancellationToken cancel)
    {
        if (await desk.FindFiringAsync(id, cancel) is not { } firing) return Problems.Missing($"Firing {id}");
        return await desk.DriversAsync(firing, cancel) is not { } drove
            ? Problems.Refused("no_drivers", "Silence and author lists have no drivers; ask of an alert that counts.")
            : TypedResults.Ok(new ApiDrivers(
                drove.Total, drove.Before, drove.Looked, drove.Authors, drove.Loudest,
                [.. drove.Parts.Select(p => new ApiDriver(p.Field, p.Value, p.Count, p.Share, p.Usual))], drove.Words));
    }

    private static async Task<Results<Ok<ApiFiring>, ProblemHttpResult>> AcknowledgeAsync(
        Id id, HttpContext http, AlertDesk desk, CancellationToken cancel) =>
        Found(id, await desk.AcknowledgeAsync(id, http.Actor().Person.Id, cancel));

    private static async Task<Results<Ok<ApiFiring>, ProblemHttpResult>> JudgeAsync(
        Id id, ApiVerdict said, HttpContext http, AlertDesk desk, CancellationToken cancel) =>
        Found(id, await desk.JudgeFiringAsync(id, said.Verdict, http.Actor().Person.Id, cancel));

    private static async Task<Ok<ApiPushKey>> KeyAsync(AlertDesk desk, CancellationToken cancel) =>
        TypedResults.Ok(new ApiPushKey(await desk.PushKeyAsync(cancel)));

    private static async Task<Ok<Listed<ApiPushDevice>>> DevicesAsync(
        HttpContext http, AlertDesk desk, CancellationToken cancel) =>
        TypedResults.Ok(Listed<ApiPushDevice>.All(
            (await desk.DevicesAsync(http.Actor().Person.Id, cancel)).Select(ApiPushDevice.Of)));

    private static async Task<Created<ApiPushDevice>> AddDeviceAsync(
        ApiPushSubscription draft, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        var device = await desk.AddDeviceAsync(
            http.Actor().Person.Id, draft.Endpoint, draft.P256dh, draft.Auth, draft.Device, cancel);
        return TypedResults.Created($"{Urls.Api}/push/devices/{(Id)device.Id}", ApiPushDevice.Of(device));
    }

    private static async Task<NoContent> RemoveDeviceAsync(
        Id id, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        await desk.RemoveDeviceAsync(http.Actor().Person.Id, id, cancel);
        return TypedResults.NoContent();
    }

    private static Results<Ok<ApiFiring>, ProblemHttpResult> Found(Id id, Firing? firing) =>
        firing is null ? Problems.Missing($"Firing {id}") : TypedResults.Ok(ApiFiring.Of(firing));

    private static ProblemHttpResult NotYours() => Problems.Of(
        StatusCodes.Status403Forbidden, "not_allowed",
        "New alerts of others need the permission EditPeople; leave out 'person_id' for your own.");

    private static ProblemHttpResult Missing(Id id) => Problems.Missing($"Alert {id}");
}
