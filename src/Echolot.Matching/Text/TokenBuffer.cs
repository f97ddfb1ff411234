using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Echolot.Matching.Text;

internal enum TokenKind : byte { Word, Part, Hashtag, Mention, Emoji }

/// <summary>Where in a post a term is looked for; a set of bits.</summary>
[Flags]
internal enum Scope : byte { Text = 1, Title = 2, Any = 3, Lead = 4 }

/// <summary>
/// A stretch of a post as the matcher sees it. Words and emoji stand at one position; a hashtag or mention spans the
/// words it is made of and stands beside them; parts of a word with an apostrophe stand at the word's position.
/// </summary>
internal struct Token
{
    public int FoldStart, FoldLength;
    public uint Hash;
    /// <summary>First position and the one after the last.</summary>
    public int Position, PositionEnd;
    /// <summary>UTF-16 units of the field it was read from.</summary>
    public int CharStart, CharEnd;
    public TokenKind Kind;
    public Scope Scope;
}

/// <summary>
/// Reads text into tokens over one buffer of folded letters; grows to the longest text seen and then allocates nothing.
/// The rules are those of docs/query-language.md. Not thread-safe.
/// </summary>
/// <param name="plain">Exact lower-cased tokens: no folding, no hashtags, no emoji.</param>
/// <param name="patterns"><c>*</c> and <c>?</c> are letters: for reading terms of a query.</param>
internal sealed partial class TokenBuffer(bool plain, bool patterns = false)
{
    /// <summary>
    /// In a pattern: an e that the word may or may not have, because what stands before it is a wildcard.
    /// </summary>
    public const char OptionalE = '\uFFFE';

    private const int MaxShorterHandles = 4, LeadLength = 200;

    /// <summary>Units behind the folded letters that may be read: hashing takes sixteen letters at a time.</summary>
    private const int Slack = 16;

    /// <summary>Units before the first letter that may be read, for the last four letters of a word of one.</summary>
    public const int Lead = 4;

    private readonly ushort[] map = plain ? Letters.Plain : Letters.Folded;
    private char[] folded = new char[patterns ? 128 : 1024];
    private int foldedLength = Lead;
    private Token[] tokens = new Token[patterns ? 8 : 128];
    private int count;
    private int position;

    // Of the word being read: its start, the last raw letter as far as umlauts care, and its apostrophes.
    private int wordStart;
    private char beforeVowel, openVowel;
    private int firstApostrophe, lastApostrophe, firstApostropheChar, lastApostropheChar;

    public ReadOnlySpan<Token> Tokens => tokens.AsSpan(0, count);

    /// <summary>The array behind <see cref="Tokens"/>; another one after a longer text.</summary>
    public Token[] Items => tokens;

    /// <summary>One more than the last position.</summary>
    public int Positions => position;

    public ReadOnlySpan<char> Text(in Token token) => folded.AsSpan(token.FoldStart, token.FoldLength);

    /// <summary>The folded letters of all tokens; at least sixteen more units can be read behind the last.</summary>
    public ref char Letters0 => ref MemoryMarshal.GetArrayDataReference(folded);

    /// <summary>One more than the place of the last folded letter; the first is at <see cref="Lead"/>.</summary>
    public int LettersEnd => foldedLength;

    public void Clear() => (foldedLength, count, position) = (Lead, 0, 0);

    /// <summary>Marks the words of the text that begin within its first 200 characters.</summary>
    public void MarkLead()
    {
        foreach (ref var token in tokens.AsSpan(0, count))
            if ((token.Scope & Scope.Text) != 0 && token.CharStart < LeadLength) token.Scope |= Scope.Lead;
    }

    /// <summary>Leaves so many positions empty that neither a phrase nor NEAR reaches across.</summary>
    public void Gap(int positions) => position += positions;

    /// <summary>Appends the tokens of a text.</summary>
    public void Read(ReadOnlySpan<char> text, Scope scope)
    {
        // A ligature folds to three letters, and hashtags and mentions are written a second time.
        EnsureFolded(text.Length * 8 + Slack);
        if (patterns)
        {
            var i = 0;
            while (i < text.Length)
            {
                if (map[text[i]] == Letters.Separator && text[i] is not ('*' or '?')) i++;
                else i = ReadAt(text, i, scope);
            }
        }
        else ReadWords(text, scope);
    }

