using System.Runtime.CompilerServices;

namespace Echolot.Matching.Text;

/// <summary>Four UTF-16 units as one number.</summary>
internal static class FourLetters
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong At(ref char letter) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<char, byte>(ref letter));

    /// <summary>The first 1 to 4 of them, zeros for the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong First(ulong letters, int count) => letters & (ulong.MaxValue >> (64 - 16 * count));

    /// <summary>Four letters of a text, zeros behind its end.</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        var letters = 0UL;
        for (var i = Math.Min(4, text.Length) - 1; i >= 0; i--) letters = letters << 16 | text[i];
        return letters;
    }
}
