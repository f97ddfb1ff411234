using Echolot.Contacts;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Sources;

namespace Echolot.Conversations;

/// <summary>How a conversation began; the numbers are stored.</summary>
public enum ConversationKind { Post = 1, Direct = 2, Chat = 3, ByHand = 4 }

/// <summary>How pressing it is; the numbers are stored.</summary>
public enum Priority { Low = 0, Normal = 1, High = 2, Urgent = 3 }

/// <summary>Why a conversation has its priority: one rule and what it added.</summary>
/// <param name="Rule">Name of the rule, such as <c>negative</c>; screens translate the built-in ones.</param>
public sealed record PriorityReason(string Rule, int Points);

/// <summary>One cause of someone's to speak with us, with everything that was said.</summary>
/// <param name="SourceId">Whose account answers; null: not chosen.</param>
/// <param name="PriorityBy">Why it has this priority; empty: set by hand.</param>
/// <param name="DueAt">When the clock that ends first ends; null: none runs.</param>
/// <param name="Revision">Grows with every change: what was looked at before can be told from what is now.</param>
public sealed record Conversation(
    long Id, ConversationKind Kind, long? SourceId, string Connector, Identity With, string Subject, string Snippet,
    string Language, Sentiment Sentiment, ConversationState State, Priority Priority,
    IReadOnlyList<PriorityReason> PriorityBy, bool PrioritySet, int Crisis, long? DepartmentId, long? AssigneeId,
    DateTimeOffset OpenedAt, DateTimeOffset LastAt, DateTimeOffset? LastInAt, DateTimeOffset? LastOutAt,
    DateTimeOffset? DueAt, ClockKind? DueKind, DateTimeOffset? WarnAt, DateTimeOffset? SnoozedUntil,
    DateTimeOffset? ClosedAt, string? Cause, long? MergedInto, long? IncidentId, long Revision)
{
    /// <summary>Workflows leave it alone.</summary>
    public bool WorkflowsOff { get; init; }

    /// <summary>A reply of ours did not go out, or nobody can tell; a person has to decide.</summary>
    public bool Unsent { get; init; }

    /// <summary>Up to when somebody of ours has looked at what the other side said; null: nobody has.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>Why it belongs to a crisis of this level.</summary>
    public IReadOnlyList<CrisisReason> CrisisBecause { get; init; } = [];
}

/// <summary>Who said it.</summary>
public enum Direction { Theirs = 1, Ours = 2 }

/// <summary>What kind of words: answers by their <see cref="Leg"/>, and notes, which never leave.</summary>
public enum MessageKind { Public = 1, Private = 2, Note = 3 }

/// <summary>One thing that was said, or noted.</summary>
/// <param name="By">Who of them; null for our words.</param>
/// <param name="PersonId">Who of us; null where a bot or the network's own app did, or where they are erased.</param>
/// <param name="Bot">Name of the automatic reply that wrote it.</param>
/// <param name="Text">Empty once it was deleted by its author.</param>
/// <param name="Send">How sending stands; null for what was not sent by us.</param>
public sealed record Message(
    long Id, DateTimeOffset At, MessageKind Kind, Direction Direction, Identity? By, long? PersonId, string? Bot,
    ExternalId? ExternalId, ExternalId? ParentId, long? MentionId, Uri? Url, string Text,
    IReadOnlyList<Attachment> Attachments, DateTimeOffset? EditedAt, DateTimeOffset? DeletedAt, Send? Send)
{
    /// <summary>Channel it came or leaves by; a conversation may have several.</summary>
    public string Connector { get; init; } = "";

    /// <summary>The other half of a public word and the private one that goes on from it.</summary>
    public long? PairId { get; init; }

    /// <summary>What we sent along.</summary>
    public IReadOnlyList<ReplyFile> Files { get; init; } = [];

    /// <summary>Source that heard it or said it; null: that of the conversation.</summary>
    public long? SourceId { get; init; }

    /// <summary>What we want to be so of it at its network: at most one about liking, one about who can see it.</summary>
    public IReadOnlyList<MessageAct> Acts { get; init; } = [];
}

