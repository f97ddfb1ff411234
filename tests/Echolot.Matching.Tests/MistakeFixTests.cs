using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests;

/// <summary>What a click makes of a mistake whose remedy leaves nothing to decide.</summary>
public sealed class MistakeFixTests
{
    [Theory]
    [InlineData("bahn AND site:bahn.de/presse", "site-path", "bahn AND url:bahn.de/presse")]
    [InlineData("host:\"https://bahn.de/presse/\"", "site-path", "url:\"https://bahn.de/presse/\"")]
    [InlineData("site:(bahn.de/presse OR db.de)", "site-path", "site:(bahn.de OR db.de)")]
    [InlineData("{BT OR bus", "unclosed-brace", "{BT} OR bus")]
    [InlineData("(bahn AND {BT)", "unclosed-brace", "(bahn AND {BT})")]
    [InlineData("bahn {", "unclosed-brace", "bahn ")]
    [InlineData("bahn AND rating:[1 TO 2", "unclosed-range", "bahn AND rating:[1 TO 2]")]
    [InlineData("rating:[1 TO 2 OR bahn", "unclosed-range", "rating:[1 TO 2] OR bahn")]
    [InlineData("rating:[viel OR bahn", "unclosed-range", null)]
    [InlineData("bahn AND ()", "empty-brackets", "bahn ")]
    [InlineData("() OR bahn", "empty-brackets", " bahn")]
    [InlineData("bahn AND NOT title:() OR bus", "empty-brackets", "bahn  OR bus")]
    [InlineData("COUNT()>=2", "empty-brackets", null)]
    [InlineData("bahn AND NOT", "missing-operand", "bahn ")]
    [InlineData("bahn OR", "missing-operand", "bahn ")]
    [InlineData("NOT", "missing-operand", null)]
    [InlineData("zug foo:bar~1", "unknown-field", "zug \"foo:bar~1\"")]
    [InlineData("foo:\"a b\"", "unknown-field", null)]
    [InlineData("bahn~3", "fuzzy-distance", "bahn~1")]
    [InlineData("verspätung~12", "fuzzy-distance", "verspätung~2")]
    [InlineData("{bah*} OR bus", "raw-wildcard", "bah* OR bus")]
    [InlineData("++\"db bah*\"", "raw-wildcard", "\"db bah*\"")]
    [InlineData("+\"bah*\"", "raw-wildcard", "bah*")]
    [InlineData("raw:bah*", "raw-wildcard", null)]
    [InlineData("{Bahn}^^ OR bus", "forms-as-typed", "{Bahn} OR bus")]
    [InlineData("=bahn~1", "forms-as-typed", "bahn~1")]
    public void A_mistake_is_mended_with_one_click(string query, string code, string? mended)
    {
        Query.TryParse(query, default, out _, out var errors).ShouldBeFalse();
        var mistake = errors.First(error => error.Code == code);
        mistake.Fix?.Mend(query).ShouldBe(mended);
        (mistake.Fix is null).ShouldBe(mended is null);
        if (mended is not null) Query.TryParse(mended, default, out _, out _).ShouldBeTrue(mended);
    }

    [Fact]
    public void Every_change_that_is_offered_lies_in_the_query()
    {
        string[] pieces =
        [
            "bahn", "site:", "a.de/b", "{", "}", "[1 TO", " 2", "]", "(", ")", "()", " AND ", " OR ", " NOT ", " NEAR/3 ", "COUNT", ">=2", "~3", "~",
            "^", "=", "+", "++\"", "\"", "*", "foo:", "rating:", "title:", " ", "#", "<<<", "ä",
        ];
        var random = new Random(20_261_127);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(14)).Select(_ => pieces[random.Next(pieces.Length)]));
            Query.TryParse(text, default, out _, out var errors);
            foreach (var fix in errors.Select(error => error.Fix).OfType<QueryFix>())
            {
                fix.Start.ShouldBeInRange(0, text.Length, text);
                fix.Length.ShouldBeInRange(0, text.Length - fix.Start, text);
                fix.Mend(text).ShouldNotBe(text, text);
            }
        }
    }
}
