using Echolot.Connectors.Bluesky;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Bluesky;

public sealed class PictureSizeTests
{
    [Theory]
    [InlineData("89504E470D0A1A0A0000000D49484452000002800000 01E0", 640, 480)]
    [InlineData("47494638396140013200", 320, 50)]
    [InlineData("FFD8 FFE0000401 01 FFC2 0011 08 01E0 0280 03", 640, 480)]
    [InlineData("52494646000000005745425056503858 0A000000 00000000 7F0200 DF0100", 640, 480)]
    [InlineData("52494646000000005745425056503820 0A000000 000000 9D012A 8002 E001", 640, 480)]
    [InlineData("5249464600000000574542505650384C 0A000000 2F 7FC27700 0000000000", 640, 480)]
    public void Width_and_height_stand_in_the_head_of_every_kind(string bytes, int width, int height) =>
        PictureSize.Of(Convert.FromHexString(bytes.Replace(" ", ""))).ShouldBe((width, height));

    [Fact]
    public void A_head_that_is_cut_off_or_of_another_kind_tells_nothing()
    {
        PictureSize.Of([]).ShouldBeNull();
        PictureSize.Of("%PDF-1.7"u8).ShouldBeNull();
        PictureSize.Of([0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0]).ShouldBeNull();
        var whole = Convert.FromHexString("89504E470D0A1A0A0000000D4948445200000280000001E0");
        for (var length = 0; length < whole.Length; length++) PictureSize.Of(whole.AsSpan(0, length)).ShouldBeNull();
    }
}
