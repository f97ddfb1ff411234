using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Echolot.Enrichment;

namespace Echolot.Bench.Training;

/// <summary>
/// <c>train-language CORPUS WEIGHTS</c>: learns <see cref="LanguageModel"/> from the folders that <c>corpus.sh</c>
/// fills, measures it on text kept apart, writes the weights.
/// </summary>
/// <remarks>
/// Multinomial logistic regression, AdaGrad (Duchi et al. 2011), one pass over samples drawn from a fixed seed: whole
/// sentences, fragments of up to four words, and single words, because posts are short. Text in the wrong folder
/// (manuals are half translated) is thrown out by a first rough model.
/// </remarks>
internal static class TrainLanguage
{
    private const int Rows = 1 << LanguageFeatures.Bits;

    public static int Run(string[] args)
    {
        var random = new Random(7);
        var corpora = LanguageModel.Codes.Select(c => Corpus.Read(Path.Combine(args[0], c))).ToArray();
        var samples = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 6_000_000;
        DropShared(corpora);
        var rough = Learn(corpora, 600_000, random);
        Clean(corpora, rough);
        var model = Learn(corpora, samples, random);
        Measure(model, corpora);
        if (args[1] == "-") return 0;
        using (var file = File.Create(args[1])) model.Write(file);
        Console.WriteLine($"{args[1]}: {new FileInfo(args[1]).Length:N0} bytes");
        return 0;
    }

    /// <summary><c>measure-language CORPUS WEIGHTS</c>: how well weights do on the text kept apart.</summary>
    public static int Measure(string[] args)
    {
        var corpora = LanguageModel.Codes.Select(c => Corpus.Read(Path.Combine(args[0], c))).ToArray();
        DropShared(corpora);
        using var file = File.OpenRead(args[1]);
        var model = LanguageModel.Read(file);
        Clean(corpora, model);
        Measure(model, corpora);
        return 0;
    }

    private static string Draw(Corpus corpus, Random random)
    {
        var kind = random.NextDouble();
        if (kind < .22) return Word(corpus, random);
        if (kind < .34) return Word(corpus, random) + " " + Word(corpus, random);
        var group = random.NextDouble();
        var list = corpus.Kinds.TryGetValue("posts", out var posts) && group < .3 ? posts
            : corpus.Kinds.TryGetValue("manual", out var manual) && group < .6 ? manual
            : corpus.Kinds["dialogue"];
        var text = list[random.Next(list.Count)];
        if (kind > .62) return text.Length > 280 ? text[..280] : text;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var take = Math.Min(words.Length, 1 + random.Next(4));
        return string.Join(' ', words.Skip(random.Next(words.Length - take + 1)).Take(take));
    }

    private static string Word(Corpus corpus, Random random) =>
        (random.Next(10) < 6 ? corpus.Common : corpus.Any).Draw(random);

    private static LanguageModel Learn(Corpus[] corpora, int samples, Random random)
    {
        var weights = new float[Rows * LanguageModel.Classes];
        var squares = new float[weights.Length];
        Array.Fill(squares, 1e-3f);
        var bias = new float[LanguageModel.Classes];
        // Half of what is read is ours, so a neighbour needs more evidence than one of the eight.
        for (var i = LanguageModel.Known; i < bias.Length; i++) bias[i] = -1.2f;
        Span<int> buckets = stackalloc int[LanguageFeatures.Limit];
        Span<float> share = stackalloc float[LanguageModel.Classes];
        var loss = 0d;
        for (var n = 0; n < samples; n++)
        {
            var truth = random.NextDouble() < .7
                ? random.Next(LanguageModel.Known)
                : random.Next(LanguageModel.Known, LanguageModel.Classes);
            var count = LanguageFeatures.Read(Draw(corpora[truth], random), buckets).Count;
            if (count == 0) continue;
            var norm = 1 / MathF.Sqrt(count);
            Vector512<float> sum = default;
            foreach (var b in buckets[..count]) sum += Row(weights, b);
            for (var i = 0; i < share.Length; i++) share[i] = sum[i] * norm + bias[i];
            Softmax.Apply(share);
            loss -= Math.Log(share[truth] + 1e-9);
            share[truth] -= 1;
            var gradient = Vector512.Create<float>(share) * norm;
            var step = .25f * (1 - .9f * n / samples);
            foreach (var b in buckets[..count])
            {
                ref var w = ref MemoryMarshal.GetArrayDataReference(weights);
                ref var s = ref MemoryMarshal.GetArrayDataReference(squares);
                var at = (nuint)(b * LanguageModel.Classes);
                var square = Vector512.LoadUnsafe(ref s, at) + gradient * gradient;
                square.StoreUnsafe(ref s, at);
                var weight = Vector512.LoadUnsafe(ref w, at);
                (weight - gradient / Vector512.Sqrt(square) * step - weight * 2e-6f).StoreUnsafe(ref w, at);
            }
            if ((n + 1) % 500_000 == 0)
            {
                Console.WriteLine($"{n + 1,10:N0} samples, loss {loss / 500_000:F4}");
                loss = 0;
            }
        }
        return Quantise(weights, bias);
    }

