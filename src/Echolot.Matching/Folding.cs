using System.Text;
using Echolot.Matching.Text;

namespace Echolot.Matching;

/// <summary>Words as the matcher sees them, for full-text indexes that must agree with it.</summary>
public static class Folding
{
    [ThreadStatic] private static TokenBuffer? buffer;

    /// <summary>
    /// The folded words of a text in order, separated by one space: lower case, ä=ae=a, ö=oe=o, ü=ue=u, ß=ss,
    /// accents and apostrophes removed. Words of hashtags and mentions are words; emoji are left out. At the end stand the
    /// parts of words with an apostrophe (<c>Otto's</c>: <c>ottos … otto</c>).
    /// </summary>
    /// <remarks>The words hold letters and digits only, so any tokeniser that keeps those keeps them.</remarks>
    public static string Words(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var read = buffer ??= new TokenBuffer(plain: false);
        read.Clear();
        read.Read(text, Scope.Text);
        var words = new StringBuilder(text.Length);
        Append(words, read, TokenKind.Word);
        Append(words, read, TokenKind.Part);
        return words.ToString();
    }

    private static void Append(StringBuilder words, TokenBuffer read, TokenKind kind)
    {
        foreach (ref readonly var token in read.Tokens)
        {
            if (token.Kind != kind) continue;
            if (words.Length > 0) words.Append(' ');
            words.Append(read.Text(token));
        }
    }
}
