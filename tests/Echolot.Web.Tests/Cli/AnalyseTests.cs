using System.CommandLine;
using System.Text.Json;
using Echolot.Web.Cli;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Cli;

public sealed class AnalyseTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    private async Task<(int Code, string[] Lines, string Errors)> RunAsync(string posts)
    {
        await File.WriteAllTextAsync(_file, posts);
        var root = new RootCommand();
        Analyse.AddTo(root);
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await root.Parse(["analyse", "--posts", _file])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return (code, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), errors.ToString());
    }

    [Fact]
    public async Task Each_post_gives_one_object_in_file_order()
    {
        var posts = string.Join('\n', Enumerable.Range(0, 10_000).Select(i => i % 2 == 0
            ? $$"""{"id":"{{i}}","text":"Der Service ist einfach großartig, danke!","lang":"de"}"""
            : $$"""{"id":{{i}},"text":"The food was awful.","title":null}"""));
        var (code, lines, errors) = await RunAsync(posts);
        code.ShouldBe(0, errors);
        lines.Length.ShouldBe(10_000);
        lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("id").ToString())
            .ShouldBe(
                Enumerable.Range(0, 10_000).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        var german = JsonDocument.Parse(lines[0]).RootElement;
        german.GetProperty("language").GetString().ShouldBe("de");
        german.GetProperty("sentiment").GetString().ShouldBe("positive");
        german.GetProperty("score").GetDouble().ShouldBeGreaterThan(.5);
        german.GetProperty("confidence").GetDouble().ShouldBeInRange(.5, 1);
        var strongest = german.GetProperty("because")[0];
        "Der Service ist einfach großartig, danke!"
            .Substring(strongest.GetProperty("start").GetInt32(), strongest.GetProperty("length").GetInt32())
            .ShouldBe(strongest.GetProperty("word").GetString());
        strongest.GetProperty("weight").GetDouble().ShouldBeGreaterThan(0);

        JsonDocument.Parse(lines[1]).RootElement.GetProperty("sentiment").GetString().ShouldBe("negative");
    }

    [Fact]
    public async Task Other_languages_are_named_and_not_judged()
    {
        var (_, lines, _) = await RunAsync(
            """{"id":"1","text":"Aspetto il mio pacco da tre settimane e nessuno risponde."}""");
        var post = JsonDocument.Parse(lines[0]).RootElement;
        post.GetProperty("language").GetString().ShouldBe("it");
        post.GetProperty("sentiment").GetString().ShouldBe("unknown");
        post.GetProperty("confidence").GetDouble().ShouldBe(0);
    }

    [Theory]
    [InlineData("{\"id\":\"2\"}", "\"text\" is missing")]
    [InlineData("{\"text\":\"ohne Nummer\"}", "\"id\" is missing")]
    [InlineData("{\"id\":\"2\",\"text\":7}", "\"text\" is Number")]
    [InlineData("[1,2]", "found Array")]
    [InlineData("{\"id\":", "line 3")]
    public async Task Bad_line_is_named_and_ends_with_code_2(string bad, string told)
    {
        var (code, lines, errors) = await RunAsync("{\"id\":\"1\",\"text\":\"gut\"}\n\n" + bad);
        code.ShouldBe(2);
        lines.Length.ShouldBe(1);
        errors.ShouldContain("line 3");
        errors.ShouldContain(told);
    }

    [Fact]
    public async Task Missing_file_is_named_and_ends_with_code_2()
    {
        var root = new RootCommand();
        Analyse.AddTo(root);
        using var errors = new StringWriter();
        (await root.Parse(["analyse", "--posts", "no-such-file.ndjson"])
            .InvokeAsync(new InvocationConfiguration { Error = errors })).ShouldBe(2);
        errors.ToString().ShouldContain("no-such-file.ndjson");
    }
}
