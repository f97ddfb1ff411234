using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Api;

/// <summary>Messages that become a conversation of their own.</summary>
internal sealed record SplitOrder(IReadOnlyList<Id> MessageIds);

/// <summary>Another conversation that has to do with it.</summary>
internal sealed record LinkOrder(Id OtherId);

/// <summary>Crisis level by hand, 0 to 3, with the reason; <c>null</c> leaves it to alerts and workflows.</summary>
internal sealed record CrisisOrder(int? Level = null, string? Reason = null);

/// <summary>What stands in a field; <c>null</c> empties it, several choices one a line.</summary>
internal sealed record FieldOrder(string? Value = null);

/// <summary>A field of conversations.</summary>
internal sealed record ApiCareField(Id Id, string Name, FieldKind Kind, IReadOnlyList<string> Choices, bool Required);

/// <summary>A field with what stands in it.</summary>
internal sealed record ApiFieldValue(ApiCareField Field, string? Value);

/// <summary>A cause and how often it was given.</summary>
internal sealed record ApiCause(string Path, long Used);

/// <summary>One cause, many customers.</summary>
internal sealed record ApiIncident(
    Id Id, string Title, string? Cause, string Note, DateTimeOffset OpenedAt, DateTimeOffset? FixedAt, long Conversations,
    long Unseen)
{
    public static ApiIncident Of(Incident i) =>
        new(i.Id, i.Title, i.Cause, i.Note, i.OpenedAt, i.FixedAt, i.Conversations, i.Unseen);
}

/// <summary>An incident to open or change.</summary>
internal sealed record IncidentOrder(string Title, string? Cause = null, string Note = "");

/// <summary>The incident that a conversation belongs to; <c>null</c> takes it out.</summary>
internal sealed record IncidentChoice(Id? IncidentId = null);

/// <summary>
/// An answer to everybody of an incident; <c>reply_id</c> goes on with an earlier one for newcomers, <c>reason</c> says why it
/// goes out in spite of findings that need one, <c>once</c> names the call, which sent again with the same words is the same answer.
/// </summary>
internal sealed record IncidentAnswer(
    string Text, Id? ReplyId = null, IReadOnlyList<ChosenFileOrder>? Files = null, string? Reason = null,
    string? Once = null);

/// <summary>What became of an answer to everybody.</summary>
internal sealed record ApiIncidentReply(
    Id Id, string Text, DateTimeOffset MadeAt, long Sent, IReadOnlyList<ApiNotSent> NotSent, IReadOnlyList<ApiReplyFile> Files,
    IReadOnlyList<ApiLetterWaiting> Waiting, long Going);

/// <summary>What one person of an incident would read, and where; <c>problem</c> says why it cannot be sent so.</summary>
internal sealed record ApiLetter(
    Id ConversationId, Leg Leg, string Text, InboxRefusal? Problem, bool Approves, IReadOnlyList<ApiFinding> Findings,
    IReadOnlyList<Id> Also)
{
    public static ApiLetter Of(IncidentLetter l) => new(
        l.Conversation.Id, l.Leg, l.Text, l.Problem, l.Approves,
        [.. l.Findings.Select(ApiFinding.Of)], [.. l.Also.Select(a => new Id(a))]);
}

/// <summary>A conversation in which an answer waits for an approval.</summary>
internal sealed record ApiLetterWaiting(Id ConversationId, Id ApprovalId);

/// <summary>A conversation in which an answer could not be sent, and why.</summary>
internal sealed record ApiNotSent(Id ConversationId, InboxRefusal? Why);

