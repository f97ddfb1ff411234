using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>
/// A response target; the first whose conditions hold counts. Minutes of open time, what is left out is not asked for;
/// <c>crisis</c>: from this level on.
/// </summary>
/// <param name="NeverBecause">
/// Read only: name of the target before it that fits wherever it does, so that it never holds; left out: it can hold.
/// </param>
internal sealed record ApiTarget(
    string Name, Priority? Above = null, string? Connector = null, int Crisis = 0, Id? CalendarId = null, int? First = null,
    int? Next = null, int? Update = null, int? Resolve = null, int? Warn = null,
    string? NeverBecause = null)
{
    public TargetDraft ToDraft() =>
        new(Name, Above, Connector, Crisis, CalendarId?.Value, First, Next, Update, Resolve, Warn);

    public static ApiTarget Of(TargetDraft d, TargetDraft? before = null) => new(
        d.Name, d.Above, d.Connector, d.Crisis, ApiConversation.IdOf(d.CalendarId), d.First, d.Next, d.Update, d.Resolve, d.Warn,
        before?.Name);
}

/// <summary>Every target in its order.</summary>
internal sealed record TargetsOrder(IReadOnlyList<ApiTarget> Targets);

/// <summary>
/// Business hours: <c>hours</c> of Monday to Sunday such as <c>08:00–12:00, 12:30–18:00</c>, empty for closed; <c>region</c> as
/// <c>DE-HH</c>; <c>special</c> such as <c>2026-12-24 08:00–12:00 Christmas Eve</c>.
/// </summary>
internal sealed record CalendarOrder(
    string Name, string Zone, IReadOnlyList<string> Hours, string? Region = null, bool PartlyToo = false,
    IReadOnlyList<string>? Special = null);

