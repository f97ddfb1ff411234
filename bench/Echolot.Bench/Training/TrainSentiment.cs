using System.Globalization;
using Echolot.Enrichment;

namespace Echolot.Bench.Training;

/// <summary>
/// <c>train-sentiment DATA WEIGHTS [name=value …]</c>: learns the German sentiment weights from DATA/sentiment-de, with
/// an offence signal learned from DATA/offensive-de and DATA/hate-de, prints how well they do on dev.tsv, writes them.
/// </summary>
/// <remarks>
/// Order: learn from train.tsv less a tenth, fit the temperature on that tenth, learn from all of train.tsv, measure on
/// dev.tsv. With <c>dev=1</c> the written weights have seen dev.tsv too (after it was measured); <c>folds=4</c>
/// measures by cross-validation instead and writes nothing. Fixed seeds: the same data gives the same weights.
/// </remarks>
internal static class TrainSentiment
{
    public static int Run(string[] args)
    {
        var settings = SentimentSettings.Parse(args.Skip(2));
        var signs = new Lexicon(["lexicon-signs.tsv"]);
        var english = new Lexicon(["lexicon-english.tsv"], range: 4);
        var model = new GermanModel(SentimentLearner.Nothing, english, signs);
        string[] labels = ["negative", "neutral", "positive"];

        LabelledPost[] Read(string file, Func<string[], (string Text, int Label, string Source)> pick) =>
            [.. File.ReadLines(Path.Combine(args[0], file)).Skip(1).Select(l => pick(l.Split('\t')))
                .Select(p => new LabelledPost(p.Text, model.Features(p.Text), p.Label, p.Source))];
        var train = Read("sentiment-de/train.tsv", c => (c[2], Array.IndexOf(labels, c[1]), c[3]));
        var dev = Read("sentiment-de/dev.tsv", c => (c[2], Array.IndexOf(labels, c[1]), c[3]));
        LabelledPost[] offence =
        [
            .. Read("offensive-de/train.tsv", c => (c[3], c[1] == "OFFENSE" ? 1 : 0, "germeval")),
            .. Read("hate-de/train.tsv", c => (c[2], c[1] == "1" ? 1 : 0, "gahd")),
        ];

        var learner = new SentimentLearner(settings);
        learner.LearnOffence(offence);
        if (settings.Folds > 1)
        {
            CrossValidate(learner, [.. train, .. dev], settings.Folds);
            return 0;
        }
        learner.Learn([.. train.Where((_, i) => i % 10 != 0)]);
        var temperature = learner.Temperature([.. train.Where((_, i) => i % 10 == 0)]);
        learner.Learn(train);
        var measured = new GermanModel(learner.Quantised(temperature), english, signs);
        SentimentReport.Print("dev", dev, dev.Select(p => Shares(measured, p)).ToArray());
        SentimentReport.English(train, dev, english, signs);
        if (args[1] == "-") return 0;

        if (settings.Dev) learner.Learn([.. train, .. dev]);
        using (var file = File.Create(args[1])) GermanModel.Write(learner.Quantised(temperature), file);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{args[1]}: {new FileInfo(args[1]).Length} bytes, temperature {temperature:F2}"));
        return 0;
    }

    private static void CrossValidate(SentimentLearner learner, LabelledPost[] posts, int folds)
    {
        new Random(11).Shuffle(posts);
        var shares = new float[posts.Length][];
        Parallel.For(0, folds, new() { MaxDegreeOfParallelism = 2 }, fold =>
        {
            var own = learner.Fresh();
            own.Learn([.. posts.Where((_, i) => i % folds != fold)]);
            for (var i = fold; i < posts.Length; i += folds) shares[i] = own.Shares(posts[i].Features);
        });
        SentimentReport.Print("cross-validated", posts, shares);
    }

    private static float[] Shares(GermanModel model, LabelledPost post)
    {
        var shares = new float[3];
        model.Weigh(post.Features, shares);
        return shares;
    }
}

/// <param name="Label">0 negative, 1 neutral, 2 positive; for offence 0 and 1.</param>
internal sealed record LabelledPost(string Text, GermanFeatures Features, int Label, string Source);

/// <summary>What can be turned in training.</summary>
/// <param name="Drop">Share of words left out of a post at each reading, so that no single word is relied on.</param>
/// <param name="DenseRate">How much faster the few values from the lexicons learn than the many hashed ones.</param>
/// <param name="Negative">Weight of a negative post beside a neutral one: they are rare and matter most.</param>
internal sealed record SentimentSettings(
    int Epochs = 10, float Rate = .1f, float Decay = 2e-5f, float Drop = .3f, float Negative = 2, float Positive = 1.2f,
    float Start = .1f, float DenseRate = 2.5f, int Folds = 0, bool Dev = false)
{
    public static SentimentSettings Parse(IEnumerable<string> pairs) => pairs.Aggregate(new SentimentSettings(), With);

    private static SentimentSettings With(SentimentSettings settings, string pair)
    {
        if (pair.Split('=') is not [var name, var text])
            throw new FormatException($"'{pair}' is not of the form name=value.");
        var value = float.Parse(text, CultureInfo.InvariantCulture);
        return name switch
        {
            "epochs" => settings with { Epochs = (int)value },
            "rate" => settings with { Rate = value },
            "decay" => settings with { Decay = value },
            "drop" => settings with { Drop = value },
            "negative" => settings with { Negative = value },
            "positive" => settings with { Positive = value },
            "start" => settings with { Start = value },
            "denserate" => settings with { DenseRate = value },
            "folds" => settings with { Folds = (int)value },
            "dev" => settings with { Dev = value > 0 },
            _ => throw new FormatException($"No setting is called '{name}'."),
        };
    }
}
