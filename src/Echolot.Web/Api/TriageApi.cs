using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Triage;
using Echolot.Web.Shell.SignIn;
using Echolot.Web.Triage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>
/// What a rule looks for; everything that is named must hold. <c>network</c> is the name of a connector: <c>author_id</c> is meant there, and at
/// whichever network has it where none is named.
/// </summary>
internal sealed record ApiCondition(
    string? Query = null, IReadOnlyList<Id>? Monitors = null, IReadOnlyList<string>? Sources = null,
    IReadOnlyList<string>? Languages = null, IReadOnlyList<Sentiment>? Sentiments = null,
    IReadOnlyList<ItemKind>? Kinds = null, string? AuthorId = null, string? Site = null, string? Network = null)
{
    public Condition ToCondition() => new()
    {
        Query = string.IsNullOrWhiteSpace(Query) ? null : Query, Monitors = [.. (Monitors ?? []).Select(m => m.Value)],
        Sources = Sources ?? [], Languages = Languages ?? [], Sentiments = Sentiments ?? [], Kinds = Kinds ?? [],
        AuthorId = AuthorId, Site = Site, Network = string.IsNullOrWhiteSpace(Network) ? null : Network,
    };

    public static ApiCondition Of(Condition c) => new(
        c.Query, [.. c.Monitors.Select(m => new Id(m))], c.Sources, c.Languages, c.Sentiments, c.Kinds, c.AuthorId,
        c.Site, c.Network);
}

/// <summary>
/// A rule as somebody writes it; <c>stops</c>: later rules leave alone what it hit; <c>opens</c>: new mentions that it hits
/// become conversations, answered by <c>source_id</c>. <c>changed_at</c> of the rule as it was read: a change is refused with
/// 409 where somebody changed it since; left out, it counts whatever is stored.
/// </summary>
internal sealed record ApiRuleDraft(
    string Name, ApiCondition Condition, IReadOnlyList<ApiChange> Changes, bool Active = true, bool Stops = false,
    bool Opens = false, Id? SourceId = null, DateTimeOffset? ChangedAt = null)
{
    /// <summary>Null where a change lacks what it needs.</summary>
    public RuleDraft? ToDraft() => WorkApi.Changes(Changes) is { } changes
        ? new(Name, Condition.ToCondition(), changes, Active, Stops) { Opens = Opens, VoiceId = SourceId?.Value }
        : null;
}

/// <summary>A rule, its place in the order, and how often it hit.</summary>
internal sealed record ApiRule(
    Id Id, int Position, string Name, ApiCondition Condition, IReadOnlyList<ApiChange> Changes, bool Active, bool Stops,
    long Hits, DateTimeOffset? HitAt, DateTimeOffset ChangedAt, Id? ChangedBy, bool Opens, Id? SourceId)
{
    public static ApiRule Of(Rule r) => new(
        r.Id, r.Position, r.Name, ApiCondition.Of(r.Draft.Condition), [.. r.Draft.Changes.Select(ApiChange.Of)],
        r.Draft.Active, r.Draft.Stops, r.Hits, r.HitAt, r.ChangedAt, r.ChangedBy is { } by ? new Id(by) : null,
        r.Draft.Opens, r.Draft.VoiceId is { } voice ? new Id(voice) : null);
}

/// <summary>A rule as somebody saved it.</summary>
internal sealed record ApiRuleVersion(
    int Version, string Name, ApiCondition Condition, IReadOnlyList<ApiChange> Changes, bool Active, bool Stops, bool Opens,
    Id? SourceId, DateTimeOffset ChangedAt, Id? ChangedBy)
{
    public static ApiRuleVersion Of(RuleVersion v) => new(
        v.Version, v.Draft.Name, ApiCondition.Of(v.Draft.Condition), [.. v.Draft.Changes.Select(ApiChange.Of)], v.Draft.Active,
        v.Draft.Stops, v.Draft.Opens, v.Draft.VoiceId is { } voice ? new Id(voice) : null, v.ChangedAt,
        v.ChangedBy is { } by ? new Id(by) : null);
}

