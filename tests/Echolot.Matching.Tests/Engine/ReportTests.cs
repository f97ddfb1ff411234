using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests.Engine;

public sealed class ReportTests
{
    private static readonly Post[] Posts =
        [.. Enumerable.Range(0, 30).Select(i => new Post { Text = i % 3 == 0 ? "Die Bahn streikt" : "Die Bahn fährt", Lang = "de" })];

    [Fact]
    public void Report_names_what_is_looked_at_often_and_what_is_looked_at_in_vain()
    {
        var set = QuerySet.Build(
        [
            (1, Query.Parse("bahn")), (2, Query.Parse("bahn AND streikt")), (3, Query.Parse("bahn AND lang:en")),
            (4, Query.Parse("schiff")), (5, Query.Parse("\"bahn fährt\"", new QueryOptions(Plain: true))),
        ]);
        var report = set.Report(Posts);
        (report.Queries, report.Posts, report.NeverMatched).ShouldBe((5, 30, 2));
        report.MatchesPerPost.ShouldBe((30 + 10 + 20) / 30.0, 1e-9);
        report.CandidatesPerPost.ShouldBeGreaterThanOrEqualTo(report.MatchesPerPost);
        report.Dearest.Select(cost => cost.Id).ShouldNotContain(4);
        report.Dearest.Single(cost => cost.Id == 1).ShouldSatisfyAllConditions(
            cost => cost.Candidates.ShouldBe(30), cost => cost.Matches.ShouldBe(30));
        report.Useless.Select(cost => (cost.Id, cost.Matches)).ShouldBe([(3, 0)]);
        set.Report([]).CandidatesPerPost.ShouldBe(0);
        set.Report(Posts, most: 1).Dearest.Count.ShouldBe(1);
    }

    [Fact]
    public void Explanation_says_under_which_terms_a_query_is_looked_at()
    {
        var query = Query.Parse("""
            (müller OR "müller logistik" OR verspät* OR #zug OR author:otto OR bahn~1 OR has:link OR lang:d*) AND die
            """);
        var matcher = QuerySet.Build([(1, query), (2, Query.Parse("bahn"))]).NewMatcher();
        var filed = matcher.Explain(1, new Post { Text = "Die Verspätung", Has = PostHas.Link }).Filed;
        var terms = filed.Select(term => term.Term).ToArray();
        if (terms.Contains("die")) terms.ShouldBe(["die"]);
        else terms.Order().ShouldBe(new[]
            { "muller", "\"muller logistik\"", "verspat*", "#zug", "author:otto", "bahn~1", "has:link", "lang:d*" }.Order());
        filed.ShouldContain(term => term.InPost);
        matcher.Explain(2, new Post { Text = "Zug" }).Filed.ShouldBe([new FiledTerm("bahn", InPost: false)]);
    }

    [Fact]
    public void Names_of_all_kinds_of_terms_are_as_in_a_query()
    {
        foreach (var (text, term) in new[]
        {
            ("müller", "muller"), ("\"müller logistik\"", "\"muller logistik\""), ("verspät*", "verspat*"), ("#zug", "#zug"),
            ("@db*", "@db*"), ("author:otto", "author:otto"), ("author:ott*", "author:ott*"), ("bahn~1", "bahn~1"),
            ("has:link", "has:link"), ("is:reply", "is:reply"), ("👍", "👍"), ("site:example.org", "site:example.org"),
        })
        {
            var matcher = QuerySet.Build([(1, Query.Parse(text))]).NewMatcher();
            matcher.Explain(1, new Post { Text = "x" }).Filed.ShouldBe([new FiledTerm(term, InPost: false)]);
        }
    }
}
