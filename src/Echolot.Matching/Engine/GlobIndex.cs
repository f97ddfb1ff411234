using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>
/// All patterns of a set, so that a word costs its length and not the number of patterns: those with a literal start
/// are looked for at the start of the word, those with a literal end at its end, the others by their longest literal at
/// each letter. What a literal does not decide is checked against the whole pattern.
/// </summary>
internal sealed class GlobIndex
{
    private readonly record struct Entry(int Atom, string Pattern, bool Check);

    private readonly Literals starts = new(backwards: false), inner = new(backwards: false, anywhere: true);
    private readonly Literals ends = new(backwards: true);
    private readonly List<Entry> anything = [];

    public bool IsEmpty { get; private set; } = true;

    public void Add(string pattern, int atom)
    {
        IsEmpty = false;
        var first = pattern.AsSpan().IndexOfAny('*', '?');
        var last = pattern.AsSpan().LastIndexOfAny('*', '?');
        if (first < 0) starts.Add(pattern, new(atom, pattern, Check: true));
        else if (first > 0) starts.Add(pattern[..first], new(atom, pattern, Check: pattern[first..] != "*"));
        else if (last < pattern.Length - 1)
            ends.Add(pattern[(last + 1)..], new(atom, pattern, Check: pattern[..(last + 1)] != "*"));
        else
        {
            var literal = pattern.Split(['*', '?']).MaxBy(part => part.Length)!;
            if (literal.Length == 0) anything.Add(new(atom, pattern, Check: pattern != "*"));
            else inner.Add(literal, new(atom, pattern, Check: pattern != $"*{literal}*"));
        }
    }

    /// <summary>To be called once after the last <see cref="Add"/>.</summary>
    public void Complete()
    {
        starts.Complete();
        ends.Complete();
        inner.Complete();
    }

    public IEnumerable<(int Atom, string Pattern)> Patterns() =>
        starts.Entries().Concat(ends.Entries()).Concat(inner.Entries()).Concat(anything)
            .Select(entry => (entry.Atom, entry.Pattern));

    /// <summary>
    /// Reports the atoms of all patterns that tokens of these kinds match; for a token and atom perhaps more than once.
    /// </summary>
    public void Find(TokenBuffer buffer, TokenKind one, TokenKind other, Run run)
    {
        if (starts.Lengths != 0) starts.FindOutside(buffer, one, other, run);
        if (ends.Lengths != 0) ends.FindOutside(buffer, one, other, run);
        if (inner.Lengths != 0) inner.FindInside(buffer, one, other, run);
        if (anything.Count == 0) return;
        for (var i = 0; i < buffer.Tokens.Length; i++)
        {
            ref readonly var token = ref buffer.Tokens[i];
            if (token.Kind == one || token.Kind == other) FindAnything(buffer.Text(token), run, i);
        }
    }

    /// <summary>Reports the atoms of all patterns that a value of a field matches.</summary>
    public void Find(ReadOnlySpan<char> value, Run run)
    {
        starts.Find(value, 0, run, -1);
        ends.Find(value, 0, run, -1);
        for (var i = 0; i < value.Length && inner.Lengths != 0; i++) inner.Find(value, i, run, -1);
        FindAnything(value, run, -1);
    }

    private void FindAnything(ReadOnlySpan<char> word, Run run, int token)
    {
        foreach (var entry in anything)
            if (!entry.Check || Glob.Matches(entry.Pattern, word)) run.Found(entry.Atom, token);
    }

    /// <summary>
    /// Literals that begin at a place. The first four letters (or all, of shorter ones) decide by one bit of a small
    /// table whether anything can be there, which nearly always it cannot. Literals with the same beginning stand
    /// sorted; the longest that is there is found by halving, and each knows the next shorter one that it starts with.
    /// So a place costs the logarithm of the number of literals and the literals that are there, however alike they are.
    /// </summary>
    /// <param name="backwards">Literals are read from their last letter, and places from the end of the word.</param>
    /// <param name="anywhere">At each letter, not only where a word begins or ends.</param>
    private sealed class Literals(bool backwards, bool anywhere = false)
    {
        private const int MaxGram = 4;

        /// <summary>So many literals with the same beginning are looked at one after the other.</summary>
        private const int Few = 4;

        private const ulong Step = 0xD6E8_FEB8_6659_FD93;

        private readonly Dictionary<string, List<Entry>> added = new(StringComparer.Ordinal);
        private string[] literals = [];
        private Entry[][] entries = [];
        private int[] shorter = [];

        /// <summary>The literals one after the other as they stand in words, and where each begins.</summary>
        private char[] letters = [];
        private int[] begins = [];
        private ulong[] grams = [];
        private (int From, int To)[] buckets = [];
        private ulong[] bits = [];
        private int shift;

