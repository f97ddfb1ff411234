using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Echolot.Matching.Text;

/// <summary>Hashes of words, sixteen letters at a time.</summary>
internal static class TokenHash
{
    private const ulong Step = 0x9E37_79B9_7F4A_7C15;

    /// <summary>The hash of some letters, never 0.</summary>
    public static uint Of(ReadOnlySpan<char> letters)
    {
        var h = (ulong)letters.Length * Step;
        for (; letters.Length > SixteenLetters.Count; letters = letters[SixteenLetters.Count..])
            h = Mix(h, SixteenLetters.At(ref MemoryMarshal.GetReference(letters)));
        Span<char> last = stackalloc char[SixteenLetters.Count];
        last.Clear();
        letters.CopyTo(last);
        return Finish(Mix(h, SixteenLetters.At(ref MemoryMarshal.GetReference(last))));
    }

    /// <summary>The same; fifteen more units can be read behind the letters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ref char letters, int length)
    {
        var h = (ulong)length * Step;
        for (; length > SixteenLetters.Count; length -= SixteenLetters.Count)
        {
            h = Mix(h, SixteenLetters.At(ref letters));
            letters = ref Unsafe.Add(ref letters, SixteenLetters.Count);
        }
        return Finish(Mix(h, SixteenLetters.First(ref letters, length)));
    }

    /// <summary>Four products side by side, each by an odd number of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong h, Vector256<ushort> letters)
    {
        var fours = letters.AsUInt64();
        h = ((h ^ fours[0]) * Step) + (fours[1] * 0xD6E8_FEB8_6659_FD93) + (fours[2] * 0xC2B2_AE3D_27D4_EB4F)
            + (fours[3] * 0x1656_67B1_9E37_79F9);
        return h ^ h >> 32;
    }

    /// <summary>0 marks an empty slot in tables.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Finish(ulong h) => Math.Max(1, (uint)(h * Step >> 32));
}