    private static Vector512<float> Row(float[] weights, int bucket) =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(weights), (nuint)(bucket * LanguageModel.Classes));

    /// <summary>One byte a weight; the step is chosen so that one weight in two thousand is cut.</summary>
    private static LanguageModel Quantise(float[] weights, float[] bias)
    {
        var sizes = weights.Where(w => w != 0).Select(MathF.Abs).Order().ToArray();
        var step = sizes[(int)(sizes.Length * .9995)] / 127;
        return new([.. weights.Select(w => (sbyte)Math.Clamp(MathF.Round(w / step), -127, 127))], bias, step);
    }

    /// <summary>Untranslated manuals are English or code: a line found in two languages shows neither.</summary>
    private static void DropShared(Corpus[] corpora)
    {
        var owners = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < corpora.Length; i++)
            foreach (var line in corpora[i].Kinds.Values.Concat(corpora[i].HeldOut.Values).SelectMany(l => l))
                owners[line] = owners.TryGetValue(line, out var other) && other != i ? -1 : i;
        foreach (var list in corpora.SelectMany(c => c.Kinds.Values.Concat(c.HeldOut.Values)))
            list.RemoveAll(line =>
                owners[line] < 0 || line.Count(c => char.IsLetter(c) || c == ' ') < line.Length * .85);
    }

    private static void Clean(Corpus[] corpora, LanguageModel rough)
    {
        foreach (var (corpus, truth) in corpora.Select((c, i) => (c, i)))
            foreach (var (kind, list) in corpus.Kinds.Concat(corpus.HeldOut))
            {
                var before = list.Count;
                // English is what is most often left untranslated, so it is thrown out sooner.
                list.RemoveAll(text =>
                    Guess(rough, text, out var sure) is var g && g != truth && sure > (g == 1 ? .6 : .9));
                if (before - list.Count > before / 50)
                    Console.WriteLine(
                        $"{corpus.Code} {kind}: {before - list.Count} of {before} lines were another language");
            }
    }

    private static int Guess(LanguageModel model, string text, out float sure)
    {
        Span<int> buckets = stackalloc int[LanguageFeatures.Limit];
        Span<float> share = stackalloc float[LanguageModel.Classes];
        model.Weigh(buckets[..LanguageFeatures.Read(text, buckets).Count], share);
        var best = Softmax.Apply(share);
        sure = share[best];
        return best;
    }

    private static void Measure(LanguageModel model, Corpus[] corpora)
    {
        Console.WriteLine("share right of sentences, word pairs, words of 5 letters, sayings, posts kept apart");
        for (var truth = 0; truth < LanguageModel.Classes; truth++)
        {
            var corpus = corpora[truth];
            var expected = truth < LanguageModel.Known ? corpus.Code : LanguageModel.Undetermined;
            var sentences = corpus.HeldOut.Where(k => k.Key != "saying").SelectMany(k => k.Value)
                .Where(t => t.Length > 40).ToList();
            var words = sentences.SelectMany(Corpus.Words).Where(w => w.Length >= 5).Distinct().ToList();
            var pairs = words.Zip(words.Skip(1), (a, b) => a + " " + b).Where((_, i) => i % 2 == 0).ToList();
            var sayings = corpus.HeldOut.GetValueOrDefault("saying") ?? [];
            var posts = corpus.HeldOut.GetValueOrDefault("posts") ?? [];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{corpus.Code}  {Right(sentences):F4}  {Right(pairs):F4}  {Right(words):F4}  "
                + $"{Right(sayings):F4}  {Right(posts):F4}  ({words.Count} words)"));

            double Right(List<string> texts) => texts.Count == 0
                ? double.NaN
                : texts.Count(t => model.Tell(t, null).Language == expected) / (double)texts.Count;
        }
    }
}
