using System.Globalization;
using Echolot.Enrichment;

namespace Echolot.Bench.Training;

/// <summary>Accuracy, F1, calibration error and confusion, by source.</summary>
internal static class SentimentReport
{
    public static void Print(string name, LabelledPost[] posts, float[][] shares)
    {
        Console.WriteLine(
            $"{name,-16}  posts micro-F1 macro-F1 balanced   ECE  negative as neg,neu,pos / neutral / positive");
        foreach (var source in posts.Select(p => p.Source).Distinct().Order(StringComparer.Ordinal).Prepend("all"))
        {
            var answers = posts.Zip(shares).Where(a => source == "all" || a.First.Source == source)
                .Select(a => (Truth: a.First.Label, Said: Best(a.Second), Confidence: a.Second.Max())).ToArray();
            var confusion = new double[3, 3];
            foreach (var (truth, said, _) in answers) confusion[truth, said]++;
            var right = answers.Count(a => a.Truth == a.Said) / (double)answers.Length;
            var error = CalibrationError([.. answers.Select(a => (a.Confidence, a.Said == a.Truth))]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{source,-16} {answers.Length,6} {right,8:F4} {MacroF1(confusion),8:F4} "
                + $"{MacroF1(Balanced(confusion)),8:F4} {error,5:F3}  {Row(0)} / {Row(1)} / {Row(2)}"));

            string Row(int truth) => $"{confusion[truth, 0]},{confusion[truth, 1]},{confusion[truth, 2]}";
        }
    }

    /// <summary>The posts among the sets that are written in English, judged by the rules for English.</summary>
    public static void English(LabelledPost[] train, LabelledPost[] dev, Lexicon words, Lexicon signs)
    {
        var language = LanguageModel.Load();
        var rules = new EnglishRules(words, signs);
        LabelledPost[] Written(LabelledPost[] posts) =>
            [.. posts.Where(p => language.Tell(p.Text, null) is ("en", > .8f))];
        foreach (var (name, posts) in new[] { ("English in train", Written(train)), ("English in dev", Written(dev)) })
            Print(name, posts, [.. posts.Select(p => rules.Shares(p.Text))]);
    }

    private static int Best(float[] shares) => Array.IndexOf(shares, shares.Max());

    /// <summary>Expected calibration error over ten bins.</summary>
    private static double CalibrationError((float Confidence, bool Right)[] answers) =>
        answers.GroupBy(a => Math.Min(9, (int)(a.Confidence * 10)))
            .Sum(bin => Math.Abs(bin.Sum(a => a.Confidence) - bin.Count(a => a.Right))) / answers.Length;

    /// <summary>The confusion as if the labels were equally many.</summary>
    private static double[,] Balanced(double[,] c)
    {
        var balanced = new double[3, 3];
        for (var t = 0; t < 3; t++)
            for (var k = 0; k < 3; k++)
                balanced[t, k] = c[t, k] / Math.Max(1, c[t, 0] + c[t, 1] + c[t, 2]);
        return balanced;
    }

    private static double MacroF1(double[,] c) => Enumerable.Range(0, 3).Average(k =>
    {
        var both = c[0, k] + c[1, k] + c[2, k] + c[k, 0] + c[k, 1] + c[k, 2];
        return both == 0 ? 0 : 2 * c[k, k] / both;
    });
}
