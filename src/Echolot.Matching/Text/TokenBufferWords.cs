using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Echolot.Matching.Text;

/// <summary>Words of simple letters, which most are.</summary>
internal sealed partial class TokenBuffer
{
    /// <summary>
    /// Words of nothing but simple letters are read here, in one go; what has marks, apostrophes or signs goes the long
    /// way.
    /// </summary>
    private void ReadWords(ReadOnlySpan<char> text, Scope scope)
    {
        ref var map = ref MemoryMarshal.GetArrayDataReference(this.map);
        ref var raw = ref MemoryMarshal.GetReference(text);
        var (i, length, folding) = (0, text.Length, !plain);
        while (i < length)
        {
            uint entry = Unsafe.Add(ref map, (nint)Unsafe.Add(ref raw, i));
            if (entry == Letters.Separator)
            {
                i++;
                continue;
            }
            if (entry == Letters.Complex)
            {
                i = ReadAt(text, i, scope);
                continue;
            }
            var (start, begin) = (i, foldedLength);
            ref var to = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(folded), begin);
            if (length - i >= SixteenLetters.Count
                && ShortWord(ref Unsafe.Add(ref raw, i), ref to) is var letters and > 0
                && Unsafe.Add(ref map, (nint)Unsafe.Add(ref raw, i + letters)) == Letters.Separator)
            {
                foldedLength = begin + letters;
                i += letters;
                Add(begin, foldedLength, position, position + 1, start, i, TokenKind.Word, scope);
                position++;
                continue;
            }
            nint end = 0;
            var afterVowel = 0UL;
            do
            {
                var c = Unsafe.Add(ref raw, i);
                entry = Unsafe.Add(ref map, (nint)c);
                if (entry <= Letters.Complex) break;
                if (folding)
                {
                    // Bits for A, O, U, a, o, u: nearly always enough to know that this e is no part of an umlaut.
                    if ((entry == 'e' ? afterVowel : 0) != 0 && IsPartOfUmlaut(ref raw, i, ref to, end))
                    {
                        afterVowel = 0;
                        continue;
                    }
                    afterVowel = 0x0020_8002_0020_8002UL >> (c & 63) & 1;
                }
                Unsafe.Add(ref to, end++) = (char)entry;
            }
            while (++i < length);
            if (i < length && entry == Letters.Complex) i = ReadWord(text, start, scope);
            else
            {
                foldedLength = begin + (int)end;
                Add(begin, foldedLength, position, position + 1, start, i, TokenKind.Word, scope);
                position++;
            }
        }
    }

    /// <summary>
    /// How many letters and digits of ASCII stand here, folded at one go; 0 where that are none, more than fifteen, or
    /// where there may be an umlaut written with e.
    /// </summary>
    /// <param name="raw">Sixteen units that can be read.</param>
    /// <param name="to">Sixteen units that can be written.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ShortWord(ref char raw, ref char to)
    {
        var typed = SixteenLetters.At(ref raw);
        var lower = typed | Vector256.Create((ushort)0x20);
        var isPart = IsWithin(lower, 'a', 'z') | IsWithin(typed, '0', '9');
        var count = BitOperations.TrailingZeroCount(~isPart.ExtractMostSignificantBits());
        if (count == SixteenLetters.Count) return 0;
        if (!plain)
        {
            var isVowel = (Is(lower, 'a') | Is(lower, 'o') | Is(lower, 'u')).ExtractMostSignificantBits();
            if ((isVowel << 1 & Is(lower, 'e').ExtractMostSignificantBits() & ((1 << count) - 1)) != 0) return 0;
        }
        lower.StoreUnsafe(ref Unsafe.As<char, ushort>(ref to));
        return count;
    }

    private static Vector256<ushort> Is(Vector256<ushort> letters, char letter) =>
        Vector256.Equals(letters, Vector256.Create((ushort)letter));

    private static Vector256<ushort> IsWithin(Vector256<ushort> letters, char first, char last) =>
        Vector256.LessThanOrEqual(letters - Vector256.Create((ushort)first), Vector256.Create((ushort)(last - first)));

    /// <summary>As <see cref="Fold"/> has it, but looking back instead of keeping what was there.</summary>
    private static bool IsPartOfUmlaut(ref char raw, int i, ref char to, nint end) =>
        Unsafe.Add(ref raw, i) is 'e' or 'E' && Unsafe.Add(ref raw, i - 1) is 'a' or 'o' or 'u' or 'A' or 'O' or 'U'
        && (end < 2 || !IsVowelOrQ(Unsafe.Add(ref to, end - 2)));
}
