using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests;

public sealed class PrefilterTests
{
    [Theory]
    [InlineData("Straße", "strasse")]
    [InlineData("verspät*", "verspat*")]
    [InlineData("ma?er", "ma*")]
    [InlineData("*bahn", "all")]
    [InlineData("\"Deutsche Bahn\"", "[deutsche bahn]")]
    [InlineData("\"Deutsche Bah* AG\"", "(deutsche & bah* & ag)")]
    [InlineData("(a OR b) NEAR/3 \"c d\" NOT e", "((a | b) & [c d])")]
    [InlineData("a OR *b", "all")]
    [InlineData("a AND lang:de AND 😡", "a")]
    [InlineData("#deutsche_bahn", "(deutsche & bahn)")]
    [InlineData("lang:de", "all")]
    [InlineData("title:a OR b", "(a | b)")]
    [InlineData("a SENTENCE b", "(a & b)")]
    [InlineData("\"a b c\"~5", "(a & b & c)")]
    [InlineData("COUNT(a OR b)>=3", "(a | b)")]
    [InlineData("müller~1", "all")]
    [InlineData("haus^", "haus*")]
    [InlineData("party^ AND price^", "(part* & pric*)")]
    [InlineData("liefern^", "(liefern* | liefer* | geliefer*)")]
    [InlineData("haus^^", "all")]
    [InlineData("{Müller} AND +\"l'oréal paris\"", "(muller & [loreal paris])")]
    public void Prefilter_asks_only_what_an_index_of_folded_words_can_know(string query, string expected) =>
        Print(Query.Parse(query).Prefilter).ShouldBe(expected);

    [Fact]
    public void Plain_query_has_no_prefilter_because_its_words_are_cut_elsewhere() =>
        Print(Query.Parse("bahn", new QueryOptions(Plain: true)).Prefilter).ShouldBe("all");

    [Theory]
    [InlineData("Straße", true)]
    [InlineData("(a OR b) c", true)]
    [InlineData("\"Deutsche Bahn\"", false)]
    [InlineData("verspät*", false)]
    [InlineData("a NOT b", false)]
    [InlineData("a lang:de", false)]
    [InlineData("title:a", false)]
    [InlineData("{Müller}", false)]
    [InlineData("haus^", false)]
    [InlineData("#bahn", false)]
    [InlineData("a NEAR/3 b", false)]
    public void Words_alone_are_decided_by_an_index(string query, bool decides) =>
        Query.Parse(query).PrefilterDecides.ShouldBe(decides);

    private static string Print(Prefilter filter) => filter switch
    {
        Prefilter.Word word => word.Text + (word.Prefix ? "*" : ""),
        Prefilter.Phrase phrase => $"[{string.Join(' ', phrase.Words)}]",
        Prefilter.And and => $"({string.Join(" & ", and.Parts.Select(Print))})",
        Prefilter.Or or => $"({string.Join(" | ", or.Parts.Select(Print))})",
        _ => "all",
    };
}
