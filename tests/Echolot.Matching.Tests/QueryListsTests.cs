using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests;

public sealed class QueryListsTests
{
    [Theory]
    [InlineData("bahn", "bahn||")]
    [InlineData("bahn AND bus", "bahn, bus||")]
    [InlineData("bahn OR bus", "|bahn, bus|")]
    [InlineData("(bahn OR bus) AND streik NOT modell", "streik|bahn, bus|modell")]
    [InlineData("bahn NOT (modell OR spiel) NOT lang:en", "bahn||modell, spiel, lang:en")]
    [InlineData("\"deutsche bahn\" AND followers:>100", "\"deutsche bahn\", followers:>=101||")]
    [InlineData("bahn NEAR/5 streik", "bahn NEAR/5 streik||")]
    [InlineData("(bahn OR bus) AND (streik OR ausfall)", null)]
    [InlineData("bahn OR (bus AND streik)", null)]
    [InlineData("bahn NOT (modell AND eisen)", null)]
    [InlineData("bahn # die große", null)]
    [InlineData("bahn <<<nicht die kleine>>>", null)]
    public void A_query_is_shown_as_lists_where_lists_can_say_the_same(string text, string? lists) =>
        Show(QueryLists.Of(Query.Parse(text))).ShouldBe(lists);

    [Theory]
    [InlineData("bahn")]
    [InlineData("streik AND (bahn OR bus) NOT modell")]
    [InlineData("bahn NOT (modell OR spiel)")]
    [InlineData("bahn NEAR/5 streik AND (title:bus OR {BT} OR \"a b\"~3) NOT lang:en")]
    [InlineData("bahn^ AND (=bus OR tram^^)")]
    [InlineData("COUNT(bahn)>=2 AND rating:[1 TO 2]")]
    public void Lists_and_text_are_the_same_query(string text)
    {
        foreach (var forms in Enum.GetValues<WordForms>())
        {
            var options = new QueryOptions(Forms: forms);
            var query = Query.Parse(text, options);
            Query.Parse(QueryLists.Of(query).ShouldNotBeNull().ToText(options), options).ShouldBe(query);
        }
    }

    [Theory]
    [InlineData("(bahn OR bus) AND streik NOT modell NOT spiel")]
    [InlineData("bahn NOT bus NOT (streik OR spiel)")]
    public void Lists_find_the_same_in_whatever_order_the_text_had_them(string text)
    {
        var query = Query.Parse(text);
        var again = Query.Parse(QueryLists.Of(query).ShouldNotBeNull().ToText());
        var matcher = QuerySet.Build([(1, query), (2, again)]).NewMatcher();
        string[] words = ["bahn", "bus", "streik", "modell", "spiel"];
        for (var some = 0; some < 1 << words.Length; some++)
        {
            var post = new Post { Text = string.Join(' ', words.Where((_, i) => (some >> i & 1) == 1)) };
            new[] { 0, 2 }.ShouldContain(matcher.Match(post).Length, post.Text);
        }
    }

    [Theory]
    [InlineData("deutsche bahn", "\"deutsche bahn\"")]
    [InlineData("bahn OR bus", "(bahn OR bus)")]
    [InlineData("\"deutsche bahn", "\"deutsche bahn\"")]
    [InlineData("and", "\"and\"")]
    [InlineData("(", "\"(\"", false)]
    public void An_entry_that_people_type_is_a_clause(string entry, string clause, bool isQuery = true)
    {
        new QueryLists([entry], [], []).ToText().ShouldBe(clause);
        Query.TryParse(clause, default, out _, out _).ShouldBe(isQuery);
    }

    [Fact]
    public void Lists_that_ask_for_nothing_are_no_query() =>
        new QueryLists([" "], [], ["modell"]).ToText().ShouldBe("");

