using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests;

/// <summary>Runs the tables of docs/query-language.md.</summary>
public sealed class SpecificationTests
{
    private static IEnumerable<string[]> Rows(int columns) => Files.Read("docs/query-language.md").Split('\n')
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Select(line => line.Trim().Trim('|').Replace("\\|", "\u0001").Split('|').Select(cell => cell.Trim().Replace('\u0001', '|')).ToArray())
        .Where(cells => cells.Length == columns && cells[0] is not ("query" or "field") && !cells[0].StartsWith('`'));

    public static TheoryData<string, string, string> Examples()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var cells in Rows(3)) data.Add(cells[0], cells[1], cells[2]);
        return data;
    }

    public static TheoryData<string, string> Mistakes()
    {
        var data = new TheoryData<string, string>();
        foreach (var cells in Rows(2)) data.Add(cells[0], cells[1]);
        return data;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Query_matches_the_text_as_the_specification_says(string query, string text, string matches)
    {
        var isField = text == "Morgen" || query == "is:question";
        var post = new Post { Text = text };
        if (isField)
            post = post with
            {
                Title = "Bahn streikt", Author = "otto_1", AuthorName = "Otto Meier", Lang = "de", Source = "mastodon",
                Site = "news.example.org", Has = PostHas.Link | PostHas.Image, Is = PostIs.Reply,
            };
        var matcher = QuerySet.Empty.With(1, Query.Parse(query)).NewMatcher();
        (matcher.Match(post).Length == 1 ? "yes" : "no").ShouldBe(matches);
        matcher.Explain(1, post).Matches.ShouldBe(matches == "yes");
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_has_the_code_the_specification_names(string query, string code)
    {
        Query.TryParse(query, default, out _, out var errors).ShouldBeFalse();
        errors[0].Code.ShouldBe(code);
    }

    [Fact]
    public void Specification_has_its_tables()
    {
        Rows(3).Count().ShouldBeGreaterThan(90);
        Rows(2).Count().ShouldBeGreaterThan(10);
    }
}
