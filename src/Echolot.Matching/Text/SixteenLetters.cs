using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Echolot.Matching.Text;

/// <summary>Sixteen UTF-16 units at once, which most words fit into: no loop whose end cannot be foretold.</summary>
internal static class SixteenLetters
{
    public const int Count = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ushort> At(ref char letter) => Vector256.LoadUnsafe(ref Unsafe.As<char, ushort>(ref letter));

    /// <summary>The first 0 to 16 of them, zeros for the others; all sixteen have to be readable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ushort> First(ref char letter, int count) => At(ref letter) & Mask(count);

    /// <summary>Whether the first 0 to 16 units are the same; all sixteen have to be readable on both sides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreSame(ref char one, ref char other, int count) =>
        ((At(ref one) ^ At(ref other)) & Mask(count)) == Vector256<ushort>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Mask(int count) => Vector256.LoadUnsafe(
        ref MemoryMarshal.GetReference(Window), (nuint)(uint)(Count - count) * sizeof(char)).AsUInt16();

    /// <summary>Bytes, because spans of these are read from the program itself also where nothing is optimised.</summary>
    private static ReadOnlySpan<byte> Window =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];
}
