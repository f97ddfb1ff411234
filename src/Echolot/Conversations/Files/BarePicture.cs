using System.Buffers.Binary;

namespace Echolot.Conversations;

/// <summary>
/// Takes out of a picture what cameras and programs write beside it: where and when it was taken, by whom and with what. The
/// picture itself stays bit by bit.
/// </summary>
public static class BarePicture
{
    private const int Orientation = 0x0112;

    /// <summary>The picture alone; as it is where it is of another kind or cannot be read.</summary>
    public static byte[] Of(byte[] file, string type)
    {
        try
        {
            return type switch
            {
                "image/jpeg" => Jpeg(file),
                "image/png" => Png(file),
                "image/webp" => WebP(file),
                _ => file,
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            // It breaks off: whoever shows it says so.
            return file;
        }
    }

    /// <summary>Without Exif and XMP (APP1), IPTC (APP13) and remarks; how it is turned stays.</summary>
    private static byte[] Jpeg(ReadOnlySpan<byte> file)
    {
        using var bare = new MemoryStream(file.Length);
        bare.Write(file[..2]);
        var turned = 1;
        for (var at = 2; ;)
        {
            var marker = file.Slice(at, 2)[1];
            // The scan and everything behind it.
            if (file[at] != 0xFF || marker == 0xDA)
            {
                bare.Write(file[at..]);
                return bare.ToArray();
            }
            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(file.Slice(at + 2, 2));
            var segment = file.Slice(at, length);
            if (marker == 0xE1 && TurnedBy(segment) is > 1 and var by && turned == 1)
            {
                turned = by;
                bare.Write(Turned(by));
            }
            else if (marker is not (0xE1 or 0xED or 0xFE)) bare.Write(segment);
            at += length;
        }
    }

    /// <summary>Value of the tag Orientation in the first directory of an Exif segment; 1: as it is.</summary>
    private static int TurnedBy(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < 18 || !segment.Slice(4, 6).SequenceEqual("Exif\0\0"u8)) return 1;
        var tiff = segment[10..];
        var little = tiff[0] == (byte)'I';
        var directory = (int)Math.Min(int.MaxValue, Long(tiff.Slice(4, 4), little));
        for (var i = 0; i < Short(tiff.Slice(directory, 2), little); i++)
        {
            var entry = tiff.Slice(directory + 2 + i * 12, 12);
            if (Short(entry, little) == Orientation) return Short(entry[8..], little) is >= 1 and <= 8 and var by ? by : 1;
        }
        return 1;
    }

    private static int Short(ReadOnlySpan<byte> at, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);

    private static uint Long(ReadOnlySpan<byte> at, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);

    /// <summary>An Exif segment that says how the picture is turned and nothing else.</summary>
    private static byte[] Turned(int by) =>
    [
        0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)by, 0, 0, 0, 0, 0, 0,
    ];

    private static byte[] Png(ReadOnlySpan<byte> file)
    {
        using var bare = new MemoryStream(file.Length);
        bare.Write(file[..8]);
        for (var at = 8; at < file.Length;)
        {
            var chunk = file.Slice(at, checked((int)Math.Min(int.MaxValue - 12, BinaryPrimitives.ReadUInt32BigEndian(file.Slice(at, 4)))) + 12);
            var name = chunk.Slice(4, 4);
            if (!name.SequenceEqual("eXIf"u8) && !name.SequenceEqual("tEXt"u8) && !name.SequenceEqual("zTXt"u8)
                && !name.SequenceEqual("iTXt"u8) && !name.SequenceEqual("tIME"u8)) bare.Write(chunk);
            at += chunk.Length;
        }
        return bare.ToArray();
    }

    private static byte[] WebP(ReadOnlySpan<byte> file)
    {
        using var bare = new MemoryStream(file.Length);
        bare.Write(file[..12]);
        for (var at = 12; at < file.Length;)
        {
            var length = (int)Math.Min(int.MaxValue - 9, BinaryPrimitives.ReadUInt32LittleEndian(file.Slice(at + 4, 4)));
            // Chunks begin at even places; the last one may lack its filling byte.
            var chunk = file.Slice(at, Math.Min(8 + length + (length & 1), Math.Max(8 + length, file.Length - at)));
            var name = chunk[..4];
            if (name.SequenceEqual("VP8X"u8))
            {
                var head = chunk.ToArray();
                // The flags for Exif and XMP.
                head[8] &= 0b1111_0011;
                bare.Write(head);
            }
            else if (!name.SequenceEqual("EXIF"u8) && !name.SequenceEqual("XMP "u8)) bare.Write(chunk);
            at += chunk.Length;
        }
        var all = bare.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(all.AsSpan(4), (uint)(all.Length - 8));
        return all;
    }
}
