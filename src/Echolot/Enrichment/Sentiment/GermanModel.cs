using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Echolot.Enrichment;

/// <summary>
/// Tone of a German post: logistic regression over <see cref="GermanFeatures"/>, hashed weights of one byte, learned
/// from SB-10k (Cieliebak et al. 2017) and PotTS (Sidarenka 2016). The people who labelled the two disagree about the
/// same words, so a second set of weights holds half of their difference and counts as far as a post resembles the one
/// or the other. One more column recognises offence, learned from GermEval 2018 and GAHD. Probabilities are scaled by
/// one temperature (Guo et al. 2017). Thread-safe, immutable.
/// </summary>
internal sealed class GermanModel
{
    /// <summary>Weights of a value: for negative, neutral, positive, and three by which collections differ.</summary>
    public const int Tones = 6;

    /// <summary>Columns of a bucket: the tones, offence, resemblance to the second collection.</summary>
    public const int Columns = Tones + 2;

    public const int OffenceColumn = Tones;
    public const int KinColumn = Tones + 1;

    /// <summary>Dense values with the offence signal at the end.</summary>
    public const int DenseCount = ToneValues.Count + 1;

    /// <summary>Weights as they are stored.</summary>
    /// <param name="Rows">2^<see cref="GermanFeatures.Bits"/> rows of <see cref="Columns"/>.</param>
    /// <param name="Steps">Size of one step of each column.</param>
    /// <param name="Dense">Weights of the dense values, <see cref="Tones"/> each.</param>
    public sealed record Weights(sbyte[] Rows, float[] Steps, float[] Dense, float[] Bias, float OffenceBias,
        float KinBias, float Temperature);

    private readonly Weights _weights;
    private readonly Lexicon _words = new(["lexicon-colloquial.tsv", "lexicon-german.tsv"], stemmed: true);
    private readonly Lexicon _english;
    private readonly Lexicon _signs;

    public GermanModel(Weights weights, Lexicon english, Lexicon signs) =>
        (_weights, _english, _signs) = (weights, english, signs);

    public static GermanModel Load(Lexicon english, Lexicon signs)
    {
        const string name = "Echolot.Enrichment.Sentiment.weights";
        using var stream = typeof(GermanModel).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException(
                "The sentiment weights are not part of this build: Sentiment/weights.bin is missing.");
        return new(Read(stream), english, signs);
    }

    public GermanFeatures Features(string text)
    {
        var features = new GermanFeatures();
        features.Read(text, _words, _english, _signs);
        return features;
    }

    // Lists of a thousand n-grams a post, kept from post to post.
    [ThreadStatic] private static GermanFeatures? _features;
    [ThreadStatic] private static TokenSums? _sums;

    public Opinion Judge(string text)
    {
        var features = _features ??= new();
        features.Read(text, _words, _english, _signs);
        return Judge(features, text);
    }

    /// <summary>Probabilities of negative, neutral, positive.</summary>
    public void Weigh(GermanFeatures features, Span<float> shares)
    {
        Span<float> sums = stackalloc float[Columns];
        Sum(features, _sums ??= new(), sums);
        Weigh(features, sums, shares);
    }

    private void Weigh(GermanFeatures features, ReadOnlySpan<float> sums, Span<float> shares)
    {
        var offence = Sigmoid(sums[OffenceColumn] + _weights.OffenceBias);
        var lean = Lean(sums);
        for (var k = 0; k < 3; k++)
        {
            shares[k] = sums[k] + _weights.Bias[k] + lean * (sums[k + 3] + _weights.Bias[k + 3]);
            for (var d = 0; d < features.Dense.Length; d++) shares[k] += Dense(d, k, lean) * features.Dense[d];
            shares[k] = (shares[k] + Dense(ToneValues.Count, k, lean) * offence) / _weights.Temperature;
        }
        Softmax.Apply(shares);
    }

    private Opinion Judge(GermanFeatures features, string text)
    {
        Span<float> sums = stackalloc float[Columns];
        Span<float> shares = stackalloc float[3];
        var byToken = _sums ??= new();
        Sum(features, byToken, sums);
        Weigh(features, sums, shares);
        var best = shares[0] >= shares[1] && shares[0] >= shares[2] ? 0 : shares[1] >= shares[2] ? 1 : 2;
        Span<float> pushes = stackalloc float[features.Tokens.Count];
        pushes.Clear();
        var lean = Lean(sums);
        PushHashed(features, byToken, best, lean, sums[OffenceColumn], pushes);
        PushDense(features, best, lean, pushes);
        foreach (ref var push in pushes) push /= _weights.Temperature;
        return Opinion.From(shares, text, features.Tokens, pushes);
    }

    /// <summary>Evidence of the n-grams, by column; and by the token each came from.</summary>
    private void Sum(GermanFeatures features, TokenSums byToken, Span<float> sums)
    {
        byToken.Clear(features.Tokens.Count);
        Add(features.Letters, byToken.Letters);
        Add(features.Words, byToken.Words);
        Span<int> letters = stackalloc int[Columns];
        Span<int> words = stackalloc int[Columns];
        byToken.Letters.Total(letters);
        byToken.Words.Total(words);
        // Each stands under two tokens, half of it under each.
        for (var k = 0; k < Columns; k++)
            sums[k] = (letters[k] * features.LetterValue + words[k] * features.WordValue) / 2 * _weights.Steps[k];
    }

