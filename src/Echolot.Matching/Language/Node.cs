using Echolot.Matching.Text;

namespace Echolot.Matching.Language;

internal enum AtomKind : byte
{
    Word, Glob, Hashtag, HashtagGlob, Mention, MentionGlob, Emoji, Fuzzy1, Fuzzy2, Inflected, Compound,
}

/// <summary>
/// How far a term is compared as typed: not, with accents and signs (<c>+"…"</c>), or with capitals too (<c>{…}</c>).
/// </summary>
internal enum Raw : byte { None, Accents, Exact }

/// <summary>One folded word, sign word or emoji as it is looked up; globs keep <c>*</c> and <c>?</c>.</summary>
internal readonly record struct Atom(AtomKind Kind, string Key)
{
    public bool IsGlob => Kind is AtomKind.Glob or AtomKind.HashtagGlob or AtomKind.MentionGlob;

    /// <summary>How many letters may differ.</summary>
    public int Edits => Kind switch { AtomKind.Fuzzy1 => 1, AtomKind.Fuzzy2 => 2, _ => 0 };
}

/// <summary>Fields whose whole value is asked for.</summary>
internal enum ValueField : byte
{
    Lang, Source, Author, Site, Has, Is, AuthorId, Host, Tld, Url, Links, Channel, Thread, ReplyTo, Verified, Country,
    Region, City, SourceType, AuthorBio, Class,
}

/// <summary>Fields whose value is a number.</summary>
internal enum RangeField : byte { Followers, Engagement, Reach, Rating, Bot, Hour }

/// <summary>A query as a tree. Equality is that of meaning as written: same shape, same folded words.</summary>
internal abstract class Node : IEquatable<Node>
{
    public abstract bool Equals(Node? other);

    public abstract override int GetHashCode();

    public override bool Equals(object? obj) => obj is Node node && Equals(node);

    protected static int HashOf(IEnumerable<Node> nodes)
    {
        var hash = new HashCode();
        foreach (var node in nodes) hash.Add(node);
        return hash.ToHashCode();
    }
}

/// <summary>A word, or words in a row.</summary>
internal sealed class WordsNode(
    Scope scope, Atom[] atoms, string surface, Raw raw = Raw.None, WordForms forms = WordForms.AsTyped) : Node
{
    public Scope Scope { get; } = scope;

    public Atom[] Atoms { get; } = atoms;

    /// <summary>As typed, without quotation marks.</summary>
    public string Surface { get; } = surface;

    public Raw Raw { get; } = raw;

    /// <summary>As asked for; <see cref="Atoms"/> that have no forms are looked for as they are all the same.</summary>
    public WordForms Forms { get; } = forms;

    public override bool Equals(Node? other) =>
        other is WordsNode words && words.Scope == Scope && words.Raw == Raw
            && words.Atoms.AsSpan().SequenceEqual(Atoms)
        && (Raw == Raw.None || Surface.Equals(words.Surface,
            Raw == Raw.Exact ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase));

    public override int GetHashCode() => HashCode.Combine(Scope, Atoms.Length, Atoms[0], Atoms[^1]);
}

/// <summary>A field has a value, as a whole; <see cref="Value"/> is normalised and may hold wildcards.</summary>
internal sealed class ValueNode(ValueField field, string value, string surface) : Node
{
    public ValueField Field { get; } = field;

    public string Value { get; } = value;

    public string Surface { get; } = surface;

    public bool IsGlob => Value.AsSpan().ContainsAny('*', '?');

    public override bool Equals(Node? other) => other is ValueNode node && node.Field == Field && node.Value == Value;

    public override int GetHashCode() => HashCode.Combine(Field, Value);
}

/// <summary>
/// A number lies between two, themselves included unless <see cref="Above"/> or <see cref="Below"/>; what is not known
/// lies nowhere.
/// </summary>
internal sealed class RangeNode(RangeField field, double min, double max, bool above = false, bool below = false) : Node
{
    public RangeField Field { get; } = field;

    public double Min { get; } = min;

    public double Max { get; } = max;

    public bool Above { get; } = above;

    public bool Below { get; } = below;

    public override bool Equals(Node? other) => other is RangeNode range && range.Field == Field
        && (range.Min, range.Max, range.Above, range.Below).Equals((Min, Max, Above, Below));

    public override int GetHashCode() => HashCode.Combine(Field, Min, Max, Above, Below);
}

internal sealed class NotNode(Node part) : Node
{
    public Node Part { get; } = part;

    public override bool Equals(Node? other) => other is NotNode not && not.Part.Equals(Part);

    public override int GetHashCode() => ~Part.GetHashCode();
}

/// <summary>
/// All parts hold; parts that must hold come first, then the <see cref="NotNode"/>s. Never nested in itself.
/// </summary>
internal sealed class AndNode(Node[] parts) : Node
{
    public Node[] Parts { get; } = parts;

    public override bool Equals(Node? other) => other is AndNode and && and.Parts.AsSpan().SequenceEqual(Parts);

