using Echolot.Alerts;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>Somebody outside, by one of their accounts.</summary>
internal sealed record ApiIdentity(
    Id Id, Id ContactId, string Connector, string ExternalId, string? Handle, string? Name, Uri? Profile, long? Followers)
{
    public static ApiIdentity Of(Echolot.Contacts.Identity i) =>
        new(i.Id, i.ContactId, i.Connector, i.ExternalId.Value, i.Handle, i.Name, i.Profile, i.Followers);
}

/// <summary>Why a conversation has its priority: a rule and its points.</summary>
internal sealed record ApiPriorityReason(string Rule, int Points);

/// <summary>Why a conversation belongs to a crisis; <c>id</c> of the workflow or alert.</summary>
internal sealed record ApiCrisisReason(CrisisBy By, int Level, Id? Id, string Text);

/// <summary>A conversation; <c>due_at</c> is the end of the clock that ends first.</summary>
internal sealed record ApiConversation(
    Id Id, ConversationKind Kind, Id? SourceId, string Connector, ApiIdentity With, string Subject, string Snippet,
    string Language, string Sentiment, ConversationState State, Priority Priority,
    IReadOnlyList<ApiPriorityReason> PriorityBy, bool PrioritySet, Id? DepartmentId, Id? AssigneeId,
    DateTimeOffset OpenedAt, DateTimeOffset LastAt, DateTimeOffset? DueAt, ClockKind? DueKind,
    DateTimeOffset? SnoozedUntil, DateTimeOffset? ClosedAt, string? Cause, Id? MergedInto, long Revision,
    int Crisis, IReadOnlyList<ApiCrisisReason> CrisisBecause, bool Unsent, Id? IncidentId)
{
    public static ApiConversation Of(Conversation c) => new(
        c.Id, c.Kind, IdOf(c.SourceId), c.Connector, ApiIdentity.Of(c.With), c.Subject, c.Snippet, c.Language,
        Word<Echolot.Mentions.Sentiment>.Spell(c.Sentiment), c.State, c.Priority,
        [.. c.PriorityBy.Select(r => new ApiPriorityReason(r.Rule, r.Points))], c.PrioritySet, IdOf(c.DepartmentId),
        IdOf(c.AssigneeId), c.OpenedAt, c.LastAt, c.DueAt, c.DueKind, c.SnoozedUntil, c.ClosedAt, c.Cause,
        IdOf(c.MergedInto), c.Revision, c.Crisis,
        [.. c.CrisisBecause.Select(r => new ApiCrisisReason(r.By, r.Level, IdOf(r.Id), r.Text))], c.Unsent, IdOf(c.IncidentId));

    public static Id? IdOf(long? value) => value is { } id ? new Id(id) : null;
}

/// <summary>A reply on its way out.</summary>
internal sealed record ApiSend(Id Id, SendState State, DateTimeOffset NotBefore, int Attempts, ApiText? Problem, bool Undecided);

/// <summary>What the customer sent along, where the network has it.</summary>
internal sealed record ApiAttachment(string Kind, Uri? Url, string? Type, string? Alt);

/// <summary>One thing that was said, or noted.</summary>
internal sealed record ApiMessage(
    Id Id, DateTimeOffset At, MessageKind Kind, Direction Direction, ApiIdentity? By, Id? PersonId, string? Bot,
    string? ExternalId, Id? MentionId, Uri? Url, string Text, DateTimeOffset? EditedAt, DateTimeOffset? DeletedAt,
    ApiSend? Send, string Connector, Id? PairId, IReadOnlyList<ApiReplyFile> Files, IReadOnlyList<ApiAttachment> Attachments,
    IReadOnlyList<ApiMessageAct> Acts)
{
    public static ApiMessage Of(Message m) => new(
        m.Id, m.At, m.Kind, m.Direction, m.By is null ? null : ApiIdentity.Of(m.By), ApiConversation.IdOf(m.PersonId),
        m.Bot, m.ExternalId?.Value, ApiConversation.IdOf(m.MentionId), m.Url, m.Text, m.EditedAt, m.DeletedAt,
        m.Send is { } s ? new(
            s.Id, s.State, s.NotBefore, s.Attempts, s.Problem is { } why ? ApiText.Of(why) : null, s.Undecided) : null, m.Connector,
        ApiConversation.IdOf(m.PairId), [.. m.Files.Select(ApiReplyFile.Of)],
        [.. m.Attachments.Select(a => new ApiAttachment(a.Kind, a.Remote, a.Mime, a.AltText))],
        [.. m.Acts.Select(ApiMessageAct.Of)]);
}

