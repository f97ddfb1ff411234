using Echolot.Enrichment;

namespace Echolot.Bench.Training;

/// <summary>Learns the weights of <see cref="GermanModel"/> by <see cref="LogisticDescent"/>.</summary>
internal sealed class SentimentLearner
{
    private const int Columns = GermanModel.Columns;
    private const int Buckets = 1 << GermanFeatures.Bits;
    private const int Dense = GermanModel.DenseCount;
    private const int BiasAt = Buckets + Dense;
    private const int Width = BiasAt + 1;

    /// <summary>Weights before anything was learned.</summary>
    public static GermanModel.Weights Nothing => new(
        new sbyte[Columns * Buckets], new float[Columns], new float[Dense * GermanModel.Tones],
        new float[GermanModel.Tones], 0, 0, 1);

    private readonly SentimentSettings _settings;
    private readonly float[] _offence = new float[Buckets];
    private readonly float _offenceBias;

    /// <param name="offence">Posts of label 1 where they insult somebody: they teach the column of offence.</param>
    public SentimentLearner(LabelledPost[] offence, SentimentSettings settings)
    {
        _settings = settings;
        var rarity = Rarity(offence);
        var rows = Rows(offence, rarity, withDense: false);
        var learned = new LogisticDescent(
            rows, n => offence[n].Label == 1, _ => settings.OffenceCost, Width, own: 0, seed: 3);
        for (var b = 0; b < Buckets; b++) _offence[b] = learned.Shared[b] * rarity[b];
        _offenceBias = learned.Shared[BiasAt];
    }

    /// <summary>Learns tone, and which of the two collections a post resembles.</summary>
    public GermanModel.Weights Learn(LabelledPost[] posts)
    {
        var rarity = Rarity(posts);
        var rows = Rows(posts, rarity, withDense: true);
        float[] cost = [_settings.Negative, 1, _settings.Positive];
        var all = new float[Columns][];
        var (dense, bias) = (new float[Dense * GermanModel.Tones], new float[GermanModel.Tones]);
        for (var k = 0; k < 3; k++)
        {
            var learned = new LogisticDescent(rows, n => posts[n].Label == k,
                n => _settings.Cost * cost[posts[n].Label], Width, _settings.Own, 5 + k);
            var (first, second) = (learned.Own[0], learned.Own[1]);
            var mean = Enumerable.Range(0, Width)
                .Select(c => learned.Shared[c] + _settings.Own * (first[c] + second[c]) / 2).ToArray();
            var apart = Enumerable.Range(0, Width)
                .Select(c => _settings.Reach * _settings.Own * (second[c] - first[c])).ToArray();
            all[k] = Hashed(mean, rarity);
            all[k + 3] = Hashed(apart, rarity);
            for (var d = 0; d < Dense; d++)
                (dense[d * GermanModel.Tones + k], dense[d * GermanModel.Tones + 3 + k]) =
                    (mean[Buckets + d], apart[Buckets + d]);
            (bias[k], bias[k + 3]) = (mean[BiasAt] - (k == 1 ? _settings.Shift : 0), apart[BiasAt]);
        }
        var kin = new LogisticDescent(Rows(posts, rarity, withDense: false), n => posts[n].Collection == 1,
            _ => _settings.KinCost, Width, own: 0, seed: 8);
        all[GermanModel.OffenceColumn] = _offence;
        all[GermanModel.KinColumn] = Hashed(kin.Shared, rarity);
        return Quantised(all, dense, bias, kin.Shared[BiasAt]);
    }

    /// <summary>Temperature that makes the true labels of posts not learned from likeliest (Guo et al. 2017).</summary>
    public static float Temperature(LabelledPost[] posts, float[][] shares) =>
        Enumerable.Range(30, 300).Select(t => t / 100f).MinBy(t =>
            posts.Zip(shares).Sum(a => -Math.Log(Warmed(a.Second, t)[a.First.Label] + 1e-9)));

    /// <summary>Probabilities as another temperature would give them.</summary>
    public static float[] Warmed(float[] shares, float temperature)
    {
        float[] warmed = [.. shares.Select(p => MathF.Log(p + 1e-12f) / temperature)];
        Softmax.Apply(warmed);
        return warmed;
    }

    /// <summary>One byte a hashed weight; the step of a column cuts one weight in two thousand.</summary>
    private GermanModel.Weights Quantised(float[][] all, float[] dense, float[] bias, float kinBias)
    {
        var steps = new float[Columns];
        var rows = new sbyte[Columns * Buckets];
        for (var k = 0; k < Columns; k++)
        {
            var sizes = all[k].Where(w => w != 0).Select(MathF.Abs).Order().ToArray();
            steps[k] = sizes.Length == 0 ? 1 : sizes[(int)(sizes.Length * .9995)] / 127;
            for (var b = 0; b < Buckets; b++)
                rows[b * Columns + k] = (sbyte)Math.Clamp(MathF.Round(all[k][b] / steps[k]), -127, 127);
        }
        return new(rows, steps, dense, bias, _offenceBias, kinBias, 1);
    }

    private static float[] Hashed(float[] learned, float[] rarity)
    {
        var weights = new float[Buckets];
        for (var b = 0; b < Buckets; b++) weights[b] = learned[b] * rarity[b];
        return weights;
    }

    /// <summary>
    /// Scale of each bucket while learning: inverse document frequency, so that rare n-grams may get larger weights. It
    /// is part of the weights afterwards; judging needs no scale.
    /// </summary>
    private float[] Rarity(LabelledPost[] posts)
    {
        var holders = new int[Buckets];
        foreach (var post in posts)
            foreach (var bucket in post.Features.Letters.Concat(post.Features.Words).Select(h => h.Bucket).Distinct())
                holders[bucket]++;
        return [.. holders.Select(n => _settings.Scale * (MathF.Log((1f + posts.Length) / (1 + n)) + 1))];
    }

    private LogisticDescent.Row[] Rows(LabelledPost[] posts, float[] rarity, bool withDense) =>
        [.. posts.Select(p => Row(p, rarity, withDense))];

    private LogisticDescent.Row Row(LabelledPost post, float[] rarity, bool withDense)
    {
        var values = new SortedDictionary<int, float> { [BiasAt] = 1 };
        var features = post.Features;
        foreach (var (hashed, value) in new[]
            { (features.Letters, features.LetterValue), (features.Words, features.WordValue) })
            foreach (var h in hashed)
                values[h.Bucket] = values.GetValueOrDefault(h.Bucket) + value * rarity[h.Bucket];
        if (withDense)
        {
            for (var d = 0; d < features.Dense.Length; d++)
                if (features.Dense[d] != 0) values[Buckets + d] = features.Dense[d];
            values[Buckets + Dense - 1] = Offence(features);
        }
        return new([.. values.Keys], [.. values.Values], post.Collection);
    }

    private float Offence(GermanFeatures features)
    {
        float letters = 0, words = 0;
        foreach (var h in features.Letters) letters += _offence[h.Bucket];
        foreach (var h in features.Words) words += _offence[h.Bucket];
        return 1 / (1 + MathF.Exp(-letters * features.LetterValue - words * features.WordValue - _offenceBias));
    }
}
