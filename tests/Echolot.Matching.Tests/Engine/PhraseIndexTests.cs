using Echolot.Matching.Engine;
using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests.Engine;

public sealed class PhraseIndexTests
{
    [Fact]
    public void Phrases_are_found_word_by_word_and_listed_as_they_were_added()
    {
        var random = new Random(20_261_125);
        for (var round = 0; round < 60; round++)
        {
            var (index, expected) = (new PhraseIndex(), new Dictionary<string, int>());
            int[] Words() => [.. Enumerable.Range(0, random.Next(2, 6)).Select(_ => random.Next(6))];
            var count = random.Next(1, 200);
            for (var phrase = 0; phrase < count; phrase++)
            {
                var words = Words();
                index.Add(words, phrase);
                expected[string.Join(' ', words)] = phrase;
            }
            for (var i = 0; i < 300; i++)
            {
                var words = Words();
                var node = PhraseIndex.First(words[0]);
                foreach (var word in words[1..])
                    if ((node = index.Step(node, word)) == -1) break;
                (node == -1 ? -1 : index.At(node)).ShouldBe(expected.GetValueOrDefault(string.Join(' ', words), -1));
            }
            index.Phrases().ToDictionary(found => string.Join(' ', found.Words), found => found.Phrase).ShouldBe(expected, ignoreOrder: true);
        }
    }
}
