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
    [InlineData("a NEAR/0f b", "near-zero")]
    [InlineData("a^9 AND b^", "preference")]
    [InlineData("(a OR b)^9", "preference")]
    [InlineData("a NEAR/3 b AND c", "near-mixed")]
    [InlineData("(a NEAR/3 b) AND c", "")]
    [InlineData("roam~", "fuzzy-default")]
    [InlineData("roam~1", "")]
    [InlineData("a NEAR/3 b OR c", "near-mixed")]
    [InlineData("a NEAR/3 b NEAR/2 c", "near-mixed")]
    [InlineData("(a NEAR/3 b) NEAR/2 c", "")]
    [InlineData("(a NEAR/3 b) OR c", "")]
    [InlineData("bahn OR bus OR Bahn", "duplicate-term")]
    [InlineData("bahn AND bus AND bahn", "duplicate-term")]
    [InlineData("bahn* OR bus OR Bahnhof", "swallowed-term")]
    [InlineData("Bahnhof OR bahn*", "swallowed-term")]
    [InlineData("title:bahn* OR Bahnhof", "")]
    [InlineData("bahn NOT (bus OR bahn)", "excludes-all")]
    [InlineData("bahnhof NOT bahn*", "excludes-all")]
    [InlineData("(bahnhof OR bahnen) NOT bahn*", "excludes-all")]
    [InlineData("bahn* NOT bahnhof", "")]
    [InlineData("bahn AND lang:de NOT lang:en", "never-excludes")]
    [InlineData("bahn AND lang:(de OR en) NOT lang:en", "")]
    [InlineData("bahn NOT lang:en", "")]
    [InlineData("*bahn", "wildcard-start")]
    [InlineData("*bahn AND bus", "")]
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

    [Theory]
    [InlineData("a AND b OR c NOT d OR e", "(a AND b) OR (c NOT d) OR e")]
    [InlineData("deutsche bahn", "deutsche AND bahn")]
    [InlineData("bahn and bus", "bahn AND bus")]
    [InlineData("bahn NEAR bus", "bahn NEAR/15 bus")]
    [InlineData("bahn ONEAR/0 bus", "bahn ONEAR/1 bus")]
    [InlineData("\"a b\"^9 AND c", "\"a b\" AND c")]
    [InlineData("a NEAR/3 b AND c", "(a NEAR/3 b) AND c")]
    [InlineData("a OR b NEAR/3 c", "a OR (b NEAR/3 c)")]
    [InlineData("a NEAR/3 b NEAR/2 c", "(a NEAR/3 b) NEAR/2 c")]
    [InlineData("roam~", "roam~1")]
    [InlineData("\"lohnt sich das?\"", "\"lohnt sich das\"")]
    [InlineData("bahn OR bus OR Bahn", "bahn OR bus")]
    [InlineData("Bahnhof OR bahn*", "bahn*")]
    [InlineData("bahn AND lang:de NOT lang:en", "bahn AND lang:de")]
    public void Warning_is_mended_by_its_fix(string text, string mended)
    {
        var fix = Query.Parse(text).Lint().First(warning => warning.Fix is not null && warning.Code != "implicit-and"
            || text == "deutsche bahn").Fix!;
        fix.Mend(text).ShouldBe(mended);
        Query.Parse(mended).Lint().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("bahn) AND bus", "bahn AND bus")]
    [InlineData("(bahn OR bus", "(bahn OR bus)")]
    [InlineData("bahn\" AND bus", "bahn AND bus")]
    [InlineData("bahn AND", "bahn ")]
    [InlineData("rating:[3 TO 1]", "rating:[1 TO 3]")]
    [InlineData("bahn <<<note", "bahn <<<note>>>")]
    public void Error_is_mended_by_its_fix(string text, string mended)
    {
        Query.TryParse(text, default, out _, out var errors).ShouldBeFalse();
        errors[0].Fix!.Mend(text).ShouldBe(mended);
        Query.Parse(mended).Source.ShouldBe(mended);
    }

    [Fact]
    public void Mixed_operators_are_shown_with_the_brackets_they_are_read_with() =>
        Query.Parse("a AND b OR c AND d").Lint()[0].Message.ShouldEndWith("(a AND b) OR (c AND d)");
}
