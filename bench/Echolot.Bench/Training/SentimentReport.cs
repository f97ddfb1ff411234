using System.Globalization;
using Echolot.Enrichment;

namespace Echolot.Bench.Training;

/// <summary>Accuracy, F1, calibration error and confusion, by source.</summary>
internal static class SentimentReport
{
    public static void Print(string name, LabelledPost[] posts, float[][] shares)
    {
        Console.WriteLine($"{name,-16} {"posts",6} {"micro-F1",9} {"macro-F1",9} {"balanced",9} {"ECE",6}  neg>neg,neu,pos / neu>… / pos>…");
        foreach (var source in posts.Select(p => p.Source).Distinct().Order(StringComparer.Ordinal).Prepend("all"))
        {
            var at = Enumerable.Range(0, posts.Length).Where(i => source == "all" || posts[i].Source == source).ToArray();
            var confusion = new double[3, 3];
            foreach (var i in at) confusion[posts[i].Label, Best(shares[i])]++;
            var cells = string.Join(" / ", Enumerable.Range(0, 3).Select(t => string.Join(",", Enumerable.Range(0, 3).Select(k => confusion[t, k]))));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{source,-16} {at.Length,6} {Enumerable.Range(0, 3).Sum(k => confusion[k, k]) / at.Length,9:F4} {MacroF1(confusion),9:F4} "
                + $"{MacroF1(Balanced(confusion)),9:F4} {CalibrationError([.. at.Select(i => (shares[i].Max(), Best(shares[i]) == posts[i].Label))]),6:F3}  {cells}"));
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
