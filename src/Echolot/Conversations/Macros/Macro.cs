using Echolot.Privacy;

namespace Echolot.Conversations;

/// <summary>What somebody fills in about a macro.</summary>
/// <param name="Steps">
/// What workflows do, each kind once, in this order. Giving it to somebody without saying whom is to whoever runs it.
/// </param>
/// <param name="Shared">Colleagues have it as well.</param>
/// <param name="DepartmentId">Of a shared one: who works in this department or below; null: everybody.</param>
public sealed record MacroDraft(
    string Name, IReadOnlyList<WorkflowAction> Steps, bool Shared = false, long? DepartmentId = null);

/// <summary>Steps under a name that a person runs on a conversation with one press.</summary>
/// <param name="PersonId">Who made it; null where they have left.</param>
/// <param name="Uses">On so many conversations it was run.</param>
public sealed record Macro(
    long Id, MacroDraft Draft, long? PersonId, long Uses, DateTimeOffset? UsedAt, DateTimeOffset ChangedAt, long? ChangedBy)
{
    public string Name => Draft.Name;

    /// <summary>It sends its reply, and so runs on one conversation at a time.</summary>
    public bool Sends => Draft.Steps.Any(s => s.Kind is WorkflowActionKind.Send);
}

/// <summary>What became of a macro on one conversation.</summary>
/// <param name="Done">Its steps are done; else none of them is.</param>
/// <param name="Stopped">The step that could not be done.</param>
/// <param name="Why">Why not.</param>
/// <param name="Draft">What stands in the composer of whoever ran it now; null: the macro put nothing there.</param>
/// <param name="Items">Items of the library that this is made of.</param>
/// <param name="Said">What became of the reply that it sent.</param>
/// <param name="RunId">By which it can be taken back; null: it is not done.</param>
public sealed record MacroOutcome(
    bool Done, WorkflowAction? Stopped, InboxException? Why, Draft? Draft, IReadOnlyList<UsedAnswer> Items, SaidReply? Said, long? RunId)
{
    /// <summary>Something was being written already, so that its reply waits there instead of going out.</summary>
    public bool Waits { get; init; }
}

/// <summary>A macro as it is stored. Names who made it.</summary>
[Personal("macro")]
internal sealed record MacroRow
{
    public const string Columns =
        "id, name, steps, person_id, shared, department_id, position, uses, used_at, created_at, changed_at, changed_by";

    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string Steps { get; init; } = "[]";
    public long? PersonId { get; init; }
    public long Shared { get; init; }
    public long? DepartmentId { get; init; }
    public long Position { get; init; }
    public long Uses { get; init; }
    public long? UsedAt { get; init; }
    public long CreatedAt { get; init; }
    public long ChangedAt { get; init; }
    public long? ChangedBy { get; init; }

    public Macro AsMacro() => new(
        Id, new(Name, Stored.Read<List<WorkflowAction>>(Steps), Shared != 0, DepartmentId), PersonId, Uses, Stored.Time(UsedAt),
        Stored.Time(ChangedAt), ChangedBy);
}
