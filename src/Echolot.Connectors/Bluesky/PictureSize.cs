using System.Buffers.Binary;

namespace Echolot.Connectors.Bluesky;

/// <summary>Width and height of a picture, read from its head.</summary>
internal static class PictureSize
{
    /// <summary>In pixels as they are stored; null where the head does not tell.</summary>
    public static (int Width, int Height)? Of(ReadOnlySpan<byte> picture)
    {
        var size = picture switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] when picture.Length >= 24 => (
                BinaryPrimitives.ReadInt32BigEndian(picture[16..]), BinaryPrimitives.ReadInt32BigEndian(picture[20..])),
            [(byte)'G', (byte)'I', (byte)'F', ..] when picture.Length >= 10 => (Little(picture, 6), Little(picture, 8)),
            [0xFF, 0xD8, ..] => Jpeg(picture),
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] when picture.Length >= 30 => WebP(picture),
            _ => default,
        };
        return size is ( > 0, > 0) ? size : null;
    }

    // Segments one after the other until the one that begins the frame (ITU T.81, B.1.1.3): C0 to CF without C4, C8, CC.
    private static (int Width, int Height) Jpeg(ReadOnlySpan<byte> picture)
    {
        for (var at = 2; at + 9 <= picture.Length && picture[at] == 0xFF;)
        {
            var marker = picture[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return (BinaryPrimitives.ReadUInt16BigEndian(picture[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(picture[(at + 5)..]));
            at += marker == 0xFF ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(picture[(at + 2)..]);
        }
        return default;
    }

    private static (int Width, int Height) WebP(ReadOnlySpan<byte> picture) => picture[12..16] switch
    {
        [(byte)'V', (byte)'P', (byte)'8', (byte)'X'] => (1 + Three(picture, 24), 1 + Three(picture, 27)),
        [(byte)'V', (byte)'P', (byte)'8', (byte)' '] => (Little(picture, 26) & 0x3FFF, Little(picture, 28) & 0x3FFF),
        // Fourteen bits each, behind the signature.
        [(byte)'V', (byte)'P', (byte)'8', (byte)'L'] => (
            1 + (Little(picture, 21) & 0x3FFF),
            1 + (int)((BinaryPrimitives.ReadUInt32LittleEndian(picture[21..]) >> 14) & 0x3FFF)),
        _ => default,
    };

    private static int Little(ReadOnlySpan<byte> picture, int at) => BinaryPrimitives.ReadUInt16LittleEndian(picture[at..]);

    private static int Three(ReadOnlySpan<byte> picture, int at) => Little(picture, at) | picture[at + 2] << 16;
}
