namespace Echolot.Enrichment;

/// <summary>
/// What of a post shows its language: for every word the character n-grams of 1 to 5 letters with the word's borders,
/// and the word itself (so that <c>und</c>, <c>the</c>, <c>ve</c> count as stop words), each hashed to a bucket.
/// Addresses, handles, hashtags, entities, digits, emoji and signs are left out: they are the same in every language.
/// </summary>
internal static class LanguageFeatures
{
    /// <summary>Buckets of the hash, as a power of two.</summary>
    public const int Bits = 17;

    /// <summary>Features read of one text; about 550 letters, more does not change the answer.</summary>
    public const int Limit = 3072;

    /// <summary>Letters of a word that are read; longer runs are noise or compounds whose rest adds nothing.</summary>
    private const int WordLimit = 40;

    private const char Border = '_';

    /// <summary>What was read.</summary>
    /// <param name="Count">Buckets written.</param>
    /// <param name="Letters">Letters of the Latin script.</param>
    /// <param name="Foreign">Letters of other scripts.</param>
    public readonly record struct Reading(int Count, int Letters, int Foreign);

    /// <summary>Writes the buckets of a text; stops when <paramref name="into"/> is full. Allocates nothing.</summary>
    public static Reading Read(ReadOnlySpan<char> text, Span<int> into)
    {
        var reading = Read(text, into, hashtags: false);
        // A post of nothing but hashtags still says something by them.
        return reading.Letters + reading.Foreign < 3 ? Read(text, into, hashtags: true) : reading;
    }

    private static Reading Read(ReadOnlySpan<char> text, Span<int> into, bool hashtags)
    {
        Span<char> word = stackalloc char[WordLimit + 2];
        word[0] = Border;
        int length = 1, count = 0, letters = 0, foreign = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (IsLatin(c))
            {
                if (length == 1 && Skipped(text, i) is var skip and > 0) { i += skip - 1; continue; }
                letters++;
                if (length <= WordLimit) word[length++] = Lower(c);
                continue;
            }
            if (length > 1)
            {
                if (c is '\'' or '’' && i + 1 < text.Length && IsLatin(text[i + 1]))
                {
                    if (length <= WordLimit) word[length++] = '\'';
                    continue;
                }
                if (c is >= '\u0300' and <= '\u036f')
                {
                    word[length - 1] = Compose(word[length - 1], c);
                    continue;
                }
                count = AddWord(word[..(length + 1)], into, count);
                length = 1;
                if (count == into.Length) break;
            }
            if (c is '@' or '&' || (c == '#' && !hashtags)) i += Skipped(text, i);
            else if (c > '\u036f' && char.IsLetter(c)) foreign++;
        }
        if (length > 1) count = AddWord(word[..(length + 1)], into, count);
        return new(count, letters, foreign);
    }

    /// <summary>Hashes one word between borders; the n-grams of one letter leave the borders out.</summary>
    private static int AddWord(Span<char> word, Span<int> into, int count)
    {
        word[^1] = Border;
        var whole = 0x9E3779B9u;
        for (var start = 0; start < word.Length; start++)
        {
            whole = (whole ^ word[start]) * 0x01000193u;
            var hash = 0x811C9DC5u;
            var end = Math.Min(word.Length, start + 5);
            for (var i = start; i < end; i++)
            {
                hash = (hash ^ word[i]) * 0x01000193u;
                if (i == start && word[i] == Border) continue;
                if (count == into.Length) return count;
                into[count++] = Bucket(hash);
            }
        }
        if (count < into.Length) into[count++] = Bucket(whole);
        return count;
    }

    private static int Bucket(uint hash)
    {
        hash = (hash ^ (hash >> 15)) * 0x2C1B3C6Du;
        return (int)((hash ^ (hash >> 13)) * 0x297A2D39u >> (32 - Bits));
    }

    /// <summary>Length of the address, handle, hashtag or entity that starts here; 0 where none does.</summary>
    private static int Skipped(ReadOnlySpan<char> text, int at)
    {
        var rest = text[at..];
        switch (rest[0])
        {
            case '@' or '#':
                var end = 1;
                while (end < rest.Length && (char.IsLetterOrDigit(rest[end]) || rest[end] is '_' or '-'
                    || (rest[0] == '@' && JoinsHandle(rest, end)))) end++;
                return end - 1;
            case '&':
                var semicolon = rest[..Math.Min(rest.Length, 9)].IndexOf(';');
                return semicolon > 1 ? semicolon : 0;
            case 'h' or 'H' or 'w' or 'W':
                if (!rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
                    && !rest.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
                    && !rest.StartsWith("www.", StringComparison.OrdinalIgnoreCase)) return 0;
                var blank = rest.IndexOfAny(" \t\r\n\u00a0");
                return blank < 0 ? rest.Length : blank;
            case 'R':
                return rest.StartsWith("RT @", StringComparison.Ordinal) ? 3 : 0;
            default:
                return 0;
        }
    }

    /// <summary>Dot and at of <c>@name.bsky.social</c> and <c>@name@instance.example</c>.</summary>
    private static bool JoinsHandle(ReadOnlySpan<char> rest, int at) =>
        rest[at] is '.' or '@' && at + 1 < rest.Length && char.IsLetter(rest[at + 1]);

    private static bool IsLatin(char c) =>
        c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= 'À' and <= 'ɏ' and not '×' and not '÷' or >= 'Ḁ' and <= 'ỿ';

    private static char Lower(char c) =>
        c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c < 'À' ? c : c == 'İ' ? 'i' : char.ToLowerInvariant(c);

    /// <summary>Letters that some keyboards and file names send as base letter and mark.</summary>
    private static char Compose(char letter, char mark) => (letter, mark) switch
    {
        ('a', '\u0308') => 'ä', ('o', '\u0308') => 'ö', ('u', '\u0308') => 'ü',
        ('e', '\u0301') => 'é', ('a', '\u0301') => 'á', ('i', '\u0301') => 'í', ('o', '\u0301') => 'ó',
        ('e', '\u0300') => 'è', ('a', '\u0300') => 'à', ('i', '\u0300') => 'ì', ('o', '\u0300') => 'ò',
        ('u', '\u0301') => 'ú', ('u', '\u0300') => 'ù', ('e', '\u0302') => 'ê', ('a', '\u0302') => 'â',
        ('c', '\u0327') => 'ç', ('s', '\u0327') => 'ş', ('n', '\u0303') => 'ñ', ('g', '\u0306') => 'ğ',
        ('e', '\u0328') => 'ę', ('a', '\u0328') => 'ą', ('z', '\u0307') => 'ż', _ => letter,
    };
}
