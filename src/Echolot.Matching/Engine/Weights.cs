using System.Collections.Frozen;
using Echolot.Matching.Language;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>
/// Guesses in what share of posts an atom occurs. Only speed depends on it: a query becomes a candidate through the
/// clause that the guess calls rarest.
/// </summary>
internal static class Weights
{
    private static readonly FrozenSet<string> Frequent = Folding.Words("""
        der die das den dem des ein eine einen einem einer und oder nicht ist sind war hat haben wird werden mit von zu zum
        zur im in an am auf aus bei für auch es ich du er sie wir ihr man sich so wie was wer wo wenn als dass daß aber nur
        noch schon mal mehr sehr ja nein doch da hier dann kann muss will alle immer nach über vor um durch bis ohne gegen
        the a an and or not is are was of to in on at for with from by it this that i you he she we they be have has as
        https http www com de rt co heute neue neuen gut ganz macht jetzt mir mich dir meine mein keine kein
        """).Split(' ').ToFrozenSet();

    /// <summary>Share of posts of which the number that a range asks for is known.</summary>
    public const double KnownNumber = 0.5;

    public static double Of(Atom atom) => atom.Kind switch
    {
        AtomKind.Word => OfWord(atom.Key),
        AtomKind.Glob => OfGlob(atom.Key),
        AtomKind.Emoji => 0.01,
        _ => atom.IsGlob ? 0.001 : 0.0001,
    };

    public static double Of(ValueNode value) => value.Field switch
    {
        ValueField.Lang => 0.7,
        ValueField.Source => 0.2,
        ValueField.AuthorId or ValueField.Url or ValueField.Links or ValueField.Thread or ValueField.ReplyTo => 0.0001,
        ValueField.Host or ValueField.Channel => 0.005,
        ValueField.Author => value.IsGlob ? 0.001 : 0.00001,
        ValueField.Site => 0.005,
        ValueField.Class => 0.1,
        ValueField.Region => 0.02,
        ValueField.City => 0.005,
        ValueField.AuthorBio => value.IsGlob ? 0.01 : 0.003,
        _ => 0.3,
    };

    private static double OfWord(string word) => Frequent.Contains(word) ? 0.2 : word.Length switch
    {
        1 => 0.05,
        2 => 0.02,
        3 => 0.008,
        4 => 0.004,
        5 => 0.002,
        <= 7 => 0.001,
        <= 10 => 0.0006,
        _ => 0.0003,
    };

    private static double OfGlob(string pattern)
    {
        var literals = pattern.AsSpan().Count('*') is var stars ? pattern.Length - stars - pattern.AsSpan().Count('?') : 0;
        var share = literals switch { 0 => 1, 1 => 0.9, 2 => 0.5, 3 => 0.2, 4 => 0.05, 5 => 0.02, <= 7 => 0.01, _ => 0.003 };
        return pattern[0] == '*' && pattern[^1] == '*' ? Math.Min(1, share * 1.5) : share;
    }
}
