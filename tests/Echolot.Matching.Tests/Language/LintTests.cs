using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests.Language;

public sealed class LintTests
{
    [Theory]
    [InlineData("a AND b OR c", "mixed-and-or")]
    [InlineData("(a AND b) OR c", "")]
    [InlineData("a OR b NOT c", "mixed-and-or")]
    [InlineData("deutsche bahn", "implicit-and")]
    [InlineData("\"deutsche bahn\"", "")]
    [InlineData("deutsche and bahn", "implicit-and lower-case-operator implicit-and")]
    [InlineData("a NEAR b", "near-default")]
    [InlineData("a NEAR/3 b AND c", "near-mixed")]
    [InlineData("(a NEAR/3 b) AND c", "")]
    [InlineData("roam~", "fuzzy-default")]
    [InlineData("roam~1", "")]
    [InlineData("ab*", "broad-wildcard")]
    [InlineData("abc*", "")]
    [InlineData("\"lohnt sich das?\"", "question-mark")]
    public void Doubtful_query_is_warned_about(string text, string codes)
    {
        var warnings = Query.Parse(text).Lint();
        string.Join(' ', warnings.Select(warning => warning.Code)).ShouldBe(codes);
        foreach (var warning in warnings)
        {
            warning.IsWarning.ShouldBeTrue();
            warning.Remedy.ShouldNotBeEmpty();
            (warning.Start + warning.Length).ShouldBeLessThanOrEqualTo(text.Length);
        }
    }

    [Fact]
    public void Mixed_operators_are_shown_with_the_brackets_they_are_read_with() =>
        Query.Parse("a AND b OR c AND d").Lint()[0].Message.ShouldEndWith("(a AND b) OR (c AND d)");
}
