using Echolot.Matching.Engine;
using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests.Engine;

public sealed class GramSieveTests
{
    private const int Slack = 16;

    [Theory, InlineData(1), InlineData(40), InlineData(2000)]
    public void Every_place_of_a_literal_is_named_in_order_and_few_besides(int count)
    {
        var random = new Random(count);
        // Letters of one byte, of more, and such as are no letters, because all of them are cut to a byte.
        string Letters(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => random.Next(9) switch
        {
            0 => (char)random.Next(0x80, 0x250),
            1 => (char)random.Next(0x3000, 0xD800),
            _ => (char)random.Next('a', 'z' + 1),
        }));
        string[] literals = [.. Enumerable.Range(0, count).Select(_ => Letters(random.Next(4, 9))).Distinct()];
        var sieve = new GramSieve(literals);
        var (looked, vain) = (0, 0);
        for (var round = 0; round < 300; round++)
        {
            var before = random.Next(0, 5);
            var text = Letters(before) + string.Concat(Enumerable.Range(0, random.Next(1, 12))
                .Select(_ => random.Next(3) == 0 ? literals[random.Next(literals.Length)] : Letters(random.Next(1, 9))));
            var read = (text + Letters(Slack)).ToCharArray();
            var places = new int[text.Length + GramSieve.Lanes];
            var named = places.AsSpan(0, sieve.Sift(ref read[0], before, text.Length, places)).ToArray();
            named.ShouldBe([.. named.Order().Distinct()]);
            named.ShouldAllBe(place => place >= before && place < text.Length + GramSieve.Lanes);
            var there = Enumerable.Range(before, text.Length - before)
                .Where(place => literals.Any(literal => text.AsSpan(place).StartsWith(literal))).ToArray();
            named.Intersect(there).ShouldBe(there);
            var begun = named.Count(place => place + 4 <= read.Length
                && literals.Any(literal => read.AsSpan(place, 4).SequenceEqual(literal.AsSpan(0, 4))));
            (looked, vain) = (looked + text.Length, vain + named.Length - begun);
        }
        ((double)vain / looked).ShouldBeLessThan(0.05);
    }
}
