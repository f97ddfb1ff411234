using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Echolot.Bench.Training;

/// <summary>
/// Text of one language, by kind: the folder's <c>*.txt</c> (a sentence or paragraph a line), <c>*.mo</c> (GNU message
/// catalogues; names that start with <c>original</c> give the untranslated side) and <c>*.words</c> (count and word a
/// line).
/// </summary>
internal sealed class Corpus
{
    private static readonly Regex Markup =
        new("<[^>]{1,80}>|%[a-z0-9$.]+|\\{[^}]*\\}|\\$[\\w.|]+", RegexOptions.Compiled);

    private static readonly char[] BetweenWords = [.. " ,.!?:;\"()\n\t„“”«»…–/[]|*"];

    public required string Code { get; init; }
    /// <summary>Sentences to learn from, by kind (manual, dialogue, posts).</summary>
    public required Dictionary<string, List<string>> Kinds { get; init; }
    /// <summary>Sentences kept apart (one in twenty, and every saying).</summary>
    public required Dictionary<string, List<string>> HeldOut { get; init; }
    public required WordList Common { get; init; }
    public required WordList Any { get; init; }

    public static Corpus Read(string folder)
    {
        var kinds = new Dictionary<string, List<string>>();
        var heldOut = new Dictionary<string, List<string>>();
        var common = new Dictionary<string, double>(StringComparer.Ordinal);
        var any = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            if (name.EndsWith(".words", StringComparison.Ordinal))
            {
                foreach (var line in File.ReadLines(file))
                {
                    var blank = line.IndexOf(' ');
                    if (blank < 1 || !char.IsLetter(line[blank + 1])) continue;
                    var word = line[(blank + 1)..];
                    (name.StartsWith("common", StringComparison.Ordinal) ? common : any)[word] =
                        double.Parse(line.AsSpan(0, blank), CultureInfo.InvariantCulture);
                }
                continue;
            }
            var kind = name.Split('-', '.')[0] is var k && k == "original" ? "dialogue" : k;
            var lines = name.EndsWith(".mo", StringComparison.Ordinal)
                ? Catalogue(File.ReadAllBytes(file), original: name.StartsWith("original", StringComparison.Ordinal))
                : File.ReadLines(file);
            foreach (var line in lines)
            {
                var text = Markup.Replace(line, " ").Trim();
                if (text.Length < 8) continue;
                var apart = kind == "saying" || Hash(text) % 20 == 0;
                var to = apart ? heldOut : kinds;
                if (!to.TryGetValue(kind, out var list)) to[kind] = list = [];
                list.Add(text);
            }
        }
        foreach (var list in kinds.Values.Concat(heldOut.Values)) Distinct(list);
        if (common.Count == 0)
            foreach (var word in kinds.Values.SelectMany(l => l).SelectMany(Words))
                common[word] = common.GetValueOrDefault(word) + 1;
        if (any.Count == 0) foreach (var word in common.Keys) any[word] = 1;
        return new()
        {
            Code = Path.GetFileName(folder), Kinds = kinds, HeldOut = heldOut,
            Common = new(common, .6), Any = new(any, 0),
        };
    }

    public static IEnumerable<string> Words(string text) =>
        text.Split(BetweenWords, StringSplitOptions.RemoveEmptyEntries)
            .Where(w => w.Length > 1 && w.All(c => char.IsLetter(c) || c is '\'' or '’' or '-'));

    public static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text) hash = (hash ^ c) * 16777619u;
        return hash ^ (hash >> 16);
    }

    private static void Distinct(List<string> list)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        list.RemoveAll(l => !seen.Add(l));
    }

    /// <summary>The strings of a GNU message catalogue (format: gettext manual, "MO Files").</summary>
    private static IEnumerable<string> Catalogue(byte[] bytes, bool original)
    {
        int At(int offset) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(offset));
        if (At(0) != unchecked((int)0x950412de)) throw new InvalidDataException("Not a little-endian .mo file.");
        int count = At(8), table = At(original ? 12 : 16), ids = At(12);
        for (var i = 0; i < count; i++)
        {
            if (At(ids + i * 8) == 0) continue;
            var text = Encoding.UTF8.GetString(bytes, At(table + i * 8 + 4), At(table + i * 8));
            text = text.Split('\0')[0];
            text = text[(text.LastIndexOf('\u0004') + 1)..];
            if (text.IndexOf('^') is > 0 and < 60 and var caret) text = text[(caret + 1)..];
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries)) yield return line;
        }
    }
}

/// <summary>Words to draw from, each as often as its count to some power says.</summary>
internal sealed class WordList
{
    private readonly string[] _words;
    private readonly double[] _cumulated;

    public WordList(Dictionary<string, double> counts, double power)
    {
        _words = [.. counts.Keys.Order(StringComparer.Ordinal)];
        _cumulated = new double[_words.Length];
        var sum = 0d;
        for (var i = 0; i < _words.Length; i++) _cumulated[i] = sum += Math.Pow(counts[_words[i]], power);
    }

    public string Draw(Random random)
    {
        var at = Array.BinarySearch(_cumulated, random.NextDouble() * _cumulated[^1]);
        return _words[Math.Min(at < 0 ? ~at : at, _words.Length - 1)];
    }
}