    /// <summary>One row of weights is eight bytes somewhere in two megabytes, so each is fetched only once.</summary>
    private void Add(List<GermanFeatures.Hashed> hashed, ColumnSums into)
    {
        ref var rows = ref MemoryMarshal.GetArrayDataReference(_weights.Rows);
        foreach (ref readonly var h in CollectionsMarshal.AsSpan(hashed))
        {
            var row = Vector128.WidenLower(
                Vector64.LoadUnsafe(ref rows, (nuint)(h.Bucket * Columns)).ToVector128Unsafe());
            into.Add(h.Token, row);
            into.Add(h.Second, row);
        }
    }

    /// <summary>From −½ (as the first collection) to ½ (as the second).</summary>
    private float Lean(ReadOnlySpan<float> sums) => Sigmoid(sums[KinColumn] + _weights.KinBias) - .5f;

    private float Dense(int dense, int label, float lean) =>
        _weights.Dense[dense * Tones + label] + lean * _weights.Dense[dense * Tones + label + 3];

    /// <summary>How far a dense value lifts the label above the mean of the other two.</summary>
    private float DenseLift(int dense, int label, float lean)
    {
        var sum = Dense(dense, 0, lean) + Dense(dense, 1, lean) + Dense(dense, 2, lean);
        return (3 * Dense(dense, label, lean) - sum) / 2;
    }

    /// <param name="offence">Evidence of offence; its effect is told by its mean slope between no word and these words,
    /// so that the shares of the words add up.</param>
    private void PushHashed(
        GermanFeatures features, TokenSums byToken, int label, float lean, float offence, Span<float> pushes)
    {
        Span<float> lifts = stackalloc float[Columns];
        lifts.Clear();
        for (var k = 0; k < 3; k++)
        {
            lifts[k] = (k == label ? 1 : -.5f) * _weights.Steps[k];
            lifts[k + 3] = (k == label ? 1 : -.5f) * _weights.Steps[k + 3] * lean;
        }
        var slope = MathF.Abs(offence) < 1e-3f ? .25f
            : (Sigmoid(offence + _weights.OffenceBias) - Sigmoid(_weights.OffenceBias)) / offence;
        lifts[OffenceColumn] =
            DenseLift(ToneValues.Count, label, lean) * slope * _weights.Steps[OffenceColumn];
        byToken.Letters.Push(lifts, features.LetterValue / 2, pushes);
        byToken.Words.Push(lifts, features.WordValue / 2, pushes);
    }

    /// <summary>Each dense value is shared out among the tokens that bear it, by their size.</summary>
    private void PushDense(GermanFeatures features, int label, float lean, Span<float> pushes)
    {
        Span<float> lifts = stackalloc float[(int)Bearer.Tone + 1];
        Span<float> sums = stackalloc float[(int)Bearer.Tone + 1];
        lifts.Clear();
        sums.Clear();
        for (var d = 0; d < ToneValues.Count; d++)
            if (features.DenseBearers[d] is not Bearer.None and var bearer)
                lifts[(int)bearer] += DenseLift(d, label, lean) * features.Dense[d];
        for (var i = 0; i < pushes.Length; i++) sums[(int)features.Borne[i]] += features.Sizes[i];
        var tone = sums[(int)Bearer.Praise] - sums[(int)Bearer.Blame];
        var slope = MathF.Abs(tone) < 1e-3f ? 0 : lifts[(int)Bearer.Tone] / tone;
        for (var i = 0; i < pushes.Length; i++)
        {
            var (bearer, size) = (features.Borne[i], features.Sizes[i]);
            if (size == 0 || bearer == Bearer.None) continue;
            pushes[i] += lifts[(int)bearer] * size / sums[(int)bearer];
            if (bearer is Bearer.Praise or Bearer.Blame) pushes[i] += slope * features.Valence[i];
        }
    }

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));

    public static Weights Read(Stream stream)
    {
        using var reader = new BinaryReader(new BrotliStream(stream, CompressionMode.Decompress));
        var steps = Floats(Columns);
        var dense = Floats(DenseCount * Tones);
        var bias = Floats(Tones);
        var offenceBias = reader.ReadSingle();
        var kinBias = reader.ReadSingle();
        var temperature = reader.ReadSingle();
        var rows = new sbyte[Columns << GermanFeatures.Bits];
        var column = new byte[1 << GermanFeatures.Bits];
        for (var k = 0; k < Columns; k++)
        {
            reader.BaseStream.ReadExactly(column);
            for (var row = 0; row < column.Length; row++) rows[row * Columns + k] = (sbyte)column[row];
        }
        return new(rows, steps, dense, bias, offenceBias, kinBias, temperature);

        float[] Floats(int count)
        {
            var values = new float[count];
            for (var i = 0; i < count; i++) values[i] = reader.ReadSingle();
            return values;
        }
    }

    public static void Write(Weights weights, Stream stream)
    {
        using var writer = new BinaryWriter(new BrotliStream(stream, CompressionLevel.SmallestSize, leaveOpen: true));
        float[] values =
            [.. weights.Steps, .. weights.Dense, .. weights.Bias, weights.OffenceBias, weights.KinBias,
            weights.Temperature];
        foreach (var value in values) writer.Write(value);
        var column = new byte[1 << GermanFeatures.Bits];
        for (var k = 0; k < Columns; k++)
        {
            for (var row = 0; row < column.Length; row++) column[row] = (byte)weights.Rows[row * Columns + k];
            writer.Write(column);
        }
    }
}
