using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Echolot.Enrichment;

/// <summary>
/// Written language of a short text: multinomial logistic regression over <see cref="LanguageFeatures"/>, weights of
/// one byte. Eight languages are told apart by name; eight further classes stand for the neighbours that would
/// otherwise be taken for one of them (Portuguese for Spanish, Danish for German), and are answered as <c>und</c>.
/// </summary>
/// <remarks>
/// Evidence is the sum of weights divided by the square root of the number of features: a long text decides more
/// firmly than a word, but its n-grams are not counted as if they were independent. Thread-safe, immutable.
/// </remarks>
internal sealed class LanguageModel
{
    /// <summary>Classes, and so weights in a row: 16 signed bytes are one vector register.</summary>
    public const int Classes = 16;

    /// <summary>Languages that are answered by name: the first classes.</summary>
    public const int Known = 8;

    /// <summary>Nothing can be said.</summary>
    public const string Undetermined = "und";

    public static readonly string[] Codes =
        ["de", "en", "fr", "it", "es", "nl", "pl", "tr", "pt", "da", "sv", "cs", "hu", "fi", "ro", "id"];

    /// <summary>What a stated language is worth: with it a word decides, against it a clear sentence does.</summary>
    private const float DeclaredWeight = 2.2f;

    /// <summary>
    /// Evidence that a neighbour owes: most of what comes in is written in one of the eight, so a word alone is not
    /// given away. Measured: German words .813 to .827, Spanish pairs .943 to .966, Portuguese sentences still .998.
    /// </summary>
    private const float Doubt = 1;

    /// <summary>Share below which the best guess is not given.</summary>
    private const float Floor = .22f;

    /// <summary>Sums of signed bytes fit into 16 bits for this many rows.</summary>
    private const int RowsBeforeWidening = 255;

    private readonly sbyte[] _rows;
    private readonly float[] _bias;
    private readonly float _scale;

    /// <param name="rows">2^<see cref="LanguageFeatures.Bits"/> rows of <see cref="Classes"/> weights.</param>
    /// <param name="bias">Evidence of each class before a text is read.</param>
    /// <param name="scale">Evidence of one step of weight, temperature included.</param>
    public LanguageModel(sbyte[] rows, float[] bias, float scale)
    {
        if (rows.Length != Classes << LanguageFeatures.Bits || bias.Length != Classes)
            throw new InvalidDataException(
                $"Language weights have {rows.Length} values and {bias.Length} classes, expected "
                + $"{Classes << LanguageFeatures.Bits} and {Classes}. Train them again: docs/enrichment.md.");
        (_rows, _bias, _scale) = (rows, bias, scale);
    }

    /// <summary>The weights shipped with the product.</summary>
    public static LanguageModel Load()
    {
        const string name = "Echolot.Enrichment.Language.weights";
        using var stream = typeof(LanguageModel).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException(
                "The language weights are not part of this build: Language/weights.bin is missing.");
        return Read(stream);
    }

    public static LanguageModel Read(Stream stream)
    {
        using var reader = new BinaryReader(new BrotliStream(stream, CompressionMode.Decompress));
        var scale = reader.ReadSingle();
        var bias = new float[Classes];
        for (var i = 0; i < Classes; i++) bias[i] = reader.ReadSingle();
        // Stored class by class: neighbours in a column are alike, so it packs better.
        var rows = new sbyte[Classes << LanguageFeatures.Bits];
        var column = new byte[1 << LanguageFeatures.Bits];
        for (var i = 0; i < Classes; i++)
        {
            reader.BaseStream.ReadExactly(column);
            for (var row = 0; row < column.Length; row++) rows[row * Classes + i] = (sbyte)column[row];
        }
        return new(rows, bias, scale);
    }

    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(new BrotliStream(stream, CompressionLevel.SmallestSize, leaveOpen: true));
        writer.Write(_scale);
        foreach (var b in _bias) writer.Write(b);
        var column = new byte[1 << LanguageFeatures.Bits];
        for (var i = 0; i < Classes; i++)
        {
            for (var row = 0; row < column.Length; row++) column[row] = (byte)_rows[row * Classes + i];
            writer.Write(column);
        }
    }

    /// <summary>Language and its probability. Allocates nothing for the known languages.</summary>
    /// <param name="declared">BCP 47 tag that the source states, or null.</param>
    public (string Language, float Confidence) Tell(ReadOnlySpan<char> text, string? declared)
    {
        Span<int> buckets = stackalloc int[LanguageFeatures.Limit];
        var reading = LanguageFeatures.Read(text, buckets);
        var stated = Primary(declared);
        if (reading.Letters < 2 || reading.Foreign > reading.Letters) return Unread(stated);

        Span<float> share = stackalloc float[Classes];
        Weigh(buckets[..reading.Count], share);
        for (var i = Known; i < Classes; i++) share[i] -= Doubt;
        var statedClass = ClassOf(stated);
        if (statedClass >= 0) share[statedClass] += DeclaredWeight;
        var best = Softmax.Apply(share);
        if (best < Known && share[best] >= Floor) return (Codes[best], share[best]);
        // One of the neighbours, or undecided: then the source knows better than we do.
        if (stated.Length > 0 && (best == statedClass || statedClass < 0)) return (Intern(stated), .5f);
        return (Undetermined, best >= Known ? share[best] : 1 - share[best]);
    }

    /// <summary>Evidence for each class.</summary>
    internal void Weigh(ReadOnlySpan<int> buckets, Span<float> into)
    {
        ref var rows = ref MemoryMarshal.GetArrayDataReference(_rows);
        Vector512<int> total = default;
        for (var start = 0; start < buckets.Length; start += RowsBeforeWidening)
        {
            Vector256<short> sum = default;
            foreach (var bucket in buckets[start..Math.Min(buckets.Length, start + RowsBeforeWidening)])
            {
                var row = Vector128.LoadUnsafe(ref rows, (nuint)(bucket * Classes));
                sum += Vector256.Create(Vector128.WidenLower(row), Vector128.WidenUpper(row));
            }
            total += Vector512.Create(Vector256.WidenLower(sum), Vector256.WidenUpper(sum));
        }
        var scale = _scale / MathF.Sqrt(Math.Max(1, buckets.Length));
        for (var i = 0; i < Classes; i++) into[i] = total[i] * scale + _bias[i];
    }

    private static (string, float) Unread(ReadOnlySpan<char> stated) =>
        stated.Length > 0 ? (Intern(stated), .5f) : (Undetermined, 0);

    private static ReadOnlySpan<char> Primary(string? declared)
    {
        if (declared is null) return default;
        var end = declared.AsSpan().IndexOfAny('-', '_');
        var primary = end < 0 ? declared.AsSpan() : declared.AsSpan(0, end);
        if (primary.Length is < 2 or > 3) return default;
        if (primary.Equals(Undetermined, StringComparison.OrdinalIgnoreCase)) return default;
        foreach (var c in primary)
            if (!char.IsAsciiLetter(c)) return default;
        return primary;
    }

    private static int ClassOf(ReadOnlySpan<char> primary)
    {
        for (var i = 0; i < Codes.Length; i++)
            if (primary.Equals(Codes[i], StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }

    private static string Intern(ReadOnlySpan<char> primary)
    {
        var known = ClassOf(primary);
        return known >= 0 ? Codes[known] : primary.ToString().ToLowerInvariant();
    }
}
