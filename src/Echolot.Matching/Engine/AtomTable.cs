using System.Runtime.CompilerServices;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>The words of all queries of a segment, by open addressing over one blob of letters.</summary>
internal sealed class AtomTable
{
    private struct Slot
    {
        public uint Hash;
        public int Atom, Start, Length;
    }

    private readonly Slot[] slots;
    private readonly char[] letters;

    public AtomTable(IReadOnlyCollection<KeyValuePair<string, int>> atoms)
    {
        // At most half full, so that the words of posts that no query holds mostly meet an empty slot at once.
        var size = 16;
        while (size < atoms.Count * 2) size *= 2;
        slots = new Slot[size];
        letters = new char[atoms.Sum(atom => atom.Key.Length)];
        var end = 0;
        foreach (var (key, atom) in atoms)
        {
            key.CopyTo(0, letters, end, key.Length);
            var hash = TokenBuffer.HashOf(key);
            var at = hash & (size - 1);
            while (slots[at].Hash != 0) at = (at + 1) & (size - 1);
            slots[at] = new Slot { Hash = hash, Atom = atom, Start = end, Length = key.Length };
            end += key.Length;
        }
    }

    /// <summary>
    /// The atom of the word, or -1. <paramref name="hash"/> is <see cref="TokenBuffer.HashOf"/> of it, never 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(uint hash, ReadOnlySpan<char> word)
    {
        var slots = this.slots;
        var at = hash & (uint)(slots.Length - 1);
        while (true)
        {
            ref readonly var slot = ref slots[at];
            if (slot.Hash == hash && slot.Length == word.Length && word.SequenceEqual(letters.AsSpan(slot.Start, slot.Length)))
                return slot.Atom;
            if (slot.Hash == 0) return -1;
            at = (at + 1) & (uint)(slots.Length - 1);
        }
    }
}