    [Theory]
    [InlineData("bahn", "modell", "bahn NOT modell")]
    [InlineData("bahn OR bus", "modell", "(bahn OR bus) NOT modell")]
    [InlineData("bahn AND bus", "\"a b\"", "bahn AND bus NOT \"a b\"")]
    [InlineData("bahn # hier", "modell", "bahn # hier\nNOT modell")]
    [InlineData("bahn NEAR/3 bus", "a OR b", "(bahn NEAR/3 bus) NOT (a OR b)")]
    public void A_term_is_left_out(string text, string term, string changed) =>
        QueryEdit.Exclude(Query.Parse(text), term).ShouldBe(changed);

    [Theory]
    [InlineData("bahn", "bus", "bahn OR bus")]
    [InlineData("bahn OR tram", "bus", "bahn OR tram OR bus")]
    [InlineData("bahn AND streik", "bus", "(bahn AND streik) OR bus")]
    [InlineData("streik AND (bahn OR tram)", "bus", "streik AND (bahn OR tram OR bus)")]
    public void A_term_is_found_too(string text, string term, string changed) =>
        QueryEdit.Include(Query.Parse(text), term).ShouldBe(changed);

    [Theory]
    [InlineData("bahn", "streik", "bahn AND streik")]
    [InlineData("bahn OR bus", "streik", "(bahn OR bus) AND streik")]
    public void A_term_is_demanded(string text, string term, string changed) =>
        QueryEdit.Require(Query.Parse(text), term).ShouldBe(changed);

    [Fact]
    public void Terms_are_those_that_count_towards_a_match() =>
        QueryParts.Terms(Query.Parse("(bahn OR \"ice 4\" OR bahn) AND lang:de NOT modell")).Select(t => t.ToString())
            .ShouldBe(["bahn", "\"ice 4\"", "lang:de"]);

    [Fact]
    public void Terms_near_each_other_are_terms_of_their_own() =>
        QueryParts.Terms(Query.Parse("bahn NEAR/5 (ice OR tgv) AND COUNT(zug)>=2 AND \"a b c\"~4"))
            .Select(t => t.ToString()).ShouldBe(["bahn", "ice", "tgv", "zug", "a", "b", "c"]);

    [Fact]
    public void Wider_query_that_would_be_too_long_is_none()
    {
        var long1900 = $"lead:({string.Join(" OR ", Enumerable.Range(1000, 1900))})";
        QueryParts.Wider(Query.Parse($"bahn AND {long1900}")).Where(wider => wider.Kind == WideningKind.WithoutClause)
            .ShouldHaveSingleItem().Query.ToString().ShouldBe("bahn");
    }

    [Fact]
    public void Wider_queries_leave_out_one_thing_each() =>
        QueryParts.Wider(Query.Parse("bahn NEAR/5 streik AND (de OR at) NOT modell"))
            .Select(w => (w.Kind, w.Clause, w.Query.ToString())).ShouldBe(
        [
            (WideningKind.WithoutClause, "bahn NEAR/5 streik", "(de OR at) NOT modell"),
            (WideningKind.WithoutClause, "de OR at", "(bahn NEAR/5 streik) NOT modell"),
            (WideningKind.WithoutExclusion, "modell", "(bahn NEAR/5 streik) AND (de OR at)"),
            (WideningKind.Anywhere, "bahn NEAR/5 streik", "bahn AND streik AND (de OR at) NOT modell"),
            (WideningKind.MoreForms, "", "(bahn NEAR/5 streik) AND (de OR at) NOT modell"),
        ]);

    [Fact]
    public void Every_field_that_is_offered_is_one()
    {
        QueryVocabulary.Fields.Count.ShouldBeGreaterThan(15);
        foreach (var field in QueryVocabulary.Fields)
        {
            var value = field.TakesRange ? ">0" : field.Values.Count > 0 ? field.Values[0] : "x";
            Query.TryParse($"{field.Name}:{value}", default, out _, out var errors).ShouldBeTrue(
                $"{field.Name}: {errors.FirstOrDefault()?.Message}");
        }
    }

    private static string? Show(QueryLists? lists) => lists is null
        ? null
        : string.Join('|', new[] { lists.All, lists.Any, lists.None }.Select(list => string.Join(", ", list)));
}
