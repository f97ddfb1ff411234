using Echolot.Answers;

namespace Echolot.Conversations;

/// <summary>Puts questions together that are about the same.</summary>
internal static class GapClusters
{
    /// <summary>Questions are put together from this likeness on: the cosine of their words, rare ones counting more.</summary>
    private const double Alike = 0.2;

    private const int MostShown = 5;

    /// <summary>One pass in the order given: each question joins the group that is most like it, or begins one.</summary>
    public static IReadOnlyList<AnswerGap> Of(IReadOnlyList<GapQuestion> questions)
    {
        var words = questions.Select(q => GapWords.Of(q.Text)).ToList();
        var spread = words.SelectMany(w => w).GroupBy(w => w).ToDictionary(w => w.Key, w => w.Count());
        var groups = new List<Group>();
        var holding = new Dictionary<string, HashSet<int>>();
        for (var i = 0; i < questions.Count; i++)
        {
            if (words[i].Count == 0) continue;
            var near = words[i].SelectMany(w => holding.GetValueOrDefault(w) ?? []).Distinct()
                .Select(g => (Group: g, Like: groups[g].LikenessTo(words[i], Weight))).Where(g => g.Like >= Alike)
                .OrderByDescending(g => g.Like).Select(g => (int?)g.Group).FirstOrDefault();
            if (near is not { } at)
            {
                at = groups.Count;
                groups.Add(new());
            }
            groups[at].Add(questions[i], words[i]);
            foreach (var word in words[i])
            {
                if (!holding.TryGetValue(word, out var set)) holding.Add(word, set = []);
                set.Add(at);
            }
        }
        return [.. groups.OrderByDescending(g => g.Questions.Count)
            .Select(g => new AnswerGap(g.Telling(Weight, MostShown), g.Questions))];

        double Weight(string word) => Math.Log(1 + (double)questions.Count / spread.GetValueOrDefault(word, 1));
    }

    private sealed class Group
    {
        private readonly Dictionary<string, int> _words = [];

        public List<GapQuestion> Questions { get; } = [];

        public void Add(GapQuestion question, IReadOnlyList<string> words)
        {
            Questions.Add(question);
            foreach (var word in words) _words[word] = _words.GetValueOrDefault(word) + 1;
        }

        public double LikenessTo(IReadOnlyList<string> words, Func<string, double> weight)
        {
            var (met, mine, theirs) = (0d, 0d, 0d);
            foreach (var (word, count) in _words) mine += Math.Pow(count * weight(word), 2);
            foreach (var word in words)
            {
                theirs += Math.Pow(weight(word), 2);
                met += _words.GetValueOrDefault(word) * weight(word) * weight(word);
            }
            return mine == 0 || theirs == 0 ? 0 : met / Math.Sqrt(mine * theirs);
        }

        public IReadOnlyList<string> Telling(Func<string, double> weight, int most) =>
            [.. _words.Where(w => Questions.Count == 1 || w.Value > 1 || _words.Values.All(v => v == 1))
                .OrderByDescending(w => w.Value * weight(w.Key)).Take(most).Select(w => w.Key)];
    }
}
