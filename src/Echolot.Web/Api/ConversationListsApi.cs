using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>Conversations by what they are; what is left out asks nothing.</summary>
internal sealed record ApiInboxFilter(
    InboxView View = InboxView.ToDo, string? Connector = null, Priority? Above = null, Id? DepartmentId = null,
    Id? AssigneeId = null, Id? ContactId = null, string? Search = null, Id? LabelId = null, Id? IncidentId = null,
    string? Cause = null, int? Crisis = null, string? Language = null)
{
    public InboxFilter ToFilter() => new(
        View, Connector, Above, DepartmentId?.Value, AssigneeId?.Value, ContactId?.Value, Search, LabelId: LabelId?.Value,
        IncidentId: IncidentId?.Value, Cause: Cause, Crisis: Crisis) { Language = Language };
}

/// <summary>What can be done to many conversations.</summary>
internal enum ManyField { Assignee, Department, State, Priority, Label, Incident, Crisis, CrisisUndone, Macro }

/// <summary>One change of many conversations.</summary>
/// <param name="Field">What changes.</param>
/// <param name="PersonId">For assignee; left out means nobody.</param>
/// <param name="DepartmentId">For department; left out means none.</param>
/// <param name="State">For state.</param>
/// <param name="Until">For the state snoozed.</param>
/// <param name="Cause">For the state done.</param>
/// <param name="Priority">For priority; left out goes back to the score.</param>
/// <param name="LabelId">For label.</param>
/// <param name="On">For label: given or taken; left out means given.</param>
/// <param name="IncidentId">For incident; left out takes out.</param>
/// <param name="Level">For crisis; left out leaves it to alerts and workflows.</param>
/// <param name="Reason">For a level of a crisis.</param>
/// <param name="MacroId">For macro.</param>
internal sealed record ApiManyChange(
    ManyField Field, Id? PersonId = null, Id? DepartmentId = null, ConversationState? State = null, DateTimeOffset? Until = null,
    string? Cause = null, Priority? Priority = null, Id? LabelId = null, bool? On = null, Id? IncidentId = null, int? Level = null,
    string? Reason = null, Id? MacroId = null)
{
    /// <exception cref="InboxException">What the field needs is missing.</exception>
    public async Task<BulkChange> ToChangeAsync(Inbox inbox, Sight sight, CancellationToken cancel) => Field switch
    {
        ManyField.Macro => await inbox.ManyByMacroAsync((MacroId ?? throw Missing("macro_id")).Value, sight, cancel),
        ManyField.Assignee => new BulkChange.Assign(PersonId?.Value),
        ManyField.Department => new BulkChange.Move(DepartmentId?.Value),
        ManyField.State => new BulkChange.Enter(State ?? throw Missing("state"), Until, Cause),
        ManyField.Priority => new BulkChange.Prioritise(Priority),
        ManyField.Label => new BulkChange.Label((LabelId ?? throw Missing("label_id")).Value, On ?? true),
        ManyField.Incident => new BulkChange.Join(IncidentId?.Value),
        ManyField.Crisis => new BulkChange.Crisis(Level, Reason),
        _ => new BulkChange.CrisisUndone(),
    };

    private static InboxException Missing(string what) =>
        new(InboxRefusal.ActionsMissing, $"This change needs `{what}`.", what);
}

/// <summary>A change of conversations that are named, or of all that a filter has now.</summary>
internal sealed record ManyOrder(
    ApiManyChange Change, IReadOnlyList<Id>? ConversationIds = null, ApiInboxFilter? Filter = null);

/// <summary>A conversation to which it could not be done, and why.</summary>
internal sealed record ApiRefused(Id ConversationId, InboxRefusal Why, string Detail);

/// <summary>What became of a change to many.</summary>
internal sealed record ApiManyResult(int Changed, IReadOnlyList<ApiRefused> Refused, ApiManyRun? Run = null);

/// <summary>A change to more than 200, or by a macro, which goes on in the background; <c>why</c>: the first refusal.</summary>
internal sealed record ApiManyRun(
    Id Id, DateTimeOffset AskedAt, ManyState State, int Total, int Changed, int Refused, int Left, InboxRefusal? Why, bool Undoable)
{
    public static ApiManyRun Of(ManyRun r) =>
        new(r.Id, r.AskedAt, r.State, r.Total, r.Changed, r.Refused, r.Left, r.Why, r.Undoable);
}

/// <summary>A list of the inbox under a name; <c>filters</c> as in the address of the inbox.</summary>
internal sealed record ApiInboxView(Id Id, string Name, string Filters, bool Shared, bool Mine);

/// <summary>A list to keep.</summary>
internal sealed record InboxViewOrder(string Name, string Filters, bool Shared = false);

/// <summary>What changes of a list that is kept.</summary>
internal sealed record InboxViewChange(string? Name = null, string? Filters = null, bool? Shared = null);

