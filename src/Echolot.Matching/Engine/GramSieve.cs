using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>
/// Says where in a run of letters one of many literals may begin, eight places at a time: by one bit for each four
/// letters, cut to bytes, so that it lets too much through but nothing slip. Literals have four letters or more.
/// </summary>
internal sealed class GramSieve
{
    /// <summary>Places of <see cref="Sift"/> behind the end that may be named as well.</summary>
    public const int Lanes = 8;

    private const uint Step = 0x9E37_79B1;
    private const int MinBits = 1 << 15, BitsOfLiteral = 128, BitsOfWord = 32;

    private readonly uint[] bits;
    private readonly int shift;

    public GramSieve(IReadOnlyCollection<string> literals)
    {
        // 4 KB are never much; with 128 bits a literal one place in a hundred or two is named in vain.
        var bitCount = MinBits;
        while (bitCount < literals.Count * BitsOfLiteral) bitCount *= 2;
        bits = new uint[bitCount / BitsOfWord];
        shift = BitsOfWord - int.Log2(bitCount);
        foreach (var literal in literals)
        {
            var gram = 0u;
            for (var i = 3; i >= 0; i--) gram = gram << 8 | Math.Min(literal[i], byte.MaxValue);
            var hash = gram * Step >> shift;
            bits[hash / BitsOfWord] |= 1u << (int)hash;
        }
    }

    /// <summary>Writes the places, in their order, and says how many they are.</summary>
    /// <param name="letters">The letters; behind the end fifteen more can be read.</param>
    /// <param name="first">Place of the first letter.</param>
    /// <param name="end">One more than the place of the last.</param>
    /// <param name="places">Room for a number for each letter and <see cref="Lanes"/>.</param>
    public unsafe int Sift(ref char letters, int first, int end, Span<int> places)
    {
        var count = 0;
        ref var into = ref MemoryMarshal.GetReference(places);
        fixed (uint* words = bits)
        {
            for (var at = first; at < end; at += Lanes)
            {
                var grams = Grams(SixteenLetters.At(ref Unsafe.Add(ref letters, at)));
                var hashes = grams * Vector256.Create(Step) >>> shift;
                for (var named = Named(words, hashes); named != 0; named &= named - 1)
                    Unsafe.Add(ref into, count++) = at + BitOperations.TrailingZeroCount(named);
            }
        }
        return count;
    }

    /// <summary>The four letters from each of eight places on, a byte each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Grams(Vector256<ushort> letters)
    {
        var bytes = Vector128.NarrowWithSaturation(letters.GetLower(), letters.GetUpper());
        return Vector256.Shuffle(Vector256.Create(bytes, bytes), Vector256.Create(
            (byte)0, 1, 2, 3, 1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6,
            20, 21, 22, 23, 21, 22, 23, 24, 22, 23, 24, 25, 23, 24, 25, 26)).AsUInt32();
    }

    /// <summary>The bits at eight places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe uint Named(uint* words, Vector256<uint> places)
    {
        if (Avx2.IsSupported)
        {
            var found = Avx2.GatherVector256(words, (places >>> 5).AsInt32(), sizeof(uint));
            // The bit that is asked for goes to the front, where it is the sign.
            return Avx2.ShiftLeftLogicalVariable(found, ~places & Vector256.Create(31u)).ExtractMostSignificantBits();
        }
        var named = 0u;
        for (var lane = 0; lane < Lanes; lane++)
            named |= (words[places[lane] / BitsOfWord] >> (int)places[lane] & 1) << lane;
        return named;
    }
}
