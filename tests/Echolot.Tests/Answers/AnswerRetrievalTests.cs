using Echolot.Answers;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Answers;

/// <summary>How often the library suggests the right answer, over questions as a shop for outdoor gear gets them.</summary>
/// <remarks>
/// The bounds stand just below what is measured (0.618 and 0.639). Many of the askings share no word with the question on
/// purpose: what letters and words alone do not find is counted, too.
/// </remarks>
public sealed class AnswerRetrievalTests
{
    private static readonly List<(long Id, List<string[]> Lines)> sets =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Answers", "questions-de.tsv")).Select(l => l.Split('\t'))
            .GroupBy(l => l[0]).Select((g, i) => (i + 1L, g.ToList())),
    ];

    private static readonly List<(long, AnswerContent)> items =
    [
        .. sets.Select(s => (s.Id, new AnswerContent(
            AnswerKind.Question, s.Lines[0][1], s.Lines[0][1], [], [new(s.Lines[0][2])]))),
    ];

    [Theory]
    [InlineData(0, 0.6)]
    [InlineData(3, 0.62)]
    public void The_right_answer_is_among_the_first_three(int learned, double share)
    {
        var index = AnswerIndex.Of(items, Asked(learned));
        var asked = sets.SelectMany(s => s.Lines.Skip(1 + learned).Select(l => (s.Id, Text: l[1]))).ToList();
        var missed = asked.Where(a => index.Rank(a.Text, 3).All(h => h.ItemId != a.Id)).Select(a => a.Text).ToList();
        (1 - missed.Count / (double)asked.Count).ShouldBeGreaterThanOrEqualTo(share, string.Join('\n', missed));
    }

    [Fact]
    public void Askings_that_are_each_left_out_choose_between_letters_and_words()
    {
        AnswerIndex.Of(items, Asked(0)).ByWords.ShouldBeFalse("nothing was asked yet");
        AnswerIndex.Of(items, [.. Asked(3).Take(AnswerIndex.LeastJudged - 1)]).ByWords.ShouldBeFalse("too few were asked");
        // By its letters each asking looks like the question of the item before, by its words like its own.
        var random = new Random(5);
        var names = Enumerable.Range(0, 24).Select(_ => new string(random.GetItems<char>("abcdefghijklmnoprstuvwz", 12))).ToList();
        var codes = Enumerable.Range(0, 24).Select(i => $"q{"abcdefghijklmnoprstuvwxz"[i]}").ToList();
        var alike = names.Select((name, i) => ((long)i, new AnswerContent(
            AnswerKind.Question, codes[i], name, [], [new($"zz{codes[i]}")]))).ToList();
        var asked = names.Select((_, i) => new AskedBefore(i, $"{codes[i]} x{names[(i + 23) % 24][1..^1]}y zz{codes[(i + 23) % 24]}")).ToList();
        AnswerIndex.Of(alike, asked).ByWords.ShouldBeTrue();
        AnswerIndex.Of(alike, asked, byWords: false).ByWords.ShouldBeFalse();
    }

    private static List<AskedBefore> Asked(int learned) =>
        [.. sets.SelectMany(s => s.Lines.Skip(1).Take(learned).Select(l => new AskedBefore(s.Id, l[1])))];
}
