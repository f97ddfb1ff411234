using System.Text.RegularExpressions;
using Echolot.Mentions;

namespace Echolot.Conversations;

/// <summary>Scores how pressing a conversation is, with the reasons.</summary>
internal static partial class Scoring
{
    /// <summary>Accounts with so many followers are heard by many.</summary>
    private const long WideReach = 10_000;

    /// <summary>Points from which on a priority holds; the figures are shown with their reasons and may be overruled by hand.</summary>
    private static readonly (int Points, Priority Priority)[] Steps =
        [(6, Priority.Urgent), (3, Priority.High), (1, Priority.Normal)];

    private static readonly PriorityReason InCrisis = new("crisis", 6);

    /// <param name="text">The customer's newest words.</param>
    /// <param name="sentiment">How they sound.</param>
    /// <param name="followers">Of the author; null: not known.</param>
    /// <param name="isPrivate">Said to us alone.</param>
    /// <param name="unanswered">How often the customer wrote since our last answer.</param>
    /// <param name="crisis">Level of the crisis that it belongs to; 0: none.</param>
    public static (Priority Priority, IReadOnlyList<PriorityReason> Because) Of(
        string text, Sentiment sentiment, long? followers, bool isPrivate, int unanswered, int crisis)
    {
        var because = new List<PriorityReason>();
        if (crisis > 0) because.Add(InCrisis);
        if (Legal().IsMatch(text)) because.Add(new("legal", 4));
        if (sentiment is Sentiment.Negative) because.Add(new("negative", 2));
        if (followers >= WideReach) because.Add(new("reach", 2));
        if (unanswered > 1) because.Add(new("repeated", Math.Min(3, unanswered - 1)));
        if (text.Contains('?', StringComparison.Ordinal)) because.Add(new("question", 1));
        if (isPrivate) because.Add(new("private", 1));
        return (PriorityOf(because), because);
    }

    /// <summary>The same points when a crisis has begun or ended.</summary>
    public static (Priority Priority, IReadOnlyList<PriorityReason> Because) In(
        int crisis, IReadOnlyList<PriorityReason> before)
    {
        List<PriorityReason> because =
            [.. crisis > 0 ? [InCrisis] : Array.Empty<PriorityReason>(), .. before.Where(r => r.Rule != InCrisis.Rule)];
        return (PriorityOf(because), because);
    }

    private static Priority PriorityOf(IReadOnlyList<PriorityReason> because)
    {
        var points = because.Sum(r => r.Points);
        return Steps.FirstOrDefault(step => points >= step.Points, (Points: 0, Priority: Priority.Low)).Priority;
    }

    // Words of people who threaten with the law; their stems, so that forms and compounds count.
    [GeneratedRegex(
        @"\b(rechtsanw[aä]lt|anw[aä]lt|abmahn|verklag|strafanzeige|verbraucherzentrale|schadens?ersatz|lawyer|attorney|lawsuit|small claims|sue you|legal action)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Legal();
}