        /// <summary>For literals that are looked for anywhere in a word, with four letters or more.</summary>
        private GramSieve? sieve;

        /// <summary>Bit n - 1: some literal is looked for by its first n letters.</summary>
        public int Lengths { get; private set; }

        public void Add(string literal, Entry entry)
        {
            var key = backwards ? Reversed(literal) : literal;
            if (!added.TryGetValue(key, out var list)) added.Add(key, list = []);
            list.Add(entry);
        }

        public void Complete()
        {
            literals = [.. added.Keys];
            Array.Sort(literals, StringComparer.Ordinal);
            entries = [.. literals.Select(literal => added[literal].ToArray())];
            added.Clear();
            letters = [.. literals.SelectMany(literal => backwards ? Reversed(literal) : literal)];
            begins = new int[literals.Length + 1];
            for (var i = 0; i < literals.Length; i++) begins[i + 1] = begins[i] + literals[i].Length;
            shorter = new int[literals.Length];
            var size = 16;
            while (size < literals.Length * 2) size *= 2;
            (grams, buckets) = (new ulong[size], new (int, int)[size]);
            // 4 KB are never much; with 32 bits a literal one place in fifty or so is looked at in vain.
            var bitCount = Math.Max(1 << 15, size * 16);
            bits = new ulong[bitCount / 64];
            shift = 64 - int.Log2(bitCount);
            for (var i = 0; i < literals.Length; i++) Place(i);
            if (anywhere) sieve = new([.. literals.Where(literal => literal.Length >= MaxGram)]);
        }

        private void Place(int i)
        {
            var literal = literals[i];
            var length = Math.Min(MaxGram, literal.Length);
            var gram = GramOf(literal, length);
            Lengths |= 1 << (length - 1);
            var hash = gram * Step >> shift;
            bits[hash >> 6] |= 1UL << (int)hash;
            var slot = SlotOf(gram);
            ref var bucket = ref buckets[slot];
            if (grams[slot] == 0) (grams[slot], bucket) = (gram, (i, i));
            bucket.To = i + 1;
            for (shorter[i] = i - 1; shorter[i] >= bucket.From; shorter[i] = shorter[shorter[i]])
                if (literal.StartsWith(literals[shorter[i]], StringComparison.Ordinal)) return;
            shorter[i] = -1;
        }

        private static string Reversed(string literal)
        {
            var letters = literal.ToCharArray();
            Array.Reverse(letters);
            return new(letters);
        }

        /// <summary>The letters as they stand in a word.</summary>
        private ulong GramOf(string literal, int length)
        {
            var gram = literal[..length];
            return FourLetters.Of(backwards ? Reversed(gram) : gram);
        }

        private int SlotOf(ulong gram)
        {
            var at = (int)(gram * Step >> 32) & (grams.Length - 1);
            while (grams[at] != 0 && grams[at] != gram) at = (at + 1) & (grams.Length - 1);
            return at;
        }

        public IEnumerable<Entry> Entries() => entries.SelectMany(list => list);

        /// <summary>Reports the literals that tokens start with, or end with.</summary>
        public void FindOutside(TokenBuffer buffer, TokenKind one, TokenKind other, Run run)
        {
            var tokens = buffer.Tokens;
            ref var letters = ref buffer.Letters0;
            if ((Lengths & 8) != 0)
            {
                var maybe = run.Scratch(tokens.Length);
                var count = 0;
                var filter = new Filter(bits, shift);
                var (lastFour, isBackwards) = (-MaxGram, backwards);
                for (var i = 0; i < tokens.Length; i++)
                {
                    ref readonly var token = ref tokens[i];
                    var at = token.FoldStart + (isBackwards ? token.FoldLength + lastFour : 0);
                    maybe[count] = i;
                    // Without a branch: which words begin like a literal cannot be foretold.
                    count += filter.MayBe(FourLetters.At(ref Unsafe.Add(ref letters, at)));
                }
                foreach (var i in maybe[..count])
                {
                    ref readonly var token = ref tokens[i];
                    if (token.FoldLength < MaxGram || token.Kind != one && token.Kind != other) continue;
                    var at = token.FoldStart + (backwards ? token.FoldLength - MaxGram : 0);
                    Report(FourLetters.At(ref Unsafe.Add(ref letters, at)), buffer.Text(token), 0, run, i);
                }
            }
            if ((Lengths & 7) == 0) return;
            for (var i = 0; i < tokens.Length; i++)
                if (tokens[i].Kind == one || tokens[i].Kind == other) FindShort(buffer.Text(tokens[i]), 0, run, i);
        }