    public override int GetHashCode() => HashOf(Parts) * 3;
}

/// <summary>One part holds. Never nested in itself.</summary>
internal sealed class OrNode(Node[] parts) : Node
{
    public Node[] Parts { get; } = parts;

    public override bool Equals(Node? other) => other is OrNode or && or.Parts.AsSpan().SequenceEqual(Parts);

    public override int GetHashCode() => HashOf(Parts) * 5;
}

/// <summary>
/// Both sides occur in one field with at most <c>Distance - 1</c> tokens between them and without overlap;
/// ordered: the left side first. Sides are words, alternatives of words, or NEAR again; all of one scope.
/// With <see cref="Sentence"/> for a distance, both stand in one sentence.
/// </summary>
internal sealed class NearNode(Node left, Node right, int distance, bool ordered) : Node
{
    public const int Sentence = 0;

    public Node Left { get; } = left;

    public Node Right { get; } = right;

    public int Distance { get; } = distance;

    public bool Ordered { get; } = ordered;

    public override bool Equals(Node? other) =>
        other is NearNode near && near.Distance == Distance && near.Ordered == Ordered
        && near.Left.Equals(Left) && near.Right.Equals(Right);

    public override int GetHashCode() => HashCode.Combine(Left, Right, Distance, Ordered);
}

/// <summary>
/// Three or more terms, each at another place, in any order, of which no two have more than <c>Distance - 1</c> tokens
/// between them; all of one scope.
/// </summary>
internal sealed class WindowNode(Node[] parts, int distance) : Node
{
    public Node[] Parts { get; } = parts;

    public int Distance { get; } = distance;

    public override bool Equals(Node? other) =>
        other is WindowNode window && window.Distance == Distance && window.Parts.AsSpan().SequenceEqual(Parts);

    public override int GetHashCode() => HashOf(Parts) * 7 + Distance;
}

/// <summary>A term occurs at so many places or more.</summary>
internal sealed class CountNode(Node part, int least) : Node
{
    public Node Part { get; } = part;

    public int Least { get; } = least;

    public override bool Equals(Node? other) =>
        other is CountNode count && count.Least == Least && count.Part.Equals(Part);

    public override int GetHashCode() => HashCode.Combine(Part, Least);
}

internal static class Nodes
{
    /// <summary>Alternatives without nesting; one alternative is itself.</summary>
    public static Node Or(ReadOnlySpan<Node> parts)
    {
        if (parts.Length == 1) return parts[0];
        var count = 0;
        foreach (var part in parts) count += part is OrNode or ? or.Parts.Length : 1;
        var (flat, at) = (new Node[count], 0);
        foreach (var part in parts)
        {
            if (part is OrNode or)
            {
                or.Parts.CopyTo(flat, at);
                at += or.Parts.Length;
            }
            else flat[at++] = part;
        }
        return new OrNode(flat);
    }

    /// <summary>A conjunction without nesting, exclusions last.</summary>
    public static Node And(ReadOnlySpan<Node> parts)
    {
        if (parts.Length == 1) return parts[0];
        var count = 0;
        foreach (var part in parts) count += part is AndNode and ? and.Parts.Length : 1;
        var (flat, at) = (new Node[count], 0);
        foreach (var isExcluded in (ReadOnlySpan<bool>)[false, true])
        {
            foreach (var part in parts)
                foreach (var inner in part is AndNode and ? and.Parts.AsSpan() : [part])
                    if (inner is NotNode == isExcluded) flat[at++] = inner;
        }
        return new AndNode(flat);
    }

    public static Node Not(Node part) => part is NotNode not ? not.Part : new NotNode(part);

    /// <summary>
    /// Whether the query asks for something to be there; without it, it would match nearly everything.
    /// </summary>
    public static bool AsksForSomething(Node node) => node switch
    {
        NotNode => false,
        AndNode and => and.Parts.Any(AsksForSomething),
        OrNode or => or.Parts.All(AsksForSomething),
        _ => true,
    };

    /// <summary>Whether no field but title and text is asked for.</summary>
    public static bool AsksOnlyText(Node node) => node switch
    {
        ValueNode or RangeNode => false,
        NotNode not => AsksOnlyText(not.Part),
        AndNode and => and.Parts.All(AsksOnlyText),
        OrNode or => or.Parts.All(AsksOnlyText),
        // Below these stand words only.
        _ => true,
    };

    /// <summary>The scope of the words below a NEAR, or null where they differ.</summary>
    public static Scope? ScopeOf(Node node) => node switch
    {
        WordsNode words => words.Scope,
        NearNode near => ScopeOf(near.Left) is { } left && ScopeOf(near.Right) == left ? left : null,
        OrNode or => ScopeOf(or.Parts),
        WindowNode window => ScopeOf(window.Parts),
        _ => null,
    };

    private static Scope? ScopeOf(Node[] parts) =>
        parts.Select(ScopeOf).Distinct().ToArray() is [{ } only] ? only : null;
}
