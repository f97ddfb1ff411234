using Echolot.Mentions;
using Echolot.Privacy;

namespace Echolot.Triage;

public enum RunKind { Bulk, Rule, Undo }

public enum RunState { Waiting, Running, Done, Cancelled, Failed }

/// <summary>Work on everything that fits a filter, in portions, with its progress.</summary>
/// <param name="Undoes">The run that this one takes back; null where it takes back what a rule did as mentions came in.</param>
/// <param name="Filter">What it looks at; of one that takes back what a rule did live, the time of the hits.</param>
/// <param name="Total">Mentions that fitted when it was asked for; lines of history of one that takes back.</param>
/// <param name="Looked">Those that lie behind it.</param>
/// <param name="Changed">Those that are different now.</param>
/// <param name="UndoneBy">The run that takes this one back; null while none does.</param>
public sealed record Run(
    long Id, RunKind Kind, long? RuleId, long? Undoes, long? PersonId, MentionFilter Filter,
    IReadOnlyList<WorkChange> Changes, RunState State, long Total, long Looked, long Changed, string? Problem,
    DateTimeOffset AskedAt, DateTimeOffset ChangedAt, long? UndoneBy)
{
    /// <summary>Entry of the list of left-out authors and sites that it hides or shows for.</summary>
    public long? ExclusionId { get; init; }

    /// <summary>It does what a rule or the list of left-out authors and sites says, for everybody.</summary>
    public bool OfSettings => RuleId is not null || ExclusionId is not null;

    public bool Ended => State is RunState.Done or RunState.Cancelled or RunState.Failed;

    /// <summary>0 to 1.</summary>
    public double Share => State is RunState.Done || Total == 0 ? (Ended ? 1 : 0) : Math.Min(1, (double)Looked / Total);

    /// <summary>It failed before its end, and nobody took back what it did until then.</summary>
    public bool CanGoOn => State is RunState.Failed && UndoneBy is null;

    /// <summary>Something was changed, and nobody took it back.</summary>
    public bool CanUndo => Ended && Changed > 0 && UndoneBy is null;
}

/// <summary>A run as it is stored. Names who asked for it.</summary>
[Personal("run")]
internal sealed record RunRow
{
    public const string Columns =
        """
        r.id, r.kind, r.rule_id, r.undoes, r.person_id, r.filter, r.changes, r.state, r.total, r.looked, r.changed,
        r.reached, r.problem, r.asked_at, r.changed_at, r.exclusion_id,
        (select max(u.id) from run u where u.undoes = r.id) as undone_by
        """;

    public long Id { get; init; }
    public string Kind { get; init; } = "";
    public long? RuleId { get; init; }
    public long? Undoes { get; init; }
    public long? PersonId { get; init; }
    public string Filter { get; init; } = "{}";
    public string Changes { get; init; } = "[]";
    public string State { get; init; } = "";
    public long Total { get; init; }
    public long Looked { get; init; }
    public long Changed { get; init; }
    public long Reached { get; init; }
    public string? Problem { get; init; }
    public long AskedAt { get; init; }
    public long ChangedAt { get; init; }
    public long? ExclusionId { get; init; }
    public long? UndoneBy { get; init; }

    public bool Open => State is nameof(RunState.Waiting) or nameof(RunState.Running);

    public Run AsRun() => new(
        Id, Enum.Parse<RunKind>(Kind), RuleId, Undoes, PersonId, Stored.Read<MentionFilter>(Filter),
        Stored.Read<List<WorkChange>>(Changes), Enum.Parse<RunState>(State), Total, Looked, Changed, Problem,
        DateTimeOffset.FromUnixTimeMilliseconds(AskedAt), DateTimeOffset.FromUnixTimeMilliseconds(ChangedAt), UndoneBy)
    {
        ExclusionId = ExclusionId,
    };
}
