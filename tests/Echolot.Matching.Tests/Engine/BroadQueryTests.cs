using System.Globalization;
using Echolot.Matching.Engine;
using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests.Engine;

/// <summary>Queries and posts made to be dear: they are answered like any other.</summary>
public sealed class BroadQueryTests
{
    private static readonly QueryOptions Plain = new(Plain: true);

    private static bool Matches(string query, string text, bool plain = false) =>
        QuerySet.Empty.With(1, Query.Parse(query, new QueryOptions(plain))).NewMatcher().Match(new Post { Text = text }).Length == 1;

    [Theory]
    [InlineData("*a*")]
    [InlineData("*a")]
    [InlineData("a*")]
    [InlineData("?a*")]
    [InlineData("*a*a*a*a*a*a*b")]
    public void Wildcards_on_one_letter_are_answered_for_long_posts(string query)
    {
        var end = query[^1] == 'b' ? "aaaaaaab" : "a" + new string('a', 60);
        var text = string.Concat(Enumerable.Repeat("zzz yyyy xxxxxxxxx ", 2000));
        Matches(query, text).ShouldBeFalse();
        Matches(query, text + end).ShouldBeTrue();
    }

    [Fact]
    public void Two_thousand_alternatives_are_found_each_and_file_the_query_under_each()
    {
        var words = Enumerable.Range(0, 1999).Select(i => $"w{i}").ToArray();
        var set = QuerySet.Empty.With(1, Query.Parse(string.Join(" OR ", words))).With(2, Query.Parse("zug"));
        var matcher = set.NewMatcher();
        foreach (var word in words)
            matcher.Match(new Post { Text = $"ein {word} hier" }).ToArray().ShouldBe([1]);
        matcher.Match(new Post { Text = "ein w1999 hier" }).Length.ShouldBe(0);
        matcher.Explain(1, new Post { Text = "w7" }).Filed.Count.ShouldBe(1999);
    }

    [Fact]
    public void Nested_NEAR_over_broad_sides_is_answered_for_a_long_post()
    {
        var text = string.Join(' ', Enumerable.Range(0, 3000).Select(i => i % 7 == 0 ? "ab" : i % 5 == 0 ? "ba" : "aa"));
        Matches("(a* NEAR/100 *b) NEAR/100 (b* NEAR/90 zz)", text).ShouldBeFalse();
        Matches("(a* NEAR/100 *b) NEAR/100 (b* NEAR/90 zz)", text + " zz").ShouldBeTrue();
    }

    [Fact]
    public void Pattern_that_is_there_many_times_in_each_word_is_answered_for_a_long_post()
    {
        // *a* is found sixteen times in each word; *uebe* stands for *ube* too, which is looked for after it.
        var text = string.Concat(Enumerable.Repeat("aaaaaaaaaaaaaaaa ube uebe ", 3000));
        Matches("COUNT(*a*)>=100 NOT (*uebe* NEAR/100 zz)", text).ShouldBeTrue();
        Matches("*uebe* ONEAR/1 *uebe* ONEAR/2 zz", text).ShouldBeFalse();
        Matches("*uebe* ONEAR/1 *uebe* ONEAR/2 zz", text + "nein zz").ShouldBeTrue();
        Matches("COUNT(*uebe*)>=4", "uebe ube xx ube uebe").ShouldBeTrue();
        Matches("COUNT(*uebe*)>=5", "uebe ube xx ube uebe").ShouldBeFalse();
    }

    [Fact]
    public void Nested_NEAR_remembers_no_more_places_than_the_post_has_words()
    {
        const int words = 10_000;
        var matcher = QuerySet.Empty.With(1, Query.Parse("((*e* NEAR/100 *n*) NEAR/100 (*a* NEAR/100 *r*)) NOT eanr"))
            .With(2, Query.Parse("((e* ONEAR/100 n*) NEAR/100 zzz) AND eanr")).NewMatcher();
        var post = new Post { Text = string.Concat(Enumerable.Repeat("eanr nera ", words / 2)) };
        matcher.Match(new Post { Text = string.Concat(Enumerable.Repeat("xxxx yyyy ", words / 2)) });
        var before = GC.GetAllocatedBytesForCurrentThread();
        matcher.Match(post).Length.ShouldBe(0);
        // Every pair of places within the distance would be a hundred numbers of eight bytes for each word.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(words * 300);
    }

    [Fact]
    public void Literals_that_begin_alike_are_told_apart()
    {
        // All prefixes of one word and a thousand words that share its beginning.
        var random = new Random(1);
        var stems = Enumerable.Range(0, 1000)
            .Select(i => "kundenservice" + random.Next(100_000).ToString(CultureInfo.InvariantCulture))
            .Concat(Enumerable.Range(4, 9).Select(length => "kundenservice"[..length])).Distinct().ToArray();
        var queries = stems.SelectMany((stem, i) => new[]
        {
            ((long)i * 3, Query.Parse($"{stem}*", Plain)),
            (i * 3 + 1L, Query.Parse($"*{new string([.. stem.Reverse()])}", Plain)),
            (i * 3 + 2L, Query.Parse($"*{stem}*", Plain)),
        });
        var matcher = QuerySet.Build(queries).NewMatcher();
        foreach (var word in stems.Take(200).SelectMany(stem => new[] { stem + "7", "xx" + stem, "kunden", stem[..^1] }))
        {
            var (backwards, found) = (new string([.. word.Reverse()]), new List<long>());
            for (var i = 0; i < stems.Length; i++)
            {
                if (word.StartsWith(stems[i], StringComparison.Ordinal)) found.AddRange([i * 3, i * 3 + 1]);
                if (word.Contains(stems[i], StringComparison.Ordinal)) found.Add(i * 3 + 2);
            }
            matcher.Match(new Post { Text = $"{word} {backwards}" }).ToArray().Order().ShouldBe(found.Order());
        }
    }

    [Fact]
    public void Patterns_over_few_letters_agree_with_their_definition()
    {
        var random = new Random(20_260_215);
        string Letters(int most) => new([.. Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => "abc"[random.Next(3)])]);
        var patterns = Enumerable.Range(0, 400).Select(_ => random.Next(6) switch
        {
            0 => Letters(6) + "*",
            1 => "*" + Letters(6),
            2 => "*" + Letters(6) + "*",
            3 => Letters(3) + "*" + Letters(3),
            4 => "?" + Letters(5) + "*",
            _ => "*" + Letters(2) + "?" + Letters(2) + "*",
        }).Distinct().ToArray();
        var matcher = QuerySet.Build(patterns.Select((pattern, i) => ((long)i, Query.Parse(pattern, Plain)))).NewMatcher();
        for (var i = 0; i < 300; i++)
        {
            var words = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Letters(9)).ToArray();
            matcher.Match(new Post { Text = string.Join(' ', words) }).ToArray().Order().ShouldBe(
                Enumerable.Range(0, patterns.Length).Where(at => words.Any(word => Glob.Matches(patterns[at], word))).Select(at => (long)at));
        }
    }
}
