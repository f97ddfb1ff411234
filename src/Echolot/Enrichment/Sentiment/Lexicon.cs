using System.Collections.Frozen;
using System.Globalization;

namespace Echolot.Enrichment;

/// <summary>Words or signs with a valence, read from the embedded <c>lexicon-*.tsv</c>.</summary>
internal sealed class Lexicon
{
    /// <summary>A word found only by its stem may be another one.</summary>
    private const float StemTrust = .7f;

    private readonly FrozenDictionary<string, float>.AlternateLookup<ReadOnlySpan<char>> _exact;
    private readonly FrozenDictionary<string, float>.AlternateLookup<ReadOnlySpan<char>> _stems;
    private readonly FrozenSet<uint> _begins;
    private readonly bool _stemmed;

    /// <param name="names">Files, the first goes before the later ones.</param>
    /// <param name="stemmed">Find German words by their stem too.</param>
    /// <param name="range">Valence in the files that counts as 1.</param>
    public Lexicon(string[] names, bool stemmed = false, float range = 1)
    {
        var exact = new Dictionary<string, float>(StringComparer.Ordinal);
        var stems = new Dictionary<string, float>(StringComparer.Ordinal);
        _stemmed = stemmed;
        foreach (var name in names)
        {
            var resource = "Echolot.Enrichment.Sentiment." + name;
            using var stream = typeof(Lexicon).Assembly.GetManifestResourceStream(resource)
                ?? throw new InvalidDataException($"This build has no lexicon {name}: Sentiment/{name} is missing.");
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } line)
            {
                var tab = line.LastIndexOf('\t');
                if (tab < 1) continue;
                var valence = float.Parse(line.AsSpan(tab + 1), CultureInfo.InvariantCulture) / range;
                exact.TryAdd(line[..tab], valence);
            }
        }
        if (stemmed)
        {
            Span<char> stem = stackalloc char[GermanStem.Limit];
            foreach (var (word, valence) in exact)
                if (GermanStem.Of(word, stem) is > 3 and var length)
                    stems.TryAdd(stem[..length].ToString(), valence * StemTrust);
        }
        _begins = exact.Keys.Where(key => key.Length > 1).Select(key => Pair(key[0], key[1])).ToFrozenSet();
        _exact = exact.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _stems = stems.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public bool Knows(ReadOnlySpan<char> form) => _exact.ContainsKey(form);

    /// <summary>Whether something of two signs or more begins with these two.</summary>
    public bool MayBegin(char first, char second) => _begins.Contains(Pair(first, second));

    private static uint Pair(char first, char second) => (uint)first << 16 | second;

    /// <summary>Valence from −1 to 1; 0 where the word is unknown.</summary>
    public float Of(ReadOnlySpan<char> form)
    {
        if (_exact.TryGetValue(form, out var valence)) return valence;
        if (!_stemmed || form.Length < 4) return 0;
        Span<char> stem = stackalloc char[GermanStem.Limit];
        var length = GermanStem.Of(form, stem);
        return length > 3 && _stems.TryGetValue(stem[..length], out valence) ? valence : 0;
    }
}

/// <summary>
/// German stems after CISTEM (Weissweiler and Fraser, "Developing a Stemmer for German Based on a Comparative Analysis
/// of Publicly Available Stemmers", GSCL 2017): the participle's ge-, then -em, -er, -nd and -t, -e, -s, -n by turns.
/// </summary>
internal static class GermanStem
{
    public const int Limit = 64;

    /// <summary>Writes the stem of a word in lower case; returns its length, 0 where the word is too long.</summary>
    public static int Of(ReadOnlySpan<char> word, Span<char> into)
    {
        if (word.Length * 2 > into.Length) return 0;
        var length = 0;
        foreach (var c in word)
        {
            if (c == 'ß') { into[length++] = 's'; into[length++] = 's'; continue; }
            into[length++] = c switch { 'ä' => 'a', 'ö' => 'o', 'ü' => 'u', _ => c };
        }
        if (length >= 6 && into[0] == 'g' && into[1] == 'e')
        {
            into[2..length].CopyTo(into);
            length -= 2;
        }
        while (length > 3)
        {
            if (length > 5 && (into[(length - 2)..length] is "em" or "er" or "nd")) length -= 2;
            else if (into[length - 1] is 't' or 'e' or 's' or 'n') length--;
            else break;
        }
        return length;
    }
}