        /// <summary>Reports the literals that stand anywhere in tokens.</summary>
        public void FindInside(TokenBuffer buffer, TokenKind one, TokenKind other, Run run)
        {
            var tokens = buffer.Tokens;
            if ((Lengths & 8) != 0)
            {
                ref var letters = ref buffer.Letters0;
                var maybe = run.Scratch(buffer.LettersEnd + GramSieve.Lanes);
                var count = sieve!.Sift(ref letters, TokenBuffer.Lead, buffer.LettersEnd, maybe);
                var from = 0;
                foreach (var at in maybe[..count])
                {
                    var gram = FourLetters.At(ref Unsafe.Add(ref letters, at));
                    // Tokens stand in the order of their letters; those of one word may share them.
                    while (from < tokens.Length && tokens[from].FoldStart + tokens[from].FoldLength <= at) from++;
                    for (var i = from; i < tokens.Length && tokens[i].FoldStart <= at; i++)
                    {
                        ref readonly var token = ref tokens[i];
                        var before = at - token.FoldStart;
                        if (token.FoldLength - before < MaxGram || token.Kind != one && token.Kind != other) continue;
                        Report(gram, buffer.Text(token), before, run, i);
                    }
                }
            }
            if ((Lengths & 7) == 0) return;
            for (var i = 0; i < tokens.Length; i++)
            {
                if (tokens[i].Kind != one && tokens[i].Kind != other) continue;
                var word = buffer.Text(tokens[i]);
                for (var at = 0; at < word.Length; at++) FindShort(word, at, run, i);
            }
        }

        /// <summary>Reports what begins <paramref name="from"/> letters into the word, or from its end.</summary>
        public void Find(ReadOnlySpan<char> word, int from, Run run, int token)
        {
            if (word.Length - from >= MaxGram && (Lengths & 8) != 0) FindGram(word, from, MaxGram, run, token);
            if ((Lengths & 7) != 0) FindShort(word, from, run, token);
        }

        private void FindShort(ReadOnlySpan<char> word, int from, Run run, int token)
        {
            for (var n = 1; n < MaxGram && n <= word.Length - from; n++)
                if ((Lengths & 1 << (n - 1)) != 0) FindGram(word, from, n, run, token);
        }

        private void FindGram(ReadOnlySpan<char> word, int from, int n, Run run, int token)
        {
            var gram = FourLetters.Of(word.Slice(backwards ? word.Length - from - n : from, n));
            if (MayBe(gram) != 0) Report(gram, word, from, run, token);
        }

        /// <summary>0 where no literal is looked for by these letters, else 1.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private int MayBe(ulong gram) => new Filter(bits, shift).MayBe(gram);

        /// <summary>The table of bits at hand, so that a loop does not fetch it again at each place.</summary>
        private readonly ref struct Filter(ulong[] bits, int shift)
        {
            private readonly ref ulong first = ref MemoryMarshal.GetArrayDataReference(bits);
            private readonly int shift = shift;

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public int MayBe(ulong gram)
            {
                var hash = gram * Step >> shift;
                return (int)(Unsafe.Add(ref first, (nint)(hash >> 6)) >> (int)hash) & 1;
            }
        }

        private void Report(ulong gram, ReadOnlySpan<char> word, int from, Run run, int token)
        {
            var slot = SlotOf(gram);
            if (grams[slot] == 0) return;
            var (low, high) = buckets[slot];
            if (high - low <= Few)
            {
                for (var at = low; at < high; at++)
                    if (IsThere(at, word, from)) ReportAll(at, word, run, token);
                return;
            }
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                if (Compare(literals[middle], word, from) <= 0) low = middle + 1;
                else high = middle;
            }
            // Whatever is there is the last literal not behind the word in order, or a beginning of that.
            for (var at = low - 1; at >= buckets[slot].From; at = shorter[at])
            {
                if (IsThere(at, word, from)) ReportAll(at, word, run, token);
            }
        }

        private void ReportAll(int at, ReadOnlySpan<char> word, Run run, int token)
        {
            foreach (ref readonly var entry in entries[at].AsSpan())
                if (!entry.Check || Glob.Matches(entry.Pattern, word)) run.Found(entry.Atom, token);
        }

        private int Compare(string literal, ReadOnlySpan<char> word, int from)
        {
            for (var i = 0; i < literal.Length; i++)
            {
                if (from + i == word.Length) return 1;
                var order = literal[i] - (backwards ? word[^(from + i + 1)] : word[from + i]);
                if (order != 0) return order;
            }
            return 0;
        }

        private bool IsThere(int at, ReadOnlySpan<char> word, int from)
        {
            var literal = letters.AsSpan(begins[at]..begins[at + 1]);
            if (literal.Length > word.Length - from) return false;
            var start = backwards ? word.Length - from - literal.Length : from;
            return word.Slice(start, literal.Length).SequenceEqual(literal);
        }
    }
}