/// <summary>What a condition would hit; <c>complete</c> false: at least so many.</summary>
internal sealed record ApiRulePreview(long Count, bool Complete, IReadOnlyList<ApiMention> Newest);

/// <summary>Place in the order, counted from 1.</summary>
internal sealed record MoveOrder(int Position);

/// <summary>Work on everything that fits filters, with its progress.</summary>
internal sealed record ApiRun(
    Id Id, RunKind Kind, Id? RuleId, Id? Undoes, Id? PersonId, IReadOnlyList<ApiChange> Changes, RunState State,
    long Total, long Looked, long Changed, string? Problem, DateTimeOffset AskedAt, DateTimeOffset ChangedAt,
    Id? UndoneBy)
{
    public static ApiRun Of(Run r) => new(
        r.Id, r.Kind, IdOf(r.RuleId), IdOf(r.Undoes), IdOf(r.PersonId), [.. r.Changes.Select(ApiChange.Of)], r.State,
        r.Total, r.Looked, r.Changed, r.Problem, r.AskedAt, r.ChangedAt, IdOf(r.UndoneBy));

    private static Id? IdOf(long? value) => value is { } id ? new Id(id) : null;
}

/// <summary>Changes of everything that the filters in the address leave.</summary>
internal sealed record RunOrder(IReadOnlyList<ApiChange> Changes);

/// <summary>Filters of the list under a name; <c>filters</c> as they stand in the address of the list.</summary>
internal sealed record ApiView(Id Id, Id? PersonId, string Name, string Filters, bool Shared)
{
    public static ApiView Of(SavedView v) =>
        new(v.Id, v.PersonId is { } person ? new Id(person) : null, v.Name, v.Filters, v.Shared);
}

/// <summary>What somebody fills in about a view.</summary>
internal sealed record ApiViewDraft(string Name, string Filters, bool Shared = false);

