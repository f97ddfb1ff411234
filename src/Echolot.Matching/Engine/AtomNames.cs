using System.Globalization;
using Echolot.Matching.Language;

namespace Echolot.Matching.Engine;

/// <summary>What atoms of a segment stand for, as one would write it in a query; for people, and slow.</summary>
internal sealed class AtomNames
{
    private readonly Dictionary<int, string> names = [];

    public AtomNames(Segment segment)
    {
        foreach (var (key, word) in segment.Atoms.Words()) names[word >> Segment.FlagBits] = NameOf(key);
        Add(segment.WordGlobs, "");
        Add(segment.TagGlobs, "");
        for (var field = 0; field < segment.ValueGlobs.Length; field++)
            Add(segment.ValueGlobs[field], Fields.NameOf((ValueField)field) + ":");
        for (var i = 0; i < segment.HasAtoms.Length; i++) names[segment.HasAtoms[i]] = $"has:{Fields.Has[i]}";
        for (var i = 0; i < segment.IsAtoms.Length; i++) names[segment.IsAtoms[i]] = $"is:{Fields.Is[i]}";
        for (var i = 0; i < segment.KnownNumbers.Length; i++)
            names[segment.KnownNumbers[i]] = $"{Fields.NameOf((RangeField)i)}:";
        foreach (var (atom, word, edits) in segment.Fuzzy.Words())
            names[atom] = string.Create(CultureInfo.InvariantCulture, $"{word}~{edits}");
        foreach (var (atom, name) in segment.Forms.Words) names[atom] = name;
        foreach (var (atom, words) in segment.WordPhrases.Phrases())
            names[atom] = '"' + string.Join(' ', words.Select(Of)) + '"';
    }

    public string Of(int atom) => names[atom];

    private void Add(GlobIndex globs, string field)
    {
        // Of the spellings of one pattern the shortest.
        foreach (var (atom, pattern) in globs.Patterns())
            if (!names.TryGetValue(atom, out var known) || known.Length > field.Length + pattern.Length)
                names[atom] = field + pattern;
    }

    private static string NameOf(string key) => key[0] == SegmentBuilder.ValueMark
        ? $"{Fields.NameOf((ValueField)(key[1] - '0'))}:{key[ValueBuffer.KeyMarks..]}"
        : key;
}
