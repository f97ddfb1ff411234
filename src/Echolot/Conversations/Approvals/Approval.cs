using Echolot.Messaging;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Teams;

namespace Echolot.Conversations;

/// <summary>Where a reply that needs an approval stands; the numbers are stored.</summary>
public enum ApprovalState { Waiting = 1, SentBack = 2, Approved = 3, Withdrawn = 4 }

/// <summary>What happened to it; the numbers are stored.</summary>
public enum ApprovalStep { Written = 1, Edited = 2, Approved = 3, SentBack = 4, Withdrawn = 5, Escalated = 6 }

/// <summary>One line of the course of an approval, with the text as it was then.</summary>
/// <param name="PersonId">Who of us; null where somebody without an account or the clock did it.</param>
/// <param name="Outside">Name of somebody without an account.</param>
public sealed record ApprovalVersion(
    DateTimeOffset At, ApprovalStep Step, int Tier, long? PersonId, string? Outside, string Text, string? Remark)
{
    /// <summary>Names of the files that were taken out in this step.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>The private half of a hand-over as it was then; null: it was none.</summary>
    public string? Private { get; init; }
}

/// <summary>A reply that may not go out before somebody has approved it; of a hand-over both halves as one.</summary>
/// <param name="Text">As it stands now; of a hand-over the public half.</param>
/// <param name="Why">Rules that asked for it.</param>
/// <param name="Tier">Step that decides now, counted from 0.</param>
/// <param name="DueAt">When the next step decides in its place; null: the last step is over, and everybody who may decides.</param>
/// <param name="Revision">Grows with every step, so that nobody decides about a text that they have not seen.</param>
public sealed record Approval(
    long Id, long ConversationId, long? AuthorId, Leg Leg, string Text, ApprovalState State, int Tier,
    IReadOnlyList<ApprovalTier> Tiers, IReadOnlyList<NeededApproval> Why, DateTimeOffset? DueAt, string? Reason,
    DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, long Revision, IReadOnlyList<ApprovalVersion> Versions)
{
    /// <summary>The reply as it is to go out; of a hand-over the public half.</summary>
    public ReplyDraft? Reply { get; init; }

    /// <summary>The private half of a hand-over as it stands now; null: it is one reply.</summary>
    public string? Private { get; init; }

    /// <summary>By whom and how the private half leaves.</summary>
    internal PrivateHalf? Half { get; init; }

    /// <summary>Files that go along; once it came back they are with its author again.</summary>
    public IReadOnlyList<ReplyFile> Files { get; init; } = [];

    /// <summary>While it waits, our newest answer to the customer since it was asked for; null: none.</summary>
    public long? AnsweredMeanwhile { get; init; }

    /// <summary>The text as its author wrote it.</summary>
    public string Original => Versions.Count == 0 ? Text : Versions[0].Text;

    /// <summary>The private half as its author wrote it.</summary>
    public string? OriginalPrivate => Versions.Count == 0 ? Private : Versions[0].Private;

    /// <summary>
    /// Whether somebody decides about it now, where they see its conversation. Nobody ever decides about their own words.
    /// </summary>
    public bool IsFor(Person person) => State is ApprovalState.Waiting && person.Id != AuthorId && MayDecide(person)
        && (Current is { } tier && (tier.People.Contains(person.Id) || tier.Roles.Contains(person.Role))
            || (Current is null || Current is { People.Count: 0, Roles.Count: 0, Outside.Count: 0 })
                && person.Permissions.HasFlag(Permission.ApproveReplies));

    /// <summary>Whoever may neither send nor approve is no second pair of eyes.</summary>
    public static bool MayDecide(Person person) => person.Active && MayDecide(person.Role);

    public static bool MayDecide(Role role) => 
        (Roles.PermissionsOf(role) & (Permission.SendReplies | Permission.ApproveReplies)) != 0;

    /// <summary>Whether somebody without an account decides about it now.</summary>
    internal bool IsForOutside => State is ApprovalState.Waiting && Current is { Outside.Count: > 0 };

    private ApprovalTier? Current => DueAt is null ? null : Tiers.ElementAtOrDefault(Tier);
}

/// <summary>What somebody without an account sees of it: the text, and what everybody can read.</summary>
public sealed record OutsideView(
    Approval Approval, string Name, string Language, string Workspace, string Author, DateTimeOffset ExpiresAt,
    IReadOnlyList<(bool Ours, DateTimeOffset At, string Text)> Said);

/// <summary>An approval began, went on or ended.</summary>
/// <param name="Asks">People of ours whose turn it is now.</param>
/// <param name="Tells">Whoever wrote it, where it came back; null: nobody.</param>
public sealed record ApprovalChanged(long Id, long ConversationId, long Revision, IReadOnlyList<long> Asks, long? By, long? Tells)
    : IFact
{
    /// <summary>Who hears that nobody can decide now: whoever wrote it.</summary>
    public long? Stuck { get; init; }

    /// <summary>Who hears it as well where no other step comes: whoever can give somebody sight of its conversation.</summary>
    public IReadOnlyList<long> Helps { get; init; } = [];
}

