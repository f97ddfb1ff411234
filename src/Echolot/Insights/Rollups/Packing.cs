using System.Buffers.Binary;
using System.Text;

namespace Echolot.Insights.Rollups;

/// <summary>
/// Counts as bytes: numbers in seven bits a byte, texts with their length in front. A few kilobytes hold what would be
/// thousands of rows.
/// </summary>
internal static class Packing
{
    /// <summary>Counts by position; positions without a count take no room.</summary>
    public static byte[] Pack(ReadOnlySpan<int> counts)
    {
        var writer = new Writer();
        var last = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0) continue;
            writer.Number(i - last);
            writer.Number(counts[i]);
            last = i;
        }
        return writer.ToArray();
    }

    public static void Unpack(byte[] packed, Span<int> into)
    {
        var reader = new Reader(packed);
        for (var at = 0; !reader.AtEnd;)
        {
            at += (int)reader.Number();
            into[at] += (int)reader.Number();
        }
    }

    /// <summary>Counts by a 64-bit number.</summary>
    public static byte[] Pack(IEnumerable<KeyValuePair<long, int>> counts)
    {
        var writer = new Writer();
        foreach (var (key, count) in counts)
        {
            writer.Whole(key);
            writer.Number(count);
        }
        return writer.ToArray();
    }

    public static void Unpack(byte[] packed, Dictionary<long, int> into)
    {
        var reader = new Reader(packed);
        while (!reader.AtEnd)
        {
            var key = reader.Whole();
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(into, key, out _) +=
                (int)reader.Number();
        }
    }

    /// <summary>Counts of words, each with a hash that is the same for small and capital letters.</summary>
    public static byte[] PackWords(IEnumerable<KeyValuePair<string, int>> counts)
    {
        var writer = new Writer();
        foreach (var (word, count) in counts)
        {
            writer.Whole(word.Aggregate(Mixing.Begin, (hash, c) => Mixing.Mix(hash, char.ToLowerInvariant(c))));
            writer.Number(count);
            writer.Text(word);
        }
        return writer.ToArray();
    }

    /// <summary>The text that begins at a place.</summary>
    public static string TextAt(byte[] packed, int at) => new Reader(packed.AsSpan(at)).Text();

    /// <summary>Counts by a text.</summary>
    public static byte[] Pack(IEnumerable<KeyValuePair<string, int>> counts)
    {
        var writer = new Writer();
        foreach (var (key, count) in counts)
        {
            writer.Text(key);
            writer.Number(count);
        }
        return writer.ToArray();
    }

    public static void Unpack(byte[] packed, Action<string, int> take)
    {
        var reader = new Reader(packed);
        while (!reader.AtEnd) take(reader.Text(), (int)reader.Number());
    }

    private sealed class Writer
    {
        private readonly MemoryStream _bytes = new();

        public void Number(long value)
        {
            for (; value >= 0x80; value >>= 7) _bytes.WriteByte((byte)(value | 0x80));
            _bytes.WriteByte((byte)value);
        }

        public void Whole(long value)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            _bytes.Write(bytes);
        }

        public void Text(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Number(bytes.Length);
            _bytes.Write(bytes);
        }

        public byte[] ToArray() => _bytes.ToArray();
    }

    internal ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public readonly bool AtEnd => _rest.IsEmpty;

        /// <summary>Bytes that are left.</summary>
        public readonly int Left => _rest.Length;

        /// <summary>Passes by a text.</summary>
        public void Skip()
        {
            var length = (int)Number();
            _rest = _rest[length..];
        }

        public long Number()
        {
            var (value, shift, at) = (0L, 0, 0);
            while ((_rest[at] & 0x80) != 0)
            {
                value |= (long)(_rest[at++] & 0x7f) << shift;
                shift += 7;
            }
            value |= (long)_rest[at++] << shift;
            _rest = _rest[at..];
            return value;
        }

        public long Whole()
        {
            var value = BinaryPrimitives.ReadInt64LittleEndian(_rest);
            _rest = _rest[8..];
            return value;
        }

        public string Text()
        {
            var length = (int)Number();
            var text = Encoding.UTF8.GetString(_rest[..length]);
            _rest = _rest[length..];
            return text;
        }
    }
}
