using Echolot.Alerts;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Api;

/// <summary>What a workflow asks; everything that is named must hold. A department “0” stands for none.</summary>
internal sealed record ApiWorkflowCondition(
    string? Query = null, IReadOnlyList<Sentiment>? Sentiments = null, IReadOnlyList<string>? Languages = null,
    IReadOnlyList<Id>? Labels = null, int? Crisis = null, long? Followers = null, bool? KnownContact = null,
    IReadOnlyList<string>? Connectors = null, IReadOnlyList<Id>? Sources = null, WorkflowLeg Leg = WorkflowLeg.Any,
    Priority? Above = null, IReadOnlyList<Id>? Departments = null, IReadOnlyList<ConversationState>? States = null,
    bool? Assigned = null, WorkflowHours Hours = WorkflowHours.Any, Id? CalendarId = null)
{
    public WorkflowCondition ToCondition() => new()
    {
        Query = string.IsNullOrWhiteSpace(Query) ? null : Query, Sentiments = Sentiments ?? [], Languages = Languages ?? [],
        Labels = Values(Labels), Crisis = Crisis, Followers = Followers, KnownContact = KnownContact,
        Connectors = Connectors ?? [], Sources = Values(Sources), Leg = Leg, Above = Above, Departments = Values(Departments),
        States = States ?? [], Assigned = Assigned, Hours = Hours, CalendarId = CalendarId?.Value,
    };

    public static ApiWorkflowCondition Of(WorkflowCondition c) => new(
        c.Query, c.Sentiments, c.Languages, Ids(c.Labels), c.Crisis, c.Followers, c.KnownContact, c.Connectors,
        Ids(c.Sources), c.Leg, c.Above, Ids(c.Departments), c.States, c.Assigned, c.Hours, ApiConversation.IdOf(c.CalendarId));

    private static IReadOnlyList<long> Values(IReadOnlyList<Id>? ids) => [.. (ids ?? []).Select(i => i.Value)];

    private static IReadOnlyList<Id> Ids(IReadOnlyList<long> ids) => [.. ids.Select(i => new Id(i))];
}

/// <summary>One thing that a workflow does; <c>value</c> is an id, a priority, a state or minutes as a number.</summary>
internal sealed record ApiWorkflowAction(WorkflowActionKind Kind, long? Value = null, string? Text = null);

/// <summary>A workflow as somebody writes it.</summary>
/// <param name="ChangedAt">
/// <c>changed_at</c> of the workflow as it was read: a change is refused with 409 where somebody changed it since. Left out, whatever
/// others changed is overwritten.
/// </param>
internal sealed record ApiWorkflowDraft(
    string Name, WorkflowTrigger Trigger, ApiWorkflowCondition Condition, IReadOnlyList<ApiWorkflowAction> Actions,
    string Folder = "", int? Minutes = null, Id? CalendarId = null, bool Active = true, bool Stops = false,
    DateTimeOffset? ChangedAt = null)
{
    public WorkflowDraft ToDraft() => new(
        Name, Trigger, Condition.ToCondition(), [.. Actions.Select(a => new WorkflowAction(a.Kind, a.Value, a.Text))], Folder,
        Minutes, CalendarId?.Value, Active, Stops);
}

/// <summary>A workflow, its place in the order, and how often it held.</summary>
internal sealed record ApiWorkflow(
    Id Id, int Position, string Name, string Folder, WorkflowTrigger Trigger, int? Minutes, Id? CalendarId,
    ApiWorkflowCondition Condition, IReadOnlyList<ApiWorkflowAction> Actions, bool Active, bool Stops, long Hits,
    DateTimeOffset? HitAt, DateTimeOffset ChangedAt, Id? ChangedBy)
{
    public static ApiWorkflow Of(Workflow w) => new(
        w.Id, w.Position, w.Name, w.Draft.Folder, w.Draft.Trigger, w.Draft.Minutes, ApiConversation.IdOf(w.Draft.CalendarId),
        ApiWorkflowCondition.Of(w.Draft.Condition),
        [.. w.Draft.Actions.Select(a => new ApiWorkflowAction(a.Kind, a.Value, a.Text))], w.Draft.Active, w.Draft.Stops,
        w.Hits, w.HitAt, w.ChangedAt, ApiConversation.IdOf(w.ChangedBy));
}

/// <summary>A conversation for which a workflow would have held.</summary>
internal sealed record ApiDryHit(Id ConversationId, string Who, string Text, DateTimeOffset At);

