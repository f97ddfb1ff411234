using System.IO.Compression;

namespace Echolot.Enrichment;

/// <summary>
/// Tone of a German post: multinomial logistic regression over <see cref="GermanFeatures"/>, hashed weights of one
/// byte, learned from SB-10k (Cieliebak et al. 2017) and PotTS (Sidarenka 2016), with one more column that recognises
/// offence, learned from GermEval 2018 and GAHD; probabilities scaled by one temperature (Guo et al. 2017).
/// Thread-safe, immutable.
/// </summary>
internal sealed class GermanModel
{
    /// <summary>Columns of a bucket: negative, neutral, positive, offence.</summary>
    public const int Columns = 4;

    /// <summary>Dense values with the offence signal at the end.</summary>
    public const int DenseCount = GermanFeatures.DenseCount + 1;

    /// <summary>Weights as they are stored.</summary>
    /// <param name="Rows">2^<see cref="GermanFeatures.Bits"/> rows of <see cref="Columns"/>.</param>
    /// <param name="Steps">Size of one step of each column.</param>
    /// <param name="Dense">Weights of the dense values, three each.</param>
    public sealed record Weights(
        sbyte[] Rows, float[] Steps, float[] Dense, float[] Bias, float OffenceBias, float Temperature);

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

    public GermanFeatures Features(string text) => GermanFeatures.Read(text, _words, _english, _signs);

    public Opinion Judge(string text) => Judge(Features(text), text);

    /// <summary>Probabilities of negative, neutral, positive.</summary>
    public void Weigh(GermanFeatures features, Span<float> shares)
    {
        Sums(features.Letters, out var l0, out var l1, out var l2, out var l3);
        Sums(features.Words, out var w0, out var w1, out var w2, out var w3);
        float lv = features.LetterValue, wv = features.WordValue;
        var steps = _weights.Steps;
        shares[0] = (l0 * lv + w0 * wv) * steps[0] + _weights.Bias[0];
        shares[1] = (l1 * lv + w1 * wv) * steps[1] + _weights.Bias[1];
        shares[2] = (l2 * lv + w2 * wv) * steps[2] + _weights.Bias[2];
        var offence = Sigmoid((l3 * lv + w3 * wv) * steps[3] + _weights.OffenceBias);
        for (var k = 0; k < 3; k++)
        {
            for (var d = 0; d < features.Dense.Length; d++)
                shares[k] += _weights.Dense[d * 3 + k] * features.Dense[d];
            shares[k] += _weights.Dense[GermanFeatures.DenseCount * 3 + k] * offence;
            shares[k] /= _weights.Temperature;
        }
        Softmax.Apply(shares);
    }

    private Opinion Judge(GermanFeatures features, string text)
    {
        Span<float> shares = stackalloc float[3];
        Weigh(features, shares);
        var best = shares[0] >= shares[1] && shares[0] >= shares[2] ? 0 : shares[1] >= shares[2] ? 1 : 2;
        Span<float> pushes = stackalloc float[features.Tokens.Count];
        pushes.Clear();
        PushHashed(features, best, pushes);
        PushDense(features, best, pushes);
        return Opinion.From(shares, text, features.Tokens, pushes);
    }

    private void Sums(List<GermanFeatures.Hashed> hashed, out int a, out int b, out int c, out int d)
    {
        a = b = c = d = 0;
        var rows = _weights.Rows;
        foreach (var h in hashed)
        {
            var at = h.Bucket * Columns;
            a += rows[at];
            b += rows[at + 1];
            c += rows[at + 2];
            d += rows[at + 3];
        }
    }

    /// <summary>How far a weight lifts the label above the mean of the other two.</summary>
    private static float Lift(float negative, float neutral, float positive, int label)
    {
        var own = label == 0 ? negative : label == 1 ? neutral : positive;
        return (3 * own - negative - neutral - positive) / 2;
    }

    private void PushHashed(GermanFeatures features, int label, Span<float> pushes)
    {
        var (rows, steps) = (_weights.Rows, _weights.Steps);
        var offenceLift = DenseLift(GermanFeatures.DenseCount, label) * OffenceSlope(features);
        Push(features.Letters, features.LetterValue, pushes);
        Push(features.Words, features.WordValue, pushes);

        void Push(List<GermanFeatures.Hashed> hashed, float value, Span<float> into)
        {
            foreach (var h in hashed)
            {
                var at = h.Bucket * Columns;
                var push = value * (Lift(rows[at] * steps[0], rows[at + 1] * steps[1], rows[at + 2] * steps[2], label)
                    + offenceLift * rows[at + 3] * steps[3]);
                into[h.Token] += push / 2;
                into[h.Second] += push / 2;
            }
        }
    }

