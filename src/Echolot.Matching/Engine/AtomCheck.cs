using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>
/// A condition that asks only which of a few atoms are there, as most do: one of these, all of those, none of the
/// others. It is answered without a branch, because which words a post has cannot be foretold, and lies in half a line
/// of the cache or a whole one: two masks (the atoms of which one must be there, and those which all must), and up to
/// seven or fifteen atoms.
/// </summary>
internal static class AtomCheck
{
    /// <summary>Numbers of a check; a wide one has twice as many.</summary>
    public const int Width = 8;

    private const int Line = 64, AllShift = 16, OneMask = (1 << AllShift) - 1;

    /// <summary>An atom that is in every post, in a word of bits of its own.</summary>
    public static int Always(int atomCount) => (atomCount / 64 + 1) * 64;

    /// <summary>An atom that is in no post.</summary>
    public static int Never(int atomCount) => Always(atomCount) + 1;

    /// <summary>The bits of a post without atoms.</summary>
    public static ulong[] Nothing(int atomCount)
    {
        var bits = new ulong[atomCount / 64 + 2];
        bits[^1] = 1;
        return bits;
    }

    /// <summary>
    /// Appends the check that says the same as the code, if there is one, and gives what
    /// <see cref="Posting.Condition"/> calls it.
    /// </summary>
    /// <param name="code">One condition; empty: none.</param>
    /// <param name="atomCount">How many atoms the segment has.</param>
    /// <param name="checks">The checks so far.</param>
    /// <param name="condition">Twice the place, counted in <see cref="Width"/>, and one more for a wide check.</param>
    public static bool TryWrite(ReadOnlySpan<int> code, int atomCount, List<int> checks, out int condition)
    {
        condition = checks.Count / Width * 2;
        var asked = new Asked([], [], []);
        if (!code.IsEmpty && !asked.Read(code)) return false;
        if (asked.One.Count == 0)
        {
            // One that must be there may as well be the only one of which one must.
            asked.One.Add(asked.All.Count > 0 ? asked.All[0] : Always(atomCount));
            if (asked.All.Count > 0) asked.All.RemoveAt(0);
        }
        var (ones, needed) = (asked.One.Count, asked.One.Count + asked.All.Count);
        var count = needed + asked.None.Count;
        if (count >= Width * 2) return false;
        var width = count < Width ? Width : Width * 2;
        checks.Add((1 << needed) - (1 << ones) << AllShift | (1 << ones) - 1);
        checks.AddRange(asked.One);
        checks.AddRange(asked.All);
        checks.AddRange(asked.None);
        for (count++; count < width; count++) checks.Add(Never(atomCount));
        if (width > Width) condition++;
        return true;
    }

    /// <summary>The checks in a row that begins where a line of the cache does, as far as that can be had.</summary>
    public static (int[] Row, int First) Aligned(List<int> checks)
    {
        // What is small is in the cache anyway; what is pinned stays where it is.
        var isLarge = checks.Count > 1 << 14;
        var row = GC.AllocateUninitializedArray<int>(checks.Count + Line / sizeof(int), pinned: isLarge);
        var first = 0;
        if (isLarge)
        {
            var past = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(row, 0) & (Line - 1));
            first = (Line - past) % Line / sizeof(int);
        }
        checks.CopyTo(row, first);
        return (row, first);
    }

    /// <summary>1 where the check holds, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Holds(ref ulong there, ref int check) =>
        Holds(check, Lanes(ref there, ref Unsafe.Add(ref check, 1)));

    /// <summary>The same for a wide one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int HoldsWide(ref ulong there, ref int check) => Holds(check,
        Lanes(ref there, ref Unsafe.Add(ref check, 1)) | Lanes(ref there, ref Unsafe.Add(ref check, 8)) << 7
        | Lane(ref there, ref check, 15) << 14);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Holds(int masks, int lanes)
    {
        var isOne = (lanes & masks & OneMask) != 0;
        var areAll = (lanes & ~masks & OneMask) == (int)((uint)masks >> AllShift);
        return Unsafe.BitCast<bool, byte>(isOne) & Unsafe.BitCast<bool, byte>(areAll);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Lanes(ref ulong there, ref int atoms) =>
        Lane(ref there, ref atoms, 0) | Lane(ref there, ref atoms, 1) << 1 | Lane(ref there, ref atoms, 2) << 2
        | Lane(ref there, ref atoms, 3) << 3 | Lane(ref there, ref atoms, 4) << 4 | Lane(ref there, ref atoms, 5) << 5
        | Lane(ref there, ref atoms, 6) << 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Lane(ref ulong there, ref int atoms, int lane)
    {
        var atom = (uint)Unsafe.Add(ref atoms, lane);
        return (int)(Unsafe.Add(ref there, atom >> 6) >> (int)atom) & 1;
    }

    /// <summary>What a condition asks for, where it can be said by three lists.</summary>
    private readonly record struct Asked(List<int> One, List<int> All, List<int> None)
    {
        public bool Read(ReadOnlySpan<int> code)
        {
            var head = code[0];
            var rest = code[1..];
            var (number, isNegated) = (head >> Code.NumberShift, (head & Code.Negated) != 0);
            if (Code.ScopeOf(head) != Scope.Any && Code.KindOf(head) is CodeKind.One or CodeKind.Any) return false;
            switch (Code.KindOf(head))
            {
                case CodeKind.One:
                    (isNegated ? None : All).Add(number);
                    return true;
                case CodeKind.Any when isNegated:
                    None.AddRange(rest[..number]);
                    return true;
                case CodeKind.Any when One.Count == 0:
                    One.AddRange(rest[..number]);
                    return true;
                case CodeKind.And:
                    for (var at = 0; at < number; at += Code.LengthOf(rest[at]))
                        if (!Read(rest[at..])) return false;
                    return true;
                default: return false;
            }
        }
    }
}