/// <summary>
/// What a workflow would have done; <c>complete</c> false: only the newest conversations were looked at; <c>calls</c>: how often it would
/// have called webhooks, of which it called none.
/// </summary>
internal sealed record ApiDryRun(
    int Conversations, bool Complete, int Moments, int Held, int LeftAlone, int Limited, IReadOnlyList<ApiDryHit> Newest,
    IReadOnlyDictionary<string, int> Failed, int Calls)
{
    public static ApiDryRun Of(DryRun d) => new(
        d.Conversations, d.Complete, d.Moments, d.Held, d.LeftAlone, d.Limited,
        [.. d.Newest.Select(h => new ApiDryHit(h.ConversationId, h.Who, h.Text, h.At))],
        d.Failed.ToDictionary(f => Word<WorkflowClause>.Spell(f.Key), f => f.Value), d.Calls);
}

/// <summary>A webhook that it called; <c>key</c> is the id that the receiver gets.</summary>
internal sealed record ApiWorkflowCall(string Key, Id WebhookId, DeliveryState State, int Attempts, string? Problem);

/// <summary>How it went for one workflow; <c>notClosed</c>: what closing asks for is missing.</summary>
internal sealed record ApiTriedWorkflow(
    Id WorkflowId, string Name, TriedOutcome Outcome, IReadOnlyList<WorkflowClause> Failed, bool NotClosed,
    IReadOnlyList<ApiWorkflowCall> Calls);

/// <summary>One time that workflows were tried for a conversation.</summary>
internal sealed record ApiWorkflowTry(
    DateTimeOffset At, IReadOnlyList<WorkflowTrigger> Triggers, IReadOnlyList<ApiTriedWorkflow> Tried);

internal static class WorkflowsApi
{
    public static void MapWorkflows(this RouteGroupBuilder api)
    {
        var workflows = api.MapGroup("/workflows").WithTags("Workflows");
        workflows.MapGet("", async (Inbox inbox, CancellationToken cancel) => TypedResults.Ok(
                Listed<ApiWorkflow>.All((await inbox.WorkflowsAsync(cancel)).Select(ApiWorkflow.Of))))
            .RequirePermission(Permission.ReadConversations).Named("listWorkflows", "List workflows", "In their order.");
        workflows.MapPost("", async (ApiWorkflowDraft draft, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(ApiWorkflow.Of(
                    await inbox.SaveWorkflowAsync(null, draft.ToDraft(), http.Actor().Person.Id, cancel))))
            .RequirePermission(Permission.EditCare).Named("addWorkflow", "Add a workflow", "Behind the others.");
        workflows.MapPut("/{id}", async (
                Id id, ApiWorkflowDraft draft, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(ApiWorkflow.Of(
                    await inbox.SaveWorkflowAsync(id, draft.ToDraft(), http.Actor().Person.Id, cancel, draft.ChangedAt))))
            .RequirePermission(Permission.EditCare)
            .Named(
                "changeWorkflow", "Change a workflow",
                "Its hits stay counted. With `changed_at` refused with 409 where somebody changed it since.");
        workflows.MapPost("/{id}/move", async (
                Id id, MoveOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.MoveWorkflowAsync(id, order.Position, http.Actor().Person.Id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditCare).Named("moveWorkflow", "Put a workflow at a place in the order", "");
        workflows.MapDelete("/{id}", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.RemoveWorkflowAsync(id, http.Actor().Person.Id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditCare).Named("removeWorkflow", "Remove a workflow", "What it did stays.");
        workflows.MapPost("/dry-run", async (
                ApiWorkflowDraft draft, DateTimeOffset since, Id? workflow, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(ApiDryRun.Of(
                    await inbox.DryRunAsync(workflow is { } id ? (long)id : null, draft.ToDraft(), since, InboxRoutes.SightOf(http.Actor()),
                        cancel))))
            .RequirePermission(Permission.EditCare)
            .Named("dryRunWorkflow", "Try a workflow on the past",
                "With the function that decides live; changes nothing. In the place of `workflow` among the others; without, behind them.");
        var talks = api.MapGroup("/conversations").WithTags("Conversations");
        talks.MapGet("/{id}/workflows", async (Id id, int? size, HttpContext http, Inbox inbox, AlertDesk desk, CancellationToken cancel) =>
            {
                var tries = await inbox.TriesAsync(id, InboxRoutes.SightOf(http.Actor()), Paging.Size(size), cancel);
                var calls = (tries.Count == 0 ? [] : await desk.CallsAsync(id, cancel)).ToLookup(c => (c.Occasion, c.WorkflowId));
                return TypedResults.Ok(Listed<ApiWorkflowTry>.All(tries.Select(t => new ApiWorkflowTry(t.At, t.Triggers, [.. t.Tried.Select(
                    w => new ApiTriedWorkflow(
                        w.WorkflowId, w.Name, w.Outcome, w.Failed, w.NotClosed, [.. calls[(t.Occasion, w.WorkflowId)].Select(
                            c => new ApiWorkflowCall(c.Key, c.WebhookId, c.State, c.Attempts, c.Problem))]))]))));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("listWorkflowTries", "See which workflows were tried", "Newest first: which held, and what did not hold.");
    }
}