    private int ReadAt(ReadOnlySpan<char> text, int i, Scope scope)
    {
        // Emoji of the first planes (U+1F000 to U+1F7FF) are no letters.
        if (plain && text[i] is '\uD83C' or '\uD83D')
            return i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? i + 2 : i + 1;
        if (map[text[i]] > Letters.Complex || IsWordAt(text, i)) return ReadWord(text, i, scope);
        return plain ? i + 1 : ReadSign(text, i, scope);
    }

    /// <summary>
    /// Folds a text as one word whose separators stay; the result lives until the next call of anything.
    /// </summary>
    public ReadOnlySpan<char> FoldWhole(ReadOnlySpan<char> text)
    {
        EnsureFolded(text.Length * 8 + Slack);
        var begin = foldedLength;
        var i = 0;
        while (i < text.Length)
        {
            BeginWord();
            var end = FoldRun(text, i, apostrophes: true);
            if (end == i) folded[foldedLength++] = text[end++];
            i = end;
        }
        return folded.AsSpan(begin, foldedLength - begin);
    }

    private int ReadWord(ReadOnlySpan<char> text, int start, Scope scope)
    {
        BeginWord();
        var end = FoldRun(text, start, apostrophes: true);
        if (foldedLength == wordStart) return end;
        Add(wordStart, foldedLength, position, position + 1, start, end, TokenKind.Word, scope);
        if (firstApostrophe >= 0) AddParts(start, end, scope);
        position++;
        return end;
    }

    /// <summary>Otto's is also Otto, l'Oréal also Oréal, rock'n'roll also rock and roll.</summary>
    private void AddParts(int start, int end, Scope scope)
    {
        var (whole, several) = (foldedLength, lastApostrophe != firstApostrophe);
        Add(wordStart, firstApostrophe, position, position + 1, start, firstApostropheChar, TokenKind.Part, scope);
        if (several) Add(wordStart, lastApostrophe, position, position + 1, start, lastApostropheChar, TokenKind.Part, scope);
        if (whole - firstApostrophe > 1)
            Add(firstApostrophe, whole, position, position + 1, firstApostropheChar + 1, end, TokenKind.Part, scope);
        if (several && whole - lastApostrophe > 1)
            Add(lastApostrophe, whole, position, position + 1, lastApostropheChar + 1, end, TokenKind.Part, scope);
    }

    private void BeginWord()
    {
        wordStart = foldedLength;
        beforeVowel = openVowel = '\0';
        firstApostrophe = lastApostrophe = -1;
    }

    /// <summary>Folds letters from <paramref name="i"/> on as far as the word goes; returns where it ended.</summary>
    private int FoldRun(ReadOnlySpan<char> text, int i, bool apostrophes)
    {
        var map = this.map;
        while (i < text.Length)
        {
            var c = text[i];
            var entry = map[c];
            if (entry > Letters.Complex)
            {
                if (plain) folded[foldedLength++] = (char)entry;
                else Fold(c, (char)entry);
                i++;
            }
            else if (patterns && c is '*' or '?')
            {
                if (c == '?' || foldedLength == wordStart || folded[foldedLength - 1] != '*') folded[foldedLength++] = c;
                (beforeVowel, openVowel) = ('*', '\0');
                i++;
            }
            else if (entry == Letters.Separator) break;
            else
            {
                var next = plain ? FoldPlainComplex(text, i) : FoldComplex(text, i, apostrophes);
                if (next == i) break;
                i = next;
            }
        }
        return i;
    }

