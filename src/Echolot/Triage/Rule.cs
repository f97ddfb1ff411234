using System.Text.Json;
using Echolot.Mentions;
using Echolot.Privacy;

namespace Echolot.Triage;

/// <summary>
/// What a rule looks for: a query of the query language and filters, all of which must hold. Nothing in it asks for what
/// people did, so that the past and the stream give the same.
/// </summary>
public sealed record Condition
{
    public string? Query { get; init; }
    public IReadOnlyList<long> Monitors { get; init; } = [];
    public IReadOnlyList<string> Sources { get; init; } = [];
    public IReadOnlyList<string> Languages { get; init; } = [];
    public IReadOnlyList<Sentiment> Sentiments { get; init; } = [];
    public IReadOnlyList<ItemKind> Kinds { get; init; } = [];
    /// <summary>Id of the author at <see cref="Network"/>, or at whichever network has it.</summary>
    public string? AuthorId { get; init; }
    /// <summary>Name of the connector; null: any. The same id may be somebody else's at another network.</summary>
    public string? Network { get; init; }
    public string? Site { get; init; }

    /// <summary>Nothing is asked: everything would fit.</summary>
    public bool IsEmpty => Query is null && AuthorId is null && Network is null && Site is null
        && Monitors.Count + Sources.Count + Languages.Count + Sentiments.Count + Kinds.Count == 0;

    public MentionFilter ToFilter() => new()
    {
        Search = Query, Monitors = Monitors, Sources = Sources, Languages = Languages, Sentiments = Sentiments,
        Kinds = Kinds, AuthorId = AuthorId, Site = Site, Connectors = Network is { } network ? [network] : [],
    };
}

/// <summary>What somebody fills in about a rule.</summary>
/// <param name="Stops">Later rules leave alone what this one hit.</param>
public sealed record RuleDraft(
    string Name, Condition Condition, IReadOnlyList<WorkChange> Changes, bool Active = true, bool Stops = false)
{
    /// <summary>What it hits among new mentions becomes a conversation; what is stored does not.</summary>
    public bool Opens { get; init; }

    /// <summary>Source in whose name these are answered; null: to be chosen there.</summary>
    public long? VoiceId { get; init; }

    /// <summary>Whether it puts on or takes off a label that is there no more: then it does nothing at all, and ends nothing.</summary>
    public bool NamesRemoved(IReadOnlySet<long> labels) =>
        Changes.Any(c => c is { Field: WorkField.Label, Value: { } label } && !labels.Contains(label));
}

/// <summary>A rule: what it looks for, what it does, and how often it did.</summary>
/// <param name="Position">Place in the order, counted from 1.</param>
/// <param name="Hits">Mentions that it hit, each once.</param>
/// <param name="ChangedBy">Who changed it last.</param>
public sealed record Rule(
    long Id, int Position, RuleDraft Draft, long Hits, DateTimeOffset? HitAt, DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt, long? ChangedBy)
{
    public string Name => Draft.Name;
}

/// <summary>What a rule would touch, before it is saved.</summary>
/// <param name="Newest">The newest of them, at most ten.</param>
public sealed record RulePreview(Counted Count, IReadOnlyList<StoredMention> Newest);

/// <summary>Why a rule, a run or a view was refused; screens translate it.</summary>
public enum TriageRefusal
{
    NotFound, NameMissing, NameTooLong, ConditionMissing, ChangesMissing, ReadByRule, NothingToUndo, NotYours,
    TooManyViews, ChangedMeanwhile, NothingToGoOnWith,
}

/// <summary>The triage desk refused; <see cref="Why"/> says which rule, the message what to do.</summary>
public sealed class TriageException(TriageRefusal why, string message) : Exception(message)
{
    public TriageRefusal Why { get; } = why;
}

/// <summary>A rule as it is stored. Names who changed it.</summary>
[Personal("rule")]
internal sealed record RuleRow
{
    public const string Columns =
        "id, name, position, active, stops, condition, changes, opens, voice_id, hits, hit_at, created_at, changed_at, changed_by";

    public long Id { get; init; }
    public string Name { get; init; } = "";
    public long Position { get; init; }
    public long Active { get; init; }
    public long Stops { get; init; }
    public string Condition { get; init; } = "{}";
    public string Changes { get; init; } = "[]";
    public long Opens { get; init; }
    public long? VoiceId { get; init; }
    public long Hits { get; init; }
    public long? HitAt { get; init; }
    public long CreatedAt { get; init; }
    public long ChangedAt { get; init; }
    public long? ChangedBy { get; init; }

    public Rule AsRule() => new(
        Id, (int)Position,
        new RuleDraft(Name, Stored.Read<Condition>(Condition), Stored.Read<List<WorkChange>>(Changes), Active != 0, Stops != 0)
        {
            Opens = Opens != 0, VoiceId = VoiceId,
        },
        Hits, HitAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
        DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(ChangedAt), ChangedBy);
}

/// <summary>A mention that a rule hit.</summary>
[NotPersonal("rule_hit")]
internal readonly record struct HitRow(long RuleId, long MentionId, long? RunId, long HitAt);

/// <summary>Conditions, filters and changes as they are stored.</summary>
internal static class Stored
{
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;
}
