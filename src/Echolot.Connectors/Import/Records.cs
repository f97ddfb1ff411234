using System.Buffers;
using System.Runtime.CompilerServices;

namespace Echolot.Connectors.Import;

/// <summary>Whole records of a file: bytes, and where they lie.</summary>
/// <param name="FirstLine">Line where the first record begins, from 1.</param>
/// <param name="Broken">One line that is too long or opens a quote that is never closed; only its beginning is
/// here.</param>
internal readonly record struct RecordChunk(
    ReadOnlyMemory<byte> Bytes, long FirstLine, long EndByte, long EndLine, bool Broken);

/// <summary>
/// Cuts a stream into portions of whole records, so that reading can begin again at any portion's end. Works on bytes:
/// in UTF-8 and in every Windows code page quotes, delimiters and line ends are single bytes below 128.
/// </summary>
internal sealed class Records(Stream stream, byte? delimiter)
{
    /// <summary>Longest record; a longer one is mostly a quote that was never closed.</summary>
    public const int MaxRecord = 1 << 20;

    /// <summary>How much of a broken line is kept.</summary>
    public const int Kept = 64 * 1024;

    // Big enough that commits are few, small enough that a portion is taken in well under a second.
    private const int PortionBytes = 256 * 1024, PortionRecords = 500;

    private enum At { FieldStart, Plain, Quoted, QuoteInQuoted }

    /// <summary>Portions from the stream's place on, which is byte <paramref name="atByte"/> behind
    /// <paramref name="atLine"/> lines.</summary>
    public async IAsyncEnumerable<RecordChunk> ReadAsync(
        long atByte, long atLine, [EnumeratorCancellation] CancellationToken cancel,
        int portionRecords = PortionRecords)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(2 * MaxRecord);
        try
        {
            int start = 0, scanned = 0, filled = 0, recordEnd = 0, records = 0;
            long line = atLine, lineAtStart = atLine, lineAtRecordEnd = atLine;
            var at = At.FieldStart;
            var ended = false;
            while (true)
            {
                while (scanned < filled)
                {
                    var sign = buffer[scanned++];
                    if (sign == '\n') line++;
                    at = Next(at, sign);
                    if (at != At.FieldStart || sign != '\n') continue;
                    (recordEnd, lineAtRecordEnd) = (scanned, line);
                    if (++records >= portionRecords || recordEnd - start >= PortionBytes) break;
                }
                var full = records >= portionRecords || recordEnd - start >= PortionBytes;
                var last = ended && scanned == filled;
                if (filled - recordEnd > MaxRecord || (last && at == At.Quoted))
                {
                    if (recordEnd > start)
                    {
                        yield return new(
                            buffer.AsMemory(start, recordEnd - start), lineAtStart + 1,
                            atByte + recordEnd - start, lineAtRecordEnd, false);
                        atByte += recordEnd - start;
                        (start, lineAtStart) = (recordEnd, lineAtRecordEnd);
                    }
                    // Give up on this line only: the next one is tried as a new record.
                    var newline = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n');
                    var cut = newline < 0 ? filled : start + newline + 1;
                    var beginning = buffer.AsSpan(start, Math.Min(cut - start, Kept)).ToArray();
                    atByte += cut - start;
                    start = cut;
                    if (newline < 0)
                    {
                        (var skipped, filled) = await SkipLineAsync(buffer, cancel);
                        atByte += skipped;
                        start = 0;
                    }
                    yield return new(beginning, lineAtStart + 1, atByte, ++lineAtStart, true);
                    (scanned, recordEnd, records, at, line) = (start, start, 0, At.FieldStart, lineAtStart);
                    continue;
                }
                if (full || (last && filled > start))
                {
                    var end = full ? recordEnd : filled;
                    var endLine = full ? lineAtRecordEnd : line + (buffer[end - 1] == '\n' ? 0 : 1);
                    yield return new(
                        buffer.AsMemory(start, end - start), lineAtStart + 1, atByte + end - start, endLine, false);
                    atByte += end - start;
                    (start, recordEnd, records, lineAtStart) = (end, end, 0, endLine);
                    continue;
                }
                if (last) yield break;
                if (start > 0)
                {
                    buffer.AsSpan(start, filled - start).CopyTo(buffer);
                    (filled, scanned, recordEnd, start) = (filled - start, scanned - start, recordEnd - start, 0);
                }
                var read = await stream.ReadAsync(
                    buffer.AsMemory(filled, Math.Min(64 * 1024, buffer.Length - filled)), cancel);
                filled += read;
                ended = read == 0;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Drops the stream up to the next line end; what lies behind it stays at the beginning of the buffer.
    private async Task<(long Skipped, int Filled)> SkipLineAsync(byte[] buffer, CancellationToken cancel)
    {
        var bytes = 0L;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(0, 64 * 1024), cancel);
            if (read == 0) return (bytes, 0);
            var newline = buffer.AsSpan(0, read).IndexOf((byte)'\n');
            if (newline < 0)
            {
                bytes += read;
                continue;
            }
            buffer.AsSpan(newline + 1, read - newline - 1).CopyTo(buffer);
            return (bytes + newline + 1, read - newline - 1);
        }
    }

    // RFC 4180: a quote opens a field only at its beginning; a doubled one inside is text.
    private At Next(At at, byte sign)
    {
        if (delimiter is null) return sign == '\n' ? At.FieldStart : At.Plain;
        return at switch
        {
            At.Quoted => sign == '"' ? At.QuoteInQuoted : At.Quoted,
            At.QuoteInQuoted when sign == '"' => At.Quoted,
            At.FieldStart when sign == '"' => At.Quoted,
            _ when sign == delimiter || sign == '\n' => At.FieldStart,
            At.FieldStart when sign == '\r' => At.FieldStart,
            _ => At.Plain,
        };
    }
}
