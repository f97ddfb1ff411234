using System.Globalization;
using Echolot.Privacy;
using NodaTime;

namespace Echolot.Teams;

/// <summary>A pattern as it is stored: who is on it, in order, by their ids.</summary>
[Personal("rota_pattern")]
internal sealed record ShiftPatternRow
{
    public const string Columns = "id, name, kind, days, from_min, to_min, people, rotates, checks, active";

    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string Kind { get; init; } = nameof(ShiftKind.Other);
    public string Days { get; init; } = "";
    public long FromMin { get; init; }
    public long ToMin { get; init; }
    public string People { get; init; } = "";
    public long Rotates { get; init; }
    public string Checks { get; init; } = "";
    public long Active { get; init; }

    public static ShiftPatternRow Of(long id, ShiftPatternDraft draft) => new()
    {
        Id = id, Name = draft.Name, Kind = draft.Kind.ToString(), Days = ShiftRow.List(draft.Days.Select(d => (long)d)),
        FromMin = draft.From, ToMin = draft.To, People = ShiftRow.List(draft.People), Rotates = draft.Rotates ? 1 : 0,
        Checks = ShiftRow.List(draft.Checks.Select(c => (long)c)), Active = draft.Active ? 1 : 0,
    };

    public ShiftPattern AsPattern() => new(Id, new(
        Name, Enum.Parse<ShiftKind>(Kind), [.. ShiftRow.Ids(Days).Select(d => (IsoDayOfWeek)d)], (int)FromMin, (int)ToMin,
        ShiftRow.Ids(People), Rotates != 0, [.. ShiftRow.Ids(Checks).Select(c => (int)c)], Active != 0));
}

/// <summary>A shift as it is stored.</summary>
[Personal("rota_shift")]
internal sealed record ShiftRow
{
    public const string Columns =
        "id, pattern_id, day, name, kind, from_at, to_at, people, note, note_by, note_at, by_hand, cancelled";

    public const string Insert =
        """
        insert into rota_shift (pattern_id, day, name, kind, from_at, to_at, people, note, by_hand, cancelled)
        values (@PatternId, @Day, @Name, @Kind, @FromAt, @ToAt, @People, '', @ByHand, 0)
        on conflict (pattern_id, day) do nothing returning id
        """;

    public long Id { get; init; }
    public long? PatternId { get; init; }
    public string? Day { get; init; }
    public string Name { get; init; } = "";
    public string Kind { get; init; } = nameof(ShiftKind.Other);
    public long FromAt { get; init; }
    public long ToAt { get; init; }
    public string People { get; init; } = "";
    public string Note { get; init; } = "";
    public long? NoteBy { get; init; }
    public long? NoteAt { get; init; }
    public long ByHand { get; init; }
    public long Cancelled { get; init; }

    public static ShiftRow Of(long? pattern, string? day, ShiftDraft draft, bool byHand) => new()
    {
        PatternId = pattern, Day = day, Name = draft.Name, Kind = draft.Kind.ToString(),
        FromAt = draft.From.ToUnixTimeMilliseconds(), ToAt = draft.To.ToUnixTimeMilliseconds(), People = List(draft.People),
        ByHand = byHand ? 1 : 0,
    };

    public Shift AsShift(IReadOnlyList<ShiftCheck> checks) => new(
        Id, PatternId, Name, Enum.Parse<ShiftKind>(Kind), FromAt.At(), ToAt.At(), Ids(People), Note, NoteBy, NoteAt.At(),
        ByHand != 0, checks);

    public static string List(IEnumerable<long> ids) =>
        string.Join(',', ids.Select(i => i.ToString(CultureInfo.InvariantCulture)));

    public static IReadOnlyList<long> Ids(string list) =>
        [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(i => long.Parse(i, CultureInfo.InvariantCulture))];
}

/// <summary>A check as it is stored. Names who looked.</summary>
[Personal("rota_check")]
internal sealed record ShiftCheckRow
{
    public const string Columns = "id, shift_id, due_at, done_at, person_id, open";

    public long Id { get; init; }
    public long ShiftId { get; init; }
    public long DueAt { get; init; }
    public long? DoneAt { get; init; }
    public long? PersonId { get; init; }
    public long? Open { get; init; }

    public ShiftCheck AsCheck() => new(Id, ShiftId, DueAt.At(), DoneAt.At(), PersonId, (int?)Open);
}

/// <summary>A swap as it is stored.</summary>
[Personal("rota_swap")]
internal sealed record SwapRow
{
    public const string Columns = "id, shift_id, person_id, to_person, offered_at, taken_by, taken_at";

    public long Id { get; init; }
    public long ShiftId { get; init; }
    public long PersonId { get; init; }
    public long? ToPerson { get; init; }
    public long OfferedAt { get; init; }
    public long? TakenBy { get; init; }
    public long? TakenAt { get; init; }

    public Swap AsSwap() => new(Id, ShiftId, PersonId, ToPerson, OfferedAt.At(), TakenBy, TakenAt.At());
}

/// <summary>A call as it is stored.</summary>
[Personal("rota_call")]
internal sealed record DutyCallRow
{
    /// <summary>Stands where a shift would: whoever is on call at each step is told.</summary>
    public const long AnyShift = 0;

    /// <summary>Stands where a shift would while nobody is on call: once a day (UTC) they are told of it.</summary>
    public static long HoleOf(DateTimeOffset at) => -(at.ToUnixTimeSeconds() / 86_400);

    public const string Columns = "id, subject, subject_id, shift_id, opened_at, state, by_person, ended_at, next_at, place, minutes";

    public long Id { get; init; }
    public string Subject { get; init; } = nameof(DutySubject.Conversation);
    public long SubjectId { get; init; }
    public long ShiftId { get; init; }
    public long OpenedAt { get; init; }
    public string State { get; init; } = nameof(DutyState.Open);
    public long? ByPerson { get; init; }
    public long? EndedAt { get; init; }
    public long? NextAt { get; init; }
    public long Place { get; init; }
    public long? Minutes { get; init; }

    public DutyCall AsCall(IReadOnlyList<DutyStep> steps) => new(
        Id, Enum.Parse<DutySubject>(Subject), SubjectId, OpenedAt.At(), Enum.Parse<DutyState>(State), ByPerson, EndedAt.At(),
        NextAt.At(), steps);
}

/// <summary>Who was told as it is stored.</summary>
[Personal("rota_step")]
internal sealed record DutyStepRow
{
    public long CallId { get; init; }
    public long Place { get; init; }
    public long? PersonId { get; init; }
    public long At { get; init; }
}

/// <summary>Where a calendar program reads somebody's shifts: the address ends in a secret of which this is the hash.</summary>
[Personal("rota_feed")]
internal sealed record RotaFeedRow
{
    public long PersonId { get; init; }
    public string Fingerprint { get; init; } = "";
    public long MadeAt { get; init; }
}

[NotPersonal("rota_setting")]
internal sealed record RotaSettingsRow
{
    public long? CalendarId { get; init; }
    public long Minutes { get; init; }
    public long Rounds { get; init; }
}
