using Echolot.Matching.Text;
using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests.Text;

public sealed class TokenBufferTests
{
    [Theory, InlineData(false), InlineData(true)]
    public void A_word_is_read_alike_wherever_it_stands(bool plain)
    {
        var random = new Random(20_261_126);
        var buffer = new TokenBuffer(plain);
        const string Letters = "abcdeeeeaoouuzABEOUZ0189", Others = "äöüßéÄſ\u0301'’´q";
        string Word() => string.Concat(Enumerable.Range(0, random.Next(1, 24)).Select(_ =>
            random.Next(25) == 0 ? Others[random.Next(Others.Length)] : Letters[random.Next(Letters.Length)]));
        for (var round = 0; round < 2000; round++)
        {
            string[] words = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => Word())];
            // Alone, a word has fewer than sixteen letters behind its end and is read one by one, unless it is long.
            var alone = words.SelectMany(word => Read(buffer, word)).ToArray();
            var together = Read(buffer, string.Join(random.Next(2) == 0 ? " " : ", ", words));
            together.ShouldBe(alone);
        }
    }

    [Fact]
    public void A_hash_counts_every_letter_and_none_behind_the_word()
    {
        var seen = new Dictionary<uint, string>();
        foreach (var length in Enumerable.Range(1, 70))
        {
            var word = new string('a', length);
            foreach (var place in Enumerable.Range(0, length))
                seen.TryAdd(TokenHash.Of(word[..place] + 'b' + word[(place + 1)..]), $"{length} {place}").ShouldBeTrue();
        }
        var buffer = new TokenBuffer(plain: true);
        foreach (var length in Enumerable.Range(1, 70))
        {
            buffer.Clear();
            buffer.Read(new string('x', length) + " yyyyyyyyyyyyyyyyyyyyyyyy", Scope.Text);
            buffer.Tokens[0].Hash.ShouldBe(TokenHash.Of(new string('x', length)));
        }
    }

    private static (string Text, uint Hash, TokenKind Kind)[] Read(TokenBuffer buffer, string text)
    {
        buffer.Clear();
        buffer.Read(text, Scope.Text);
        var read = new (string, uint, TokenKind)[buffer.Tokens.Length];
        for (var i = 0; i < read.Length; i++)
            read[i] = (buffer.Text(buffer.Tokens[i]).ToString(), buffer.Tokens[i].Hash, buffer.Tokens[i].Kind);
        return read;
    }
}
