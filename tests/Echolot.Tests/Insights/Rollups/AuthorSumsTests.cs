using Echolot.Insights.Rollups;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Insights.Rollups;

public sealed class AuthorSumsTests
{
    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 1)]
    [InlineData(3, 40)]
    [InlineData(20, 2000)]
    [InlineData(3, 20_000)]
    [InlineData(12, 70_000)]
    public void Days_are_added_up_by_author(int days, int authors)
    {
        var random = new Random(days * 31 + authors);
        // Neighbours too, and both ends: numbers that were taken go to the next free one.
        long[] numbers =
        [
            .. Enumerable.Range(0, authors).Select(_ => random.NextInt64(long.MinValue, long.MaxValue)),
            .. Enumerable.Range(1, 5).SelectMany(i => new[] { long.MaxValue - i, long.MinValue + i, i, -i }),
            long.MinValue, long.MaxValue, 0,
        ];
        var packed = new List<ReadOnlyMemory<byte>>();
        var expected = new Dictionary<long, int>();
        for (var day = 0; day < days; day++)
        {
            var counts = numbers.Where(_ => random.Next(3) > 0).Distinct().ToDictionary(n => n, _ => random.Next(1, 200));
            packed.Add(Packing.Pack(counts.OrderBy(c => c.Key)));
            foreach (var (author, count) in counts) expected[author] = expected.GetValueOrDefault(author) + count;
        }

        var sums = AuthorSums.Of(packed, 10);

        sums.Count.ShouldBe(expected.Count);
        (long, int)[] ordered = [.. expected.OrderByDescending(e => e.Value).ThenBy(e => e.Key).Select(e => (e.Key, e.Value))];
        sums.Top.ShouldBe(ordered.Take(10));
        AuthorSums.Of(packed, expected.Count + 1).Top.ShouldBe(ordered);
        AuthorSums.Of(packed, 0).Top.ShouldBeEmpty();
    }
}
