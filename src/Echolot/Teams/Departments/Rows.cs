using System.Text.Json;
using Echolot.Privacy;

namespace Echolot.Teams;

/// <summary>A department as it is stored. Names who changed it.</summary>
[Personal("department")]
internal sealed record DepartmentRow
{
    public const string Columns =
        "id, name, parent_id, calendar_id, locked, catches, strategy, otherwise, return_min, changed_at, changed_by";

    public long Id { get; init; }
    public string Name { get; init; } = "";
    public long? ParentId { get; init; }
    public long? CalendarId { get; init; }
    public long Locked { get; init; }
    public long Catches { get; init; }
    public long Strategy { get; init; }
    public long Otherwise { get; init; }
    public long? ReturnMin { get; init; }
    public long ChangedAt { get; init; }
    public long? ChangedBy { get; init; }

    public DepartmentDraft AsDraft() => new(Name, ParentId, CalendarId, Locked != 0, Catches != 0);

    public Distribution AsDistribution() => new((Strategy)Strategy, (Strategy)Otherwise, (int?)ReturnMin);
}

[Personal("department_member")]
internal sealed record MemberRow(long DepartmentId, long PersonId);

[Personal("seat")]
internal sealed record SeatRow
{
    public const string Columns = "person_id, reach, capacity, skills, languages";

    public long PersonId { get; init; }
    public long Reach { get; init; }
    public long? Capacity { get; init; }
    public string Skills { get; init; } = "[]";
    public string Languages { get; init; } = "[]";

    public Seat AsSeat() => new(
        PersonId, (Reach)Reach, (int?)Capacity, JsonSerializer.Deserialize<List<string>>(Skills)!,
        JsonSerializer.Deserialize<List<string>>(Languages)!);
}

[Personal("absence")]
internal sealed record AbsenceRow
{
    public const string Columns = "id, person_id, from_at, until_at, substitute_id, begun, made_by, made_at";

    public long Id { get; init; }
    public long PersonId { get; init; }
    public long FromAt { get; init; }
    public long UntilAt { get; init; }
    public long? SubstituteId { get; init; }
    public long Begun { get; init; }
    public long? MadeBy { get; init; }
    public long MadeAt { get; init; }

    public Absence AsAbsence() => new(Id, PersonId, FromAt.At(), UntilAt.At(), SubstituteId, MadeBy);
}
