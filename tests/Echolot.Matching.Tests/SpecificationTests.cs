using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests;

/// <summary>Runs the tables of docs/query-language.md.</summary>
public sealed class SpecificationTests
{
    /// <summary>The rows of all tables with these headings.</summary>
    private static IEnumerable<string[]> Rows(string headings)
    {
        var wanted = false;
        foreach (var line in Files.Read("docs/query-language.md").Split('\n'))
        {
            if (!line.StartsWith('|')) wanted = false;
            else if (line == headings) wanted = true;
            else if (wanted && !line.StartsWith("|---", StringComparison.Ordinal))
                yield return [.. line.Trim()[1..^1].Replace("\\|", "\u0001").Split('|').Select(cell => cell.Trim().Replace('\u0001', '|'))];
        }
    }

    public static TheoryData<string, string, string> Examples() => [.. Rows("| query | text | matches? |").Select(cells => (cells[0], cells[1], cells[2]))];

    public static TheoryData<string, string> Mistakes() => [.. Rows("| query | error |").Select(cells => (cells[0], cells[1]))];

    public static TheoryData<string, string, string, string> Translations() => [.. Rows("| here | Brandwatch | Talkwalker | Meltwater |")
        .Select(cells => (cells[0], cells[1], cells[2], cells[3]))];

    public static TheoryData<string, string, string> Warnings() => [.. Rows("| query | warning | mended |").Select(cells => (cells[0], cells[1], cells[2]))];

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
                AuthorId = "42", Followers = 250, Channel = "mastodon:example.org", Url = "https://news.example.org/wirtschaft/42?x=1",
                Links = ["https://www.example.com/a"], ReplyTo = "p1", Country = "DE", Region = "Schleswig-Holstein", City = "Bad Segeberg", Rating = 3, Hour = 22,
                SourceType = "social", Class = "trade", AuthorBio = "Freie Journalistin aus Köln, schreibt über #Verkehr", Reach = 12_000,
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

    [Theory]
    [MemberData(nameof(Warnings))]
    public void Doubtful_query_is_warned_about_and_mended_as_the_specification_says(string query, string code, string mended)
    {
        var warning = Query.Parse(query).Lint().First(warning => warning.Code == code);
        (warning.Fix?.Mend(query) ?? "").ShouldBe(mended);
        if (mended.Length > 0) Query.Parse(mended).Lint().ShouldNotContain(warning => warning.Code == code);
    }

    /// <summary>In italics: written instead; a dash: left out.</summary>
    [Theory]
    [MemberData(nameof(Translations))]
    public void Query_is_written_for_other_products_as_the_specification_says(
        string query, string brandwatch, string talkwalker, string meltwater)
    {
        Dialect[] dialects = [Dialect.Brandwatch, Dialect.Talkwalker, Dialect.Meltwater];
        foreach (var (dialect, expected) in dialects.Zip([brandwatch, talkwalker, meltwater]))
        {
            var result = QueryDialect.Write(Query.Parse(query), dialect);
            result.Text.ShouldBe(expected.Trim('*', '–'));
            (result.Lacks.Count > 0).ShouldBe(expected[0] is '*' or '–', expected);
        }
    }

    [Fact]
    public void Specification_has_its_tables()
    {
        Examples().Count.ShouldBeGreaterThan(170);
        Mistakes().Count.ShouldBeGreaterThan(25);
        Warnings().Count.ShouldBeGreaterThan(12);
        Translations().Count.ShouldBeGreaterThan(8);
    }
}
