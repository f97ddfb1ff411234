using Echolot.Matching.Text;

namespace Echolot.Matching.Language;

/// <summary>
/// What parsing needs besides the tree that it makes: one for each thread, so that a hundred thousand queries in a row
/// leave no garbage. The longest query there may be takes about a megabyte.
/// </summary>
internal sealed class ParseMemory
{
    [ThreadStatic] private static ParseMemory? ofThread;

    private TokenBuffer? folded, plain;

    public List<Lexeme> Lexemes { get; } = [];

    /// <summary>Open brackets; true for those of a COUNT.</summary>
    public Stack<bool> Brackets { get; } = [];

    /// <summary>Parts of the groups that are being read, those of the outer ones first.</summary>
    public List<Node> Nodes { get; } = [];

    public List<Atom> Atoms { get; } = [];

    /// <summary>Empty; whoever takes it has done with it before the next query is read on this thread.</summary>
    public static ParseMemory Take()
    {
        var memory = ofThread ??= new();
        memory.Lexemes.Clear();
        memory.Brackets.Clear();
        memory.Nodes.Clear();
        memory.Atoms.Clear();
        return memory;
    }

    public TokenBuffer Buffer(bool isPlain) => isPlain
        ? plain ??= new(plain: true, patterns: true)
        : folded ??= new(plain: false, patterns: true);
}
