using System.CommandLine;
using Echolot.Web.Cli;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Cli;

public sealed class MatchTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("echolot-match-");

    public void Dispose() => folder.Delete(recursive: true);

    private async Task<(int Code, string Output, string Errors)> MatchAsync(
        string queries, string posts, params string[] more)
    {
        var (queryFile, postFile) = (
            Path.Combine(folder.FullName, "queries.ndjson"), Path.Combine(folder.FullName, "posts.ndjson"));
        await File.WriteAllTextAsync(queryFile, queries);
        await File.WriteAllTextAsync(postFile, posts);
        var root = new RootCommand();
        Match.AddTo(root);
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = await root.Parse(["match", "--queries", queryFile, "--posts", postFile, .. more])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return (code, output.ToString(), errors.ToString());
    }

    private const string Posts = """
        {"id":"p2","text":"Die #Bahn: Straße gesperrt","lang":"de","author":"otto","platform":"mastodon","publishedAt":"2026-01-01T00:00:00Z"}
        {"id":"p1","text":"nichts"}

        {"id":"p3","text":"BAHN und\u0020STRASSE","platform":"Bluesky"}
        """;

    [Fact]
    public async Task Every_post_is_printed_in_file_order_with_its_queries_sorted()
    {
        var (code, output, errors) = await MatchAsync("""
            {"id":"q10","q":"bahn"}
            {"id":"q9","kind":"x","q":"strasse OR platform:mastodon","ast":{"t":"or","c":[]}}
            {"id":"q2","q":"straße AND author:OTTO NOT lang:en"}
            """, Posts);
        errors.ShouldBeEmpty();
        code.ShouldBe(0);
        output.ShouldBe("p2\tq10,q2,q9\np1\t\np3\tq10,q9\n");
    }

    [Theory]
    [InlineData("""{"id":"q1","q":"bahn AND"}""", "queries.ndjson, line 1: query q1, character 6:")]
    [InlineData("""{"id":"q1"}""", "queries.ndjson, line 1:")]
    [InlineData("{\"id\":\"q1\",\"q\":\"a\"}\n{\"id\":\"q1\",\"q\":\"b\"}", "two queries have the id q1")]
    [InlineData("nonsense", "queries.ndjson, line 1:")]
    [InlineData("[1]", "queries.ndjson, line 1:")]
    [InlineData("{\"id\":\"q1\",\"q\":\"a\"} x", "queries.ndjson, line 1:")]
    public async Task Wrong_query_is_named_by_its_line(string queries, string message)
    {
        var (code, output, errors) = await MatchAsync(queries, Posts);
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldContain(message);
    }

    [Fact]
    public async Task Wrong_post_is_named_by_its_line_after_what_was_right()
    {
        var (code, output, errors) = await MatchAsync(
            """{"id":"q1","q":"a"}""", "{\"id\":\"p1\",\"text\":\"a\"}\n\n{\"id\":\"p2\",\"text\":7}");
        code.ShouldBe(2);
        output.ShouldBe("p1\tq1\n");
        errors.ShouldContain("posts.ndjson, line 3:");
    }

    [Theory]
    [InlineData("AsTyped", "p1\tq1\np2\t\np3\t\n")]
    [InlineData("Inflected", "p1\tq1\np2\tq1\np3\t\n")]
    [InlineData("Compound", "p1\tq1\np2\tq1\np3\tq1\n")]
    public async Task Queries_are_read_with_the_forms_of_a_monitor(string forms, string matches)
    {
        var (code, output, errors) = await MatchAsync("""{"id":"q1","q":"haus"}""", """
            {"id":"p1","text":"Ein HAUS"}
            {"id":"p2","text":"Häuser"}
            {"id":"p3","text":"Gartenhaus"}
            """, "--forms", forms);
        (code, output, errors).ShouldBe((0, matches, ""));
    }

    [Theory]
    [InlineData("hour:[18 TO 22]", true)]
    [InlineData("hour:17", false)]
    [InlineData("site:example.org AND url:blog.example.org/a", true)]
    [InlineData("followers:>10 AND verified:true AND bot:<0.5 AND rating:[1 TO 2] AND engagement:3", true)]
    [InlineData("author.id:u7 AND author:\"Otto Meier\" AND channel:feed* AND thread:t AND replyto:r", true)]
    [InlineData("links:shop.example.org AND has:(image OR poll) AND is:reply", true)]
    [InlineData("has:link OR is:original", false)]
    [InlineData("title:neues", true)]
    public async Task Posts_have_every_field_of_the_language(string query, bool matches)
    {
        var (code, output, errors) = await MatchAsync($$"""{"id":"q1","q":{{System.Text.Json.JsonSerializer.Serialize(query)}}}""", """
            {"id":"p1","text":"nichts","title":"Neues","publishedAt":"2026-01-01T18:30:00+01:00","url":"https://blog.example.org/a?x=1","followers":11,"verified":true,"bot":0.1,"rating":1.5,"engagement":3,"author":"otto","authorName":"Otto Meier","authorId":"u7","channel":"feeds:a","thread":"t","replyTo":"r","links":["https://shop.example.org/x"],"has":["image"],"is":"reply","more":{"a":[1]}}
            """);
        (code, output, errors).ShouldBe((0, matches ? "p1\tq1\n" : "p1\t\n", ""));
    }

    [Theory]
    [InlineData("\"followers\":1.5")]
    [InlineData("\"followers\":\"many\"")]
    [InlineData("\"has\":[\"wings\"]")]
    [InlineData("\"is\":\"1\"")]
    public async Task Value_that_cannot_be_read_is_named_by_its_line(string property)
    {
        var (code, _, errors) = await MatchAsync("""{"id":"q1","q":"a"}""", "{\"id\":\"p1\",\"text\":\"a\"," + property + "}");
        code.ShouldBe(2);
        errors.ShouldContain("posts.ndjson, line 1:");
    }

    [Fact]
    public async Task Stats_say_how_fast_and_how_dear_and_leave_the_matches_as_they_are()
    {
        var (code, output, errors) = await MatchAsync(
            "{\"id\":\"q1\",\"q\":\"bahn AND nirgends\"}\n{\"id\":\"q2\",\"q\":\"bahn\"}", Posts, "--stats",
            "--threads", "2");
        code.ShouldBe(0);
        output.ShouldBe("p2\tq2\np1\t\np3\tq2\n");
        var lines = errors.Split('\n');
        lines[0].ShouldStartWith("2 queries loaded in ");
        lines[1].ShouldBe("3 posts, 2 matches");
        lines[2].ShouldStartWith("2 threads: ");
        lines[3].ShouldEndWith("; 0 bytes allocated");
        lines[4].ShouldContain("0.67 matches; 1 of 2 queries matched none of 3 posts");
    }

    [Fact]
    public async Task Threads_are_at_least_one() =>
        (await MatchAsync("""{"id":"q1","q":"a"}""", Posts, "--stats", "--threads", "0")).Code.ShouldNotBe(0);

    [Fact]
    public async Task Missing_file_is_an_error()
    {
        var root = new RootCommand();
        Match.AddTo(root);
        var errors = new StringWriter();
        var code = await root.Parse(["match", "--queries", Path.Combine(folder.FullName, "none"), "--posts", "none"])
            .InvokeAsync(new InvocationConfiguration { Output = new StringWriter(), Error = errors });
        code.ShouldBe(2);
        errors.ToString().ShouldContain("none");
    }
}
