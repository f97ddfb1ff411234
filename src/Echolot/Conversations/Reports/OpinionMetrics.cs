using Echolot.Sources;

namespace Echolot.Conversations;

/// <summary>What is told of satisfaction.</summary>
public enum OpinionFigure { Asked, Answered, Satisfied, Mean }

/// <summary>How people found our help over some time.</summary>
public sealed class OpinionTally
{
    /// <summary>The least that somebody gives who is satisfied.</summary>
    internal const int FromSatisfied = 4;

    public long Asked { get; private set; }

    public long Answered { get; private set; }

    /// <summary>Gave 4 or 5.</summary>
    public long Satisfied { get; private set; }

    private long _sum;

    /// <summary>Null where nobody answered, for what is told from answers.</summary>
    public double? Of(OpinionFigure figure) => figure switch
    {
        OpinionFigure.Asked => Asked,
        OpinionFigure.Answered => Answered,
        OpinionFigure.Satisfied => Answered == 0 ? null : Satisfied / (double)Answered,
        _ => Answered == 0 ? null : _sum / (double)Answered,
    };

    internal void Ask(long number) => Asked += number;

    internal void Answer(long number, long satisfied, long scores)
    {
        Answered += number;
        Satisfied += satisfied;
        _sum += scores;
    }

    internal void Add(OpinionTally other)
    {
        Asked += other.Asked;
        Answered += other.Answered;
        Satisfied += other.Satisfied;
        _sum += other._sum;
    }
}

/// <summary>Satisfaction in the catalogue of figures.</summary>
internal static class OpinionMetrics
{
    private static readonly LocalText NotAsked = new(
        "Wer nicht gefragt wurde oder nicht geantwortet hat", "Whoever was not asked or did not answer");

    private static readonly LocalText OfAnswers = new(
        "Jede Antwort auf die Frage nach einem Gespräch, an dem Tag, an dem sie kam", "Each answer to the question after a conversation, on the day it came");

    public static IReadOnlyList<CareMetric> All { get; } =
    [
        new("opinions_asked", new("Zufriedenheit: gefragt", "Satisfaction: asked"),
            new("Fragen nach der Zufriedenheit, die in der Zeit hinausgingen", "Questions about satisfaction that went out in the time"),
            new("Jede Frage einmal, an dem Tag, an dem sie gestellt wurde", "Each question once, on the day it was asked"),
            new("Gespräche, deren Quelle nicht fragt; wer in 30 Tagen schon gefragt wurde", "Conversations whose source does not ask; whoever was asked within 30 days"),
            MetricUnit.Number, Opinion: OpinionFigure.Asked),
        new("opinions_answered", new("Zufriedenheit: geantwortet", "Satisfaction: answered"),
            new("Antworten auf die Frage nach der Zufriedenheit, die in der Zeit kamen", "Answers to the question about satisfaction that came in the time"),
            OfAnswers, NotAsked, MetricUnit.Number, Opinion: OpinionFigure.Answered),
        new("satisfied_share", new("Zufriedenheit: zufrieden (%)", "Satisfaction: satisfied (%)"),
            new("Antworten mit 4 oder 5 ÷ alle Antworten", "Answers of 4 or 5 ÷ all answers"),
            OfAnswers, NotAsked, MetricUnit.Share, Opinion: OpinionFigure.Satisfied),
        new("satisfaction_mean", new("Zufriedenheit: Mittel", "Satisfaction: mean"),
            new("Summe der Bewertungen (1 bis 5) ÷ alle Antworten", "Sum of the ratings (1 to 5) ÷ all answers"),
            OfAnswers, NotAsked, MetricUnit.Score, Opinion: OpinionFigure.Mean),
    ];
}