internal static class TriageApi
{
    public static void MapTriage(this RouteGroupBuilder api)
    {
        var rules = api.MapGroup("/rules").WithTags("Rules");
        rules.MapGet("", async (TriageDesk desk, CancellationToken cancel) =>
                TypedResults.Ok(Listed<ApiRule>.All((await desk.RulesAsync(cancel)).Select(ApiRule.Of))))
            .RequirePermission(Permission.ReadMonitors).Named("listRules", "List rules", "In their order.");
        rules.MapPost("", (ApiRuleDraft draft, HttpContext http, TriageDesk desk, CancellationToken cancel) =>
                SaveAsync(null, draft, http, desk, cancel))
            .RequirePermission(Permission.EditMonitors).Named("addRule", "Add a rule", "Behind the others.");
        rules.MapPost("/preview", PreviewAsync).RequirePermission(Permission.EditMonitors | Permission.ReadMentions).Named(
            "previewRule", "See what a rule would hit", "Nothing is saved or changed.");
        rules.MapPut("/{id}", (Id id, ApiRuleDraft draft, HttpContext http, TriageDesk desk, CancellationToken cancel) =>
                SaveAsync(id, draft, http, desk, cancel))
            .RequirePermission(Permission.EditMonitors).Named("changeRule", "Change a rule",
                "Its hits stay counted. With the `changed_at` that was read, 409 where somebody else was faster.");
        rules.MapGet("/{id}/versions", async (Id id, TriageDesk desk, CancellationToken cancel) =>
                TypedResults.Ok(Listed<ApiRuleVersion>.All((await desk.RuleVersionsAsync(id, cancel)).Select(ApiRuleVersion.Of))))
            .RequirePermission(Permission.ReadMonitors).Named("listRuleVersions", "List versions of a rule", "Newest first.");
        rules.MapPost("/{id}/move", async (
                Id id, MoveOrder order, HttpContext http, TriageDesk desk, CancellationToken cancel) =>
            {
                await desk.MoveRuleAsync(id, order.Position, http.Actor().Person.Id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditMonitors).Named("moveRule", "Put a rule at a place in the order", "");
        rules.MapPost("/{id}/run", async (Id id, HttpContext http, TriageDesk desk, CancellationToken cancel) =>
                TypedResults.Ok(ApiRun.Of(await desk.StartRuleAsync(id, http.Actor().Person.Id, cancel))))
            .RequirePermission(Permission.EditMonitors)
            .Named("runRule", "Let a rule look at everything stored", "Answers at once; the run shows its progress.");
        rules.MapDelete("/{id}", async (Id id, HttpContext http, TriageDesk desk, CancellationToken cancel) =>
            {
                await desk.RemoveRuleAsync(id, http.Actor().Person.Id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditMonitors).Named("removeRule", "Remove a rule", "What it did stays.");
        rules.MapRuleHits();
        MapRuns(api.MapGroup("/runs").WithTags("Rules"));
        MapViews(api.MapGroup("/views").WithTags("Rules"));
    }

    private static void MapRuns(RouteGroupBuilder runs)
    {
        runs.MapGet("", async (Id? cursor, int? size, TriageDesk desk, CancellationToken cancel) =>
            {
                var most = Paging.Size(size);
                return TypedResults.Ok(Paging.Listed(
                    [.. (await desk.RunsAsync(cursor?.Value, most, cancel)).Select(ApiRun.Of)], most, r => r.Id));
            })
            .RequirePermission(Permission.ReadMentions).Named("listRuns", "List runs", "Newest first.");
        runs.MapPost("", StartAsync).RequirePermission(Permission.TagMentions).Named(
            "startRun", "Change everything that fits filters",
            "Filters as of listMentions. Works in portions; the run shows its progress and can be taken back.");
        runs.MapGet("/{id}", async Task<Results<Ok<ApiRun>, ProblemHttpResult>> (
                Id id, TriageDesk desk, CancellationToken cancel) =>
                await desk.RunAsync(id, cancel) is { } run
                    ? TypedResults.Ok(ApiRun.Of(run))
                    : Problems.Missing($"Run {id}"))
            .RequirePermission(Permission.ReadMentions).Named("getRun", "See how far a run is", "");
        runs.MapPost("/{id}/undo", async Task<Results<Ok<ApiRun>, ProblemHttpResult>> (
                Id id, HttpContext http, TriageDesk desk, CancellationToken cancel) =>
                await IsClosedAsync(id, http, desk, cancel) ? Closed()
                    : TypedResults.Ok(ApiRun.Of(await desk.UndoAsync(id, http.Actor().Person.Id, cancel))))
            .RequirePermission(Permission.TagMentions | Permission.ReadMentions)
            .Named("undoRun", "Take back what a run did",
            "What was changed since stays. Of a rule, or of what is left out: for whoever may edit monitors.");
        runs.MapPost("/{id}/resume", async Task<Results<Ok<ApiRun>, ProblemHttpResult>> (
                Id id, HttpContext http, TriageDesk desk, CancellationToken cancel) =>
                await IsClosedAsync(id, http, desk, cancel) ? Closed()
                    : TypedResults.Ok(ApiRun.Of(await desk.GoOnAsync(id, http.Actor().Person.Id, cancel))))
            .RequirePermission(Permission.TagMentions | Permission.ReadMentions).Named("resumeRun", "Go on with a run that failed",
            "From where it stopped. Of a rule, or of what is left out: for whoever may edit monitors.");
        runs.MapPost("/{id}/stop", async Task<Results<NoContent, ProblemHttpResult>> (
                Id id, HttpContext http, TriageDesk desk, CancellationToken cancel) =>
            {
                if (await IsClosedAsync(id, http, desk, cancel)) return Closed();
                await desk.CancelRunAsync(id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.TagMentions | Permission.ReadMentions).Named("stopRun", "Stop a run",
            "What it did stays. Of a rule, or of what is left out: for whoever may edit monitors.");
    }

    private static async Task<bool> IsClosedAsync(Id id, HttpContext http, TriageDesk desk, CancellationToken cancel) =>
        await desk.RunAsync(id, cancel) is { } run && !http.Actor().MayEnd(run);

    private static ProblemHttpResult Closed() => Problems.Of(
        StatusCodes.Status403Forbidden, "not_allowed",
        "A rule or the list of what is left out did this; whoever may edit monitors takes it back.");

    private static void MapViews(RouteGroupBuilder views)
    {
        views.MapGet("", async (HttpContext http, TriageDesk desk, CancellationToken cancel) =>
                TypedResults.Ok(Listed<ApiView>.All(
                    (await desk.ViewsAsync(http.Actor().Person.Id, cancel)).Select(ApiView.Of))))
            .RequirePermission(Permission.ReadMentions)
            .Named("listViews", "List saved views", "One’s own, and those that others share.");
        views.MapPost("", async (ApiViewDraft draft, HttpContext http, TriageDesk desk, CancellationToken cancel) =>
                TypedResults.Ok(ApiView.Of(await desk.AddViewAsync(
                    http.Actor().Person.Id, draft.Name, draft.Filters, draft.Shared, cancel))))
            .RequirePermission(Permission.ReadMentions).Named("addView", "Save a view", "");
        views.MapPut("/{id}", async (
                Id id, ApiViewDraft draft, HttpContext http, TriageDesk desk, CancellationToken cancel) =>
                TypedResults.Ok(ApiView.Of(await desk.ChangeViewAsync(
                    http.Actor().Person.Id, id, draft.Name, draft.Filters, draft.Shared, cancel))))
            .RequirePermission(Permission.ReadMentions).Named("changeView", "Change a view of one’s own", "");
        views.MapDelete("/{id}", async Task<Results<NoContent, ProblemHttpResult>> (
                Id id, HttpContext http, TriageDesk desk, CancellationToken cancel) =>
                await desk.RemoveViewAsync(http.Actor().Person.Id, id, cancel)
                    ? TypedResults.NoContent()
                    : Problems.Missing($"View {id} of yours"))
            .RequirePermission(Permission.ReadMentions).Named("removeView", "Remove a view of one’s own", "");
    }

    private static async Task<Results<Ok<ApiRule>, ProblemHttpResult>> SaveAsync(
        Id? id, ApiRuleDraft draft, HttpContext http, TriageDesk desk, CancellationToken cancel) =>
        draft.ToDraft() is { } rule
            ? TypedResults.Ok(ApiRule.Of(
                await desk.SaveRuleAsync(id?.Value, rule, http.Actor().Person.Id, draft.ChangedAt, cancel)))
            : WorkApi.Incomplete();

    private static async Task<Ok<ApiRulePreview>> PreviewAsync(
        ApiCondition condition, TriageDesk desk, CancellationToken cancel)
    {
        var preview = await desk.PreviewAsync(condition.ToCondition(), cancel);
        return TypedResults.Ok(new ApiRulePreview(
            preview.Count.Value, preview.Count.Complete, [.. preview.Newest.Select(ApiMention.Of)]));
    }

    private static async Task<Results<Ok<ApiRun>, ProblemHttpResult>> StartAsync(
        [AsParameters] MentionQuery query, RunOrder order, HttpContext http, TriageDesk desk, CancellationToken cancel)
    {
        if (WorkApi.Changes(order.Changes) is not { } changes) return WorkApi.Incomplete();
        var person = http.Actor().Person.Id;
        return TypedResults.Ok(ApiRun.Of(await desk.StartAsync(query.ToFilter(person), changes, person, cancel)));
    }
}
