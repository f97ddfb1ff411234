using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests.Engine;

public sealed class ExplanationTests
{
    private static Explanation Explain(string query, Post post) => QuerySet.Empty.With(1, Query.Parse(query)).NewMatcher().Explain(1, post);

    private static string Show(Explanation why, Post post) => string.Join(" | ", why.Hits.Select(hit => hit.Field + ":" + (hit.Field switch
    {
        "title" => post.Title!,
        "author" => post.Author!,
        "authorName" => post.AuthorName!,
        _ => post.Text,
    }).Substring(hit.Start, hit.Length)));

    [Theory]
    [InlineData("mueller", "text:Müller")]
    [InlineData("müller AND verspät*", "text:Müller | text:Verspätung")]
    [InlineData("\"müller und\"", "text:Müller und")]
    [InlineData("müller NEAR/4 bahn", "text:Müller | text:Bahn")]
    [InlineData("#bahn OR 😡", "text:#Bahn | text:😡")]
    [InlineData("bahn OR #bahn", "text:#Bahn")]
    [InlineData("müller OR (bahn AND fehlt)", "text:Müller")]
    [InlineData("müller NOT fehlt", "text:Müller")]
    [InlineData("titel", "title:Titel")]
    [InlineData("author:otto* AND author:\"otto o\"", "author:otto_1 | authorName:Otto Ö")]
    [InlineData("oréal", "text:Oréal")]
    [InlineData("müller SENTENCE bahn", "text:Müller | text:Bahn")]
    [InlineData("bahn SENTENCE verspätung", "text:Bahn | text:Verspätung")]
    [InlineData("verspätung SENTENCE oréal", "")]
    [InlineData("\"bahn die müller\"~3", "text:Müller | text:die | text:Bahn")]
    [InlineData("COUNT(die OR und)>=2", "text:und | text:die")]
    [InlineData("verspätung~1 OR mueler~1", "text:Müller | text:Verspätung")]
    [InlineData("{#Bahn} AND +\"oréal\" AND ++\"Müller und\"", "text:Müller und | text:#Bahn | text:Oréal")]
    [InlineData("verspätungen^ AND orale^", "")]
    [InlineData("verspätungen^ OR titel^^", "text:Verspätung | title:Titel")]
    [InlineData("fehlt", "")]
    public void Hits_are_the_stretches_that_made_it_match(string query, string hits)
    {
        var post = new Post { Text = "Müller und die #Bahn 😡: Verspätung. L’Oréal", Title = "Ein Titel", Author = "otto_1", AuthorName = "Otto Ö" };
        var why = Explain(query, post);
        Show(why, post).ShouldBe(hits);
        QuerySet.Empty.With(1, Query.Parse(query)).NewMatcher().Hits(1, post).ShouldBe(why.Hits, "with and without the clauses");
    }

    [Fact]
    public void Clauses_say_which_part_failed()
    {
        var why = Explain("bahn AND (streik OR ausfall) NOT fußball", new Post { Text = "Die Bahn spielt Fußball" });
        why.Matches.ShouldBeFalse();
        why.Clauses.Select(clause => (clause.Clause, clause.Held))
            .ShouldBe([("bahn", true), ("streik OR ausfall", false), ("NOT fußball", false)]);
    }

    [Fact]
    public void Unknown_id_is_refused() =>
        Should.Throw<ArgumentException>(() => QuerySet.Empty.NewMatcher().Explain(1, new Post { Text = "" }));
}