/// <summary>What happened in a conversation; the numbers are stored.</summary>
public enum ConversationEventKind
{
    Opened = 1, CustomerWrote = 2, Replied = 3, StateChanged = 4, Assigned = 5, PriorityChanged = 6, TargetsSet = 7,
    MergedAway = 8, MergedIn = 9, NoteWritten = 10, SendAsked = 11, SendUndone = 12, SendFailed = 13, SendUnknown = 14,
    CustomerEdited = 15, CustomerDeleted = 16, SourceChosen = 17, CauseSet = 18, PriorityScored = 19,
    HandedOver = 30, JoinedByLink = 31, OpinionGiven = 32, ConsentWithdrawn = 33,
    MergeUndone = 40, SplitAway = 41, SplitFrom = 42, Linked = 43, Unlinked = 44, IncidentSet = 45, FieldSet = 46,
    Labelled = 47, Unlabelled = 48,
    DepartmentChanged = 60, Routed = 61, GivenBack = 62, WorkflowsLimited = 63, WorkflowsOff = 64, CrisisChanged = 65,
    CheckOverruled = 80, ApprovalAsked = 81, ApprovalGiven = 82, ApprovalSentBack = 83, ApprovalWithdrawn = 84,
    ApprovalEscalated = 85, GoodwillBooked = 86, ScenarioStarted = 90, ScenarioStopped = 91, LeftOpen = 92, NotReached = 93,
    MessageActed = 95, MessageActFailed = 96,
}

/// <summary>One line of the course of a conversation.</summary>
/// <param name="Before">Value before, where there is one; ids as numbers.</param>
public sealed record ConversationEvent(
    long Id, DateTimeOffset At, ConversationEventKind Kind, long? PersonId, long? RuleId, string? Before, string? After);

/// <summary>A conversation with everything that was said and happened, oldest first.</summary>
public sealed record Thread(
    Conversation Conversation, IReadOnlyList<Message> Messages, IReadOnlyList<ConversationEvent> Events,
    IReadOnlyList<ClockReading> Clocks, IReadOnlyList<Draft> Drafts)
{
    /// <summary>Only a part of it was asked for, and there is more before it.</summary>
    public bool HasEarlier { get; init; }

    public bool HasLater { get; init; }

    /// <summary>When the part begins; what happened before it belongs to an earlier one.</summary>
    public DateTimeOffset From { get; init; }

    /// <summary>When the next part begins; without end where there is none.</summary>
    public DateTimeOffset Until { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>How it began, where that is before the part.</summary>
    public Message? Beginning { get; init; }

    /// <summary>Whether the message that the part was asked by is in this conversation; true where none was named.</summary>
    public bool IsNamedThere { get; init; } = true;

    /// <summary>The first words of the customer that nobody has looked at, where they are before the part.</summary>
    public long? FirstUnseen { get; init; }
}

/// <summary>Something changed in a conversation; lists and pages show it anew.</summary>
public sealed record ConversationChanged(long Id, long Revision, bool CustomerWrote) : IFact
{
    /// <summary>Whose it was before and is now, so that only those are told who may see it; null in facts of old.</summary>
    public Belonging? Was { get; init; }
    public Belonging? Is { get; init; }
}

/// <summary>To which department a conversation belongs and who it is assigned to.</summary>
public sealed record Belonging(long? DepartmentId, long? AssigneeId);

/// <summary>Why the inbox refused; screens translate it.</summary>
public enum InboxRefusal
{
    NotFound, TextMissing, TextTooLong, NoSource, CannotSend, NobodyToAnswer, WindowClosed, RepliedMeanwhile, TooLate,
    CauseMissing, TimeMissing, PersonMissing, AlreadyMerged, FieldMissing, FieldWrong, NothingChosen, IncidentMissing,
    NotYours,
    DepartmentMissing, OnlyAssignee, NameMissing, ActionsMissing, MinutesMissing, WorkflowMissing, AgentFiguresOff,
    CheckStops, ReasonMissing, OthersDecide, DecidedMeanwhile, NobodyToApprove, MailInvalid,
    ApprovalNeeded, FileMissing, FileTooLarge, FileKind, TooManyFiles,
    ScenarioCannotSpeak, FilesNotTaken, PersonNameMissing, TimeToCome, NotApproved, NotOut,
    OtherAccount, TooFewPeople, LeftIncident, AuthorLeft, TimeTooLong,
    MacroMissing, SharedByLeads, StepWrong, AnswerMissing, SendsOne, ChangedMeanwhile,
}

/// <summary>The inbox refused; <see cref="Why"/> says which rule, the message what to do.</summary>
public sealed class InboxException(InboxRefusal why, string message, string? detail = null) : Exception(message)
{
    public InboxRefusal Why { get; } = why;

    /// <summary>What it is about, such as the name of a field; as people named it.</summary>
    public string? Detail { get; } = detail;

    /// <summary>What the check before sending found, where it refused.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];
}