/// <summary>A link to approve by mail was asked for; names it and never the secret, because facts lie readable in the outbox.</summary>
public sealed record ApprovalLinkAsked(long LinkId, DateTimeOffset At) : IFact;

/// <summary>A link made for a mail, with what the mail says.</summary>
public sealed record ApprovalLink(
    string Secret, string Mail, string Name, string Language, string Author, string Workspace, DateTimeOffset ExpiresAt);

[Personal("approval")]
internal sealed record ApprovalRow
{
    public const string Columns =
        """
        a.id, a.conversation_id, a.author_id, a.leg, a.reply_to, a.next_state, a.send_at, a.voice, a.text, a.state, a.tier, a.tiers,
        a.why, a.reason, a.items, a.files, a.due_at, a.created_at, a.changed_at, a.revision, a.private_text, a.private_voice, a.chat_site
        """;

    public long Id { get; init; }
    public long ConversationId { get; init; }
    public long? AuthorId { get; init; }
    public long Leg { get; init; }
    public long? ReplyTo { get; init; }
    public long? NextState { get; init; }
    public long? SendAt { get; init; }
    public long? Voice { get; init; }
    public string Text { get; init; } = "";
    public long State { get; init; }
    public long Tier { get; init; }
    public string Tiers { get; init; } = "[]";
    public string Why { get; init; } = "[]";
    public string? Reason { get; init; }
    public string? Items { get; init; }
    public string? Files { get; init; }
    public long? DueAt { get; init; }
    public long CreatedAt { get; init; }
    public long ChangedAt { get; init; }
    public long Revision { get; init; }
    public string? PrivateText { get; init; }
    public long? PrivateVoice { get; init; }
    public string? ChatSite { get; init; }

    /// <summary>The private half of a hand-over; null: it is one reply.</summary>
    public PrivateHalf? Half => PrivateText is { } words && PrivateVoice is { } voice
        ? new(words, voice, ChatSite is null ? null : new(ChatSite)) : null;

    public IReadOnlyList<ApprovedFile> ApprovedFiles => Files is null ? [] : Stored.Read<List<ApprovedFile>>(Files);

    public Approval AsApproval(IEnumerable<ApprovalVersionRow> versions, IEnumerable<ReplyFileRow>? files = null) => new(
        Id, ConversationId, AuthorId, (Leg)Leg, Text, (ApprovalState)State, (int)Tier,
        Stored.Read<List<ApprovalTier>>(Tiers), Stored.Read<List<NeededApproval>>(Why), Stored.Time(DueAt), Reason,
        Stored.Time(CreatedAt), Stored.Time(ChangedAt), Revision,
        [.. versions.Select(v => new ApprovalVersion(
            Stored.Time(v.At), (ApprovalStep)v.Step, (int)v.Tier, v.PersonId, v.Outside, v.Text, v.Remark)
            {
                Dropped = v.Dropped is null ? [] : Stored.Read<List<string>>(v.Dropped), Private = v.PrivateText,
            })])
    {
        Reply = AsReply(Text), Private = PrivateText, Half = Half, Files = [.. (files ?? []).Select(f => f.AsFile())],
    };

    public ReplyDraft AsReply(string text) => new(
        (Leg)Leg, text, ReplyTo, NextState: (ConversationState?)NextState, At: Stored.Time(SendAt),
        Voice: Voice, Items: Items is null ? null : Stored.Read<List<UsedAnswer>>(Items));
}

[Personal("approval_version")]
internal sealed record ApprovalVersionRow
{
    public const string Columns = "approval_id, at, step, tier, person_id, outside, text, remark, dropped, private_text";

    public long ApprovalId { get; init; }
    public long At { get; init; }
    public long Step { get; init; }
    public long Tier { get; init; }
    public long? PersonId { get; init; }
    public string? Outside { get; init; }
    public string Text { get; init; } = "";
    public string? Remark { get; init; }
    public string? Dropped { get; init; }
    public string? PrivateText { get; init; }
}

/// <summary>A link to approve by mail as it is stored: its secret as a hash only. Names somebody outside.</summary>
[Personal("approval_link")]
internal sealed record ApprovalLinkRow
{
    public const string Columns = "id, approval_id, tier, name, mail, language, created_at, expires_at, used_at";

    public long Id { get; init; }
    public long ApprovalId { get; init; }
    public long Tier { get; init; }
    public string Name { get; init; } = "";
    public string Mail { get; init; } = "";
    public string Language { get; init; } = "de";
    public long CreatedAt { get; init; }
    public long ExpiresAt { get; init; }
    public long? UsedAt { get; init; }
}
