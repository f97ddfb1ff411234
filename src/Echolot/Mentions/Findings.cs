using Echolot.Matching;

namespace Echolot.Mentions;

public enum Sentiment { Unknown, Negative, Neutral, Positive }

/// <summary>A word that moved a decision, with its share; positive pushes towards the label.</summary>
public readonly record struct Because(string Word, int Start, int Length, float Weight);

/// <summary>What enrichment found in a mention.</summary>
/// <param name="Language">ISO 639-1 code, or <c>und</c> where nothing could be said.</param>
/// <param name="LanguageConfidence">0 to 1.</param>
/// <param name="Sentiment">Label; <see cref="Sentiment.Unknown"/> in languages we do not read.</param>
/// <param name="Score">−1 (negative) to 1 (positive).</param>
/// <param name="Confidence">0 to 1, calibrated.</param>
/// <param name="Because">The words that decided, strongest first.</param>
public sealed record Findings(
    string Language, float LanguageConfidence, Sentiment Sentiment, float Score, float Confidence, IReadOnlyList<Because> Because);

/// <summary>Stretch of text that made a monitor match; offsets in UTF-16 code units of the named field.</summary>
/// <param name="Field"><c>text</c>, <c>title</c> or <c>author</c>.</param>
public readonly record struct MatchSpan(string Field, int Start, int Length)
{
    /// <summary>The stretches that the matcher names.</summary>
    public static IReadOnlyList<MatchSpan> Of(IReadOnlyList<Hit> hits)
    {
        var spans = new MatchSpan[hits.Count];
        for (var i = 0; i < spans.Length; i++) spans[i] = new(hits[i].Field, hits[i].Start, hits[i].Length);
        return spans;
    }
}

/// <summary>A monitor that wants the mention, and why.</summary>
public sealed record MonitorMatch(long MonitorId, int MonitorVersion, IReadOnlyList<MatchSpan> Spans);

/// <summary>A mention to keep: what came in, who wants it, what we found in it.</summary>
public sealed record Keep(Mention Mention, IReadOnlyList<MonitorMatch> Matches, Findings Findings)
{
    /// <summary>Author or site are on the list of those that are hidden: it is kept, and shown to who asks.</summary>
    public bool PutAside { get; init; }

    /// <summary>It is kept although no monitor wants it.</summary>
    public bool Anyway { get; init; }
}