/// <summary>Joining, describing and incidents of conversations.</summary>
internal static class ConversationWorkApi
{
    public static void MapConversationWork(this RouteGroupBuilder api)
    {
        var talks = api.MapGroup("/conversations").WithTags("Conversations");
        talks.MapDelete("/{id}/merge", (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                DoneAsync(inbox.UndoMergeAsync(id, Sight(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("partConversation", "Part a merged conversation", "It is as it was before the merge.");
        talks.MapPost("/{id}/split", async (Id id, SplitOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(ApiConversation.Of((await inbox.FindAsync(
                    await inbox.SplitAsync(id, [.. order.MessageIds.Select(m => m.Value)], Sight(http), cancel), Sight(http), cancel))!)))
            .RequirePermission(Permission.WorkConversations)
            .Named("splitConversation", "Split messages off", "They become a conversation of their own.");
        talks.MapDelete("/{id}/split", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(ApiConversation.Of((await inbox.FindAsync(
                    await inbox.UndoSplitAsync(id, Sight(http), cancel), Sight(http), cancel))!)))
            .RequirePermission(Permission.WorkConversations)
            .Named("undoSplit", "Take a split back", "It is part of the conversation that it was split off from again, as by a merge; that one is answered.");
        talks.MapPost("/{id}/links", (Id id, LinkOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                DoneAsync(inbox.LinkAsync(id, order.OtherId, Sight(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("linkConversations", "Link two conversations", "Both stay as they are.");
        talks.MapDelete("/{id}/links/{other}", (Id id, Id other, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                DoneAsync(inbox.UnlinkAsync(id, other, Sight(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("unlinkConversations", "Remove a link", "Both stay as they are.");
        talks.MapPut("/{id}/labels/{label}", (Id id, Id label, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                DoneAsync(inbox.LabelAsync(id, label, Sight(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("labelConversation", "Give a label", "The same labels and categories as mentions have.");
        talks.MapDelete("/{id}/labels/{label}", (Id id, Id label, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                DoneAsync(inbox.UnlabelAsync(id, label, Sight(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("unlabelConversation", "Take a label", "It stays on others.");
        talks.MapGet("/{id}/fields", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                _ = await inbox.FindAsync(id, Sight(http), cancel)
                    ?? throw new InboxException(InboxRefusal.NotFound, $"There is no conversation {id}.");
                return TypedResults.Ok((await inbox.FieldsOfAsync(id, cancel)).Select(f => new ApiFieldValue(Of(f.Field), f.Value)));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("getConversationFields", "Read the fields", "Every field, with what stands in it.");
        talks.MapPut("/{id}/fields/{field}", (Id id, Id field, FieldOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                DoneAsync(inbox.SetFieldAsync(id, field, order.Value, Sight(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("fillConversationField", "Fill in a field", "Refused where the value does not fit its kind.");
        talks.MapPut("/{id}/incident", (Id id, IncidentChoice order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                DoneAsync(inbox.SetIncidentAsync(id, order.IncidentId?.Value, Sight(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("joinIncident", "Put a conversation to an incident", "Its cause is the incident’s, where it has none.");
        talks.MapPut("/{id}/crisis", (Id id, CrisisOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                DoneAsync(inbox.SetCrisisAsync(id, order.Level, order.Reason, Sight(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("setConversationCrisis", "Set the crisis level", "By hand, whatever alerts and workflows say; targets of a crisis count from then on.");
        talks.MapDelete("/{id}/crisis", (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                DoneAsync(inbox.UndoCrisisAsync(id, Sight(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("undoConversationCrisis", "Take the crisis level back", "What was said by hand before holds again.");
        MapIncidents(api.MapGroup("/incidents").WithTags("Incidents"));
        var care = api.MapGroup("/care").WithTags("Conversations");
        care.MapGet("/fields", async (Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok((await inbox.FieldsAsync(cancel)).Select(Of)))
            .RequirePermission(Permission.ReadConversations)
            .Named("listCareFields", "List the fields", "Beside what every conversation has.");
        care.MapGet("/causes", async (Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok((await inbox.CausesAsync(cancel)).Select(c => new ApiCause(c.Path, c.Used))))
            .RequirePermission(Permission.ReadConversations)
            .Named("listCauses", "List the causes", "As they were named, the most used first.");
    }

    private static void MapIncidents(RouteGroupBuilder incidents)
    {
        incidents.MapGet("", async (HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok((await inbox.IncidentsAsync(Sight(http), cancel)).Select(ApiIncident.Of)))
            .RequirePermission(Permission.ReadConversations)
            .Named("listIncidents", "List incidents", "Those that the person of the token opened or of which they see a conversation, open ones first; `conversations` counts those that they see, `unseen` the others.");
        incidents.MapGet("/{id}", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(await IncidentAsync(id, http, inbox, cancel)))
            .RequirePermission(Permission.ReadConversations)
            .Named("getIncident", "Read an incident", "404 also where the person of the token does not see it.");
        incidents.MapPost("", async (IncidentOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(await IncidentAsync(
                    await inbox.SaveIncidentAsync(null, new(order.Title, order.Cause, order.Note), Sight(http), cancel), http, inbox, cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("openIncident", "Open an incident", "One cause that many customers speak with us about.");
        incidents.MapPut("/{id}", async (Id id, IncidentOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(await IncidentAsync(
                    await inbox.SaveIncidentAsync(id, new(order.Title, order.Cause, order.Note), Sight(http), cancel), http, inbox, cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("changeIncident", "Change an incident", "Title, cause and note.");
        incidents.MapPut("/{id}/fixed", (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                DoneAsync(inbox.FixIncidentAsync(id, true, Sight(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("fixIncident", "Say that the cause is removed", "Repeating it changes nothing.");
        incidents.MapDelete("/{id}/fixed", (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                DoneAsync(inbox.FixIncidentAsync(id, false, Sight(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("reopenIncident", "Say that the cause is there again", "After it was fixed.");
        incidents.MapPost("/{id}/answers/preview", async (
                Id id, IncidentAnswer order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await IncidentAsync(id, http, inbox, cancel);
                return TypedResults.Ok(Listed<ApiLetter>.All((await inbox.LettersAsync(
                    id, order.Text, Sight(http), cancel, await inbox.FilesAsync(WrittenTo.Everybody(id), Sight(http), cancel), order.Reason,
                    order.ReplyId?.Value)).Select(ApiLetter.Of)));
            })
            .RequirePermission(Permission.SendReplies)
            .Named("previewIncidentAnswer", "See what everybody would read", "One for each person, with what stands against it; nothing leaves.");
        incidents.MapPost("/{id}/answers", async (
                Id id, IncidentAnswer order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                var made = await inbox.AnswerIncidentAsync(
                    id, order.ReplyId?.Value, order.Text, Sight(http), cancel, ChosenFileOrder.Of(order.Files),
                    order.Reason, order.Once);
                var reply = (await inbox.IncidentRepliesAsync(id, Sight(http), cancel)).First(r => r.Id == made);
                return TypedResults.Ok(new ApiIncidentReply(
                    reply.Id, reply.Text, reply.MadeAt, reply.Sent, [.. reply.NotSent.Select(n => new ApiNotSent(n.Conversation, n.Why))],
                    [.. reply.Files.Select(ApiReplyFile.Of)],
                    [.. reply.Waiting.Select(w => new ApiLetterWaiting(w.Conversation, w.Approval))], reply.Going));
            })
            .RequirePermission(Permission.SendReplies)
            .Named("answerIncident", "Answer everybody of an incident", "Everybody once, in one conversation of theirs. They leave in the background; `going` says how many are still to.");
    }

    /// <exception cref="InboxException">There is none, or whoever calls does not see it.</exception>
    public static async Task<ApiIncident> IncidentAsync(long id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
        ApiIncident.Of(await inbox.IncidentAsync(id, Sight(http), cancel)
            ?? throw new InboxException(InboxRefusal.IncidentMissing, $"There is no incident {id}."));

    public static ApiCareField Of(CareField f) => new(f.Id, f.Name, f.Kind, f.Choices, f.Required);

    private static async Task<IResult> DoneAsync(Task work)
    {
        await work;
        return TypedResults.NoContent();
    }

    private static Sight Sight(HttpContext http) => InboxRoutes.SightOf(http.Actor());
}
