using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests;

public sealed class FoldingTests
{
    [Theory]
    [InlineData("Müller Mueller Muller MÜLLER Mu\u0308ller", "muller muller muller muller muller")]
    [InlineData("Straße STRASSE Strasse STRAẞE", "strasse strasse strasse strasse")]
    [InlineData("Ärger Aerger Arger, Öl Oel Ol", "arger arger arger ol ol ol")]
    [InlineData("neue Bauer Quelle Treue Feuer", "neue bauer quelle treue feuer")]
    [InlineData("Häuser Haeuser Säue Saeue Böen Boeen", "hauser hauser saue saue boen boen")]
    [InlineData("Café Señor Łódź Ångström Ελλάς", "cafe senor lodz angstrom ελλασ")]
    [InlineData("#Bahn @db_bahn E-Mail x100", "bahn db bahn e mail x100")]
    [InlineData("gut 👍 so", "gut so")]
    [InlineData("Otto's Laden", "ottos laden otto")]
    [InlineData("rock'n'roll", "rocknroll rock rockn nroll roll")]
    [InlineData("𝗕𝗮𝗵𝗻 Ｂａｈｎ ﬁnden", "bahn bahn finden")]
    [InlineData("Donau\u00ADdampf", "donaudampf")]
    [InlineData("", "")]
    [InlineData(" … !?", "")]
    public void Words_are_folded_as_German_readers_expect(string text, string words) =>
        Folding.Words(text).ShouldBe(words);
}
