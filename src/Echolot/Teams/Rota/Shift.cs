using NodaTime;

namespace Echolot.Teams;

/// <summary>What a shift is for; the names are stored.</summary>
public enum ShiftKind { Evening, Weekend, Holiday, Other }

/// <summary>A shift that comes again each week.</summary>
/// <param name="Days">Weekdays on which it begins; a holiday shift begins on each holiday and needs none.</param>
/// <param name="From">Minutes since midnight by the clock on the wall.</param>
/// <param name="To">The same; not later than <paramref name="From"/>: it ends on the next day.</param>
/// <param name="People">Who is on call, the first one first.</param>
/// <param name="Rotates">Each week somebody else is first, in their order.</param>
/// <param name="Checks">Times of day, in minutes since midnight, at which whoever is on call looks and says so.</param>
public sealed record ShiftPatternDraft(
    string Name, ShiftKind Kind, IReadOnlyList<IsoDayOfWeek> Days, int From, int To, IReadOnlyList<long> People, bool Rotates,
    IReadOnlyList<int> Checks, bool Active = true);

public sealed record ShiftPattern(long Id, ShiftPatternDraft Draft);

/// <summary>A shift as it is to be, by its pattern or by hand.</summary>
/// <param name="Checks">Moments at which to look.</param>
public sealed record ShiftDraft(
    string Name, ShiftKind Kind, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<long> People,
    IReadOnlyList<DateTimeOffset> Checks);

/// <summary>How a check stands.</summary>
public enum CheckState { Coming, Due, Done, Late, Missed }

/// <summary>Somebody on call looks and says that they have: the proof that somebody was there.</summary>
/// <param name="Open">How many conversations were to be done then.</param>
public sealed record ShiftCheck(
    long Id, long ShiftId, DateTimeOffset DueAt, DateTimeOffset? DoneAt, long? PersonId, int? Open)
{
    /// <summary>From so long before its time on, and until so long after it, a check is in time.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    public CheckState At(DateTimeOffset now) => DoneAt is { } done
        ? done - DueAt > Grace ? CheckState.Late : CheckState.Done
        : now < DueAt - Grace ? CheckState.Coming
        : now - DueAt > Grace ? CheckState.Missed : CheckState.Due;
}

/// <summary>Somebody is on call from a moment to another one.</summary>
/// <param name="PatternId">By which pattern; null: by hand.</param>
/// <param name="People">The first one is told first.</param>
/// <param name="Note">For whoever is on call next.</param>
/// <param name="ByHand">It was changed and does not follow its pattern any more.</param>
public sealed record Shift(
    long Id, long? PatternId, string Name, ShiftKind Kind, DateTimeOffset From, DateTimeOffset To,
    IReadOnlyList<long> People, string Note, long? NoteBy, DateTimeOffset? NoteAt, bool ByHand,
    IReadOnlyList<ShiftCheck> Checks)
{
    public bool Holds(DateTimeOffset at) => From <= at && at < To;
}

/// <summary>Somebody wants another one to take a shift.</summary>
/// <param name="To">Asked by name; null: whoever can.</param>
/// <param name="TakenBy">Null while it is open.</param>
public sealed record Swap(
    long Id, long ShiftId, long PersonId, long? To, DateTimeOffset OfferedAt, long? TakenBy, DateTimeOffset? TakenAt);

/// <summary>What the rota goes by.</summary>
/// <param name="CalendarId">While it is open nobody on call is disturbed, and its holidays have shifts of their own.</param>
/// <param name="Minutes">After so many without an answer the next one is told.</param>
/// <param name="Rounds">How often everybody is told before it counts as unanswered.</param>
public sealed record RotaSettings(long? CalendarId = null, int Minutes = 5, int Rounds = 2);

/// <summary>What somebody on call is told about; the names are stored.</summary>
public enum DutySubject { Conversation, Firing }

/// <summary>How a call stands; the names are stored.</summary>
public enum DutyState
{
    Open, Acknowledged,

    /// <summary>Everybody was told as often as is settled, and nobody answered.</summary>
    Unanswered,

    /// <summary>Somebody else dealt with it, or it is over.</summary>
    Over,
}

/// <summary>Somebody was told.</summary>
/// <param name="Place">How many were told before.</param>
/// <param name="Waited">So long nobody had acknowledged; null: told at once, because they are on call.</param>
public sealed record DutyStep(int Place, long? PersonId, DateTimeOffset At, TimeSpan? Waited);

/// <summary>Something that cannot wait for business hours, and who was told of it when.</summary>
public sealed record DutyCall(
    long Id, DutySubject Subject, long SubjectId, DateTimeOffset OpenedAt, DutyState State, long? By,
    DateTimeOffset? EndedAt, DateTimeOffset? NextAt, IReadOnlyList<DutyStep> Steps);

/// <summary>Why the rota refused; screens translate it.</summary>
public enum RotaRefusal
{
    NotFound, NameMissing, NobodyOnIt, DaysMissing, TimesWrong, MinutesWrong, TextTooLong, NotOnCall, AlreadyTaken, TooMany,
}

/// <summary>The rota refused; <see cref="Why"/> says which rule, the message what to do.</summary>
public sealed class RotaException(RotaRefusal why, string message) : Exception(message)
{
    public RotaRefusal Why { get; } = why;
}
