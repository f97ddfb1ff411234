using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests.Language;

/// <summary>What people paste into the field must end in a query or in errors, and soon.</summary>
public sealed class BoundsTests
{
    private static string CodeOf(string text) =>
        Query.TryParse(text, default, out _, out var errors) ? "fine" : errors[0].Code;

    [Fact]
    public void Twenty_thousand_characters_are_allowed_and_no_more()
    {
        CodeOf(new string('a', 20_000)).ShouldBe("fine");
        CodeOf(new string('a', 20_001)).ShouldBe("too-long");
    }

    [Fact]
    public void Two_thousand_words_are_allowed_and_no_more()
    {
        CodeOf(string.Join(" OR ", Enumerable.Repeat("a", 2_000))).ShouldBe("fine");
        CodeOf(string.Join(" OR ", Enumerable.Repeat("a", 2_001))).ShouldBe("too-many-terms");
    }

    [Fact]
    public void Sixty_four_brackets_deep_is_allowed_and_no_more()
    {
        CodeOf(new string('(', 64) + "a" + new string(')', 64)).ShouldBe("fine");
        CodeOf(new string('(', 65) + "a" + new string(')', 65)).ShouldBe("too-deep");
        CodeOf(new string('(', 20_000)).ShouldBe("too-deep");
    }

    [Fact]
    public void NEAR_in_a_NEAR_is_allowed_and_no_deeper()
    {
        CodeOf("(a NEAR/2 b) NEAR/3 (c NEAR/2 d)").ShouldBe("fine");
        CodeOf("a NEAR/2 b NEAR/2 c").ShouldBe("fine");
        CodeOf("a NEAR/2 b NEAR/2 c NEAR/2 d").ShouldBe("near-depth");
        CodeOf(string.Join(" NEAR/2 ", Enumerable.Repeat("a", 1_900))).ShouldBe("near-depth");
    }

    [Fact]
    public void Query_of_greatest_size_is_compiled_and_matched()
    {
        var near = "(a* NEAR/100 b) NEAR/100 (a* NEAR/100 \"a a\")";
        var set = QuerySet.Build([
            (1, Query.Parse(string.Join(" OR ", Enumerable.Range(0, 2_000).Select(i => $"w{i}")))),
            (2, Query.Parse(near)),
            (4, Query.Parse("(a* AND a AND a AND a AND a AND (a OR \"a a\") AND *a AND b)~100")),
            (5, Query.Parse("(a* SENTENCE a) SENTENCE (a SENTENCE b)")),
            (6, Query.Parse("(a AND *a AND a* AND a AND a AND a AND a AND c)~9")),
            (3, Query.Parse("\"" + string.Join(' ', Enumerable.Repeat("a", 1_000)) + "\"")),
        ]);
        var matcher = set.NewMatcher();
        var post = new Post { Text = "w1999 " + string.Join(' ', Enumerable.Repeat("a", 20_000)) + " b" };
        matcher.Hits(5, post).ShouldNotBeEmpty();
        matcher.Match(post).ToArray().Order().ShouldBe([1, 2, 3, 4, 5]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_text_is_a_query_or_has_errors_that_point_into_it(int seed)
    {
        string[] pieces =
        [
            "a", "Bahn", "ß", "#", "@", "*", "?", "(", ")", "((", "\"", "„", "“", " AND ", " OR ", " NOT ", " NEAR/3 ", " ONEAR/", "NEAR/99999999999",
            "-", "--", ":", "lang:", "title:(", "has:", "is:question", "site:/", "author:@", "://", "&&", "||", "&", "|", " ", "\t", "\n", "\0", "😡", "\uD83D",
            "\uDE21", "\u200D", "\uFE0F", "\u0308", "\uFFFE", "'", "’", "İ", "UND", "ODER", "NICHT", "~", "~1", "{", "}", "<<<", ">>>", "1", "+", "++\"", "!", ">=2", ">", "COUNT(", " SENTENCE ", "^", "^^", "=", "rating:", "hour:[", "[1 TO 2]", "]", "reach:", "author.id:", "lead:", "url:", "# ", "é", "𝗕", "漢字", "שלום",
        ];
        var random = new Random(Fuzz.Seed(seed));
        for (var i = 0; i < Fuzz.Rounds(20_000); i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => pieces[random.Next(pieces.Length)]));
            var options = new QueryOptions(Plain: random.Next(2) == 0, (WordForms)random.Next(3));
            if (Query.TryParse(text, options, out var query, out var errors))
            {
                errors.ShouldBeEmpty();
                Query.TryParse(query.ToString(), options, out var again, out _).ShouldBeTrue($"{text} -> {query} {options}");
                again.ShouldBe(query, text);
                foreach (var warning in query.Lint()) PointsInto(text, warning);
                foreach (var fix in query.Lint().Select(warning => warning.Fix).OfType<QueryFix>())
                    Query.TryParse(fix.Mend(text), options, out _, out _).ShouldBeTrue($"{text} -> {fix}");
                QuerySet.Empty.With(1, query).NewMatcher().Match(new Post { Text = text });
            }
            else
            {
                errors.ShouldNotBeEmpty(text);
                foreach (var error in errors) PointsInto(text, error);
            }
        }
    }

    private static void PointsInto(string text, QueryError error)
    {
        error.Start.ShouldBeInRange(0, text.Length, text);
        error.Length.ShouldBeInRange(0, text.Length - error.Start, text);
        if (error.Fix is not { } fix) return;
        fix.Start.ShouldBeInRange(0, text.Length, text);
        fix.Length.ShouldBeInRange(0, text.Length - fix.Start, text);
    }
}
