using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>The words of all queries of a segment with a number for each, by open addressing.</summary>
/// <remarks>
/// A slot is eight bytes, hash and place; at the place stand number, length and letters together, so that a word that
/// is there costs two lines of the cache and a word that is not mostly one.
/// </remarks>
internal sealed class AtomTable
{
    /// <summary>Units before the letters of a word: its number and length.</summary>
    private const int Head = 3;

    private readonly ulong[] slots;
    private readonly char[] words;

    /// <summary>
    /// One bit in eight to sixteen is set, by the upper bits of the hash: it says of most words that no query holds that
    /// they are not there, and stays in the first or second cache where the slots do not.
    /// </summary>
    private readonly ulong[] bits;

    private readonly int shift;

    public AtomTable(IReadOnlyCollection<KeyValuePair<string, int>> atoms)
    {
        // At most half full, so that the words of posts that no query holds mostly meet an empty slot at once.
        var size = 16;
        while (size < atoms.Count * 2) size *= 2;
        slots = new ulong[size];
        words = new char[atoms.Sum(atom => Head + atom.Key.Length) + SixteenLetters.Count];
        var bitCount = Math.Max(1024, size * 4);
        bits = new ulong[bitCount / 64];
        shift = 32 - int.Log2(bitCount);
        var end = 0;
        foreach (var (key, value) in atoms)
        {
            // Queries are shorter than the 65,535 letters that the length has room for.
            (words[end], words[end + 1], words[end + 2]) = ((char)value, (char)(value >> 16), (char)key.Length);
            key.CopyTo(0, words, end + Head, key.Length);
            var hash = TokenHash.Of(key);
            var at = hash & (size - 1);
            while (slots[at] != 0) at = (at + 1) & (size - 1);
            slots[at] = (ulong)hash << 32 | (uint)end;
            bits[hash >> shift >> 6] |= 1UL << (int)(hash >> shift);
            end += Head + key.Length;
        }
    }

    /// <summary>
    /// The number of the word, or -1. <paramref name="hash"/> is the <see cref="TokenHash"/> of it,
    /// never 0; behind the word may stand anything, but at least sixteen more units that can be read.
    /// </summary>
    public int Find(uint hash, ref char word, int length) =>
        SlotOf(hash) is var slot and >= 0 ? FindFrom(slot, hash, ref word, length) : -1;

    /// <summary>The first slot of a word with this hash, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int SlotOf(uint hash)
    {
        ref var slots = ref MemoryMarshal.GetArrayDataReference(this.slots);
        var mask = (uint)this.slots.Length - 1;
        for (var at = hash & mask; ; at = (at + 1) & mask)
        {
            var slot = Unsafe.Add(ref slots, at);
            if ((uint)(slot >> 32) == hash) return (int)at;
            if (slot == 0) return -1;
        }
    }

    /// <summary>As <see cref="Find"/>, where the first slot is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FindFrom(int first, uint hash, ref char word, int length)
    {
        ref var slots = ref MemoryMarshal.GetArrayDataReference(this.slots);
        var mask = (uint)this.slots.Length - 1;
        for (var at = (uint)first; ; at = (at + 1) & mask)
        {
            var slot = Unsafe.Add(ref slots, at);
            if ((uint)(slot >> 32) == hash && Is((uint)slot, ref word, length, out var value)) return value;
            if (slot == 0) return -1;
        }
    }

    /// <summary>0 where no word has this hash, else 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int MayHave(uint hash)
    {
        var bit = hash >> shift;
        return (int)(Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bits), bit >> 6) >> (int)bit & 1);
    }

    public IEnumerable<(string Word, int Value)> Words()
    {
        for (var at = 0; at < words.Length - SixteenLetters.Count; at += Head + words[at + 2])
            yield return (new string(words, at + Head, words[at + 2]), words[at] | words[at + 1] << 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(uint hash) =>
        Memory.Prefetch(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(slots), hash & ((uint)slots.Length - 1)));

    /// <summary>Asks for the word of a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchWord(int slot)
    {
        var place = (uint)Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(slots), slot);
        Memory.Prefetch(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(words), place));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Is(uint place, ref char word, int length, out int value)
    {
        ref var stored = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(words), place);
        value = stored | Unsafe.Add(ref stored, 1) << 16;
        if (Unsafe.Add(ref stored, 2) != length) return false;
        stored = ref Unsafe.Add(ref stored, Head);
        for (; length > SixteenLetters.Count; length -= SixteenLetters.Count)
        {
            if (SixteenLetters.At(ref stored) != SixteenLetters.At(ref word)) return false;
            stored = ref Unsafe.Add(ref stored, SixteenLetters.Count);
            word = ref Unsafe.Add(ref word, SixteenLetters.Count);
        }
        return SixteenLetters.AreSame(ref stored, ref word, length);
    }
}