    /// <summary>
    /// ä = ae = a: the e of ae, oe and ue is dropped, unless a vowel or q stands before the pair (neue, Bauer, Quelle)
    /// or the vowel is an umlaut already (Böe).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fold(char raw, char letter)
    {
        if (letter == 'e' && openVowel != '\0' && raw is 'e' or 'E')
        {
            openVowel = '\0';
            if (beforeVowel == '*') folded[foldedLength++] = OptionalE;
            beforeVowel = 'e';
            return;
        }
        if (letter is 'a' or 'o' or 'u')
        {
            var before = foldedLength == wordStart ? '\0' : folded[foldedLength - 1];
            openVowel = (raw | 0x20) == letter && !IsVowelOrQ(before) ? letter : '\0';
            beforeVowel = before is '*' or '?' ? '*' : before;
        }
        else openVowel = '\0';
        folded[foldedLength++] = letter;
    }

    private static bool IsVowelOrQ(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u' or 'q' or OptionalE;

    private int FoldPlainComplex(ReadOnlySpan<char> text, int i)
    {
        if (text[i] == 'İ')
        {
            folded[foldedLength++] = 'i';
            folded[foldedLength++] = '\u0307';
            return i + 1;
        }
        if (Rune.DecodeFromUtf16(text[i..], out var rune, out var used) != System.Buffers.OperationStatus.Done
            || !Letters.IsLetterOrDigit(Rune.GetUnicodeCategory(rune))) return i;
        foldedLength += Rune.ToLowerInvariant(rune).EncodeToUtf16(folded.AsSpan(foldedLength));
        return i + used;
    }

    /// <summary>
    /// Marks, joiners, apostrophes and long letters inside a word; returns <paramref name="i"/> where the word
    /// ends.
    /// </summary>
    private int FoldComplex(ReadOnlySpan<char> text, int i, bool apostrophes)
    {
        var c = text[i];
        if (Letters.IsApostrophe(c))
        {
            if (!apostrophes || foldedLength == wordStart || !IsWordAt(text, i + 1)) return i;
            if (firstApostrophe < 0) (firstApostrophe, firstApostropheChar) = (foldedLength, i);
            (lastApostrophe, lastApostropheChar) = (foldedLength, i);
            openVowel = '\0';
            return i + 1;
        }
        if (Letters.IsInvisible(c)) return foldedLength == wordStart ? i : i + 1;
        if (Rune.DecodeFromUtf16(text[i..], out var rune, out var used) != System.Buffers.OperationStatus.Done) return i;
        var category = Rune.GetUnicodeCategory(rune);
        if (Letters.IsMark(category))
        {
            if (foldedLength == wordStart) return i;
            openVowel = '\0';
            // Marks are accents over Latin and Greek but parts of letters in Thai and the scripts of India.
            if (folded[foldedLength - 1] >= 0x0900) AppendRaw(text.Slice(i, used));
            return i + used;
        }
        if (!Letters.IsLetterOrDigit(category)) return i;
        openVowel = '\0';
        AppendRaw(Letters.FoldLetter(rune));
        return i + used;
    }

    private void AppendRaw(ReadOnlySpan<char> letters)
    {
        letters.CopyTo(folded.AsSpan(foldedLength));
        foldedLength += letters.Length;
    }

    private bool IsWordAt(ReadOnlySpan<char> text, int i)
    {
        if (i >= text.Length) return false;
        var entry = map[text[i]];
        if (entry > Letters.Complex) return true;
        if (patterns && text[i] is '*' or '?') return true;
        if (entry == Letters.Separator) return false;
        return text[i] == 'İ' || Rune.DecodeFromUtf16(text[i..], out var rune, out _) == System.Buffers.OperationStatus.Done
            && Letters.IsLetterOrDigit(Rune.GetUnicodeCategory(rune));
    }

    private void Add(int foldStart, int foldEnd, int from, int to, int charStart, int charEnd, TokenKind kind, Scope scope)
    {
        if (count == tokens.Length) Array.Resize(ref tokens, count * 2);
        tokens[count++] = new Token
        {
            FoldStart = foldStart, FoldLength = foldEnd - foldStart,
            Hash = TokenHash.Of(ref folded[foldStart], foldEnd - foldStart),
            Position = from, PositionEnd = to, CharStart = charStart, CharEnd = charEnd, Kind = kind, Scope = scope,
        };
    }

    private void EnsureFolded(int more)
    {
        if (folded.Length - foldedLength < more) Array.Resize(ref folded, Math.Max(folded.Length * 2, foldedLength + more));
    }
}