/// <summary>What somebody has begun to write; of colleagues only what they share.</summary>
internal sealed record ApiReplyDraft(
    Id PersonId, MessageKind Kind, string Text, bool Shared, DateTimeOffset SavedAt, IReadOnlyList<ApiReplyFile> Files);

/// <summary>
/// What to keep of a reply or a note; an empty text takes the draft away. With <c>seen_revision</c>, what was still on its
/// way here while the same person sent it becomes no draft again; without it, what they have just sent does not.
/// </summary>
internal sealed record ReplyDraftOrder(MessageKind Kind, string Text, bool Shared = false, long? SeenRevision = null);

/// <summary>A call, a letter or a visit; <c>answer</c>: what was said at once. A <c>key</c> makes repeating it safe.</summary>
internal sealed record ByHandOrder(
    string Channel, string Name, string Text, string Subject = "", string? Mail = null, string? Phone = null, string? Answer = null,
    DateTimeOffset? At = null, bool Mine = true, string? Key = null);

/// <summary>A comment under a post; <c>number</c> such as 2.1 is the first answer to the second.</summary>
internal sealed record ApiComment(string Number, Id ConversationId, ApiMessage Message, IReadOnlyList<ApiComment> Answers)
{
    public static ApiComment Of(Comment c) =>
        new(c.Number, c.ConversationId, ApiMessage.Of(c.Message), [.. c.Answers.Select(Of)]);
}

/// <summary>What was said under a post; <c>more</c>: there is more than is listed.</summary>
internal sealed record ApiCommentTree(IReadOnlyList<ApiComment> Comments, int Count, bool More);

/// <summary>Another contact that is the same person.</summary>
internal sealed record SamePersonOrder(Id ContactId);

