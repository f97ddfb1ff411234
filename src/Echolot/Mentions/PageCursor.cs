using System.Buffers.Text;
using System.Buffers.Binary;

namespace Echolot.Mentions;

/// <summary>Where a page ended, as text that callers pass back unread.</summary>
internal static class PageCursor
{
    public static string Write(long before)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, before);
        return Base64Url.EncodeToString(bytes);
    }

    /// <exception cref="ArgumentException">The text was not made by <see cref="Write"/>.</exception>
    public static long Read(string cursor)
    {
        Span<byte> bytes = stackalloc byte[8];
        if (Base64Url.IsValid(cursor, out var length) && length == 8 && Base64Url.TryDecodeFromChars(
            cursor, bytes, out _)
            && BinaryPrimitives.ReadInt64BigEndian(bytes) is >= 0 and var before) return before;
        throw new ArgumentException(
            "This is not a position in a list of mentions. Use the text of the field next of the page before, or leave it out to begin at the top.",
            nameof(cursor));
    }
}
