using Echolot.Enrichment;

namespace Echolot.Bench.Training;

/// <summary>
/// Logistic regression with AdaGrad (Duchi et al. 2011) over <see cref="GermanFeatures"/>; weights in full precision.
/// </summary>
internal sealed class SentimentLearner(SentimentSettings settings)
{
    private const int Columns = GermanModel.Columns;
    private const int Dense = GermanModel.DenseCount;

    /// <summary>Weights before anything was learned.</summary>
    public static GermanModel.Weights Nothing =>
        new(new sbyte[Columns << GermanFeatures.Bits], new float[Columns], new float[Dense * 3], new float[3], 0, 1);

    private float[] _rows = new float[Columns << GermanFeatures.Bits];
    private float[] _dense = new float[Dense * 3];
    private float[] _bias = new float[3];
    private float _offenceBias;

    /// <summary>A learner that has learned offence and nothing else.</summary>
    public SentimentLearner Fresh() => new(settings) { _rows = (float[])_rows.Clone(), _offenceBias = _offenceBias };

    /// <summary>Fourth column: does the post insult somebody.</summary>
    public void LearnOffence(LabelledPost[] posts)
    {
        var random = new Random(3);
        var order = Enumerable.Range(0, posts.Length).ToArray();
        var squares = new float[1 << GermanFeatures.Bits];
        Array.Fill(squares, .1f);
        for (var epoch = 0; epoch < 5; epoch++)
        {
            random.Shuffle(order);
            foreach (var n in order)
            {
                var features = posts[n].Features;
                var gradient = Offence(features) - posts[n].Label;
                foreach (var h in features.Letters) Step(h.Bucket, gradient * features.LetterValue);
                foreach (var h in features.Words) Step(h.Bucket, gradient * features.WordValue);
                _offenceBias -= .02f * gradient;
            }
        }

        void Step(int bucket, float gradient)
        {
            squares[bucket] += gradient * gradient;
            ref var weight = ref _rows[bucket * Columns + 3];
            weight -= .3f * (gradient / MathF.Sqrt(squares[bucket]) + 1e-5f * weight);
        }
    }

    /// <summary>Learns tone from the beginning; offence stays.</summary>
    public void Learn(LabelledPost[] posts)
    {
        for (var i = 0; i < _rows.Length; i++)
            if (i % Columns != 3) _rows[i] = 0;
        Array.Clear(_dense);
        Array.Clear(_bias);
        float[] classWeight = [settings.Negative, 1, settings.Positive];
        var random = new Random(5);
        var order = Enumerable.Range(0, posts.Length).ToArray();
        var squares = new float[_rows.Length];
        var denseSquares = new float[_dense.Length];
        Array.Fill(squares, settings.Start);
        Array.Fill(denseSquares, 1);
        Span<float> gradient = stackalloc float[3];
        Span<float> dense = stackalloc float[Dense];
        for (var epoch = 0; epoch < settings.Epochs; epoch++)
        {
            random.Shuffle(order);
            var step = settings.Rate * (1 - .8f * epoch / settings.Epochs);
            foreach (var n in order)
            {
                var features = Dropped(posts[n].Features, random);
                Weigh(features, gradient, dense);
                Softmax.Apply(gradient);
                gradient[posts[n].Label] -= 1;
                for (var k = 0; k < 3; k++) gradient[k] *= classWeight[posts[n].Label];
                foreach (var h in features.Letters) Step(h.Bucket, features.LetterValue, step, gradient);
                foreach (var h in features.Words) Step(h.Bucket, features.WordValue, step, gradient);
                for (var at = 0; at < _dense.Length; at++)
                {
                    var g = gradient[at % 3] * dense[at / 3];
                    denseSquares[at] += g * g;
                    _dense[at] -= step * settings.DenseRate * g / MathF.Sqrt(denseSquares[at]);
                }
                for (var k = 0; k < 3; k++) _bias[k] -= step * .02f * gradient[k];
            }
        }

        void Step(int bucket, float value, float step, Span<float> gradient)
        {
            for (var k = 0; k < 3; k++)
            {
                var g = gradient[k] * value;
                var at = bucket * Columns + k;
                squares[at] += g * g;
                _rows[at] -= step * (g / MathF.Sqrt(squares[at]) + settings.Decay * _rows[at]);
            }
        }
    }

    /// <summary>Probabilities of negative, neutral, positive.</summary>
    public float[] Shares(GermanFeatures features)
    {
        var shares = new float[3];
        Weigh(features, shares, stackalloc float[Dense]);
        Softmax.Apply(shares);
        return shares;
    }

    /// <summary>Temperature that makes the true labels of posts not learned from likeliest (Guo et al. 2017).</summary>
    public float Temperature(LabelledPost[] posts)
    {
        var evidence = posts.Select(p =>
        {
            var z = new float[3];
            Weigh(p.Features, z, stackalloc float[Dense]);
            return z;
        }).ToArray();
        return Enumerable.Range(50, 200).Select(t => t / 100f).MinBy(t => posts.Select((p, i) =>
        {
            Span<float> shares = [evidence[i][0] / t, evidence[i][1] / t, evidence[i][2] / t];
            Softmax.Apply(shares);
            return -Math.Log(shares[p.Label] + 1e-9);
        }).Sum());
    }

    /// <summary>One byte a hashed weight; the step of a column cuts one weight in two thousand.</summary>
    public GermanModel.Weights Quantised(float temperature)
    {
        var steps = new float[Columns];
        for (var k = 0; k < Columns; k++)
        {
            var sizes = _rows.Where((w, i) => i % Columns == k && w != 0).Select(MathF.Abs).Order().ToArray();
            steps[k] = sizes.Length == 0 ? 1 : sizes[(int)(sizes.Length * .9995)] / 127;
        }
        return new([.. _rows.Select((w, i) => (sbyte)Math.Clamp(MathF.Round(w / steps[i % Columns]), -127, 127))],
            steps, (float[])_dense.Clone(), (float[])_bias.Clone(), _offenceBias, temperature);
    }

    private void Weigh(GermanFeatures features, Span<float> into, Span<float> dense)
    {
        features.Dense.CopyTo(dense);
        dense[^1] = Offence(features);
        for (var k = 0; k < 3; k++)
        {
            into[k] = Sum(features, k) + _bias[k];
            for (var d = 0; d < Dense; d++) into[k] += _dense[d * 3 + k] * dense[d];
        }
    }

    private float Offence(GermanFeatures features) => 1 / (1 + MathF.Exp(-Sum(features, 3) - _offenceBias));

    private float Sum(GermanFeatures features, int column)
    {
        float letters = 0, words = 0;
        foreach (var h in features.Letters) letters += _rows[h.Bucket * Columns + column];
        foreach (var h in features.Words) words += _rows[h.Bucket * Columns + column];
        return letters * features.LetterValue + words * features.WordValue;
    }

    private GermanFeatures Dropped(GermanFeatures all, Random random)
    {
        if (settings.Drop <= 0) return all;
        var left = new GermanFeatures { Tokens = all.Tokens };
        all.Dense.CopyTo(left.Dense, 0);
        Span<bool> gone = stackalloc bool[all.Tokens.Count];
        for (var i = 0; i < gone.Length; i++) gone[i] = random.NextDouble() < settings.Drop;
        foreach (var h in all.Letters) if (!gone[h.Token]) left.Letters.Add(h);
        foreach (var h in all.Words) if (!gone[h.Token] && !gone[h.Second]) left.Words.Add(h);
        return left;
    }
}