    /// <summary>
    /// Mean slope of the offence signal between no word and these words, so that the shares of the words add up.
    /// </summary>
    private float OffenceSlope(GermanFeatures features)
    {
        Sums(features.Letters, out _, out _, out _, out var letters);
        Sums(features.Words, out _, out _, out _, out var words);
        var evidence = (letters * features.LetterValue + words * features.WordValue) * _weights.Steps[3];
        return MathF.Abs(evidence) < 1e-3f ? .25f
            : (Sigmoid(evidence + _weights.OffenceBias) - Sigmoid(_weights.OffenceBias)) / evidence;
    }

    private void PushDense(GermanFeatures features, int label, Span<float> pushes)
    {
        float praise = 0, blame = 0, signPraise = 0, signBlame = 0, questions = 0, shouts = 0, dots = 0;
        for (var i = 0; i < features.Tokens.Count; i++)
        {
            var (kind, valence) = (features.Tokens[i].Kind, features.Valence[i]);
            if (kind == TokenKind.Sign) { if (valence > 0) signPraise += valence; else signBlame -= valence; }
            else if (valence > 0) praise += valence;
            else blame -= valence;
            if (kind != TokenKind.Mark) continue;
            if (features.Tokens[i].Form[0] == '?') questions++;
            else if (features.Tokens[i].Form[0] == '!') shouts++;
            else if (features.Tokens[i].Form == "…") dots++;
        }
        var tone = (praise - blame) / 2;
        var toneSlope = MathF.Abs(tone) < 1e-3f ? 1 : MathF.Tanh(tone) / tone;
        for (var i = 0; i < features.Tokens.Count; i++)
        {
            var (token, valence) = (features.Tokens[i], features.Valence[i]);
            pushes[i] += (token.Kind, valence) switch
            {
                (TokenKind.Sign, > 0) => Share(3, valence, signPraise),
                (TokenKind.Sign, < 0) => Share(4, -valence, signBlame),
                (_, > 0) => Share(0, valence, praise) + DenseLift(2, label) * toneSlope * valence / 2,
                (_, < 0) => Share(1, -valence, blame) + DenseLift(2, label) * toneSlope * valence / 2,
                (TokenKind.Mark, _) when token.Form[0] == '?' => DenseLift(7, label) * features.Dense[7] / questions,
                (TokenKind.Mark, _) when token.Form[0] == '!' => DenseLift(8, label) * features.Dense[8] / shouts,
                (TokenKind.Mark, _) when token.Form == "…" => DenseLift(9, label) * features.Dense[9] / dots,
                (TokenKind.Word or TokenKind.Hashtag, _) when _english.Of(token.Form) is var e and not 0 =>
                    e > 0 ? DenseLift(5, label) * MathF.Log(1 + e) : DenseLift(6, label) * MathF.Log(1 - e),
                _ => 0,
            };
        }

        float Share(int dense, float valence, float sum) =>
            DenseLift(dense, label) * MathF.Log(1 + sum) * valence / sum;
    }

    private float DenseLift(int dense, int label) =>
        Lift(_weights.Dense[dense * 3], _weights.Dense[dense * 3 + 1], _weights.Dense[dense * 3 + 2], label);

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));

    public static Weights Read(Stream stream)
    {
        using var reader = new BinaryReader(new BrotliStream(stream, CompressionMode.Decompress));
        var steps = Floats(Columns);
        var dense = Floats(DenseCount * 3);
        var bias = Floats(3);
        var offenceBias = reader.ReadSingle();
        var temperature = reader.ReadSingle();
        var rows = new sbyte[Columns << GermanFeatures.Bits];
        var column = new byte[1 << GermanFeatures.Bits];
        for (var k = 0; k < Columns; k++)
        {
            reader.BaseStream.ReadExactly(column);
            for (var row = 0; row < column.Length; row++) rows[row * Columns + k] = (sbyte)column[row];
        }
        return new(rows, steps, dense, bias, offenceBias, temperature);

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
            [.. weights.Steps, .. weights.Dense, .. weights.Bias, weights.OffenceBias, weights.Temperature];
        foreach (var value in values) writer.Write(value);
        var column = new byte[1 << GermanFeatures.Bits];
        for (var k = 0; k < Columns; k++)
        {
            for (var row = 0; row < column.Length; row++) column[row] = (byte)weights.Rows[row * Columns + k];
            writer.Write(column);
        }
    }
}
