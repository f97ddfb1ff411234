namespace Echolot.Teams;

/// <summary>Who of a department is given the next conversation; the numbers are stored.</summary>
public enum Strategy
{
    /// <summary>Nobody is given anything: people take what is there.</summary>
    ByHand = 0,

    /// <summary>One after the other, in a circle.</summary>
    InTurn = 1,

    /// <summary>Whoever has least on the desk.</summary>
    LeastLoad = 2,

    /// <summary>Whoever has had nothing to do for longest.</summary>
    LongestIdle = 3,

    /// <summary>Whoever answered this person before.</summary>
    LastAgent = 4,

    /// <summary>Whoever knows most of what it is about.</summary>
    Skill = 5,

    /// <summary>Whoever speaks its language.</summary>
    Language = 6,
}

/// <summary>How far somebody sees into the conversations of others; the numbers are stored.</summary>
public enum Reach
{
    /// <summary>What is assigned to them.</summary>
    Own = 0,

    /// <summary>Also everything of their departments.</summary>
    Team = 1,

    /// <summary>Also what is below their departments.</summary>
    Subtree = 2,

    All = 3,
}

/// <summary>Where a department stands and how it works.</summary>
/// <param name="CalendarId">Its business hours; null: as the department above, day and night where none has any.</param>
/// <param name="Locked">Only whom a conversation is assigned to answers it.</param>
/// <param name="Catches">Takes what nobody has put anywhere; at most one department does.</param>
public sealed record DepartmentDraft(
    string Name, long? ParentId = null, long? CalendarId = null, bool Locked = false, bool Catches = false);

/// <summary>How a department gives conversations to its people.</summary>
/// <param name="Otherwise">Where the strategy finds nobody: in turn, least load or longest idle.</param>
/// <param name="ReturnAfter">Minutes of open time after which an unanswered one is given back; null: never.</param>
public sealed record Distribution(
    Strategy Strategy = Strategy.ByHand, Strategy Otherwise = Strategy.LeastLoad, int? ReturnAfter = null)
{
    public bool IsAutomatic => Strategy is not Strategy.ByHand;
}

/// <summary>A department; a team is a department that has none below it.</summary>
/// <param name="Path">Its name with those above, such as <c>Service / Retouren</c>.</param>
/// <param name="Level">Depth in the tree, counted from 1.</param>
public sealed record Department(
    long Id, DepartmentDraft Draft, Distribution Distribution, IReadOnlyList<long> Members, string Path, int Level)
{
    public string Name => Draft.Name;
}

/// <summary>What somebody brings to the care desk, and how far they see there.</summary>
/// <param name="Capacity">Points they can have on the desk; null: any number. A conversation takes the weight of its
/// channel.</param>
/// <param name="Skills">Free words of what they know about.</param>
/// <param name="Languages">ISO 639-1.</param>
public sealed record Seat(
    long PersonId, Reach Reach, int? Capacity, IReadOnlyList<string> Skills, IReadOnlyList<string> Languages)
{
    /// <summary>Of somebody about whom nobody has said anything.</summary>
    public static Seat Of(long person) => new(person, Reach.All, null, [], []);
}

/// <summary>A time in which somebody is given nothing.</summary>
/// <param name="SubstituteId">Takes what is open on their desk; null: it goes back to routing.</param>
public sealed record Absence(
    long Id, long PersonId, DateTimeOffset From, DateTimeOffset Until, long? SubstituteId, long? MadeBy);

/// <summary>A department is gone; what it had goes to the one above, or to nobody.</summary>
public sealed record DepartmentRemoved(long Id, long? Into) : Messaging.IFact;

/// <summary>Somebody is asked to look at a conversation; names people and never what was said.</summary>
/// <param name="By">Name of the workflow that asks; empty where a person does.</param>
/// <param name="Occasion">Unlike any other: told twice, it is shown once.</param>
/// <param name="CallerId">Who calls them in a note.</param>
public sealed record AttentionAsked(
    IReadOnlyList<long> PersonIds, long ConversationId, string By, string Occasion, long? CallerId = null) : Messaging.IFact;

/// <summary>Every department in the order of the tree. Immutable.</summary>
public sealed class Departments
{
    private readonly Dictionary<long, Department> _byId;
    private readonly ILookup<long, Department> _below;

    internal Departments(IReadOnlyList<Department> all)
    {
        All = all;
        _byId = all.ToDictionary(d => d.Id);
        _below = all.ToLookup(d => d.Draft.ParentId ?? 0);
    }

    public IReadOnlyList<Department> All { get; }

    /// <summary>Takes what nobody has put anywhere; null: nobody does.</summary>
    public Department? Catching => All.FirstOrDefault(d => d.Draft.Catches);

    public Department? Find(long? id) => id is { } one ? _byId.GetValueOrDefault(one) : null;

    /// <summary>A department and everything below it.</summary>
    public IEnumerable<Department> Within(long id) => Find(id) is { } top
        ? _below[id].SelectMany(d => Within(d.Id)).Prepend(top)
        : [];

    /// <summary>The calendar a department goes by: its own, or the nearest one above.</summary>
    public long? CalendarOf(long? id)
    {
        for (var at = Find(id); at is not null; at = Find(at.Draft.ParentId))
            if (at.Draft.CalendarId is { } calendar) return calendar;
        return null;
    }

    /// <summary>Who is given its conversations: its members, or where it has none those of the departments below.</summary>
    public IReadOnlyList<long> StaffOf(long id) => Find(id) is not { } department ? []
        : department.Members.Count > 0 ? department.Members
        : [.. Within(id).SelectMany(d => d.Members).Distinct()];
}