/// <summary>Business hours as they hold now; every change makes a version.</summary>
internal sealed record ApiCalendar(
    Id Id, long Version, string Name, string Zone, IReadOnlyList<string> Hours, string? Region, bool PartlyToo,
    IReadOnlyList<string> Special)
{
    public static ApiCalendar Of(NamedCalendar calendar)
    {
        var form = CalendarForm.Of(calendar);
        return new(
            calendar.Id, calendar.Version, form.Name, form.Zone, form.Hours, form.Region, form.PartlyToo,
            form.Special.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}

/// <summary>A field to add or change; its kind stays.</summary>
internal sealed record CareFieldOrder(string Name, FieldKind Kind, IReadOnlyList<string>? Choices = null, bool Required = false)
{
    public CareFieldDraft ToDraft() => new(Name, Kind, Choices ?? [], Required);
}

/// <summary>Another name or place of a cause; what lies below it follows.</summary>
internal sealed record CauseRenaming(string Path, string Into);

/// <summary>How many conversations changed.</summary>
internal sealed record CauseRenamed(int Changed);

/// <summary>Whether a conversation needs a cause before it is done.</summary>
internal sealed record CauseRule(bool Required);

/// <summary>Whether workflows leave a conversation alone.</summary>
internal sealed record WorkflowsOrder(bool Off);

/// <summary>A rule of the score; <c>number</c>: followers from which on (reach), how often at most (repeated).</summary>
internal sealed record ApiScoringRule(string Name, int Points, bool Active = true, int? Number = null, IReadOnlyList<string>? Words = null);

/// <summary>The rules of the score in their order, and from how many points on a conversation is how pressing.</summary>
internal sealed record ApiScoring(IReadOnlyList<ApiScoringRule> Rules, int Urgent, int High, int Normal)
{
    public static ApiScoring Of(ScoringRules r) => new(
        [.. r.Rules.Select(s => new ApiScoringRule(s.Name, s.Points, s.Active, s.Number, s.Words))], r.Urgent, r.High, r.Normal);

    public ScoringRules ToRules() => new(
        [.. Rules.Select(s => new ScoringRule(s.Name, s.Points, s.Active) { Number = s.Number, Words = s.Words ?? [] })], Urgent, High, Normal);
}

/// <summary>Whether open conversations are still getting the targets and hours that were changed.</summary>
internal sealed record TargetsFollowing(bool Running);

/// <summary>Settings of the care desk: response targets, business hours, fields, causes.</summary>
internal static class CareSettingsApi
{
    public static void MapCareSettings(this RouteGroupBuilder api)
    {
        var care = api.MapGroup("/care").WithTags("Care settings");
        care.MapGet("/targets", async (Inbox inbox, CancellationToken cancel) => TypedResults.Ok(await TargetsAsync(inbox, cancel)))
            .RequirePermission(Permission.ReadConversations)
            .Named("listTargets", "List response targets", "In their order; the presets hold where there are none.");
        care.MapGet("/targets/following", async (Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(new TargetsFollowing(await inbox.IsRetargetingAsync(cancel))))
            .RequirePermission(Permission.ReadConversations)
            .Named("getTargetsFollowing", "Whether conversations still get changed targets", "After targets or hours were changed, where many are open.");
        care.MapPut("/targets", async Task<Results<Ok<Listed<ApiTarget>>, ProblemHttpResult>> (
                TargetsOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                try
                {
                    await inbox.SaveTargetsAsync([.. order.Targets.Select(t => t.ToDraft())], http.Actor().Person.Id, cancel);
                    return TypedResults.Ok(await TargetsAsync(inbox, cancel));
                }
                catch (ArgumentException wrong)
                {
                    return Problems.Refused("targets_invalid", wrong.Message);
                }
            })
            .RequirePermission(Permission.EditCare)
            .Named("setTargets", "Set the response targets", "All of them in their order; clocks that run go on under the new ones. `never_because` names what keeps one from ever holding.");
        care.MapGet("/scoring", async (Inbox inbox, CancellationToken cancel) => TypedResults.Ok(ApiScoring.Of(await inbox.ScoringAsync(cancel))))
            .RequirePermission(Permission.ReadConversations)
            .Named("getScoring", "Read the priority rules", "Those that ship until somebody changes them.");
        care.MapPut("/scoring", async (ApiScoring order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.SaveScoringAsync(order.ToRules(), http.Actor().Person.Id, cancel);
                return TypedResults.Ok(ApiScoring.Of(await inbox.ScoringAsync(cancel)));
            })
            .RequirePermission(Permission.EditCare)
            .Named("setScoring", "Set the priority rules", "All of them in their order; every built-in one stands there once. Open conversations are scored anew.");
        MapCalendars(care.MapGroup("/calendars"));
        MapFields(care);
        api.MapPut("/conversations/{id}/workflows", async (
                Id id, WorkflowsOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.SetWorkflowsOffAsync(id, order.Off, InboxRoutes.SightOf(http.Actor()), cancel);
                return TypedResults.NoContent();
            })
            .WithTags("Conversations").RequirePermission(Permission.WorkConversations)
            .Named("setWorkflowsOff", "Keep workflows away", "From one conversation, or let them come again.");
    }

    private static void MapCalendars(RouteGroupBuilder calendars)
    {
        calendars.MapGet("", async (Roster roster, CancellationToken cancel) =>
                TypedResults.Ok(Listed<ApiCalendar>.All((await roster.CalendarsAsync(cancel)).Select(ApiCalendar.Of))))
            .RequirePermission(Permission.ReadConversations).Named("listCalendars", "List business hours", "By name.");
        calendars.MapPost("", (CalendarOrder order, HttpContext http, Roster roster, Inbox inbox, CancellationToken cancel) =>
                SaveAsync(null, order, http, roster, inbox, cancel))
            .RequirePermission(Permission.EditCare).Named("addCalendar", "Add business hours", "For targets, departments and more.");
        calendars.MapPut("/{id}", (Id id, CalendarOrder order, HttpContext http, Roster roster, Inbox inbox, CancellationToken cancel) =>
                SaveAsync(id, order, http, roster, inbox, cancel))
            .RequirePermission(Permission.EditCare)
            .Named("changeCalendar", "Change business hours", "Makes a version; clocks of the past keep theirs.");
    }

    private static void MapFields(RouteGroupBuilder care)
    {
        care.MapPost("/fields", async (CareFieldOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Created((string?)null, await FieldAsync(null, order, http, inbox, cancel)))
            .RequirePermission(Permission.EditCare).Named("addCareField", "Add a field", "Choices need two at least.");
        care.MapPut("/fields/{id}", async (Id id, CareFieldOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(await FieldAsync(id.Value, order, http, inbox, cancel)))
            .RequirePermission(Permission.EditCare)
            .Named("changeCareField", "Change a field", "Its kind stays: what was filled in keeps its meaning.");
        care.MapDelete("/fields/{id}", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.RemoveFieldAsync(id, http.Actor().Person.Id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditCare).Named("removeCareField", "Remove a field", "With everything that was filled in.");
        care.MapPost("/causes/rename", async (CauseRenaming order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(new CauseRenamed(
                    await inbox.RenameCauseAsync(order.Path, order.Into, http.Actor().Person.Id, cancel))))
            .RequirePermission(Permission.EditCare)
            .Named("renameCause", "Rename a cause", "With everything below it; where the name is there, both become one.");
        care.MapGet("/cause-rule", async (Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(new CauseRule(await inbox.CauseRequiredAsync(cancel))))
            .RequirePermission(Permission.ReadConversations).Named("getCauseRule", "Whether closing asks for a cause", "");
        care.MapPut("/cause-rule", async (CauseRule rule, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.RequireCauseAsync(rule.Required, http.Actor().Person.Id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditCare).Named("setCauseRule", "Say whether closing asks for a cause", "");
    }

    private static async Task<Listed<ApiTarget>> TargetsAsync(Inbox inbox, CancellationToken cancel)
    {
        IReadOnlyList<TargetDraft> targets = [.. (await inbox.TargetsAsync(cancel)).Select(t => t.Draft)];
        return Listed<ApiTarget>.All(targets.Select((t, i) => ApiTarget.Of(t, TargetOrder.CoveredBy(targets, i))));
    }

    private static async Task<Results<Ok<ApiCalendar>, ProblemHttpResult>> SaveAsync(
        Id? id, CalendarOrder order, HttpContext http, Roster roster, Inbox inbox, CancellationToken cancel)
    {
        var form = new CalendarForm(
            order.Name, order.Zone, order.Region, order.PartlyToo,
            [.. CalendarForm.Days.Select((_, i) => order.Hours.ElementAtOrDefault(i) ?? "")], string.Join('\n', order.Special ?? []));
        if (form.ToCalendar(out var wrong) is not { } calendar)
            return Problems.Refused("calendar_invalid", string.Join(' ', wrong.Values));
        var saved = await roster.SaveCalendarAsync(id?.Value, form.Name, calendar, http.Actor().Person.Id, cancel);
        await inbox.FollowTargetsAsync(cancel);
        return TypedResults.Ok(ApiCalendar.Of(saved));
    }

    private static async Task<ApiCareField> FieldAsync(
        long? id, CareFieldOrder order, HttpContext http, Inbox inbox, CancellationToken cancel)
    {
        var saved = await inbox.SaveFieldAsync(id, order.ToDraft(), http.Actor().Person.Id, cancel);
        return ConversationWorkApi.Of((await inbox.FieldsAsync(cancel)).First(f => f.Id == saved));
    }
}
