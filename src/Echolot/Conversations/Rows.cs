using System.Text.Json;
using Echolot.Contacts;
using Echolot.Mentions;
using Echolot.Privacy;

namespace Echolot.Conversations;

/// <summary>A conversation as it is stored.</summary>
[Personal("conversation")]
internal sealed record ConversationRow
{
    /// <summary>Stands for no clock that runs, so that lists sort it last.</summary>
    public const long NotDue = long.MaxValue;

    public const string Columns =
        """
        c.id, c.kind, c.source_id, c.connector, c.thread, c.contact_id, c.identity_id, c.subject, c.snippet, c.language,
        c.sentiment, c.state, c.active, c.priority, c.priority_set, c.priority_why, c.crisis, c.department_id,
        c.assignee_id, c.assigned_at, c.opened_at, c.last_at, c.last_in_at, c.last_out_at, c.due_at, c.due_kind, c.warn_at,
        c.snoozed_until, c.closed_at, c.cause, c.merged_into, c.incident_id, c.revision, c.turn_at,
        c.look_at, c.workflows_off, c.crisis_why, c.unsent, c.seen_at
        """;

    public const string Insert =
        """
        insert into conversation (kind, source_id, connector, thread, contact_id, identity_id, subject, snippet,
            language, sentiment, state, active, priority, priority_why, crisis, crisis_why, opened_at, last_at, due_at,
            revision)
        values (@Kind, @SourceId, @Connector, @Thread, @ContactId, @IdentityId, @Subject, @Snippet, @Language,
            @Sentiment, @State, @Active, @Priority, @PriorityWhy, @Crisis, @CrisisWhy, @OpenedAt, @LastAt, @DueAt, @Revision)
        returning id
        """;

    public long Id { get; init; }
    public long Kind { get; init; }
    public long? SourceId { get; init; }
    public string Connector { get; init; } = "";
    public string Thread { get; init; } = "";
    public long ContactId { get; init; }
    public long IdentityId { get; init; }
    public string Subject { get; init; } = "";
    public string Snippet { get; init; } = "";
    public string Language { get; init; } = "und";
    public long Sentiment { get; init; }
    public long State { get; init; }
    public long Active { get; init; }
    public long Priority { get; init; }
    public long? PrioritySet { get; init; }
    public string PriorityWhy { get; init; } = "[]";
    public long Crisis { get; init; }
    public long? DepartmentId { get; init; }
    public long? AssigneeId { get; init; }
    public long? AssignedAt { get; init; }
    public long OpenedAt { get; init; }
    public long LastAt { get; init; }
    public long? LastInAt { get; init; }
    public long? LastOutAt { get; init; }
    public long DueAt { get; init; } = NotDue;
    public long? DueKind { get; init; }
    public long? WarnAt { get; init; }
    public long? SnoozedUntil { get; init; }
    public long? ClosedAt { get; init; }
    public string? Cause { get; init; }
    public long? MergedInto { get; init; }
    public long? IncidentId { get; init; }
    public long Revision { get; init; }
    public long? TurnAt { get; init; }
    public long? LookAt { get; init; }
    public long WorkflowsOff { get; init; }
    public string? CrisisWhy { get; init; }
    public long Unsent { get; init; }
    public long? SeenAt { get; init; }

    public IReadOnlyList<CrisisReason> CrisisBecause => CrisisWhy is null ? [] : Stored.Read<List<CrisisReason>>(CrisisWhy);

    public ConversationState At => (ConversationState)State;

    public Conversation AsConversation(IReadOnlyDictionary<long, Identity> identities) => new(
        Id, (ConversationKind)Kind, SourceId, Connector,
        identities.GetValueOrDefault(IdentityId) ?? Identity.Unknown(IdentityId, ContactId, Connector), Subject, Snippet, Language, (Sentiment)Sentiment, At,
        (Priority)(PrioritySet ?? Priority), PrioritySet is null ? Stored.Read<List<PriorityReason>>(PriorityWhy) : [],
        PrioritySet is not null, (int)Crisis, DepartmentId, AssigneeId, Stored.Time(OpenedAt), Stored.Time(LastAt),
        Stored.Time(LastInAt), Stored.Time(LastOutAt), DueAt == NotDue ? null : Stored.Time(DueAt),
        (ClockKind?)DueKind, Stored.Time(WarnAt), Stored.Time(SnoozedUntil), Stored.Time(ClosedAt), Cause, MergedInto,
        IncidentId, Revision) { WorkflowsOff = WorkflowsOff != 0, CrisisBecause = CrisisBecause, Unsent = Unsent != 0, SeenAt = Stored.Time(SeenAt) };
}

