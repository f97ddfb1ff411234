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

        var learner = new SentimentLearner(offence, settings);
        if (settings.Folds > 1)
        {
            LabelledPost[] all = [.. train, .. dev];
            var apart = CrossValidated(all, settings.Folds);
            var best = SentimentLearner.Temperature(all, apart);
            SentimentReport.Print("cross-validated", all, [.. apart.Select(s => SentimentLearner.Warmed(s, best))]);
            return 0;
        }
        var temperature = SentimentLearner.Temperature(train, CrossValidated(train, 4));
        var measured = Model(learner.Learn(train), temperature);
        SentimentReport.Print("dev", dev, dev.Select(p => Shares(measured, p)).ToArray());
        SentimentReport.English(train, dev, english, signs);
        if (args[1] == "-") return 0;

        var shipped = learner.Learn(settings.Dev ? [.. train, .. dev] : train) with { Temperature = temperature };
        using (var file = File.Create(args[1])) GermanModel.Write(shipped, file);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{args[1]}: {new FileInfo(args[1]).Length} bytes, temperature {temperature:F2}"));
        return 0;

        GermanModel Model(GermanModel.Weights weights, float temperature) =>
            new(weights with { Temperature = temperature }, english, signs);

        float[][] CrossValidated(LabelledPost[] posts, int folds)
        {
            var part = Enumerable.Range(0, posts.Length).Select(i => i % folds).ToArray();
            new Random(11).Shuffle(part);
            var shares = new float[posts.Length][];
            Parallel.For(0, folds, new() { MaxDegreeOfParallelism = 2 }, fold =>
            {
                var own = Model(learner.Learn([.. posts.Where((_, i) => part[i] != fold)]), 1);
                for (var i = 0; i < posts.Length; i++)
                    if (part[i] == fold) shares[i] = Shares(own, posts[i]);
            });
            return shares;
        }
    }

    private static float[] Shares(GermanModel model, LabelledPost post)
    {
        var shares = new float[3];
        model.Weigh(post.Features, shares);
        return shares;
    }
}

/// <param name="Label">0 negative, 1 neutral, 2 positive; for offence 0 and 1.</param>
internal sealed record LabelledPost(string Text, GermanFeatures Features, int Label, string Source)
{
    public int Collection => Source == "sb10k" ? 0 : 1;
}

/// <summary>What can be turned in training.</summary>
/// <param name="Cost">How much the evidence of a post counts against large weights.</param>
/// <param name="Negative">Weight of a negative post beside a neutral one: they are rare and matter most.</param>
/// <param name="Shift">Evidence taken from neutral: most posts of SB-10k are neutral, which customers' posts are not.
/// </param>
/// <param name="Own">Freedom of a collection's own weights beside the shared ones.</param>
/// <param name="Reach">How far a post that resembles one collection is judged by its weights alone; 1: wholly.</param>
/// <param name="Scale">Size of a hashed value beside a dense one while learning.</param>
internal sealed record SentimentSettings(
    float Cost = .25f, float OffenceCost = .3f, float KinCost = 3, float Negative = 2.6f, float Positive = 1.4f,
    float Shift = .4f, float Own = 1.5f, float Reach = .8f, float Scale = .5f, int Folds = 0, bool Dev = false)
{
    public static SentimentSettings Parse(IEnumerable<string> pairs) => pairs.Aggregate(new SentimentSettings(), With);

    private static SentimentSettings With(SentimentSettings settings, string pair)
    {
        if (pair.Split('=') is not [var name, var text])
            throw new FormatException($"'{pair}' is not of the form name=value.");
        var value = float.Parse(text, CultureInfo.InvariantCulture);
        return name switch
        {
            "cost" => settings with { Cost = value },
            "offencecost" => settings with { OffenceCost = value },
            "kincost" => settings with { KinCost = value },
            "negative" => settings with { Negative = value },
            "positive" => settings with { Positive = value },
            "shift" => settings with { Shift = value },
            "own" => settings with { Own = value },
            "reach" => settings with { Reach = value },
            "scale" => settings with { Scale = value },
            "folds" => settings with { Folds = (int)value },
            "dev" => settings with { Dev = value > 0 },
            _ => throw new FormatException($"No setting is called '{name}'."),
        };
    }
}