/// <summary>One line of the course of a conversation.</summary>
internal sealed record ApiConversationEvent(
    Id Id, DateTimeOffset At, ConversationEventKind Kind, Id? PersonId, string? Before, string? After)
{
    public static ApiConversationEvent Of(ConversationEvent e) =>
        new(e.Id, e.At, e.Kind, ApiConversation.IdOf(e.PersonId), e.Before, e.After);
}

/// <summary>How a clock stands; durations in seconds of time that counted.</summary>
internal sealed record ApiClock(
    ClockKind Kind, DateTimeOffset StartedAt, double WithinSeconds, double ElapsedSeconds, DateTimeOffset? DueAt,
    DateTimeOffset? EndedAt, ClockOutcome Outcome, double PausedSeconds)
{
    public static ApiClock Of(ClockReading c) => new(
        c.Kind, c.StartedAt.ToDateTimeOffset(), c.Target.Within.TotalSeconds, c.Elapsed.TotalSeconds,
        c.DueAt?.ToDateTimeOffset(), c.EndedAt?.ToDateTimeOffset(), c.Outcome,
        c.Stretches.Where(s => !s.Counts).Sum(s => s.Length.TotalSeconds));
}

/// <summary>A conversation with everything in it.</summary>
internal sealed record ApiThread(
    ApiConversation Conversation, IReadOnlyList<ApiMessage> Messages, IReadOnlyList<ApiConversationEvent> Events,
    IReadOnlyList<ApiClock> Clocks, IReadOnlyList<ApiGivenLabel> Labels, IReadOnlyList<ApiFieldValue> Fields);

/// <summary>How many conversations each work list has.</summary>
internal sealed record ApiInboxCounts(long ToDo, long Mine, long Unassigned, long Due, long Waiting, long Snoozed, long Unsent);

/// <summary>A mention to make a conversation of; <c>source_id</c> answers.</summary>
internal sealed record OpenOrder(Id MentionId, Id? SourceId = null);

/// <summary>What changes; what is left out stays. <c>assignee_id</c>, <c>department_id</c> “0”: nobody, none.</summary>
internal sealed record ConversationChange(
    Id? AssigneeId = null, ConversationState? State = null, DateTimeOffset? SnoozedUntil = null, string? Cause = null,
    Priority? Priority = null, bool? PriorityByScore = null, Id? SourceId = null, Id? DepartmentId = null);

/// <summary>An item of the library that a reply is made of.</summary>
internal sealed record ApiUsedAnswer(Id AnswerId, int Version);

/// <summary>
/// A reply; <c>seen_revision</c>: refused once where a colleague has answered since; <c>reason</c>: why it goes out in spite
/// of a finding that needs one; <c>asked_of</c>: colleagues of whom one approves it first, empty: everybody who may;
/// <c>suggested</c>: answers that were suggested while it was written, so that their acceptance is counted.
/// </summary>
internal sealed record ReplyOrder(
    Leg Leg, string Text, Id? ReplyTo = null, long? SeenRevision = null, ConversationState? NextState = null,
    DateTimeOffset? At = null, Id? SourceId = null, string? Reason = null, IReadOnlyList<ApiUsedAnswer>? Answers = null,
    IReadOnlyList<ChosenFileOrder>? Files = null, IReadOnlyList<Id>? AskedOf = null, IReadOnlyList<Id>? Suggested = null)
{
    public ReplyDraft ToDraft() => new(
        Leg, Text, ReplyTo?.Value, SeenRevision, NextState, At, SourceId?.Value, Reason,
        Answers?.Select(a => new UsedAnswer(a.AnswerId, a.Version)).ToList())
    {
        Files = ChosenFileOrder.Of(Files), AskedOf = AskedOf?.Select(i => i.Value).ToList(),
        Suggested = Suggested?.Select(i => i.Value).ToList() ?? [],
    };
}

/// <summary>
/// A short public word and a private message; <c>via</c>: source that says the private one, <c>chat</c>: web chat to which
/// a link in the public word leads instead; <c>reason</c>: why it goes out though the check asks.
/// </summary>
internal sealed record HandOverOrder(
    string Public, string Private, Id? Via = null, Id? Chat = null, long? SeenRevision = null,
    IReadOnlyList<ChosenFileOrder>? Files = null, string? Reason = null);

/// <summary>
/// One way to answer; <c>closes_at</c>: when the network ends it; <c>files</c>: null where it takes none; <c>acts</c>: what the
/// account can do with public words of customers; <c>why</c>: what its network says against answering here, closed where it
/// takes no answer, else read by fewer than is meant.
/// </summary>
internal sealed record ApiWay(
    Leg Leg, Id SourceId, string Name, string Connector, int Most, string? To, DateTimeOffset? ClosesAt, bool Closed,
    ApiFileLimits? Files, IReadOnlyList<ItemAct> Acts, ApiText? Why)
{
    public static ApiWay Of(AnswerableWay way) => Of(way.Way, way.Closed, way.Answerable.Why);

    private static ApiWay Of(ReplyWay w, bool closed, LocalText? why) => new(
        w.Leg, w.Voice.SourceId, w.Voice.Name, w.Voice.Connector, w.Limit.Most, w.To?.ExternalId.Value, w.ClosesAt, closed,
        ApiFileLimits.Of(w.Voice.Abilities.Files), w.Voice.Abilities.Acts, why is null ? null : ApiText.Of(why));
}

