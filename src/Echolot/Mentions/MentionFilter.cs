using Echolot.Matching;

namespace Echolot.Mentions;

/// <summary>
/// What a list shows. Null or empty means no restriction; lists within one field are OR-ed, fields are AND-ed.
/// </summary>
public sealed record MentionFilter
{
    /// <summary>Only these mentions, such as those that have just arrived; null means all.</summary>
    public IReadOnlyList<long>? Ids { get; init; }
    public IReadOnlyList<long> Monitors { get; init; } = [];
    public IReadOnlyList<string> Connectors { get; init; } = [];
    public IReadOnlyList<string> Sources { get; init; } = [];
    public IReadOnlyList<string> Languages { get; init; } = [];
    public IReadOnlyList<Sentiment> Sentiments { get; init; } = [];
    public IReadOnlyList<string> Tags { get; init; } = [];
    public IReadOnlyList<ItemKind> Kinds { get; init; } = [];
    public string? AuthorId { get; init; }
    public string? Site { get; init; }
    /// <summary>Any of these sites; empty means all.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];
    /// <summary>Any of these classes of sites and sources, as they are now.</summary>
    public IReadOnlyList<SourceClass> Classes { get; init; } = [];
    public long? DuplicateGroup { get; init; }
    /// <summary>Mentions of this story.</summary>
    public long? Story { get; init; }
    /// <summary>Labels, each with everything below it; any of them.</summary>
    public IReadOnlyList<long> Labels { get; init; } = [];
    /// <summary>Verdicts, any of them; <see cref="Verdict.None"/> are those that nobody checked yet.</summary>
    public IReadOnlyList<Verdict> Verdicts { get; init; } = [];
    /// <summary>Flagged, or not.</summary>
    public bool? Flagged { get; init; }
    /// <summary>Somebody's, or nobody's.</summary>
    public bool? Assigned { get; init; }
    /// <summary>This person's.</summary>
    public long? AssignedTo { get; init; }
    /// <summary>Read by <see cref="Reader"/>, or not; without a reader no restriction.</summary>
    public bool? Read { get; init; }
    /// <summary>Who looks: whose reading counts.</summary>
    public long? Reader { get; init; }
    /// <summary>Not this person's.</summary>
    public long? NotAssignedTo { get; init; }
    /// <summary>Labels or categories by name or path, each with everything below it; all of them.</summary>
    public IReadOnlyList<string> Named { get; init; } = [];
    /// <summary>As <see cref="Named"/>, of what must not be there.</summary>
    public IReadOnlyList<string> NotNamed { get; init; } = [];
    /// <summary>Those that were put aside instead of the visible ones.</summary>
    public bool Hidden { get; init; }
    /// <summary>
    /// Only those that the list of left-out authors and sites put aside, as they came in or later; what a person, a rule
    /// or a run put aside is none of them.
    /// </summary>
    public bool AsideForLists { get; init; }
    /// <summary>Published at or after.</summary>
    public DateTimeOffset? From { get; init; }
    /// <summary>Published before.</summary>
    public DateTimeOffset? To { get; init; }
    /// <summary>Published on one of these days of the week, by the workspace's clock.</summary>
    public IReadOnlyList<DayOfWeek> Weekdays { get; init; } = [];
    /// <summary>Published in one of these hours, 0 to 23, by the workspace's clock.</summary>
    public IReadOnlyList<int> Hours { get; init; } = [];
    /// <summary>Text in the query language; parsed by the archive, a bad one throws <c>QueryException</c>.</summary>
    public string? Search { get; init; }
    /// <summary>In which forms the search finds words where it does not say so itself.</summary>
    public WordForms SearchForms { get; init; }
    /// <summary>What is shown as one: the newest of it that fits the filter. Changes lists, not counts.</summary>
    public Grouping Grouping { get; init; }
}

/// <summary>One page, newest first. <see cref="Next"/> is an opaque cursor, null on the last page.</summary>
public sealed record MentionPage(IReadOnlyList<StoredMention> Items, string? Next)
{
    /// <summary>
    /// The search looked at all the texts it may look at for one page and has not filled it: there may be more, and
    /// <see cref="Next"/> goes on from there. Only searches that no word can narrow come to this.
    /// </summary>
    public bool Partial { get; init; }
}

/// <summary>Counts of one field under a filter (the field's own restriction lifted).</summary>
/// <param name="Field"><c>monitor</c>, <c>connector</c>, <c>source</c>, <c>language</c>, <c>sentiment</c>, <c>kind</c>,
/// <c>tag</c> or <c>label</c>.</param>
/// <param name="Values">Most frequent first; ids of monitors, lower-case names of sentiments and kinds.</param>
public sealed record Facet(string Field, IReadOnlyList<FacetValue> Values)
{
    /// <summary>
    /// False where a search found more than could be counted in time: the counts are then of the newest hits only.
    /// </summary>
    public bool Complete { get; init; } = true;
}

public sealed record FacetValue(string Value, long Count)
{
    /// <summary>What people call the value, where that is something else.</summary>
    public string? Name { get; init; }
}

/// <summary>
/// How many mentions there are, and whether that is all of them or the newest that could be counted in time.
/// </summary>
public sealed record Counted(long Value, bool Complete);
