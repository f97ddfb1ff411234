using Echolot.Conversations;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Reports;

public sealed class SmallGroupsTests
{
    [Fact]
    public void What_is_told_taken_off_the_sum_never_leaves_a_group_that_is_too_small()
    {
        var random = new Random(20261127);
        for (var round = 0; round < 5000; round++)
        {
            var smallest = random.Next(2, 7);
            var staff = Enumerable.Range(1, random.Next(1, 30)).Select(i => (long)i).ToArray();
            var parts = Enumerable.Range(1, random.Next(1, 8)).Select(id => (
                Id: (long)id, People: (IReadOnlyCollection<long>)staff.Where(_ => random.Next(4) == 0).ToList())).ToList();
            var hidden = SmallGroups.HiddenOf(parts, n => n > 0 && n < smallest);
            foreach (var told in parts.Where(p => !hidden.Contains(p.Id)))
                (told.People.Count == 0 || told.People.Count >= smallest).ShouldBeTrue();
            var rest = parts.Where(p => hidden.Contains(p.Id)).SelectMany(p => p.People).Distinct().Count();
            // Where all that work in departments are too few, there is nobody to hide them among.
            if (parts.SelectMany(p => p.People).Distinct().Count() >= smallest) (rest == 0 || rest >= smallest).ShouldBeTrue();
        }
    }

    [Fact]
    public void No_more_are_hidden_than_are_needed_and_the_smallest_first()
    {
        Hidden([5], [9], [7]).ShouldBeEmpty();
        Hidden([2], [9], [7], []).ShouldBe([1, 3]);
        Hidden([2], [3], [7]).ShouldBe([1, 2], "together they are enough");
        Hidden([2], []).ShouldBe([1]);

        static IEnumerable<long> Hidden(params int[][] sizes) => SmallGroups.HiddenOf(
            [.. sizes.Select((s, at) => ((long)at + 1, (IReadOnlyCollection<long>)[.. Enumerable.Range(0, s.Sum()).Select(i => at * 100L + i)]))],
            n => n is > 0 and < 5).Order();
    }
}
