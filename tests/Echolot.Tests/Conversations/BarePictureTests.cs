using System.Text;
using Echolot.Conversations;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class BarePictureTests
{
    private static readonly byte[] start = [0xFF, 0xD8];
    private static readonly byte[] frame = [0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0];
    private static readonly byte[] scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0xFF, 0x00, 0xE1, 42, 0xFF, 0xD9];

    [Fact]
    public void A_photo_loses_its_place_and_keeps_how_it_is_turned()
    {
        byte[] jfif = [0xFF, 0xE0, 0, 7, .. "JFIF\0"u8];
        // Little-endian: orientation 6 and a pointer to a place.
        var exif = Segment(0xE1, [.. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 2, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0x25, 0x88, 4, 0, 1, 0, 0, 0, 99, 0, 0, 0, 0, 0, 0, 0, .. "53.55N 9.99E"u8]);
        byte[] photo = [.. start, .. jfif, .. exif, .. Segment(0xE1, "http://ns.adobe.com/xap/1.0/\0<x/>"u8), .. Segment(0xED, "Photoshop"u8), .. Segment(0xFE, "Anna"u8), .. frame, .. scan];
        var bare = BarePicture.Of(photo, "image/jpeg");
        var text = Encoding.Latin1.GetString(bare);
        foreach (var gone in new[] { "53.55N", "adobe", "Photoshop", "Anna" }) text.ShouldNotContain(gone);
        bare[^scan.Length..].ShouldBe(scan);
        bare.ShouldBe([.. start, .. jfif, 0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0, .. frame, .. scan]);
        // Once more changes nothing, and one that stands upright gets no segment.
        BarePicture.Of(bare, "image/jpeg").ShouldBe(bare);
        BarePicture.Of([.. start, .. frame, .. scan], "image/jpeg").ShouldBe([.. start, .. frame, .. scan]);
    }

    [Fact]
    public void Remarks_of_other_kinds_of_pictures_are_left_out()
    {
        byte[] png = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A];
        byte[] head = Chunk("IHDR", new byte[13]), end = Chunk("IEND", []);
        BarePicture.Of([.. png, .. head, .. Chunk("tEXt", "Author\0Anna"u8), .. Chunk("eXIf", "II*\0"u8), .. end], "image/png")
            .ShouldBe([.. png, .. head, .. end]);
        byte[] vp8x = [.. "VP8X"u8, 10, 0, 0, 0, 0b0001_1100, 0, 0, 0, 0, 0, 0, 0, 0, 0], image = [.. "VP8 "u8, 3, 0, 0, 0, 1, 2, 3, 0];
        byte[] exif = [.. "EXIF"u8, 4, 0, 0, 0, .. "II*\0"u8], bareHead = [.. "VP8X"u8, 10, 0, 0, 0, 0b0001_0000, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        BarePicture.Of([.. "RIFF"u8, 52, 0, 0, 0, .. "WEBP"u8, .. vp8x, .. image, .. exif], "image/webp")
            .ShouldBe([.. "RIFF"u8, 34, 0, 0, 0, .. "WEBP"u8, .. bareHead, .. image]);
    }

    [Theory]
    [InlineData("image/jpeg")]
    [InlineData("image/png")]
    [InlineData("image/webp")]
    [InlineData("image/gif")]
    [InlineData("application/pdf")]
    public void What_cannot_be_read_stays_as_it_is(string type)
    {
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var file = new byte[random.Next(12, 80)];
            random.NextBytes(file);
            if (i % 2 == 0) (file[0], file[1], file[2]) = (0xFF, 0xD8, 0xFF);
            BarePicture.Of(file, type).Length.ShouldBeLessThanOrEqualTo(file.Length + 36);
        }
    }

    private static byte[] Segment(byte marker, ReadOnlySpan<byte> body) =>
        [0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body];

    private static byte[] Chunk(string name, ReadOnlySpan<byte> body) =>
        [0, 0, 0, (byte)body.Length, .. Encoding.ASCII.GetBytes(name), .. body, 1, 2, 3, 4];
}