/// <summary>Lists of the inbox, changes to many conversations, and drafts.</summary>
internal static class ConversationListsApi
{
    public static void MapConversationLists(this RouteGroupBuilder api)
    {
        var talks = api.MapGroup("/conversations").WithTags("Conversations");
        talks.MapPost("/changes", async (ManyOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                if (order.ConversationIds is null == order.Filter is null)
                    throw new InboxException(
                        InboxRefusal.NothingChosen, "Give either `conversation_ids`, or a `filter` whose conversations are meant.");
                var (done, goes) = await inbox.ChangeManyInTurnAsync(
                    order.ConversationIds?.Select(i => i.Value).ToList(), order.Filter?.ToFilter() ?? new(),
                    await order.Change.ToChangeAsync(inbox, Sight(http), cancel), Sight(http), cancel);
                return TypedResults.Ok(done is null ? new ApiManyResult(0, [], ApiManyRun.Of(goes!)) : new ApiManyResult(
                    done.Changed, [.. done.Refused.Select(r => new ApiRefused(r.Conversation, r.Why.Why, r.Why.Message))]));
            })
            .RequirePermission(Permission.WorkConversations)
            .Named(
                "changeConversations", "Change many conversations",
                "Those of `conversation_ids`, or all that `filter` has now, 10,000 at most. What could not be done to one is said; the "
                + "others are changed. More than 200 are changed in the background: `run` says where to look. A macro is a `run` always.");
        talks.MapGet("/changes/{id}", async Task<Results<Ok<ApiManyRun>, ProblemHttpResult>> (
                Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                await inbox.ManyRunAsync(id, Sight(http), cancel) is { } run ? TypedResults.Ok(ApiManyRun.Of(run)) : Problems.Missing("This change"))
            .RequirePermission(Permission.WorkConversations)
            .Named("getConversationsChange", "See how far a change to many is", "One's own, for a week.");
        talks.MapPost("/changes/{id}/undo", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.UndoManyAsync(id, Sight(http), cancel);
                return TypedResults.Ok(ApiManyRun.Of((await inbox.ManyRunAsync(id, Sight(http), cancel))!));
            })
            .RequirePermission(Permission.WorkConversations)
            .Named(
                "undoConversationsChange", "Take a change to many back",
                "What is done so far, in the background; what somebody changed again since stays.");
        talks.MapPost("/count", async (ApiInboxFilter filter, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(new Counted(await inbox.CountAsync(filter.ToFilter(), Sight(http), int.MaxValue, cancel))))
            .RequirePermission(Permission.ReadConversations)
            .Named("countFiltered", "Count the conversations of a filter", "Exact, as the person of the token sees them.");
        MapViews(talks.MapGroup("/views"));
        talks.MapPost("/by-hand", async (ByHandOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                var id = await http.OnceAsync(order, cancel => inbox.WriteDownAsync(
                    new(order.Channel, order.Name, order.Text, order.Subject, order.Mail, order.Phone, order.Answer, order.At, order.Mine,
                        order.Key), Sight(http), cancel), cancel);
                return TypedResults.Ok(ApiConversation.Of(await inbox.FindAsync(id, Sight(http), cancel)
                    ?? throw new InboxException(InboxRefusal.NotFound, $"There is no conversation {id}.")));
            })
            .RequirePermission(Permission.WorkConversations)
            .Named(
                "writeConversationDown", "Write a conversation down",
                "What somebody heard on the `phone`, by `letter` or at a `visit`; whom we know by number or mail is the same person." + Once.Said);
        talks.MapGet("/{id}/comments", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                var thread = await inbox.ShowAsync(id, Sight(http), cancel)
                    ?? throw new InboxException(InboxRefusal.NotFound, $"There is no conversation {id}.");
                var tree = await inbox.CommentsAsync(thread, Sight(http), cancel);
                return TypedResults.Ok(new ApiCommentTree(
                    [.. (tree?.Comments ?? []).Select(ApiComment.Of)], tree?.Count ?? 0, tree?.More ?? false));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named(
                "listComments", "List the comments under its post",
                "As a tree over all conversations that the person of the token sees; empty for a talk of two.");
        talks.MapGet("/{id}/transcript", async (Id id, HttpContext http, Inbox inbox, Roster roster, CancellationToken cancel) =>
                await Chat.ChatSettingsRoutes.TextAsync(http, inbox, roster, id, cancel) is { } text
                    ? (IResult)TypedResults.Text(text, "text/plain; charset=utf-8")
                    : Problems.Missing($"Conversation {id}"))
            .RequirePermission(Permission.ReadConversations)
            .Named("getTranscript", "Read a conversation as a text", "What was said, without notes and without what was deleted.");
        talks.MapGet("/{id}/drafts", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                var thread = await inbox.ShowAsync(id, Sight(http), cancel)
                    ?? throw new InboxException(InboxRefusal.NotFound, $"There is no conversation {id}.");
                return TypedResults.Ok(Listed<ApiReplyDraft>.All(thread.Drafts.Select(d => new ApiReplyDraft(
                    d.PersonId, d.Kind, d.Text, d.Shared, d.SavedAt, [.. d.Files.Select(ApiReplyFile.Of)]))));
            })
            .RequirePermission(Permission.WorkConversations)
            .Named("listReplyDrafts", "List the drafts of a conversation", "One’s own, and those that colleagues share.");
        talks.MapPut("/{id}/draft", async (Id id, ReplyDraftOrder draft, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                _ = await inbox.FindAsync(id, Sight(http), cancel)
                    ?? throw new InboxException(InboxRefusal.NotFound, $"There is no conversation {id}.");
                if (await inbox.SaveDraftAsync(
                    id, http.Actor().Person.Id, draft.Kind, draft.Text, draft.Shared, draft.SeenRevision ?? 0, cancel,
                    draft.SeenRevision) is { } said)
                    throw new InboxException(
                        InboxRefusal.RepliedMeanwhile, $"You said something at revision {said}; read the conversation, then keep what is new.");
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.WorkConversations)
            .Named("saveReplyDraft", "Keep a draft", "One of each person in a conversation; it waits in their composer.");
        talks.MapPost("/{id}/person", async (Id id, SamePersonOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.SamePersonAsync(id, order.ContactId, Sight(http), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.WorkConversations)
            .Named("joinContacts", "Say that a contact is the same person", "Its accounts and conversations become this person’s; parting undoes it.");
        talks.MapDelete("/{id}/person/{identity}", async (Id id, Id identity, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.OtherPersonAsync(id, identity, Sight(http), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.WorkConversations)
            .Named("partContacts", "Take an account out of a person", "It is as it was before.");
    }

    private static void MapViews(RouteGroupBuilder views)
    {
        views.MapGet("", async (HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                var me = http.Actor().Person.Id;
                return TypedResults.Ok(Listed<ApiInboxView>.All((await inbox.ViewsAsync(me, cancel)).Select(
                    v => new ApiInboxView(v.Id, v.Name, v.Filters, v.Shared, v.PersonId == me))));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("listInboxViews", "List kept lists of the inbox", "One’s own, and those that others share.");
        views.MapPost("", async (InboxViewOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                var me = http.Actor().Person.Id;
                var id = await inbox.AddViewAsync(order.Name, order.Filters, order.Shared, me, cancel);
                return TypedResults.Created((string?)null, new ApiInboxView(id, order.Name.Trim(), order.Filters, order.Shared, true));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("addInboxView", "Keep a list of the inbox", "Under a name, for oneself or for all.");
        views.MapPut("/{id}", async (Id id, InboxViewChange change, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.ChangeViewAsync(
                    id, change.Name, change.Filters, change.Shared, http.Actor().Person.Id, http.Actor().May(Permission.EditCare), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("changeInboxView", "Rename a list of the inbox, or put another one in its place", "What is left out stays.");
        views.MapDelete("/{id}", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.RemoveViewAsync(id, http.Actor().Person.Id, http.Actor().May(Permission.EditCare), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("removeInboxView", "Remove a kept list", "One’s own, or as a lead any shared one.");
    }

    private static Sight Sight(HttpContext http) => InboxRoutes.SightOf(http.Actor());
}
