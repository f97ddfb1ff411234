using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Api;

/// <summary>
/// A macro as somebody writes it; each kind of step once, in order. `assign` without a value is to whoever runs it, 0 to nobody. A
/// `reply` has a text of its own or, as its value, an item of the library. `changed_at` of the macro as it was read: a change is refused
/// with 409 where somebody changed it since.
/// </summary>
internal sealed record ApiMacroDraft(
    string Name, IReadOnlyList<ApiWorkflowAction> Steps, bool Shared = false, Id? DepartmentId = null, DateTimeOffset? ChangedAt = null)
{
    public MacroDraft ToDraft() =>
        new(Name, [.. Steps.Select(s => new WorkflowAction(s.Kind, s.Value, s.Text))], Shared, DepartmentId?.Value);
}

/// <summary>A macro, and on how many conversations it was run; <c>mine</c>: nobody else has it.</summary>
internal sealed record ApiMacro(
    Id Id, string Name, IReadOnlyList<ApiWorkflowAction> Steps, bool Shared, Id? DepartmentId, bool Mine, bool Sends, long Uses,
    DateTimeOffset? UsedAt, DateTimeOffset ChangedAt, Id? ChangedBy)
{
    public static ApiMacro Of(Macro m) => new(
        m.Id, m.Name, [.. m.Draft.Steps.Select(s => new ApiWorkflowAction(s.Kind, s.Value, s.Text))], m.Draft.Shared,
        ApiConversation.IdOf(m.Draft.DepartmentId), !m.Draft.Shared, m.Sends, m.Uses, m.UsedAt, m.ChangedAt,
        ApiConversation.IdOf(m.ChangedBy));
}

/// <summary>A macro to run; <c>seen_revision</c>: the conversation as it was read, so that a colleague's answer since is not passed over.</summary>
internal sealed record MacroOrder(Id MacroId, long? SeenRevision = null);

/// <summary>
/// What became of a macro. <c>done</c> false: nothing was changed, and <c>stopped</c> could not be done; <c>done</c> with
/// <c>stopped</c> <c>send</c>: all the rest is done, and the reply is a draft. <c>change_id</c> takes it back as a change to many.
/// </summary>
internal sealed record ApiMacroOutcome(
    bool Done, WorkflowActionKind? Stopped = null, InboxRefusal? Why = null, string? Detail = null, string? Draft = null,
    MessageKind? DraftKind = null, bool Waits = false, Id? SendId = null, Id? ApprovalId = null, Id? ChangeId = null)
{
    public static ApiMacroOutcome Of(MacroOutcome o) => new(
        o.Done, o.Stopped?.Kind, o.Why?.Why, o.Why?.Message, o.Draft?.Text, o.Draft?.Kind, o.Waits, ApiConversation.IdOf(o.Said?.SendId),
        ApiConversation.IdOf(o.Said?.ApprovalId), ApiConversation.IdOf(o.RunId));
}

/// <summary>Macros, and running one.</summary>
internal static class MacrosApi
{
    public static void MapMacros(this RouteGroupBuilder api)
    {
        var macros = api.MapGroup("/macros").WithTags("Macros");
        macros.MapGet("", async (bool? all, HttpContext http, Inbox inbox, CancellationToken cancel) => TypedResults.Ok(
                Listed<ApiMacro>.All((await inbox.MacrosAsync(
                    http.Actor().Person.Id, all == true && http.Actor().May(Permission.EditCare), cancel)).Select(ApiMacro.Of))))
            .RequirePermission(Permission.WorkConversations)
            .Named(
                "listMacros", "List macros",
                "One’s own in their order, then those that are shared with the person of the token; with `all`, whoever looks after "
                + "the care desk gets those of other departments, too.");
        macros.MapPost("", async (ApiMacroDraft draft, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(ApiMacro.Of(await inbox.SaveMacroAsync(
                    null, draft.ToDraft(), http.Actor().Person.Id, http.Actor().May(Permission.EditCare), cancel))))
            .RequirePermission(Permission.WorkConversations)
            .Named("addMacro", "Add a macro", "Behind the others; sharing it needs the permission `edit_care`.");
        macros.MapPut("/{id}", async (Id id, ApiMacroDraft draft, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(ApiMacro.Of(await inbox.SaveMacroAsync(
                    id, draft.ToDraft(), http.Actor().Person.Id, http.Actor().May(Permission.EditCare), cancel, draft.ChangedAt))))
            .RequirePermission(Permission.WorkConversations)
            .Named(
                "changeMacro", "Change a macro",
                "One’s own, or with `edit_care` a shared one. With `changed_at` refused with 409 where somebody changed it since.");
        macros.MapPost("/{id}/move", async (Id id, MoveOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.MoveMacroAsync(
                    id, order.Position, http.Actor().Person.Id, http.Actor().May(Permission.EditCare), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.WorkConversations)
            .Named("moveMacro", "Put a macro at a place in the order", "Of one’s own, or of the shared ones.");
        macros.MapDelete("/{id}", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.RemoveMacroAsync(id, http.Actor().Person.Id, http.Actor().May(Permission.EditCare), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.WorkConversations).Named("removeMacro", "Remove a macro", "What it did stays.");
        api.MapGroup("/conversations").WithTags("Conversations").MapPost("/{id}/macro", async (
                Id id, MacroOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                var (sight, outcome) = (InboxRoutes.SightOf(http.Actor()), (MacroOutcome?)null);
                long run;
                try
                {
                    run = await http.OnceAsync(order, async cancel =>
                    {
                        outcome = await inbox.RunMacroAsync(id, order.MacroId, sight, cancel, order.SeenRevision);
                        // Of what is not done the key is free again. Below zero: all is done but the sending.
                        return !outcome.Done ? throw outcome.Why! : outcome.Stopped is null ? outcome.RunId!.Value : -outcome.RunId!.Value;
                    }, cancel);
                }
                catch (InboxException) when (outcome is { Done: false })
                {
                    return TypedResults.Ok(ApiMacroOutcome.Of(outcome));
                }
                return TypedResults.Ok(outcome is not null ? ApiMacroOutcome.Of(outcome)
                    : new(true, run < 0 ? WorkflowActionKind.Send : null, ChangeId: ApiConversation.IdOf(Math.Abs(run))));
            })
            .RequirePermission(Permission.WorkConversations)
            .Named(
                "runMacro", "Run a macro on a conversation",
                "All of its steps, or none with the reason. A reply becomes the draft of the person of the token; where the macro sends, it goes "
                + "through the checks and approvals of every reply. On many conversations: `changeConversations` with the field `macro`." + Once.Said);
    }
}
