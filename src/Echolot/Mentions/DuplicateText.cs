using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Echolot.Matching;

namespace Echolot.Mentions;

/// <summary>
/// Which mentions say the same: the words of the text without addresses, names of accounts, signs and case.
/// </summary>
internal static partial class DuplicateText
{
    /// <summary>Shorter texts ("Danke!", "Ja genau") are alike by chance.</summary>
    private const int FewestWords = 4;

    /// <summary>
    /// Number of the group, never 0; null where the text is too short to be told apart from a coincidence.
    /// </summary>
    /// <param name="words">Folded words of the text where they are at hand; used where there is nothing to leave
    /// out.</param>
    public static long? GroupOf(string text, string? words = null)
    {
        if (WordsOf(text, words) is not { } said) return null;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(said), hash);
        // Positive and small enough for a number in JavaScript and in an address (53 bits).
        return (BinaryPrimitives.ReadInt64BigEndian(hash) & ((1L << 53) - 1)) | 1;
    }

    /// <summary>Folded words that count; null where there are too few to be told apart from a coincidence.</summary>
    /// <inheritdoc cref="GroupOf" path="/param"/>
    public static string? WordsOf(string text, string? words = null)
    {
        // Nearly every text has none of these, and looking for them costs a tenth of the whole expression.
        if (words is null || text.AsSpan().ContainsAny(MayBeIgnored))
            words = Folding.Words(Ignored().Replace(text, " "));
        return words.AsSpan().Count(' ') + 1 < FewestWords ? null : words;
    }

    private static readonly SearchValues<string> MayBeIgnored =
        SearchValues.Create(["http://", "https://", "www.", "@", "RT", "via"], StringComparison.Ordinal);

    [GeneratedRegex(@"https?://\S+|www\.\S+|@[\w.\-]+(@[\w.\-]+)?|\b(?:RT|via)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Ignored();
}