/// <summary>A note for colleagues.</summary>
internal sealed record NoteOrder(string Text);

/// <summary>The conversation that another one becomes part of.</summary>
internal sealed record JoinOrder(Id Into);

/// <summary>What a person found out about a reply.</summary>
internal sealed record DecideOrder(bool IsOut);

internal static class ConversationsApi
{
    public static void MapConversations(this RouteGroupBuilder api)
    {
        var talks = api.MapGroup("/conversations").WithTags("Conversations");
        talks.MapGet("", async (
                Word<InboxView>? view, string? connector, Word<Priority>? above, Id? department, Id? assignee, Id? contact,
                string? search, Word<InboxOrder>? order, Id? label, Id? incident, string? cause, int? crisis, string? language,
                Word<Priority>? priority, Word<ConversationState>? state, string? field, bool? open, string? cursor, int? size,
                HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                var page = await inbox.ListAsync(
                    new InboxFilter(
                        view?.Value ?? InboxView.ToDo, connector, above?.Value, department?.Value, assignee?.Value, contact?.Value,
                        search, order?.Value ?? InboxOrder.DueFirst, label?.Value, incident?.Value, cause, crisis)
                    {
                        Language = language, Priority = priority?.Value, State = state?.Value, Field = CareQuery.FieldOf(field),
                        OnlyOpen = open is true,
                    },
                    Sight(http), cursor, Paging.Size(size), cancel);
                return TypedResults.Ok(new Listed<ApiConversation>([.. page.Items.Select(ApiConversation.Of)], page.Next));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("listConversations", "List conversations",
                """
                A work list of the inbox, page by page. `priority` is exactly this one, `above` this one and those above; `state` narrows the
                view; `field` is the id of a field and what stands in it, such as `12:Jacke`; `open` leaves out what is over, also of
                `view=all`.
                """);
        talks.MapGet("/counts", async (string? connector, Id? department, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                var c = await inbox.CountAsync(
                    new InboxFilter(Connector: connector, DepartmentId: department?.Value), Sight(http), cancel);
                return TypedResults.Ok(new ApiInboxCounts(c.ToDo, c.Mine, c.Unassigned, c.Due, c.Waiting, c.Snoozed, c.Unsent));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("countConversations", "Count the work lists", "Exact, as the person of the token sees them.");
        talks.MapPost("", async (OpenOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(ApiConversation.Of(await inbox.OpenAsync(
                    order.MentionId, order.SourceId?.Value, Sight(http), cancel))))
            .RequirePermission(Permission.WorkConversations)
            .Named("openConversation", "Make a conversation of a mention", "The one that there is already comes back.");
        talks.MapGet("/{id}", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(await ThreadAsync(id, http, inbox, cancel)))
            .RequirePermission(Permission.ReadConversations)
            .Named("getConversation", "Read a conversation", "With messages, events and clocks, oldest first.");
        talks.MapPatch("/{id}", ChangeAsync).RequirePermission(Permission.WorkConversations)
            .Named("changeConversation", "Change a conversation", "State, assignee, department, priority, answering account. 404 where what was changed is seen no longer.");
        talks.MapPost("/{id}/notes", async (
                Id id, NoteOrder note, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await http.OnceAsync(note, async cancel =>
                {
                    await inbox.AddNoteAsync(id, note.Text, Sight(http), cancel);
                    return 0;
                }, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.WriteNotes)
            .Named("addConversationNote", "Write a note", "Never leaves the house." + Once.Said);
        talks.MapPost("/{id}/replies", async (
                Id id, ReplyOrder reply, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                var approval = await http.OnceAsync(
                    reply, async cancel => (await inbox.SendReplyAsync(id, reply.ToDraft(), Sight(http), cancel)).ApprovalId ?? 0, cancel);
                var thread = await ThreadAsync(id, http, inbox, cancel);
                return approval > 0
                    ? TypedResults.Accepted($"{Urls.Api}/approvals/{approval}", thread)
                    : (Results<Ok<ApiThread>, Accepted<ApiThread>>)TypedResults.Ok(thread);
            })
            .RequirePermission(Permission.WorkConversations)
            .Named(
                "sendReply", "Send a reply",
                "A public one can be taken back for ten seconds. What was taken on is sent at most once. 202 where it waits for an approval, as all "
                + "replies do that are written without `send_replies`." + Once.Said);
        talks.MapGet("/{id}/ways", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await ThreadAsync(id, http, inbox, cancel);
                return TypedResults.Ok(new Listed<ApiWay>(
                    [.. (await inbox.AnswerableWaysAsync(id, Sight(http), cancel)).OrderBy(w => w.Closed).Select(ApiWay.Of)], null));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("listReplyWays", "List the ways to answer", "Open ones first, each with when the network ends it and what it says against answering the newest words.");
        talks.MapPost("/{id}/hand-over", async (
                Id id, HandOverOrder order, HttpContext http, Inbox inbox, AlertOptions options, CancellationToken cancel) =>
            {
                var approval = await http.OnceAsync(
                    order, async cancel => (await inbox.HandOverAsync(
                        id, new HandOver(
                            order.Public, order.Private, order.Via?.Value, order.Chat is { } chat
                                ? new(chat, options.PublicUrl ?? new Uri($"{http.Request.Scheme}://{http.Request.Host}")) : null,
                            order.SeenRevision) { Files = ChosenFileOrder.Of(order.Files), Reason = order.Reason },
                        Sight(http), cancel)).ApprovalId ?? 0, cancel);
                var thread = await ThreadAsync(id, http, inbox, cancel);
                return approval > 0
                    ? TypedResults.Accepted($"{Urls.Api}/approvals/{approval}", thread)
                    : (Results<Ok<ApiThread>, Accepted<ApiThread>>)TypedResults.Ok(thread);
            })
            .RequirePermission(Permission.WorkConversations)
            .Named(
                "handOver", "Go on privately",
                "A short public word and a private message as two linked legs. What was taken on is sent at most once. 202 where one "
                + "of them needs an approval: both wait for it as one." + Once.Said);
        talks.MapDelete("/{id}/replies/{send}", async (
                Id id, Id send, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.UndoSendAsync(id, send, Sight(http), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.SendReplies)
            .Named("undoReply", "Take a reply back", "Before it has left; its text becomes a draft.");
        talks.MapPost("/{id}/replies/{send}/decide", async (
                Id id, Id send, DecideOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.DecideSendAsync(id, send, order.IsOut, Sight(http), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.SendReplies)
            .Named("decideReply", "Say what became of a reply", "Where nobody else can tell.");
        talks.MapMessageActs();
        talks.MapThreadParts();
        talks.MapPost("/{id}/merge", async (
                Id id, JoinOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.MergeAsync(id, order.Into, Sight(http), cancel);
                return TypedResults.Ok(await ThreadAsync(order.Into, http, inbox, cancel));
            })
            .RequirePermission(Permission.WorkConversations)
            .Named("mergeConversations", "Make one conversation of two", "What was said moves into the other one.");
    }

    private static async Task<Ok<ApiThread>> ChangeAsync(
        Id id, ConversationChange change, HttpContext http, Inbox inbox, CancellationToken cancel)
    {
        var sight = Sight(http);
        if (change.SourceId is { } source) await inbox.ChooseVoiceAsync(id, source, sight, cancel);
        if (change.AssigneeId is { } person)
            await inbox.AssignAsync(id, person.Value == 0 ? null : person.Value, sight, cancel);
        if (change.Priority is not null || change.PriorityByScore is true)
            await inbox.SetPriorityAsync(id, change.Priority, sight, cancel);
        if (change.State is { } state)
            await inbox.EnterAsync(id, state, change.SnoozedUntil, change.Cause, sight, cancel);
        // Last: whoever hands it on may see it no longer.
        if (change.DepartmentId is { } department)
            await inbox.MoveAsync(id, department.Value == 0 ? null : department.Value, sight, cancel);
        return TypedResults.Ok(await ThreadAsync(id, http, inbox, cancel));
    }

    private static async Task<ApiThread> ThreadAsync(Id id, HttpContext http, Inbox inbox, CancellationToken cancel)
    {
        var thread = await inbox.ShowAsync(id, Sight(http), cancel)
            ?? throw new InboxException(InboxRefusal.NotFound, $"There is no conversation {id}.");
        return new(
            ApiConversation.Of(thread.Conversation), [.. thread.Messages.Select(ApiMessage.Of)],
            [.. thread.Events.Select(ApiConversationEvent.Of)], [.. thread.Clocks.Select(ApiClock.Of)],
            [.. (await inbox.LabelsOfAsync([id], cancel))[id].Select(ApiGivenLabel.Of)],
            [.. (await inbox.FieldsOfAsync(id, cancel)).Select(f => new ApiFieldValue(ConversationWorkApi.Of(f.Field), f.Value))]);
    }

    private static Sight Sight(HttpContext http) => InboxRoutes.SightOf(http.Actor());
}
