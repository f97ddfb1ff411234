using Echolot.Messaging;

namespace Echolot.Mentions;

/// <summary>What somebody decided about a mention; <see cref="None"/>: nobody has checked it yet.</summary>
public enum Verdict { None, Relevant, Noise }

/// <summary>What can be changed about a mention; the numbers are stored.</summary>
public enum WorkField { Flag = 1, Verdict = 2, Sentiment = 3, Label = 4, Assignee = 5, Hidden = 6, Read = 7 }

/// <summary>One change of a mention's state, as a person, a rule or a run makes it.</summary>
/// <param name="Value">What is set: 1 or 0, a verdict, a sentiment, a label or a person; null takes it away.</param>
/// <param name="Off">A label is taken off instead of put on.</param>
public sealed record WorkChange(WorkField Field, long? Value, bool Off = false)
{
    public static WorkChange Flag(bool on) => new(WorkField.Flag, on ? 1 : 0);

    public static WorkChange Judge(Verdict verdict) => new(WorkField.Verdict, (long)verdict);

    /// <param name="sentiment">Null: back to the machine's verdict.</param>
    public static WorkChange Tone(Sentiment? sentiment) => new(WorkField.Sentiment, (long?)sentiment);

    public static WorkChange Label(long label, bool on = true) => new(WorkField.Label, label, !on);

    /// <param name="person">Null: nobody's any more.</param>
    public static WorkChange Assign(long? person) => new(WorkField.Assignee, person);

    /// <summary>Out of every list and count, or back; what is hidden can be looked at and shown again.</summary>
    public static WorkChange Hide(bool on) => new(WorkField.Hidden, on ? 1 : 0);

    /// <summary>Read or unread, for the person who does it.</summary>
    public static WorkChange Read(bool on) => new(WorkField.Read, on ? 1 : 0);
}

/// <summary>Who changes a mention: a person, or a rule, by hand or as part of a run.</summary>
/// <param name="ExclusionId">Entry of the list of left-out authors and sites that a run hides or shows for.</param>
public sealed record Doer(long? PersonId, long? RuleId = null, long? RunId = null, long? ExclusionId = null);

/// <summary>What people and rules have made of a mention so far.</summary>
/// <param name="Sentiment">Set by hand; null: the machine's verdict stands.</param>
/// <param name="Read">Whether the person who looks has read it.</param>
/// <param name="Labels">Free ones first, then categories, each by name.</param>
public sealed record MentionWork(
    bool Flagged, Verdict Verdict, Sentiment? Sentiment, long? AssignedTo, bool Hidden, bool Read,
    IReadOnlyList<Label> Labels)
{
    public static readonly MentionWork Untouched = new(false, Verdict.None, null, null, false, false, []);
}

/// <summary>One line of a mention's history: who or what changed what, and when.</summary>
/// <param name="Before">Value before, as in <see cref="WorkChange.Value"/>; null: none.</param>
/// <param name="After">Value after; of a label that was taken off null.</param>
public sealed record WorkStep(
    long Id, DateTimeOffset At, WorkField Field, long? Before, long? After, long? PersonId, long? RuleId, long? RunId);

/// <summary>Somebody worked on mentions; screens show them anew.</summary>
/// <param name="Ids">At most <see cref="Most"/> of them.</param>
public sealed record MentionsWorked(IReadOnlyList<long> Ids, int Count) : IFact
{
    public const int Most = 200;
}

/// <summary>Mentions became somebody's.</summary>
/// <param name="Ids">At most <see cref="Most"/> of them.</param>
/// <param name="By">Who gave them; null where a rule did.</param>
/// <param name="Occasion">Unlike that of any other: whoever tells of it can see that it was told already.</param>
public sealed record MentionsAssigned(
    long PersonId, IReadOnlyList<long> Ids, int Count, long? By, string Occasion) : IFact
{
    public const int Most = 100;
}

/// <summary>Somebody wrote a note on a mention and called colleagues by name.</summary>
public sealed record ColleaguesCalled(long MentionId, long NoteId, IReadOnlyList<long> PersonIds, long? By) : IFact;
