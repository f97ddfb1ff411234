using System.Text.RegularExpressions;
using Echolot.Matching;
using Echolot.Mentions;

namespace Echolot.Conversations;

/// <summary>One rule of the score: what it looks at, and what it adds.</summary>
/// <param name="Name">One of <see cref="ScoringRules.BuiltIn"/>, or whatever a rule over words is called.</param>
/// <param name="Points">Below nought it takes away.</param>
/// <param name="Active">Off it adds nothing; policies still see that it fits.</param>
public sealed record ScoringRule(string Name, int Points, bool Active = true)
{
    /// <summary>For <c>reach</c> followers from which on it fits, for <c>repeated</c> how often it counts at most.</summary>
    public int? Number { get; init; }

    /// <summary>For a rule of one's own: it fits where one of these is said, in its forms and as part of a compound.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    public bool IsBuiltIn => ScoringRules.BuiltIn.Contains(Name);
}

/// <summary>How pressing a conversation is: rules in the order in which their reasons are told, and from how many points on.</summary>
public sealed record ScoringRules(IReadOnlyList<ScoringRule> Rules, int Urgent, int High, int Normal)
{
    public const int MostPoints = 20;
    public const int MostRules = 40;

    /// <summary>Rules whose meaning is fixed; their points are not.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = ["crisis", "legal", "negative", "reach", "repeated", "question", "private"];

    public static ScoringRules Shipped { get; } = new(
    [
        new("crisis", 6), new("legal", 4), new("negative", 2), new("reach", 2) { Number = 10_000 }, new("repeated", 1) { Number = 3 },
        new("question", 1), new("private", 1),
    ], Urgent: 6, High: 3, Normal: 1);

    /// <summary>The rules as they can be kept: every built-in one once, those over words with a name and words.</summary>
    /// <exception cref="InboxException">Points, steps or a rule are none.</exception>
    internal ScoringRules Checked() => (this with { Rules = [.. Rules.Select(r => r with { Name = r.Name.Trim() })] }).CheckedByName();

    private ScoringRules CheckedByName()
    {
        if (Rules.Any(r => Math.Abs(r.Points) > MostPoints) || !(Urgent > High && High > Normal && Normal >= 0) || Urgent > 10 * MostPoints)
            throw Wrong($"A rule has -{MostPoints} to {MostPoints} points, and more points are more pressing.", "points");
        if (Rules.Count > MostRules) throw Wrong($"There are {MostRules} rules at most.", "rules");
        if (BuiltIn.Any(name => Rules.Count(r => r.Name == name) != 1))
            throw Wrong($"Each of these stands there once: {string.Join(", ", BuiltIn)}. Switch off what is not wanted.", "rules");
        if (Rules.Any(r => r.Name is "reach" or "repeated" && r.Number is not (>= 1 and <= 1_000_000_000)))
            throw Wrong("Say from how many followers on, and how often at most.", "number");
        var own = Rules.Where(r => !r.IsBuiltIn).ToList();
        if (own.Exists(r => r.Name.Trim().Length is 0 or > 60 || !r.Words.Any(w => Folding.Words(w).Trim().Length > 0) || r.Words.Count > 50)
            || own.DistinctBy(r => r.Name.Trim(), StringComparer.OrdinalIgnoreCase).Count() != own.Count)
            throw Wrong("A rule over words has a name of its own, of 60 characters at most, and 1 to 50 words.", "words");
        return this with
        {
            Rules = [.. Rules.Select(r => r with
            {
                Name = WellFormed.Of(r.Name.Trim()), Words = r.IsBuiltIn ? [] : [.. r.Words.Select(w => WellFormed.Of(w.Trim())).Where(w => w.Length > 0)],
                Number = r.Name is "reach" or "repeated" ? r.Number : null,
            })],
        };
    }

    private static InboxException Wrong(string message, string detail) => new(InboxRefusal.FieldWrong, message, detail);
}

/// <summary>What the score looks at.</summary>
/// <param name="Text">The customer's newest words.</param>
/// <param name="Sentiment">How they sound.</param>
/// <param name="Followers">Of the author; null: not known.</param>
/// <param name="IsPrivate">Said to us alone.</param>
/// <param name="Unanswered">How often the customer wrote since our last answer.</param>
/// <param name="Crisis">Level of the crisis that it belongs to; 0: none.</param>
internal sealed record Scored(string Text, Sentiment Sentiment, long? Followers, bool IsPrivate, int Unanswered, int Crisis);

/// <summary>Scores how pressing a conversation is, with the reasons.</summary>
internal static partial class Scoring
{
    private const string InCrisis = "crisis";

    public static (Priority Priority, IReadOnlyList<PriorityReason> Because) Of(ScoringRules rules, Scored about)
    {
        var because = new List<PriorityReason>();
        var said = new Lazy<Said>(() => new Said(about.Text));
        foreach (var rule in rules.Rules)
        {
            var times = rule.Name switch
            {
                InCrisis => about.Crisis > 0 ? 1 : 0,
                "legal" => Legal().IsMatch(about.Text) ? 1 : 0,
                "negative" => about.Sentiment is Sentiment.Negative ? 1 : 0,
                "reach" => about.Followers >= rule.Number ? 1 : 0,
                "repeated" => Math.Clamp(about.Unanswered - 1, 0, rule.Number ?? 0),
                "question" => about.Text.Contains('?', StringComparison.Ordinal) ? 1 : 0,
                "private" => about.IsPrivate ? 1 : 0,
                _ => rule.Words.Any(said.Value.Holds) ? 1 : 0,
            };
            if (times > 0) because.Add(new(rule.Name, rule.Active ? times * rule.Points : 0));
        }
        return (PriorityOf(rules, because), because);
    }

    /// <summary>The same points when a crisis has begun or ended.</summary>
    public static (Priority Priority, IReadOnlyList<PriorityReason> Because) In(
        ScoringRules rules, int crisis, IReadOnlyList<PriorityReason> before)
    {
        var rule = rules.Rules.First(r => r.Name == InCrisis);
        List<PriorityReason> because =
        [
            .. crisis > 0 ? [new(InCrisis, rule.Active ? rule.Points : 0)] : Array.Empty<PriorityReason>(),
            .. before.Where(r => r.Rule != InCrisis),
        ];
        return (PriorityOf(rules, because), because);
    }

    private static Priority PriorityOf(ScoringRules rules, IReadOnlyList<PriorityReason> because)
    {
        var points = because.Sum(r => r.Points);
        return points >= rules.Urgent ? Priority.Urgent : points >= rules.High ? Priority.High
            : points >= rules.Normal ? Priority.Normal : Priority.Low;
    }

    // Words of people who threaten with the law; their stems, so that forms and compounds count.
    [GeneratedRegex(
        @"\b(rechtsanw[aä]lt|anw[aä]lt|abmahn|verklag|strafanzeige|verbraucherzentrale|schadens?ersatz|lawyer|attorney|lawsuit|small claims|sue you|legal action)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Legal();

    /// <summary>Words as they were said, to be asked for those of rules.</summary>
    private sealed class Said(string text)
    {
        private readonly string[] _words = Folding.Words(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);

        public bool Holds(string term)
        {
            term = Folding.Words(term).Trim();
            if (term.Contains(' ', StringComparison.Ordinal))
                return $" {string.Join(' ', _words)} ".Contains($" {term} ", StringComparison.Ordinal);
            var forms = new TermForms(term);
            return _words.Any(forms.Cover);
        }
    }
}