/// <summary>A message as it is stored.</summary>
[Personal("message")]
internal sealed record MessageRow
{
    public const string Columns =
        """
        m.id, m.conversation_id, m.at, m.leg, m.direction, m.identity_id, m.person_id, m.bot, m.connector, m.external_id,
        m.local_id, m.parent_id, m.revision, m.mention_id, m.url, m.text, m.attachments, m.edited_at, m.deleted_at, m.send_id,
        m.source_id, m.pair_id
        """;

    public const string Insert =
        """
        insert into message (conversation_id, at, leg, direction, identity_id, person_id, bot, connector, external_id,
            local_id, parent_id, revision, mention_id, url, text, attachments, send_id, source_id)
        values (@ConversationId, @At, @Leg, @Direction, @IdentityId, @PersonId, @Bot, @Connector, @ExternalId, @LocalId,
            @ParentId, @Revision, @MentionId, @Url, @Text, @Attachments, @SendId, @SourceId)
        returning id
        """;

    public long Id { get; init; }
    public long ConversationId { get; init; }
    public long At { get; init; }
    public long Leg { get; init; }
    public long Direction { get; init; }
    public long? IdentityId { get; init; }
    public long? PersonId { get; init; }
    public string? Bot { get; init; }
    public string Connector { get; init; } = "";
    public string? ExternalId { get; init; }
    public string? LocalId { get; init; }
    public string? ParentId { get; init; }
    public string? Revision { get; init; }
    public long? MentionId { get; init; }
    public string? Url { get; init; }
    public string Text { get; init; } = "";
    public string? Attachments { get; init; }
    public long? EditedAt { get; init; }
    public long? DeletedAt { get; init; }
    public long? SendId { get; init; }
    public long? SourceId { get; init; }
    public long? PairId { get; init; }

    public Message AsMessage(IReadOnlyDictionary<long, Identity> identities, IReadOnlyDictionary<long, Send> sends) => new(
        Id, Stored.Time(At), (MessageKind)Leg, (Direction)Direction,
        IdentityId is { } who ? identities.GetValueOrDefault(who) : null, PersonId, Bot,
        ExternalId is null ? null : new(ExternalId), ParentId is null ? null : new(ParentId), MentionId,
        System.Uri.TryCreate(Url, System.UriKind.Absolute, out var url) ? url : null, Text,
        Attachments is null ? [] : Stored.Read<List<Attachment>>(Attachments), Stored.Time(EditedAt),
        Stored.Time(DeletedAt), SendId is { } send ? sends.GetValueOrDefault(send) : null) { Connector = Connector, PairId = PairId, SourceId = SourceId };
}

/// <summary>What happened in a conversation as it is stored. Names who did it.</summary>
[Personal("conversation_event")]
internal sealed record EventRow
{
    public const string Columns = "id, conversation_id, at, kind, revision, person_id, rule_id, before, after";

    public long Id { get; init; }
    public long ConversationId { get; init; }
    public long At { get; init; }
    public long Kind { get; init; }
    public long Revision { get; init; }
    public long? PersonId { get; init; }
    public long? RuleId { get; init; }
    public string? Before { get; init; }
    public string? After { get; init; }

    public ConversationEvent AsEvent() => new(
        Id, Stored.Time(At), (ConversationEventKind)Kind, PersonId, RuleId, Before, After);
}

/// <summary>Times and small lists as they are stored.</summary>
internal static class Stored
{
    public static DateTimeOffset Time(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at);

    public static DateTimeOffset? Time(long? at) => at is { } there ? Time(there) : null;

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;
}
