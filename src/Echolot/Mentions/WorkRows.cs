using Echolot.Privacy;

namespace Echolot.Mentions;

/// <summary>State of a mention that somebody touched, as it is stored. Names whose it is.</summary>
[Personal("mention_state")]
internal sealed record StateRow
{
    public const string Columns = "mention_id, flagged, verdict, assigned_to, assigned_at";

    public long MentionId { get; init; }
    public long Flagged { get; init; }
    public long Verdict { get; init; }
    public long? AssignedTo { get; init; }
    public long? AssignedAt { get; init; }

    public long? Of(WorkField field) => field switch
    {
        WorkField.Flag => Flagged,
        WorkField.Verdict => Verdict,
        _ => AssignedTo,
    };

    public StateRow With(WorkField field, long? value, long now) => field switch
    {
        WorkField.Flag => this with { Flagged = value ?? 0 },
        WorkField.Verdict => this with { Verdict = value ?? 0 },
        _ => this with { AssignedTo = value, AssignedAt = value is null ? null : now },
    };
}

/// <summary>A mention that a person has read.</summary>
[Personal("mention_read")]
internal readonly record struct ReadRow(long PersonId, long MentionId);

/// <summary>A change of a mention, as it is stored. Names who made it.</summary>
[Personal("mention_history")]
internal sealed record HistoryRow
{
    public const string Columns = "id, mention_id, at, field, before, after, person_id, rule_id, run_id, exclusion_id";

    public long Id { get; init; }
    public long MentionId { get; init; }
    public long At { get; init; }
    public long Field { get; init; }
    public long? Before { get; init; }
    public long? After { get; init; }
    public long? PersonId { get; init; }
    public long? RuleId { get; init; }
    public long? RunId { get; init; }
    public long? ExclusionId { get; init; }

    public WorkStep AsStep() => new(
        Id, DateTimeOffset.FromUnixTimeMilliseconds(At), (WorkField)Field, Before, After, PersonId, RuleId, RunId);
}

/// <summary>A note on a mention, as it is stored. May name anybody.</summary>
[Personal("note")]
internal sealed record NoteRow
{
    public long Id { get; init; }
    public long MentionId { get; init; }
    public long? PersonId { get; init; }
    public long At { get; init; }
    public string Text { get; init; } = "";

    public Note AsNote() => new(Id, MentionId, PersonId, DateTimeOffset.FromUnixTimeMilliseconds(At), Text);
}

/// <summary>A label, as it is stored.</summary>
[NotPersonal("label")]
internal sealed record LabelRow
{
    public long Id { get; init; }
    public long Category { get; init; }
    public long? ParentId { get; init; }
    public string Name { get; init; } = "";
    public string Color { get; init; } = "";
    public long? MergedInto { get; init; }
    public long ChangedAt { get; init; }
}

/// <summary>A label on a mention.</summary>
[NotPersonal("mention_label")]
internal readonly record struct LabelledRow(long LabelId, long MentionId);
