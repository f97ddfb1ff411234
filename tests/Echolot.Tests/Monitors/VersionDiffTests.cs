using Echolot.Monitors;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Monitors;

public sealed class VersionDiffTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("haus", "haus", "haus")]
    [InlineData("", "haus", "+haus")]
    [InlineData("haus AND garten", "haus OR garten", "haus -AND+OR garten")]
    [InlineData("(a OR b) NOT c", "(a OR b OR d) NOT c", "(a OR b+ OR d) NOT c")]
    [InlineData("verspät*", "verspätung", "-verspät*+verspätung")]
    [InlineData("a 👍", "a 👎", "a -👍+👎")]
    public void Words_that_came_and_went_are_told(string before, string after, string told) =>
        string.Concat(VersionDiff.Of(before, after).Select(piece => piece.Kind switch
        {
            DiffKind.Added => "+" + piece.Text,
            DiffKind.Removed => "-" + piece.Text,
            _ => piece.Text,
        })).ShouldBe(told);

    [Fact]
    public void What_stayed_and_went_is_the_text_before_and_what_stayed_and_came_the_text_after()
    {
        var random = new Random(7);
        string Made(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => "abcdefgh"[random.Next(8)]));
        for (var i = 0; i < 300; i++)
        {
            var (before, after) = (Made(random.Next(40)), Made(random.Next(40)));
            Check(before, after);
        }
        Check(Made(3000), Made(3000));
    }

    private static void Check(string before, string after)
    {
        var pieces = VersionDiff.Of(before, after);
        string Of(DiffKind kind) =>
            string.Concat(pieces.Where(p => p.Kind == DiffKind.Same || p.Kind == kind).Select(p => p.Text));
        (Of(DiffKind.Removed), Of(DiffKind.Added)).ShouldBe((before, after));
    }
}
